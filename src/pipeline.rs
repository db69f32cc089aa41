//! The one-way road: a document in, a cleaned document and its ledger out.

use std::{borrow::Cow, sync::Arc};

use crate::{
    document::{Cleaned, Document, Held},
    fold, normalize,
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
        let mut page = start(document);
        for _ in 0..MOST_ROUNDS {
            // What is left may be in another language than what was there, and is what the next run would see.
            if self.round(&mut page) && !relearn_language(&mut page) {
                break;
            }
        }
        self.finish(page)
    }

    /// Sends a page once down the road. Returns whether another time would change nothing.
    fn round(&self, page: &mut Page) -> bool {
        stage::markup::run(page);
        stage::rules::run(page, self.rules, self.settings.site.as_deref());
        let ruled = page.text.edits().len();
        if let Some(scoring) = &self.settings.score {
            stage::score::run(page, scoring, self.rules.rules().len() >= MANY_RULES);
        }
        stage::metadata::run(page);
        stage::duplicates::run(page);
        let decided = page.text.edits().len();
        let blocks_changed = stage::normalize::run(page, &self.settings.normalize);
        // Rules ran to their fixed point. What came after them may have made new neighbours or new words; spaces between blocks
        // are neither.
        ruled == decided && !blocks_changed
    }

    fn finish(&self, page: Page) -> Cleaned {
        let held = self.held(&page);
        let fields = page.fields();
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
        // Most documents lose little: their words need not be counted.
        if to * 2 > from && self.settings.budget >= 0.5 {
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

/// A document at the start of the road.
fn start(document: Document) -> Page {
    let mut page = Page::new(document);
    if page.language.is_none() {
        page.language = language(page.text.as_str()).map(str::to_owned);
    }
    stage::metadata::glance(&mut page);
    page
}

/// A document as it comes to the scorer, for its trainer.
pub(crate) fn before_score(document: Document, rules: &RuleSet) -> Page {
    let mut page = start(document);
    stage::markup::run(&mut page);
    stage::rules::run(&mut page, rules, None);
    page
}

/// Finds the language of a page anew, where it is not given and the text has changed. Returns whether it is another one.
fn relearn_language(page: &mut Page) -> bool {
    if page.document.language.is_some() || page.text.edits().is_empty() {
        return false;
    }
    let found = language(page.text.as_str()).map(str::to_owned);
    let other = found != page.language;
    page.language = found;
    other
}

/// The language of a text as an ISO 639-1 code, when whatlang is sure of it.
fn language(text: &str) -> Option<&'static str> {
    // The middle of a page is more likely story than its start.
    const ENOUGH: usize = 2000;
    let sample = if text.len() > 2 * ENOUGH {
        let start = (text.len() / 3..).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let end = (start + ENOUGH..).find(|&at| at >= text.len() || text.is_char_boundary(at)).unwrap_or(text.len());
        Cow::Borrowed(&text[start..end.min(text.len())])
    } else {
        Cow::Borrowed(text)
    };
    let info = whatlang::detect(&sample)?;
    if !info.is_reliable() {
        return None;
    }
    use whatlang::Lang;
    Some(match info.lang() {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Pol => "pl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Ell => "el",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tha => "th",
        Lang::Cat => "ca",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Urd => "ur",
        Lang::Ben => "bn",
        _ => return None,
    })
}
