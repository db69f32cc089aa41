//! The score stage: blocks that no rule names, removed where the scorer is sure that they are chrome.

use std::cell::RefCell;

use super::Page;
use crate::{
    class::Class,
    document::Opinion,
    edit::{Cause, Change},
    fold,
    pipeline::Scoring,
    score::{self, Line, Scorer, Scratch, Thresholds, Verdict},
};

thread_local! {
    /// The scorer's buffers, one set a thread.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// Words below which a text says too little about itself to be judged.
const FEW_WORDS: usize = 30;

/// Words below which a text has too little around each line to judge it by, so that the scorer must be surer.
const SHORT: usize = 300;
/// How sure, there.
const SHORT_THRESHOLD: f32 = 0.15;
/// A sentence or more goes only when it is less likely than this to be content: losing one costs more than keeping a teaser.
const PROSE: f32 = 0.25;
/// Words of such a line at least.
const PROSE_WORDS: usize = 12;
/// A line right under the headline goes only when it is less likely than this to be content: a standfirst looks like a teaser.
const STANDFIRST: f32 = 0.15;
/// Words of a standfirst at least.
const STANDFIRST_WORDS: usize = 6;

/// Scores a page's blocks and removes what is chrome.
pub fn run(page: &mut Page, scoring: &Scoring) {
    let words = fold::count_words_to(page.text.as_str(), SHORT);
    if words < FEW_WORDS {
        return;
    }
    let scorer = scoring.scorer.as_deref().unwrap_or_else(|| Scorer::builtin());
    let (blocks, reading) = (page.blocks(), page.reading());
    let text = page.text.as_str();
    // The scorer learned from texts that leave the headline out, or not: whether it stays is not its to say, nor which copy does.
    let headline = reading.headline.map(|headline| fold::fold(blocks[headline.line].of(text)));
    let is_headline = |line: &str| {
        headline.as_ref().is_some_and(|headline| {
            line.len() < 2 * headline.len() + 16 && fold::trim_edges(&fold::fold(line)) == fold::trim_edges(headline)
        })
    };
    let lines: Vec<Line<'_>> = blocks
        .iter()
        .zip(&reading.lines)
        .map(|(block, found)| {
            let span = page.text.locate(block.span);
            let protected = page.protected.iter().any(|kept| span.start < kept.end && kept.start < span.end);
            let verdict = match found {
                _ if protected || is_headline(block.of(text)) => Verdict::Protected,
                Some(_) => Verdict::Metadata,
                None => Verdict::Undecided,
            };
            Line { text: block.of(text), verdict }
        })
        .collect();
    let asked = score::Page {
        url: page.document.url.as_deref(),
        title: page.document.fields.title.as_deref(),
        language: page.language.as_deref(),
        lines: &lines,
    };
    let own = scorer.thresholds();
    let marked = scoring.threshold.unwrap_or(if words < SHORT { own.marked.min(SHORT_THRESHOLD) } else { own.marked });
    let thresholds = Thresholds { clean: own.clean.min(marked), marked };
    let cause: Cause = "score".into();
    let (scores, opinions) = SCRATCH.with_borrow_mut(|scratch| {
        let scores = scorer.score_at(&asked, &thresholds, scratch);
        let mut opinions = Vec::new();
        if scoring.explain {
            for (index, score) in scores.lines.iter().enumerate().filter(|(_, score)| score.remove) {
                let reasons = scorer.reasons(&asked, index, scratch).into_iter().map(|reason| reason.text).collect();
                opinions.push(Opinion { span: page.text.locate(blocks[index].span), content: score.content, reasons });
            }
        }
        (scores, opinions)
    });
    if scores.no_article {
        page.no_article = true;
        return;
    }
    let is_prose = |index: usize, content: f32| {
        let line = blocks[index].of(text);
        content >= PROSE && fold::has_end_mark(line) && fold::count_words(line) >= PROSE_WORDS
    };
    let is_standfirst = |index: usize, content: f32| {
        let under = reading.headline.is_some_and(|headline| index == headline.line + 1);
        under && content >= STANDFIRST && fold::count_words(blocks[index].of(text)) >= STANDFIRST_WORDS
    };
    let changes = blocks
        .iter()
        .zip(&scores.lines)
        .enumerate()
        .filter(|(index, (_, score))| score.remove && !is_standfirst(*index, score.content) && !is_prose(*index, score.content))
        .map(|(_, (block, score))| {
            let class = score.class.and_then(|class| class.name().parse().ok()).unwrap_or(Class::Navigation);
            Change::remove(block.full, cause.clone(), class)
        })
        .collect();
    page.opinions.extend(opinions);
    page.text.apply(changes);
}
