//! Spaces of all kinds become one space; none stays at a line's ends.

use super::scan::Bytes;
use super::{Context, Fix, Fixer};

pub(super) struct Spaces;

static STOPS: Bytes = Bytes::new(b" \t\n\xc2\xe1\xe2\xe3", &[]);

/// The length of the space at the start of `bytes`; 0 when there is none.
fn space(bytes: &[u8]) -> usize {
    match bytes {
        [b' ' | b'\t', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe1, 0x9a, 0x80, ..] => 3,
        [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..] => 3,
        [0xe2, 0x81, 0x9f, ..] => 3,
        [0xe3, 0x80, 0x80, ..] => 3,
        _ => 0,
    }
}

impl Fixer for Spaces {
    fn name(&self) -> &'static str {
        "spaces"
    }

    fn about(&self) -> &'static str {
        "spaces of all kinds become one space, none stays at the ends of a line"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = STOPS.find(bytes, at) {
            let mut end = i;
            loop {
                match space(&bytes[end..]) {
                    0 => break,
                    n => end += n,
                }
            }
            if end == i {
                at = i + 1;
                continue;
            }
            let edge = i == 0 || bytes[i - 1] == b'\n' || matches!(bytes.get(end), None | Some(b'\n'));
            if edge {
                fixes.push(Fix::remove(i..end));
            } else if end != i + 1 || bytes[i] != b' ' {
                fixes.push(Fix::new(i..end, " "));
            }
            at = end;
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &Spaces,
        &[
            ("", " one  two\u{a0}three\u{2009}\tfour \n\u{3000}five\u{a0}", "one two three four\nfive"),
            ("fr", "Vraiment\u{202f}? Oui\u{a0}!", "Vraiment ? Oui !"),
            ("", "one two\nthree", "one two\nthree"),
        ],
    );
}
