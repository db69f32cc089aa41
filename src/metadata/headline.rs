//! Which line is the headline.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The index of the line that is the headline.
///
/// With a title (a record's field) it is the line that says the same; with a URL whose last part is made of words,
/// the line that shares most of them; otherwise the first line of 3 to 25 words without an end mark.
#[must_use]
pub fn headline(lines: &[&str], url: Option<&str>, title: Option<&str>) -> Option<usize> {
    if let Some(title) = title {
        if let Some(index) = best_match(lines, &words(title), 0.6) {
            return Some(index);
        }
    }
    let slug = url.map(slug_words).unwrap_or_default();
    if slug.len() >= 3 {
        if let Some(index) = best_match(lines, &slug, 0.5) {
            return Some(index);
        }
    }
    lines.iter().position(|line| looks_like_headline(line))
}

/// A line of 3 to 25 words without an end mark, which is no date and no byline.
fn looks_like_headline(line: &str) -> bool {
    let line = line.trim();
    let count = line.split_whitespace().count();
    let uncased = line.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase() && !c.is_uppercase());
    let long = if uncased { (6..=80).contains(&line.chars().count()) } else { (3..=25).contains(&count) };
    long && !line.ends_with(['.', ':', ';', ',', '。', '…', '|', '»'])
        && super::byline::explicit(line).is_none()
        && super::date::scan(line, super::date::Origin::default()).is_none()
}

/// The line that shares most words with the wanted ones, when it shares at least this share; the first of equals
/// that follow each other closely, so that a page's menu, which may repeat the headline, loses to the story.
fn best_match(lines: &[&str], wanted: &[String], least: f64) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (index, line) in lines.iter().enumerate() {
        if line.len() > 400 {
            continue;
        }
        let have = words(line);
        if have.is_empty() || have.len() > 40 {
            continue;
        }
        let mut left: Vec<&String> = wanted.iter().collect();
        let mut shared = 0usize;
        for word in &have {
            if let Some(at) = left.iter().position(|w| *w == word) {
                left.swap_remove(at);
                shared += 1;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "word counts are small")]
        let (recall, precision) = (shared as f64 / wanted.len() as f64, shared as f64 / have.len() as f64);
        if recall < least || shared < 2 {
            continue;
        }
        let score = 2.0 * recall * precision / (recall + precision);
        if best.is_none_or(|(b, _)| score > b + 1e-9) {
            best = Some((score, index));
        }
    }
    best.map(|(_, index)| index)
}

/// The words of the longest part of the path.
fn slug_words(url: &str) -> Vec<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let decoded = percent_decode(path);
    let part = decoded.split('/').max_by_key(|p| p.split(['-', '_', '+', ' ']).filter(|w| w.chars().any(char::is_alphabetic)).count()).unwrap_or("");
    let part = part.rsplit_once('.').filter(|(_, ext)| ext.len() <= 5).map_or(part, |(stem, _)| stem);
    let mut out = words(&part.replace(['-', '_', '+'], " "));
    out.retain(|w| w.chars().any(char::is_alphabetic) && !(w.chars().any(|c| c.is_ascii_digit()) && w.len() > 5));
    out
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

/// Words folded to what a slug keeps of them: lower case, no accents, German umlauts written out.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss").replace(['\'', '’'], "");
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let mut out: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        .collect();
    out.truncate(60);
    out
}
