//! A missing space after a sentence's end ("said.The") or after a comma between two words ("Kirby,warned").
//!
//! Addresses, handles, file names, abbreviations and numbers stay: `U.S.A`, `3.5`, `example.com`, `Node.js`, `Ph.D`.

use super::scan::{Bytes, before, is_code, is_technical, line, token};
use super::words::{Known, Role};
use super::{Context, Fix, Fixer};

pub(super) struct Sentences;

static STOPS: Bytes = Bytes::new(b".!?,;", &[]);

/// What stands after the dot of an address, also when it is capitalised.
const ENDINGS: [&str; 36] = [
    "com", "org", "net", "gov", "edu", "info", "biz", "tv", "io", "ai", "app", "dev", "me", "co", "uk", "us", "de", "fr", "it",
    "es", "nl", "pl", "ru", "in", "eu", "ca", "au", "ch", "at", "js", "py", "php", "html", "htm", "pdf", "jpg",
];

impl Fixer for Sentences {
    fn name(&self) -> &'static str {
        "sentence-space"
    }

    fn about(&self) -> &'static str {
        "a missing space after a sentence's end or a comma"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = STOPS.find(bytes, at) {
            at = i + 1;
            // Cheap first: the next byte must be able to start a word or be a quote or bracket.
            match bytes.get(at) {
                Some(b) if b.is_ascii_alphabetic() || *b == b'(' || *b >= 0x80 => {}
                _ => continue,
            }
            if let Some(insert) = gap(text, i, cx) {
                fixes.push(Fix::insert(insert, " "));
            }
        }
    }
}

/// Where a space is missing after the mark at `i`.
fn gap(text: &str, i: usize, cx: &Context) -> Option<usize> {
    let mark = text.as_bytes()[i];
    let left = last_word(&text[..i]);
    let mut at = i + 1;
    if matches!(mark, b'.' | b'!' | b'?')
        && let Some(quote) = text[at..].chars().next().filter(|c| matches!(c, '”' | '’' | '»'))
    {
        at += quote.len_utf8();
    }
    let right = first_word(&text[at..]);
    let opened = right.is_empty() && mark == b'.' && text[at..].starts_with('(');
    let right = if opened { first_word(&text[at + 1..]) } else { right };
    let (mut l, mut r) = (left.chars().rev(), right.chars());
    let small_end = l.next().is_some_and(char::is_lowercase) && l.next().is_some_and(char::is_lowercase);
    let capital = r.next().is_some_and(char::is_uppercase)
        && (r.next().is_some_and(char::is_lowercase) || right == "I" || right == "A" && text[at + 1..].starts_with(' '));
    match mark {
        b',' | b';' => {
            let long =
                left.chars().count() >= 2 && right.chars().count() >= 2 && left.chars().next_back().is_some_and(char::is_lowercase);
            if !long || mark == b';' && text[..i].rfind('&').is_some_and(|a| i - a < 34) {
                return None;
            }
            // In English both must be words; elsewhere letters are enough, for no language joins words with a comma.
            let known = |w: &str| cx.words().known(w).is_some();
            if cx.is("en") && !(known(left) && known(right) && right.len() >= 2) || !cx.is("en") && spaceless(left) {
                return None;
            }
        }
        _ => {
            if !(small_end && capital) {
                return None;
            }
            // `LogLevel.Debug`, `fmt.Println(`, "Enterprise.Nxt": a name or code, unless a word follows that names do not hold.
            let sound = |w: &str, rank: u8| matches!(cx.words().known(w), Some(Known::Word(r)) if r >= rank);
            let camel = left.chars().skip(1).any(char::is_uppercase) || right.chars().skip(1).any(char::is_uppercase);
            let follows = text[at + right.len()..].chars().next();
            let goes_on = matches!(follows, Some(' ' | '’' | '\'')) || follows == Some(',') && right.len() >= 5;
            if camel || !(goes_on || opened) {
                return None;
            }
            let plain_end = at == i + 1 && !opened;
            if plain_end && cx.is("en") {
                let opener = cx.words().part(&right.to_lowercase()).is_some_and(|p| p.role == Role::Free || p.rank >= 20);
                let sure = left.len() >= 3 && left.starts_with(char::is_lowercase) && sound(left, 5) && sound(right, 6);
                if !(opener || sure) {
                    return None;
                }
            } else if plain_end && left.starts_with(char::is_uppercase) && !cx.is("de") {
                return None;
            }
            if mark != b'.' && at == i + 1 && !matches!(cx.words().known(right), Some(Known::Word(10..))) {
                return None;
            }
            if at == i + 1 && ENDINGS.contains(&right.to_ascii_lowercase().as_str()) {
                // "said.In" is an address only if nothing follows as a sentence would.
                let go_on = right.len() == 2
                    && text[at + right.len()..].starts_with(' ')
                    && matches!(cx.words().known(left), Some(Known::Word(8..)));
                if !go_on {
                    return None;
                }
            }
        }
    }
    let around = token(text, i);
    if is_technical(&text[around.clone()])
        || is_code(line(text, i))
        || before(text, i - left.len()).is_some_and(|c| matches!(c, '.' | '/' | '@' | '#' | '-') && mark != b',' && c != '-')
    {
        return None;
    }
    // A name with several dots, or one that goes on with a dot, is no sentence: `Console.Write.Line`, `Www.Example.Com`.
    let after = &text[at + right.len()..around.end.max(at + right.len())];
    if mark == b'.' && !opened && after.starts_with('.') && after[1..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    Some(at)
}

/// Scripts that write without spaces or do not use the comma this way.
fn spaceless(word: &str) -> bool {
    word.chars().any(|c| c >= '\u{e00}' && !('\u{1e00}'..='\u{1fff}').contains(&c))
}

fn last_word(text: &str) -> &str {
    let start = text.rfind(|c: char| !c.is_alphabetic()).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())]
}

#[test]
fn examples() {
    super::template::check(
        &Sentences,
        &[
            ("en", "he said.The end,however, came.In May it rained.", "he said. The end, however, came. In May it rained."),
            ("en", "“We left.”The crowd went home.(With inputs)", "“We left.” The crowd went home. (With inputs)"),
            ("de", "Er ging.Die Frau,die blieb", "Er ging. Die Frau, die blieb"),
            (
                "en",
                "U.S.A, 3.5, example.com, Booking.Com, Node.js, Ph.D, @first.Last, 1,000",
                "U.S.A, 3.5, example.com, Booking.Com, Node.js, Ph.D, @first.Last, 1,000",
            ),
            (
                "en",
                "see https://example.com/Page.Html?q=one,two and Console.Write.Line",
                "see https://example.com/Page.Html?q=one,two and Console.Write.Line",
            ),
            ("en", "a Yahoo!Foobar fan, St.Petersburg", "a Yahoo!Foobar fan, St.Petersburg"),
        ],
    );
}
