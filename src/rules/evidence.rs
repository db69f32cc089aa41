//! What a text must have before a regular expression is asked about it. That of the built-in rules is found when the program is built.

use std::borrow::Cow;

use super::{builtin, literals, needs::Needs};

/// Literals and characters without which an expression can't match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Loose literals, one of which stands in the loose form of every text that matches; `None`: nothing to hold on to.
    pub literals: Option<Vec<Gate>>,
    /// Characters that every text that matches has.
    pub needs: Needs,
}

/// A loose literal that an expression needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The literal.
    pub text: Cow<'static, str>,
    /// It never starts inside a word.
    pub at_word: bool,
}

/// An expression of the built-in rules: the expression, the literals and whether they never start inside a word, the characters.
pub(super) type Known = (&'static str, Option<&'static [(&'static str, bool)]>, u64);

impl Evidence {
    /// That of an expression.
    pub(super) fn of(pattern: &str) -> Self {
        let known = builtin::EVIDENCE.binary_search_by_key(&pattern, |known| known.0).ok();
        match known.and_then(|at| builtin::EVIDENCE.get(at)) {
            Some((_, literals, needs)) => Self {
                literals: literals
                    .map(|literals| literals.iter().map(|&(text, at_word)| Gate { text: text.into(), at_word }).collect()),
                needs: Needs(*needs),
            },
            None => Self::found(pattern),
        }
    }

    /// The same, found now.
    pub fn found(pattern: &str) -> Self {
        let parsed = regex_syntax::parse(pattern).ok();
        let literals = parsed.as_ref().and_then(literals::required);
        Self {
            literals: literals.map(|literals| {
                let gates = literals.into_iter().map(|literal| Gate { text: literal.text.into(), at_word: literal.at_word });
                gates.collect()
            }),
            needs: parsed.as_ref().map_or(Needs::default(), Needs::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_found_is_what_is_there() {
        assert!(builtin::EVIDENCE.is_sorted_by_key(|known| known.0));
        assert!(builtin::EVIDENCE.len() > 500);
        for (pattern, ..) in builtin::EVIDENCE.iter().step_by(7) {
            assert_eq!(Evidence::of(pattern), Evidence::found(pattern), "{pattern}");
        }
    }
}
