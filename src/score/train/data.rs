//! Labelled pages: reading, labelling, and everything about a line that does not change while training.

use std::collections::{HashMap, HashSet};
use std::io;

use crate::document::Document;
use crate::pipeline;
use crate::rules::RuleSet;
use crate::stage::score::View;

use super::super::Verdict;
use super::super::context::Facts;
use super::super::linear::pieces;
use super::super::shape::Word;
use super::super::site::Site;
use super::super::{decide, fold};

/// One labelled record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The set it belongs to, such as `news/raw`.
    pub set: String,
    /// Its address.
    pub url: Option<String>,
    /// Its text, a block a line.
    pub text: String,
    /// What should stay of it.
    pub gold: String,
    /// Its headline.
    pub title: Option<String>,
    /// The best F1 that keeping whole lines can reach.
    pub ceiling: f64,
    /// How much it weighs.
    pub weight: f32,
    /// Lines of which nobody is sure: nothing is learned from them.
    pub skip: HashSet<String>,
}

/// A page ready for training.
pub(crate) struct Doc {
    pub record: Record,
    /// A hash of its site, and the fold that follows from it.
    pub site: u64,
    pub fold: usize,
    pub lines: Vec<String>,
    /// What rules said of each line.
    pub verdicts: Vec<Verdict>,
    pub headline: Option<usize>,
    pub author: Option<String>,
    pub facts: Vec<Facts>,
    pub slots: Vec<u16>,
    /// Hashes of the lines' pieces, one after the other, and where each line's begin.
    pub pieces: Vec<u32>,
    pub starts: Vec<u32>,
    pub label: Vec<f32>,
    /// How much each line weighs for the linear model, and for the trees, which need not learn what rules know.
    pub weight: Vec<f32>,
    pub rows: Vec<f32>,
    /// The share of content among the lines after each, and before each.
    pub after: Vec<f32>,
    pub before: Vec<f32>,
    /// Control pages have nothing to remove.
    pub control: bool,
    /// The page as it stands when the lines that rules took are gone: what is looked at in later rounds.
    pub bare: bool,
}

/// Lower-cased words as the figures count them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).map(|w| {
        w.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |h: u64, c| {
            (h ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(5)
        })
    })
}

/// Words with their counts.
pub(crate) fn bag(text: &str) -> HashMap<u64, u32> {
    let mut bag = HashMap::new();
    for w in words(text) {
        *bag.entry(w).or_insert(0) += 1;
    }
    bag
}

/// The site of an address, for folds: its host's last two labels, three where the last but one is short (co.uk).
fn site_key(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest).to_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let n = labels.len();
    let take = if n >= 3 && labels.get(n - 2).is_some_and(|l| l.len() <= 3) { 3 } else { 2 };
    labels.get(n.saturating_sub(take)..).unwrap_or(&labels).join(".")
}

/// The share of its runs of four words that stand in the gold, by line; short lines must stand there whole.
fn labels(lines: &[String], gold: &str) -> Vec<(f32, usize)> {
    let all: Vec<u64> = words(gold).collect();
    let grams: HashSet<&[u64]> = all.windows(4).collect();
    let whole: HashSet<Vec<u64>> = gold.split('\n').map(|l| words(l).collect()).collect();
    lines
        .iter()
        .map(|line| {
            let own: Vec<u64> = words(line).collect();
            let n = own.len();
            let share = if n < 4 {
                f32::from(u8::from(n > 0 && whole.contains(&own)))
            } else {
                own.windows(4).filter(|g| grams.contains(g)).count() as f32 / (n - 3) as f32
            };
            (share, n)
        })
        .collect()
}

/// Lines that a line is taken to speak of.
const REACH: usize = 10;

