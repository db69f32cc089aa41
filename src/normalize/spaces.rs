//! Spaces of all kinds become one space; none stays at a line's ends.

use super::{Context, Fix, Fixer};

pub(super) struct Spaces;

/// Is there anything to look at closely in this block? `b` and `c` are the bytes one and two further on.
fn suspicious(a: &[u8], b: &[u8], c: &[u8]) -> bool {
    // No branch and no early end: the compiler makes vector instructions of it.
    a.iter().zip(b).zip(c).fold(false, |found, ((&a, &b), &c)| {
        let gap = ((a == b' ') | (a == b'\n')) & ((b == b' ') | (b == b'\n')) & !((a == b'\n') & (b == b'\n'));
        let wide = (a == 0xe2) & ((b == 0x80) & ((c < 0x8b) | (c == 0xaf)) | (b == 0x81) & (c == 0x9f));
        let other = (a == b'\t') | (a == 0xc2) & (b == 0xa0) | (a == 0xe3) & (b == 0x80) & (c == 0x80) | (a == 0xe1) & (b == 0x9a);
        found | gap | wide | other
    })
}

/// How many bytes are looked at in one go.
const BLOCK: usize = 256;

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
        let mut passed = false;
        while at < bytes.len() {
            let end = (at + BLOCK).min(bytes.len());
            if at > 0
                && let (Some(a), Some(b), Some(c)) = (bytes.get(at..end), bytes.get(at + 1..end + 1), bytes.get(at + 2..end + 2))
                && bytes[at - 1] != b'\n'
                && !suspicious(a, b, c)
            {
                at = end;
                passed = true;
            } else {
                // A space that ends a block that was passed over may go on in this one.
                let from = if passed && bytes[at - 1] == b' ' { at - 1 } else { at };
                at = slowly(bytes, from, end, fixes);
                passed = false;
            }
        }
    }
}

/// Looks at each space between `at` and `stop`, and says how far it came.
fn slowly(bytes: &[u8], mut at: usize, stop: usize, fixes: &mut Vec<Fix>) -> usize {
    while at < stop {
        let mut end = at;
        loop {
            match space(&bytes[end..]) {
                0 => break,
                n => end += n,
            }
        }
        if end == at {
            at += 1;
            continue;
        }
        let edge = at == 0 || bytes[at - 1] == b'\n' || matches!(bytes.get(end), None | Some(b'\n'));
        if edge {
            fixes.push(Fix::remove(at..end));
        } else if end != at + 1 || bytes[at] != b' ' {
            fixes.push(Fix::new(at..end, " "));
        }
        at = end;
    }
    at
}

#[test]
fn examples() {
    super::template::check(
        &Spaces,
        &[
            ("", " one  two\u{a0}three\u{2009}\tfour \n\u{3000}five\u{a0}", "one two three four\nfive"),
            ("fr", "Vraiment\u{202f}? Oui\u{a0}!", "Vraiment ? Oui !"),
            ("", "one two\nthree", "one two\nthree"),
            (
                "",
                &format!("{}y \u{a0}z{}", "x ".repeat(254), " a".repeat(200)),
                &format!("{}y z{}", "x ".repeat(254), " a".repeat(200)),
            ),
            // Longer than a block, with the damage on a border.
            (
                "",
                &format!("{}  {} \n {}\t{}", "x".repeat(255), "y z".repeat(100), "a".repeat(300), "b ".repeat(200)),
                &format!("{} {}\n{} {}", "x".repeat(255), "y z".repeat(100), "a".repeat(300), "b ".repeat(200).trim_end()),
            ),
        ],
    );
}
