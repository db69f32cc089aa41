//! The literals that a regex needs: without one of them in a block, the regex is not tried there.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::regex::Regex;
use crate::fold;

/// Alternatives beyond which a gate costs more than it saves.
const MOST: usize = 256;
/// Bytes below which an ASCII literal is found nearly everywhere.
const SHORT: usize = 3;

/// Loose literals, one of which stands in the loose form of every text that the pattern matches. `None`: nothing to hold on to.
pub(super) fn required(pattern: &Hir) -> Option<Vec<String>> {
    let literals = of(pattern)?;
    literals.iter().all(|literal| literal.len() >= SHORT || !literal.is_ascii()).then_some(literals)
}

/// Whether a pattern holds for whatever stands in a line.
pub(super) fn matches_anything(regex: &Regex) -> bool {
    // Lines with nothing in common: a pattern that finds itself in all of them names no evidence.
    const LINES: [&str; 5] = ["The council met on Monday, and voted.", "X", "7", "漢字", "***"];
    regex.get().is_some_and(|regex| regex.is_match("") || LINES.iter().all(|line| regex.is_match(line)))
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => folded(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => folded(single(class)?.encode_utf8(&mut [0; 4])),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.append(&mut of(branch)?);
            }
            all.sort();
            all.dedup();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<String>> = None;
            let mut run = String::new();
            let mut offer = |found: Option<Vec<String>>| {
                if let Some(found) = found
                    && best.as_ref().is_none_or(|best| weight(&found) > weight(best))
                {
                    best = Some(found);
                }
            };
            for part in parts {
                match part.kind() {
                    HirKind::Literal(literal) => run.push_str(std::str::from_utf8(&literal.0).unwrap_or("")),
                    HirKind::Class(class) if single(class).is_some() => run.extend(single(class)),
                    HirKind::Look(_) | HirKind::Empty => {}
                    _ => {
                        offer(folded(&std::mem::take(&mut run)));
                        offer(of(part));
                    }
                }
            }
            offer(folded(&run));
            best
        }
        _ => None,
    }
}

/// The shortest literal decides how often a gate opens.
fn weight(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

fn folded(literal: &str) -> Option<Vec<String>> {
    let literal = fold::fold(literal);
    (!literal.is_empty()).then(|| vec![literal])
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
        let required = |pattern| required(&regex_syntax::parse(pattern).unwrap()).map(|literals| literals.join("|"));
        assert_eq!(required(r"(?i)^sign up for (our|the) .*newsletter$").as_deref(), Some("sign up for"));
        assert_eq!(required(r"^(Lire|Voir) aussi").as_deref(), Some("aussi"));
        assert_eq!(required(r"Don['’]t miss").as_deref(), Some("don't miss"));
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
