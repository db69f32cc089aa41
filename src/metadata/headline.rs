//! Which line is the headline.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The index of the line that is the headline.
///
/// With a title (a record's field) it is the line that says the same; with a URL whose last part is made of words,
/// the line that shares most of them; otherwise the best line of 3 to 25 words without an end mark above the first
/// paragraphs.
#[must_use]
pub fn headline(lines: &[&str], url: Option<&str>, title: Option<&str>) -> Option<usize> {
    let page = Page::new(lines);
    let by_title = title.and_then(|title| page.best_match(&words(title), 0.6, true));
    let by_slug = || {
        let slug = url.map(slug_words).unwrap_or_default();
        (slug.len() >= 3).then(|| page.best_match(&slug, 0.5, false)).flatten()
    };
    by_title.or_else(by_slug).or_else(|| page.above_story())
}

/// The lines with what is asked of them again and again.
struct Page<'a> {
    lines: &'a [&'a str],
    /// For every line, how many lines further the next paragraph stands.
    to_prose: Vec<usize>,
}

/// Words at the beginning of lines that serve the page.
const SERVICE: &[&str] = &[
    "skip to",
    "jump to",
    "zum inhalt",
    "zur navigation",
    "direkt zum",
    "aller au contenu",
    "ir al contenido",
    "saltar al",
    "vai al contenuto",
    "ga naar",
    "przejdź do",
    "hoppa till",
    "gå til",
    "become a",
    "subscribe",
    "sign in",
    "sign up",
    "log in",
    "accessibility",
    "forgot your",
    "press enter",
    "// press",
    "search for",
    "tags:",
    "follow us",
    "http",
    "share this",
    "click here",
    "open menu",
    "main menu",
];

/// How alike a line and a slug must be: captions and subheadings share some of its words too.
const LEAST_ALIKE: f64 = 0.35;

