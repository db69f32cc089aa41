//! The linear model: hashed words, word pairs and character runs of one line, each with a weight of one byte.

use super::fold::{self, mix};
use super::shape::{Shape, Word, view};

/// What a hashed feature was made of; `explain` puts it in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Length and end mark.
    Shape,
    /// The whole (short) line.
    Whole,
    /// The word at this place, as such, or as a word of a line of this length.
    Word(u16),
    /// This word and the next.
    Pair(u16),
    /// This word and the next two.
    Triple(u16),
    /// Characters at the start or the end.
    Chars,
}

const FIRST: usize = 8;
const MIDDLE: usize = 24;
const LAST: usize = 6;
const HEAD_CHARS: usize = 28;
const TAIL_CHARS: usize = 16;

#[inline]
fn quad(c: &[u32]) -> u32 {
    let [a, b, d, e] = *c else { return 0 };
    let x = u64::from(a)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(u64::from(b).wrapping_mul(0xc2b2_ae3d_27d4_eb4f))
        .wrapping_add(u64::from(d).wrapping_mul(0x1656_67b1_9e37_79f9))
        .wrapping_add(u64::from(e).wrapping_mul(0x27d4_eb2f_1656_67c5));
    (x >> 32) as u32
}

fn bucket(words: usize) -> u32 {
    (words + 1).ilog2().min(7)
}

/// Calls `each` with the 32-bit hash of every feature of the line.
#[inline]
pub(crate) fn pieces(text: &str, shape: &Shape, words: &[Word], mut each: impl FnMut(u32, Piece)) {
    let n = words.len();
    let size = bucket(n);
    each(mix(size * 8 + u32::from(shape.end), 1), Piece::Shape);
    if n <= 6 {
        each(words.iter().fold(mix(2, 2), |h, w| mix(h, w.hash)), Piece::Whole);
    }
    let first = words.get(..n.min(FIRST)).unwrap_or(words);
    let tail_at = if n > FIRST { n - LAST.min(n - FIRST) } else { n };
    let middle_end = if n > FIRST + LAST { tail_at.min(FIRST + MIDDLE) } else { FIRST.min(n) };
    let length = if n <= 8 {
        4
    } else if n <= 24 {
        5
    } else {
        6
    };
    for (i, w) in first.iter().enumerate() {
        each(mix(w.hash, 3), Piece::Word(i as u16));
        if i < 6 {
            each(mix(w.hash, length), Piece::Word(i as u16));
        }
        if i < 3 {
            each(mix(w.hash, 7 + i as u32), Piece::Word(i as u16));
        }
        if let Some(next) = first.get(i + 1) {
            let pair = mix(w.hash, next.hash.rotate_left(9));
            each(mix(pair, 20), Piece::Pair(i as u16));
            if let (true, Some(third)) = (i < 4, first.get(i + 2)) {
                each(mix(pair, third.hash.rotate_left(17)), Piece::Triple(i as u16));
            }
        }
    }
    for (i, w) in words.iter().enumerate().take(middle_end).skip(FIRST) {
        each(mix(w.hash, 3), Piece::Word(i as u16));
    }
    for (i, w) in words.iter().enumerate().skip(tail_at) {
        each(mix(w.hash, 3), Piece::Word(i as u16));
        if let Some(next) = words.get(i + 1) {
            each(mix(mix(w.hash, next.hash.rotate_left(9)), 20), Piece::Pair(i as u16));
        }
    }
    for (i, w) in words.iter().rev().take(3).enumerate() {
        each(mix(w.hash, 10 + i as u32), Piece::Word((n - 1 - i) as u16));
    }
    let (head, tail) = view(text);
    let mut run = [0_u32; HEAD_CHARS + 2];
    let mut len = 1;
    run[0] = 2; // a mark for the line's start
    for (slot, c) in run.iter_mut().skip(1).zip(head.chars()).take(HEAD_CHARS) {
        *slot = fold::fold(c).1;
        len += 1;
    }
    for four in run.get(..len).unwrap_or(&run).windows(4) {
        each(mix(quad(four), 13), Piece::Chars);
    }
    if shape.values[super::shape::CHARS] > HEAD_CHARS as f32 {
        let tail = if tail.is_empty() { head } else { tail };
        let mut run = [0_u32; TAIL_CHARS + 1];
        let mut len = 1;
        run[0] = 3; // a mark for the line's end; the characters stand in reverse
        for (slot, c) in run.iter_mut().skip(1).zip(tail.chars().rev()).take(TAIL_CHARS) {
            *slot = fold::fold(c).1;
            len += 1;
        }
        for four in run.get(..len).unwrap_or(&run).windows(4) {
            each(mix(quad(four), 14), Piece::Chars);
        }
    }
}

/// What is learned of a line's pieces: whether it is content, whether what follows is, whether what precedes is.
pub(crate) const HEADS: usize = 3;

/// One byte a weight; a score of a line is the sum of its pieces' weights, divided by the root of their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linear {
    pub weights: Vec<[i8; HEADS]>,
    pub scale: [f32; HEADS],
}

impl Linear {
    /// The slot of a hash.
    #[inline]
    pub(crate) fn slot(hash: u32, slots: usize) -> usize {
        (hash ^ (hash >> 15)) as usize & (slots - 1)
    }

    /// The weights of a feature.
    #[inline]
    pub(crate) fn weight(&self, hash: u32) -> [i8; HEADS] {
        self.weights.get(Self::slot(hash, self.weights.len().max(1))).copied().unwrap_or_default()
    }

    /// The scores of pieces: above 0 content, below 0 chrome.
    pub(crate) fn sum(&self, hashes: impl Iterator<Item = u32>) -> [f32; HEADS] {
        let mut sums = Sum::default();
        hashes.for_each(|h| sums.add(self.weight(h)));
        sums.score(&self.scale)
    }

    /// The scores of a line.
    pub(crate) fn score(&self, text: &str, shape: &Shape, words: &[Word]) -> [f32; HEADS] {
        let mut sums = Sum::default();
        pieces(text, shape, words, |hash, _| sums.add(self.weight(hash)));
        sums.score(&self.scale)
    }
}

#[derive(Default)]
struct Sum {
    sums: [i32; HEADS],
    n: i32,
}

impl Sum {
    #[inline]
    fn add(&mut self, weights: [i8; HEADS]) {
        for (s, w) in self.sums.iter_mut().zip(weights) {
            *s += i32::from(w);
        }
        self.n += 1;
    }
    fn score(&self, scale: &[f32; HEADS]) -> [f32; HEADS] {
        let root = (self.n.max(1) as f32).sqrt();
        let mut out = [0.0; HEADS];
        for ((o, s), scale) in out.iter_mut().zip(self.sums).zip(scale) {
            *o = s as f32 * scale / root;
        }
        out
    }
}
