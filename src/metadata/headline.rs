//! Which line is the headline.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::{byline, date, grammar::Origin, names::SOURCE_LABEL};

/// The headline of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headline {
    /// Its line, from 0.
    pub line: usize,
    /// Whether the record's title or the address says so, and not its place alone.
    pub sure: bool,
}

/// The line that is the headline.
///
/// With a title (a record's field) it is the line that says the same; with a URL whose last part is made of words,
/// the line that shares most of them; otherwise the best line of 3 to 25 words without an end mark above the first
/// paragraphs.
#[must_use]
pub fn headline(lines: &[&str], url: Option<&str>, title: Option<&str>) -> Option<Headline> {
    let page = Page::new(lines, url);
    let half = page.paragraph.iter().filter(|&&paragraph| paragraph).count().div_ceil(2);
    let middle = page.paragraph.iter().enumerate().filter(|(_, paragraph)| **paragraph).nth(half).map_or(lines.len(), |(at, _)| at);
    let by_title = title.and_then(|title| page.best_match(&words(title), 0.6, true, lines.len()));
    let by_slug = || page.by_slug(middle);
    let found = by_title.or_else(by_slug).map(|found| Headline { line: found.line, sure: found.sure });
    found.or_else(|| page.above_story().map(|line| Headline { line, sure: false }))
}

/// The line that is the headline, where it is known which lines are the story's: the one that the address says, or the best one above
/// the story's byline or its time, or above its first paragraph if it shares words with the address.
/// Nothing where `known` is surely the headline and stands above the story: a heading of one of its parts may say what the address says.
pub(crate) fn headline_over(lines: &[&str], stays: &[bool], url: Option<&str>, known: Option<Headline>) -> Option<usize> {
    let page = Page::new(lines, url);
    let told = |at: usize| page.paragraph[at] && stays.get(at).copied().unwrap_or(false);
    let followed = |&at: &usize| (at + 1..lines.len()).take(12).filter(|&next| told(next)).count() >= 2;
    let all = || (0..lines.len()).filter(|&at| told(at));
    let story = all().find(followed).or_else(|| all().next())?;
    if known.is_some_and(|known| known.sure && known.line <= story) {
        return None;
    }
    let by_slug = page.by_slug(story + 1);
    if let Some(found) = by_slug.filter(|found| found.sure) {
        return Some(found.line);
    }
    let candidate = |at: usize| is_candidate(lines[at]) && !page.is_house(lines[at]);
    let is_anchor = |at: &usize| is_metadata(lines[*at]) && (at.saturating_sub(8)..*at).any(candidate);
    let anchor = (story.saturating_sub(16)..story).find(is_anchor);
    let (first, end) = anchor.map_or((story.saturating_sub(12), story), |at| (at.saturating_sub(8), at));
    let (mut have, mut left) = (Vec::with_capacity(64), Vec::with_capacity(64));
    let mut alike = |at: usize| {
        read_words(lines[at], &mut have);
        let found = overlap(&page.slug, &have, &mut left, 0.0).filter(|_| page.slug.len() >= LEAST_SLUG);
        found.map_or(0.0, |found| found.alike)
    };
    let mut score = |at: usize| {
        #[expect(clippy::cast_precision_loss, reason = "word and line counts are small")]
        let place = length(lines[at]) as f64 - 0.15 * (end - at) as f64;
        place + 8.0 * alike(at) - if lines[at].contains(" | ") { 2.0 } else { 0.0 } + if stays[at] { 1.5 } else { 0.0 }
    };
    let candidates: Vec<(f64, usize)> = (first..end).filter(|&at| candidate(at)).map(|at| (score(at), at)).collect();
    let mut best = candidates.iter().copied().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    // A standfirst must not win over the headline right above it.
    let above = |(own, line): (f64, usize)| {
        let near =
            |&(score, at): &(f64, usize)| at < line && line - at <= 2 && score > own - if at + 1 == line { 3.0 } else { 1.0 };
        candidates.iter().rev().copied().find(near)
    };
    while let Some(higher) = above(best) {
        best = higher;
    }
    let unsure = by_slug.filter(|found| found.line < story && story - found.line < 25 && found.alike > 0.42);
    // Its place alone is not enough: a byline or a time stands under it, or it shares words with the address.
    let line = unsure.map_or(best.1, |found| found.line);
    let told = unsure.is_some() || anchor.is_some_and(|anchor| anchor - line <= 3) || alike(line) >= 0.2;
    told.then_some(line)
}

