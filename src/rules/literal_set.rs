//! Every place in a text where one of many literals stands.
//!
//! An automaton that reads every byte is bound by memory once it holds the literals of thousands of rules: each step is a look-up in
//! megabytes. News text starts next to none of them, so a byte is first asked whether any literal can start there, by the hash
//! of what follows in a bit table that stays in the cache; only where the table says so an anchored Aho–Corasick automaton walks from
//! that byte. Work grows with the text, and not with the number of literals.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, BuildError, Input, StartKind, automaton::OverlappingState};

/// Bytes of a literal's start that are looked at, longest first. A literal is filed under the longest that it has.
const WINDOWS: [usize; 5] = [8, 5, 3, 2, 1];

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
#[derive(Debug)]
pub(super) struct LiteralSet {
    automaton: AhoCorasick,
    /// How the literals of each length start, where there are any.
    starts: Vec<Starts>,
}

impl LiteralSet {
    /// A set of literals. An empty one is found nowhere.
    ///
    /// # Errors
    /// When there are more than an automaton can hold.
    pub(super) fn new<L: AsRef<[u8]>>(literals: &[L]) -> Result<Self, BuildError> {
        let automaton =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).start_kind(StartKind::Anchored).build(literals)?;
        let mut starts = Vec::with_capacity(WINDOWS.len());
        let mut shorter_than = usize::MAX;
        for length in WINDOWS {
            let texts = literals.iter().map(AsRef::as_ref).filter(|text| (length..shorter_than).contains(&text.len()));
            starts.extend(Starts::new(length, texts));
            shorter_than = length;
        }
        Ok(Self { automaton, starts })
    }

    /// Calls `found` for each place of each literal, by where it starts.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(Match)) {
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            let window = bytes.get(at..).map_or(0, window);
            if self.starts.iter().any(|starts| starts.may_hold(window)) {
                self.walk(text, at, &mut found);
            }
        }
    }

    fn walk(&self, text: &str, at: usize, found: &mut impl FnMut(Match)) {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let mut state = OverlappingState::start();
        loop {
            if self.automaton.try_find_overlapping(input.clone(), &mut state).is_err() {
                return;
            }
            let Some(hit) = state.get_match() else { return };
            // A literal that ends another one is found with it, and again where it starts.
            if hit.start() == at {
                found(Match { literal: hit.pattern().as_usize(), start: at, end: hit.end() });
            }
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

/// The hashes of how literals start: a bit each.
#[derive(Debug)]
struct Starts {
    mask: u64,
    shift: u32,
    bits: Vec<u64>,
}

impl Starts {
    /// A table of the first `length` bytes of literals that are no shorter; `None` when there are no literals.
    fn new<'l>(length: usize, literals: impl Iterator<Item = &'l [u8]>) -> Option<Self> {
        let mask = if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX };
        let mut starts: Vec<u64> = literals.map(|text| window(text) & mask).collect();
        starts.sort_unstable();
        starts.dedup();
        if starts.is_empty() {
            return None;
        }
        // Some sixty-four bits a start: one place in sixty-four is walked from in vain.
        let log = (starts.len().next_power_of_two().trailing_zeros() + 6).clamp(6, 24);
        let mut table = Self { mask, shift: 64 - log, bits: vec![0; 1 << (log - 6)] };
        for start in starts {
            let (word, bit) = table.place(start);
            table.bits[word] |= bit;
        }
        Some(table)
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

    fn places(literals: &[String], text: &str) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        LiteralSet::new(literals).unwrap().find(text, |hit| found.push((hit.literal, hit.start, hit.end)));
        found.sort_unstable();
        found
    }

    fn naive(literals: &[String], text: &str) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for (index, literal) in literals.iter().enumerate() {
            for at in 0..text.len() {
                if text.as_bytes()[at..].starts_with(literal.as_bytes()) {
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