fn beside(facts: &[Facts], label: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let share = |range: std::ops::Range<usize>| {
        let (mut all, mut content) = (0.0_f32, 0.0_f32);
        for i in range {
            let (Some(f), Some(y)) = (facts.get(i), label.get(i)) else { continue };
            let w = f.chars().sqrt();
            all += w;
            content += w * y;
        }
        if all > 0.0 { content / all } else { 0.0 }
    };
    let n = facts.len();
    let after = (0..n).map(|i| share(i + 1..n.min(i + 1 + REACH))).collect();
    let before = (0..n).map(|i| share(i.saturating_sub(REACH)..i)).collect();
    (after, before)
}

/// How much of a page's weight is the page's with the lines that rules took around it; the rest is that of the page without them.
const FULL: f32 = 0.65;

/// Prepares a record, as rules leave it; `folds` is the number of folds. A page that rules took lines from comes with them and without.
pub(crate) fn prepare(record: &Record, rules: &RuleSet, folds: usize, control: bool) -> Vec<Doc> {
    let document = Document { url: record.url.clone(), text: record.text.clone(), ..Document::default() };
    let mut page = pipeline::before_score(document, rules);
    let (blocks, reading) = (page.blocks(), page.reading());
    let view = View::new(&page, &blocks, &reading, None);
    let lines: Vec<(String, Verdict)> = view.lines.iter().map(|line| (line.text.to_owned(), line.verdict)).collect();
    let gone = |verdict: &Verdict| matches!(verdict, Verdict::Removed(_) | Verdict::Metadata);
    let kept: Vec<(String, Verdict)> = lines.iter().filter(|(_, verdict)| !gone(verdict)).cloned().collect();
    let headline = view.headline.and_then(|at| lines.get(..at)).map(|before| before.iter().filter(|(_, v)| !gone(v)).count());
    let build = |lines, headline, bare| doc(record, lines, (headline, view.author.clone()), folds, (control, bare));
    if kept.len() == lines.len() {
        return vec![build(lines, view.headline, false)];
    }
    let (mut full, mut bare) = (build(lines, view.headline, false), build(kept, headline, true));
    full.rows.iter_mut().for_each(|w| *w *= FULL);
    bare.rows.iter_mut().for_each(|w| *w *= 1.0 - FULL);
    bare.weight.fill(0.0);
    vec![full, bare]
}

fn doc(
    record: &Record,
    seen: Vec<(String, Verdict)>,
    (headline, author): (Option<usize>, Option<String>),
    folds: usize,
    (control, bare): (bool, bool),
) -> Doc {
    let (lines, verdicts): (Vec<String>, Vec<Verdict>) = seen.into_iter().unzip();
    let site = Site::new(record.url.as_deref()).by(author.as_deref());
    let labelled = if control { lines.iter().map(|l| (1.0, words(l).count())).collect() } else { labels(&lines, &record.gold) };
    let gold_words = words(&record.gold).count();
    let title: Vec<u64> = record.title.as_deref().map(|t| words(t).collect()).unwrap_or_default();
    let first_content = labelled.iter().position(|(s, n)| *s >= 0.8 && *n >= 8).unwrap_or(0);
    let is_title: Vec<bool> = lines.iter().map(|l| !title.is_empty() && words(l).eq(title.iter().copied())).collect();
    let the_title = is_title.iter().take(first_content + 1).rposition(|t| *t);
    let (mut label, mut weight) = (Vec::new(), Vec::new());
    for (i, (share, n)) in labelled.iter().enumerate() {
        let content = f32::from(u8::from(*share >= 0.8));
        let mut w = (n.min(&60) + 1) as f32 / (gold_words as f32 + 150.0) * 100.0 * record.weight;
        if *n == 0 || lines.get(i).is_some_and(|line| record.skip.contains(line)) {
            w = 0.0;
        } else if is_title.get(i) == Some(&true) && content == 0.0 {
            w *= if the_title == Some(i) { 0.5 } else { 0.0 };
        }
        label.push(if the_title == Some(i) { 1.0 } else { content });
        weight.push(w);
    }
    let (mut facts, mut slots, mut hashes, mut starts, mut list) =
        (Vec::new(), Vec::new(), Vec::new(), vec![0], Vec::<Word>::new());
    for (i, (line, verdict)) in lines.iter().zip(&verdicts).enumerate() {
        let (mut f, shape) = decide::scan(line, &site, None, &mut slots, &mut list);
        decide::judged(&mut f, *verdict, headline == Some(i));
        facts.push(f);
        pieces(line, &shape, &list, |hash, _| hashes.push(hash));
        starts.push(hashes.len() as u32);
    }
    let words_only = record.set.starts_with("words");
    let rows = weight.iter().zip(&facts).map(|(w, f)| if f.known == 0 && !words_only { *w } else { 0.0 }).collect();
    let (after, before) = beside(&facts, &label);
    let key = site_key(record.url.as_deref().unwrap_or(""));
    let hash = fold::digest(key.as_bytes());
    let fold = (hash >> 7) as usize % folds.max(1);
    let record = record.clone();
    Doc {
        record,
        site: hash,
        fold,
        lines,
        verdicts,
        headline,
        author,
        facts,
        slots,
        pieces: hashes,
        starts,
        label,
        weight,
        rows,
        after,
        before,
        control,
        bare,
    }
}

