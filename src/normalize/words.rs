//! The words that the word-wise fixers know: English words with how common they are, names, known misspellings.
//!
//! The data is made by `scripts/words.py`; `rules/words/README.md` says from what, and under which licences.

use aho_corasick::AhoCorasick;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

static WORDS: &[u8] = include_bytes!("../../rules/words/en.words");
static TYPOS: &[u8] = include_bytes!("../../rules/words/en.typos");
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
    typos: HashMap<Box<str>, Box<str>>,
    names: HashMap<Box<str>, Box<str>>,
    protected: HashSet<Box<str>>,
    name_search: OnceLock<Option<AhoCorasick>>,
}

/// Hashes of words in open addressing: 300,000 strings would cost ten times the memory and the time to load.
#[derive(Clone, Default)]
struct Table {
    slots: Vec<u64>,
    mask: usize,
}

impl Table {
    fn with_capacity(n: usize) -> Table {
        let size = (n * 2).next_power_of_two().max(16);
        Table { slots: vec![0; size], mask: size - 1 }
    }

    /// The upper 56 bits are the word's hash, the lower 8 its value plus one.
    fn insert(&mut self, hash: u64, value: u8) {
        let key = hash & !0xff;
        let mut i = (hash >> 32) as usize & self.mask;
        while self.slots[i] != 0 && self.slots[i] & !0xff != key {
            i = (i + 1) & self.mask;
        }
        self.slots[i] = key | u64::from(value) + 1;
    }

    fn get(&self, hash: u64) -> Option<u8> {
        let key = hash & !0xff;
        let mut i = (hash >> 32) as usize & self.mask;
        loop {
            match *self.slots.get(i)? {
                0 => return None,
                slot if slot & !0xff == key => return u8::try_from(slot & 0xff).ok().map(|v| v - 1),
                _ => i = (i + 1) & self.mask,
            }
        }
    }
}

/// Unknown words shorter than this are not worth a look.
const SHORTEST: usize = 4;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Small letters for letters, themselves for bytes outside ASCII, 0 for all else.
static LETTER: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        table[b] = if byte.is_ascii_alphabetic() { byte.to_ascii_lowercase() } else if byte >= 0x80 { byte } else { 0 };
        b += 1;
    }
    table
};

fn step(h: u64, byte: u8) -> u64 {
    (h ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    spread(bytes.fold(OFFSET, step))
}

/// Lets the last bytes count in all bits.
fn spread(mut h: u64) -> u64 {
    h ^= h >> 32;
    h = h.wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^= h >> 32;
    h.max(256)
}

const NAME: u8 = 64;

impl WordLists {
    /// The lists in the program.
    pub fn built_in() -> &'static WordLists {
        static LISTS: OnceLock<WordLists> = OnceLock::new();
        LISTS.get_or_init(|| {
            let mut lists = WordLists::default();
            lists.known = Table::with_capacity(600_000);
            entries(WORDS, |word, rest| {
                let end = rest.iter().position(|b| b.is_ascii_uppercase() || b.is_ascii_digit())?;
                word.extend_from_slice(&rest[..end]);
                let value = match rest[end] {
                    b @ b'0'..=b'9' => NAME + b - b'0',
                    b => b - b'A',
                };
                lists.known.insert(hash(word.iter().copied()), value);
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
            let (start, mut h, mut wide) = (at, OFFSET, false);
            while let Some(&b) = bytes.get(at).filter(|b| LETTER[**b as usize] != 0) {
                wide |= b >= 0x80;
                h = step(h, LETTER[b as usize]);
                at += 1;
            }
            if at - start < SHORTEST {
                at += 1;
                continue;
            }
            if !wide {
                if self.known.get(spread(h)).is_none() {
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
        let hash = if word.is_ascii() {
            hash(word.bytes().map(|b| b.to_ascii_lowercase()))
        } else {
            hash(word.to_lowercase().bytes())
        };
        match self.known.get(hash) {
            Some(v) if v >= NAME => Some(Known::Name(v - NAME)),
            Some(v) => Some(Known::Word(v)),
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

    /// Is this word one that must not be touched?
    pub fn is_protected(&self, word: &str) -> bool {
        !self.protected.is_empty() && self.protected.contains(word.to_lowercase().as_str())
    }

    /// What a known misspelling (in small letters) should be.
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
        assert_eq!(lists.typo("goverment"), Some("government"));
        assert_eq!(lists.name("Vladmir"), Some("Vladimir"));
        for file in [NAMES, PROTECTED, EXTRA] {
            assert_eq!(WordLists::default().add(file), Ok(()), "a file under rules/words is wrong");
        }
        assert!(WordLists::default().add("[names]\nA = \"A\"").is_err());
    }
}
