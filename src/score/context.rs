//! A line among its neighbours: the features of the two stages of trees, a column each.

use super::overlap::Overlap;
use super::shape::{CHARS, DATES, END_CALL, END_PERIOD, PRONOUNS, SHAPES, SLUG_COVERED, SLUG_SHARE, TIMES, YEARS};
use super::trees::{Columns, Group};

/// What is known of a line by itself.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub shape: [f32; SHAPES],
    /// The linear model's score.
    pub linear: f32,
    /// What its words say of the lines after it, and before it.
    pub after: f32,
    pub before: f32,
    /// A hash of the line, to see it again.
    pub hash: u64,
    /// Where its words stand in the page's list.
    pub words: (u32, u32),
    /// What is known before the scorer speaks: +1 content, −1 chrome, 0 nothing.
    pub known: i8,
    /// What a rule said of it, as [`super::ruled::number`] counts.
    pub class: u8,
    /// Whether it heads readers' comments.
    pub talk: bool,
    /// Whether it is the headline.
    pub headline: bool,
    /// What its copies in other articles of the site add to its log-odds; 0 or less.
    pub elsewhere: f32,
}

impl Facts {
    pub(crate) fn chars(&self) -> f32 {
        self.shape[CHARS]
    }
    /// How much it looks like the title, by the address.
    pub(crate) fn likeness(&self) -> f32 {
        self.shape[SLUG_COVERED] * (self.shape[SLUG_SHARE] * 1.5).min(1.0)
    }
    /// Whether it ends as a sentence does.
    pub(crate) fn ends(&self) -> bool {
        self.shape[END_PERIOD] + self.shape[END_CALL] > 0.0
    }
    /// Whether it holds a time or a date.
    fn dated(&self) -> f32 {
        f32::from(u8::from(self.shape[TIMES] + self.shape[DATES] + self.shape[YEARS] > 0.0))
    }
    fn prose(&self) -> f32 {
        f32::from(u8::from(self.ends() && self.shape[CHARS] > 80.0))
    }
}

/// Log-odds that stand for what rules said.
const KNOWN: f32 = 5.0;

/// Adds what other articles say, and puts what rules said in the place of the first stage's log-odds.
pub(crate) fn settle(rows: &[Facts], odds: &mut [f32]) {
    for (o, r) in odds.iter_mut().zip(rows) {
        *o += r.elsewhere;
        if r.known != 0 {
            *o = f32::from(r.known) * KNOWN;
        }
    }
}

/// e to the power of x, by additions and multiplications only: the same on every machine.
pub(crate) fn exp(x: f32) -> f32 {
    let x = f64::from(x.clamp(-40.0, 40.0)) / 1024.0;
    let mut y = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x / 24.0)));
    for _ in 0..10 {
        y *= y;
    }
    y as f32
}

/// The probability of these log-odds.
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Sums over any run of lines.
#[derive(Debug, Default)]
struct Sums(Vec<f64>);

impl Sums {
    fn set(&mut self, n: usize, mut value: impl FnMut(usize) -> f32) {
        self.0.clear();
        let mut sum = 0.0;
        self.0.push(sum);
        for i in 0..n {
            sum += f64::from(value(i));
            self.0.push(sum);
        }
    }
    fn at(&self, i: usize) -> f64 {
        self.0.get(i).copied().unwrap_or(0.0)
    }
    fn total(&self) -> f64 {
        self.0.last().copied().unwrap_or(0.0)
    }
    /// The sum over lines i+a to i+b.
    fn window(&self, i: usize, a: isize, b: isize) -> f64 {
        let n = self.0.len() as isize - 1;
        let lo = (i as isize).saturating_add(a).clamp(0, n);
        let hi = (i as isize).saturating_add(b).saturating_add(1).clamp(lo, n);
        self.at(hi as usize) - self.at(lo as usize)
    }
}

/// Room to work in.
#[derive(Debug, Default)]
pub(crate) struct Room {
    sums: [Sums; 8],
    prose: Vec<f32>,
    root: Vec<f32>,
    copies: Vec<(u64, u32)>,
    copy: Vec<f32>,
    stretches: Vec<Stretch>,
    pub overlap: Overlap,
}