/// Reads labelled records: JSON Lines with `text`, `gold`, `url`, `gold_title` or `title`, `ceiling`,
/// and `skip`, a list of lines.
///
/// # Errors
/// When the input cannot be read or a line is not such a record.
pub fn read(input: impl io::BufRead, set: &str, weight: f32) -> io::Result<Vec<Record>> {
    let mut out = Vec::new();
    for line in input.lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let v: serde_json::Value = serde_json::from_str(&line)?;
        let text = |key: &str| v.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
        let skipped = v.get("skip").and_then(serde_json::Value::as_array);
        out.push(Record {
            set: set.to_owned(),
            url: text("url"),
            text: text("text").unwrap_or_default(),
            gold: text("gold").unwrap_or_default(),
            title: text("gold_title").or_else(|| text("title")),
            ceiling: v.get("ceiling").and_then(serde_json::Value::as_f64).unwrap_or(1.0),
            weight,
            skip: skipped.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::to_owned).collect(),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites() {
        assert_eq!(site_key("https://edition.example.com/a/b"), "example.com");
        assert_eq!(site_key("http://www.example.co.uk"), "example.co.uk");
    }

    #[test]
    fn a_page_comes_with_what_rules_took_and_without() {
        let text =
            "The old bridge will open again in the spring, the town said on Monday.\nLeave a Reply\nIt was closed for two winters.";
        let record = Record { text: text.into(), gold: text.replace("Leave a Reply\n", ""), weight: 1.0, ..Record::default() };
        let docs = prepare(&record, RuleSet::builtin().unwrap(), 5, false);
        let sizes: Vec<(usize, bool)> = docs.iter().map(|d| (d.lines.len(), d.bare)).collect();
        assert_eq!(sizes, [(3, false), (2, true)]);
        assert_eq!(docs[0].facts[1].known, -1);
        assert_eq!(docs[0].rows[1], 0.0);
        assert!(docs[0].weight[1] > 0.0 && docs[1].weight[0] == 0.0 && docs[1].rows[1] > 0.0);
    }

    #[test]
    fn a_line_is_content_when_its_runs_of_words_are() {
        let record = Record {
            text: "Home\nThe old bridge\nThe bridge will open again in the spring, the town said.\nRead more stories like this one here".into(),
            gold: "The bridge will open again in the spring, the town said.".into(),
            title: Some("The old bridge".into()),
            weight: 1.0,
            ..Record::default()
        };
        let seen = record.text.lines().map(|line| (line.to_owned(), Verdict::Undecided)).collect();
        let doc = doc(&record, seen, (None, None), 5, (false, false));
        assert_eq!(doc.label, [0.0, 1.0, 1.0, 0.0]);
        assert!(doc.weight[1] < doc.weight[2] && doc.weight[1] > 0.0);
    }
}
