//! The score stage: blocks that no rule names, removed where the scorer is sure that they are chrome.

use std::cell::RefCell;

use super::{
    Page, duplicates,
    metadata::{self, Reading},
};
use crate::{
    block::Block,
    class::Class,
    document::Opinion,
    edit::{Cause, Change, Edit},
    fold,
    pipeline::Scoring,
    score::{self, Line, Scorer, Scratch, Seen, Thresholds, Verdict},
};

thread_local! {
    /// The scorer's buffers, one set a thread.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// Words below which a text says too little about itself to be judged.
const FEW_WORDS: usize = 30;

/// The cause that the ledger names.
const CAUSE: &str = "score";

/// A page as the scorer sees it.
pub(crate) struct View<'p> {
    /// Its blocks, and among them the lines that rules took.
    pub lines: Vec<Line<'p>>,
    /// For each line its block, when it has one.
    blocks: Vec<Option<usize>>,
    /// Which line is the headline.
    pub headline: Option<usize>,
    /// Who wrote it.
    pub author: Option<String>,
}

impl<'p> View<'p> {
    /// Reads a page that rules have gone over.
    pub(crate) fn new(page: &'p Page, blocks: &[Block], reading: &Reading, seen: Option<&Seen>) -> Self {
        let text = page.text.as_str();
        // The scorer learned from texts that leave the headline out, or not: whether it stays is not its to say, nor which copy does.
        let headline = reading.headline.map(|headline| fold::fold(blocks[headline.line].of(text)));
        let is_headline = |line: &str| {
            headline.as_ref().is_some_and(|headline| {
                line.len() < 2 * headline.len() + 16 && fold::trim_edges(&fold::fold(line)) == fold::trim_edges(headline)
            })
        };
        let named = || reading.lines.iter().flatten().find(|found| !found.authors.is_empty());
        let author = page.fields().author.or_else(|| named().map(|found| found.authors.join(" ")));
        let elsewhere = elsewhere(page, blocks, seen);
        let mut taken = taken(page).into_iter().peekable();
        let mut view = Self { lines: Vec::with_capacity(blocks.len()), blocks: Vec::new(), headline: None, author };
        for (index, (block, found)) in blocks.iter().zip(&reading.lines).enumerate() {
            let span = page.text.locate(block.span);
            while let Some((_, edit)) = taken.next_if(|(at, _)| *at < span.start) {
                view.take(edit);
            }
            let protected = page.protected.iter().any(|kept| span.start < kept.end && kept.start < span.end);
            let verdict = match found {
                _ if protected || is_headline(block.of(text)) || is_credited(block.of(text)) => Verdict::Protected,
                Some(_) => Verdict::Metadata,
                None => Verdict::Undecided,
            };
            if reading.headline.is_some_and(|headline| headline.line == index) {
                view.headline = Some(view.lines.len());
            }
            view.push(Line { text: block.of(text), verdict, elsewhere: elsewhere.get(index).copied().unwrap_or(0) }, Some(index));
        }
        taken.for_each(|(_, edit)| view.take(edit));
        view
    }

    fn push(&mut self, line: Line<'p>, block: Option<usize>) {
        self.lines.push(line);
        self.blocks.push(block);
    }

    fn take(&mut self, edit: &'p Edit) {
        let class = score::Class::from_name(edit.class.name());
        for line in edit.before.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.push(Line::new(line, Verdict::Removed(class)), None);
        }
    }

    /// What to ask the scorer.
    fn page<'a>(&'a self, page: &'a Page, judged: bool) -> score::Page<'a> {
        score::Page {
            url: page.document.url.as_deref(),
            title: page.document.fields.title.as_deref(),
            headline: self.headline,
            author: self.author.as_deref(),
            judged,
            language: page.language.as_deref(),
            lines: &self.lines,
        }
    }
}

/// Words of a caption, at least.
const CAPTION: usize = 8;

/// What a photograph's credit says, apart from names.
const CREDITS: [&str; 20] = [
    "photo",
    "photos",
    "photograph",
    "image",
    "images",
    "picture",
    "courtesy",
    "illustration",
    "handout",
    "file",
    "foto",
    "fotos",
    "bild",
    "imagen",
    "ap",
    "afp",
    "epa",
    "dpa",
    "reuters",
    "getty",
];

/// Whether a line is a caption with its credit in brackets at its end, which is content wherever it stands: between two paragraphs it looks
/// like a teaser.
fn is_credited(line: &str) -> bool {
    let Some(inner) = line.trim_end().trim_end_matches('.').strip_suffix(')') else { return false };
    let Some((caption, credit)) = inner.rsplit_once('(') else { return false };
    let mut words = credit.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let few = credit.len() <= 80 && fold::count_words_to(caption, CAPTION) >= CAPTION;
    few && words.any(|word| CREDITS.contains(&word.to_lowercase().as_str()))
}

/// Words from which a line that comes again is no phrase.
const LONG: usize = 8;

