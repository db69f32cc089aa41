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
use crate::{
    error::Error,
    source::{self, open::Packing},
};

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

/// Whether a place is one of the shards of `whole`.
pub fn is_shard(place: &Path, whole: &Path) -> bool {
    let number = || {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let stem = name(whole)?.split('.').next()?.len() + 1;
        let digits = name(place)?.get(stem..)?.split('.').next()?.parse().ok()?;
        Some(shard_place(whole, Some(digits)))
    };
    number().is_some_and(|shard| shard == place)
}

/// Removes the shards of `whole` from this number on, which an earlier, larger run left. Returns how many there were.
///
/// # Errors
/// When one cannot be removed.
pub fn remove_shards(whole: &Path, from: u64) -> Result<u64, Error> {
    let mut number = from;
    loop {
        let path = shard_place(whole, Some(number));
        match fs::remove_file(&path) {
            Ok(()) => number += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(number - from),
            Err(source) => return Err(Error::Write { path, source }),
        }
    }
}

/// Whether something stands at a place that is written to as it is: a device, a pipe.
pub fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Whether the file behind a handle is the one that stands at a place, where the system can tell.
#[cfg(unix)]
fn stands_at(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let who = |found: fs::Metadata| (found.dev(), found.ino());
    let here = fs::symlink_metadata(place).ok().map(who);
    here.is_some() && here == file.metadata().ok().map(who)
}

#[cfg(not(unix))]
fn stands_at(_: &File, _: &Path) -> bool {
    true
}

/// A file that is written beside its place, as `<its name>.part`, and takes it only when it is complete. It is packed as its
/// name says.
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    /// `None` for a device, which is written to as it is.
    part: Option<PathBuf>,
    packing: Packing,
    stream: Stream,
    keep: bool,
    placed: bool,
}

/// How a file is opened: as [`Output::create`] or as [`Output::named`] does.
pub type Open = fn(&Path) -> Result<Output, Error>;

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
    /// Opens a file that will stand at `path`; folders above it are made. What else stands there, a link or a device, is
    /// replaced.
    ///
    /// # Errors
    /// When the folder cannot be made or written to, or another run is writing the same file.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Self::go_on(path, 0)
    }

    /// Opens a file that somebody named: where a link stands, its target will be replaced; a device or a pipe is written to.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn named(path: &Path) -> Result<Self, Error> {
        Self::named_on(path, 0)
    }

    /// As [`go_on`](Self::go_on), for a file that somebody [`named`](Self::named).
    ///
    /// # Errors
    /// As [`go_on`](Self::go_on).
    pub fn named_on(path: &Path, length: u64) -> Result<Self, Error> {
        if is_device(path) {
            let file =
                OpenOptions::new().write(true).open(path).map_err(|source| Error::Write { path: path.to_owned(), source })?;
            return Ok(Self::new(path, None, file));
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if is_link { Self::go_on(&source::absolute(path), length) } else { Self::go_on(path, length) }
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
        let mut file = loop {
            if fs::symlink_metadata(&part).is_ok_and(|found| found.is_symlink()) {
                // A link would lead the writing elsewhere.
                fs::remove_file(&part).map_err(wrong)?;
            }
            if length > 0 && !part.exists() && path.exists() {
                // It was complete when the run ended, but the run did not get to say so.
                fs::rename(path, &part).map_err(wrong)?;
            }
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&part).map_err(wrong)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(wrong(io::Error::other("another run is writing it"))),
                // A file system without locks.
                Err(TryLockError::Error(_)) => {}
            }
            // Between opening and locking another run may have finished: then this is its output, under its own name.
            if stands_at(&file, &part) {
                break file;
            }
        };
        if file.metadata().map_err(wrong)?.len() < length {
            return Err(wrong(io::Error::other(format!("{} is shorter than its checkpoint says", part.display()))));
        }
        file.set_len(length).map_err(wrong)?;
        file.seek(SeekFrom::Start(length)).map_err(wrong)?;
        Ok(Self::new(path, Some(part), file))
    }

    fn new(path: &Path, part: Option<PathBuf>, file: File) -> Self {
        let stream = Stream::Plain(BufWriter::with_capacity(1 << 18, file));
        Self { path: path.to_owned(), part, packing: Packing::of(path), stream, keep: false, placed: false }
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
    /// [`go_on`](Self::go_on) from here. Returns the file's length; a device has none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn point(&mut self) -> Result<u64, Error> {
        let is_device = self.part.is_none();
        let result = self.unpack().and_then(|plain| {
            plain.flush()?;
            if is_device { Ok(0) } else { plain.get_mut().stream_position() }
        });
        result.map_err(|source| self.error(source))
    }

    /// Brings the file to the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sync(&mut self) -> Result<(), Error> {
        let is_device = self.part.is_none();
        let result = self.unpack().and_then(|plain| {
            plain.flush()?;
            if is_device { Ok(()) } else { plain.get_ref().sync_data() }
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
        if let Some(part) = &self.part {
            fs::rename(part, &self.path).map_err(|source| self.error(source))?;
        }
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
        if let (Some(part), false) = (&self.part, self.placed || self.keep) {
            // Nothing more can be done about a file that cannot be removed.
            let _ = fs::remove_file(part);
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

    #[cfg(unix)]
    #[test]
    fn a_file_that_another_run_has_placed_is_not_the_part() {
        let dir = tempfile::tempdir().expect("a folder");
        let (part, whole) = (dir.path().join("a.part"), dir.path().join("a"));
        let file = File::create(&part).expect("opens");
        assert!(stands_at(&file, &part));
        fs::rename(&part, &whole).expect("moves");
        assert!(!stands_at(&file, &part));
        fs::write(&part, "another").expect("writes");
        assert!(!stands_at(&file, &part));
    }

    #[test]
    fn shards_are_known_by_their_names() {
        let shard = |place: &str| is_shard(Path::new(place), Path::new("s/o.jsonl.gz"));
        assert!(shard("s/o-00000.jsonl.gz") && shard("s/o-123456.jsonl.gz"));
        assert!(!shard("s/o-1.jsonl.gz") && !shard("s/o-00001.jsonl") && !shard("o-00001.jsonl.gz") && !shard("s/o.jsonl.gz"));
    }

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
