//! Words that lost the space between them, in English: "Ukrainesaid" → "Ukraine said".
//!
//! The whole must be unknown and both halves known; names and the dump's own frequent words are known wholes. Compounds that the
//! lists lack ("doomscrolling") stay.

use super::scan::{after, before};
use super::typos::plain;
use super::words::{Known, WordLists};
use super::{Context, Fix, Fixer};
use memchr::memmem;

/// Lists of handles and prompts that ran into each other: "@pressdeskFollow @newsdesk".
pub(super) struct Lists;

impl Fixer for Lists {
    fn name(&self) -> &'static str {
        "glued-lists"
    }

    fn about(&self) -> &'static str {
        "handles that ran into the prompt of the next one"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        for i in memmem::find_iter(text.as_bytes(), "Follow @") {
            let start = text[..i].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |n| n + 1);
            if start < i && before(text, start) == Some('@') && before(text, i).is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || i - start > 2) {
                fixes.push(Fix::insert(i, " "));
            }
        }
    }
}

/// Two words without a space between them.
pub(super) struct Glued;

impl Fixer for Glued {
    fn name(&self) -> &'static str {
        "glued-words"
    }

    fn about(&self) -> &'static str {
        "two words without a space between them: the whole is no word, both halves are"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        if !cx.is("en") {
            return;
        }
        let lists = cx.words();
        lists.unknown(text, |range| {
            let word = &text[range.clone()];
            if word.len() < 5 || word.len() > 40 || lists.typo(&word.to_lowercase()).is_some() {
                return;
            }
            if cx.is_frequent(word) || !plain(text, &range) || again(text, word) {
                return;
            }
            if let Some(at) = split(word, text, cx, lists) {
                fixes.push(Fix::insert(range.start + at, " "));
            }
        });
    }
}

/// Does the word stand in the text twice? Then it is a word.
fn again(text: &str, word: &str) -> bool {
    memmem::find_iter(text.as_bytes(), word)
        .filter(|&i| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            !letter(before(text, i)) && !letter(after(text, i + word.len()))
        })
        .nth(1)
        .is_some()
}

/// Where the word is to be cut.
fn split(word: &str, text: &str, cx: &Context, lists: &WordLists) -> Option<usize> {
    let capital = word.starts_with(char::is_uppercase);
    // A capital inside the word is another matter: iPhone, BürgerInnen.
    if word.chars().skip(1).any(char::is_uppercase) {
        return camel(word, lists);
    }
    let mut best: Option<(i32, usize)> = None;
    let mut second = 0;
    for (at, _) in word.char_indices().skip(2) {
        let (left, right) = word.split_at(at);
        let Some(score) = left_score(left, capital, text, cx, lists).zip(right_score(right, lists)).map(|(a, b)| a + b) else { continue };
        match best {
            Some((top, _)) if score <= top => second = second.max(score),
            _ => {
                second = best.map_or(second, |b| b.0);
                best = Some((score, at));
            }
        }
    }
    let (score, at) = best?;
    (score >= 24 && score - second >= 3).then_some(at)
}

fn right_score(right: &str, lists: &WordLists) -> Option<i32> {
    let Some(Known::Word(rank)) = lists.known(right) else { return None };
    let enough = match right.len() {
        0..=2 => return matches!(right, "of" | "to" | "by" | "at").then_some(12),
        3 => 15,
        4 => 11,
        _ => 8,
    };
    (rank >= enough).then_some(i32::from(rank))
}

fn left_score(left: &str, capital: bool, text: &str, cx: &Context, lists: &WordLists) -> Option<i32> {
    let enough = match left.len() {
        0..=2 => 19,
        3 => 15,
        4 => 11,
        _ => 8,
    };
    match lists.known(left) {
        Some(Known::Word(rank)) if rank >= enough => Some(i32::from(rank)),
        Some(Known::Name(rank)) if capital && left.len() >= 4 && rank >= 4 => Some(6 + i32::from(rank)),
        _ if capital && left.len() >= 3 && (stands_alone(text, left) || cx.is_frequent(left)) => Some(12),
        _ => None,
    }
}

/// Does this word stand in the text by itself?
fn stands_alone(text: &str, word: &str) -> bool {
    memmem::find_iter(text.as_bytes(), word).any(|i| {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        !letter(before(text, i)) && !letter(after(text, i + word.len()))
    })
}

/// "inPlease": a common small word and a common capitalised one.
fn camel(word: &str, lists: &WordLists) -> Option<usize> {
    let (at, _) = word.char_indices().find(|(_, c)| c.is_uppercase())?;
    let (left, right) = word.split_at(at);
    let rank = |w: &str| match lists.known(w) {
        Some(Known::Word(rank)) => rank,
        _ => 0,
    };
    let small = !right.chars().skip(1).any(char::is_uppercase);
    (at >= 2 && small && right.len() >= 3 && rank(left) >= 14 && rank(right) >= 14).then_some(at)
}

#[test]
fn examples() {
    super::template::check(
        &Lists,
        &[
            ("en", "Follow @politicalpartyFollow @pressdesk", "Follow @politicalparty Follow @pressdesk"),
            ("en", "Follow @pressdesk now", "Follow @pressdesk now"),
        ],
    );
    super::template::check(
        &Glued,
        &[
            ("en", "arms in support of his war in Ukrainesaid the White House", "arms in support of his war in Ukraine said the White House"),
            ("en", "the Foreign Secretarypreviously said last monththat", "the Foreign Secretary previously said last month that"),
            ("en", "Sandu spoke. Sandusaid so.", "Sandu spoke. Sandu said so."),
            ("en", "logged inPlease refresh", "logged in Please refresh"),
            ("en", "Zelenskyy, covid, iPhone, McDonald, #lastmonththat, Maryland", "Zelenskyy, covid, iPhone, McDonald, doomscrolling, #lastmonththat, Maryland"),
            ("de", "die Bundeskanzlerin", "die Bundeskanzlerin"),
        ],
    );

}
