//! Mojibake: UTF-8 that was read as Windows-1252 or Latin-1 (once, twice or more often), UTF-8 read as Windows-1251, and the C1
//! controls that were meant as Windows-1252 punctuation.
//!
//! Only where the damage shows: a sequence must decode to one character that text has, and sequences that can stand in sound
//! text (`CAFÉ”`, `là»…`) need company. U+FFFD stays.

use super::scan::{Bytes, before};
use super::{Context, Fix, Fixer};

pub(super) struct Encoding;

/// What starts every damaged sequence: C1 controls and the Latin-1 letters U+00C2 … U+00F4, which in UTF-8 start with C2 and C3;
/// Cyrillic Р and С, which start with D0.
static STOPS: Bytes = Bytes::new(&[0xc2, 0xc3, 0xd0], &[]);

/// Windows-1252, 80 to 9F. The five holes stand for themselves.
const CP1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Fixer for Encoding {
    fn name(&self) -> &'static str {
        "encoding"
    }

    fn about(&self) -> &'static str {
        "mojibake, also doubled, becomes what it was; C1 controls become the quotes and dashes they were meant as"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut evidence = None;
        while let Some(i) = STOPS.find(bytes, at) {
            if !may_start(bytes, i) {
                at = i + 2;
                continue;
            }
            // A run of characters outside ASCII is repaired as a whole, again and again until nothing is left to do.
            let start = run_start(text, i, at);
            let end = text[i..].find(|c: char| c.is_ascii()).map_or(text.len(), |n| i + n);
            at = end;
            let evidence = *evidence.get_or_insert_with(|| damage(text));
            let lower = before(text, start).is_some_and(|c| c.is_ascii_lowercase());
            let upper = before(text, start).is_some_and(|c| c.is_ascii_uppercase());
            let quoted = text[..start]
                .rsplit('\n')
                .next()
                .is_some_and(|line| line.contains('“') || line.contains("â€œ") || line.contains("â\u{80}\u{9c}"));
            let around = Around { quoted, lower, upper, evidence, english: cx.is("en"), next: text[end..].chars().next() };
            if let Some(repaired) = repair_run(&text[start..end], &around) {
                fixes.push(Fix::new(start..end, repaired));
            }
        }
    }
}

/// Can the character at `i` open a damaged sequence?
fn may_start(bytes: &[u8], i: usize) -> bool {
    let next = bytes.get(i + 1).copied().unwrap_or_default();
    match bytes[i] {
        0xc2 => next < 0xa0,
        0xc3 => (0x82..=0xb4).contains(&next) && bytes.get(i + 2).is_some_and(|b| *b >= 0x80 || next == 0x82),
        _ => matches!(next, 0xa0 | 0xa1) && bytes.get(i + 2).is_some_and(|b| *b >= 0x80),
    }
}

fn run_start(text: &str, i: usize, from: usize) -> usize {
    text[from..i].rfind(|c: char| c.is_ascii()).map_or(from, |n| from + n + 1)
}

/// How many sequences of the text can be nothing but damage: `â€™`, `Ã©` inside a word, `ðŸ`.
fn damage(text: &str) -> usize {
    [
        "â€",
        "â\u{80}",
        "Ã©",
        "Ã¨",
        "Ã¡",
        "Ã³",
        "Ã±",
        "Ã¼",
        "Ã¤",
        "Ã¶",
        "Ã§",
        "Ã£",
        "Å‚",
        "Ä™",
        "Ð°",
        "Ð¾",
        "Ñ‚",
        "Ø§",
        "Ù„",
        "Ã¢â‚¬",
        "ðŸ",
    ]
    .iter()
    .map(|s| memchr::memmem::find_iter(text.as_bytes(), s).take(4).count())
    .sum()
}

struct Around {
    /// Is there an opening quote before, in the same line?
    quoted: bool,
    lower: bool,
    upper: bool,
    evidence: usize,
    english: bool,
    next: Option<char>,
}

