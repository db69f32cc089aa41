//! No space before , . ; : ! ? – except where the language wants one.
//!
//! French and Breton keep theirs before ; : ! ?. A document of unknown language is only repaired before a comma and a full
//! stop. `.NET`, `.5`, `:)`, `...` and `3 : 1` stay.

use super::scan::{CodeLines, after, before};
use super::{Context, Fix, Fixer};
use memchr::memchr_iter;

pub(super) struct Punctuation;

impl Fixer for Punctuation {
    fn name(&self) -> &'static str {
        "punctuation"
    }

    fn about(&self) -> &'static str {
        "no space before , . ; : ! ? where the language wants none"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let all = cx.language.is_some_and(|l| !matches!(l, "fr" | "br"));
        let bytes = text.as_bytes();
        let mut code = CodeLines::new(text);
        for i in memchr_iter(b' ', bytes) {
            let Some(&mark) = bytes.get(i + 1) else { continue };
            if !(matches!(mark, b',' | b'.') || all && matches!(mark, b';' | b':' | b'!' | b'?')) {
                continue;
            }
            // What follows must be the end of something: else it is `.NET`, `:)` or a spaced ellipsis.
            let follows = after(text, i + 2);
            let mut next = follows;
            if matches!(mark, b'!' | b'?') && matches!(next, Some('!' | '?')) {
                next = text[i + 2..].chars().find(|c| !matches!(c, '!' | '?'));
            }
            if !next.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '»' | '\'')) {
                continue;
            }
            let Some(previous) = before(text, i) else { continue };
            let closing_quote = matches!(previous, '"' | '\'') && i >= 2 && before(text, i - 1).is_some_and(char::is_alphanumeric);
            if !(previous.is_alphanumeric() || matches!(previous, ')' | ']' | '”' | '’' | '»' | '%') || closing_quote) {
                continue;
            }
            let digits =
                previous.is_ascii_digit() && text[i + 2..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
            // ". . ." is an ellipsis, "3 : 1" a score.
            if digits && mark != b',' || text[i + 2..].starts_with(" .") || mark == b'.' && text[..i].ends_with(" .") {
                continue;
            }
            // An ampersand before a semicolon would make an entity of it.
            if mark == b';' && opens_entity(text, i) {
                continue;
            }
            if code.hold(i) {
                continue;
            }
            fixes.push(Fix::remove(i..i + 1));
        }
    }
}

/// Whether an ampersand stands so shortly before `at`, with no space between, that a semicolon there would make an entity of it.
fn opens_entity(text: &str, at: usize) -> bool {
    let near = text.as_bytes()[..at].iter().rev().take(33);
    near.take_while(|byte| !byte.is_ascii_whitespace()).any(|byte| *byte == b'&')
}

#[test]
fn examples() {
    super::template::check(
        &Punctuation,
        &[
            ("en", "He came , saw ; and left . Why ? “No” !", "He came, saw; and left. Why? “No”!"),
            ("en", "Really ?! The end .\nNext", "Really?! The end.\nNext"),
            ("en", "let x = call ( a , b ) ;", "let x = call ( a , b ) ;"),
            ("fr", "Oui , dit-il . Vraiment ? Il dit : non !", "Oui, dit-il. Vraiment ? Il dit : non !"),
            ("", "Yes , he said : no", "Yes, he said : no"),
            ("en", "the .NET team :) won 3 : 1 with .5 left", "the .NET team :) won 3 : 1 with .5 left"),
            ("en", "well . . . he said ... and &amp ; left", "well . . . he said ... and &amp ; left"),
        ],
    );
}
