//! Where documents go: files that appear whole or not at all, the ledger beside them, and the counts of a run.

pub mod ledger;
pub mod summary;

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::error::Error;

/// A file that is written beside its place and takes it only when it is complete.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl Output {
    /// Opens a file that will stand at `path`; folders above it are made.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let wrong = |source| Error::Write { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(wrong)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".copydesk-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The umask takes away what it takes away from any new file.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(wrong)?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(1 << 18, file) })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written or moved; then nothing stands there that was not there before.
    pub fn finish(self) -> Result<(), Error> {
        let wrong = |source| Error::Write { path: self.path.clone(), source };
        let file = self.file.into_inner().map_err(|error| wrong(error.into_error()))?;
        file.persist(&self.path).map_err(|error| wrong(error.error))?;
        Ok(())
    }

    /// The error of a failed write to this file.
    pub fn error(&self, source: io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
