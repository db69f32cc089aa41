//! The words that the word-wise fixers know: English words with how common they are, names, known misspellings.
//!
//! The data is made by `scripts/words.py`; `rules/words/README.md` says from what, and under which licences.

use super::Context;
use super::hash::{hash, hash_folded};
use super::packed::{NAME, Packed};
use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

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
    /// The big lists; empty unless built in.
    packed: Packed,
    typos: FxHashMap<Box<str>, Box<str>>,
    names: FxHashMap<Box<str>, Box<str>>,
    protected: FxHashSet<Box<str>>,
    name_search: OnceLock<Option<AhoCorasick>>,
    glue: Glue,
}

/// What `glue.toml` says about words.
#[derive(Clone, Default, serde::Deserialize)]
struct Glue {
    free: String,
    bound: String,
    #[serde(skip)]
    roles: FxHashMap<Box<str>, Role>,
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

/// Unknown words shorter than this are not worth a look.
const SHORTEST: usize = 4;

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

/// The unknown words of a text, found once for all the fixers that look at them.
#[derive(Debug, Default)]
pub struct Unknown(RefCell<Option<Rc<[Range<usize>]>>>);

impl Unknown {
    /// The text has changed.
    pub(super) fn forget(&self) {
        self.0.replace(None);
    }
}

/// Calls `found` for every word of an English text that is unknown, except short ones.
pub(super) fn unknown_english(text: &str, cx: &Context, mut found: impl FnMut(&str, Range<usize>, &WordLists)) {
    if !cx.is("en") {
        return;
    }
    let lists = cx.words();
    let find = || {
        let mut ranges = Vec::new();
        lists.unknown(text, |range| ranges.push(range));
        Rc::from(ranges)
    };
    let ranges = match cx.unknown {
        Some(Unknown(known)) => Rc::clone(known.borrow_mut().get_or_insert_with(find)),
        None => find(),
    };
    for range in ranges.iter() {
        found(&text[range.clone()], range.clone(), lists);
    }
}

impl WordLists {
    /// The lists in the program.
    pub fn built_in() -> &'static WordLists {
        static LISTS: OnceLock<WordLists> = OnceLock::new();
        LISTS.get_or_init(|| {
            let mut lists = WordLists { packed: Packed::BUILT_IN, ..WordLists::default() };
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
    fn unknown(&self, text: &str, mut found: impl FnMut(Range<usize>)) {
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
                if !self.packed.is_common(h) && self.packed.word(h).is_none() {
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
        match self.packed.word(hash) {
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

    /// How common a word in small letters is, as in [`Known::Word`]; nothing for names.
    pub(super) fn word_rank(&self, word: &str) -> Option<u8> {
        self.packed.word(hash(word.as_bytes())).map(|value| value & 0xff).filter(|rank| *rank < NAME).map(|rank| rank as u8)
    }

    /// What the fixer of glued words weighs of a word in small letters; nothing for names.
    pub(super) fn part(&self, word: &str) -> Option<Part> {
        let value = self.packed.word(hash(word.as_bytes())).filter(|v| v & 0xff < NAME)?;
        let makes = (value >> 8) as u8;
        let role = self.glue.roles.get(word).copied().unwrap_or_default();
        Some(Part { rank: (value & 0xff) as u8, starts: makes / 5, ends: makes % 5, role })
    }

    /// How common it is that these words, in small letters, stand next to each other.
    pub(super) fn pair(&self, left: &str, right: &str) -> Option<u8> {
        self.packed.pair(hash(format!("{left} {right}").as_bytes()))
    }

    /// Is this word one that must not be touched?
    pub fn is_protected(&self, word: &str) -> bool {
        !self.protected.is_empty() && self.protected.contains(word.to_lowercase().as_str())
    }

    /// What a known misspelling (in small letters) should be; empty when that is not clear.
    pub fn typo(&self, word: &str) -> Option<&str> {
        self.typos.get(word).map(|right| &**right).or_else(|| self.packed.typo(hash(word.as_bytes())))
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
