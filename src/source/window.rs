//! A moving window over a stream: as much of it as one record needs, and never more than the limit.

use std::io::{self, Read};

/// The largest record, in bytes, where nobody says another number. A larger one is refused with a message: memory stays
/// bounded.
pub const LARGEST_RECORD: usize = 256 << 20;
/// Bytes that are read at once.
const STEP: usize = 1 << 18;

/// Why reading stopped before the end.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The stream broke: a damaged archive, a disk that fails.
    #[error("{0}")]
    Broken(#[from] io::Error),
    /// A record of more than so many bytes.
    #[error("a record of more than {} MB: too large", .0 >> 20)]
    TooLarge(usize),
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Broken(error) => error,
            Stop::TooLarge(_) => io::Error::other(stop.to_string()),
        }
    }
}

/// The part of a stream that is being looked at.
pub struct Window {
    stream: Box<dyn Read + Send>,
    bytes: Vec<u8>,
    start: usize,
    /// Where the window's first byte stands in the stream.
    offset: u64,
    ended: bool,
    largest: usize,
}

impl Window {
    /// A window at the start of a stream, of records of at most so many bytes.
    pub fn new(stream: Box<dyn Read + Send>, largest: usize) -> Self {
        Self { stream, bytes: Vec::new(), start: 0, offset: 0, ended: false, largest }
    }

    /// The largest record, in bytes.
    pub fn largest(&self) -> usize {
        self.largest
    }

    /// What is in sight.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Where its first byte stands in the stream.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads on. Returns `false` when the stream has ended.
    ///
    /// # Errors
    /// When the stream breaks, or more is in sight than a record may have.
    pub fn more(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        if self.bytes().len() > self.largest {
            return Err(Stop::TooLarge(self.largest));
        }
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        let held = self.bytes.len();
        let step = STEP.max(held.min(8 << 20));
        self.bytes.resize(held + step, 0);
        loop {
            match self.stream.read(&mut self.bytes[held..]) {
                Ok(read) => {
                    self.bytes.truncate(held + read);
                    self.ended = read == 0;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.bytes.truncate(held);
                    self.ended = true;
                    return Err(error.into());
                }
            }
        }
    }

    /// Takes bytes out of sight.
    pub fn take(&mut self, count: usize) -> Vec<u8> {
        let taken = self.bytes()[..count].to_vec();
        self.skip(count);
        taken
    }

    /// Moves on without looking.
    pub fn skip(&mut self, count: usize) {
        let count = count.min(self.bytes().len());
        self.start += count;
        self.offset += count as u64;
    }

    /// Moves on, past what is not in sight yet. Returns how many bytes there were.
    ///
    /// # Errors
    /// When the stream breaks.
    pub fn skip_ahead(&mut self, mut count: u64) -> Result<u64, Stop> {
        let mut skipped = 0;
        loop {
            let here = count.min(self.bytes().len() as u64);
            self.skip(here as usize);
            skipped += here;
            count -= here;
            if count == 0 || !self.more()? {
                return Ok(skipped);
            }
        }
    }

    /// Moves on to the next line, however far that is.
    ///
    /// # Errors
    /// When the stream breaks.
    pub fn skip_line(&mut self) -> Result<(), Stop> {
        loop {
            let end = memchr::memchr(b'\n', self.bytes());
            self.skip(end.map_or(self.bytes().len(), |end| end + 1));
            if end.is_some() || !self.more()? {
                return Ok(());
            }
        }
    }

    /// What is wrong with a line of more than a record may have.
    pub fn too_long(&self) -> String {
        format!("a line of more than {} MB: too large", self.largest >> 20)
    }

    /// The length of the line in sight, its end included; `None` at the end of the stream.
    ///
    /// # Errors
    /// When the stream breaks, or the line is longer than a record may be.
    pub fn line(&mut self) -> Result<Option<usize>, Stop> {
        let mut seen = 0;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.bytes()[seen..]) {
                return Ok(Some(seen + end + 1));
            }
            seen = self.bytes().len();
            if !self.more()? {
                return Ok((seen > 0).then_some(seen));
            }
        }
    }

    /// Everything up to the end of the stream.
    ///
    /// # Errors
    /// When the stream breaks, or there is more than a record may have.
    pub fn all(&mut self) -> Result<Vec<u8>, Stop> {
        while self.more()? {}
        let count = self.bytes().len();
        Ok(self.take(count))
    }
}
