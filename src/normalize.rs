//! Text repair: what the page's author would have typed, and nothing else.
//!
//! One fixer a file, each with its own switch and its own cause in the ledger (`normalize/<name>`). A fixer never sees another
//! one; [`normalize`] runs them in the order of [`fixers`], which makes the whole idempotent. To add one, copy
//! `normalize/template.rs`.
//!
//! ```
//! use copydesk::normalize::{Context, Settings, apply, normalize};
//!
//! let mut text = String::from("The envoy\u{a0}said &amp; did nothing .  \r\nNext");
//! for change in normalize(&text, &Settings::default(), &Context::default()) {
//!     text = apply(&text, &change.fixes);
//! }
//! assert_eq!(text, "The envoy said & did nothing.\nNext");
//! ```

use std::borrow::Cow;
use std::ops::Range;

mod blank_lines;
mod broken_lines;
mod code;
mod compose;
mod encoding;
mod entities;
mod glued;
mod hash;
mod homoglyphs;
mod invisible;
mod line_ends;
mod literal_breaks;
mod names;
mod nearest;
mod options;
mod packed;
mod punctuation;
mod scan;
mod sentences;
mod soft_hyphens;
mod spaces;
#[cfg(test)]
mod template;
#[cfg(test)]
mod tests;
mod typos;
pub mod words;

pub(crate) use scan::{is_about_markup, is_program};
pub use words::WordLists;

/// One replacement in the text that a fixer was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub after: Cow<'static, str>,
}

impl Fix {
    /// Replaces `range` by `after`.
    pub fn new(range: Range<usize>, after: impl Into<Cow<'static, str>>) -> Fix {
        Fix { range, after: after.into() }
    }

    /// Takes `range` out.
    pub fn remove(range: Range<usize>) -> Fix {
        Fix::new(range, "")
    }

    /// Puts `after` in at `at`.
    pub fn insert(at: usize, after: impl Into<Cow<'static, str>>) -> Fix {
        Fix::new(at..at, after)
    }
}

/// What is known about the document around the text.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    /// ISO 639-1 code of the document's language, when it is known.
    pub language: Option<&'a str>,
    /// The document's title, when it stands elsewhere than in the text: its words are spelt as the author wanted.
    pub title: Option<&'a str>,
    /// In how many documents of the same dump a word stands (as it is written here). Words that a dump uses often are right.
    pub frequent: Option<&'a (dyn Fn(&str) -> u32 + Sync)>,
    /// Word lists to use in place of the built-in ones.
    pub words: Option<&'a WordLists>,
    /// The unknown words of the text that the fixers look at now; [`normalize`] keeps them here.
    pub unknown: Option<&'a words::Unknown>,
}

impl<'a> Context<'a> {
    /// Is the document in this language?
    pub fn is(&self, language: &str) -> bool {
        self.language == Some(language)
    }

    /// The word lists to use.
    pub fn words(&self) -> &'a WordLists {
        match self.words {
            Some(words) => words,
            None => WordLists::built_in(),
        }
    }

    /// Does the dump use this word often enough to trust it?
    fn is_frequent(&self, word: &str) -> bool {
        self.frequent.is_some_and(|count| count(word) >= FREQUENT)
    }
}

/// A word that stands in so many documents of a dump is no accident.
const FREQUENT: u32 = 5;

/// One kind of repair.
pub trait Fixer: Send + Sync {
    /// Its name: `a-z` and `-`. The ledger's cause is `normalize/<name>`.
    fn name(&self) -> &'static str;

    /// What it does, in one line.
    fn about(&self) -> &'static str;

    /// Does it run when nobody says otherwise?
    fn on_by_default(&self) -> bool {
        true
    }

    /// The class of its edits in the ledger.
    fn class(&self) -> &'static str {
        "normalization"
    }

    /// Adds to `fixes` what is to be done in `text`, a whole document. Ranges come in order and do not overlap. Running it on
    /// its own result must find nothing more to do.
    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>);
}

/// All fixers, in the order in which they must run. The first [`CHARACTERS`] of them may uncover work for each other (a mojibake
/// sequence written as entities, spaces on both sides of a tag), and so may the rest, for words ("said.Theman").
static FIXERS: [&dyn Fixer; 26] = [
    &entities::Entities,
    &encoding::Encoding,
    &literal_breaks::LiteralBreaks,
    &line_ends::LineEnds,
    &invisible::Invisible,
    &compose::Compose,
    &homoglyphs::Homoglyphs,
    &code::Markup,
    &code::Code,
    &soft_hyphens::SoftHyphens,
    &options::Quotes,
    &options::Dashes,
    &options::Ligatures,
    &options::Case,
    &options::Emoji,
    &options::Urls,
    &options::Numbers,
    &spaces::Spaces,
    &punctuation::Punctuation,
    &sentences::Sentences,
    &glued::Lists,
    &glued::Glued,
    &typos::Typos,
    &names::Names,
    &broken_lines::BrokenLines,
    &blank_lines::BlankLines,
];

