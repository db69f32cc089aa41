//! Characters and words as the scorer sees them: lower case, digits alike, hashed by a function written out here.

/// What a character is, as far as the scorer cares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A letter in lower case, or of a script without case.
    Lower,
    /// A letter in upper case.
    Upper,
    /// A digit.
    Digit,
    /// A character that is a word by itself (Chinese, Japanese).
    Ideograph,
    /// White space.
    Space,
    /// Everything else.
    Other,
}

const fn ascii_table() -> [(Kind, u8); 128] {
    let mut table = [(Kind::Other, 0_u8); 128];
    let mut i = 0_usize;
    while i < 128 {
        let b = i as u8;
        table[i] = if b.is_ascii_lowercase() {
            (Kind::Lower, b)
        } else if b.is_ascii_uppercase() {
            (Kind::Upper, b + 32)
        } else if b.is_ascii_digit() {
            (Kind::Digit, b'0')
        } else if b == b'_' {
            (Kind::Lower, b)
        } else if b <= b' ' {
            (Kind::Space, b' ')
        } else {
            (Kind::Other, b)
        };
        i += 1;
    }
    table
}

static ASCII: [(Kind, u8); 128] = ascii_table();

/// The kind of an ASCII character and its folded form.
#[inline]
pub(crate) fn ascii(byte: u8) -> (Kind, u32) {
    let (kind, folded) = ASCII[usize::from(byte & 0x7f)];
    (kind, u32::from(folded))
}

/// Characters below this have an entry in a table.
const COMMON: u32 = 0x2100;

fn common() -> &'static [(Kind, u32)] {
    static TABLE: std::sync::OnceLock<Vec<(Kind, u32)>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let wide = |code| char::from_u32(code).map_or((Kind::Other, code), |c| fold_wide(c, code));
        (0..COMMON).map(|code| if code < 128 { ascii(code as u8) } else { wide(code) }).collect()
    })
}

/// The kind of a character and its folded form (lower case, every digit `0`, every space alike).
#[inline]
pub(crate) fn fold(c: char) -> (Kind, u32) {
    let code = u32::from(c);
    match common().get(code as usize) {
        Some(entry) => *entry,
        None => fold_wide(c, code),
    }
}

fn fold_wide(c: char, code: u32) -> (Kind, u32) {
    match code {
        0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => (Kind::Ideograph, code),
        _ if c.is_alphabetic() => {
            if c.is_uppercase() {
                (Kind::Upper, c.to_lowercase().next().map_or(code, u32::from))
            } else {
                (Kind::Lower, code)
            }
        }
        _ if c.is_numeric() => (Kind::Digit, u32::from('0')),
        _ if c.is_whitespace() => (Kind::Space, u32::from(' ')),
        _ => (Kind::Other, code),
    }
}

/// Start value of a word's hash.
pub(crate) const SEED: u32 = 0x811c_9dc5;

/// One step of a word's hash (FNV-1a over folded code points).
#[inline]
pub(crate) fn step(hash: u32, folded: u32) -> u32 {
    (hash ^ folded).wrapping_mul(0x0100_0193)
}

/// The hash of a whole word, folded.
pub(crate) fn word(text: &str) -> u32 {
    text.chars().fold(SEED, |h, c| step(h, fold(c).1))
}

/// Mixes two values into one.
#[inline]
pub(crate) fn mix(a: u32, b: u32) -> u32 {
    let x = (u64::from(a) ^ (u64::from(b) << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((x >> 32) ^ x) as u32
}

/// FNV-1a over bytes, 64 bits: digests and whole lines.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_case_fold() {
        assert_eq!(word("Page 12"), word("pAGE 98"));
        assert_eq!(fold('Ä'), (Kind::Upper, u32::from('ä')));
        assert_eq!(fold('\u{a0}').0, Kind::Space);
        assert_eq!(fold('中').0, Kind::Ideograph);
    }

    #[test]
    fn hashes_are_fixed() {
        assert_eq!(word("a"), 0xe40c_292c);
        assert_eq!(digest(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(digest(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