fn repair_run(run: &str, around: &Around) -> Option<String> {
    let mut chars: Vec<char> = run.chars().collect();
    let mut changed = false;
    for _ in 0..8 {
        match pass(&chars, around) {
            Some(better) => {
                chars = better;
                changed = true;
            }
            None => break,
        }
    }
    changed.then(|| chars.into_iter().collect())
}

/// The byte that this character stands for when bytes were read as Windows-1252 or Latin-1.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        n @ 0x80..=0xff => u8::try_from(n).ok(),
        _ => CP1252.iter().position(|&x| x == c).and_then(|i| u8::try_from(0x80 + i).ok()),
    }
}

fn pass(chars: &[char], around: &Around) -> Option<Vec<char>> {
    if let Some(cyrillic) = cp1251(chars) {
        return Some(cyrillic);
    }
    let mut out = Vec::with_capacity(chars.len());
    let mut changed = false;
    let mut i = 0;
    while i < chars.len() {
        match sequence(&chars[i..]) {
            Some((c, n)) if trusted(chars, i, n, c, around) => {
                out.push(c);
                i += n;
                changed = true;
            }
            _ => {
                let c = chars[i];
                let partial =
                    c == 'â' && chars.get(i + 1) == Some(&'€') && i + 2 == chars.len() && around.evidence > 1 && around.quoted;
                let lone = c == 'Â' && chars.len() == 1 && around.english && around.lower && around.next == Some(' ');
                if partial {
                    // The third byte of ” is a hole in Windows-1252 and is often lost.
                    out.push('”');
                    i += 2;
                    changed = true;
                } else if lone {
                    i += 1;
                    changed = true;
                } else if ('\u{80}'..='\u{9f}').contains(&c) {
                    let meant = CP1252[(u32::from(c) - 0x80) as usize];
                    changed |= meant != c;
                    out.push(meant);
                    i += 1;
                } else {
                    out.push(c);
                    i += 1;
                }
            }
        }
    }
    changed.then_some(out)
}

/// The character whose UTF-8 bytes the first characters stand for, and how many they are.
fn sequence(chars: &[char]) -> Option<(char, usize)> {
    let lead = byte(*chars.first()?)?;
    let n = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    for (b, c) in bytes.iter_mut().zip(chars.get(..n)?) {
        *b = byte(*c)?;
    }
    let c = std::str::from_utf8(&bytes[..n]).ok()?.chars().next()?;
    Some((c, n))
}

/// Punctuation that in sound text follows a letter.
fn closes(c: char) -> bool {
    matches!(
        c,
        '’' | '‘'
            | '”'
            | '“'
            | '„'
            | '…'
            | '–'
            | '—'
            | '»'
            | '«'
            | '›'
            | '‹'
            | '\u{a0}'
            | '™'
            | '®'
            | '©'
            | '°'
            | '•'
            | '¿'
            | '¡'
            | '·'
            | '²'
            | '³'
            | '¹'
            | 'º'
            | 'ª'
    )
}

