//! The rules stage: what rules find, done; again while blocks that were changed may match anew.

use super::Page;
use crate::{
    block,
    document::Fields,
    rules::{RuleSet, Subject, rule::Field},
};

/// Rounds after which a rule that keeps changing its own result is stopped.
pub const MOST_PASSES: usize = 8;

/// Runs the rules over a page.
pub fn run(page: &mut Page, set: &RuleSet, only_site: Option<&str>) {
    for _ in 0..MOST_PASSES {
        let blocks = block::blocks(page.text.as_str());
        let finding = set.find(&Subject {
            text: page.text.as_str(),
            blocks: &blocks,
            address: only_site.or(page.document.url.as_deref()).or(page.document.site.as_deref()),
            language: page.language.as_deref(),
            date: page.document.date,
            title: page.document.fields.title.as_deref(),
            only: None,
        });
        let protected = finding.protected.iter().map(|&span| page.text.locate(span));
        page.protected.extend(protected);
        fill(&mut page.extracted, finding.fields);
        if page.text.apply(finding.changes) == 0 || !finding.again {
            break;
        }
    }
}

/// The first value found for a field is the one that counts.
fn fill(found: &mut Fields, fields: Vec<(Field, String)>) {
    for (field, value) in fields {
        let place = match field {
            Field::Author => &mut found.author,
            Field::Published => &mut found.published,
            Field::Title => &mut found.title,
        };
        place.get_or_insert(value);
    }
}
