//! Every place in a text where one of many literals stands.
//!
//! An automaton that reads every byte is bound by memory once it holds the literals of thousands of rules: each step is a look-up in
//! megabytes. News text starts next to none of them, so a byte is first asked whether any literal can start there, by the hash
//! of what follows in a bit table that stays in the cache; only where the table says so the literals that begin in this way are looked
//! at, in their sorted order. Work grows with the text, and not with the number of literals.

use rustc_hash::FxHashMap;

/// Bytes of a literal's start that are looked at, longest first. A literal is filed under the longest that it has.
const WINDOWS: [usize; 5] = [8, 5, 3, 2, 1];

/// A literal to look for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    pub text: String,
    /// It need not be found inside a word of ASCII letters and digits.
    pub at_word: bool,
}

/// A literal in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    /// Which, in the order they were given.
    pub literal: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Many literals, to be found together.
#[derive(Debug, Default)]
pub(super) struct LiteralSet {
    /// All literals, sorted within each length of window.
    literals: Vec<Literal>,
    /// How the literals of each length start, where there are any.
    starts: Vec<Starts>,
    /// How all literals start, in short.
    heads: Heads,
    /// And those that may start inside a word.
    heads_inside: Heads,
}

#[derive(Debug)]
struct Literal {
    text: Box<[u8]>,
    /// Which, in the order they were given.
    id: u32,
    /// The longest literal of the same window that this one begins with.
    within: Option<u32>,
}

impl LiteralSet {
    /// A set of literals. An empty one is found nowhere.
    pub(super) fn new(literals: &[Sought]) -> Self {
        let mut set = Self::default();
        let mut shorter_than = usize::MAX;
        for length in WINDOWS {
            let texts = literals.iter().zip(0..).map(|(literal, id)| (literal.text.as_bytes(), id));
            set.add(length, texts.filter(|(text, _)| (length..shorter_than).contains(&text.len())).collect());
            shorter_than = length;
        }
        for literal in literals {
            set.heads.add(literal.text.as_bytes());
            if !literal.at_word {
                set.heads_inside.add(literal.text.as_bytes());
            }
        }
        set
    }

    fn add(&mut self, length: usize, mut texts: Vec<(&[u8], u32)>) {
        texts.sort_unstable();
        let mut starts = Starts::new(length, &texts);
        // The literals that the last one begins with.
        let mut open: Vec<u32> = Vec::new();
        for (text, id) in texts {
            let at = self.literals.len() as u32;
            while open
                .pop_if(|outer| self.literals.get(*outer as usize).is_none_or(|outer| !text.starts_with(&outer.text)))
                .is_some()
            {}
            self.literals.push(Literal { text: text.into(), id, within: open.last().copied() });
            open.push(at);
            starts.file(text, at);
        }
        if !starts.groups.is_empty() {
            self.starts.push(starts);
        }
    }

    /// Calls `found` for each place of each literal, by where it starts.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(Match)) {
        let bytes = text.as_bytes();
        let mut after_letter = false;
        for (at, &byte) in bytes.iter().enumerate() {
            let letter = byte.is_ascii_alphanumeric();
            let heads = if letter && after_letter { &self.heads_inside } else { &self.heads };
            after_letter = letter;
            let rest = bytes.get(at..).unwrap_or_default();
            let window = window(rest);
            if !heads.may_hold(window) {
                continue;
            }
            for starts in &self.starts {
                if starts.may_hold(window)
                    && let Some(&(from, to)) = starts.groups.get(&(window & starts.mask))
                {
                    self.walk(from as usize, to as usize, rest, |literal| {
                        found(Match { literal: literal.id as usize, start: at, end: at + literal.text.len() });
                    });
                }
            }
        }
    }

    /// Finds those of a run of sorted literals that a text begins with: the last one that sorts before the text, or what that one
    /// begins with.
    fn walk(&self, from: usize, to: usize, text: &[u8], mut found: impl FnMut(&Literal)) {
        let run = self.literals.get(from..to).unwrap_or_default();
        let mut next = run.partition_point(|literal| *literal.text <= *text).checked_sub(1).and_then(|at| run.get(at));
        while let Some(literal) = next {
            if text.starts_with(&literal.text) {
                found(literal);
            }
            next = literal.within.and_then(|at| self.literals.get(at as usize));
        }
    }
}

/// The first eight bytes; after the end come zeros, which no literal has.
fn window(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(window) => u64::from_le_bytes(*window),
        None => bytes.iter().rev().fold(0, |window, &byte| window << 8 | u64::from(byte)),
    }
}

