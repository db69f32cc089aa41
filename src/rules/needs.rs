//! Characters without which a regex cannot match: a bit each, asked before the regex is.
//!
//! Most patterns that hold on to no literal still need something that few lines have: a digit, a brace, a letter that is not ASCII.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Kinds of characters, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs(pub u64);

/// Bit of any character beyond ASCII.
const BEYOND: u32 = 0;
/// Bit of an ASCII digit, or of a digit of another script.
const DIGIT: u32 = 1;
/// ASCII signs with a bit of their own, from the third on.
const SIGNS: &[u8] = b"{}[]()<>|_*#%@$&+=/\\:;!?\"~^";

impl Needs {
    /// What every text that the pattern matches has.
    pub(super) fn of(pattern: &Hir) -> Self {
        Self(of(pattern))
    }

    /// What a text has.
    pub(super) fn met_by(text: &str) -> Self {
        Self(text.bytes().fold(0, |met, byte| met | BY_BYTE[usize::from(byte)]))
    }

    /// Whether everything that is needed is there.
    pub(super) fn within(self, met: Self) -> bool {
        self.0 & !met.0 == 0
    }
}

/// The bits of each byte. A byte beyond ASCII may belong to a digit.
static BY_BYTE: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = match byte as u8 {
            b'0'..=b'9' => 1 << DIGIT,
            0x80.. => 1 << BEYOND | 1 << DIGIT,
            ascii => sign(ascii),
        };
        byte += 1;
    }
    bits
};

const fn sign(ascii: u8) -> u64 {
    let mut index = 0;
    while index < SIGNS.len() {
        if SIGNS[index] == ascii {
            return 1 << (2 + index);
        }
        index += 1;
    }
    0
}

fn of(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().fold(0, |bits, &byte| bits | exact(byte)),
        HirKind::Class(Class::Unicode(class)) => {
            let all = class.ranges().iter().map(|range| between(range.start(), range.end()));
            all.reduce(|a, b| a & b).unwrap_or(0)
        }
        HirKind::Class(Class::Bytes(class)) => {
            let all = class.ranges().iter().map(|range| between(char::from(range.start()), char::from(range.end())));
            all.reduce(|a, b| a & b).unwrap_or(0)
        }
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Alternation(branches) => branches.iter().map(of).reduce(|a, b| a & b).unwrap_or(0),
        HirKind::Concat(parts) => parts.iter().map(of).fold(0, |a, b| a | b),
        _ => 0,
    }
}

/// What a byte of a literal asks for: one beyond ASCII is no digit here, or not only.
fn exact(byte: u8) -> u64 {
    if byte.is_ascii() { BY_BYTE[usize::from(byte)] } else { 1 << BEYOND }
}

/// What all characters of a range have in common.
fn between(start: char, end: char) -> u64 {
    if start == end && start.is_ascii() {
        exact(start as u8)
    } else if start.is_ascii_digit() && end.is_ascii_digit() {
        1 << DIGIT
    } else if !start.is_ascii() {
        // Every byte beyond ASCII gives both bits.
        1 << BEYOND | 1 << DIGIT
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_needs() {
        for (pattern, text, within) in [
            (r"^\d{1,2} of \d+$", "two of three", false),
            (r"^\d{1,2} of \d+$", "2 of 3", true),
            (r"^\d+$", "٣٤", true),
            (r"(?i)^(?:Αρχική|Νέα)$", "Home", false),
            (r"(?i)^(?:Αρχική|Νέα)$", "ΝΈΑ", true),
            (r"\{\{[#/^]\w+\}\}", "a {brace}", true),
            (r"\{\{[#/^]\w+\}\}", "no brace", false),
            (r"^(?:_{3,}|\*{4,})$", "plain", true),
            (r"^©? ?\w+$", "plain", true),
        ] {
            assert_eq!(Needs::of(&regex_syntax::parse(pattern).unwrap()).within(Needs::met_by(text)), within, "{pattern} {text}");
        }
    }
}
