//! Names that are known to be misspelt, from `[names]` in `rules/words`: "Vladmir" → "Vladimir".
//!
//! Only whole words, with the capitals of the list, and not in addresses or handles.

use super::scan::{after, before, is_technical, token};
use super::{Context, Fix, Fixer};

pub(super) struct Names;

impl Fixer for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn about(&self) -> &'static str {
        "known misspelt names, from a list"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let words = cx.words();
        let Some(search) = words.name_search() else { return };
        for hit in search.find_iter(text) {
            let (start, end) = (hit.start(), hit.end());
            let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '#' | '/'));
            if letter(before(text, start)) || letter(after(text, end)) || is_technical(&text[token(text, start)]) {
                continue;
            }
            // An address: vladmir.example, or Vladmir.com.
            if after(text, end) == Some('.') && after(text, end + 1).is_some_and(char::is_alphanumeric) {
                continue;
            }
            // [sic] says that it stood so.
            if text[end..].trim_start().starts_with("[sic") || text[end..].trim_start().starts_with("(sic") {
                continue;
            }
            if let Some(right) = words.name(&text[start..end]) {
                fixes.push(Fix::new(start..end, right.to_owned()));
            }
        }
    }
}

#[test]
fn examples() {
    super::template::check(
        &Names,
        &[
            ("en", "Vladmir Putin met Kim.", "Vladimir Putin met Kim."),
            ("en", "Vladmir’s plan in the Phillipines", "Vladimir’s plan in the Philippines"),
            (
                "en",
                "@Vladmir, Vladmirov, vladmir.example, “Vladmir [sic]” and /Vladmir/",
                "@Vladmir, Vladmirov, vladmir.example, “Vladmir [sic]” and /Vladmir/",
            ),
        ],
    );
}
