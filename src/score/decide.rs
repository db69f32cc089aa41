//! From scores to decisions, over the whole page and until nothing changes.

use super::context::{self, Facts};
use super::linear::Linear;
use super::model::Model;
use super::overlap;
use super::ruled;
use super::shape::{self, Word};
use super::site::{Site, Words};
use super::trees::{Bins, Columns};
use super::{Class, Page, Score, Scores, Seen, Thresholds, Verdict, class};

/// Words of a line that are compared with the story's.
const COMPARED: usize = 64;
/// Most rounds of looking again at what is left.
const ROUNDS: usize = 8;

/// Room to work in, to be used again for the next page.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) facts: Vec<Facts>,
    pub(crate) slots: Vec<u16>,
    pub(crate) rows: Vec<Facts>,
    pub(crate) at: Vec<u32>,
    pub(crate) odds: Vec<f32>,
    pub(crate) both: Vec<f32>,
    words: Vec<Word>,
    pub(crate) columns: Columns,
    pub(crate) room: context::Room,
    pub(crate) bins: Bins,
}

/// Scans one line into its facts; `each` gets the hashes of its pieces.
pub(crate) fn scan(
    text: &str,
    site: &Site,
    linear: Option<&Linear>,
    slots: &mut Vec<u16>,
    words: &mut Vec<Word>,
) -> (Facts, shape::Shape) {
    words.clear();
    let shape = shape::scan(text, site, words);
    let from = slots.len() as u32;
    slots.extend(words.iter().filter(|w| w.len > 2).take(COMPARED).map(|w| overlap::slot(w.hash)));
    let [own, after, before] = linear.map_or([0.0; 3], |m| m.score(text, &shape, words));
    let facts = Facts {
        shape: shape.values,
        linear: own,
        after,
        before,
        hash: words
            .iter()
            .fold(u64::from(shape.end) + 1, |h, w| (h ^ u64::from(w.hash)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)),
        words: (from, slots.len() as u32),
        known: 0,
        class: 0,
        talk: shape.values[shape::DIGITS] > 0.0 && words.len() <= 24 && words.iter().take(8).any(|w| talks().has(w.hash)),
        headline: false,
        elsewhere: 0.0,
    };
    (facts, shape)
}

/// Words that stand, with their number, over readers' comments.
const TALK: &str = "comment comments responses replies thoughts kommentare kommentar commentaires commentaire comentarios comentários \
                    commenti reacties kommentarer komentarze komentářů komentarzy yorum комментариев комментария коментарі hozzászólás";

fn talks() -> &'static Words {
    static TABLE: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| Words::new(TALK.split_whitespace().map(super::fold::word)))
}

/// Words from which a line that other articles have too is no phrase: subheads and "Thank you." come again in stories.
const SENTENCE: f32 = 8.0;
/// What standing in many articles of the site takes from a sentence's log-odds.
const MANY: f32 = 9.0;

/// What a line's copies in other articles of its site say of it, in log-odds: half of the most where it stands in just enough of
/// them, nearly all of it in ten times as many.
fn elsewhere(facts: &Facts, articles: u32) -> f32 {
    if articles < Seen::LEAST || facts.shape[shape::WORDS] < SENTENCE {
        return 0.0;
    }
    -MANY * (1.0 - 0.5 * Seen::LEAST as f32 / articles as f32)
}

/// Notes what was said of a line before.
pub(crate) fn judged(facts: &mut Facts, verdict: Verdict, headline: bool) {
    facts.headline = headline;
    (facts.known, facts.class) = match verdict {
        Verdict::Undecided => (0, 0),
        Verdict::Removed(class) => (-1, ruled::number(class)),
        Verdict::Metadata => (-1, ruled::number(None)),
        Verdict::Protected => (1, 0),
    };
}

/// Scans all lines of a page into `scratch.facts`.
pub(crate) fn scan_page(model: &Model, page: &Page<'_>, scratch: &mut Scratch) {
    let site = Site::new(page.url).by(page.author);
    let title = page.title.map(|t| {
        scratch.words.clear();
        shape::scan(t.trim(), &site, &mut scratch.words);
        scratch.words.iter().map(|w| w.hash).collect::<Vec<_>>()
    });
    let mut titled = title.as_ref().is_none_or(Vec::is_empty);
    scratch.facts.clear();
    scratch.slots.clear();
    for (index, line) in page.lines.iter().enumerate() {
        let (mut facts, _) = scan(line.text.trim(), &site, Some(&model.linear), &mut scratch.slots, &mut scratch.words);
        judged(&mut facts, line.verdict, page.headline == Some(index));
        facts.elsewhere = elsewhere(&facts, line.elsewhere);
        if !titled && facts.known == 0 {
            let same = title.as_ref().is_some_and(|t| t.iter().eq(scratch.words.iter().map(|w| &w.hash)));
            if same {
                facts.known = 1;
                titled = true;
            }
        }
        scratch.facts.push(facts);
    }
    keep_standfirst(&mut scratch.facts);
}