const NEAR: [isize; 6] = [-1, -2, -3, 1, 2, 3];
const WINDOWS: [(isize, isize); 4] = [(-8, -1), (1, 8), (-25, -1), (1, 25)];
const WINDOWS2: [(isize, isize); 6] = [(-4, -1), (1, 4), (-12, -1), (1, 12), (-9999, -1), (1, 9999)];

fn beside<T: Copy>(values: &[T], i: usize, by: isize, none: T) -> T {
    i.checked_add_signed(by).and_then(|j| values.get(j)).copied().unwrap_or(none)
}

fn shapes(rows: &[Facts], columns: &mut Columns) {
    for f in 0..SHAPES {
        columns.of(super::shape::group(f));
        columns.push(|i| rows.get(i).map_or(0.0, |r| r.shape[f]));
    }
    columns.of(Group::Words);
    columns.push(|i| rows.get(i).map_or(0.0, |r| r.linear));
    columns.push(|i| rows.get(i).map_or(0.0, |r| r.after));
    columns.push(|i| rows.get(i).map_or(0.0, |r| r.before));
}

/// What the lines before say of those after them, and the other way round.
fn pointers(rows: &[Facts], sums: &mut [Sums; 8], columns: &mut Columns) {
    let n = rows.len();
    columns.of(Group::Near);
    let after = |i: usize| rows.get(i).map_or(0.0, |r| r.after);
    let before = |i: usize| rows.get(i).map_or(0.0, |r| r.before);
    for by in [1, 2] {
        columns.push(|i| i.checked_sub(by).map_or(-9.0, after));
        columns.push(|i| if i + by < n { before(i + by) } else { -9.0 });
    }
    let [.., a, b] = sums;
    a.set(n, after);
    b.set(n, before);
    for width in [4, 12] {
        columns.push(|i| (a.window(i, -width, -1) / (i.min(width as usize).max(1)) as f64) as f32);
        columns.push(|i| (b.window(i, 1, width) / ((n - 1 - i).min(width as usize).max(1)) as f64) as f32);
    }
    let mut lowest = 9.0_f32;
    columns.push(|i| {
        let now = lowest;
        lowest = lowest.min(after(i));
        now
    });
    let column = columns.add();
    let mut lowest = 9.0_f32;
    for (slot, r) in column.iter_mut().zip(rows).rev() {
        *slot = lowest;
        lowest = lowest.min(r.before);
    }
}

/// How often each line stands on the page, besides itself.
fn copies(rows: &[Facts], room: &mut Room) {
    room.copies.clear();
    room.copies.extend(rows.iter().enumerate().map(|(i, r)| (r.hash, i as u32)));
    room.copies.sort_unstable();
    room.copy.clear();
    room.copy.resize(rows.len(), 0.0);
    for run in room.copies.chunk_by(|a, b| a.0 == b.0) {
        for (_, i) in run {
            if let Some(slot) = room.copy.get_mut(*i as usize) {
                *slot = (run.len() - 1) as f32;
            }
        }
    }
}

/// The line that looks most like the title, by the address.
fn title(rows: &[Facts]) -> (usize, f32) {
    let mut best = (0, f32::MIN);
    for (i, r) in rows.iter().enumerate() {
        let score = r.likeness();
        if score > best.1 {
            best = (i, score);
        }
    }
    best
}

