//! The words that the word-wise fixers know: English words with how common they are, names, known misspellings.
//!
//! The data is made by `scripts/words.py`; `rules/words/README.md` says from what, and under which licences.

use aho_corasick::AhoCorasick;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

static WORDS: &[u8] = include_bytes!("../../rules/words/en.words");
static TYPOS: &[u8] = include_bytes!("../../rules/words/en.typos");
static PAIRS: &[u8] = include_bytes!("../../rules/words/en.pairs");
static GLUE: &str = include_str!("../../rules/words/glue.toml");
static NAMES: &str = include_str!("../../rules/words/names.toml");
static PROTECTED: &str = include_str!("../../rules/words/protected.toml");
static EXTRA: &str = include_str!("../../rules/words/typos.toml");

/// What is known about a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// An English word. 0 is the rarest; each step is twice as common. From 10 on it is an everyday word.
    Word(u8),
    /// A name, and no word. 0 is the rarest, 9 a country.
    Name(u8),
}

/// A file of words is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WordFileError(String);

/// Words and names, right and wrong ones.
#[derive(Clone, Default)]
pub struct WordLists {
    known: Table,
    common: Common,
    typos: HashMap<Box<str>, Box<str>>,
    names: HashMap<Box<str>, Box<str>>,
    protected: HashSet<Box<str>>,
    name_search: OnceLock<Option<AhoCorasick>>,
    /// Sorted: the hash of two words that stand next to each other, and how common that is in the lowest byte.
    pairs: Vec<u32>,
    glue: Glue,
}

/// What `glue.toml` says about words.
#[derive(Clone, Default, serde::Deserialize)]
struct Glue {
    free: String,
    bound: String,
    #[serde(skip)]
    roles: HashMap<Box<str>, Role>,
}

/// What part a word can play in a compound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// None: it always stands by itself.
    Free,
    /// New compounds are made of it.
    Bound,
    /// Nothing is known.
    #[default]
    Any,
}

/// What the fixer of glued words weighs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// As in [`Known::Word`].
    pub(super) rank: u8,
    /// How many compounds it starts, 0 to 4.
    pub(super) starts: u8,
    /// How many it ends.
    pub(super) ends: u8,
    pub(super) role: Role,
}

/// Hashes of words in open addressing: 300,000 strings would cost ten times the memory and the time to load.
#[derive(Clone, Default)]
struct Table {
    slots: Vec<u64>,
    mask: usize,
}

/// The words that most text is made of, in a table small enough to stay in the cache: whole hashes, four slots a place. What does
/// not fit is only looked up in the big table.
#[derive(Clone)]
struct Common(Box<[[u32; 4]; 1 << 13]>);

impl Default for Common {
    fn default() -> Common {
        Common(Box::new([[0; 4]; 1 << 13]))
    }
}

impl Common {
    fn insert(&mut self, hash: u64) {
        if let Some(slot) = self.0[hash as usize >> 16 & 0x1fff].iter_mut().find(|slot| **slot == 0) {
            *slot = (hash >> 32) as u32;
        }
    }

    fn has(&self, hash: u64) -> bool {
        let key = (hash >> 32) as u32;
        let [a, b, c, d] = self.0[hash as usize >> 16 & 0x1fff];
        (a == key) | (b == key) | (c == key) | (d == key)
    }
}

/// The rank from which on a word is common.
const COMMON: u16 = 12;

impl Table {
    fn with_capacity(n: usize) -> Table {
        let size = (n + n / 2).next_power_of_two().max(16);
        Table { slots: vec![0; size], mask: size - 1 }
    }

    /// The upper 48 bits are the word's hash, the lower 16 its value plus one.
    fn insert(&mut self, hash: u64, value: u16) {
        let key = hash & !LOW;
        let mut i = (hash >> 32) as usize & self.mask;
        while self.slots[i] != 0 && self.slots[i] & !LOW != key {
            i = (i + 1) & self.mask;
        }
        self.slots[i] = key | (u64::from(value) + 1);
    }

    fn get(&self, hash: u64) -> Option<u16> {
        let key = hash & !LOW;
        let mut i = (hash >> 32) as usize & self.mask;
        loop {
            match *self.slots.get(i)? {
                0 => return None,
                slot if slot & !LOW == key => return Some((slot & LOW) as u16 - 1),
                _ => i = (i + 1) & self.mask,
            }
        }
    }
}

/// The bits of a slot that hold the value.
const LOW: u64 = 0xffff;

/// Unknown words shorter than this are not worth a look.
const SHORTEST: usize = 4;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// 1 for letters of ASCII, 2 for all bytes outside it.
static LETTER: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = if (b as u8).is_ascii_alphabetic() { 1 } else { (b as u8 >= 0x80) as u8 * 2 };
        b += 1;
    }
    table
};

/// Eight letters at a time. `words.py` does the same.
fn hash(word: &[u8]) -> u64 {
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
    h ^= h >> 32;
    h.max(LOW + 1)
}

