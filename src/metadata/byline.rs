//! Bylines: who wrote the story.
//!
//! A line is a byline when it says so ("By …", "Von …", "Автор: …") and the rest is nothing but names, roles,
//! agencies and places; or when it is a bare name and the caller has other evidence.

use super::names::{AGENCY, JOINER, LABEL, PLACE_WORD, SECTION, SOURCE_LABEL, prefixes};
use super::people::{Strictness, authors, is_desk, is_particle, is_reporter, starts_upper, unglue};

/// The authors of an explicit byline. One word is enough when a date stands beside it or the site is called so.
pub(super) fn explicit(line: &str, url: Option<&str>, dated: bool) -> Option<Vec<String>> {
    let line = trim(line);
    let (rest, colon) = after_prefix(line)?;
    let rest = trim(rest).trim_start_matches('@');
    if rest.is_empty() || rest.len() > 160 {
        return None;
    }
    if is_house(rest, url) {
        return Some(vec![rest.to_owned()]);
    }
    authors(rest, Strictness { single: colon || dated, uncased: true })
}

/// Whether the text is the name of the site: "The Morning Paper" on morningpaper.com.
pub(super) fn is_house(text: &str, url: Option<&str>) -> bool {
    let fold = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let host = url.and_then(|u| u.split_once("://").map_or(u, |(_, r)| r).split(['/', ':', '?', '#']).next());
    let Some(host) = host.filter(|_| text.len() <= 40) else {
        return false;
    };
    let name = fold(text);
    let plain = name.strip_prefix("the").unwrap_or(&name);
    name.len() >= 3 && fold(host.trim_start_matches("www.")) == name
        || name.len() >= 3
            && host.split('.').any(|label| {
                let label = fold(label);
                label == name || label == plain || label.strip_prefix("the").is_some_and(|l| l == plain)
            })
}

/// Whether the line is only the label of a byline ("By", "Written by", "Autor:").
pub(super) fn is_label(line: &str) -> bool {
    if line.len() > 40 {
        return false;
    }
    let line = line.trim().trim_end_matches([':', '：', ' ']).to_lowercase();
    LABEL.has(&line)
}

/// The author of a line that is nothing but a name: two to four capitalised words, or a known agency.
pub(super) fn bare(line: &str) -> Option<Vec<String>> {
    let line = trim(line);
    // "Jane Roe/The Paper" is the credit of a picture.
    let credit = line.match_indices('/').any(|(at, _)| !line[..at].ends_with(' ') && !line[at + 1..].starts_with(' '));
    if line.len() > 100 || credit || line.ends_with(['.', '!', '?', ':']) && !ends_with_initial(line) {
        return None;
    }
    if line.chars().next().is_none_or(char::is_lowercase) && !AGENCY.has(line) {
        return None;
    }
    if line.split_whitespace().any(is_common_word) {
        return None;
    }
    if let Some(name) = korean_reporter(line) {
        return Some(vec![name]);
    }
    authors(line, Strictness { single: false, uncased: false })
}

/// Whether the text is an agency, a section of the paper or another word that is no name but belongs to a line of metadata.
pub(super) fn is_side_note(text: &str) -> bool {
    let lower = trim(text).to_lowercase();
    SECTION.has(&lower) || AGENCY.has(&lower) || text.starts_with('@') || lower.starts_with("follow ")
}