/// The columns of the first stage.
pub(crate) fn first(rows: &[Facts], room: &mut Room, columns: &mut Columns) {
    let n = rows.len();
    columns.reset(n);
    shapes(rows, columns);
    copies(rows, room);
    let Room { sums, prose, root, copy, stretches, .. } = room;
    prose.clear();
    prose.extend(rows.iter().map(Facts::prose));
    root.clear();
    root.extend(rows.iter().map(|r| r.chars().sqrt()));
    let chars = |i: usize| rows.get(i).map_or(-1.0, |r| r.chars());
    let linear = |i: usize| rows.get(i).map_or(0.0, |r| r.linear);
    let get = |v: &[f32], i: usize| v.get(i).copied().unwrap_or(0.0);

    columns.of(Group::Copies);
    columns.push(|i| get(copy, i));
    columns.of(Group::Near);
    for by in NEAR {
        columns.push(|i| i.checked_add_signed(by).filter(|j| *j < n).map_or(-9.0, linear));
        columns.push(|i| i.checked_add_signed(by).filter(|j| *j < n).map_or(-1.0, chars));
        columns.push(|i| {
            let j = i.checked_add_signed(by).filter(|j| *j < n);
            j.map_or(-1.0, |j| get(prose, j) + rows.get(j).map_or(0.0, |r| r.shape[END_PERIOD]))
        });
    }
    super::ruled::columns(rows, columns);
    columns.of(Group::Near);
    pointers(rows, sums, columns);
    let [by_root, roots, by_chars, total_chars, lengths, prose_chars, ..] = sums;
    by_root.set(n, |i| linear(i) * get(root, i));
    roots.set(n, |i| get(root, i));
    by_chars.set(n, |i| get(prose, i) * chars(i));
    total_chars.set(n, chars);
    lengths.set(n, |i| get(root, i));
    prose_chars.set(n, |i| get(prose, i) * chars(i));
    for (a, b) in WINDOWS {
        columns.push(|i| (by_root.window(i, a, b) / (roots.window(i, a, b) + 1e-6)) as f32);
        columns.push(|i| (by_chars.window(i, a, b) / (total_chars.window(i, a, b) + 1e-6)) as f32);
        columns.push(|i| {
            let count = (i as isize + b + 1).clamp(0, n as isize) - (i as isize + a).clamp(0, n as isize);
            (lengths.window(i, a, b) / (count.max(1) as f64)) as f32
        });
    }
    let total = prose_chars.total() + 1e-6;
    columns.of(Group::Page);
    columns.push(|_| n as f32);
    columns.push(|_| (total / (total_chars.total() + 1.0)) as f32);
    columns.of(Group::Place);
    columns.push(|i| i as f32 / n as f32);
    columns.push(|i| i as f32);
    columns.push(|i| (n - 1 - i) as f32);
    columns.push(|i| (prose_chars.at(i) / total) as f32);
    columns.push(|i| prose_chars.at(i) as f32);
    columns.push(|i| (total - prose_chars.at(i + 1)) as f32);
    let mut since = 99.0_f32;
    columns.push(|i| {
        let now = since;
        since = if get(prose, i) > 0.0 { 1.0 } else { (since + 1.0).min(99.0) };
        now
    });
    let until = columns.add();
    let mut next = 99.0_f32;
    for (slot, p) in until.iter_mut().zip(prose.iter()).rev() {
        *slot = next;
        next = if *p > 0.0 { 1.0 } else { (next + 1.0).min(99.0) };
    }
    let (at, likeness) = title(rows);
    let likeness = if n > 0 { likeness } else { 0.0 };
    columns.of(Group::Address);
    columns.push(|i| if likeness > 0.4 { (i as f32 - at as f32).clamp(-30.0, 30.0) } else { -99.0 });
    columns.push(|_| likeness);
    columns.of(Group::Place);
    let mut lowest = 0.0_f32;
    columns.push(|i| {
        let now = lowest;
        lowest = lowest.min(linear(i));
        now
    });
    let lowest = (0..n).map(linear).fold(0.0, f32::min);
    columns.of(Group::Page);
    columns.push(|_| lowest);
    let mean = (0..n).map(|i| f64::from(linear(i) * chars(i))).sum::<f64>() / total_chars.total().max(1.0);
    columns.push(|_| mean as f32);
    columns.of(Group::Near);
    columns.push(|i| linear(i) - mean as f32);
    runs(n, |i| get(prose, i) > 0.0, |i| get(root, i), linear, stretches);
    let run = |i: usize| stretches.get(i).copied().unwrap_or_default();
    columns.push(|i| run(i).lines);
    columns.push(|i| (i - run(i).from) as f32);
    columns.push(|i| (run(i).to - i) as f32);
    columns.push(|i| run(i).mean);
    columns.push(|i| run(i).size);
    columns.push(|i| rows.get(run(i).from).map_or(0.0, |r| r.after));
    talk(rows, columns);
    let dated = |i: usize| rows.get(i).map_or(0.0, Facts::dated);
    by_chars.set(n, dated);
    columns.push(|i| by_chars.window(i, -3, -1) as f32);
    columns.push(|i| by_chars.window(i, 1, 3) as f32);
    columns.push(|i| by_chars.at(i) as f32);
    columns.push(|i| (by_chars.total() - by_chars.at(i + 1)) as f32);
    by_root.set(n, |i| rows.get(i).map_or(0.0, |r| r.shape[PRONOUNS]) * get(root, i));
    columns.push(|i| (by_root.window(i, -6, 6) / (roots.window(i, -6, 6) + 1e-6)) as f32);
}

