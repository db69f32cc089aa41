//! Bylines: who wrote the story.
//!
//! A line is a byline when it says so ("By …", "Von …", "Автор: …") and the rest is nothing but names, roles,
//! agencies and places; or when it is a bare name and the caller has other evidence.

use super::names::{AGENCIES, LABELS, PREFIXES, ROLES, SECTIONS, STOP};
use super::words::is_calendar_word;

/// The authors of an explicit byline. One word is enough when a date stands beside it or the site is called so.
pub(super) fn explicit(line: &str, url: Option<&str>, dated: bool) -> Option<Vec<String>> {
    let line = trim(line);
    let (rest, colon) = after_prefix(line)?;
    let rest = trim(rest);
    if rest.is_empty() || rest.len() > 160 {
        return None;
    }
    if is_house(rest, url) {
        return Some(vec![rest.to_owned()]);
    }
    authors(rest, Strictness { single: colon || dated, uncased: true })
}

/// Whether the text is the name of the site: "The Morning Paper" on morningpaper.com.
fn is_house(text: &str, url: Option<&str>) -> bool {
    let fold = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let host = url.and_then(|u| u.split_once("://").map_or(u, |(_, r)| r).split(['/', ':', '?', '#']).next());
    let Some(host) = host.filter(|_| text.len() <= 40) else { return false };
    let name = fold(text);
    let plain = name.strip_prefix("the").unwrap_or(&name);
    name.len() >= 3 && host.split('.').any(|label| {
        let label = fold(label);
        label == name || label == plain || label.strip_prefix("the").is_some_and(|l| l == plain)
    })
}

/// Whether the line is only the label of a byline ("By", "Written by", "Autor:").
pub(super) fn is_label(line: &str) -> bool {
    let line = line.trim().trim_end_matches([':', '：', ' ']).to_lowercase();
    LABELS.contains(&line.as_str())
}

/// The author of a line that is nothing but a name: two to four capitalised words, or a known agency.
pub(super) fn bare(line: &str, url: Option<&str>) -> Option<Vec<String>> {
    let line = trim(line);
    if line.len() <= 40 && is_house(line, url) {
        return Some(vec![line.to_owned()]);
    }
    if line.len() > 100 || line.ends_with(['.', '!', '?', ':']) && !ends_with_initial(line) {
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
    SECTIONS.contains(&lower.as_str()) || AGENCIES.contains(&lower.as_str())
}

#[derive(Clone, Copy)]
struct Strictness {
    /// One word is enough for a name.
    single: bool,
    /// Scripts without capitals are read as names.
    uncased: bool,
}

/// White space and ornaments around a line.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·' | '-' | '–' | '—' | '/' | ',' | ';' | '*' | '●' | '▪' | '»' | '«' | '>' | '<' | '\u{200B}'))
}

fn ends_with_initial(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    matches!(last, "Jr." | "Sr.") || (last.chars().count() == 2 && last.ends_with('.'))
}

/// What follows the longest byline prefix, and whether a colon stood there.
fn after_prefix(line: &str) -> Option<(&str, bool)> {
    // "ByJane Doe", "byJane Doe": the scrape lost the space.
    for glued in ["By", "by", "Von", "von"] {
        if let Some(rest) = line.strip_prefix(glued) {
            if rest.chars().next().is_some_and(char::is_uppercase) {
                return Some((rest, false));
            }
        }
    }
    let head: String = line.chars().take(48).collect::<String>().to_lowercase().replace('\u{a0}', " ");
    let mut best: Option<usize> = None;
    for prefix in PREFIXES {
        let Some(tail) = head.strip_prefix(prefix) else { continue };
        let ends = prefix.ends_with([':', '：', '／', '/']) || tail.starts_with([' ', ':', '：', '\t']);
        if ends && best.is_none_or(|b| prefix.chars().count() > b) {
            best = Some(prefix.chars().count());
        }
    }
    let count = best?;
    let at = line.char_indices().nth(count).map_or(line.len(), |(i, _)| i);
    let rest = &line[at..];
    let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    // "Byby", "By by": a label and a label.
    let colon = rest.trim_start().starts_with([':', '：']) || line[..at].ends_with([':', '：', '／', '/']);
    match bare.strip_prefix("by ").or_else(|| bare.strip_prefix("By ")).or_else(|| bare.strip_prefix("von ")) {
        Some(again) => Some((again, colon)),
        None => Some((bare, colon)),
    }
}

/// "홍길동 기자"
fn korean_reporter(line: &str) -> Option<String> {
    let name = line.strip_suffix("기자")?.trim();
    let hangul = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    ((2..=4).contains(&name.chars().count()) && name.chars().all(hangul)).then(|| name.to_owned())
}