/// The lines with what is asked of them again and again.
struct Page<'a> {
    lines: &'a [&'a str],
    url: Option<&'a str>,
    /// The words of its address.
    slug: Vec<u64>,
    /// Whether a line is a paragraph of a story.
    paragraph: Vec<bool>,
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
    "share ",
    "see more",
    "read more",
    "explore ",
    "register ",
    "please ",
    "click here",
    "open menu",
    "main menu",
    "sie sind hier",
    "you are here",
    "vous êtes ici",
    "estás aquí",
    "in eigener sache",
    "reference id",
    "filed under",
];

/// How alike a line and a slug must be: captions and subheadings share some of its words too.
const LEAST_ALIKE: f64 = 0.35;

/// How alike they are when the line can hardly be another story's headline or a section's name.
const SURELY_ALIKE: f64 = 0.7;

/// The same where the line has all the words.
const ALL_ALIKE: f64 = 0.5;

/// What a line below the story's beginning counts.
const LATE: f64 = 0.6;

/// Words of an address that say something.
const LEAST_SLUG: usize = 3;

/// Words by which a line may be shorter than one under it and still be the headline, when it is the text's first.
const FIRST_LINE: f64 = 2.5;

/// How many sentences may stand above a headline.
const MOST_SENTENCES: usize = 2;

/// A line that says what was wanted.
#[derive(Clone, Copy)]
struct Match {
    line: usize,
    /// How alike they are, 0 to 1.
    alike: f64,
    /// Whether it can hardly be another line.
    sure: bool,
}

impl<'a> Page<'a> {
    fn new(lines: &'a [&'a str], url: Option<&'a str>) -> Self {
        let paragraph: Vec<bool> = lines.iter().map(|line| is_paragraph(line)).collect();
        let mut to_prose = vec![usize::MAX; lines.len()];
        let mut next = usize::MAX;
        for (i, &is_paragraph) in paragraph.iter().enumerate().rev() {
            to_prose[i] = next.saturating_sub(i);
            if is_paragraph {
                next = i;
            }
        }
        Page { lines, url, slug: url.map(slug_words).unwrap_or_default(), paragraph, to_prose }
    }

    /// The line that says most of what the address says, when that is enough; a line from `late` on counts less.
    fn by_slug(&self, late: usize) -> Option<Match> {
        (self.slug.len() >= LEAST_SLUG).then(|| self.best_match(&self.slug, 0.5, false, late)).flatten()
    }

    /// Whether a line is the site's name.
    fn is_house(&self, line: &str) -> bool {
        byline::is_house(line, self.url)
    }

    /// The line that shares most words with the wanted ones, when it shares at least this share. Of equals the one
    /// nearest above a paragraph, so that a menu or a list of teasers that repeats the headline loses to the story. From line `late` on
    /// a line is rather a tag or a teaser.
    fn best_match(&self, wanted: &[u64], least: f64, sentence: bool, late: usize) -> Option<Match> {
        let mut best: Option<(f64, Match)> = None;
        let (mut have, mut left) = (Vec::with_capacity(64), Vec::with_capacity(64));
        for (index, line) in self.lines.iter().enumerate() {
            if line.len() > 300 || !line.contains(|c: char| c.is_whitespace() || c == '-') {
                continue;
            }
            if !sentence && (line.ends_with(['.', '…', ':']) || is_service(line)) {
                continue;
            }
            read_words(line, &mut have);
            let found = overlap(wanted, &have, &mut left, least);
            let Some(Overlap { alike, all }) = found.filter(|o| sentence || o.alike >= LEAST_ALIKE) else {
                continue;
            };
            let score = if index >= late { LATE * alike } else { alike };
            let better = best.is_none_or(|(b, at)| {
                score > b + 0.02 || (score > b - 0.02 && self.to_prose[index].saturating_add(4) < self.to_prose[at.line])
            });
            if better && !is_metadata(line) {
                let sure = score >= SURELY_ALIKE || (all && score >= ALL_ALIKE);
                best = Some((score, Match { line: index, alike: score, sure }));
            }
        }
        best.map(|(_, found)| found)
    }

    /// The best candidate above the first byline or time that paragraphs follow, or else above the first paragraphs, or
    /// else the first above the first sentence.
    fn above_story(&self) -> Option<usize> {
        let dated = (0..self.lines.len()).find(|&i| self.paragraphs(i + 1, 15) >= 3 && is_moment(self.lines[i]));
        if let Some(found) = dated.and_then(|end| self.best_above(end.saturating_sub(8), end, true)) {
            return Some(found);
        }
        let story = (0..self.lines.len()).find(|&i| self.paragraph[i] && self.paragraphs(i + 1, 8) >= 2);
        if let Some(found) = story.and_then(|end| self.best_above(end.saturating_sub(25), end, false)) {
            return Some(found);
        }
        let end = self.lines.iter().position(|line| is_sentence(line)).unwrap_or(self.lines.len());
        (0..end).find(|&i| is_candidate(self.lines[i]) && !self.is_house(self.lines[i]))
    }

    fn paragraphs(&self, from: usize, within: usize) -> usize {
        self.paragraph.iter().skip(from).take(within).filter(|&&p| p).count()
    }

    /// The best candidate of the lines above a byline or a story.
    fn best_above(&self, first: usize, end: usize, byline: bool) -> Option<usize> {
        let mut sentences = 0;
        let mut candidates: Vec<(f64, usize)> = Vec::new();
        for i in first..end {
            if is_sentence(self.lines[i]) {
                sentences += 1;
                if sentences > MOST_SENTENCES && !candidates.is_empty() {
                    break;
                }
            } else if is_candidate(self.lines[i]) && !self.is_house(self.lines[i]) {
                candidates.push((self.score(i, end), i));
            }
        }
        let best = candidates.iter().copied().reduce(|a, b| if b.0 > a.0 + 1e-9 { b } else { a });
        let (score, mut index) = best?;
        // A standfirst without an end mark must not win over the headline above it.
        let near = |s: f64, i: usize| s > score - if i == 0 { FIRST_LINE } else { 2.0 };
        while let Some((_, above)) = candidates.iter().rev().find(|(s, i)| *i < index && index - *i <= 3 && near(*s, *i)) {
            index = *above;
        }
        // Of two lines right above the byline, the first is the headline.
        let two = byline && index > first && end - index == 1 && is_candidate(self.lines[index - 1]);
        if two
            && self.lines[index - 1].split_whitespace().nth(3).is_some()
            && self.lines[index - 1].starts_with(|c: char| !c.is_lowercase())
        {
            index -= 1;
        }
        Some(index)
    }

    fn score(&self, index: usize, story: usize) -> f64 {
        let line = self.lines[index];
        let length = length(line);
        // "Headline | The Paper" is the page's title rather than the story's.
        let suffixed = line.contains(" | ");
        let dated = self.lines.iter().skip(index + 1).take(4).any(|l| {
            l.len() <= 200
                && (byline::explicit(l, None, false).is_some()
                    || (!is_sentence(l) && date::scan(l, Origin::default()).is_some_and(|s| s.leftovers.is_empty())))
        });
        #[expect(clippy::cast_precision_loss, reason = "word and line counts are small")]
        let score =
            length as f64 + if dated { 3.0 } else { 0.0 } - if suffixed { 2.0 } else { 0.0 } - 0.15 * (story - index) as f64;
        score
    }
}

