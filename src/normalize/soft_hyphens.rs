//! Soft hyphens within words: the publisher's hyphenation, which shows nothing and breaks a word in two for most tokenizers.
//!
//! Off by default: the author's page has them, and a text without them has other words by a tokenizer's count.

use super::{Context, Fix, Fixer};

pub(super) struct SoftHyphens;

impl Fixer for SoftHyphens {
    fn name(&self) -> &'static str {
        "soft-hyphens"
    }

    fn about(&self) -> &'static str {
        "soft hyphens within words go, so that `Strom\u{ad}netz` is one word"
    }

    fn on_by_default(&self) -> bool {
        false
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        fixes.extend(memchr::memmem::find_iter(text.as_bytes(), "\u{ad}".as_bytes()).map(|at| Fix::remove(at..at + 2)));
    }
}

#[test]
fn examples() {
    super::template::check(&SoftHyphens, &[("de", "das Strom\u{ad}netz", "das Stromnetz"), ("de", "das Netz", "das Netz")]);
}