impl<'a> Page<'a> {
    fn new(lines: &'a [&'a str]) -> Self {
        let mut to_prose = vec![usize::MAX; lines.len()];
        let mut next = usize::MAX;
        for (i, line) in lines.iter().enumerate().rev() {
            to_prose[i] = next.saturating_sub(i);
            if is_paragraph(line) {
                next = i;
            }
        }
        Page { lines, to_prose }
    }

    /// The line that shares most words with the wanted ones, when it shares at least this share. Of equals the one
    /// nearest above a paragraph, so that a menu or a list of teasers that repeats the headline loses to the story.
    fn best_match(&self, wanted: &[u64], least: f64, sentence: bool) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for (index, line) in self.lines.iter().enumerate() {
            if line.len() > 300 || (!sentence && (line.ends_with(['.', '…', ':']) || is_service(line))) {
                continue;
            }
            let score = overlap(wanted, &words(line), least);
            let Some(score) = score.filter(|s| sentence || *s >= LEAST_ALIKE) else {
                continue;
            };
            let better = best.is_none_or(|(b, at)| {
                score > b + 0.02 || (score > b - 0.02 && self.to_prose[index].saturating_add(4) < self.to_prose[at])
            });
            if better {
                best = Some((score, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// The best candidate above the first byline or time that paragraphs follow, or else above the first paragraphs.
    fn above_story(&self) -> Option<usize> {
        let dated = (0..self.lines.len()).find(|&i| is_moment(self.lines[i]) && self.paragraphs(i + 1, 15) >= 3);
        if let Some(found) = dated.and_then(|end| self.best_above(end.saturating_sub(8), end)) {
            return Some(found);
        }
        let story = (0..self.lines.len()).find(|&i| is_paragraph(self.lines[i]) && self.paragraphs(i + 1, 8) >= 2);
        let end = story.unwrap_or(self.lines.len());
        self.best_above(end.saturating_sub(25), end).or_else(|| self.lines.iter().position(|line| looks_like_headline(line)))
    }

    fn paragraphs(&self, from: usize, within: usize) -> usize {
        self.lines.iter().skip(from).take(within).filter(|l| is_paragraph(l)).count()
    }

    fn best_above(&self, first: usize, end: usize) -> Option<usize> {
        let candidates: Vec<(f64, usize)> = (first..end).filter_map(|i| self.score(i, end).map(|s| (s, i))).collect();
        let best = candidates.iter().copied().reduce(|a, b| if b.0 > a.0 + 1e-9 { b } else { a });
        let (score, mut index) = best?;
        // A standfirst without an end mark must not win over the headline above it.
        while let Some((_, above)) = candidates.iter().rev().find(|(s, i)| *i < index && index - *i <= 3 && *s > score - 2.0) {
            index = *above;
        }
        Some(index)
    }

    fn score(&self, index: usize, story: usize) -> Option<f64> {
        let line = self.lines[index];
        if !looks_like_headline(line) || is_service(line) {
            return None;
        }
        let count = line.split_whitespace().count().min(8);
        let uncased = is_uncased(line);
        let length = if uncased { (line.chars().count() / 3).min(8) } else { count };
        // "Headline | The Paper" is the page's title rather than the story's.
        let suffixed = line.contains(" | ");
        let dated = self.lines.iter().skip(index + 1).take(4).any(|l| {
            super::byline::explicit(l, None, false).is_some()
                || super::date::scan(l, super::grammar::Origin::default()).is_some_and(|s| s.leftovers.is_empty())
        });
        #[expect(clippy::cast_precision_loss, reason = "word and line counts are small")]
        let score =
            length as f64 + if dated { 3.0 } else { 0.0 } - if suffixed { 2.0 } else { 0.0 } - 0.15 * (story - index) as f64;
        Some(score)
    }
}

/// A line that is an explicit byline, or a date with its time.
fn is_moment(line: &str) -> bool {
    line.len() <= 120
        && (super::byline::explicit(line, None, false).is_some()
            || (line.bytes().any(|b| b.is_ascii_digit())
                && super::date::scan(line, super::grammar::Origin::default())
                    .is_some_and(|s| s.leftovers.is_empty() && s.stamps.iter().any(|s| s.time.is_some() || s.labelled))))
}

fn is_service(line: &str) -> bool {
    let head: String = line.trim_start().chars().take(24).collect::<String>().to_lowercase();
    SERVICE.iter().any(|s| head.starts_with(s))
}

fn is_uncased(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase() && !c.is_uppercase())
}

/// A line that is a paragraph of a story.
fn is_paragraph(line: &str) -> bool {
    let line = line.trim_end();
    let long = line.split_whitespace().nth(19).is_some() || (line.len() > 180 && is_uncased(line));
    long && line.ends_with(['.', '!', '?', '"', '”', '’', '»', '…', ')', ':', '。', '।', '؟', '“', '」'])
}

/// A line of 3 to 25 words without an end mark, which is no date and no byline.
fn looks_like_headline(line: &str) -> bool {
    let line = line.trim();
    let count = line.split_whitespace().count();
    let long = if is_uncased(line) { (6..=80).contains(&line.chars().count()) } else { (3..=25).contains(&count) };
    long && !line.ends_with(['.', ':', ';', ',', '。', '…', '|'])
        && !line.ends_with("기자")
        && super::byline::explicit(line, None, false).is_none()
        && super::date::scan(line, super::grammar::Origin::default()).is_none_or(|s| {
            let timed = s.stamps.iter().any(|s| s.time.is_some());
            !timed && (s.stamps.is_empty() || !s.leftovers.is_empty())
        })
}

/// How well the words of a line are the wanted ones: the harmonic mean of both shares.
fn overlap(wanted: &[u64], have: &[u64], least: f64) -> Option<f64> {
    if have.is_empty() || have.len() > 40 || wanted.is_empty() {
        return None;
    }
    let mut left = wanted.to_vec();
    let mut shared = 0usize;
    for word in have {
        if let Some(at) = left.iter().position(|w| w == word) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "word counts are small")]
    let (recall, precision) = (shared as f64 / wanted.len() as f64, shared as f64 / have.len() as f64);
    (recall >= least && shared >= 2).then(|| 2.0 * recall * precision / (recall + precision))
}

/// The words of the longest part of the path.
fn slug_words(url: &str) -> Vec<u64> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let decoded = percent_decode(path);
    let part = decoded
        .split('/')
        .max_by_key(|p| p.split(['-', '_', '+', ' ']).filter(|w| w.chars().any(char::is_alphabetic)).count())
        .unwrap_or("");
    let part = part.rsplit_once('.').filter(|(_, ext)| ext.len() <= 5).map_or(part, |(stem, _)| stem);
    let is_id = |w: &&str| !w.chars().any(char::is_alphabetic) || (w.len() > 5 && w.bytes().any(|b| b.is_ascii_digit()));
    let kept: Vec<&str> = part.split(['-', '_', '+', ' ']).filter(|w| !is_id(w)).collect();
    words(&kept.join(" "))
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
        match (bytes[i], bytes.get(i + 1).copied().and_then(hex), bytes.get(i + 2).copied().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                i += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Words folded to what a slug keeps of them: lower case, no accents, German umlauts with or without their e; hashed.
fn words(text: &str) -> Vec<u64> {
    let mut out = Vec::with_capacity(16);
    let mut word = Word::default();
    let mut feed = |c: char| match c {
        '\'' | '’' => {}
        c if c.is_alphanumeric() => word.push(c),
        c if is_combining_mark(c) => {}
        _ => out.extend(word.take()),
    };
    if text.is_ascii() {
        text.chars().for_each(|c| feed(c.to_ascii_lowercase()));
    } else {
        text.nfd().flat_map(char::to_lowercase).for_each(feed);
    }
    out.extend(word.take());
    out.truncate(60);
    out
}

/// The hash of a word as it grows (FNV-1a).
#[derive(Default)]
struct Word {
    hash: u64,
    last: char,
}

impl Word {
    fn push(&mut self, c: char) {
        let after_vowel = matches!(self.last, 'a' | 'o' | 'u') && c == 'e';
        if c == 'ß' {
            self.push('s');
            return self.push('s');
        }
        if !after_vowel {
            let seed = if self.hash == 0 { 0xcbf2_9ce4_8422_2325 } else { self.hash };
            self.hash = (seed ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3) | 1;
        }
        self.last = c;
    }

    fn take(&mut self) -> Option<u64> {
        let word = std::mem::take(self);
        (word.hash != 0).then_some(word.hash)
    }
}