/// Words of a line, up to eight.
fn length(line: &str) -> usize {
    if is_uncased(line) { (line.chars().count() / 3).min(8) } else { line.split_whitespace().take(8).count() }
}

/// A line that is an explicit byline, or a date with its time.
fn is_moment(line: &str) -> bool {
    line.len() <= 120
        && (byline::explicit(line, None, false).is_some()
            || (line.bytes().any(|b| b.is_ascii_digit())
                && date::scan(line, Origin::default())
                    .is_some_and(|s| s.leftovers.is_empty() && s.stamps.iter().any(|s| s.time.is_some() || s.labelled))))
}

fn is_service(line: &str) -> bool {
    let line = line.trim_start();
    SERVICE.iter().any(|s| byline::strip_lower(line, s).is_some())
}

fn is_uncased(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase() && !c.is_uppercase())
}

/// A line that is a paragraph of a story.
fn is_paragraph(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['.', '!', '?', '"', '”', '’', '»', '…', ')', ':', '。', '।', '؟', '“', '」'])
        && (line.split_whitespace().nth(19).is_some() || (line.len() > 180 && is_uncased(line)))
}

/// Closing quotes and brackets.
const CLOSING: [char; 12] = ['"', '”', '“', '’', '\'', '»', '«', ')', ']', '」', '』', '）'];

/// Opening quotes.
const OPENING: [char; 8] = ['"', '“', '„', '‘', '«', '»', '「', '『'];

/// Whether the line ends with an end mark; a full stop inside closing quotes or brackets is one too, and so is what
/// ends a line that is all speech. A headline may ask.
fn has_end_mark(line: &str) -> bool {
    let inner = line.trim_end_matches(CLOSING);
    let spoken = || inner.len() < line.len() && line.starts_with(OPENING);
    inner.ends_with(['.', '…', '。', '।', '۔']) || (inner.ends_with(['!', '?', '！', '？', '؟']) && spoken())
}

/// A line that reads like a sentence, however short the paragraphs are.
fn is_sentence(line: &str) -> bool {
    let line = line.trim_end();
    has_end_mark(line) && (line.split_whitespace().nth(5).is_some() || (line.chars().nth(15).is_some() && is_uncased(line)))
}

