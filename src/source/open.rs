//! Opening a file: what its name says it is packed with comes off on the way, and what unpacks to far too much is refused.

use std::{
    ffi::OsStr,
    fs,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Input, archive};
use crate::error::Error;

/// Bytes that a packed file may hold whatever its own size.
const ALWAYS: u64 = 256 << 20;
/// How many times its own size a packed file may hold beyond that. Text packs 3 to 20 times, the same line over and over 100 times.
const MOST_RATIO: u64 = 400;

/// What a file is packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Nothing.
    #[default]
    None,
    /// gzip, of one or many members: `.gz`.
    Gzip,
    /// Zstandard, of one or many frames: `.zst`.
    Zstd,
}

impl Packing {
    /// The packing that a file's name tells.
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// A file's name without the ending of its packing.
    pub fn strip(path: &Path) -> PathBuf {
        if Self::of(path) == Self::None { path.to_owned() } else { path.with_extension("") }
    }
}

/// The most that so many packed bytes may hold.
pub(super) fn most(packed: u64) -> u64 {
    ALWAYS.saturating_add(MOST_RATIO.saturating_mul(packed))
}

/// Opens an input; `read` counts the bytes taken from the disk.
///
/// # Errors
/// When it cannot be opened.
pub fn open(input: &Input, read: &Arc<AtomicU64>) -> Result<Box<dyn Read + Send>, Error> {
    if input.is_stdin() {
        return Ok(Box::new(Counted { inner: io::stdin(), count: Arc::clone(read) }));
    }
    let wrong = |source| Error::Read { path: input.path.clone(), source };
    let own = Arc::new(AtomicU64::new(0));
    let count = |inner: Box<dyn Read + Send>| {
        let counted = Counted { inner, count: Arc::clone(read) };
        Counted { inner: counted, count: Arc::clone(&own) }
    };
    let (packing, counted): (_, Box<dyn Read + Send>) = match &input.member {
        None => (Packing::of(&input.path), Box::new(count(Box::new(fs::File::open(&input.path).map_err(wrong)?)))),
        Some(member) => {
            let (packed, unpack) = archive::open(&input.path, member).map_err(wrong)?;
            let unpacked = unpack.unpack(count(Box::new(packed)));
            (Packing::of(&input.relative), Box::new(Guarded { inner: unpacked, packed: Arc::clone(&own), unpacked: 0 }))
        }
    };
    let unpacked: Box<dyn Read + Send> = match packing {
        Packing::None => return Ok(counted),
        Packing::Gzip => Box::new(Gzip { inner: Some(Member::new(BufReader::with_capacity(1 << 18, counted))), any: false }),
        #[cfg(feature = "zstd")]
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(counted).map_err(wrong)?),
        #[cfg(not(feature = "zstd"))]
        Packing::Zstd => return Err(wrong(super::left_out("zstd"))),
    };
    Ok(Box::new(Guarded { inner: unpacked, packed: own, unpacked: 0 }))
}

/// Counts what passes.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Refuses what unpacks to far too much.
struct Guarded<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.unpacked += read as u64;
        if self.unpacked > most(self.packed.load(Ordering::Relaxed)) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("unpacks to more than {MOST_RATIO} times its size: not read any further"),
            ));
        }
        Ok(read)
    }
}

type Member<R> = flate2::bufread::GzDecoder<R>;

/// All members of a gzip file, one after the other. Zeros after the last, as tapes leave them, are no member.
struct Gzip<R> {
    inner: Option<Member<R>>,
    any: bool,
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.inner.take() {
            let read = match member.read(out) {
                Err(error) if !self.any && error.kind() == io::ErrorKind::UnexpectedEof => {
                    let mut rest = member.into_inner();
                    // A file of no bytes at all holds nothing; it is not damaged.
                    return if rest.fill_buf()?.is_empty() { Err(error) } else { Ok(0) };
                }
                read => read?,
            };
            if read > 0 || out.is_empty() {
                self.any = true;
                self.inner = Some(member);
                return Ok(read);
            }
            self.any = true;
            let mut rest = member.into_inner();
            loop {
                let (zeros, more) = {
                    let ahead = rest.fill_buf()?;
                    let zeros = ahead.iter().take_while(|&&byte| byte == 0).count();
                    (zeros, zeros == ahead.len() && zeros > 0)
                };
                rest.consume(zeros);
                if !more {
                    break;
                }
            }
            if !rest.fill_buf()?.is_empty() {
                self.inner = Some(Member::new(rest));
            }
        }
        Ok(0)
    }
}