/// The first three bytes that something starts with: a bit for the hash of each three.
#[derive(Debug)]
struct Heads {
    bits: Vec<u64>,
    /// Those of which there is only one byte.
    single: [bool; 256],
}

impl Default for Heads {
    fn default() -> Self {
        Self { bits: vec![0; 1 << 10], single: [false; 256] }
    }
}

impl Heads {
    fn place(three: u32) -> (usize, u64) {
        let hash = (three & 0xff_ffff).wrapping_mul(0x9e37_79b1) >> 16;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    fn add(&mut self, text: &[u8]) {
        let mut add = |third: u8| {
            let &[first, second, ..] = text else { return };
            let (word, bit) = Self::place(u32::from_le_bytes([first, second, third, 0]));
            self.bits[word] |= bit;
        };
        match *text {
            [] => {}
            [only] => self.single[usize::from(only)] = true,
            // What two bytes are followed by is anything, or nothing.
            [_, _] => (0..=u8::MAX).for_each(add),
            [_, _, third, ..] => add(third),
        }
    }

    /// Whether something may start as a window does.
    fn may_hold(&self, window: u64) -> bool {
        let (word, bit) = Self::place(window as u32);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0) || self.single[window as usize & 0xff]
    }
}

/// How literals of some length start: the hashes, a bit each, and where in the sorted list those that start alike stand.
#[derive(Debug)]
struct Starts {
    mask: u64,
    shift: u32,
    bits: Vec<u64>,
    groups: FxHashMap<u64, (u32, u32)>,
}

impl Starts {
    /// Empty tables for these literals, by their first `length` bytes.
    fn new(length: usize, literals: &[(&[u8], u32)]) -> Self {
        let mask = if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX };
        let different = literals.chunk_by(|(a, _), (b, _)| a.get(..length) == b.get(..length)).count();
        // Some sixty-four bits a start: one place in sixty-four is looked at in vain.
        let log = (different.next_power_of_two().trailing_zeros() + 6).clamp(6, 24);
        Self { mask, shift: 64 - log, bits: vec![0; 1 << (log - 6)], groups: FxHashMap::default() }
    }

    /// Files a literal, the one at `at` in the sorted list.
    fn file(&mut self, text: &[u8], at: u32) {
        let start = window(text) & self.mask;
        let (word, bit) = self.place(start);
        self.bits[word] |= bit;
        self.groups.entry(start).or_insert((at, at)).1 = at + 1;
    }

    fn place(&self, start: u64) -> (usize, u64) {
        // Fibonacci hashing: the golden ratio's bits spread best in the product's upper half.
        let hash = (start & self.mask).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }

    fn may_hold(&self, window: u64) -> bool {
        let (word, bit) = self.place(window);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inside(text: &str, at: usize) -> bool {
        let letter = |at: usize| text.as_bytes()[at].is_ascii_alphanumeric();
        at > 0 && letter(at - 1) && letter(at)
    }

    /// Every other literal is looked for everywhere; where the others stand inside words is nobody's question.
    fn places(literals: &[String], text: &str) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let sought = |(text, i): (&String, usize)| Sought { text: text.clone(), at_word: i % 2 == 1 };
        let literals: Vec<Sought> = literals.iter().zip(0..).map(sought).collect();
        LiteralSet::new(&literals).find(text, |hit| found.push((hit.literal, hit.start, hit.end)));
        found.retain(|(literal, start, _)| literal % 2 == 0 || !inside(text, *start));
        found.sort_unstable();
        found
    }

    fn naive(literals: &[String], text: &str) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for (index, literal) in literals.iter().enumerate() {
            for at in 0..text.len() {
                if text.as_bytes()[at..].starts_with(literal.as_bytes()) && (index % 2 == 0 || !inside(text, at)) {
                    found.push((index, at, at + literal.len()));
                }
            }
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn literals_within_literals_and_at_the_end() {
        let literals = ["read more", "read", "read more stories", "more", "ad", "stories"].map(String::from);
        let text = "spread more; read more stories";
        assert_eq!(places(&literals, text), naive(&literals, text));
        assert_eq!(places(&literals, "read"), [(1, 0, 4), (4, 2, 4)]);
    }

    #[test]
    fn no_literals() {
        assert_eq!(places(&[], "anything at all"), []);
    }

    proptest! {
        #[test]
        fn all_places_of_all_literals(
            mut literals in prop::collection::vec("[abé ]{1,12}", 0..30),
            text in "[abé ]{0,80}",
        ) {
            literals.sort();
            literals.dedup();
            prop_assert_eq!(places(&literals, &text), naive(&literals, &text));
        }
    }
}