/// How many lines ago the readers' comments began, where a heading says so after enough of a story; 0 elsewhere.
fn talk(rows: &[Facts], columns: &mut Columns) {
    let column = columns.add();
    let (mut story, mut since) = (0.0_f32, 0.0_f32);
    for (slot, r) in column.iter_mut().zip(rows) {
        if since > 0.0 {
            *slot = since;
            since = (since + 1.0).min(60.0);
        } else if r.talk && story > TOLD {
            since = 1.0;
        }
        story += r.prose() * r.chars();
    }
}

/// Characters of prose that are a story told.
const TOLD: f32 = 600.0;

/// A run of lines of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    from: usize,
    to: usize,
    lines: f32,
    /// The sum of its lines' sizes, and the mean of their values by size.
    size: f32,
    mean: f32,
}

/// The run that each line stands in.
fn runs(n: usize, kind: impl Fn(usize) -> bool, size: impl Fn(usize) -> f32, value: impl Fn(usize) -> f32, out: &mut Vec<Stretch>) {
    out.clear();
    while out.len() < n {
        let from = out.len();
        let mut to = from;
        while to + 1 < n && kind(to + 1) == kind(from) {
            to += 1;
        }
        let (mut sum, mut sizes) = (0.0_f32, 1e-6_f32);
        for i in from..=to {
            sum += value(i) * size(i);
            sizes += size(i);
        }
        let stretch = Stretch { from, to, lines: (to - from + 1) as f32, size: sizes, mean: sum / sizes };
        out.resize(to + 1, stretch);
    }
}

/// The best run of lines by log-odds: its first and last line.
fn span(odds: &[f32], root: &[f32]) -> (usize, usize) {
    let (mut sum, mut low, mut low_at) = (0.0_f64, 0.0_f64, 0);
    let (mut best, mut span) = (f64::MIN, (0, 0));
    for (i, (o, r)) in odds.iter().zip(root).enumerate() {
        sum += f64::from(o.clamp(-3.0, 3.0) * r);
        if sum - low > best {
            best = sum - low;
            span = (low_at, i);
        }
        if sum < low {
            low = sum;
            low_at = i + 1;
        }
    }
    span
}

