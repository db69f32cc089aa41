//! Lists of names: who is a person, who an agency, and what is only a role or a place.

use super::names::{AGENCY, GIVEN_NAME, JOINER, NO_FIRST_NAME, NO_NAME, OUTLET, PARTICLE, PLACE_WORD, REPORTER, ROLE};
use super::token::is_letter;
use super::words::is_calendar_word;

/// How much a text must look like a name.
#[derive(Clone, Copy)]
pub(super) struct Strictness {
    /// One word is enough for a name.
    pub single: bool,
    /// Scripts without capitals are read as names.
    pub uncased: bool,
}

/// What a part of a byline is.
enum Segment {
    Person(String),
    Agency(String),
    /// A role, a place, a handle: belongs to the byline, names nobody.
    Other,
}

/// Reads a list of names; nothing when any part is something else.
pub(super) fn authors(text: &str, how: Strictness) -> Option<Vec<String>> {
    let text = unglue(&without_parentheses(text));
    let mut people: Vec<String> = Vec::new();
    let mut agencies: Vec<String> = Vec::new();
    let segments = split(&text);
    if segments.len() > 14 {
        return None;
    }
    for (i, (segment, joined)) in segments.iter().enumerate() {
        let first = i == 0;
        let how = Strictness { single: how.single && first, ..how };
        match classify(segment, how, first)? {
            Segment::Person(name) => people.push(name),
            Segment::Agency(name) => agencies.push(name),
            // Whoever is joined to the others by "and" is one of them: when it cannot be read, none of the line is.
            Segment::Other if first || (*joined && segment.contains(' ') && !segment.split(' ').any(is_role)) => return None,
            Segment::Other => {}
        }
    }
    people.dedup();
    if people.is_empty() {
        people = agencies;
    }
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
pub(super) fn unglue(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let seam = word.char_indices().zip(word.chars().skip(1)).find(|((_, a), b)| a.is_lowercase() && b.is_uppercase());
        match seam.map(|((at, a), _)| word.split_at(at + a.len_utf8())) {
            // "McDonald", "DeVito", "MacArthur" are one word.
            Some((left, right)) if i > 0 && !word.contains('@') && left.chars().count() > 3 && right.chars().count() > 2 => {
                out.push_str(left);
                out.push_str(" | ");
                out.push_str(right);
            }
            _ => out.push_str(word),
        }
    }
    out
}

/// The parts of a list of names, and whether a word such as "and" joins them to the part before.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool)> = Vec::new();
    for part in text.split([',', ';', '|', '/', '•', '·', '、', '，', '،', '：', '／']) {
        let mut current = String::new();
        let mut joined = false;
        for word in part.split_whitespace() {
            let particle = matches!(word, "y" | "e" | "i" | "a") && current.is_empty();
            if (JOINER.has(word) && !particle) || matches!(word, "-" | "–" | "—") {
                out.push((std::mem::take(&mut current), joined));
                joined = !matches!(word, "-" | "–" | "—" | "with" | "mit" | "avec" | "con" | "com" | "met" | "med" | "z" | "s");
            } else if !(JOINER.has(word) && current.is_empty()) {
                if !current.is_empty() {
                    current.push(' ');
                }
                current.push_str(word);
            }
        }
        out.push((current, joined));
    }
    out.retain(|(part, _)| !part.is_empty());
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
    if AGENCY.has(&lower) {
        return Some(Segment::Agency(name.to_owned()));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if !first && (lower.contains(".co") || lower.starts_with("www.")) {
        return Some(Segment::Other);
    }
    // "Jane Doe in Berlin", "Jane Doe for The Paper"
    let cut = words.iter().position(|w| PLACE_WORD.has(w)).filter(|at| *at >= 1);
    let elided = words.iter().position(|w| w.starts_with("d'") || w.starts_with("d’")).filter(|at| *at >= 2);
    let (words, tail) = match cut.or(elided) {
        Some(at) => words.split_at(at),
        None => (words.as_slice(), &[][..]),
    };
    let bad_tail = tail.iter().skip(1).any(|w| !starts_upper(w) && !is_particle(w));
    if !tail.is_empty() && words.len() < 2 && !first {
        return Some(Segment::Other);
    }
    if (!tail.is_empty() && words.len() < 2) || tail.len() > 5 || bad_tail || (tail.len() == 1 && elided.is_none()) {
        return None;
    }
    let words = without_outlet(words);
    // "Jane Doe Political Correspondent"
    let role = words.iter().position(|w| is_role(w));
    let words = match role {
        Some(0) if !first => return Some(Segment::Other),
        // "ABC Staff", "ABC News Desk"
        Some(1) if first && is_desk(words) => return Some(Segment::Agency(words.join(" "))),
        Some(0 | 1) => return (!first).then_some(Segment::Other),
        Some(at) if at <= 4 && words.len() <= 9 => &words[..at],
        Some(_) => return None,
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

/// Takes the outlet off that a page wrote behind the name: "Jane Doe Fox News", "Jane Doe Reuters".
fn without_outlet<'a, 'w>(words: &'a [&'w str]) -> &'a [&'w str] {
    let outlet = |count: usize| {
        let at = words.len().checked_sub(count).filter(|at| *at >= 2)?;
        OUTLET.has(&words[at..].join(" ").to_lowercase()).then_some(at)
    };
    let short = |at: usize| words[at].chars().all(char::is_uppercase) || words[at].len() > 3;
    let at = outlet(4).or_else(|| outlet(3)).or_else(|| outlet(2)).or_else(|| outlet(1).filter(|at| short(*at)));
    at.map_or(words, |at| &words[..at])
}

