//! The language of a text.

/// Bytes of a text that tell its language.
const ENOUGH: usize = 2000;

/// The language of a text as an ISO 639-1 code, when it is sure.
///
/// Little words tell English from everything else; [`whatlang`] looks at the rest, at fifty times the cost.
#[must_use]
pub fn detect(text: &str) -> Option<&'static str> {
    // The middle of a page is more likely story than its start, but may be a list of numbers, a program or a poem.
    if text.len() <= 2 * ENOUGH {
        return sample(text);
    }
    [text.len() / 3, 0, text.len() - ENOUGH].into_iter().find_map(|start| {
        let start = (start..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let end = (start + ENOUGH..).find(|&at| at >= text.len() || text.is_char_boundary(at)).unwrap_or(text.len());
        sample(&text[start..end.min(text.len())])
    })
}

/// The language of a stretch of text.
fn sample(text: &str) -> Option<&'static str> {
    if is_english(text) {
        return Some("en");
    }
    let info = whatlang::detect(text)?;
    if !info.is_reliable() {
        return None;
    }
    use whatlang::Lang;
    Some(match info.lang() {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Pol => "pl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Ell => "el",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tha => "th",
        Lang::Cat => "ca",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Urd => "ur",
        Lang::Ben => "bn",
        _ => return None,
    })
}

/// Whether a text can only be English: one word in seven is one of its commonest, `the` and three others among them. A headline or
/// a quotation in another language does not reach that, nor does a list of names.
fn is_english(text: &str) -> bool {
    let (mut words, mut articles, mut links, mut others) = (0, 0, 0, 0);
    for word in text.as_bytes().split(|byte| !byte.is_ascii_alphabetic() && byte.is_ascii()).filter(|word| !word.is_empty()) {
        words += 1;
        let mut lower = [0; 4];
        let Some(lower) = lower.get_mut(..word.len()) else { continue };
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        match &*lower {
            b"the" => articles += 1,
            b"of" | b"and" | b"to" => links += 1,
            b"that" | b"is" | b"was" | b"for" | b"with" | b"his" | b"has" | b"have" | b"from" | b"are" | b"been" | b"they"
            | b"it" | b"by" | b"at" | b"be" | b"he" | b"as" | b"this" | b"not" => others += 1,
            _ => {}
        }
    }
    let share = |count: usize, of: usize| count * of >= words;
    words >= 40 && share(articles, 40) && share(links, 33) && share(others, 33) && share(articles + links + others, 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The council said on Monday that it has voted for the bridge, and that the work is to begin in May. Most of the \
        people who live by the river have waited for it since the flood of last year, and the mayor said he was glad of the vote.";

    #[test]
    fn english_by_its_little_words() {
        assert!(is_english(STORY));
        assert_eq!(detect(STORY), Some("en"));
    }

    #[test]
    fn other_languages_are_not_english() {
        for (language, text) in [
            (
                "de",
                "Der Stadtrat hat am Montag für die neue Brücke gestimmt, und die Arbeiten sollen im Mai beginnen. Die meisten \
                Menschen am Fluss warten darauf seit dem Hochwasser im letzten Jahr, sagte der Bürgermeister in der Sitzung.",
            ),
            (
                "nl",
                "De gemeenteraad heeft maandag voor de nieuwe brug gestemd en het werk moet in mei beginnen. De meeste mensen die \
                aan de rivier wonen wachten er al op sinds de overstroming van vorig jaar, zei de burgemeester in de raad.",
            ),
        ] {
            assert!(!is_english(text));
            assert_eq!(detect(text), Some(language));
        }
    }

    #[test]
    fn a_list_of_names_has_no_language_of_its_own() {
        assert!(!is_english(&"The Hague Times and Post of Kyiv, Anna Petrova, Marek Nowak, Olaf Berg, Juan Diaz. ".repeat(5)));
    }
}
