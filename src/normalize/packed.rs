//! The big word lists as the build script lays them out: sorted by hash, looked up where they lie. Nothing is built when a program
//! starts, and memory holds only the pages that are looked at.

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
static COMMON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/common.bin"));
static TYPOS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/typos.bin"));
static RIGHT: &str = include_str!(concat!(env!("OUT_DIR"), "/right.txt"));
static PAIRS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pairs.bin"));

/// Marks the values of names.
pub(super) const NAME: u16 = 64;

/// Words, known misspellings and pairs of words, each by its hash.
#[derive(Clone, Copy, Default)]
pub(super) struct Packed {
    /// Where each of [`BUCKETS`] buckets starts, and where the last one ends, in 4 bytes each; then 8 bytes a word: the upper 48 bits
    /// of its hash, 16 bits of what is known about it.
    words: &'static [u8],
    /// The words that most text is made of, in a table small enough to stay in the cache: four hashes a place. What does not fit is
    /// only in the big table.
    common: &'static [u8],
    /// 12 bytes each, sorted: a hash, where in `right` the right form starts (24 bits), how long it is (8 bits).
    typos: &'static [u8],
    right: &'static str,
    /// 4 bytes each, sorted: 24 bits of a hash, 8 bits that say how common the pair is.
    pairs: &'static [u8],
}

/// A bucket for each value of a hash's upper 16 bits.
const BUCKETS: usize = 1 << 16;

/// The bits of a word's entry that are not its hash.
const VALUE: u64 = 0xffff;

impl Packed {
    /// The lists in the program.
    pub(super) const BUILT_IN: Packed = Packed { words: WORDS, common: COMMON, typos: TYPOS, right: RIGHT, pairs: PAIRS };

    /// What is known about the word with this hash.
    pub(super) fn word(&self, hash: u64) -> Option<u16> {
        let bucket = (hash >> 48) as usize;
        let (from, to) = (u32_at(self.words, bucket)? as usize, u32_at(self.words, bucket + 1)? as usize);
        let entries = self.words.get(4 * (BUCKETS + 1)..)?.get(8 * from..8 * to)?;
        let key = hash & !VALUE;
        entries
            .chunks_exact(8)
            .map(|entry| u64::from_le_bytes(entry.try_into().unwrap_or_default()))
            .find(|entry| entry & !VALUE == key)
            .map(|entry| (entry & VALUE) as u16)
    }

    /// Is this one of the words that most text is made of? `false` says nothing.
    pub(super) fn is_common(&self, hash: u64) -> bool {
        let place = 16 * (hash as usize >> 16 & 0x1fff);
        let Some(place) = self.common.get(place..place + 16) else { return false };
        let key = ((hash >> 32) as u32).to_le_bytes();
        (place[..4] == key) | (place[4..8] == key) | (place[8..12] == key) | (place[12..] == key)
    }

    /// The right form of a misspelling; empty where it can be several.
    pub(super) fn typo(&self, hash: u64) -> Option<&'static str> {
        let entry = |i: usize| self.typos.get(12 * i..12 * i + 12);
        let key = |i: usize| entry(i).and_then(|e| e.first_chunk::<8>()).map_or(u64::MAX, |key| u64::from_le_bytes(*key));
        let i = first(self.typos.len() / 12, |i| key(i) < hash);
        if i == self.typos.len() / 12 || key(i) != hash {
            return None;
        }
        let place = u32_at(self.typos, 3 * i + 2)? as usize;
        self.right.get(place >> 8..(place >> 8) + (place & 0xff))
    }

    /// How common the pair with this hash is.
    pub(super) fn pair(&self, hash: u64) -> Option<u8> {
        let key = (hash >> 40) as u32;
        let i = first(self.pairs.len() / 4, |i| u32_at(self.pairs, i).is_some_and(|pair| pair >> 8 < key));
        u32_at(self.pairs, i).filter(|pair| pair >> 8 == key).map(|pair| (pair & 0xff) as u8)
    }
}

fn u32_at(bytes: &[u8], i: usize) -> Option<u32> {
    bytes.get(4 * i..4 * i + 4)?.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
}

/// The first of `n` places that is not before what is looked for.
fn first(n: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, n);
    while from < to {
        let middle = (from + to) / 2;
        if before(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}
