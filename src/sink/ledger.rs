//! The ledger as a file: JSON Lines, a line that names each source, and one for each edit, each field that the text gave, each
//! document that was held, and each record that did not leave.

mod read;

use serde::{Deserialize, Serialize};

use super::report::sha256;
use crate::{
    document::{Cleaned, Document, Fields, Held},
    edit::Edit,
    error::Error,
    text::LedgerError,
};
pub use read::{Found, Ledger, Way};

/// Digits of a SHA-256 that tell one text from another.
const DIGITS: usize = 16;

/// A line of a ledger.
#[derive(Debug, Serialize)]
struct Line<'a, T> {
    source: &'a str,
    record: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    id: &'a str,
    /// On the first line of a document.
    #[serde(flatten)]
    texts: Option<Texts>,
    #[serde(flatten)]
    what: T,
}

/// By what a document's texts are known again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Texts {
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cleaned: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum What {
    Edit(Edit),
    Field { field: String, value: String },
    Held { held: String },
    Dropped { dropped: String },
    Source { output: String },
}

#[derive(Debug, Serialize)]
struct FieldLine<'a> {
    field: &'a str,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct HeldLine {
    held: Held,
}

/// The line that names a source: the first of its lines.
#[derive(Debug, Serialize)]
struct SourceLine<'a> {
    source: &'a str,
    /// The name under which it leaves.
    output: &'a str,
}

#[derive(Debug, Serialize)]
struct DroppedLine<'a> {
    dropped: &'a str,
}

#[derive(Debug, Deserialize)]
struct OwnedLine {
    source: String,
    /// Missing where the line names a source.
    record: Option<u64>,
    original: Option<String>,
    cleaned: Option<String>,
    #[serde(flatten)]
    what: What,
}

/// By what a text is known again.
fn mark(text: &str) -> String {
    let mut digits = sha256(text.as_bytes());
    digits.truncate(DIGITS);
    digits
}

fn put(line: Result<String, serde_json::Error>, out: &mut Vec<u8>) {
    if let Ok(line) = line {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
}

/// Names a source, with the name under which it leaves: before all its documents, also when nothing changes in them.
pub fn write_source(source: &str, output: &str, out: &mut Vec<u8>) {
    put(serde_json::to_string(&SourceLine { source, output }), out);
}

/// Says that a record does not leave, and why: the records after it have other numbers in the output.
pub fn write_dropped(source: &str, record: u64, why: &str, out: &mut Vec<u8>) {
    let what = DroppedLine { dropped: why };
    put(serde_json::to_string(&Line { source, record, id: "", texts: None, what }), out);
}

/// Appends the ledger of one document: `source` is its file's name, `record` its number there, from 0; `own` and `original` are
/// its fields and its text as they were read.
pub fn write(source: &str, record: u64, id: &str, own: &Fields, original: &str, cleaned: &Cleaned, out: &mut Vec<u8>) {
    let mut first = true;
    let mut texts =
        || std::mem::take(&mut first).then(|| Texts { original: Some(mark(original)), cleaned: Some(mark(&cleaned.text)) });
    if let Some(held) = cleaned.held {
        put(serde_json::to_string(&Line { source, record, id, texts: texts(), what: HeldLine { held } }), out);
    }
    let found = &cleaned.fields;
    for (field, was, is) in [
        ("title", &own.title, &found.title),
        ("author", &own.author, &found.author),
        ("published", &own.published, &found.published),
    ] {
        if let (None, Some(value)) = (was, is) {
            put(serde_json::to_string(&Line { source, record, id, texts: texts(), what: FieldLine { field, value } }), out);
        }
    }
    for edit in &cleaned.edits {
        put(serde_json::to_string(&Line { source, record, id, texts: texts(), what: edit }), out);
    }
}

/// What a ledger says about one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its edits, in the order made.
    pub edits: Vec<Edit>,
    /// Fields that its text gave.
    pub fields: Fields,
    /// By what its texts are known; an old ledger does not say.
    texts: Texts,
}

impl Entry {
    /// The cleaned document, from the document that was read.
    ///
    /// # Errors
    /// When the ledger was made for another text.
    pub fn replay(self, document: Document) -> Result<Cleaned, Error> {
        let (from, to) = (&self.texts.original, &self.texts.cleaned);
        let text = self.walk(&document, from, to, crate::text::replay)?;
        let own = document.fields;
        let fields = Fields {
            title: own.title.or(self.fields.title),
            author: own.author.or(self.fields.author),
            published: own.published.or(self.fields.published),
        };
        Ok(Cleaned { text, fields, edits: self.edits, held: None, language: document.language, opinions: Vec::new() })
    }

    /// The text that was read, from the cleaned document. Fields that the text gave stay in its record.
    ///
    /// # Errors
    /// When the ledger was made for another text.
    pub fn revert(self, document: Document) -> Result<Cleaned, Error> {
        let (from, to) = (&self.texts.cleaned, &self.texts.original);
        let text = self.walk(&document, from, to, crate::text::revert)?;
        Ok(Cleaned {
            text,
            fields: Fields::default(),
            edits: Vec::new(),
            held: None,
            language: document.language,
            opinions: Vec::new(),
        })
    }

    /// From one text to the other; both must be those that the ledger was made for.
    fn walk(
        &self,
        document: &Document,
        from: &Option<String>,
        to: &Option<String>,
        way: fn(&str, &[Edit]) -> Result<String, LedgerError>,
    ) -> Result<String, Error> {
        let other = |text: &str, known: &Option<String>| known.as_ref().is_some_and(|known| *known != mark(text));
        let wrong = |source| Error::Ledger { document: document.id.clone(), source };
        if other(&document.text, from) {
            return Err(wrong(LedgerError::OtherText));
        }
        let text = way(&document.text, &self.edits).map_err(wrong)?;
        if other(&text, to) { Err(wrong(LedgerError::Damaged)) } else { Ok(text) }
    }
}
