//! The hash by which words are looked up. `scripts/words.py` and the build script use the same.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// This bit makes a letter of ASCII small.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The hash of a word, eight letters at a time.
pub(super) fn hash(word: &[u8]) -> u64 {
    let mut h = OFFSET ^ word.len() as u64;
    let mut chunks = word.chunks_exact(8);
    for chunk in &mut chunks {
        h = mix(h, u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        h = mix(h, u64::from_le_bytes(last));
    }
    h ^ h >> 32
}

/// The same for a word in ASCII, `text[start..end]`, blind to its capitals.
pub(super) fn hash_folded(text: &[u8], start: usize, end: usize) -> u64 {
    let mut h = OFFSET ^ (end - start) as u64;
    let mut at = start;
    while at < end {
        let n = (end - at).min(8);
        // Mostly the text goes on, and its next bytes can be read with the last of the word, then masked.
        let chunk = match text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => text[at..].iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)),
        };
        h = mix(h, (chunk | SMALL) & (u64::MAX >> (64 - 8 * n)));
        at += 8;
    }
    h ^ h >> 32
}

fn mix(h: u64, chunk: u64) -> u64 {
    let h = (h ^ chunk).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ h >> 29
}