/// The columns of the second stage, over the first one's log-odds.
pub(crate) fn second(rows: &[Facts], words: &[u16], rarity: &[u8], odds: &[f32], room: &mut Room, columns: &mut Columns) {
    let n = rows.len();
    columns.reset(n);
    shapes(rows, columns);
    let Room { sums, root, overlap, stretches, .. } = room;
    root.clear();
    root.extend(rows.iter().map(|r| r.chars().sqrt()));
    let get = |v: &[f32], i: usize| v.get(i).copied().unwrap_or(0.0);
    let chars = |i: usize| rows.get(i).map_or(-1.0, |r| r.chars());
    let p: Vec<f32> = odds.iter().map(|o| sigmoid(*o)).collect();

    columns.of(Group::Before);
    columns.push(|i| get(odds, i));
    columns.of(Group::Near);
    for by in NEAR {
        columns.push(|i| beside(odds, i, by, -9.0));
        columns.push(|i| i.checked_add_signed(by).and_then(|j| rows.get(j)).map_or(-9.0, |r| r.linear));
    }
    for by in [-1, 1] {
        columns.push(|i| i.checked_add_signed(by).filter(|j| *j < n).map_or(-1.0, chars));
    }
    super::ruled::columns(rows, columns);
    pointers(rows, sums, columns);
    let [by_root, roots, core, chrome, own, before, ..] = sums;
    by_root.set(n, |i| get(odds, i) * get(root, i));
    roots.set(n, |i| get(root, i));
    for (a, b) in WINDOWS2 {
        columns.push(|i| (by_root.window(i, a, b) / (roots.window(i, a, b) + 1e-6)) as f32);
    }
    core.set(n, |i| get(&p, i) * chars(i));
    let total = core.total() + 1e-6;
    columns.of(Group::Place);
    columns.push(|i| (core.at(i) / total) as f32);
    columns.push(|i| core.at(i) as f32);
    columns.push(|i| (total - core.at(i + 1)) as f32);
    columns.push(|i| i as f32 / n as f32);
    columns.push(|i| i as f32);
    columns.push(|i| (n - 1 - i) as f32);
    columns.push(|_| total as f32);
    let (a, b) = span(odds, root);
    columns.push(|i| (i as f32 - a as f32).clamp(-30.0, 60.0));
    columns.push(|i| (b as f32 - i as f32).clamp(-30.0, 60.0));
    chrome.set(n, |i| (1.0 - get(&p, i)) * chars(i));
    let all_chars: f64 = (0..n).map(|i| f64::from(chars(i))).sum::<f64>().max(1.0);
    columns.push(|i| chrome.at(i) as f32);
    columns.push(|i| (chrome.total() - chrome.at(i + 1)) as f32);
    let mut low = 9.0_f32;
    columns.push(|i| {
        let now = low;
        low = low.min(get(odds, i));
        now
    });
    columns.of(Group::Page);
    columns.push(|_| (chrome.total() / all_chars) as f32);
    let lowest = odds.iter().copied().fold(9.0, f32::min);
    columns.push(|_| lowest);
    let sure = p.iter().filter(|p| **p < 0.05).count();
    columns.push(|_| sure as f32);
    let prose: f64 = (0..n).filter(|i| chars(*i) > 89.0).map(|i| f64::from(get(&p, i) * chars(i))).sum();
    columns.push(|_| (prose / all_chars) as f32);

    overlap.measure(rows, words, rarity, &p);
    let o = |i: usize| overlap.lines.get(i).copied().unwrap_or_default();
    let base = (0..n).map(|i| f64::from(o(i).story * get(&p, i) * chars(i))).sum::<f64>() / total;
    let base = base as f32;
    columns.of(Group::Overlap);
    columns.push(|i| o(i).story);
    columns.push(|i| o(i).story - base);
    columns.push(|i| o(i).before);
    columns.push(|i| o(i).after);
    columns.push(|i| o(i).previous);
    columns.push(|i| o(i).mass);
    columns.push(|_| base);
    own.set(n, |i| o(i).story * get(root, i));
    before.set(n, |i| o(i).before * get(root, i));
    let mean = |s: &Sums, i: usize, a: isize, b: isize| (s.window(i, a, b) / (roots.window(i, a, b) + 1e-6)) as f32;
    columns.push(|i| mean(own, i, 0, 4));
    columns.push(|i| mean(own, i, -4, 0));
    columns.push(|i| mean(before, i, 0, 4));
    columns.push(|i| mean(own, i, 0, 15) - base);
    columns.push(|i| o(i).mass / o(i).words.max(1.0));

    columns.of(Group::Near);
    talk(rows, columns);
    runs(n, |i| get(odds, i) > 0.0, |i| get(root, i), |i| get(odds, i), stretches);
    let run = |i: usize| stretches.get(i).copied().unwrap_or_default();
    let before = |i: usize| run(i).from.checked_sub(1).map(run).unwrap_or_default();
    let after = |i: usize| if run(i).to + 1 < n { run(run(i).to + 1) } else { Stretch::default() };
    columns.push(|i| run(i).lines);
    columns.push(|i| run(i).size);
    columns.push(|i| run(i).mean);
    columns.push(|i| before(i).size);
    columns.push(|i| before(i).mean);
    columns.push(|i| after(i).size);
    columns.push(|i| after(i).mean);
    columns.push(|i| (i - run(i).from) as f32);
    columns.push(|i| (run(i).to - i) as f32);
    // What the story's lines look like.
    let mut look = [1e-6_f32, 0.0, 0.0, 0.0];
    for (i, r) in rows.iter().enumerate() {
        let w = get(&p, i) * get(root, i);
        look[0] += w;
        look[1] += w * r.chars().sqrt();
        look[2] += w * f32::from(u8::from(r.ends()));
        look[3] += w * r.shape[PRONOUNS];
    }
    let [all, length, ends, pronouns] = look;
    columns.of(Group::Page);
    columns.push(|_| length / all);
    columns.push(|_| ends / all);
    columns.of(Group::Form);
    columns.push(|i| get(root, i) - length / all);
    columns.push(|i| rows.get(i).map_or(0.0, |r| r.shape[PRONOUNS]) - pronouns / all);
}

