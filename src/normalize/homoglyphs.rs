//! Letters of another script that look the same, inside a word: Latin words with Cyrillic or Greek letters, Cyrillic words with
//! Latin ones.
//!
//! A word is only repaired when every stray letter has a twin in the word's own script, and when the strays are the fewer or
//! the document's other words leave no doubt. Whole words in another script stay.

use super::{Context, Fix, Fixer};

pub(super) struct Homoglyphs;

/// Cyrillic and Greek letters and their Latin twins.
const TWINS: [(char, char); 44] = [
    ('а', 'a'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ї', 'ï'),
    ('ј', 'j'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('х', 'x'),
    ('у', 'y'),
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ν', 'v'),
    ('ι', 'i'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
}

fn script(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{370}'..='\u{3ff}' => Some(Script::Greek),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        _ => None,
    }
}

fn twin(c: char, into: Script) -> Option<char> {
    match (script(c)?, into) {
        (Script::Cyrillic | Script::Greek, Script::Latin) => TWINS.iter().find(|t| t.0 == c).map(|t| t.1),
        (Script::Latin, Script::Cyrillic) => TWINS[..28].iter().find(|t| t.1 == c).map(|t| t.0),
        _ => None,
    }
}

impl Fixer for Homoglyphs {
    fn name(&self) -> &'static str {
        "homoglyphs"
    }

    fn about(&self) -> &'static str {
        "look-alike letters of another script inside a word become the word's own"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        // Greek and Cyrillic start with CD … D4.
        let strays = bytes.iter().filter(|b| (0xcd..=0xd4).contains(*b)).count();
        if strays == 0 {
            return;
        }
        let mostly_latin = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count() > 4 * strays;
        let mut at = 0;
        while let Some(i) = bytes[at..].iter().position(|b| (0xcd..=0xd4).contains(b)).map(|i| at + i) {
            let start = text[at..i]
                .rfind(|c: char| !c.is_alphabetic())
                .map_or(at, |n| at + n + text[at + n..].chars().next().map_or(1, char::len_utf8));
            let end = text[i..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |n| i + n);
            at = end.max(i + 2);
            while !text.is_char_boundary(at) {
                at += 1;
            }
            let word = &text[start..end];
            if let Some(into) = own_script(word, mostly_latin) {
                let repaired: String = word.chars().map(|c| twin(c, into).unwrap_or(c)).collect();
                if repaired != word {
                    fixes.push(Fix::new(start..end, repaired));
                }
            }
        }
    }
}

/// The script that all letters of the word can be written in, when they stand in two.
fn own_script(word: &str, mostly_latin: bool) -> Option<Script> {
    let count = |s: Script| word.chars().filter(|&c| script(c) == Some(s)).count();
    let (latin, cyrillic, greek) = (count(Script::Latin), count(Script::Cyrillic), count(Script::Greek));
    let can = |s: Script| word.chars().all(|c| script(c) == Some(s) || twin(c, s).is_some());
    // A one-letter mix is an abbreviation or a formula as easily as damage.
    if word.chars().count() < 3 || latin == 0 || cyrillic + greek == 0 || cyrillic > 0 && greek > 0 {
        return None;
    }
    // Every letter has a twin in both scripts ("сосо"): the document decides.
    if can(Script::Latin) && (latin > cyrillic + greek || mostly_latin && greek == 0) {
        return Some(Script::Latin);
    }
    (greek == 0 && !mostly_latin && can(Script::Cyrillic) && cyrillic > latin).then_some(Script::Cyrillic)
}

#[test]
fn examples() {
    super::template::check(
        &Homoglyphs,
        &[
            ("es", "El presidеnte dijо algo", "El presidente dijo algo"),
            ("ru", "Он cказал это", "Он сказал это"),
            ("ru", "Он купил iPhone и VPN-сервис, группа ВКонтакте", "Он купил iPhone и VPN-сервис, группа ВКонтакте"),
            ("en", "the word Москва and the μTorrent client", "the word Москва and the μTorrent client"),
        ],
    );
}
