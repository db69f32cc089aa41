//! Code that leaked into the text.

use super::{Context, Fix, Fixer};

pub(super) struct Markup;
pub(super) struct Code;

impl Fixer for Markup {
    fn name(&self) -> &'static str {
        "markup"
    }

    fn about(&self) -> &'static str {
        "encoded tags and their attributes"
    }

    fn class(&self) -> &'static str {
        "markup"
    }

    fn fix(&self, _text: &str, _cx: &Context, _fixes: &mut Vec<Fix>) {}
}

impl Fixer for Code {
    fn name(&self) -> &'static str {
        "code"
    }

    fn about(&self) -> &'static str {
        "scripts, style sheets, templates and shortcodes"
    }

    fn class(&self) -> &'static str {
        "technical"
    }

    fn fix(&self, _text: &str, _cx: &Context, _fixes: &mut Vec<Fix>) {}
}
