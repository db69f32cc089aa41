//! Known misspellings of English words: "goverment" → "government".
//!
//! Never a name (a capital within a sentence), a word of another language, a word of a quotation that is quoted for its oddity,
//! an address or code; never a word that the document or the dump uses again and again.

use super::nearest::slip;
use super::scan::{CodeLines, after, before, is_technical, token};
use super::words::unknown_english;
use super::{Context, Fix, Fixer};

pub(super) struct Typos;

impl Fixer for Typos {
    fn name(&self) -> &'static str {
        "typos"
    }

    fn about(&self) -> &'static str {
        "known misspellings of English words"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let mut code = CodeLines::new(text);
        unknown_english(text, cx, |word, range, lists| {
            let Some(first) = word.chars().next() else { return };
            let listed = lists.typo(&word.to_ascii_lowercase()).map(str::to_owned);
            // An empty one is a misspelling that can be several words.
            let right = listed.or_else(|| once(text, word).then(|| slip(word, lists))?).filter(|right| !right.is_empty());
            let Some(right) = right else { return };
            // "mpany said": a line's start that the scrape lost stays lost.
            if text[..range.start].is_empty() || text[..range.start].ends_with('\n') {
                let mut rest = right.chars();
                rest.next();
                if first.is_lowercase() && rest.as_str() == word {
                    return;
                }
            }
            // Seven letters: a brand is a short word, respelt ("Canva").
            if first.is_uppercase() && (word.len() < 7 || text[range.end..].trim_start_matches(' ').starts_with(char::is_uppercase))
            {
                return;
            }
            // "pro-choicers", "continu[ing]": a part of something made for the occasion.
            if before(text, range.start) == Some('-') || after(text, range.end) == Some('[') {
                return;
            }
            if word[first.len_utf8()..].contains(char::is_uppercase) || first.is_uppercase() && !starts_sentence(text, range.start)
            {
                return;
            }
            if lists.is_protected(word)
                || cx.is_frequent(word)
                || !plain(text, &range)
                || code.hold(range.start)
                || foreign(text, &range, cx)
                || quoted(text, &range)
            {
                return;
            }
            let mut right = right;
            if first.is_uppercase() {
                right = right.chars().next().into_iter().flat_map(char::to_uppercase).chain(right.chars().skip(1)).collect();
            }
            fixes.push(Fix::new(range, right));
        });
    }
}

/// Does the word stand in the text only once?
fn once(text: &str, word: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), word).nth(1).is_none()
}

/// Is the word at `i` the first of a sentence, so that its capital says nothing?
pub(super) fn starts_sentence(text: &str, i: usize) -> bool {
    let head = text[..i].trim_end_matches([' ', '“', '"', '‘', '(']);
    head.is_empty() || head.ends_with(['.', '!', '?', '\n', '”'])
}

/// No address, code, handle or odd word in quotes.
pub(super) fn plain(text: &str, range: &std::ops::Range<usize>) -> bool {
    let (b, a) = (before(text, range.start), after(text, range.end));
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '@' | '#' | '/' | '_' | '\\' | '&' | '=');
    if b.is_some_and(|c| joined(c) || c == '.') || a.is_some_and(joined) {
        return false;
    }
    // A part of an identifier: `cookie-checbox-other`; or a word that was cut short on purpose: lookin’.
    if b == Some('-') && a == Some('-')
        || matches!(a, Some('’' | '\''))
            && !text[range.end + a.map_or(0, char::len_utf8)..].starts_with(|c: char| c.is_alphabetic())
    {
        return false;
    }
    if matches!(a, Some('.')) && after(text, range.end + 1).is_some_and(char::is_alphanumeric) {
        return false;
    }
    let quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '„'));
    if quote(b) && quote(a) {
        return false;
    }
    let rest = text[range.end..].trim_start_matches([' ', '"', '”', '’', ',', '.']);
    if rest.starts_with("[sic") || rest.starts_with("(sic") {
        return false;
    }
    !is_technical(&text[token(text, range.start)])
}

/// Does the word stand in a quotation of a few words? Those are quoted for their wording.
fn quoted(text: &str, range: &std::ops::Range<usize>) -> bool {
    let marks = ['"', '“', '”', '‘', '«', '»', '„', '\n'];
    let open = text[..range.start].rfind(marks);
    let close = text[range.end..].find(marks).map(|n| range.end + n);
    let (Some(open), Some(close)) = (open, close) else { return false };
    let inside = &text[open..close];
    let closing = text[close..].starts_with(['"', '”', '»', '“', '‘']);
    closing && inside.starts_with(['"', '“', '‘', '«', '„', '»']) && inside.split(' ').count() <= 6
}

/// Is the word next to this one unknown, or one in small letters two away? Then this is a name or another language.
fn foreign(text: &str, range: &std::ops::Range<usize>, cx: &Context) -> bool {
    // Long words of two languages seldom look alike.
    stranger_near(text, range, cx, if range.len() < 8 { 2 } else { 1 })
}

/// Is one of the next words on either side unknown? Past the first one only words in small letters count.
pub(super) fn stranger_near(text: &str, range: &std::ops::Range<usize>, cx: &Context, words: usize) -> bool {
    let unknown = |word: &str| word.chars().count() > 1 && cx.words().known(word).is_none() && cx.words().typo(word).is_none();
    let letters = |c: char| !c.is_alphabetic();
    let mut left = text[..range.start].rsplit(letters).filter(|w| !w.is_empty());
    let mut right = text[range.end..].split(letters).filter(|w| !w.is_empty());
    let side = |next: &mut dyn Iterator<Item = &str>| {
        let near = next.next().is_some_and(unknown);
        near || words > 1 && next.next().is_some_and(|w| w.starts_with(char::is_lowercase) && w.len() > 3 && unknown(w))
    };
    side(&mut left) || side(&mut right)
}

#[test]
fn examples() {
    super::template::check(
        &Typos,
        &[
            ("en", "The goverment will recieve aid after the armstice.", "The government will receive aid after the armistice."),
            ("en", "Goverment sources denied it.", "Government sources denied it."),
            (
                "en",
                "the Goverment band, “goverment”, goverment.example, #goverment, “we recieve [sic] mail”",
                "the Goverment band, “goverment”, goverment.example, #goverment, “we recieve [sic] mail”",
            ),
            ("en", "“their tedious journies” he wrote", "“their tedious journies” he wrote"),
            ("en", "my-goverment-site, a guide complet pour choisir", "my-goverment-site, a guide complet pour choisir"),
            ("en", "Reps. Goverment Hardy, anti-goverment, goverment[al]", "Reps. Goverment Hardy, anti-goverment, goverment[al]"),
            ("en", "nformation was given to all", "nformation was given to all"),
            ("fr", "le gouvernement", "le gouvernement"),
            ("en", "le gouvernement français", "le gouvernement français"),
        ],
    );
}