#[cfg(test)]
mod tests {
    use super::super::decide;
    use super::super::site::Site;
    use super::*;

    #[test]
    fn exp_is_close() {
        for x in [-30.0_f32, -3.2, -0.1, 0.0, 0.7, 5.0, 20.0] {
            let want = f64::from(x).exp();
            assert!((f64::from(exp(x)) / want - 1.0).abs() < 1e-5, "{x}");
        }
    }

    #[test]
    fn lines_of_one_kind_are_a_run() {
        let values = [1.0, 2.0, -1.0, -3.0, -2.0, 4.0];
        let mut out = Vec::new();
        runs(6, |i| values[i] > 0.0, |_| 1.0, |i| values[i], &mut out);
        let places: Vec<(usize, usize)> = out.iter().map(|s| (s.from, s.to)).collect();
        assert_eq!(places, [(0, 1), (0, 1), (2, 4), (2, 4), (2, 4), (5, 5)]);
        assert!((out[3].mean + 2.0).abs() < 1e-4 && out[3].lines == 3.0);
        runs(0, |_| true, |_| 1.0, |_| 1.0, &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn comments_begin_under_their_heading_and_after_a_story() {
        let since = |lines: &[&str]| {
            let row = |line: &&str| decide::scan(line, &Site::default(), None, &mut Vec::new(), &mut Vec::new()).0;
            let rows: Vec<Facts> = lines.iter().map(row).collect();
            let mut columns = Columns::default();
            columns.reset(rows.len());
            talk(&rows, &mut columns);
            columns.get(0).to_vec()
        };
        let story = "The bridge opened again in the spring, and the town came to see what two winters of repairs had made of it. "
            .repeat(6);
        assert_eq!(since(&[&story, "13 Comments", "I was there.", "So was I."]), [0.0, 0.0, 1.0, 2.0]);
        assert_eq!(since(&["13 Comments", &story, "I was there."]), [0.0; 3]);
        assert_eq!(since(&[&story, "No comment", "was all he said."]), [0.0; 3]);
    }

    #[test]
    fn the_best_span() {
        assert_eq!(span(&[-2.0, 1.0, -0.5, 3.0, -2.0, 1.0], &[1.0; 6]), (1, 3));
    }

    #[test]
    fn windows_stop_at_the_ends() {
        let mut sums = Sums::default();
        sums.set(4, |i| i as f32);
        assert_eq!(sums.window(0, -8, -1), 0.0);
        assert_eq!(sums.window(1, 1, 25), 5.0);
        assert_eq!(sums.window(3, -9999, -1), 3.0);
    }
}
