//! A rule as people write it, checked: the nouns of a rules file.

use std::{ops::Range, sync::Arc};

use jiff::civil::Date;

use super::{diagnostic::Source, regex::Regex};
use crate::{class::Class, edit::Cause};

/// Rounds after which a rule that keeps changing its own result is stopped.
pub const MOST_PASSES: usize = 8;

/// A file of rules: a site's, a generic one, a language's.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The first part of its rules' full names: `generic/comments`, `independent.co.uk`.
    pub name: String,
    /// The file.
    pub source: Arc<Source>,
    /// Whose texts it is for; `None`: everybody's.
    pub site: Option<Site>,
    /// Full names of rules of other packs that it switches off, with their place in the file.
    pub off: Vec<(String, Range<usize>)>,
    /// The rules, in the file's order.
    pub rules: Vec<Rule>,
}

/// A publisher and how to know its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What people call it.
    pub name: String,
    /// Domains; their subdomains are meant too.
    pub domains: Vec<String>,
    /// Where each stands in the file.
    pub places: Vec<Range<usize>>,
    /// Loose literals that give it away in a text without a URL.
    pub marks: Vec<String>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Full name: `generic/comments/leave-a-reply`.
    pub name: Cause,
    /// The file.
    pub source: Arc<Source>,
    /// Where in the file it stands.
    pub span: Range<usize>,
    /// The policy's class of what it removes.
    pub class: Class,
    /// One line for people.
    pub why: String,
    /// What it looks for.
    pub matcher: Matcher,
    /// When it holds.
    pub guards: Guards,
    /// What it does.
    pub action: Action,
    /// Texts that it must clean.
    pub removes: Vec<Example>,
    /// Texts that it must leave alone.
    pub keeps: Vec<Example>,
}

impl Rule {
    /// The line of its file on which it starts, from 1.
    pub fn line(&self) -> usize {
        self.source.place(self.span.start).0
    }

    /// The rule as it is written.
    pub fn text(&self) -> &str {
        let text = self.source.text.as_str();
        let end = text[self.span.start..].find("\n[[").map_or(text.len(), |next| self.span.start + next);
        text.get(self.span.start..end).unwrap_or("").trim_end()
    }
}

/// A text in a rules file, and what should be left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// What stays; empty for a text of which nothing does.
    pub leaves: String,
    /// Where in the file it stands.
    pub span: Range<usize>,
}

/// How a literal lies in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// It is the block.
    Line,
    /// The block starts with it.
    Starts,
    /// The block ends with it.
    Ends,
    /// The block contains it.
    Contains,
}

/// Literals, any of which will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literals {
    /// As written.
    pub texts: Vec<String>,
    /// How they lie in a block.
    pub anchor: Anchor,
    /// Compared byte by byte.
    pub exact: bool,
    /// Every run of digits stands for any other.
    pub any_digits: bool,
}

/// What a rule looks for.
#[derive(Debug, Clone)]
pub enum Matcher {
    /// One block, by a literal.
    Block(Literals),
    /// One block, by a regular expression.
    Regex(Vec<Arc<Regex>>),
    /// From one block to another, both included.
    Section {
        /// First block.
        from: Literals,
        /// Last block.
        to: Literals,
        /// Blocks at most.
        within: usize,
    },
    /// A heading and the short blocks under it.
    Heading {
        /// The heading.
        from: Literals,
        /// Blocks under it at most.
        run: usize,
        /// Blocks under it at least.
        run_min: usize,
        /// Words of each at most.
        run_words: usize,
    },
    /// From a block to the end.
    After {
        /// The first block that goes.
        from: Literals,
        /// Blocks at most.
        within: Option<usize>,
    },
    /// From the start to a block.
    Before {
        /// The last block that goes.
        to: Literals,
        /// Blocks at most.
        within: Option<usize>,
    },
    /// A run of short blocks with several known words.
    Menu {
        /// Known words.
        words: Literals,
        /// Different ones at least.
        at_least: usize,
        /// Words of each block at most.
        max_words: usize,
    },
}

/// Where in the text a block must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Fewer than 12 blocks before it, or in the first quarter.
    Head,
    /// Fewer than 20 blocks after it, or in the last quarter.
    Tail,
    /// Wherever.
    #[default]
    Anywhere,
}

/// What must hold besides the match.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guards {
    /// Where the block stands.
    pub place: Place,
    /// Words at most.
    pub max_words: Option<usize>,
    /// Words at least.
    pub min_words: Option<usize>,
    /// Loose literals, none of which the block contains.
    pub unless: Vec<String>,
    /// Loose literals, with one of which the next block starts.
    pub next: Vec<String>,
    /// The same of the block before.
    pub previous: Vec<String>,
    /// Languages of the document.
    pub lang: Vec<String>,
    /// First day on which the site looked like this.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_until: Option<Date>,
}

/// What a rule does with what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `author`
    Author,
    /// `published`
    Published,
    /// `title`
    Title,
}

/// What a rule does with what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The blocks go.
    Remove,
    /// The matched part goes.
    RemoveMatch,
    /// The matched part is replaced.
    Replace(String),
    /// The block goes and becomes a field.
    Extract(Field),
    /// Nobody else may touch the block.
    Protect,
}