/// In how many articles of the site each block stands; nothing when most of the page stands in others, for then it is a copy of a
/// story and not a story among others.
fn elsewhere(page: &Page, blocks: &[Block], seen: Option<&Seen>) -> Vec<u32> {
    let Some((seen, site)) = seen.and_then(|seen| Some((seen, seen.site(&page.document)?))) else { return Vec::new() };
    let text = page.text.as_str();
    let counts: Vec<u32> = blocks.iter().map(|block| seen.count(&site, block.of(text))).collect();
    let words = |block: &Block| fold::count_words(block.of(text));
    let long = || blocks.iter().zip(&counts).filter(|(block, _)| words(block) >= LONG);
    let sum = |again: bool| long().filter(|(_, count)| again == (**count > 0)).map(|(block, _)| words(block)).sum::<usize>();
    if sum(true) > sum(false) { Vec::new() } else { counts }
}

/// Whole lines that rules took, by their place in the original; none any more once the scorer has had its say, so that what it
/// says of a text is what it says of the same text when it comes again.
fn taken(page: &Page) -> Vec<(usize, &Edit)> {
    let edits = page.text.edits();
    if edits.iter().any(|edit| &*edit.cause == CAUSE) {
        return Vec::new();
    }
    let original = page.text.original().as_bytes();
    let starts_line = |at: usize| at.checked_sub(1).and_then(|at| original.get(at)).is_none_or(|&b| b == b'\n');
    let ends_line = |at: usize| starts_line(at) || original.get(at).is_none_or(|&b| b == b'\n');
    let whole = |edit: &Edit| {
        let chrome = score::Class::from_name(edit.class.name()).is_some() && edit.class != Class::Markup;
        chrome && edit.applied() && edit.after.is_empty() && starts_line(edit.span.start) && ends_line(edit.span.end)
    };
    let mut taken: Vec<(usize, &Edit)> = edits.iter().filter(|edit| whole(edit)).map(|edit| (edit.span.start, edit)).collect();
    taken.sort_by_key(|(at, _)| *at);
    taken
}

/// Scores a page's blocks and removes what is chrome. `judged` says that there were rules to go over it.
pub fn run(page: &mut Page, scoring: &Scoring, judged: bool) {
    if fold::count_words_to(page.text.as_str(), FEW_WORDS) < FEW_WORDS {
        return;
    }
    let blocks = page.blocks();
    let scorer = scoring.scorer.as_deref().unwrap_or_else(|| Scorer::builtin());
    let reading = page.reading();
    let view = View::new(page, &blocks, &reading, scoring.seen.as_deref());
    let asked = view.page(page, judged);
    let own = scorer.thresholds();
    // A threshold that was asked for holds on short pages too.
    let thresholds =
        scoring.threshold.map_or(own, |marked| Thresholds { clean: own.clean.min(marked), marked, short: marked, ..own });
    let cause: Cause = CAUSE.into();
    let (scores, mut opinions) = SCRATCH.with_borrow_mut(|scratch| {
        let scores = scorer.score_at(&asked, &thresholds, scratch);
        let mut opinions = Vec::new();
        if scoring.explain {
            for (index, score) in scores.lines.iter().enumerate().filter(|(_, score)| score.remove) {
                let Some(block) = view.blocks[index].map(|at| blocks[at]) else { continue };
                let reasons = scorer.reasons(&asked, index, scratch).into_iter().map(|reason| reason.text).collect();
                opinions.push(Opinion { span: page.text.locate(block.span), content: score.content, reasons });
            }
        }
        (scores, opinions)
    });
    if scores.no_article {
        page.no_article = true;
        return;
    }
    // Of two copies side by side the fuller stays, which is not the scorer's to say, nor that both go.
    let copied = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let mut beside = beside.filter(|&beside| view.blocks.get(beside).is_some_and(Option::is_some));
        beside.any(|beside| duplicates::are_copies(view.lines[beside].text, view.lines[at].text))
    };
    let mut goes = vec![None; blocks.len()];
    for (at, (block, score)) in view.blocks.iter().zip(&scores.lines).enumerate() {
        if let Some(block) = block.filter(|_| score.remove && !copied(at)) {
            goes[block] = Some(score.class.and_then(|class| class.name().parse().ok()).unwrap_or(Class::Navigation));
        }
    }
    let stays: Vec<bool> = goes.iter().map(Option::is_none).collect();
    // The scorer learned from texts without their headlines: over the story that it found, the headline stays.
    if let Some(headline) = metadata::settle(page, &blocks, &stays) {
        goes[headline] = None;
        let span = page.text.locate(blocks[headline].span);
        opinions.retain(|opinion| opinion.span != span);
    }
    page.opinions.extend(opinions);
    let removed = blocks.iter().zip(goes).filter_map(|(block, class)| Some((block, class?)));
    let changes = removed.map(|(block, class)| Change::remove(block.full, cause.clone(), class)).collect();
    page.text.apply(changes);
}

#[cfg(test)]
mod tests {
    use super::is_credited;

    #[test]
    fn captions_with_their_credit_are_content() {
        for (line, is) in [
            ("The bridge at night, seen from the mill on the other side (AP Photo/Ana Roe)", true),
            ("Ana Roe speaks to the council of Linnford on Monday evening. (Reuters)", true),
            ("The bridge at night (Ana Roe)", false),
            ("The council of the town voted for the bridge on Monday (and against the mill)", false),
            ("(Reuters photo: Ana Roe)", false),
        ] {
            assert_eq!(is_credited(line), is, "{line}");
        }
    }
}
