//! Splits a line into words, numbers and marks.

use std::ops::Deref;

use super::words::{Entry, entries};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of digits of any script: its value and how many digits it has.
    Number(u32, u8),
    /// A run of letters; `Token::lower` holds it in lower case.
    Word,
    /// Any other character that is not a space.
    Mark(char),
}

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Whether a space stands before it.
    pub spaced: bool,
    /// What the word may mean.
    pub entries: &'static [Entry],
    lower: (usize, usize),
}

/// The tokens of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
    lower: String,
}

impl Tokens {
    /// The word at `i` in lower case, when it is a word.
    pub(super) fn word(&self, i: usize) -> Option<&str> {
        let token = self.list.get(i).filter(|t| t.kind == Kind::Word)?;
        self.lower.get(token.lower.0..token.lower.1)
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize, spaced: bool) {
        self.list.push(Token { kind, start, end, spaced, entries: &[], lower: (0, 0) });
    }

    fn push_word(&mut self, text: &str, start: usize, spaced: bool) {
        let from = self.lower.len();
        let letters = text.chars().filter(|c| !matches!(c, '\u{200C}' | '\u{200D}'));
        self.lower.extend(letters.flat_map(char::to_lowercase));
        let entries = entries(&self.lower[from..]);
        let lower = (from, self.lower.len());
        self.list.push(Token { kind: Kind::Word, start, end: start + text.len(), spaced, entries, lower });
    }
}

impl Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.list
    }
}

/// The value of a digit of any script that news uses.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{9E6}'..='\u{9EF}' => '\u{9E6}',
        '\u{E50}'..='\u{E59}' => '\u{E50}',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// The values of a text's runs of ASCII digits, and how many digits each has.
pub(super) fn digit_groups(text: &str) -> impl Iterator<Item = (u32, usize)> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).map(|g| (g.parse().unwrap_or(u32::MAX), g.len()))
}

/// Letters, and the marks that belong to letters in the scripts of the tables.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c,
            '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{670}'
            | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}' | '\u{981}'..='\u{9CD}' | '\u{E31}'..='\u{E4E}'
            | '\u{200C}' | '\u{200D}' | 'º' | 'ª')
}

/// Counters that follow a number directly in Chinese, Japanese and Korean.
fn is_counter(c: char) -> bool {
    matches!(
        c,
        '年' | '月' | '日' | '号' | '號' | '时' | '時' | '点' | '點' | '分' | '秒' | '년' | '월' | '일' | '시' | '분' | '초'
    )
}

/// Names and roles of a byline with many authors have fewer words.
const MOST_STRANGERS: usize = 20;

fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' | '\u{200B}')
}

/// The tokens of a line, or nothing when there are more than `limit`, or so many words of no meaning that it must be prose.
pub(super) fn tokens(line: &str, limit: usize) -> Option<Tokens> {
    let mut out = Tokens::default();
    out.list.reserve(24);
    let mut strangers = 0;
    let mut spaced = false;
    let mut chars = line.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || is_ignored(c) {
            spaced |= c.is_whitespace();
            continue;
        }
        if out.len() >= limit || strangers > MOST_STRANGERS {
            return None;
        }
        let mut end = start + c.len_utf8();
        if let Some(first) = digit(c) {
            let (mut value, mut digits) = (first, 1u8);
            while let Some((at, next)) = chars.peek().copied().and_then(|(at, n)| digit(n).map(|d| (at, d))) {
                // "Apr 28 20232:23 PM": the year ends where the hour begins.
                if digits == 4 && (1980..=2035).contains(&value) && hour_follows(&line[at..]) {
                    break;
                }
                let grown = value.checked_mul(10).and_then(|v| v.checked_add(next))?;
                value = grown;
                digits += 1;
                chars.next();
                end = chars.peek().map_or(line.len(), |(at, _)| *at);
            }
            out.push(Kind::Number(value, digits), start, end, spaced);
        } else if is_letter(c) {
            let after_number = !spaced && matches!(out.last(), Some(Token { kind: Kind::Number(..), .. }));
            if !(after_number && is_counter(c)) {
                while let Some((_, next)) = chars.peek().copied() {
                    if !is_letter(next) {
                        break;
                    }
                    chars.next();
                    end = chars.peek().map_or(line.len(), |(at, _)| *at);
                }
            }
            let seam = seam(&line[start..end]).map(|at| start + at);
            for (from, to) in [(start, seam.unwrap_or(end)), (seam.unwrap_or(end), end)] {
                if from < to {
                    out.push_word(&line[from..to], from, spaced && from == start);
                    strangers += usize::from(out.last().is_some_and(|t| t.entries.is_empty()));
                }
            }
        } else {
            out.push(Kind::Mark(fold_mark(c)), start, end, spaced);
        }
        spaced = false;
    }
    Some(out)
}

/// Where a month, a weekday or a label is glued to the word before it: "PressApril".
fn seam(word: &str) -> Option<usize> {
    let (at, _) = word
        .char_indices()
        .zip(word.chars().skip(1))
        .find(|((_, a), b)| a.is_lowercase() && b.is_uppercase())
        .map(|((at, a), _)| (at + a.len_utf8(), a))?;
    super::words::is_time_word(&word[at..].to_lowercase()).then_some(at)
}

fn hour_follows(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    matches!(bytes, [b'0'..=b'9', b':', b'0'..=b'9', ..] | [b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', ..])
}

/// Dashes, wide colons and the like become their plain form.
fn fold_mark(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '：' => ':',
        '／' => '/',
        '．' | '。' => '.',
        '，' | '、' | '،' => ',',
        '（' | '【' | '[' => '(',
        '）' | '】' | ']' => ')',
        '｜' => '|',
        '’' => '\'',
        other => other,
    }
}
