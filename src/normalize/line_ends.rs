//! Every kind of line end becomes a line feed: CR LF, CR, U+2028, U+2029, form feed, vertical tab.

use super::scan::Bytes;
use super::{Context, Fix, Fixer};

pub(super) struct LineEnds;

static STOPS: Bytes = Bytes::new(&[0x0b, 0x0c, b'\r', 0xe2], &[]);

impl Fixer for LineEnds {
    fn name(&self) -> &'static str {
        "line-ends"
    }

    fn about(&self) -> &'static str {
        "CR LF, CR, U+2028, U+2029, form feeds and vertical tabs become line feeds"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = STOPS.find(bytes, at) {
            let len = match bytes[i] {
                b'\r' if bytes.get(i + 1) == Some(&b'\n') => {
                    fixes.push(Fix::remove(i..i + 1));
                    at = i + 1;
                    continue;
                }
                // CR CR LF is what a broken converter makes of one line end.
                b'\r' if bytes[i..].starts_with(b"\r\r\n") => {
                    fixes.push(Fix::remove(i..i + 2));
                    at = i + 2;
                    continue;
                }
                0xe2 if matches!(bytes.get(i + 1..i + 3), Some(&[0x80, 0xa8 | 0xa9])) => 3,
                0xe2 => {
                    at = i + 3;
                    continue;
                }
                _ => 1,
            };
            fixes.push(Fix::new(i..i + len, "\n"));
            at = i + len;
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &LineEnds,
        &[
            ("", "one\r\ntwo\rthree\u{2028}four\u{2029}five", "one\ntwo\nthree\nfour\nfive"),
            ("", "one\r\r\ntwo\x0cthree", "one\ntwo\nthree"),
            ("", "one – two\nthree", "one – two\nthree"),
        ],
    );
}
