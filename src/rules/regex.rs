//! A rule's regular expression, compiled when a text first needs it: most of a thousand never are.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::OnceLock,
};

use regex_automata::{
    Input,
    hybrid::dfa::{Cache, DFA},
    nfa::thompson::{Compiler, Config, WhichCaptures},
    util::pool::Pool,
};
use regex_syntax::hir::{Hir, HirKind, Look, Repetition};

/// A regular expression in two forms. One only tells whether the expression may match, and is cheap to compile and to ask; the other
/// one is the expression itself, which few that were asked need.
#[derive(Debug)]
pub struct Regex {
    /// As written.
    pub pattern: String,
    asked: OnceLock<Option<Question>>,
    full: OnceLock<Option<regex::Regex>>,
}

impl Regex {
    /// Bytes that the compiled form of one expression may take.
    pub const LIMIT: usize = 4 << 20;

    /// Bytes of the states that one expression remembers in one thread: hundreds of expressions are alive at once.
    const CACHE: usize = 1 << 20;

    /// An expression that is known to compile, or will be tried.
    pub fn new(pattern: String) -> Self {
        Self { pattern, asked: OnceLock::new(), full: OnceLock::new() }
    }

    fn build(pattern: &str) -> Result<regex::Regex, regex::Error> {
        regex::RegexBuilder::new(pattern).size_limit(Self::LIMIT).dfa_size_limit(Self::CACHE).build()
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// When it is no regular expression, or too large a one.
    pub fn check(&self) -> Result<(), regex::Error> {
        let regex = Self::build(&self.pattern)?;
        self.full.get_or_init(|| Some(regex));
        Ok(())
    }

    /// The compiled form; `None` when there is none, which the tests rule out for built-in rules and `check` for a user's.
    pub fn get(&self) -> Option<&regex::Regex> {
        self.full.get_or_init(|| Self::build(&self.pattern).ok()).as_ref()
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.may_match(text).unwrap_or_else(|| self.get().is_some_and(|regex| regex.is_match(text)))
    }

    /// Where it first matches in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        if self.may_match(text) == Some(false) { None } else { self.get()?.find(text) }
    }

    /// What the cheap form says; `None` when it can't tell.
    fn may_match(&self, text: &str) -> Option<bool> {
        self.asked.get_or_init(|| Question::new(&self.pattern)).as_ref()?.answer(text)
    }
}

/// Makes the memory that an automaton needs in a thread.
type MakeCache = Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// An expression without its word boundaries and the limits of its repetitions, read forwards, without groups: it matches wherever the
/// expression does, and more.
///
/// A `\b` keeps automata from running over a text that is not all ASCII, and without them an expression is fifty times slower. A
/// `.{0,80}` is eighty times as much to compile as a `.*`, and an automaton that has to count has more states than its memory holds.
#[derive(Debug)]
struct Question {
    automaton: DFA,
    caches: Pool<Cache, MakeCache>,
    /// Whether there was neither: where it matches the expression does.
    exact: bool,
}

impl Question {
    fn new(pattern: &str) -> Option<Self> {
        let hir = regex_syntax::parse(pattern).ok()?;
        let mut exact = true;
        let hir = relaxed(&hir, &mut exact);
        let config = Config::new().which_captures(WhichCaptures::None).nfa_size_limit(Some(Regex::LIMIT));
        let nfa = Compiler::new().configure(config).build_from_hir(&hir).ok()?;
        // An expression that fills its memory again and again is given up for the other form, which knows other ways.
        let config = DFA::config().cache_capacity(Regex::CACHE).skip_cache_capacity_check(true).minimum_cache_clear_count(Some(8));
        let automaton = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let maker = automaton.clone();
        let make: MakeCache = Box::new(move || maker.create_cache());
        Some(Self { automaton, caches: Pool::new(make), exact })
    }

    fn answer(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).earliest(true);
        match self.automaton.try_search_fwd(&mut self.caches.get(), &input) {
            Ok(None) => Some(false),
            Ok(Some(_)) if self.exact => Some(true),
            _ => None,
        }
    }
}

/// Repetitions up to so many times are left as they are.
const FEW: u32 = 3;

fn relaxed(hir: &Hir, exact: &mut bool) -> Hir {
    match hir.kind() {
        HirKind::Look(Look::Start | Look::End | Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF)
        | HirKind::Empty
        | HirKind::Literal(_)
        | HirKind::Class(_) => hir.clone(),
        HirKind::Look(_) => {
            *exact = false;
            Hir::empty()
        }
        HirKind::Capture(capture) => relaxed(&capture.sub, exact),
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            let sub = Box::new(relaxed(sub, exact));
            let (least, most) = ((*min).min(FEW), max.filter(|most| *most <= FEW));
            *exact &= (least, most) == (*min, *max);
            Hir::repetition(Repetition { min: least, max: most, greedy: *greedy, sub })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| relaxed(part, exact)).collect()),
        HirKind::Alternation(branches) => Hir::alternation(branches.iter().map(|branch| relaxed(branch, exact)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::Regex;
    use proptest::prelude::*;

    #[test]
    fn word_boundaries_hold_in_every_script() {
        let regex = Regex::new(r"(?i)\b(?:skip|end of) feed\b".into());
        for (text, is_match) in
            [("Skip feed", true), ("“Skip feed”", true), ("“Skip feeding”", false), ("éskip feed", false), ("skip feedé", false)]
        {
            assert_eq!(regex.is_match(text), is_match, "{text}");
            assert_eq!(regex.find(text).is_some(), is_match, "{text}");
        }
        assert!(Regex::new(r"\bслово\b".into()).is_match("это слово тут"));
    }

    const PATTERNS: [&str; 10] = [
        "^a+b$",
        r"\ba b\b",
        r"(?i)[ab]é?$",
        r"(a|b \b){2,3}",
        r"\Bb",
        r"^(?:a\b|é)*$",
        r"(?m)^b$",
        r"\b{start}a",
        "^a{0,5}b{4}",
        "^(?:a|b){5,6}$",
    ];

    proptest! {
        #[test]
        fn both_forms_say_the_same(pattern in prop::sample::select(&PATTERNS[..]), text in "[abAé \n]{0,12}") {
            let regex = Regex::new(pattern.into());
            prop_assert_eq!(regex.is_match(&text), regex::Regex::new(pattern).unwrap().is_match(&text));
        }
    }
}
