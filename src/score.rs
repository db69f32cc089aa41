//! The scorer: how likely each line of a page is content, from the text alone.
//!
//! It names chrome that no rule names. A hashed linear model looks at each line's words, two stages of small trees look at
//! the line among its neighbours and at the whole page; a line goes when the mean of both stages finds it unlikely to be content.
//! The result is the same on every machine, and scoring a cleaned page again removes nothing more.

mod class;
mod context;
mod decide;
mod explain;
mod fold;
mod linear;
mod model;
mod overlap;
mod shape;
mod site;
#[doc(hidden)]
pub mod train;
mod trees;

use std::path::Path;
use std::sync::OnceLock;

pub use class::Class;
pub use decide::Scratch;
pub use explain::Reason;
pub use model::{Thresholds, WeightsError};

/// What the stages before have said of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the scorer decides.
    #[default]
    Undecided,
    /// A rule removes it, as this class of chrome if that is known.
    Removed(Option<Class>),
    /// It stays, whatever the scorer thinks.
    Protected,
    /// It leaves the text and becomes a field.
    Metadata,
}

/// A line of a page, in its order.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its text.
    pub text: &'a str,
    /// What was said of it before.
    pub verdict: Verdict,
}

/// A page to score.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its address.
    pub url: Option<&'a str>,
    /// Its headline, if known; the first line equal to it is kept.
    pub title: Option<&'a str>,
    /// Its language, if known.
    pub language: Option<&'a str>,
    /// Its lines; blank ones may be left out or in.
    pub lines: &'a [Line<'a>],
}

/// What the scorer says of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The probability that the line is content.
    pub content: f32,
    /// Whether the scorer removes it; never true where the verdict was not `Undecided`.
    pub remove: bool,
    /// The most likely class, for a line that is removed.
    pub class: Option<Class>,
}

/// What the scorer says of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// One a line, in order.
    pub lines: Vec<Score>,
    /// Nearly everything looks like chrome: nothing is removed, the page should be held.
    pub no_article: bool,
}

/// A trained scorer.
#[derive(Debug)]
pub struct Scorer {
    model: model::Model,
}

static BUILTIN: &[u8] = include_bytes!("score/weights.bin");

impl Scorer {
    /// The scorer that comes with the program.
    pub fn builtin() -> &'static Self {
        static SCORER: OnceLock<Scorer> = OnceLock::new();
        // A test reads the built-in weights; a scorer without trees finds everything equally likely and removes nothing.
        SCORER.get_or_init(|| Self { model: model::Model::read(BUILTIN).unwrap_or_default() })
    }

    /// A scorer from a weights file.
    ///
    /// # Errors
    /// When the file cannot be read or is not a weights file.
    pub fn load(path: &Path) -> Result<Self, WeightsError> {
        Ok(Self { model: model::Model::load(path)? })
    }

    /// The thresholds the weights were made for.
    pub fn thresholds(&self) -> Thresholds {
        self.model.thresholds
    }

    /// A fingerprint of the weights, to tell one file from another.
    pub fn digest(&self) -> u64 {
        self.model.digest
    }

    /// Scores a page at the weights' own thresholds.
    pub fn score(&self, page: &Page<'_>, scratch: &mut Scratch) -> Scores {
        self.score_at(page, &self.model.thresholds, scratch)
    }

    /// Scores a page at other thresholds.
    pub fn score_at(&self, page: &Page<'_>, thresholds: &Thresholds, scratch: &mut Scratch) -> Scores {
        decide::run(&self.model, page, thresholds, scratch)
    }

    /// The reasons that weighed most for removing (or nearly removing) a line, the weightiest first, at most three.
    pub fn reasons(&self, page: &Page<'_>, line: usize, scratch: &mut Scratch) -> Vec<Reason> {
        explain::reasons(&self.model, page, line, scratch)
    }
}
