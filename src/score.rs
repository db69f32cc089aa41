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
mod ruled;
mod seen;
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
pub use seen::{Seen, Site};

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
    /// In how many articles of its site it stands, where somebody counted and it stands in several.
    pub elsewhere: u32,
}

impl<'a> Line<'a> {
    /// A line of which nothing else is known.
    pub fn new(text: &'a str, verdict: Verdict) -> Self {
        Self { text, verdict, elsewhere: 0 }
    }
}

/// A page to score.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its address.
    pub url: Option<&'a str>,
    /// Its headline, if known; the first line equal to it is kept.
    pub title: Option<&'a str>,
    /// Which of its lines is the headline, if that is known.
    pub headline: Option<usize>,
    /// Who wrote it, if known: a biography names its author.
    pub author: Option<&'a str>,
    /// Whether rules have gone over it: where they took next to nothing, there is little to take.
    pub judged: bool,
    /// Its language, if known.
    pub language: Option<&'a str>,
    /// Its lines, those that rules removed among them; blank ones may be left out or in.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn score(lines: &[&str], url: &str) -> Scores {
        let lines: Vec<Line<'_>> = lines.iter().map(|text| Line::new(text, Verdict::Undecided)).collect();
        let page = Page { url: Some(url), title: None, headline: None, author: None, judged: false, language: None, lines: &lines };
        Scorer::builtin().score(&page, &mut Scratch::default())
    }

    const STORY: [&str; 4] = [
        "The town will open its old bridge to walkers again in April, after two winters of repairs, the council said on Monday.",
        "“We had hoped for the autumn, but the stone had to come from the same quarry,” said Anna Lindqvist, who leads the works.",
        "The bridge, built in 1821, was closed when a pillar moved by four centimetres during the flood of that January.",
        "Repairs cost 2.3 million euros, of which the state pays half. Cars will not return: the council voted against it last year.",
    ];

    #[test]
    fn the_builtin_weights_are_whole() {
        assert!(model::Model::read(BUILTIN).is_ok());
        assert!(BUILTIN.len() < 1_000_000);
    }

    #[test]
    fn a_story_stays_and_its_frame_goes() {
        let mut lines = vec!["Skip to main content", "Home", "Sign in", "Subscribe to our newsletter"];
        lines.extend(STORY);
        lines.extend([
            "Share this article",
            "Related articles",
            "Sign up for our daily newsletter and get the news in your inbox",
            "All rights reserved.",
        ]);
        let scores = score(&lines, "https://gazette.example/local/old-bridge-opens-again");
        assert!(!scores.no_article);
        for (line, s) in lines.iter().zip(&scores.lines) {
            assert!(!(s.remove && STORY.contains(line)), "{line} {}", s.content);
            assert_eq!(s.class.is_some(), s.remove);
        }
        // On a page this short the scorer must be sure: some of the frame may stay.
        let gone = scores.lines.iter().filter(|s| s.remove).count();
        assert!(gone * 2 > lines.len() - STORY.len(), "{gone}");
        assert!(score(&STORY, "https://gazette.example/local/old-bridge-opens-again").lines.iter().all(|s| !s.remove));
    }

    #[test]
    fn what_was_decided_stays_decided() {
        let lines: Vec<Line<'_>> = STORY
            .iter()
            .map(|text| Line::new(text, Verdict::Undecided))
            .chain([
                Line::new("Subscribe to our newsletter", Verdict::Protected),
                Line::new("Leave a comment", Verdict::Removed(Some(Class::Comments))),
                Line::new("Sign in to comment", Verdict::Undecided),
            ])
            .collect();
        let page = Page { url: None, title: None, headline: None, author: None, judged: false, language: None, lines: &lines };
        let mut scratch = Scratch::default();
        // So short a page is left alone unless the user is bold.
        let bold = Thresholds { clean: 0.5, marked: 0.5, short: 0.5, ..Scorer::builtin().thresholds() };
        let scores = Scorer::builtin().score_at(&page, &bold, &mut scratch);
        assert!(!scores.lines[4].remove && !scores.lines[5].remove && scores.lines[6].remove);
        let reasons = Scorer::builtin().reasons(&page, 6, &mut scratch);
        assert!(!reasons.is_empty() && reasons.len() <= 3 && reasons.windows(2).all(|r| r[0].weight >= r[1].weight));
    }

    #[test]
    fn nothing_but_chrome_is_no_article() {
        let scores =
            score(&["Skip to content", "We use cookies", "Accept all", "Reject all", "Privacy policy"], "https://gazette.example/");
        assert!(scores.no_article && scores.lines.iter().all(|s| !s.remove));
        assert!(score(&[], "").lines.is_empty());
    }
}
