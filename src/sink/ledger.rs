//! The ledger as a file: JSON Lines, one line for each edit, each field that the text gave, and each document that was held.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{
    document::{Cleaned, Document, Fields, Held},
    edit::Edit,
    error::Error,
};

/// A line of a ledger.
#[derive(Debug, Serialize)]
struct Line<'a, T> {
    source: &'a str,
    record: u64,
    id: &'a str,
    #[serde(flatten)]
    what: T,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum What {
    Edit(Edit),
    Field { field: String, value: String },
    Held { held: String },
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

#[derive(Debug, Deserialize)]
struct OwnedLine {
    source: String,
    record: u64,
    #[serde(flatten)]
    what: What,
}

/// Appends the ledger of one document: `source` is its file's name, `record` its number there, from 0.
pub fn write(source: &str, record: u64, id: &str, own: &Fields, cleaned: &Cleaned, out: &mut Vec<u8>) {
    let mut put = |line: Result<String, serde_json::Error>| {
        if let Ok(line) = line {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    };
    if let Some(held) = cleaned.held {
        put(serde_json::to_string(&Line { source, record, id, what: HeldLine { held } }));
    }
    let found = &cleaned.fields;
    for (field, was, is) in [
        ("title", &own.title, &found.title),
        ("author", &own.author, &found.author),
        ("published", &own.published, &found.published),
    ] {
        if let (None, Some(value)) = (was, is) {
            put(serde_json::to_string(&Line { source, record, id, what: FieldLine { field, value } }));
        }
    }
    for edit in &cleaned.edits {
        put(serde_json::to_string(&Line { source, record, id, what: edit }));
    }
}

/// What a ledger says about one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its edits, in the order made.
    pub edits: Vec<Edit>,
    /// Fields that its text gave.
    pub fields: Fields,
}

/// A ledger that was read back.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: BTreeMap<(String, u64), Entry>,
}

impl Ledger {
    /// Reads a ledger file.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no ledger line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |source| Error::Read { path: path.to_owned(), source };
        let mut ledger = Self::default();
        for (number, line) in BufReader::new(fs::File::open(path).map_err(wrong)?).lines().enumerate() {
            let line = line.map_err(wrong)?;
            if line.trim().is_empty() {
                continue;
            }
            let bad = |reason: String| Error::LedgerLine { path: path.to_owned(), line: number + 1, reason };
            let OwnedLine { source, record, what } = serde_json::from_str(&line).map_err(|error| bad(error.to_string()))?;
            let entry = ledger.entries.entry((source, record)).or_default();
            match what {
                What::Edit(edit) => entry.edits.push(edit),
                What::Field { field, value } => {
                    let place = match field.as_str() {
                        "title" => &mut entry.fields.title,
                        "author" => &mut entry.fields.author,
                        "published" => &mut entry.fields.published,
                        other => return Err(bad(format!("unknown field `{other}`"))),
                    };
                    *place = Some(value);
                }
                What::Held { .. } => {}
            }
        }
        Ok(ledger)
    }

    /// What it says about a document. A ledger of one file fits that file under any name.
    pub fn get(&self, source: &str, record: u64) -> Entry {
        let entry = self.entries.get(&(source.to_owned(), record)).or_else(|| {
            let mut sources = self.entries.keys().map(|(source, _)| source);
            let first = sources.next()?;
            sources.all(|source| source == first).then(|| self.entries.get(&(first.clone(), record)))?
        });
        entry.cloned().unwrap_or_default()
    }
}

impl Entry {
    /// The cleaned document, from the document that was read.
    ///
    /// # Errors
    /// When the ledger was made for another text.
    pub fn replay(self, document: Document) -> Result<Cleaned, Error> {
        let text = crate::text::replay(&document.text, &self.edits)
            .map_err(|source| Error::Ledger { document: document.id.clone(), source })?;
        let own = document.fields;
        let fields = Fields {
            title: own.title.or(self.fields.title),
            author: own.author.or(self.fields.author),
            published: own.published.or(self.fields.published),
        };
        Ok(Cleaned { text, fields, edits: self.edits, held: None, language: document.language, opinions: Vec::new() })
    }

    /// The document that was read, from the cleaned one.
    ///
    /// # Errors
    /// When the ledger was made for another text.
    pub fn revert(self, document: Document) -> Result<Cleaned, Error> {
        let text = crate::text::revert(&document.text, &self.edits)
            .map_err(|source| Error::Ledger { document: document.id.clone(), source })?;
        Ok(Cleaned {
            text,
            fields: Fields::default(),
            edits: Vec::new(),
            held: None,
            language: document.language,
            opinions: Vec::new(),
        })
    }
}
