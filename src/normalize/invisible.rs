//! Characters that show nothing and mean nothing: controls, zero-width characters, byte order marks, bidi marks, and soft hyphens that stand in no word.
//!
//! Joiners stay where a script or an emoji needs them, word-break marks in scripts without spaces, bidi marks in lines that have
//! letters of both directions. U+FFFD stays: what it stood for is not guessed.

use super::scan::{Bytes, after, line};
use super::{Context, Fix, Fixer};

pub(super) struct Invisible;

static STOPS: Bytes = Bytes::new(&[0x7f, 0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xef, 0xf3], &[(0x00, 0x08), (0x0e, 0x1f)]);

impl Fixer for Invisible {
    fn name(&self) -> &'static str {
        "invisible"
    }

    fn about(&self) -> &'static str {
        "control and zero-width characters, byte order marks, stray soft hyphens and needless bidi marks go"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = STOPS.find(bytes, at) {
            let Some(c) = after(text, i) else { break };
            at = i + c.len_utf8();
            if needless(text, i, c) {
                match fixes.last_mut() {
                    Some(last) if last.range.end == i => last.range.end = at,
                    _ => fixes.push(Fix::remove(i..at)),
                }
            }
        }
    }
}

fn needless(text: &str, i: usize, c: char) -> bool {
    let next = || text[i + c.len_utf8()..].chars().find(|&c| !is_mark(c));
    let previous = || text[..i].chars().rev().find(|&c| !is_mark(c));
    match c {
        '\0'..='\x08' | '\x0e'..='\x1f' | '\x7f'..='\u{9f}' => true,
        // Within a word it is the publisher's hyphenation: the fixer `soft-hyphens` is for that.
        '\u{ad}' => !(previous().is_some_and(char::is_alphabetic) && next().is_some_and(char::is_alphabetic)),
        '\u{34f}' | '\u{180e}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' => true,
        '\u{200b}' => !(previous().is_some_and(spaceless) && next().is_some_and(spaceless)),
        // A joiner at a word's end can matter too (Persian, Sinhala): one neighbour is enough.
        '\u{200c}' | '\u{200d}' => !(previous().is_some_and(joins) && next().is_none_or(|n| joins(n) || !n.is_alphanumeric())),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => !both_ways(line(text, i)),
        '\u{e0001}'..='\u{e007f}' => !text[..i].trim_end_matches(|c| ('\u{e0020}'..='\u{e007f}').contains(&c)).ends_with('🏴'),
        _ => u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// Invisible itself, so to be looked past.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{61c}')
        || c.is_control() && c != '\n'
}

/// Scripts that write words without spaces between them.
fn spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1980}'..='\u{19df}' | '\u{2e80}'..='\u{9fff}')
}

/// Scripts and emoji in which joiners change what is seen.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1b00}'..='\u{1c7f}'
        | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Has the line letters of both directions, so that a mark can matter?
fn both_ways(line: &str) -> bool {
    let rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{1e800}'..='\u{1efff}');
    line.chars().any(rtl) && line.chars().any(|c| c.is_alphanumeric() && !rtl(c))
}

#[test]
fn examples() {
    super::template::check(
        &Invisible,
        &[
            ("", "\u{feff}in\u{ad}vis\u{200b}ible\x08 and\u{200e} more\u{ad}\x7f", "in\u{ad}visible and more"),
            ("fa", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("hi", "क्\u{200d}ष", "क्\u{200d}ष"),
            ("en", "a family 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥", "a family 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}\u{200d}🔥"),
            ("en", "no\u{200d}thing", "nothing"),
            ("th", "ภาษา\u{200b}ไทย", "ภาษา\u{200b}ไทย"),
            ("ar", "قال\u{200f} نعم", "قال نعم"),
            ("ar", "قال \u{200e}Reuters\u{200e} نعم", "قال \u{200e}Reuters\u{200e} نعم"),
            ("en", "lost\u{fffd} stays lost", "lost\u{fffd} stays lost"),
        ],
    );
}
