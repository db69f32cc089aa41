//! The rules stage: what rules find, done; again while blocks that were changed may match anew.

use super::Page;
use crate::{
    clock::Clock,
    metadata::{self, LineContext},
    rules::{
        RuleSet, Subject,
        rule::{Field, MOST_PASSES},
    },
    span::Span,
};

/// Runs the rules over a page.
pub fn run<C: Clock>(page: &mut Page, set: &RuleSet, only_site: Option<&str>, clock: &mut C) {
    for _ in 0..MOST_PASSES {
        let blocks = page.blocks();
        let origins: Vec<Option<Span>> = blocks.iter().map(|block| page.text.origin(block.span)).collect();
        let headline = page.reading().headline.filter(|headline| headline.sure);
        let mut memory = std::mem::take(&mut page.memory);
        let subject = Subject {
            text: page.text.as_str(),
            blocks: &blocks,
            address: only_site.or(page.document.url.as_deref()).or(page.document.site.as_deref()),
            language: page.language.as_deref(),
            date: page.document.date,
            title: page.document.fields.title.as_deref(),
            headline: headline.map(|headline| headline.line),
            only: None,
        };
        let finding = set.find_again(&subject, &origins, &mut memory, clock);
        page.memory = memory;
        let protected = finding.protected.iter().map(|&span| page.text.locate(span));
        page.protected.extend(protected);
        fill(page, finding.fields);
        if page.text.apply(finding.changes) == 0 || !finding.again {
            break;
        }
    }
}

/// The first value found for a field is the one that counts. A time that is none is no field.
fn fill(page: &mut Page, fields: Vec<(Field, String)>) {
    let cx = LineContext { language: page.language.as_deref(), url: page.document.url.as_deref(), ..LineContext::default() };
    for (field, value) in fields {
        let (place, value) = match field {
            Field::Author => (&mut page.extracted.author, Some(value)),
            Field::Title => (&mut page.extracted.title, Some(value)),
            Field::Published => (&mut page.extracted.published, metadata::read_line(&value, &cx).and_then(|found| found.published)),
        };
        if place.is_none() {
            *place = value;
        }
    }
}
