//! The literals that a regex needs: without one of them in a block, the regex is not tried there.

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind, Look};

use super::regex::Regex;
use crate::fold;

/// Alternatives beyond which a gate costs more than it saves.
const MOST: usize = 256;
/// Bytes below which an ASCII literal is found nearly everywhere.
const SHORT: usize = 3;

/// A loose literal that a pattern needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needed {
    pub text: String,
    /// It never starts inside a word.
    pub at_word: bool,
}

/// Loose literals, one of which stands in the loose form of every text that the pattern matches. `None`: nothing to hold on to.
pub(super) fn required(pattern: &Hir) -> Option<Vec<Needed>> {
    let literals = of(pattern, false)?;
    literals.iter().all(|literal| literal.text.len() >= SHORT || !literal.text.is_ascii()).then_some(literals)
}

/// Whether a pattern holds for whatever stands in a line.
pub(super) fn matches_anything(regex: &Regex) -> bool {
    // Lines with nothing in common: a pattern that finds itself in all of them names no evidence.
    const LINES: [&str; 5] = ["The council met on Monday, and voted.", "X", "7", "漢字", "***"];
    regex.get().is_some_and(|regex| regex.is_match("") || LINES.iter().all(|line| regex.is_match(line)))
}

/// What a part of a pattern needs. `at_word` says that what it matches never starts inside a word.
fn of(hir: &Hir, at_word: bool) -> Option<Vec<Needed>> {
    match hir.kind() {
        HirKind::Literal(literal) => folded(std::str::from_utf8(&literal.0).ok()?, at_word),
        HirKind::Class(class) => folded(single(class)?.encode_utf8(&mut [0; 4]), at_word),
        HirKind::Capture(capture) => of(&capture.sub, at_word),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub, at_word),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.append(&mut of(branch, at_word)?);
            }
            all.sort();
            all.dedup();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<Needed>> = None;
            let mut offer = |found: Option<Vec<Needed>>| {
                if let Some(found) = found
                    && best.as_ref().is_none_or(|best| weight(&found) > weight(best))
                {
                    best = Some(found);
                }
            };
            // The literal being read, and whether a word can't have begun before it, before what comes next.
            let mut run = String::new();
            let (mut run_at_word, mut at_word) = (at_word, at_word);
            for part in parts {
                match part.kind() {
                    HirKind::Literal(literal) => run.push_str(std::str::from_utf8(&literal.0).unwrap_or("")),
                    HirKind::Class(class) if single(class).is_some() => run.extend(single(class)),
                    HirKind::Look(_) | HirKind::Empty => {}
                    _ => {
                        offer(folded(&std::mem::take(&mut run), run_at_word));
                        offer(of(part, at_word));
                    }
                }
                at_word = ends_word(part, at_word);
                if run.is_empty() {
                    run_at_word = at_word;
                }
            }
            offer(folded(&run, run_at_word));
            best
        }
        _ => None,
    }
}

/// Whether what follows a part never starts inside a word, given whether the part itself never does. Only letters and digits of ASCII
/// are taken for words: [`super::literal_set`] asks no more.
fn ends_word(hir: &Hir, at_word: bool) -> bool {
    let part_of_word = |c: char| c.is_ascii_alphanumeric();
    match hir.kind() {
        HirKind::Empty => at_word,
        HirKind::Look(look) => at_word || !matches!(look, Look::WordUnicodeNegate | Look::WordAsciiNegate),
        HirKind::Literal(literal) => !literal.0.last().is_some_and(|&byte| part_of_word(byte.into())),
        HirKind::Class(Class::Unicode(class)) => {
            let within = |range: &ClassUnicodeRange| ('0'..='z').any(|c| part_of_word(c) && range.start() <= c && c <= range.end());
            !class.ranges().iter().any(within)
        }
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Capture(capture) => ends_word(&capture.sub, at_word),
        HirKind::Repetition(repetition) => (repetition.min > 0 || at_word) && ends_word(&repetition.sub, at_word),
        HirKind::Concat(parts) => parts.iter().fold(at_word, |at_word, part| ends_word(part, at_word)),
        HirKind::Alternation(branches) => branches.iter().all(|branch| ends_word(branch, at_word)),
    }
}

/// The shortest literal decides how often a gate opens.
fn weight(literals: &[Needed]) -> usize {
    literals.iter().map(|literal| literal.text.len()).min().unwrap_or(0)
}

fn folded(literal: &str, at_word: bool) -> Option<Vec<Needed>> {
    // The loose form leaves out a space at its start.
    let at_word = at_word || literal.starts_with(char::is_whitespace);
    let text = fold::fold(literal);
    (!text.is_empty()).then(|| vec![Needed { text, at_word }])
}

/// The one character that all members of a class become in the loose form: `[Aa]`, `['’]`.
fn single(class: &Class) -> Option<char> {
    let mut found = None;
    let members: Box<dyn Iterator<Item = char>> = match class {
        Class::Unicode(class) if class.ranges().iter().map(|range| range.len()).sum::<usize>() <= 8 => {
            Box::new(class.ranges().iter().flat_map(|range| range.start()..=range.end()))
        }
        Class::Bytes(class) if class.ranges().len() <= 8 => {
            Box::new(class.ranges().iter().flat_map(|range| range.start()..=range.end()).map(char::from))
        }
        _ => return None,
    };
    // The long s and the kelvin sign are in every (?i) class of s and k, and in no news.
    for member in members.filter(|&c| c != '\u{17f}' && c != '\u{212a}') {
        let loose = fold::fold(member.encode_utf8(&mut [0; 4]));
        let mut chars = loose.chars();
        match (chars.next(), chars.next(), found) {
            (Some(c), None, None) => found = Some(c),
            (Some(c), None, Some(other)) if c == other => {}
            _ => return None,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_must_be_there() {
        let shown = |literal: Needed| format!("{}{}", if literal.at_word { "" } else { "*" }, literal.text);
        let required = |pattern| {
            let literals = required(&regex_syntax::parse(pattern).unwrap())?;
            Some(literals.into_iter().map(shown).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(required(r"(?i)^sign up for (our|the) .*newsletter$").as_deref(), Some("sign up for"));
        assert_eq!(required(r"^(Lire|Voir) aussi").as_deref(), Some("aussi"));
        assert_eq!(required(r"Don['’]t miss").as_deref(), Some("*don't miss"));
        assert_eq!(required(r"\bDon['’]t miss").as_deref(), Some("don't miss"));
        assert_eq!(required(r"^[«»\s]*Lire").as_deref(), Some("lire"));
        assert_eq!(required(r"(?:a|é)Lire").as_deref(), Some("*lire"));
        assert_eq!(required(r"\d+\s*comments").as_deref(), Some("*comments"));
        assert_eq!(required(r"\d+\s+(?:comments|Likes)").as_deref(), Some("comments|likes"));
        assert_eq!(required(r"^(?:(?:agb|abo)\W*){3,}$").as_deref(), Some("abo|agb"));
        assert_eq!(required(r"\.\w?(?-u:\b)mehr").as_deref(), Some("mehr"));
        assert_eq!(required(r"^\d+ (comments|Kommentare)$").as_deref(), Some("comments|kommentare"));
        assert_eq!(required(r"^\w+$"), None);
        assert_eq!(required(r"^(?:Foo )?\d$"), None);
    }

    #[test]
    fn knows_what_holds_for_everything() {
        let anything = |pattern: &str| matches_anything(&Regex::new(pattern.to_owned()));
        assert!(anything(".*"));
        assert!(anything("^.+$"));
        assert!(anything(r"\S"));
        assert!(!anything(r"^\d+ comments$"));
    }
}
