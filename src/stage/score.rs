//! The score stage: blocks that no rule names, removed where the scorer is sure that they are chrome.

use std::cell::RefCell;

use super::{Page, metadata};
use crate::{
    block,
    class::Class,
    document::Opinion,
    edit::{Cause, Change},
    pipeline::Scoring,
    score::{self, Line, Scorer, Scratch, Verdict},
};

thread_local! {
    /// The scorer's buffers, one set a thread.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// Scores a page's blocks and removes what is chrome.
pub fn run(page: &mut Page, scoring: &Scoring) {
    let text = page.text.as_str();
    let blocks = block::blocks(text);
    if blocks.is_empty() {
        return;
    }
    let scorer = scoring.scorer.as_deref().unwrap_or_else(|| Scorer::builtin());
    let reading = metadata::read(page, &blocks);
    let lines: Vec<Line<'_>> = blocks
        .iter()
        .zip(&reading.lines)
        .map(|(block, found)| {
            let span = page.text.locate(block.span);
            let protected = page.protected.iter().any(|kept| span.start < kept.end && kept.start < span.end);
            let verdict = match found {
                _ if protected => Verdict::Protected,
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
    let threshold = scoring.threshold.unwrap_or(scorer.thresholds().careful);
    let cause: Cause = "score".into();
    let (scores, opinions) = SCRATCH.with_borrow_mut(|scratch| {
        let scores = scorer.score_at(&asked, threshold, scratch);
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
    let changes = blocks
        .iter()
        .zip(&scores.lines)
        .filter(|(_, score)| score.remove)
        .map(|(block, score)| {
            let class = score.class.and_then(|class| class.name().parse().ok()).unwrap_or(Class::Navigation);
            Change::remove(block.full, cause.clone(), class)
        })
        .collect();
    page.opinions.extend(opinions);
    page.text.apply(changes);
}