/// A house's own people: a name in capitals and a word for the desk.
pub(super) fn is_desk(words: &[&str]) -> bool {
    let house = words.first().is_some_and(|w| w.chars().count() >= 2 && w.chars().all(char::is_uppercase));
    let last = words.last().map(|w| w.to_lowercase()).unwrap_or_default();
    house
        && words.len() <= 4
        && matches!(
            last.as_str(),
            "staff" | "desk" | "team" | "editors" | "news" | "newsroom" | "bureau" | "reporter" | "redaktion"
        )
}

fn is_role(word: &str) -> bool {
    const ENDS: [&str; 4] = ["politische", "politischer", "redaktion", "presse"];
    let lower = word.trim_end_matches(['.', ':']).to_lowercase();
    ROLE.has(&lower) || is_reporter(&lower) || ENDS.iter().any(|e| lower.ends_with(e))
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLE.has(word)
}

pub(super) fn starts_upper(word: &str) -> bool {
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
    let cjk = |c: char| {
        ('\u{4E00}'..='\u{9FFF}').contains(&c) || ('\u{3040}'..='\u{30FF}').contains(&c) || ('\u{AC00}'..='\u{D7A3}').contains(&c)
    };
    if let [word] = words
        && how.uncased
        && (2..=8).contains(&word.chars().count())
        && word.chars().all(cjk)
    {
        return true;
    }
    let capitals = words.iter().filter(|w| !is_particle(w)).count();
    if words.len() < least || words.len() > 6 || capitals > 4 {
        return false;
    }
    if words.iter().all(|w| w.chars().any(is_uncased)) {
        let letters: usize = words.iter().map(|w| w.chars().count()).sum();
        return how.uncased
            && (2..=30).contains(&letters)
            && words.iter().all(|w| w.chars().all(|c| is_letter(c) || matches!(c, '.' | '-' | '·')));
    }
    let (mut capital, mut soft) = (0, 0);
    for (i, word) in words.iter().enumerate() {
        if is_particle(word) && (i > 0 || words.len() > 2) && i + 1 < words.len() {
            continue;
        }
        let clean = word.trim_matches(['"', '“', '”', '‘', '’', '\'', '„']);
        if !clean.chars().all(|c| is_letter(c) || matches!(c, '.' | '-' | '\'' | '’' | '‑')) {
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
        if lower.ends_with("'s") || lower.ends_with("’s") {
            return false;
        }
        let stop = |w: &str| NO_NAME.has(w) || (i == 0 && NO_FIRST_NAME.has(w));
        if stop(&lower) || lower.split(['-', '‑']).any(|w| NO_NAME.has(w)) {
            return false;
        }
        if i == 0 && is_calendar_word(&lower) && !GIVEN_NAME.has(&lower) {
            return false;
        }
        // "GTC" is no name; "JD" may be initials.
        if clean.chars().count() > 2 && clean.is_ascii() && !lower.contains(['a', 'e', 'i', 'o', 'u', 'y', '.']) {
            return false;
        }
        soft += usize::from(NO_FIRST_NAME.has(&lower));
        capital += 1;
    }
    capital >= least && soft < 2
}

/// What people who write bylined stories are called, in lower case.
pub(super) fn is_reporter(lower: &str) -> bool {
    const ENDS: [&str; 6] = ["redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporter", "reporterin"];
    REPORTER.has(lower) || ENDS.iter().any(|e| lower.ends_with(e))
}
