//! The one-way road: a document in, a cleaned document and its ledger out.

use std::sync::Arc;

use crate::{
    clock::{Clock, Part},
    document::{Cleaned, Document, Held},
    fold, language, normalize,
    rules::RuleSet,
    score::{Scorer, Seen},
    stage::{self, Page},
};

/// Rounds after which a document is taken as it is. Two are the rule: one that changes, one that finds nothing more.
const MOST_ROUNDS: usize = 6;
/// Words that are no article, when that is all a document would be left with, and most of it would go.
const NO_ARTICLE: usize = 8;

/// Rules from which on a text that none of them takes a line from may be taken to have few to take.
const MANY_RULES: usize = 200;

/// What the user wants done.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site of all documents, whatever their records say.
    pub site: Option<String>,
    /// The largest share of a document's words that may go, 0 to 1; a document that would lose more is held.
    pub budget: f64,
    /// Which fixers repair the text.
    pub normalize: normalize::Settings,
    /// How the scorer decides; `None` turns it off.
    pub score: Option<Scoring>,
}

/// How the scorer decides.
#[derive(Debug, Clone, Default)]
pub struct Scoring {
    /// Weights in place of the built-in ones.
    pub scorer: Option<Arc<Scorer>>,
    /// A block less likely than this to be content goes; the weights' own careful threshold when not given.
    pub threshold: Option<f32>,
    /// What a first pass saw in the other articles of each site.
    pub seen: Option<Arc<Seen>>,
    /// Whether to say why.
    pub explain: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { site: None, budget: 1.0, normalize: normalize::Settings::default(), score: Some(Scoring::default()) }
    }
}

/// Rules and settings, ready for any number of documents on any number of threads.
#[derive(Debug, Clone, Copy)]
pub struct Pipeline<'r> {
    rules: &'r RuleSet,
    settings: &'r Settings,
}

impl<'r> Pipeline<'r> {
    /// A pipeline over these rules.
    pub fn new(rules: &'r RuleSet, settings: &'r Settings) -> Self {
        Self { rules, settings }
    }

    /// The rules it runs.
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Cleans a document. Never fails: what cannot be cleaned is held, as it was.
    pub fn clean(&self, document: Document) -> Cleaned {
        self.clean_timed(document, &mut ())
    }

    /// As [`clean`](Self::clean), and lets a clock see the parts of the road.
    pub fn clean_timed<C: Clock>(&self, document: Document, clock: &mut C) -> Cleaned {
        let page = Self::start(document, clock);
        self.go(page, clock)
    }

    /// Cleans a document as `clean` does, with these rules and settings and with others, from the same start. `again` sees what the
    /// first cleaning did and says whether the second one is wanted.
    pub fn clean_with(&self, other: &Self, document: Document, again: impl FnOnce(&Cleaned) -> bool) -> (Cleaned, Option<Cleaned>) {
        let page = Self::start(document, &mut ());
        let cleaned = self.go(page.clone(), &mut ());
        let other = again(&cleaned).then(|| other.go(page, &mut ()));
        (cleaned, other)
    }

    /// What is known about a document before any rule is asked.
    fn start<C: Clock>(document: Document, clock: &mut C) -> Page {
        let mut page = Page::new(document);
        if page.language.is_none() {
            page.language = clock.part(Part::Language, || language::detect(page.text.as_str()).map(str::to_owned));
        }
        clock.part(Part::Metadata, || stage::metadata::glance(&mut page));
        page
    }

    fn go<C: Clock>(&self, mut page: Page, clock: &mut C) -> Cleaned {
        let mut idle = Idle::default();
        for _ in 0..MOST_ROUNDS {
            // What is left may be in another language than what was there, and is what the next run would see.
            if self.round(&mut page, &mut idle, clock) && !clock.part(Part::Language, || relearn_language(&mut page)) {
                break;
            }
        }
        self.finish(page)
    }

