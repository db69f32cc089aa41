//! HTML entities that were left standing, also when they were encoded twice or more.
//!
//! Only what ends in a semicolon counts: `AT&T`, `?a=1&copy=2` and `R&D;` stay.

use super::{Context, Fix, Fixer};
use memchr::memchr;

pub(super) struct Entities;

/// The longest name is `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 34;

impl Fixer for Entities {
    fn name(&self) -> &'static str {
        "entities"
    }

    fn about(&self) -> &'static str {
        "HTML entities become the characters they stand for, also twice encoded ones"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(i) = memchr(b'&', bytes.get(at..).unwrap_or_default()) {
            let start = at + i;
            at = start + 1;
            let Some((mut value, mut end)) = decode(&text[start..]).map(|(v, n)| (v, start + n)) else { continue };
            // `&amp;` may open another one: decode until it does not.
            while value == "&" {
                let rest = format!("&{}", &text[end..end + floor(&text[end..], LONGEST)]);
                match decode(&rest) {
                    Some((inner, n)) => {
                        value = inner;
                        end += n - 1;
                    }
                    None => break,
                }
            }
            at = end;
            fixes.push(Fix::new(start..end, value));
        }
    }
}

/// A length of at most `n` bytes that ends between two characters.
fn floor(text: &str, n: usize) -> usize {
    (0..=n.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// The entity at the start of the text: its characters and its length.
fn decode(text: &str) -> Option<(String, usize)> {
    let semicolon = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let name = text.get(1..semicolon)?;
    let known = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => {
            hex.len() > 1 && hex.len() < 8 && hex[1..].bytes().all(|b| b.is_ascii_hexdigit())
        }
        Some(number) => !number.is_empty() && number.len() < 9 && number.bytes().all(|b| b.is_ascii_digit()),
        None => name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphanumeric()),
    };
    if !known {
        return None;
    }
    let value = htmlize::unescape(&text[..=semicolon]);
    // `&notit;` decodes as `&not` and leaves the rest: that is not an entity but an accident.
    (!value.ends_with(';') || name == "semi" || name.starts_with('#')).then(|| (value.into_owned(), semicolon + 1))
}

#[test]
fn examples() {
    super::template::check(
        &Entities,
        &[
            ("", "Marks &amp; Spencer&#8217;s &ldquo;plan&rdquo;", "Marks & Spencer’s “plan”"),
            ("", "a &amp;amp; b, &amp;#x2019; and &amp;amp;lt;", "a & b, ’ and <"),
            ("", "&nbsp;caf&eacute;&hellip;", "\u{a0}café…"),
            ("", "AT&T; R&D; Q&A; ?a=1&copy=2&amp", "AT&T; R&D; Q&A; ?a=1&copy=2&amp"),
            ("", "&notit; &; &#; &#x;", "&notit; &; &#; &#x;"),
        ],
    );
}