/// Fills `both` with the log-odds of the rows in `scratch.rows`.
pub(crate) fn odds(model: &Model, scratch: &mut Scratch) {
    let Scratch { slots, rows, odds, both, columns, room, bins, .. } = scratch;
    context::first(rows, room, columns);
    model.first.score(columns, bins, odds);
    context::settle(rows, odds);
    context::second(rows, slots, &model.rarity, odds, room, columns);
    model.second.score(columns, bins, both);
    for (b, o) in both.iter_mut().zip(odds.iter()) {
        *b = (*b + *o) * 0.5;
    }
    for (b, r) in both.iter_mut().zip(rows.iter()) {
        *b += r.elsewhere * 0.5;
    }
}

/// The log-odds of a probability, found by halving: additions, multiplications and divisions only.
fn logit(p: f32) -> f32 {
    let (mut low, mut high) = (-30.0_f32, 30.0_f32);
    for _ in 0..40 {
        let mid = (low + high) * 0.5;
        if context::sigmoid(mid) < p { low = mid } else { high = mid }
    }
    low
}

/// Scores the lines, round by round: what stays is looked at again until all of it stays. `stop` sees every round.
pub(crate) fn rounds(
    model: &Model,
    page: &Page<'_>,
    thresholds: &Thresholds,
    scratch: &mut Scratch,
    mut stop: impl FnMut(&[Score]) -> bool,
) -> Vec<Score> {
    scan_page(model, page, scratch);
    let gone = |v: Verdict| matches!(v, Verdict::Removed(_) | Verdict::Metadata);
    let score = |v: Verdict| Score { content: if gone(v) { 0.0 } else { 1.0 }, remove: false, class: None };
    let mut lines: Vec<Score> = page.lines.iter().map(|l| score(l.verdict)).collect();
    scratch.at.clear();
    scratch.at.extend(page.lines.iter().enumerate().filter(|(_, l)| !l.text.trim().is_empty()).map(|(i, _)| i as u32));
    for _ in 0..ROUNDS {
        scratch.rows.clear();
        let Scratch { facts, rows, at, .. } = scratch;
        rows.extend(at.iter().filter_map(|i| facts.get(*i as usize)).cloned());
        odds(model, scratch);
        let Scratch { rows, at, both, .. } = scratch;
        let limits = Limits::new(rows, both, page.judged, thresholds);
        let mut under = false;
        let story = |row: &Facts, odds: f32| if row.known >= 0 { context::sigmoid(odds) * row.chars() } else { 0.0 };
        let total: f32 = rows.iter().zip(both.iter()).map(|(row, o)| story(row, *o)).sum();
        let mut before = 0.0_f32;
        for ((&i, row), &o) in at.iter().zip(rows.iter()).zip(both.iter()) {
            let inside = before > total * EDGE && before < total * (1.0 - EDGE);
            before += story(row, o);
            let limit = limits.of(row, under, inside);
            under = row.headline || (under && row.known < 0);
            let Some(score) = lines.get_mut(i as usize) else { continue };
            if row.known == 0 {
                score.content = context::sigmoid(o);
                score.remove = o < limit;
            }
        }
        keep_title(rows, both, at, &mut lines);
        let gone = |i: &u32| lines.get(*i as usize).is_some_and(|s| s.remove);
        let changed = at.iter().any(gone) || rows.iter().any(|r| r.known < 0);
        if stop(&lines) || !changed {
            break;
        }
        let mut row = rows.iter();
        at.retain(|i| row.next().is_some_and(|r| r.known >= 0) && lines.get(*i as usize).is_some_and(|s| !s.remove));
        if at.is_empty() {
            break;
        }
    }
    lines
}

/// Words of a sentence that is prose, at least.
const PROSE_WORDS: f32 = 12.0;
/// Words from which a line is prose however it ends: a caption and its credit.
const LONG_WORDS: f32 = 20.0;
/// Words of a standfirst, at least.
const STANDFIRST_WORDS: f32 = 6.0;
/// The share of the story that stands before a line, and after it, where the line is inside the story.
const EDGE: f32 = 0.02;
/// Words below which a page has too little around each line to judge it by.
const SHORT: f32 = 300.0;

/// Whether a page has too little around each line to judge it by.
fn is_short(lines: &[Facts]) -> bool {
    lines.iter().filter(|line| line.known >= 0).map(|line| line.shape[shape::WORDS]).sum::<f32>() < SHORT
}

