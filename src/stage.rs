//! The stages of the one-way road, in their order. Each sees the page and the context, never another stage.

pub mod decode;
pub mod duplicates;
pub mod markup;
pub mod metadata;
pub mod normalize;
pub mod rules;
pub mod score;

use std::rc::Rc;

use crate::{
    block::{self, Block},
    document::{Document, Fields, Opinion},
    edit::Change,
    rules::Memory,
    span::Span,
    text::Text,
};

/// A document on its way through the stages.
#[derive(Debug, Clone)]
pub struct Page {
    /// What was read; its text has moved to `text`.
    pub document: Document,
    /// The text, and every change so far.
    pub text: Text,
    /// Fields that rules took from the text.
    pub extracted: Fields,
    /// Fields that its own lines gave: a byline, a date, the headline.
    pub read: Fields,
    /// The line over the story, where the scorer's view of the page says which one it is.
    headline: Option<String>,
    /// Fields from blocks that the scorer took, beside the story that it found.
    aside: Fields,
    /// ISO 639-1 code, given or found.
    pub language: Option<String>,
    /// Parts of the original that no later stage may remove.
    pub protected: Vec<Span>,
    /// Whether the scorer finds nearly nothing that is an article.
    pub no_article: bool,
    /// What the scorer thought of the blocks that it removed, when somebody asks.
    pub opinions: Vec<Opinion>,
    /// What the rules stage found before.
    memory: Memory,
    seen: Seen,
}

/// What is known of the text as it stands, so that stages need not find it again while nothing changed.
#[derive(Debug, Clone, Default)]
struct Seen {
    blocks: Option<(u32, Rc<[Block]>)>,
    reading: Option<(u32, Option<String>, Rc<metadata::Reading>)>,
}

impl Page {
    /// A document at the start of the road.
    pub fn new(mut document: Document) -> Self {
        let text = Text::new(std::mem::take(&mut document.text));
        let language = document.language.clone();
        Self {
            document,
            text,
            extracted: Fields::default(),
            read: Fields::default(),
            headline: None,
            aside: Fields::default(),
            language,
            protected: Vec::new(),
            no_article: false,
            opinions: Vec::new(),
            memory: Memory::default(),
            seen: Seen::default(),
        }
    }

    /// The blocks of the text as it stands.
    pub fn blocks(&mut self) -> Rc<[Block]> {
        let version = self.text.version();
        match &self.seen.blocks {
            Some((seen, blocks)) if *seen == version => Rc::clone(blocks),
            _ => {
                let blocks: Rc<[Block]> = block::blocks(self.text.as_str()).into();
                self.seen.blocks = Some((version, Rc::clone(&blocks)));
                blocks
            }
        }
    }

    /// What the lines of the text as it stands say about it.
    pub(crate) fn reading(&mut self) -> Rc<metadata::Reading> {
        let version = self.text.version();
        match &self.seen.reading {
            Some((seen, language, reading)) if *seen == version && *language == self.language => Rc::clone(reading),
            _ => {
                let blocks = self.blocks();
                let reading = Rc::new(metadata::read(self, &blocks));
                self.seen.reading = Some((version, self.language.clone(), Rc::clone(&reading)));
                reading
            }
        }
    }

    /// Settles which line is the headline, unless the address says another one.
    pub(crate) fn settle_headline(&mut self, line: String) {
        self.headline = Some(line);
        self.seen.reading = None;
    }

    /// Makes the changes of a stage that removes things, leaving out those that touch what a rule protects.
    pub fn apply_unprotected(&mut self, mut changes: Vec<Change>) -> usize {
        if !self.protected.is_empty() {
            changes.retain(|change| {
                let span = self.text.locate(change.range);
                !self.protected.iter().any(|kept| span.start < kept.end && kept.start < span.end)
            });
        }
        self.text.apply(changes)
    }

    /// The title of the record, or else the one that the text gave.
    pub fn title(&self) -> Option<&str> {
        [&self.document.fields, &self.extracted, &self.read].into_iter().find_map(|fields| fields.title.as_deref())
    }

    /// The record's own fields, and what the text gave for those that it lacks.
    pub fn fields(&self) -> Fields {
        let pick = |field: fn(&Fields) -> &Option<String>| {
            [&self.document.fields, &self.extracted, &self.read, &self.aside].into_iter().find_map(|fields| field(fields).clone())
        };
        // The day in the address is the last word: it has no time.
        let of_address = || self.document.url.as_deref().and_then(crate::metadata::date_from_url);
        Fields {
            title: pick(|fields| &fields.title),
            author: pick(|fields| &fields.author),
            published: pick(|fields| &fields.published).or_else(of_address),
        }
    }
}