/// What a part of a byline is.
enum Segment {
    Person(String),
    Agency(String),
    /// A role, a place, a handle: belongs to the byline, names nobody.
    Other,
}

/// Reads a list of names; nothing when any part is something else.
fn authors(text: &str, how: Strictness) -> Option<Vec<String>> {
    let text = unglue(&without_parentheses(text));
    let mut people: Vec<String> = Vec::new();
    let mut agencies: Vec<String> = Vec::new();
    let segments = split(&text);
    if segments.len() > 14 {
        return None;
    }
    for (i, segment) in segments.iter().enumerate() {
        let first = i == 0;
        match classify(segment, how, first)? {
            Segment::Person(name) => people.push(name),
            Segment::Agency(name) => agencies.push(name),
            Segment::Other if first => return None,
            Segment::Other => {}
        }
    }
    people.dedup();
    if people.is_empty() { people = agencies; }
    (!people.is_empty()).then_some(people)
}

/// Takes out short remarks in parentheses and e-mail addresses in angle brackets.
fn without_parentheses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '<' => depth += 1,
            ')' | '）' | ']' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(if c == '\u{a0}' { ' ' } else { c }),
            _ => {}
        }
    }
    out
}

/// Puts a separator where the scrape lost one: "Jane RoeJohn Doe", "Jane RoeCorrespondent".
fn unglue(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let seam = word.char_indices().zip(word.chars().skip(1)).find(|((_, a), b)| a.is_lowercase() && b.is_uppercase());
        match seam.map(|((at, a), _)| word.split_at(at + a.len_utf8())) {
            // "McDonald", "DeVito", "MacArthur" are one word.
            Some((left, right)) if i > 0 && left.chars().count() > 3 && right.chars().count() > 2 => {
                out.push_str(left);
                out.push_str(" | ");
                out.push_str(right);
            }
            _ => out.push_str(word),
        }
    }
    out
}

/// Words that join names.
fn is_joiner(word: &str) -> bool {
    matches!(
        word,
        "and" | "und" | "et" | "y" | "e" | "og" | "och" | "en" | "i" | "a" | "ve" | "и" | "і" | "та" | "&" | "+" | "with" | "mit" | "avec"
            | "con" | "com" | "met" | "med" | "z" | "s" | "és" | "și" | "ja" | "dan" | "và" | "και" | "כ" | "و"
    )
}

/// The parts of a list of names.
fn split(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split([',', ';', '|', '/', '•', '·', '、', '，', '،', '：', '／']) {
        let mut current = String::new();
        for word in part.split_whitespace() {
            let particle = matches!(word, "y" | "e" | "i" | "a") && current.is_empty();
            if (is_joiner(word) && !particle) || matches!(word, "-" | "–" | "—") {
                out.push(std::mem::take(&mut current));
            } else if !(is_joiner(word) && current.is_empty()) {
                if !current.is_empty() {
                    current.push(' ');
                }
                current.push_str(word);
            }
        }
        out.push(current);
    }
    out.retain(|s| !s.is_empty());
    out
}