/// A line of 3 to 25 words without an end mark, which is no date, no byline, no breadcrumb and no label.
fn is_candidate(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 400 || has_end_mark(line) || line.ends_with([':', ';', ',', '|']) || line.ends_with("기자") {
        return false;
    }
    let opens_list = |c: char| "•·*-–—―●▪■◆▶►‣#+([{<|>/（［【».,…".contains(c);
    if line.starts_with(opens_list) && !(line.starts_with('»') && line[2..].contains('«')) {
        return false;
    }
    let count = line.split_whitespace().take(26).count();
    let long = if (3..=25).contains(&count) { count > 5 || !is_uncased(line) || line.chars().nth(5).is_some() } else { false };
    let long = long || (count < 3 && line.len() >= 12 && is_uncased(line) && (6..=80).contains(&line.chars().count()));
    long && !is_service(line) && !is_breadcrumb(line) && !is_source(line) && !is_metadata(line)
}

/// "Home » Local » The bell is silent"
fn is_breadcrumb(line: &str) -> bool {
    [" » ", " › ", " > ", " >> ", ">>", " → "].iter().any(|mark| line.contains(mark))
}

/// "Source: …"
fn is_source(line: &str) -> bool {
    line.split_once([':', '：']).is_some_and(|(label, _)| label.len() <= 40 && SOURCE_LABEL.has(&label.trim().to_lowercase()))
}

/// Whether the line is or begins with a byline, or holds a full date with its time or its label.
fn is_metadata(line: &str) -> bool {
    if byline::explicit(line, None, false).is_some() {
        return true;
    }
    let first = line.split(['|', '•', '·', '–', '—', ',']).next().unwrap_or("");
    let first = first.split(" - ").next().unwrap_or("");
    if first.len() < line.len() && byline::explicit(first, None, false).is_some() {
        return true;
    }
    // "By Jane Roe March 18 at 12:22 PM"
    if line
        .split(|c: char| c.is_ascii_digit())
        .next()
        .is_some_and(|head| head.len() < line.len() && byline::explicit(head, None, false).is_some())
    {
        return true;
    }
    if !super::has_digit(line) {
        return false;
    }
    if holds_clock(line) && super::token::digit_groups(line).any(|(value, digits)| digits == 4 && (1980..=2035).contains(&value)) {
        return true;
    }
    date::scan(line, Origin::default()).is_some_and(|s| {
        let strong = s.stamps.iter().any(|s| s.time.is_some() || s.labelled);
        let by = s.leftovers.iter().any(|l| byline::explicit(l, None, true).is_some());
        strong || (!s.stamps.is_empty() && (by || s.leftovers.is_empty()))
    })
}

/// "13:49"
fn holds_clock(line: &str) -> bool {
    line.as_bytes().windows(4).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

/// How well the words of a line are the wanted ones.
struct Overlap {
    /// The harmonic mean of both shares.
    alike: f64,
    /// Whether no wanted word is missing.
    all: bool,
}

/// Compares the words of a line with the wanted ones; nothing when it has fewer than two, or less than this share of them.
fn overlap(wanted: &[u64], have: &[u64], left: &mut Vec<u64>, least: f64) -> Option<Overlap> {
    if have.is_empty() || have.len() > 40 || wanted.is_empty() {
        return None;
    }
    left.clear();
    left.extend_from_slice(wanted);
    let mut shared = 0usize;
    for word in have {
        if let Some(at) = left.iter().position(|w| w == word) {
            left.swap_remove(at);
            shared += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "word counts are small")]
    let (recall, precision) = (shared as f64 / wanted.len() as f64, shared as f64 / have.len() as f64);
    let alike = || 2.0 * recall * precision / (recall + precision);
    (recall >= least && shared >= 2).then(|| Overlap { alike: alike(), all: shared == wanted.len() })
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
    read_words(text, &mut out);
    out
}

fn read_words(text: &str, out: &mut Vec<u64>) {
    out.clear();
    let mut word = Word::default();
    let feed = |c: char, word: &mut Word, out: &mut Vec<u64>| match c {
        '’' => {}
        c if c.is_alphanumeric() => word.push(c),
        c if is_combining_mark(c) => {}
        _ => out.extend(word.take()),
    };
    for c in text.chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => word.push(c),
            '\'' => {}
            c if c.is_ascii() => out.extend(word.take()),
            c => decompose_canonical(c, |c| c.to_lowercase().for_each(|c| feed(c, &mut word, out))),
        }
    }
    out.extend(word.take());
    out.truncate(60);
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
