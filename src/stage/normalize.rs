//! The normalize stage: every enabled fixer, each one's repairs a batch of the ledger.

use super::Page;
use crate::{
    class::Class,
    edit::{Applicability, Cause, Change},
    normalize::{self, Context, Settings},
    span::Span,
};

/// Repairs a page's text.
pub fn run(page: &mut Page, settings: &Settings) {
    let text = page.text.as_str();
    // A file's own last newline is where it should be: what stands before it is the text.
    let body = if page.document.final_newline { text.strip_suffix('\n').unwrap_or(text) } else { text };
    let cx = Context { language: page.language.as_deref(), title: page.document.fields.title.as_deref(), ..Context::default() };
    let batches = normalize::normalize(body, settings, &cx);
    for batch in batches {
        let cause: Cause = normalize::cause(batch.fixer).into();
        let class = batch.fixer.class().parse().unwrap_or(Class::Normalization);
        let applicability = if batch.fixer.on_by_default() { Applicability::Safe } else { Applicability::Unsafe };
        let changes = batch
            .fixes
            .into_iter()
            .map(|fix| Change { range: Span::from(fix.range), after: fix.after, cause: cause.clone(), class, applicability })
            .collect();
        page.text.apply(changes);
    }
    if page.document.final_newline && !page.text.as_str().is_empty() && !page.text.as_str().ends_with('\n') {
        let end = page.text.as_str().len();
        page.text.apply(vec![Change::replace(Span::new(end, end), "\n", "normalize/final-newline".into(), Class::Normalization)]);
    }
}
