//! Unicode normal form C: a letter and its accent become one character.

use super::{Context, Fix, Fixer};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) struct Compose;

impl Fixer for Compose {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn about(&self) -> &'static str {
        "letters and combining accents become one character (Unicode normal form C)"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        // Nothing below U+0300 changes: ASCII, and what starts with a byte under 0xCC, is passed over.
        if !text.as_bytes().iter().any(|&b| b >= 0xcc) {
            return;
        }
        let mut at = 0;
        // A stretch without white space is a unit of its own: white space composes with nothing that follows it but accents,
        // and those stay with it because the cut is made before it.
        for piece in text.split_inclusive([' ', '\n']) {
            let start = at;
            at += piece.len();
            if piece.as_bytes().iter().all(|&b| b < 0xcc) || is_nfc_quick(piece.chars()) == IsNormalized::Yes {
                continue;
            }
            let composed: String = piece.nfc().collect();
            if composed != piece {
                fixes.push(Fix::new(start..at, composed));
            }
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &Compose,
        &[
            ("", "cafe\u{301} re\u{301}sume\u{301}", "caf\u{e9} r\u{e9}sum\u{e9}"),
            ("", "caf\u{e9} Привет 東京 हिन्दी", "caf\u{e9} Привет 東京 हिन्दी"),
        ],
    );
}