/// Whether the text is an agency or a desk: named when nobody else is.
pub(super) fn is_agency(text: &str) -> bool {
    let text = trim(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    AGENCY.has(&text.to_lowercase()) || (words.len() > 1 && is_desk(&words))
}

/// "Source: …" beside a date.
pub(super) fn is_source(text: &str) -> bool {
    let Some((label, _)) = text.split_once([':', '：']) else {
        return false;
    };
    SOURCE_LABEL.has(&label.trim().to_lowercase())
}

/// A line that says what the author is: "Political Correspondent", "Redakteurin, Berlin".
pub(super) fn is_role_line(line: &str) -> bool {
    let line = trim(line);
    let count = line.split_whitespace().count();
    let before_comma = line.split([',', '|', '·', '•']).next().unwrap_or("").trim();
    let words: Vec<String> = before_comma.split_whitespace().map(str::to_lowercase).collect();
    let role = words.iter().any(|w| is_reporter(w));
    count <= 7
        && role
        && words.len() <= 5
        && !line.ends_with(['.', '?', '!'])
        && before_comma.split_whitespace().all(|w| {
            starts_upper(w)
                || is_particle(w)
                || is_reporter(w)
                || matches!(w, "and" | "und" | "für" | "for" | "in" | "on" | "et" | "en" | "at")
        })
}

/// A name followed by what a reporter is: "Jane Roe Political Correspondent", "Jane RoeReporter".
pub(super) fn has_role(line: &str) -> bool {
    let line = unglue(line);
    line.split([' ', ',', '|']).skip(2).any(|w| is_reporter(&w.to_lowercase()))
}

/// White space and ornaments around a line.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '|' | '•' | '·' | '-' | '–' | '—' | '/' | ',' | ';' | '*' | '●' | '▪' | '»' | '«' | '>' | '<' | '\u{200B}'
            )
    })
}

fn ends_with_initial(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    matches!(last, "Jr." | "Sr.") || (last.chars().count() == 2 && last.ends_with('.'))
}

/// What follows the longest byline prefix, and whether a colon stood there.
fn after_prefix(line: &str) -> Option<(&str, bool)> {
    // "ByJane Doe", "byJane Doe": the scrape lost the space.
    for glued in ["By", "by", "Von", "von"] {
        if let Some(rest) = line.strip_prefix(glued)
            && rest.chars().next().is_some_and(char::is_uppercase)
        {
            return Some((rest, false));
        }
    }
    let candidates = prefixes(line.chars().next()?.to_lowercase().next()?);
    if candidates.is_empty() {
        return None;
    }
    let mut best: Option<usize> = None;
    for prefix in candidates {
        let Some(tail) = strip_lower(line, prefix) else {
            continue;
        };
        let ends = prefix.ends_with([':', '：', '／', '/']) || tail.starts_with([' ', '\u{a0}', ':', '：', '\t']);
        let at = line.len() - tail.len();
        if ends && best.is_none_or(|b| at > b) {
            best = Some(at);
        }
    }
    let at = best?;
    let rest = &line[at..];
    let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    // "Byby", "By by": a label and a label.
    let colon = rest.trim_start().starts_with([':', '：']) || line[..at].ends_with([':', '：', '／', '/']);
    match bare.strip_prefix("by ").or_else(|| bare.strip_prefix("By ")).or_else(|| bare.strip_prefix("von ")) {
        Some(again) => Some((again, colon)),
        None => Some((bare, colon)),
    }
}

/// What follows a lower-case prefix, whatever the case of the line.
pub(super) fn strip_lower<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = line.chars();
    for wanted in prefix.chars() {
        let c = rest.next()?;
        let same = c == wanted
            || (c == '\u{a0}' && wanted == ' ')
            || (c.is_ascii() && c.to_ascii_lowercase() == wanted)
            || (!c.is_ascii() && c.to_lowercase().eq([wanted]));
        if !same {
            return None;
        }
    }
    Some(rest.as_str())
}

/// A lower-case word that no list of names holds.
fn is_common_word(word: &str) -> bool {
    word.chars().all(char::is_lowercase) && !is_particle(word) && !JOINER.has(word) && !PLACE_WORD.has(word) && !AGENCY.has(word)
}

/// "홍길동 기자"
fn korean_reporter(line: &str) -> Option<String> {
    let name = line.strip_suffix("기자")?.trim();
    let hangul = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    ((2..=4).contains(&name.chars().count()) && name.chars().all(hangul)).then(|| name.to_owned())
}
