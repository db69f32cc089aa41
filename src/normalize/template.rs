//! A fixer to copy.
//!
//! 1. Copy this file to `normalize/<name>.rs` and name the struct.
//! 2. Say in the first line what it repairs, and below what it leaves alone.
//! 3. Add it to `FIXERS` in `normalize.rs`, where its result is not undone or extended by an earlier one.
//! 4. Write examples of both kinds; [`check`] runs them.
//! 5. Describe it in `docs/normalization.md`.

use super::{Context, Fix, Fixer};

/// Example: the long s of old print becomes an s.
pub(super) struct LongS;

impl Fixer for LongS {
    fn name(&self) -> &'static str {
        "long-s"
    }

    fn about(&self) -> &'static str {
        "ſ becomes s"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        // First a way past clean text that costs next to nothing: here one search for two bytes.
        fixes.extend(memchr::memmem::find_iter(text.as_bytes(), "ſ").map(|i| Fix::new(i..i + "ſ".len(), "s")));
    }
}

/// Runs a fixer on its examples: `(language, before, after)`. Where nothing is to be done, both are the same.
pub(super) fn check(fixer: &dyn Fixer, examples: &[(&str, &str, &str)]) {
    assert!(examples.iter().any(|e| e.1 != e.2), "`{}` has no example that it changes: show what it is for.", fixer.name());
    assert!(
        examples.iter().any(|e| e.1 == e.2),
        "`{}` has no example that it leaves alone: show the near miss that people will worry about.",
        fixer.name()
    );
    for &(language, before, after) in examples {
        let cx = Context { language: Some(language).filter(|l| !l.is_empty()), ..Context::default() };
        let once = once(fixer, before, &cx);
        assert_eq!(
            once,
            after,
            "`{}` made {before:?} ({language}) into {once:?}, and its example says {after:?}.\n\
             Fix the code if the example is right. If the example is wrong, ask whether the page's author typed what it says.",
            fixer.name()
        );
        let twice = self::once(fixer, &once, &cx);
        assert_eq!(
            twice,
            once,
            "`{}` is not done after one run: {once:?} became {twice:?} in a second one.\n\
             What a fixer writes must not look like what it repairs.",
            fixer.name()
        );
    }
}

fn once(fixer: &dyn Fixer, text: &str, cx: &Context) -> String {
    let mut fixes = Vec::new();
    fixer.fix(text, cx, &mut fixes);
    let mut last = 0;
    for fix in &fixes {
        assert!(
            fix.range.start >= last && fix.range.end >= fix.range.start && text.get(fix.range.clone()).is_some(),
            "`{}` gave {fix:?} for {text:?}: ranges come in order, do not overlap and lie on the borders of characters.",
            fixer.name()
        );
        last = fix.range.end;
    }
    super::apply(text, &fixes)
}

#[test]
fn examples() {
    check(&LongS, &[("en", "ſay", "say"), ("en", "say", "say")]);
}