fn classify(segment: &str, how: Strictness, first: bool) -> Option<Segment> {
    // A handle or an address glued to the name: "Jane Doe@janedoe".
    let (name, handle) = match segment.find('@') {
        Some(at) => (segment[..at].trim_end(), true),
        None => (segment, false),
    };
    if name.is_empty() || (handle && !name.contains(' ')) {
        return (!first).then_some(Segment::Other);
    }
    let lower = name.to_lowercase();
    if AGENCIES.contains(&lower.as_str()) {
        return Some(Segment::Agency(name.to_owned()));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if !first && (lower.contains(".co") || lower.starts_with("www.")) {
        return Some(Segment::Other);
    }
    // "Jane Doe in Berlin", "Jane Doe for The Paper"
    let cut = words.iter().position(|w| is_place_word(w)).filter(|at| *at >= 1);
    let (words, tail) = match cut {
        Some(at) => words.split_at(at),
        None => (words.as_slice(), &[][..]),
    };
    if tail.len() > 5 || tail.iter().skip(1).any(|w| !starts_upper(w) && !is_particle(w)) || tail.len() == 1 {
        return None;
    }
    // "Jane Doe Political Correspondent"
    let role = words.iter().position(|w| is_role(w));
    let words = match role {
        Some(0) if !first => return Some(Segment::Other),
        // "ABC Staff", "ABC News Desk"
        Some(1) if first && is_desk(words) => return Some(Segment::Agency(words.join(" "))),
        Some(0 | 1) => return (!first).then_some(Segment::Other),
        Some(at) => &words[..at],
        None => words,
    };
    if is_name(words, how) {
        return Some(Segment::Person(words.join(" ")));
    }
    if first {
        return None;
    }
    // A place or a house after the name: "…, Zürich", "…, MDR", "…, The Morning Paper".
    let side = words.len() <= 5 && words.iter().all(|w| starts_upper(w) || is_particle(w) || is_role(w));
    side.then_some(Segment::Other)
}

/// A house's own people: a name in capitals and a word for the desk.
fn is_desk(words: &[&str]) -> bool {
    let house = words.first().is_some_and(|w| w.chars().count() >= 2 && w.chars().all(char::is_uppercase));
    let last = words.last().map(|w| w.to_lowercase()).unwrap_or_default();
    house && words.len() <= 4 && matches!(last.as_str(), "staff" | "desk" | "team" | "editors" | "news" | "newsroom" | "bureau" | "reporter" | "redaktion")
}

/// Words that lead from a name to a place or a house.
fn is_place_word(word: &str) -> bool {
    matches!(
        word,
        "in" | "aus" | "from" | "at" | "for" | "für" | "à" | "em" | "en" | "i" | "w" | "v" | "в" | "desde" | "of" | "pour" | "per" | "voor" | "vanuit" | "près"
    )
}

fn is_role(word: &str) -> bool {
    let lower = word.trim_end_matches(['.', ':']).to_lowercase();
    ROLES.contains(&lower.as_str()) || lower.ends_with("politische") || lower.ends_with("politischer") || lower.ends_with("korrespondent") || lower.ends_with("korrespondentin") || lower.ends_with("redakteur") || lower.ends_with("redakteurin") || lower.ends_with("redaktion")
}

/// Lower-case words inside names.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da" | "di" | "do" | "del" | "della" | "dela" | "dos" | "das" | "du" | "des" | "la" | "le" | "el" | "al" | "van" | "von" | "vom" | "zu" | "zur"
            | "der" | "den" | "ter" | "ten" | "te" | "bin" | "ibn" | "bint" | "af" | "av" | "y" | "e" | "i" | "d" | "of" | "the" | "'t" | "’t" | "st." | "mac"
    )
}

fn starts_upper(word: &str) -> bool {
    word.trim_start_matches(['"', '“', '„', '«', '\'', '’', 'd', 'l'])
        .chars()
        .next()
        .or_else(|| word.chars().next())
        .is_some_and(char::is_uppercase)
        || word.chars().next().is_some_and(char::is_uppercase)
}

/// Letters of a script that has no capitals.
fn is_uncased(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

/// Whether these words are the name of a person (or of a desk, when one word may be enough).
fn is_name(words: &[&str], how: Strictness) -> bool {
    let least = if how.single { 1 } else { 2 };
    if words.len() < least || words.len() > 5 {
        return false;
    }
    if words.iter().all(|w| w.chars().any(is_uncased)) {
        let letters: usize = words.iter().map(|w| w.chars().count()).sum();
        return how.uncased && letters >= 2 && letters <= 30 && words.iter().all(|w| w.chars().all(|c| super::token::is_letter(c) || matches!(c, '.' | '-' | '·')));
    }
    let mut capital = 0;
    for (i, word) in words.iter().enumerate() {
        if is_particle(word) && (i > 0 || words.len() > 2) && i + 1 < words.len() {
            continue;
        }
        let clean = word.trim_matches(['"', '“', '”', '‘', '’', '\'', '„']);
        if !clean.chars().all(|c| super::token::is_letter(c) || matches!(c, '.' | '-' | '\'' | '’' | '‑')) {
            return false;
        }
        if !starts_upper(clean) {
            // One lower-case word is a login name: "by admin".
            return words.len() == 1 && how.single && clean.chars().count() >= 3;
        }
        let dots = clean.matches('.').count();
        let initial = clean.chars().filter(|c| c.is_alphabetic()).count() <= 3;
        let title = matches!(clean, "Prof." | "Jr." | "Sr." | "Dr." | "Rev." | "Hon." | "Capt." | "Mag." | "Dipl.-Ing.");
        if dots > 0 && !initial && !title {
            return false;
        }
        let lower = clean.to_lowercase();
        if STOP.contains(&lower.as_str()) || (i == 0 && is_calendar_word(&lower) && !is_given_name(&lower)) {
            return false;
        }
        capital += 1;
    }
    capital >= least
}

/// Months that are given names.
fn is_given_name(lower: &str) -> bool {
    matches!(lower, "april" | "may" | "june" | "jan" | "august" | "mai" | "maja" | "julia" | "dimanche" | "jun" | "domingo" | "mart" | "mar" | "sam" | "di" | "marzo" | "juni" | "jul")
}
