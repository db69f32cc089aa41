//! Unicode normal form C: a letter and its accent become one character.

use super::scan::Bytes;
use super::{Context, Fix, Fixer};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) struct Compose;

static STOPS: Bytes = Bytes::new(&[], &[(0xcc, 0xff)]);

impl Fixer for Compose {
    fn name(&self) -> &'static str {
        "compose"
    }

    fn about(&self) -> &'static str {
        "letters and combining accents become one character (Unicode normal form C)"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Nothing below U+0300 changes: ASCII, and what starts with a byte under 0xCC, is passed over.
        while let Some(i) = STOPS.find(bytes, at) {
            // Quotes, dashes and dots do not either.
            if bytes[i] == 0xe2 && bytes.get(i + 1) == Some(&0x80) && bytes.get(i + 2).is_some_and(|b| *b > 0x81) {
                at = i + 3;
                continue;
            }
            // A stretch between spaces is a unit of its own: what composes with a space before it stays with it.
            let start = bytes[..i].iter().rposition(|b| matches!(b, b' ' | b'\n')).unwrap_or(0).max(at.min(i));
            let end = bytes[i..].iter().position(|b| matches!(b, b' ' | b'\n')).map_or(bytes.len(), |n| i + n);
            at = end;
            let piece = &text[start..end];
            if is_nfc_quick(piece.chars()) == IsNormalized::Yes {
                continue;
            }
            let composed: String = piece.nfc().collect();
            if composed != piece {
                fixes.push(Fix::new(start..end, composed));
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
