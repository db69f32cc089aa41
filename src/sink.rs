//! Where documents go: files that appear whole or not at all, the ledger beside them, and the counts of a run.

pub mod ledger;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
pub mod report;
pub mod summary;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

#[cfg(not(feature = "zstd"))]
use crate::source::left_out;
use crate::{error::Error, source::open::Packing};

/// How hard `.zst` files are packed.
#[cfg(feature = "zstd")]
const ZSTD_LEVEL: i32 = 3;

/// A path with more behind it: `out.jsonl` and `.part` are `out.jsonl.part`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    // Without a slash at its end, which would put the new file inside.
    let mut name = path.components().collect::<PathBuf>().into_os_string();
    name.push(ending);
    name.into()
}

/// Where a shard stands: `out.jsonl.gz` and 3 are `out-00003.jsonl.gz`. Without a number it is the whole.
pub fn shard_place(path: &Path, number: Option<u64>) -> PathBuf {
    let Some(number) = number else { return path.to_owned() };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (stem, endings) = name.split_once('.').map_or((name.as_str(), String::new()), |(stem, rest)| (stem, format!(".{rest}")));
    path.with_file_name(format!("{stem}-{number:05}{endings}"))
}

/// A file that is written beside its place, as `<its name>.part`, and takes it only when it is complete. It is packed as its
/// name says.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    part: PathBuf,
    packing: Packing,
    stream: Stream,
    keep: bool,
    placed: bool,
}

type Plain = BufWriter<File>;

enum Stream {
    Plain(Plain),
    Gzip(Box<GzEncoder<Plain>>),
    #[cfg(feature = "zstd")]
    Zstd(Box<zstd::stream::write::Encoder<'static, Plain>>),
    Gone,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl Output {
    /// Opens a file that will stand at `path`; folders above it are made.
    ///
    /// # Errors
    /// When the folder cannot be made or written to, or another run is writing the same file.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Self::go_on(path, 0)
    }

    /// Opens a file that a run left unfinished; what it holds beyond `length` is cut off.
    ///
    /// # Errors
    /// As [`create`](Self::create); and when it is shorter than `length`.
    pub fn go_on(path: &Path, length: u64) -> Result<Self, Error> {
        let wrong = |source| Error::Write { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(wrong)?;
        let part = beside(path, ".part");
        if fs::symlink_metadata(&part).is_ok_and(|found| found.is_symlink()) {
            // A link would lead the writing elsewhere.
            fs::remove_file(&part).map_err(wrong)?;
        }
        if length > 0 && !part.exists() && path.exists() {
            // It was complete when the run ended, but the run did not get to say so.
            fs::rename(path, &part).map_err(wrong)?;
        }
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&part).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(wrong(io::Error::other("another run is writing it"))),
            // A file system without locks.
            Err(TryLockError::Error(_)) => {}
        }
        if file.metadata().map_err(wrong)?.len() < length {
            return Err(wrong(io::Error::other(format!("{} is shorter than its checkpoint says", part.display()))));
        }
        file.set_len(length).map_err(wrong)?;
        file.seek(SeekFrom::Start(length)).map_err(wrong)?;
        let stream = Stream::Plain(BufWriter::with_capacity(1 << 18, file));
        Ok(Self { path: path.to_owned(), part, packing: Packing::of(path), stream, keep: false, placed: false })
    }

    /// Leaves what is written so far in its `.part` file when the run fails: it can be gone on with.
    pub fn keep(mut self) -> Self {
        self.keep = true;
        self
    }

    /// Leaves nothing behind.
    pub fn discard(mut self) {
        self.keep = false;
    }

    /// Brings everything that was written into the file. What is written next could also be written by
    /// [`go_on`](Self::go_on) from here. Returns the file's length.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn point(&mut self) -> Result<u64, Error> {
        let result = self.unpack().and_then(|plain| {
            plain.flush()?;
            plain.get_mut().stream_position()
        });
        result.map_err(|source| self.error(source))
    }

    /// Brings the file to the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sync(&mut self) -> Result<(), Error> {
        let result = self.unpack().and_then(|plain| {
            plain.flush()?;
            plain.get_ref().sync_data()
        });
        result.map_err(|source| self.error(source))
    }

    /// Ends what is being packed.
    fn unpack(&mut self) -> io::Result<&mut Plain> {
        let plain = match std::mem::replace(&mut self.stream, Stream::Gone) {
            Stream::Plain(plain) => plain,
            Stream::Gzip(packed) => packed.finish()?,
            #[cfg(feature = "zstd")]
            Stream::Zstd(packed) => packed.finish()?,
            Stream::Gone => return Err(io::Error::other("writing failed before")),
        };
        self.stream = Stream::Plain(plain);
        match &mut self.stream {
            Stream::Plain(plain) => Ok(plain),
            _ => Err(io::Error::other("writing failed before")),
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written or moved; then nothing stands there that was not there before.
    pub fn finish(mut self) -> Result<(), Error> {
        self.point()?;
        fs::rename(&self.part, &self.path).map_err(|source| self.error(source))?;
        self.placed = true;
        Ok(())
    }

    /// The error of a failed write to this file.
    pub fn error(&self, source: io::Error) -> Error {
        Error::Write { path: self.path.clone(), source }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.placed && !self.keep {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.part);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if let (Stream::Plain(_), true) = (&self.stream, self.packing != Packing::None) {
            let Stream::Plain(plain) = std::mem::replace(&mut self.stream, Stream::Gone) else { return Ok(0) };
            self.stream = match self.packing {
                Packing::None => Stream::Plain(plain),
                Packing::Gzip => Stream::Gzip(Box::new(GzEncoder::new(plain, Compression::default()))),
                #[cfg(feature = "zstd")]
                Packing::Zstd => Stream::Zstd(Box::new(zstd::stream::write::Encoder::new(plain, ZSTD_LEVEL)?)),
                #[cfg(not(feature = "zstd"))]
                Packing::Zstd => return Err(left_out("zstd")),
            };
        }
        match &mut self.stream {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Gzip(stream) => stream.write(bytes),
            #[cfg(feature = "zstd")]
            Stream::Zstd(stream) => stream.write(bytes),
            Stream::Gone => Err(io::Error::other("writing failed before")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.flush(),
            Stream::Gzip(stream) => stream.flush(),
            #[cfg(feature = "zstd")]
            Stream::Zstd(stream) => stream.flush(),
            Stream::Gone => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_on_with_is_the_one_that_was_not_interrupted() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
            let (whole, broken) = (dir.path().join(name), dir.path().join(format!("b{name}")));
            let mut out = Output::create(&whole).expect("opens");
            out.write_all(b"one\n").expect("writes");
            out.point().expect("flushes");
            out.write_all(b"two\n").expect("writes");
            out.finish().expect("moves");
            let mut out = Output::create(&broken).expect("opens").keep();
            out.write_all(b"one\n").expect("writes");
            let length = out.point().expect("flushes");
            out.write_all(b"lost").expect("writes");
            drop(out);
            assert!(!broken.exists());
            let mut out = Output::go_on(&broken, length).expect("opens");
            out.write_all(b"two\n").expect("writes");
            out.finish().expect("moves");
            assert_eq!(fs::read(&whole).expect("reads"), fs::read(&broken).expect("reads"), "{name}");
        }
    }
}
