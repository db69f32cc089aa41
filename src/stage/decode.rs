//! Bytes to text: the text that comes out is the original that every span points into.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text. A byte order mark is still there: taking it out is an edit like any other.
    pub text: String,
    /// The encoding's name in the Encoding Standard.
    pub encoding: &'static str,
    /// How many characters had to be replaced by U+FFFD.
    pub malformed: usize,
}

/// Decodes bytes: strict UTF-8 first, then a byte order mark, then UTF-8 with a few broken characters in it, and at last the
/// encoding that chardetng finds most likely.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !looks_utf16(text.as_bytes()) => return Decoded { text, encoding: UTF_8.name(), malformed: 0 },
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if looks_utf16(&bytes) => {
            let even = bytes.iter().step_by(2).filter(|&&byte| byte == 0).count();
            if 4 * even > bytes.len() / 2 { UTF_16BE } else { UTF_16LE }
        }
        None if mostly_utf8(&bytes) => UTF_8,
        None if only_signs(&bytes) => WINDOWS_1252,
        None => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(&bytes, true);
            detector.guess(None, chardetng::Utf8Detection::Deny)
        }
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let already = if encoding == UTF_8 { count(&bytes, "\u{fffd}".as_bytes()) } else { 0 };
    let malformed = text.matches('\u{fffd}').count().saturating_sub(already);
    Decoded { text: text.into_owned(), encoding: encoding.name(), malformed }
}

/// Every other byte of the start is NUL, as in Latin text in UTF-16.
fn looks_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    if head.len() < 8 || !head.contains(&0) {
        return false;
    }
    let nul = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let half = head.len() / 2;
    (even * 10 > half * 7 && odd * 10 < half) || (odd * 10 > half * 7 && even * 10 < half)
}

/// A UTF-8 text that was cut or glued somewhere: far more good multi-byte characters than bad bytes, or hardly any bad bytes at
/// all after a text in ASCII.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad <= 1 + good / 8
}

/// Nothing beyond ASCII but what are quotes, dashes and signs in Windows-1252: English, where a detector has no letters to go by.
fn only_signs(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte < 0xc0 && !matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d))
        && bytes.iter().filter(|&&byte| byte >= 0x80).count() * 20 < bytes.len()
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(haystack, needle).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> (String, &'static str, usize) {
        let decoded = decode(bytes.to_vec());
        (decoded.text, decoded.encoding, decoded.malformed)
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(of("Zürich".as_bytes()), ("Zürich".into(), "UTF-8", 0));
        assert_eq!(of("\u{feff}Zürich".as_bytes()), ("\u{feff}Zürich".into(), "UTF-8", 0));
    }

    #[test]
    fn utf16() {
        let le: Vec<u8> = "Council votes".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "Council votes".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(of(&le).0, "Council votes");
        assert_eq!(of(&be).0, "Council votes");
    }

    #[test]
    fn a_broken_character_does_not_change_the_encoding_of_the_rest() {
        let mut bytes = "Żółw wrócił do Łodzi. ".repeat(4).into_bytes();
        bytes.insert(30, 0xff);
        let (text, encoding, malformed) = of(&bytes);
        assert_eq!((encoding, malformed), ("UTF-8", 1));
        assert!(text.contains("Łodzi"));
    }

    #[test]
    fn english_with_signs_alone() {
        assert_eq!(
            of(b"The mayor said it cost \xa312,000, \x93not a penny more\x94 than last year.").0,
            "The mayor said it cost £12,000, “not a penny more” than last year."
        );
    }

    #[test]
    fn a_legacy_encoding() {
        let bytes = b"Der B\xfcrgermeister er\xf6ffnete die Br\xfccke \xfcber den Flu\xdf. Viele B\xfcrger waren gekommen.";
        assert_eq!(of(bytes).0, "Der Bürgermeister eröffnete die Brücke über den Fluß. Viele Bürger waren gekommen.");
    }
}