/// Where a short page begins with its headline, what follows is the standfirst, however like a teaser it reads: it stays.
fn keep_standfirst(lines: &mut [Facts]) {
    if !is_short(lines) {
        return;
    }
    let mut live = lines.iter_mut().filter(|line| line.known >= 0);
    let begins = live.next().is_some_and(|line| line.headline);
    if let Some(under) = live.next().filter(|line| begins && line.known == 0 && line.shape[shape::WORDS] >= STANDFIRST_WORDS) {
        under.known = 1;
    }
}

/// The log-odds under which the lines of a page go.
struct Limits {
    all: f32,
    prose: f32,
    standfirst: f32,
    inside: f32,
}

/// Whether rules have shown that the page has chrome, or nobody looked.
fn is_whole(rows: &[Facts], judged: bool) -> bool {
    !judged || rows.iter().filter(|r| ruled::by_rule(r)).count() >= RULED
}

impl Limits {
    fn new(rows: &[Facts], odds: &[f32], judged: bool, thresholds: &Thresholds) -> Self {
        let short = if is_short(rows) { thresholds.short } else { 1.0 };
        let thresholds = Thresholds { marked: thresholds.marked.min(short), ..*thresholds };
        Self {
            inside: if is_whole(rows, judged) { f32::INFINITY } else { logit(thresholds.inside) },
            all: limit(rows, odds, judged, &thresholds),
            prose: logit(thresholds.prose),
            standfirst: logit(thresholds.standfirst),
        }
    }

    /// That of a line, which may stand right under the headline, or with the story on both sides.
    fn of(&self, row: &Facts, under: bool, inside: bool) -> f32 {
        let words = row.shape[shape::WORDS];
        let mut limit = if inside { self.all.min(self.inside) } else { self.all };
        if words >= LONG_WORDS || (words >= PROSE_WORDS && row.ends()) {
            limit = limit.min(self.prose);
        }
        if under && words >= STANDFIRST_WORDS {
            limit = limit.min(self.standfirst);
        }
        limit
    }
}

/// Log-odds under which a line is surely chrome.
const SURE: f32 = -1.75;
/// The share of a page that, being surely chrome, makes it a marked page.
const MARKED: f32 = 0.04;
/// The share from which on a page is plainly a whole page, chrome and all.
const WHOLE: f32 = 0.15;
/// The most text that may go without being surely chrome, as a share of what stays, on a page that is not a whole page.
const UNSURE: f32 = 0.3;
/// Lines that rules took, from which on a page is known to have chrome.
const RULED: usize = 3;
/// The most text that may go, as a share of what stays, where rules took fewer: a list, a directory, a programme is chrome to the eye.
const BARE: f32 = 0.05;

/// Log-odds by which the limit falls at a time.
const STEP: f32 = 0.25;

/// The log-odds under which lines of this page go: strict where nothing is surely chrome, bolder the more of it there is, and
/// stricter again where much would go that is not surely chrome (a list that is the story).
fn limit(rows: &[Facts], odds: &[f32], judged: bool, thresholds: &Thresholds) -> f32 {
    let strict = logit(thresholds.clean);
    let bold = logit(thresholds.marked).max(strict);
    let (mut sure, mut all) = (0.0_f32, 1e-6_f32);
    for (r, o) in rows.iter().zip(odds) {
        let w = r.chars().sqrt();
        all += w;
        if r.known < 0 || *o < SURE {
            sure += w;
        }
    }
    let share = sure / all;
    let whole = is_whole(rows, judged);
    let most = if whole { UNSURE } else { BARE };
    let mut limit = strict + (bold - strict) * (share / MARKED).min(1.0);
    while (!whole || share < WHOLE) && limit > strict {
        // Where rules found next to nothing, what looks sure is a guess too.
        let (mut unsure, mut kept) = (0.0_f32, 0.0_f32);
        for (r, o) in rows.iter().zip(odds).filter(|(r, _)| r.known >= 0) {
            if *o >= limit {
                kept += r.chars();
            } else if !whole || *o > strict {
                unsure += r.chars();
            }
        }
        if unsure <= kept * most {
            break;
        }
        limit = (limit - STEP).max(strict);
    }
    limit
}

/// A line at least so much like the address may be the title.
const TITLE: f32 = 0.6;

/// Where every line that may be the title would go, the likeliest of them stays.
fn keep_title(rows: &[Facts], odds: &[f32], at: &[u32], lines: &mut [Score]) {
    let mut best: Option<(f32, u32)> = None;
    for ((row, &o), &i) in rows.iter().zip(odds).zip(at) {
        if row.known >= 0 && row.likeness() >= TITLE {
            if lines.get(i as usize).is_some_and(|s| !s.remove) {
                return;
            }
            if best.is_none_or(|(b, _)| o > b) {
                best = Some((o, i));
            }
        }
    }
    if let Some(score) = best.and_then(|(_, i)| lines.get_mut(i as usize)) {
        score.remove = false;
    }
}