/// How many of [`FIXERS`] work on characters.
const CHARACTERS: usize = 18;

/// How often a group of them runs at most. Four levels of encoding are more than any page has.
const ROUNDS: usize = 6;

/// All fixers, in the order in which they must run.
pub fn fixers() -> &'static [&'static dyn Fixer] {
    &FIXERS
}

/// The cause that the ledger gives for a fixer's edits.
pub fn cause(fixer: &dyn Fixer) -> String {
    format!("normalize/{}", fixer.name())
}

/// Which fixers run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    on: u64,
}

/// There is no fixer of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fixer is called `{0}`")]
pub struct UnknownFixer(pub String);

impl Default for Settings {
    fn default() -> Settings {
        let on = (0..FIXERS.len()).filter(|&i| FIXERS[i].on_by_default()).fold(0, |on, i| on | 1 << i);
        Settings { on }
    }
}

impl Settings {
    /// No fixer at all.
    pub fn none() -> Settings {
        Settings { on: 0 }
    }

    /// Switches a fixer on or off by its name.
    pub fn set(&mut self, name: &str, on: bool) -> Result<(), UnknownFixer> {
        let name = name.strip_prefix("normalize/").unwrap_or(name);
        let Some(i) = FIXERS.iter().position(|f| f.name() == name) else {
            return Err(UnknownFixer(name.to_owned()));
        };
        self.on = if on { self.on | 1 << i } else { self.on & !(1 << i) };
        Ok(())
    }

    /// Does this fixer run?
    pub fn is_on(&self, name: &str) -> bool {
        FIXERS.iter().enumerate().any(|(i, f)| f.name() == name && self.on & 1 << i != 0)
    }
}

/// What one fixer did to the text as it then stood.
pub struct Change {
    /// Who did it.
    pub fixer: &'static dyn Fixer,
    /// What it did, in order, without overlaps.
    pub fixes: Vec<Fix>,
}

/// Runs the fixers that are on, each on the text as the ones before left it. Empty when nothing is to be done.
pub fn normalize(text: &str, settings: &Settings, cx: &Context) -> Vec<Change> {
    let unknown = words::Unknown::default();
    let cx = &Context { unknown: Some(&unknown), ..*cx };
    let mut work = Work { text: Cow::Borrowed(text), changes: Vec::new(), ran_at: [None; FIXERS.len()] };
    for _ in 0..ROUNDS {
        for _ in 0..ROUNDS {
            if !work.run(0..CHARACTERS, settings, cx) {
                break;
            }
        }
        if !work.run(CHARACTERS..FIXERS.len(), settings, cx) {
            break;
        }
    }
    work.changes
}

/// A text under repair.
struct Work<'t> {
    text: Cow<'t, str>,
    changes: Vec<Change>,
    /// How many changes had been made when each fixer last ran: where it is as many now, the fixer would find nothing.
    ran_at: [Option<usize>; FIXERS.len()],
}

impl Work<'_> {
    /// Runs some of the fixers. Returns whether they changed anything.
    fn run(&mut self, which: Range<usize>, settings: &Settings, cx: &Context) -> bool {
        let before = self.changes.len();
        for i in which {
            if settings.on & 1 << i == 0 || self.ran_at[i] == Some(self.changes.len()) {
                continue;
            }
            let mut fixes = Vec::new();
            FIXERS[i].fix(&self.text, cx, &mut fixes);
            fixes.retain(|fix| self.text.get(fix.range.clone()).is_some_and(|before| before != fix.after));
            if !fixes.is_empty() {
                self.text = Cow::Owned(apply(&self.text, &fixes));
                if let Some(unknown) = cx.unknown {
                    unknown.forget();
                }
                self.changes.push(Change { fixer: FIXERS[i], fixes });
            }
            // Its own result leaves it nothing to do, as `fix` promises.
            self.ran_at[i] = Some(self.changes.len());
        }
        self.changes.len() > before
    }
}

/// The text with the fixes made. Those that overlap an earlier one are left out.
pub fn apply(text: &str, fixes: &[Fix]) -> String {
    let mut out = String::with_capacity(text.len() + fixes.len());
    let mut done = 0;
    for fix in fixes {
        if let Some(kept) = text.get(done..fix.range.start)
            && fix.range.end >= fix.range.start
        {
            out.push_str(kept);
            out.push_str(&fix.after);
            done = fix.range.end;
        }
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// The text after all fixers: [`normalize`] and [`apply`] in one call.
pub fn normalized(text: &str, settings: &Settings, cx: &Context) -> String {
    normalize(text, settings, cx).iter().fold(text.to_owned(), |text, change| apply(&text, &change.fixes))
}
