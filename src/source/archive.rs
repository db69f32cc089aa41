//! `.zip` archives: each member is an input of its own, under a name that leads nowhere else.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use crate::error::Error;

/// Where a member stands in its archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its first byte in the archive.
    start: u64,
    /// Its bytes there.
    packed: u64,
    /// Its bytes unpacked, as the archive says.
    size: u64,
    /// Its checksum, as the archive says.
    sum: u32,
    /// Whether it is packed at all.
    deflated: bool,
}

impl Member {
    /// Its bytes in the archive.
    pub fn packed(&self) -> u64 {
        self.packed
    }
}

/// Members with the places that their names mean, and what is wrong with others.
pub type Found = (Vec<(PathBuf, Member)>, Vec<Error>);

/// Whether a file is an archive, by its name.
pub fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// The members of an archive.
///
/// # Errors
/// When it cannot be read, or is made to unpack to far too much.
#[cfg(feature = "zip")]
pub fn members(path: &Path) -> Result<Found, Error> {
    use super::open::most;
    use zip::{CompressionMethod, ZipArchive, result::ZipError};

    let read = |source| Error::Read { path: path.to_owned(), source };
    let wrong = |error| match error {
        ZipError::Io(source) => read(source),
        other => read(io::Error::new(io::ErrorKind::InvalidData, other.to_string())),
    };
    let refused = |why: &str| read(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()));
    let file = File::open(path).map_err(read)?;
    let own = file.metadata().map_err(read)?.len();
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(wrong)?;
    if archive.has_overlapping_files().map_err(wrong)? {
        return Err(refused("its members lie over each other: not read any further"));
    }
    let (mut found, mut problems, mut total) = (Vec::new(), Vec::new(), 0_u64);
    for number in 0..archive.len() {
        let member = archive.by_index_raw(number).map_err(wrong)?;
        let name = member.name().map_or_else(|_| String::from_utf8_lossy(member.name_raw()).into_owned(), |name| name.into_owned());
        if member.is_dir() {
            continue;
        }
        let place = place(&name, number);
        let problem = |why: &str| {
            let source = io::Error::new(io::ErrorKind::Unsupported, why.to_owned());
            Error::Read { path: path.join(&place), source }
        };
        let deflated = match member.compression() {
            _ if member.is_symlink() => Err("a link: not followed"),
            _ if member.encrypted() => Err("encrypted"),
            CompressionMethod::Stored => Ok(false),
            CompressionMethod::Deflated => Ok(true),
            _ => Err("packed in a way that is not known here"),
        };
        let start = member.data_start();
        match (deflated, start) {
            (Ok(deflated), Some(start)) => {
                total = total.saturating_add(member.size());
                let (packed, size, sum) = (member.compressed_size(), member.size(), member.crc32());
                found.push((place, Member { start, packed, size, sum, deflated }));
            }
            (Err(why), _) => problems.push(problem(why)),
            (Ok(_), None) => problems.push(problem("its place is not known")),
        }
    }
    if total > most(own) {
        return Err(refused("its members unpack to far more than it could hold: not read any further"));
    }
    Ok((found, problems))
}

/// The members of an archive, in a build that cannot read them.
///
/// # Errors
/// Always.
#[cfg(not(feature = "zip"))]
pub fn members(path: &Path) -> Result<Found, Error> {
    Err(Error::Read { path: path.to_owned(), source: super::left_out("zip") })
}

/// Opens a member.
///
/// # Errors
/// When the archive cannot be opened.
pub fn open(path: &Path, member: &Member) -> io::Result<(Take, Unpack)> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(member.start))?;
    let unpack = Unpack { deflated: member.deflated, left: member.size, sum: member.sum };
    Ok((file.take(member.packed), unpack))
}

/// The bytes of a member as they are packed.
pub type Take = io::Take<File>;

/// How a member is unpacked, and what must come out.
#[derive(Debug, Clone, Copy)]
pub struct Unpack {
    deflated: bool,
    left: u64,
    sum: u32,
}

impl Unpack {
    /// The member's bytes, from its packed ones.
    pub fn unpack(self, packed: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        let Self { deflated, left, sum } = self;
        let counted = flate2::Crc::new();
        if deflated {
            let inner = flate2::bufread::DeflateDecoder::new(BufReader::with_capacity(1 << 18, packed));
            Box::new(Checked { inner, left, sum, counted })
        } else {
            Box::new(Checked { inner: packed, left, sum, counted })
        }
    }
}

/// Lets through what the archive said there would be, and nothing else.
struct Checked<R> {
    inner: R,
    left: u64,
    sum: u32,
    counted: flate2::Crc,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let damaged = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()));
        let read = self.inner.read(out)?;
        if read as u64 > self.left {
            return damaged("it holds more than the archive says: not read any further");
        }
        self.left -= read as u64;
        self.counted.update(&out[..read]);
        if read == 0 && !out.is_empty() {
            if self.left > 0 {
                return damaged("it ends too early");
            }
            if self.counted.sum() != self.sum {
                return damaged("its checksum is another than the archive says: it is damaged");
            }
        }
        Ok(read)
    }
}

/// The place that a member's name means under an output folder: without what leads out of it, and without characters that no
/// name should have.
#[cfg(any(feature = "zip", test))]
fn place(name: &str, number: usize) -> PathBuf {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(part.trim(), "" | "." | ".."));
    let clean = |part: &str| part.chars().map(|c| if c.is_control() || c == ':' { '_' } else { c }).collect::<String>();
    let place: PathBuf = parts.map(clean).collect();
    if place.as_os_str().is_empty() { format!("member-{number}").into() } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        let places = [
            ("a/b.txt", "a/b.txt"),
            ("../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("C:\\x\\..\\y.txt", "C_/x/y.txt"),
            ("a/./ .. /b\u{0}\n.txt", "a/b__.txt"),
            ("..", "member-7"),
            ("", "member-7"),
        ];
        for (name, expected) in places {
            assert_eq!(place(name, 7), Path::new(expected), "{name:?}");
        }
    }

    #[test]
    fn what_an_archive_did_not_say_is_not_let_through() {
        let read = |bytes: &'static [u8], left, sum| {
            let mut out = Vec::new();
            let unpack = Unpack { deflated: false, left, sum };
            unpack.unpack(bytes).read_to_end(&mut out).map(|_| out).map_err(|error| error.to_string())
        };
        let mut sum = flate2::Crc::new();
        sum.update(b"text");
        assert_eq!(read(b"text", 4, sum.sum()), Ok(b"text".to_vec()));
        assert!(read(b"text", 3, sum.sum()).unwrap_err().contains("more than the archive says"));
        assert!(read(b"text", 5, sum.sum()).unwrap_err().contains("too early"));
        assert!(read(b"text", 4, 0).unwrap_err().contains("checksum"));
    }
}
