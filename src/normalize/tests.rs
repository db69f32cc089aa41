use super::*;
use proptest::prelude::*;

fn english(text: &str) -> String {
    normalized(text, &Settings::default(), &Context { language: Some("en"), ..Context::default() })
}

#[test]
fn names_are_unique_and_plain() {
    let mut names: Vec<_> = fixers().iter().map(|f| f.name()).collect();
    assert!(names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), fixers().len());
    assert!(fixers().len() <= 64, "Settings keeps a bit a fixer");
}

#[test]
fn settings_switch_fixers() {
    let mut settings = Settings::default();
    assert!(settings.is_on("spaces") && !settings.is_on("straight-quotes"));
    assert_eq!(settings.set("normalize/spaces", false), Ok(()));
    assert!(!settings.is_on("spaces"));
    assert!(settings.set("no-such-thing", true).is_err());
    assert!(normalize("a  b", &settings, &Context::default()).is_empty());
}

#[test]
fn clean_text_is_left_alone() {
    let text = "The minister said on Monday: “We will go.”\n\nIt’s 3.5 % – or so.";
    assert!(normalize(text, &Settings::default(), &Context { language: Some("en"), ..Context::default() }).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn twice_is_once(text in "([a-zA-Z]{1,8}|[ .,;:!?&#\\\\\n\r\t\"'“”’@/-]|\u{a0}|\u{ad}|\u{200b}|\u{200d}|Ã|©|â|€|™|&amp;|&#10;|nbsp;|lt;|\\\\n|said|The|[а-я]|\u{301}|\u{93}|<a>|\\{\\{|\\}\\}|[0-9]){0,24}") {
        let once = english(&text);
        prop_assert_eq!(english(&once), once);
    }

    #[test]
    fn any_text_survives(text in "\\PC{0,40}") {
        let once = english(&text);
        prop_assert_eq!(english(&once), once);
    }
}
