//! A text with what its record says about it, and what becomes of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{edit::Edit, span::Span};

/// One article as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What the ledger calls it: the record's id, or the file's path.
    pub id: String,
    /// Where it was scraped from.
    pub url: Option<String>,
    /// The site it belongs to, when it is known without a URL: `--site`, a domain field, a folder's name.
    pub site: Option<String>,
    /// The record's title, author and time of publication; a field that is there is never overwritten.
    pub fields: Fields,
    /// The day it was published or scraped, to choose among dated rules.
    pub date: Option<Date>,
    /// ISO 639-1 code, when it is given; found from the text when not.
    pub language: Option<String>,
    /// The decoded text: the original.
    pub text: String,
    /// Whether the cleaned text ends with a newline, as a file does and a field does not.
    pub final_newline: bool,
}

/// What a text says about itself, on lines of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fields {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it; several names are joined with `, `.
    pub author: Option<String>,
    /// When it was published, as ISO 8601, with an offset when the zone is known.
    pub published: Option<String>,
}

/// One article as it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    /// The text; the original, when the document was held.
    pub text: String,
    /// The record's own fields, and the ones that the text gave.
    pub fields: Fields,
    /// Every change, in the order made; empty when the document was held.
    pub edits: Vec<Edit>,
    /// Why it was kept as it was, if it was.
    pub held: Option<Held>,
    /// The language that rules and fixers were chosen by.
    pub language: Option<String>,
    /// What the scorer thought of what it removed; filled when the settings ask for it.
    pub opinions: Vec<Opinion>,
}

impl Cleaned {
    /// A document that is kept as it was.
    pub fn held(document: Document, why: Held) -> Self {
        let Document { text, fields, language, .. } = document;
        Self { text, fields, edits: Vec::new(), held: Some(why), language, opinions: Vec::new() }
    }
}

/// What the scorer thought of a block that it removed.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    /// The block, in the original.
    pub span: Span,
    /// The probability that it is content.
    pub content: f32,
    /// What weighed most, in words.
    pub reasons: Vec<String>,
}

/// Why a document was kept as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// Next to nothing would be left: a consent page, a bot wall, an empty shell.
    NoArticle,
    /// More would go than the removal budget allows.
    OverBudget,
    /// More would go from its site's documents together than the site's budget allows.
    OverSiteBudget,
}

impl Held {
    /// The mark in ledgers and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Held::NoArticle => "no-article",
            Held::OverBudget => "over-budget",
            Held::OverSiteBudget => "over-site-budget",
        }
    }
}