/// Is this sequence damage, and not two or three characters that belong there?
fn trusted(chars: &[char], i: usize, n: usize, c: char, around: &Around) -> bool {
    let previous = i.checked_sub(1).map(|p| chars[p]);
    let lower = previous.map_or(around.lower, char::is_lowercase);
    let upper = previous.map_or(around.upper, char::is_uppercase);
    let tail = &chars[i + 1..i + n];
    let open = tail.iter().all(|&c| closes(c));
    let control = tail.iter().any(|c| ('\u{80}'..='\u{9f}').contains(c));
    match n {
        // Any two-byte character. After C2 and C3 come the letters and signs of Latin-1.
        2 if control => c >= '\u{a0}',
        2 if matches!(chars[i], 'Â' | 'Ã') => {
            c >= '\u{a0}' && !(open && upper) && (!open || around.evidence > 0 || !lower || chars[i] == 'Â')
        }
        2 => {
            c.is_alphabetic() && plausible(c) && (!open || around.evidence > 0) && (around.evidence > 1 || neighbours(chars, i, n))
        }
        3 => {
            let sign = matches!(u32::from(c), 0x2000..=0x206f | 0x20a0..=0x20bf | 0x2100..=0x214f | 0x2190..=0x2bff | 0xfb00..=0xfb04 | 0xfeff | 0xfffd | 0x1e00..=0x1eff);
            (sign && (matches!(tail[0], '€' | '\u{80}') || !lower || around.evidence > 0))
                || (c.is_alphabetic() || ('\u{3000}'..='\u{303f}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c))
                    && neighbours(chars, i, n)
        }
        _ => matches!(u32::from(c), 0x1f000..=0x1faff | 0x20000..=0x2fa1f | 0x1d400..=0x1d7ff | 0xe0020..=0xe007f),
    }
}

/// Scripts that a two-byte sequence can stand for in news.
fn plausible(c: char) -> bool {
    matches!(u32::from(c), 0x100..=0x17f | 0x18f | 0x1a0..=0x1b0 | 0x218..=0x21b | 0x259 | 0x370..=0x3ff | 0x400..=0x52f | 0x531..=0x587 | 0x5d0..=0x5ea | 0x621..=0x6ff)
}

/// Does another sequence stand right before or after this one?
fn neighbours(chars: &[char], i: usize, n: usize) -> bool {
    let same = |c: char, other: char| {
        u32::from(c).abs_diff(u32::from(other)) < 0x100 || u32::from(c) > 0x2fff && u32::from(other) > 0x2fff
    };
    let Some((c, _)) = sequence(&chars[i..]) else { return false };
    let after = chars.get(i + n..).and_then(sequence).is_some_and(|(d, _)| same(c, d));
    let before = i >= n && sequence(&chars[i - n..]).is_some_and(|(d, m)| m == n && same(c, d));
    after || before
}

/// UTF-8 Cyrillic that was read as Windows-1251: every other character is Р or С.
fn cp1251(chars: &[char]) -> Option<Vec<char>> {
    let leads = |c: &char| matches!(c, 'Р' | 'С');
    if chars.len() < 6 || chars.iter().filter(|c| leads(c)).count() * 5 < chars.len() * 2 || !leads(&chars[0]) {
        return None;
    }
    let text: String = chars.iter().collect();
    let (bytes, _, failed) = encoding_rs::WINDOWS_1251.encode(&text);
    if failed {
        return None;
    }
    let decoded: Vec<char> = std::str::from_utf8(&bytes).ok()?.chars().collect();
    let cyrillic = decoded.iter().filter(|c| ('\u{400}'..='\u{4ff}').contains(c)).count();
    (cyrillic * 4 >= decoded.len() * 3 && decoded.len() < chars.len()).then_some(decoded)
}

#[test]
fn examples() {
    super::template::check(
        &Encoding,
        &[
            ("en", "itâ€™s a cafÃ© â€œplanâ€\u{9d} â€“ no", "it’s a café “plan” – no"),
            ("en", "itÃ¢â‚¬â„¢s twice", "it’s twice"),
            ("en", "\u{93}Quoted\u{94} \u{96} it\u{92}s", "“Quoted” – it’s"),
            ("en", "itâ\u{80}\u{99}s Latin-1, Â£5 and aboutÂ\u{a0}ten", "it’s Latin-1, £5 and about\u{a0}ten"),
            ("en", "a ðŸ˜€ smile", "a 😀 smile"),
            ("ru", "РџСЂРёРІРµС‚ мир", "Привет мир"),
            ("ru", "ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
            ("pl", "WaÅ‚Ä™sa byÅ‚ tam", "Wałęsa był tam"),
            ("ja", "æ—¥æœ¬èªž", "日本語"),
            ("fr", "« LIBERTÉ » – CAFÉ” et là»… à “Paris”", "« LIBERTÉ » – CAFÉ” et là»… à “Paris”"),
            ("pt", "AMANHÃ” e MAÇÃ… SÃO", "AMANHÃ” e MAÇÃ… SÃO"),
            ("de", "Fuß” und Größe – »Straß«", "Fuß” und Größe – »Straß«"),
            ("en", "lost \u{fffd} and nation?s", "lost \u{fffd} and nation?s"),
            ("ru", "СССР и РФ, РАН", "СССР и РФ, РАН"),
        ],
    );
}
