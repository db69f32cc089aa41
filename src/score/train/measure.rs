//! The figures: what is closed of the headroom, what is lost of clean text.

use std::collections::{BTreeMap, HashMap};

use super::super::decide::{self, Scratch};
use super::super::model::Model;
use super::super::{Line, Page, Thresholds, Verdict};
use super::data::{Doc, bag, words};

/// Sums of one set.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    documents: usize,
    f1: f64,
    identity: f64,
    ceiling: f64,
    words: u64,
    lost: u64,
    changed: usize,
    again: usize,
    held: usize,
}

/// Figures by set.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    sets: BTreeMap<String, Sums>,
}

fn f1(out: &HashMap<u64, u32>, gold: &HashMap<u64, u32>) -> f64 {
    let hit: u32 = out.iter().map(|(w, n)| (*n).min(gold.get(w).copied().unwrap_or(0))).sum();
    let (a, b) = (out.values().sum::<u32>(), gold.values().sum::<u32>());
    if a + b == 0 { 0.0 } else { 2.0 * f64::from(hit) / f64::from(a + b) }
}

/// The kept lines as one text, without a leading line that is the title.
fn body(lines: &[&str], title: &str) -> String {
    let first = lines.first().map(|l| bag(l));
    let skip = usize::from(!title.is_empty() && first.is_some_and(|f| f == bag(title)));
    lines.get(skip..).unwrap_or_default().join("\n")
}

impl Figures {
    pub(crate) fn add(&mut self, model: &Model, doc: &Doc, thresholds: &Thresholds, scratch: &mut Scratch) {
        let all: Vec<&str> = doc.record.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let lines: Vec<Line<'_>> = doc.lines.iter().zip(&doc.verdicts).map(|(text, verdict)| Line::new(text, *verdict)).collect();
        let (url, author) = (doc.record.url.as_deref(), doc.author.as_deref());
        let page = Page { url, title: None, headline: doc.headline, author, judged: true, language: None, lines: &lines };
        let scores = decide::run(model, &page, thresholds, scratch);
        let stays = |at: usize| {
            let taken = lines.get(at).is_none_or(|l| matches!(l.verdict, Verdict::Removed(_) | Verdict::Metadata));
            !taken && scores.lines.get(at).is_some_and(|s| !s.remove)
        };
        let kept: Vec<&str> = (0..lines.len()).filter(|at| stays(*at)).filter_map(|at| lines.get(at)).map(|l| l.text).collect();
        let sums = self.sets.entry(doc.record.set.clone()).or_default();
        sums.documents += 1;
        sums.held += usize::from(scores.no_article);
        sums.changed += usize::from(kept.len() < all.len());
        if doc.control {
            let count = |ls: &[&str]| ls.iter().map(|l| words(l).count() as u64).sum::<u64>();
            let (a, b) = (count(&all), count(&kept));
            sums.words += a;
            sums.lost += a.saturating_sub(b);
        } else {
            let title = doc.record.title.as_deref().unwrap_or("");
            let gold = bag(&doc.record.gold);
            sums.identity += f1(&bag(&body(&all, title)), &gold);
            sums.f1 += f1(&bag(&body(&kept, title)), &gold);
            sums.ceiling += doc.record.ceiling;
        }
        if kept.len() < all.len() {
            let lines: Vec<Line<'_>> = lines.iter().enumerate().filter(|(at, _)| stays(*at)).map(|(_, l)| *l).collect();
            let headline = doc.headline.map(|at| (0..at).filter(|at| stays(*at)).count());
            let page = Page { lines: &lines, headline, ..page };
            let again = decide::run(model, &page, thresholds, scratch);
            sums.again += usize::from(again.lines.iter().any(|s| s.remove));
        }
    }

    /// The headroom closed in a set.
    pub fn closed(&self, set: &str) -> Option<f64> {
        self.sets.get(set).map(|s| (s.f1 - s.identity) / (s.ceiling - s.identity).max(1e-9))
    }

    /// Words lost per million in a control set.
    pub fn lost(&self, set: &str) -> Option<f64> {
        self.sets.get(set).filter(|s| s.words > 0).map(|s| 1e6 * s.lost as f64 / s.words as f64)
    }

    /// All sets on one line: headroom closed of raw and residue, words lost per million of control.
    pub fn short(&self) -> String {
        let mut out = String::new();
        for set in self.sets.keys() {
            match (self.lost(set), self.closed(set)) {
                (Some(lost), _) => out += &format!("{set} {lost:.0}  "),
                (None, Some(closed)) => out += &format!("{set} {closed:.3}  "),
                (None, None) => {}
            }
        }
        out
    }

    /// One line a set.
    pub fn table(&self) -> String {
        let mut out = String::new();
        for (set, s) in &self.sets {
            let n = s.documents.max(1) as f64;
            let figure = match self.lost(set) {
                Some(lost) => format!("{lost:8.0} words lost per million, {} documents changed", s.changed),
                None => format!(
                    "headroom closed {:.4}  F1 {:.4} (identity {:.4}, ceiling {:.4})",
                    self.closed(set).unwrap_or(0.0),
                    s.f1 / n,
                    s.identity / n,
                    s.ceiling / n
                ),
            };
            out +=
                &format!("{set:14} {:4} documents  {figure}  held {}  changed by a second pass {}\n", s.documents, s.held, s.again);
        }
        out
    }
}
