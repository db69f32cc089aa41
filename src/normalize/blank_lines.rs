//! At most one blank line between paragraphs, none at the start or the end.

use super::{Context, Fix, Fixer};
use memchr::memmem;

pub(super) struct BlankLines;

impl Fixer for BlankLines {
    fn name(&self) -> &'static str {
        "blank-lines"
    }

    fn about(&self) -> &'static str {
        "at most one blank line between paragraphs, none at the start or the end"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let trimmed = text.trim_matches('\n');
        let start = if trimmed.is_empty() { text.len() } else { text.len() - text.trim_start_matches('\n').len() };
        if start > 0 {
            fixes.push(Fix::remove(0..start));
        }
        let end = start + trimmed.len();
        let mut at = start;
        while let Some(i) = memmem::find(&text.as_bytes()[at..end], b"\n\n\n") {
            let from = at + i + 2;
            let to = from + (end - from - text[from..end].trim_start_matches('\n').len());
            fixes.push(Fix::remove(from..to));
            at = to;
        }
        if end < text.len() {
            fixes.push(Fix::remove(end..text.len()));
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &BlankLines,
        &[
            ("", "\n\none\n\n\n\ntwo\nthree\n\n", "one\n\ntwo\nthree"),
            ("", "\n\n", ""),
            ("", "one\n\ntwo\nthree", "one\n\ntwo\nthree"),
        ],
    );
}
