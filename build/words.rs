//! Lays the packed word lists out for look-ups (`src/normalize/packed.rs`): what `scripts/words.py` made small becomes sorted tables.

use std::{collections::BTreeMap, fs, io, path::Path};

use crate::hash::hash;

/// How many compounds a word starts and ends; `scripts/words.py` knows these.
const MAKES: &[u8] = br##"!"#$%&'()*+,-./:;<=>?@[\]"##;
/// Marks the values of names.
const NAME: u16 = 64;
/// The rank from which on a word is common.
const COMMON: u16 = 12;
const BUCKETS: usize = 1 << 16;
const VALUE: u64 = 0xffff;

/// Writes `words.bin`, `common.bin`, `typos.bin`, `right.txt` and `pairs.bin`.
pub fn lay_out(folder: &Path, out: &Path) -> io::Result<()> {
    words(&fs::read(folder.join("en.words"))?, out)?;
    typos(&fs::read(folder.join("en.typos"))?, out)?;
    pairs(&fs::read(folder.join("en.pairs"))?, out)
}

fn words(data: &[u8], out: &Path) -> io::Result<()> {
    let mut known = BTreeMap::new();
    let mut common = vec![[0u32; 4]; 1 << 13];
    entries(data, |word, rest| {
        let end = rest.iter().position(|b| b.is_ascii_uppercase() || b.is_ascii_digit())?;
        let makes = end.checked_sub(1).and_then(|i| MAKES.iter().position(|&m| m == rest[i]));
        word.extend_from_slice(&rest[..end - usize::from(makes.is_some())]);
        let value = match rest[end] {
            b @ b'0'..=b'9' => NAME + u16::from(b - b'0'),
            b => u16::from(b - b'A') | (makes.unwrap_or(0) as u16) << 8,
        };
        let h = hash(word);
        known.insert(h & !VALUE, value);
        if (COMMON..NAME).contains(&(value & 0xff))
            && let Some(slot) = common[h as usize >> 16 & 0x1fff].iter_mut().find(|slot| **slot == 0)
        {
            *slot = (h >> 32) as u32;
        }
        Some(end + 1)
    });
    let mut starts = vec![0u32; BUCKETS + 1];
    for key in known.keys() {
        starts[(key >> 48) as usize + 1] += 1;
    }
    for bucket in 0..BUCKETS {
        starts[bucket + 1] += starts[bucket];
    }
    let mut bytes: Vec<u8> = starts.iter().flat_map(|start| start.to_le_bytes()).collect();
    bytes.extend(known.iter().flat_map(|(key, value)| (key | u64::from(*value)).to_le_bytes()));
    fs::write(out.join("words.bin"), bytes)?;
    fs::write(out.join("common.bin"), common.iter().flatten().flat_map(|slot| slot.to_le_bytes()).collect::<Vec<u8>>())
}

fn typos(data: &[u8], out: &Path) -> io::Result<()> {
    let mut known: BTreeMap<u64, String> = BTreeMap::new();
    entries(data, |wrong, rest| {
        let end = rest.iter().position(|b| b.is_ascii_uppercase())?;
        wrong.extend_from_slice(&rest[..end]);
        let stop = end + rest[end..].iter().position(|&b| b == b'.')?;
        let (head, tail) = (usize::from(rest[end] - b'A'), usize::from(*rest.get(end + 1)? - b'A'));
        let mut right = wrong.get(..head)?.to_vec();
        right.extend_from_slice(rest.get(end + 2..stop)?);
        right.extend_from_slice(wrong.get(wrong.len().checked_sub(tail)?..)?);
        known.insert(hash(wrong), String::from_utf8(right).ok()?);
        Some(stop + 1)
    });
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pool = String::new();
    let mut bytes = Vec::with_capacity(12 * known.len());
    for (key, right) in &known {
        let place = *places.entry(right).or_insert_with(|| {
            pool.push_str(right);
            pool.len() - right.len()
        });
        let place = u32::try_from(place << 8 | right.len())
            .map_err(|_| io::Error::other("the right forms of misspellings are too many"))?;
        bytes.extend(key.to_le_bytes());
        bytes.extend(place.to_le_bytes());
    }
    fs::write(out.join("typos.bin"), bytes)?;
    fs::write(out.join("right.txt"), pool)
}

fn pairs(data: &[u8], out: &Path) -> io::Result<()> {
    let mut bytes = Vec::new();
    let (mut at, mut sum) = (0, 0);
    while let Some((difference, n)) = varint(&data[at..]) {
        sum += difference;
        bytes.extend((sum << 8 | u32::from(data.get(at + n).copied().unwrap_or(0))).to_le_bytes());
        at += n + 1;
    }
    fs::write(out.join("pairs.bin"), bytes)
}

/// A number in bytes of 7 bits, and how many bytes it took.
fn varint(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut value = 0;
    for (i, b) in bytes.iter().take(4).enumerate() {
        value |= u32::from(b & 127) << (7 * i);
        if b & 128 == 0 {
            return Some((value, i + 1));
        }
    }
    None
}

/// Reads front-coded entries: each starts with a byte that says how much of the one before is kept. `read` adds its own part to
/// the word and returns how many bytes it took.
fn entries(data: &[u8], mut read: impl FnMut(&mut Vec<u8>, &[u8]) -> Option<usize>) {
    let (mut word, mut at) = (Vec::new(), 0);
    while let Some(&first) = data.get(at) {
        at += 1;
        if first == b'\n' {
            continue;
        }
        word.truncate(usize::from(first - 33));
        match read(&mut word, &data[at..]) {
            Some(n) => at += n,
            None => break,
        }
    }
}