/// Scores a page.
pub(crate) fn run(model: &Model, page: &Page<'_>, thresholds: &Thresholds, scratch: &mut Scratch) -> Scores {
    let mut lines = rounds(model, page, thresholds, scratch, |_| false);
    let no_article = empty(&scratch.facts, &lines);
    if no_article {
        for score in &mut lines {
            score.remove = false;
        }
    } else {
        classes(page, &scratch.facts, &mut lines);
    }
    Scores { lines, no_article }
}

/// Whether so little would stay that the page is no article at all.
fn empty(facts: &[Facts], lines: &[Score]) -> bool {
    let (mut kept, mut all, mut removed) = (0.0_f32, 0.0_f32, false);
    for (f, s) in facts.iter().zip(lines).filter(|(f, _)| f.known >= 0) {
        all += f.chars();
        removed |= s.remove;
        if !s.remove {
            kept += f.chars();
        }
    }
    removed && (kept < 120.0 || kept < all * 0.01)
}

fn classes(page: &Page<'_>, facts: &[Facts], lines: &mut [Score]) {
    let mut near: Option<(usize, Class)> = None;
    let last = lines.iter().rposition(|s| !s.remove && s.content >= 0.5).unwrap_or(0);
    let first = lines.iter().position(|s| !s.remove && s.content >= 0.5).unwrap_or(0);
    for (i, ((line, f), score)) in page.lines.iter().zip(facts).zip(lines).enumerate() {
        if let Verdict::Removed(Some(class)) = line.verdict {
            near = Some((i, class));
        }
        if score.remove {
            let place = if i < first {
                class::Place::Before
            } else if i > last {
                class::Place::After
            } else {
                class::Place::Inside
            };
            let beside = near.filter(|(at, _)| i - at <= 3).map(|(_, c)| c);
            let found = class::guess(line.text, &f.shape, place, beside);
            near = Some((i, found));
            score.class = Some(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_of_a_probability() {
        assert!((logit(0.5)).abs() < 1e-4);
        assert!((context::sigmoid(logit(0.2)) - 0.2).abs() < 1e-5);
    }

    #[test]
    fn pages_with_sure_chrome_are_judged_more_boldly() {
        let facts = |chars: f32| {
            let mut f = scan("A line.", &Site::default(), None, &mut Vec::new(), &mut Vec::new()).0;
            f.shape[0] = chars;
            f
        };
        let rows: Vec<Facts> = (0..10).map(|_| facts(100.0)).collect();
        let thresholds = Thresholds { clean: 0.05, marked: 0.5, ..Thresholds::default() };
        let mut odds = vec![4.0; 10];
        assert!((limit(&rows, &odds, true, &thresholds) - logit(0.05)).abs() < 1e-4);
        odds[9] = -5.0;
        let mut rows = rows;
        rows[..3].iter_mut().for_each(|r| (r.known, r.class, r.shape[0]) = (-1, 2, 0.0));
        assert!(limit(&rows, &odds, true, &thresholds) > -0.1);
        // Half of the text looks a little like chrome: a list, rather.
        odds[2..7].fill(-1.0);
        assert!(limit(&rows, &odds, true, &thresholds) < -0.9);
        // Rules took nothing: however sure it looks, not half of the text goes.
        odds[2..7].fill(-2.5);
        assert!(limit(&rows, &odds, true, &thresholds) > -0.1);
        rows[..3].iter_mut().for_each(|r| (r.known, r.class) = (0, 0));
        assert!(limit(&rows, &odds, true, &thresholds) < -2.4);
        assert!(limit(&rows, &odds, false, &thresholds) > -0.1);
    }

    #[test]
    fn inside_a_story_a_line_goes_only_when_sure_or_when_rules_found_chrome() {
        let row = scan("A short line", &Site::default(), None, &mut Vec::new(), &mut Vec::new()).0;
        let thresholds = Thresholds { clean: 0.05, short: 1.0, inside: 0.02, ..Thresholds::default() };
        let mut rows = vec![row.clone(); 6];
        let limit = |rows: &[Facts], inside| Limits::new(rows, &[4.0; 6], true, &thresholds).of(&row, false, inside);
        assert!((limit(&rows, true) - logit(0.02)).abs() < 1e-4);
        assert!((limit(&rows, false) - logit(0.05)).abs() < 1e-4);
        rows[..3].iter_mut().for_each(|r| (r.known, r.class) = (-1, 2));
        assert_eq!(limit(&rows, true), limit(&rows, false));
    }

    #[test]
    fn lines_have_the_same_hash_whatever_their_case() {
        let hash = |t: &str| {
            let (mut slots, mut words) = (Vec::new(), Vec::new());
            scan(t, &Site::default(), None, &mut slots, &mut words).0.hash
        };
        assert_eq!(hash("Read More"), hash("read more"));
        assert_ne!(hash("Read more"), hash("More read"));
    }
}
