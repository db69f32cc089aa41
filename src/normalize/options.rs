//! What some analyses want and no author typed: off unless asked for.

use super::scan::{Bytes, after, before};
use super::{Context, Fix, Fixer};
use unicode_normalization::UnicodeNormalization;

macro_rules! option {
    ($(#[$doc:meta])* $type:ident, $name:literal, $about:literal, $fix:expr) => {
        $(#[$doc])*
        pub(super) struct $type;

        impl Fixer for $type {
            fn name(&self) -> &'static str {
                $name
            }

            fn about(&self) -> &'static str {
                $about
            }

            fn on_by_default(&self) -> bool {
                false
            }

            fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
                let run: fn(&str, &mut Vec<Fix>) = $fix;
                run(text, fixes);
            }
        }
    };
}

option!(
    /// “Curly” quotes become "straight" ones.
    Quotes, "straight-quotes", "curly quotes become straight ones", |text, fixes| {
        each(text, fixes, &[("‘", "'"), ("’", "'"), ("‚", "'"), ("‛", "'"), ("“", "\""), ("”", "\""), ("„", "\""), ("‟", "\""), ("«", "\""), ("»", "\""), ("‹", "'"), ("›", "'")]);
    }
);
option!(
    /// En and em dashes become hyphens.
    Dashes, "ascii-dashes", "dashes become hyphens, … becomes three dots", |text, fixes| {
        each(text, fixes, &[("‐", "-"), ("‑", "-"), ("‒", "-"), ("–", "-"), ("—", "-"), ("―", "-"), ("−", "-"), ("…", "...")]);
    }
);
option!(
    /// Typographic ligatures become their letters.
    Ligatures, "ligatures", "ligatures such as ﬁ become their letters", |text, fixes| {
        each(text, fixes, &[("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬃ", "ffi"), ("ﬄ", "ffl"), ("ﬅ", "st"), ("ﬆ", "st"), ("ĳ", "ij"), ("Ĳ", "IJ")]);
    }
);
option!(
    /// Everything in small letters.
    Case, "lower-case", "all letters become small", |text, fixes| {
        for (i, c) in text.char_indices().filter(|(_, c)| c.is_uppercase()) {
            let small: String = c.to_lowercase().nfc().collect();
            if small != c.to_string() {
                fixes.push(Fix::new(i..i + c.len_utf8(), small));
            }
        }
    }
);
option!(
    /// No emoji.
    Emoji, "no-emoji", "emoji go", |text, fixes| {
        let mut inside = false;
        for (i, c) in text.char_indices() {
            let emoji = is_emoji(c);
            if emoji || inside && matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{fe0e}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}') {
                match fixes.last_mut() {
                    Some(last) if last.range.end == i => last.range.end = i + c.len_utf8(),
                    _ => fixes.push(Fix::remove(i..i + c.len_utf8())),
                }
                inside = true;
            } else {
                inside = false;
            }
        }
    }
);
option!(
    /// Addresses become `<url>`.
    Urls, "mask-urls", "web and mail addresses become <url> and <email>", |text, fixes| {
        let mut at = 0;
        for word in text.split(char::is_whitespace) {
            let start = at;
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
            let core = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
            let from = start + (word.len() - word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/').len());
            let mask = if core.contains("://") || core.starts_with("www.") && core.len() > 6 {
                "<url>"
            } else if core.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains('@')) {
                "<email>"
            } else {
                continue;
            };
            fixes.push(Fix::new(from..from + core.len(), mask));
        }
    }
);
option!(
    /// Numbers become `<number>`.
    Numbers, "mask-numbers", "numbers become <number>", |text, fixes| {
        static DIGITS: Bytes = Bytes::new(&[], &[(b'0', b'9')]);
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = DIGITS.find(bytes, at) {
            let mut end = i;
            while bytes.get(end).is_some_and(u8::is_ascii_digit)
                || matches!(bytes.get(end), Some(b'.' | b',')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
            {
                end += 1;
            }
            at = end;
            // Part of a name: B2B, A4.
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            if !letter(before(text, i)) && !letter(after(text, end)) {
                fixes.push(Fix::new(i..end, "<number>"));
            }
        }
    }
);

/// Replaces every occurrence of the first by the second.
fn each(text: &str, fixes: &mut Vec<Fix>, pairs: &[(&'static str, &'static str)]) {
    if text.is_ascii() {
        return;
    }
    for (i, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let here = &text[i..i + c.len_utf8()];
        if let Some((_, after)) = pairs.iter().find(|(before, _)| *before == here) {
            fixes.push(Fix::new(i..i + here.len(), *after));
        }
    }
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1f1e6..=0x1f1ff | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f900..=0x1faff | 0x1f7e0..=0x1f7eb
        | 0x2600..=0x27bf | 0x2b50 | 0x2b55 | 0x231a | 0x231b | 0x23e9..=0x23fa)
}

#[test]
fn examples() {
    use super::template::check;
    check(&Quotes, &[("en", "“It’s”", "\"It's\""), ("en", "\"It's\"", "\"It's\"")]);
    check(&Dashes, &[("en", "a – b — c…", "a - b - c..."), ("en", "a-b", "a-b")]);
    check(&Ligatures, &[("en", "eﬃcient ﬁre", "efficient fire"), ("fr", "œuvre", "œuvre")]);
    check(&Case, &[("en", "The ÉLAN", "the élan"), ("en", "small", "small")]);
    check(&Emoji, &[("en", "fun 👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}.", "fun  ."), ("en", "© 2020 ™", "© 2020 ™")]);
    check(
        &Urls,
        &[
            ("en", "see (https://example.com/a), or me@example.com.", "see (<url>), or <email>."),
            ("en", "and/or @name", "and/or @name"),
        ],
    );
    check(&Numbers, &[("en", "1,000.5 in 2020", "<number> in <number>"), ("en", "B2B, A4", "B2B, A4")]);
}
