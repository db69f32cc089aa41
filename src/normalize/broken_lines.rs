//! A paragraph that was cut in two, mostly where a link stood: joined again. A chopped start is left as it is.
//!
//! Two lines are joined when the first one ends within a sentence and the second one goes on with a small letter or a mark that
//! only goes on. Lists, poems, headings, captions and code stay: the first line must be long, or end in a word that never ends
//! a line ("the", "of"), or be a lone link text between two halves of a sentence.

use super::scan::{is_code, lines};
use super::{Context, Fix, Fixer};
use std::borrow::Cow;

pub(super) struct BrokenLines;

/// Words after which no line ends, in the languages in which that can be said with a list.
fn never_last(word: &str, language: Option<&str>) -> bool {
    match language {
        Some("en") => matches!(
            word,
            "the"
                | "a"
                | "an"
                | "of"
                | "and"
                | "or"
                | "to"
                | "in"
                | "at"
                | "by"
                | "for"
                | "from"
                | "with"
                | "as"
                | "that"
                | "which"
                | "his"
                | "her"
                | "their"
                | "its"
                | "is"
                | "was"
                | "were"
                | "are"
                | "has"
                | "have"
                | "had"
                | "would"
                | "will"
                | "said"
                | "says"
                | "told"
                | "via"
                | "called"
                | "between"
                | "against"
                | "during"
        ),
        Some("de") => matches!(
            word,
            "der"
                | "die"
                | "das"
                | "den"
                | "dem"
                | "des"
                | "und"
                | "oder"
                | "mit"
                | "von"
                | "für"
                | "ein"
                | "eine"
                | "einer"
                | "im"
                | "am"
                | "zum"
                | "zur"
                | "laut"
        ),
        Some("fr") => matches!(
            word,
            "le" | "la"
                | "les"
                | "de"
                | "des"
                | "du"
                | "et"
                | "à"
                | "au"
                | "aux"
                | "un"
                | "une"
                | "en"
                | "dans"
                | "par"
                | "pour"
                | "sur"
                | "avec"
        ),
        Some("es") => matches!(
            word,
            "el" | "la" | "los" | "las" | "de" | "del" | "y" | "a" | "al" | "un" | "una" | "en" | "por" | "para" | "con" | "que"
        ),
        Some("it") => matches!(
            word,
            "il" | "lo"
                | "la"
                | "i"
                | "gli"
                | "le"
                | "di"
                | "del"
                | "della"
                | "e"
                | "a"
                | "al"
                | "un"
                | "una"
                | "in"
                | "per"
                | "con"
                | "che"
        ),
        Some("pt") => matches!(
            word,
            "o" | "a"
                | "os"
                | "as"
                | "de"
                | "do"
                | "da"
                | "dos"
                | "das"
                | "e"
                | "em"
                | "no"
                | "na"
                | "um"
                | "uma"
                | "por"
                | "para"
                | "com"
                | "que"
        ),
        Some("nl") => matches!(word, "de" | "het" | "een" | "van" | "en" | "in" | "op" | "met" | "voor" | "bij"),
        _ => false,
    }
}

impl Fixer for BrokenLines {
    fn name(&self) -> &'static str {
        "broken-lines"
    }

    fn about(&self) -> &'static str {
        "a paragraph cut in two within a sentence is joined"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let mut previous: Option<(usize, Cow<str>)> = None;
        for (start, line) in lines(text) {
            if line.is_empty() {
                continue;
            }
            let joined = match &previous {
                Some((end, last)) if goes_on(last, line, cx) => {
                    // A mark goes to the word before it.
                    let gap = if line.starts_with([',', '.', ';', ')', '’', '”']) { "" } else { " " };
                    fixes.push(Fix::new(*end..start, gap));
                    // The next line is compared with all of this one, as it would be in a second run.
                    Some(Cow::Owned(format!("{last}{gap}{line}")))
                }
                _ => None,
            };
            previous = Some((start + line.len(), joined.unwrap_or(Cow::Borrowed(line))));
        }
    }
}

/// Is `next` the rest of the sentence that `last` starts?
fn goes_on(last: &str, next: &str, cx: &Context) -> bool {
    let words = |line: &str| line.split(' ').count();
    let Some(first) = next.chars().next() else { return false };
    let small = first.is_lowercase() && next.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == ' ');
    let mark = matches!(first, ',' | ';') && next[1..].starts_with(' ') || first == '.' && next.len() == 1;
    if !(small || mark) || is_code(last) || is_code(next) || first == '@' {
        return false;
    }
    let ends_open = last.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '’' | '”' | ')' | '"'));
    let starts_well =
        last.chars().next().is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '"' | '‘' | '(' | '«') || c.is_ascii_digit());
    if !ends_open || !starts_well || bullet(last) || bullet(next) {
        return false;
    }
    let last_word = last.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let hanging = words(last) >= 4 && never_last(last_word, cx.language);
    // Two halves of prose: long before the cut, and a sentence's end after it.
    let prose = words(last) >= 12
        && words(next) >= 3
        && next.trim_end_matches(['”', '"', '’', ')']).ends_with(['.', '!', '?', ',', ';', ':', '…']);
    hanging && (words(next) >= 2 || mark) || (prose || mark && words(last) >= 4) && !last.ends_with(')')
}

fn bullet(line: &str) -> bool {
    line.starts_with(['-', '–', '—', '•', '*', '·', '►', '|', '#'])
        || line
            .split_once(['.', ')'])
            .is_some_and(|(n, rest)| n.len() < 4 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' '))
}

#[test]
fn examples() {
    super::template::check(
        &BrokenLines,
        &[
            (
                "en",
                "The council will meet on the\n\nbudget again next week.\nNext.",
                "The council will meet on the budget again next week.\nNext.",
            ),
            (
                "en",
                "She had told the paper about it\n, but nobody had listened to her then.",
                "She had told the paper about it, but nobody had listened to her then.",
            ),
            (
                "en",
                "The mayor of the small town by the river had asked for more money\nfrom the state, but got none.",
                "The mayor of the small town by the river had asked for more money from the state, but got none.",
            ),
            (
                "en",
                "mpany said the climate was bad.\nmove comes after cuts.",
                "mpany said the climate was bad.\nmove comes after cuts.",
            ),
            ("en", "We meet again\nwhere the river ends,\nand sing", "We meet again\nwhere the river ends,\nand sing"),
            ("en", "Ingredients\nsalt\npepper", "Ingredients\nsalt\npepper"),
            ("en", "- a loaf of\nbread and more", "- a loaf of\nbread and more"),
        ],
    );
}
