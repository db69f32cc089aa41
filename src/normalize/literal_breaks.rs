//! Line breaks and other characters that were written as escapes: the two characters `\` and `n`, `\u2019`, `\xa0`.
//!
//! `\n` is only taken for a line break where it clearly is one: at least two in the text that no small letter follows, or that
//! stand in a row. Windows paths and formulas (`C:\new`, `\nabla`) stay.

use super::scan::{CodeLines, before};
use super::{Context, Fix, Fixer};
use memchr::memchr_iter;

pub(super) struct LiteralBreaks;

impl Fixer for LiteralBreaks {
    fn name(&self) -> &'static str {
        "literal-breaks"
    }

    fn about(&self) -> &'static str {
        "the two characters \\n become a line break where they clearly stand for one; \\u2019 and \\xa0 become their character"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let mut breaks: Vec<Fix> = Vec::new();
        let mut end = 0;
        let mut code = CodeLines::new(text);
        for i in memchr_iter(b'\\', text.as_bytes()) {
            if i < end {
                continue;
            }
            let rest = &text[i..];
            if let Some((c, n)) = escaped(rest) {
                fixes.push(Fix::new(i..i + n, c.to_string()));
                end = i + n;
            } else if let Some(n) = line_break(rest)
                && !before(text, i).is_some_and(|c| c == ':' || c == '\\')
                && !code.hold(i)
                && !text[..i].ends_with("%s")
                && (breaks.last().is_some_and(|last| last.range.end == i)
                    || !rest[n..].starts_with(|c: char| c.is_lowercase() || matches!(c, '{' | '(' | '"' | '\'')))
            {
                breaks.push(Fix::new(i..i + n, "\n"));
                end = i + n;
            }
        }
        if breaks.len() >= 2 {
            fixes.append(&mut breaks);
            fixes.sort_by_key(|fix| fix.range.start);
        }
    }
}

/// The length of a written line break.
fn line_break(text: &str) -> Option<usize> {
    ["\\r\\n", "\\n", "\\r"].iter().find(|b| text.starts_with(**b)).map(|b| b.len())
}

/// A character of general text that is written as `\u2019` or `\xa0`, and the length of that.
fn escaped(text: &str) -> Option<(char, usize)> {
    let digits = |n: usize| {
        text.get(2..2 + n).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|h| u32::from_str_radix(h, 16).ok())
    };
    let (value, n) = match text.as_bytes().get(1)? {
        b'u' => (digits(4)?, 6),
        b'x' => (digits(2)?, 4),
        _ => return None,
    };
    matches!(value, 0xa0..=0x24f | 0x370..=0x1fff | 0x2010..=0x2027 | 0x2030..=0x205e | 0x20a0..=0x20bf | 0x2122 | 0x3000..=0x9fff | 0xac00..=0xd7a3)
        .then(|| char::from_u32(value).map(|c| (c, n)))?
}

#[test]
fn examples() {
    super::template::check(
        &LiteralBreaks,
        &[
            ("", "One.\\n\\nTwo.\\nThree", "One.\n\nTwo.\nThree"),
            ("", "One.\\n\\n\\nshare\\n\\n\\nby A. Roe", "One.\n\n\nshare\n\n\nby A. Roe"),
            ("", "It\\u2019s\\xa0here", "It’s\u{a0}here"),
            ("", "in C:\\New\\Nasty and \\nabla, \\nu", "in C:\\New\\Nasty and \\nabla, \\nu"),
            ("", "printf(\"%s\\n%s\\n\", a, b);", "printf(\"%s\\n%s\\n\", a, b);"),
            ("", "a single \\n in a text about code", "a single \\n in a text about code"),
        ],
    );
}