/// The same for a word in ASCII, `text[start..end]`, blind to its capitals.
fn hash_folded(text: &[u8], start: usize, end: usize) -> u64 {
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
    h ^= h >> 32;
    h.max(LOW + 1)
}

/// This bit makes a letter of ASCII small.
const SMALL: u64 = 0x2020_2020_2020_2020;

fn mix(h: u64, chunk: u64) -> u64 {
    let h = (h ^ chunk).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ h >> 29
}

/// Marks the values of names.
const NAME: u16 = 64;

/// `scripts/words.py` knows these.
const MAKES: &[u8] = br##"!"#$%&'()*+,-./:;<=>?@[\]"##;

impl WordLists {
    /// The lists in the program.
    pub fn built_in() -> &'static WordLists {
        static LISTS: OnceLock<WordLists> = OnceLock::new();
        LISTS.get_or_init(|| {
            let mut lists = WordLists { known: Table::with_capacity(400_000), ..WordLists::default() };
            entries(WORDS, |word, rest| {
                let end = rest.iter().position(|b| b.is_ascii_uppercase() || b.is_ascii_digit())?;
                let makes = end.checked_sub(1).and_then(|i| MAKES.iter().position(|&m| m == rest[i]));
                word.extend_from_slice(&rest[..end - usize::from(makes.is_some())]);
                let value = match rest[end] {
                    b @ b'0'..=b'9' => NAME + u16::from(b - b'0'),
                    b => u16::from(b - b'A') | (makes.unwrap_or(0) as u16) << 8,
                };
                let h = hash(word);
                lists.known.insert(h, value);
                if (COMMON..NAME).contains(&(value & 0xff)) {
                    lists.common.insert(h);
                }
                Some(end + 1)
            });
            entries(TYPOS, |wrong, rest| {
                let end = rest.iter().position(|b| b.is_ascii_uppercase())?;
                wrong.extend_from_slice(&rest[..end]);
                let stop = end + rest[end..].iter().position(|&b| b == b'.')?;
                let (head, tail) = (usize::from(rest[end] - b'A'), usize::from(*rest.get(end + 1)? - b'A'));
                let mut right = wrong.get(..head)?.to_vec();
                right.extend_from_slice(rest.get(end + 2..stop)?);
                right.extend_from_slice(wrong.get(wrong.len().checked_sub(tail)?..)?);
                if let (Ok(wrong), Ok(right)) = (std::str::from_utf8(wrong), String::from_utf8(right)) {
                    lists.typos.insert(wrong.into(), right.into());
                }
                Some(stop + 1)
            });
            let (mut at, mut sum) = (0, 0);
            while let Some((difference, n)) = varint(&PAIRS[at..]) {
                sum += difference;
                lists.pairs.push(sum << 8 | u32::from(PAIRS.get(at + n).copied().unwrap_or(0)));
                at += n + 1;
            }
            lists.glue = toml::from_str(GLUE).unwrap_or_default();
            let Glue { free, bound, roles } = &mut lists.glue;
            roles.extend(bound.split_whitespace().map(|w| (w.into(), Role::Bound)));
            roles.extend(free.split_whitespace().map(|w| (w.into(), Role::Free)));
            for file in [NAMES, PROTECTED, EXTRA] {
                // The files are tested; a broken one adds nothing.
                let _ = lists.add(file);
            }
            lists
        })
    }

    /// Adds a file of words. It is TOML with any of these tables:
    ///
    /// ```toml
    /// [names]        # misspelt = right, with their capitals
    /// Vladmir = "Vladimir"
    /// [typos]        # misspelt = right, in small letters
    /// armstice = "armistice"
    /// [words]        # words that are right: never corrected, never split
    /// protected = ["blockchain", "selfie"]
    /// ```
    pub fn add(&mut self, toml: &str) -> Result<(), WordFileError> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            names: HashMap<String, String>,
            #[serde(default)]
            typos: HashMap<String, String>,
            #[serde(default)]
            words: Words,
        }
        #[derive(Default, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Words {
            #[serde(default)]
            protected: Vec<String>,
        }
        let file: File = toml::from_str(toml).map_err(|e| WordFileError(e.to_string()))?;
        for (table, pairs) in [("names", &file.names), ("typos", &file.typos)] {
            for (wrong, right) in pairs {
                if wrong == right || pairs.contains_key(right) || right.is_empty() {
                    return Err(WordFileError(format!("[{table}] `{wrong}` = `{right}`: the right form must be right")));
                }
            }
        }
        let boxed = |(a, b): (String, String)| (a.into(), b.into());
        self.names.extend(file.names.into_iter().map(boxed));
        self.typos.extend(file.typos.into_iter().map(boxed));
        self.name_search = OnceLock::new();
        self.protected.extend(file.words.protected.into_iter().map(|w| w.to_lowercase().into()));
        Ok(())
    }

    /// Calls `found` for every word (a run of letters) that is unknown, except short ones.
    pub(super) fn unknown(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (start, mut kinds) = (at, 0);
            while let Some(kind) = bytes.get(at).map(|b| LETTER[usize::from(*b)]).filter(|k| *k != 0) {
                kinds |= kind;
                at += 1;
            }
            if at - start < SHORTEST {
                at += 1;
                continue;
            }
            if kinds == 1 {
                let h = hash_folded(bytes, start, at);
                if !self.common.has(h) && self.known.get(h).is_none() {
                    found(start..at);
                }
            } else {
                // Dashes, quotes and other signs part words; most runs hold only those.
                let mut from = start;
                for word in text[start..at].split(|c: char| !c.is_alphabetic()) {
                    let begin = from + text[from..at].find(word).unwrap_or_default();
                    from = begin + word.len();
                    if word.len() >= SHORTEST && self.known(word).is_none() {
                        found(begin..from);
                    }
                }
            }
            at += 1;
        }
    }

    /// What is known about a word, however it is capitalised.
    pub fn known(&self, word: &str) -> Option<Known> {
        let letters = word.bytes().all(|b| b.is_ascii_alphabetic());
        let hash = if letters { hash_folded(word.as_bytes(), 0, word.len()) } else { hash(word.to_lowercase().as_bytes()) };
        match self.known.get(hash) {
            Some(v) if v & 0xff >= NAME => Some(Known::Name((v & 0xff) as u8 - NAME as u8)),
            Some(v) => Some(Known::Word((v & 0xff) as u8)),
            None => self.is_protected(word).then_some(Known::Word(5)),
        }
    }

    /// How common a word is, 0 for names and unknown ones.
    pub fn rank(&self, word: &str) -> u8 {
        match self.known(word) {
            Some(Known::Word(v)) => v,
            _ => 0,
        }
    }

    /// What the fixer of glued words weighs of a word in small letters; nothing for names.
    pub(super) fn part(&self, word: &str) -> Option<Part> {
        let value = self.known.get(hash(word.as_bytes())).filter(|v| v & 0xff < NAME)?;
        let makes = (value >> 8) as u8;
        let role = self.glue.roles.get(word).copied().unwrap_or_default();
        Some(Part { rank: (value & 0xff) as u8, starts: makes / 5, ends: makes % 5, role })
    }

    /// How common it is that these words, in small letters, stand next to each other.
    pub(super) fn pair(&self, left: &str, right: &str) -> Option<u8> {
        let key = (hash(format!("{left} {right}").as_bytes()) >> 40) as u32;
        let i = self.pairs.partition_point(|p| p >> 8 < key);
        self.pairs.get(i).filter(|p| **p >> 8 == key).map(|p| (p & 0xff) as u8)
    }

    /// Is this word one that must not be touched?
    pub fn is_protected(&self, word: &str) -> bool {
        !self.protected.is_empty() && self.protected.contains(word.to_lowercase().as_str())
    }

    /// What a known misspelling (in small letters) should be; empty when that is not clear.
    pub fn typo(&self, word: &str) -> Option<&str> {
        self.typos.get(word).map(|right| &**right)
    }

    /// What a known misspelt name should be.
    pub fn name(&self, word: &str) -> Option<&str> {
        self.names.get(word).map(|right| &**right)
    }

    /// Finds the known misspelt names.
    pub(super) fn name_search(&self) -> Option<&AhoCorasick> {
        self.name_search
            .get_or_init(|| {
                let names: Vec<&str> = self.names.keys().map(|name| &**name).collect();
                let kind = aho_corasick::MatchKind::LeftmostLongest;
                if names.is_empty() { None } else { AhoCorasick::builder().match_kind(kind).build(names).ok() }
            })
            .as_ref()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_load() {
        let lists = WordLists::built_in();
        assert_eq!(lists.known("Zürich"), lists.known("zürich"));
        assert!(matches!(lists.known("the"), Some(Known::Word(24..))));
        assert!(matches!(lists.known("Ukraine"), Some(Known::Name(8))) || lists.rank("ukraine") > 10);
        assert!(lists.known("ukrainesaid").is_none());
        assert!(lists.pair("white", "house").is_some_and(|n| n > 10) && lists.pair("house", "quickly").is_none());
        assert!(lists.part("house").is_some_and(|p| p.ends == 4) && lists.part("said").is_some_and(|p| p.role == Role::Free));
        assert_eq!(lists.typo("goverment"), Some("government"));
        assert_eq!(lists.name("Vladmir"), Some("Vladimir"));
        for file in [NAMES, PROTECTED, EXTRA] {
            assert_eq!(WordLists::default().add(file), Ok(()), "a file under rules/words is wrong");
        }
        assert!(WordLists::default().add("[names]\nA = \"A\"").is_err());
    }
}