    /// Sends a page once down the road. Returns whether another time would change nothing.
    fn round<C: Clock>(&self, page: &mut Page, idle: &mut Idle, clock: &mut C) -> bool {
        idle.unless(Part::Markup, page, clock, |page, _| stage::markup::run(page));
        idle.unless(Part::Rules, page, clock, |page, clock| {
            stage::rules::run(page, self.rules, self.settings.site.as_deref(), clock);
        });
        let ruled = page.text.version();
        if let Some(scoring) = &self.settings.score {
            let judged = self.rules.rules().len() >= MANY_RULES;
            idle.unless(Part::Score, page, clock, |page, _| stage::score::run(page, scoring, judged));
        }
        idle.unless(Part::Metadata, page, clock, |page, _| stage::metadata::run(page));
        idle.unless(Part::Duplicates, page, clock, |page, _| stage::duplicates::run(page));
        let decided = page.text.version();
        let mut blocks_changed = false;
        idle.unless(Part::Normalize, page, clock, |page, _| {
            blocks_changed = stage::normalize::run(page, &self.settings.normalize);
        });
        // Rules ran to their fixed point. What came after them may have made new neighbours or new words; spaces between blocks
        // are neither.
        ruled == decided && !blocks_changed
    }

    fn finish(&self, page: Page) -> Cleaned {
        let held = self.held(&page);
        let mut fields = page.fields();
        // The headline as the text has it in the end: without soft hyphens and the like.
        if let Some(title) = fields.title.as_mut().filter(|_| page.document.fields.title.is_none()) {
            let cx = normalize::Context { language: page.language.as_deref(), ..normalize::Context::default() };
            *title = normalize::normalized(title, &self.settings.normalize, &cx);
        }
        let Page { document, text, language, opinions, .. } = page;
        if held.is_some() {
            let text = text.original().to_owned();
            return Cleaned { text, fields: document.fields, edits: Vec::new(), held, language, opinions: Vec::new() };
        }
        let (text, edits) = text.into_parts();
        Cleaned { text, fields, edits, held, language, opinions }
    }

    fn held(&self, page: &Page) -> Option<Held> {
        if page.no_article {
            return Some(Held::NoArticle);
        }
        let (from, to) = (page.text.original().len(), page.text.as_str().len());
        // Most documents lose little: where every loss is allowed their words need not be counted.
        if to * 2 > from && self.settings.budget >= 1.0 {
            return None;
        }
        let was = fold::count_words(page.text.original());
        let is = fold::count_words(page.text.as_str());
        let gone = was.saturating_sub(is);
        if was > 0 && (is == 0 || (is < NO_ARTICLE && gone * 10 > was * 9)) {
            Some(Held::NoArticle)
        } else if gone as f64 > self.settings.budget * was as f64 {
            Some(Held::OverBudget)
        } else {
            None
        }
    }
}

/// The text, and its language, at which each stage last ran: where nothing changed since, it would find nothing new.
#[derive(Debug, Default)]
struct Idle {
    ran_at: [Option<(u32, Option<String>)>; Part::ALL.len()],
}

impl Idle {
    /// Runs a stage under the clock, unless it ran on this very text.
    fn unless<C: Clock>(&mut self, part: Part, page: &mut Page, clock: &mut C, run: impl FnOnce(&mut Page, &mut C)) {
        let now = Some((page.text.version(), page.language.clone()));
        let ran_at = &mut self.ran_at[part as usize];
        if *ran_at != now {
            clock.with(part, |clock| run(page, clock));
            *ran_at = now;
        }
    }
}

/// A document as it comes to the scorer, for its trainer.
pub(crate) fn before_score(document: Document, rules: &RuleSet) -> Page {
    let mut page = Pipeline::start(document, &mut ());
    stage::markup::run(&mut page);
    stage::rules::run(&mut page, rules, None, &mut ());
    page
}

/// Finds the language of a page anew, where it is not given and the text has changed. Returns whether it is another one.
fn relearn_language(page: &mut Page) -> bool {
    if page.document.language.is_some() || page.text.edits().is_empty() {
        return false;
    }
    let found = language::detect(page.text.as_str()).map(str::to_owned);
    let other = found != page.language;
    page.language = found;
    other
}
