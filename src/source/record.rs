//! What every format does: cut a file into records, take the document out of a record, and write the record again.
//!
//! A new format is a file in this folder with a type for each of the two traits, and a line in [`Format`](super::Format).

use std::path::Path;

use serde::Serialize;

use super::window::Stop;
use crate::{
    document::{Document, Fields},
    error::Error,
    sink::Open,
    stage::decode,
};

/// A record as it stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raw {
    /// Its number in the file, from 0.
    pub record: u64,
    /// Its line, from 1.
    pub line: u64,
    /// Its first byte, in the unpacked file.
    pub offset: u64,
    /// All its bytes.
    pub bytes: Vec<u8>,
    /// Why it is no record, when its borders already show it.
    pub broken: Option<String>,
}

/// Cuts a stream into records. One thread runs it, so it does as little as it can.
pub trait Records: Send {
    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// When the stream breaks off.
    fn next(&mut self) -> Result<Option<Raw>, Stop>;

    /// How its records are read and written. Asked before the first record.
    ///
    /// # Errors
    /// When the stream breaks off, or its head is not what the format asks for.
    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal>;
}

/// Why a whole file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its stream breaks off.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// It is not what its name says.
    #[error("{0}")]
    Unfit(String),
}

/// In which form records leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As they came.
    Own,
    /// As JSON Lines.
    Json,
}

/// What a document became: its text and its fields.
pub type New = (String, Fields);

/// Reads and writes the records of one file. Many threads use it at once.
pub trait Layout: Send + Sync {
    /// What stands before the first record.
    fn head(&self) -> Vec<u8> {
        Vec::new()
    }

    /// A record as it leaves when it cannot be cleaned.
    fn keep(&self, raw: &Raw, _: Shape) -> Vec<u8> {
        raw.bytes.clone()
    }

    /// A record as it can be shown to people, when it can.
    fn show(&self, raw: &Raw) -> Option<String> {
        let text = String::from_utf8_lossy(&raw.bytes);
        let text = text.trim_end_matches(['\r', '\n']);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Opens the file of a format that cannot be written record by record; `None` for all others. With a size it is several
    /// files of about that many bytes; `open` opens them. It takes what [`rewrite`](Self::rewrite) and [`keep`](Self::keep) write, in order.
    fn writer(&self, _place: &Path, _open: Open, _shard_size: Option<u64>) -> Option<Result<Box<dyn Writer>, Error>> {
        None
    }

    /// Takes the document out of a record, hands it to `clean`, and writes the record with what comes back. When nothing comes
    /// back, nothing is written. Returns how many characters could not be decoded.
    ///
    /// # Errors
    /// When it is no record, or has no text; then nothing has been written.
    fn rewrite(
        &self,
        raw: &Raw,
        shape: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject>;
}

/// Writes the file of a format that is more than its records one after the other.
pub trait Writer {
    /// Takes the next record.
    ///
    /// # Errors
    /// When it cannot be written.
    fn put(&mut self, record: &[u8]) -> Result<(), Error>;

    /// Puts the file in its place. Dropped without this, it leaves nothing behind. Returns how many shards of an earlier run
    /// were removed.
    ///
    /// # Errors
    /// When it cannot be written, or records are missing.
    fn finish(self: Box<Self>) -> Result<u64, Error>;
}

/// Why a record cannot be cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// What is wrong.
    pub reason: String,
    /// Whether it is a record all the same: then it stays in the output as it was, so that nothing is lost on the way.
    pub kept: bool,
}

/// What to say of a table that lacks the column of its texts.
#[cfg(any(feature = "csv", feature = "parquet"))]
pub(super) fn no_column<'n>(name: &str, columns: impl Iterator<Item = &'n str>) -> String {
    let known = columns.map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ");
    format!("no column `{name}` (--text-field names the one that holds the text; there are {known})")
}

/// The text of some bytes, and how many characters could not be decoded. UTF-8 is not copied.
pub fn text(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, usize) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), 0),
        Err(_) => {
            let decoded = decode::decode(bytes.to_vec());
            (decoded.text.into(), decoded.malformed)
        }
    }
}

/// A document as a new line of JSON Lines, for formats that are no records themselves.
pub fn json(id: &str, url: Option<&str>, (text, fields): &New, out: &mut Vec<u8>) {
    #[derive(Serialize)]
    struct Line<'a> {
        id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: &'a Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        author: &'a Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        published: &'a Option<String>,
        text: &'a str,
    }
    let line = Line { id, url, title: &fields.title, author: &fields.author, published: &fields.published, text };
    // Strings alone are always JSON.
    out.extend_from_slice(&serde_json::to_vec(&line).unwrap_or_default());
    out.push(b'\n');
}
