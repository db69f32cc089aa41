//! The unit that rules and the scorer look at: a line, or a sentence where a text has no lines.

use memchr::{memchr2, memmem};
use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;

/// A text with fewer lines than this, and longer than [`LONG`], is cut into sentences.
const FEW_LINES: usize = 3;
/// Bytes above which a line without neighbours is taken for a text that lost its line breaks.
const LONG: usize = 600;

/// A line or a sentence of a text, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its words, without the spaces around them.
    pub span: Span,
    /// What goes when it goes: with the spaces around it and the line break after it.
    pub full: Span,
}

impl Block {
    /// Its words in `text`.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

/// Cuts a text into blocks. LF, CR, CR LF, U+0085, U+2028 and U+2029 end a line.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut lines = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    // Line breaks that are not ASCII are rare: when there are none, two bytes are looked for and no others.
    let rare = ["\u{85}", "\u{2028}", "\u{2029}"].iter().any(|mark| memmem::find(bytes, mark.as_bytes()).is_some());
    let next = |from: usize| {
        let rest = &bytes[from..];
        let found = if rare {
            rest.iter().position(|byte| matches!(byte, b'\n' | b'\r' | 0xc2 | 0xe2))
        } else {
            memchr2(b'\n', b'\r', rest)
        };
        found.map(|found| from + found)
    };
    let mut at = 0;
    while let Some(found) = next(at) {
        at = found;
        let len = match bytes[at] {
            b'\n' => 1,
            b'\r' => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
            0xc2 if bytes.get(at + 1) == Some(&0x85) => 2,
            0xe2 if bytes.get(at + 1) == Some(&0x80) && matches!(bytes.get(at + 2), Some(0xa8 | 0xa9)) => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        push(text, start, at, at + len, &mut lines);
        at += len;
        start = at;
    }
    push(text, start, bytes.len(), bytes.len(), &mut lines);
    if lines.len() < FEW_LINES && text.len() > LONG { sentences(text, &lines) } else { lines }
}

fn push(text: &str, start: usize, end: usize, full_end: usize, out: &mut Vec<Block>) {
    let line = &text[start..end];
    let words = line.trim();
    if words.is_empty() {
        return;
    }
    let from = start + (line.len() - line.trim_start().len());
    out.push(Block { span: Span::new(from, from + words.len()), full: Span::new(start, full_end) });
}

fn sentences(text: &str, lines: &[Block]) -> Vec<Block> {
    let mut out = Vec::new();
    for line in lines {
        let first = out.len();
        for (at, sentence) in line.full.of(text).split_sentence_bound_indices() {
            let start = line.full.start + at;
            push(text, start, start + sentence.len(), start + sentence.len(), &mut out);
        }
        if out.len() == first {
            out.push(*line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        blocks(text).iter().map(|block| block.of(text)).collect()
    }

    #[test]
    fn every_kind_of_line_end() {
        assert_eq!(cut("a\r\nb\rc\u{2028}d\u{85}e\n\n  f \n"), ["a", "b", "c", "d", "e", "f"]);
    }

    #[test]
    fn a_removed_line_takes_its_break_along() {
        let text = "a\n  b \nc";
        let block = blocks(text)[1];
        assert_eq!(block.full.of(text), "  b \n");
    }

    #[test]
    fn a_text_without_lines_is_cut_into_sentences() {
        let text = "The council met on Monday. It voted for the bridge. ".repeat(20);
        assert_eq!(cut(&text).len(), 40);
    }
}
