//! Runs the examples inside the rules.

use std::{ops::Range, sync::Arc};

use super::{
    apply::Subject,
    compile::RuleSet,
    diagnostic::{Diagnostic, Severity},
    rule::{Action, Example, Rule},
};
use crate::{block, text::Text};

/// Everything that is wrong with the examples of a rule: one that fails is an error, a missing kind a warning.
pub fn rule(set: &RuleSet, index: u32) -> Vec<Diagnostic> {
    let Some(rule) = set.rules().get(index as usize) else { return Vec::new() };
    let mut out = Vec::new();
    let mut tell = |span: &Range<usize>, severity, message: String, help: Option<String>| {
        out.push(Diagnostic { source: Arc::clone(&rule.source), span: span.clone(), severity, message, help });
    };
    for (key, examples) in [("removes", &rule.removes), ("keeps", &rule.keeps)] {
        if examples.is_empty() {
            let message = format!("`{}` has no `{key}` examples", rule.name);
            tell(&rule.span, Severity::Warning, message, Some(format!("{key} = [\"…\"]: a text that it {key}")));
        }
    }
    for example in &rule.removes {
        if let Err((message, help)) = removes(set, index, rule, example) {
            tell(&example.span, Severity::Error, message, help);
        }
    }
    for example in &rule.keeps {
        if let Err((message, help)) = keeps(set, index, rule, example) {
            tell(&example.span, Severity::Error, message, help);
        }
    }
    out
}

/// Runs the examples of all rules. Returns how many ran, and what failed.
pub fn all(set: &RuleSet) -> (usize, Vec<Diagnostic>) {
    let mut failures = Vec::new();
    let mut ran = 0;
    for index in 0..set.rules().len() {
        let known = &set.rules()[index];
        ran += known.removes.len() + known.keeps.len();
        failures.append(&mut rule(set, u32::try_from(index).unwrap_or(u32::MAX)));
    }
    (ran, failures)
}

type Wrong = (String, Option<String>);

fn removes(set: &RuleSet, index: u32, rule: &Rule, example: &Example) -> Result<(), Wrong> {
    if rule.action == Action::Protect {
        let (_, protected) = run(set, index, &example.text);
        return if protected { Ok(()) } else { Err((format!("`{}` does not protect this", rule.name), None)) };
    }
    let (left, _) = run(set, index, &example.text);
    if lines(&left) == lines(&example.leaves) {
        return if run(set, index, &left).0 == left {
            Ok(())
        } else {
            Err((format!("`{}` changes its own result again", rule.name), Some("what it leaves must not match it".into())))
        };
    }
    let message = if left == example.text {
        format!("`{}` does not touch this example", rule.name)
    } else {
        format!("`{}` leaves {:?} of this example, not {:?}", rule.name, lines(&left).join("\n"), lines(&example.leaves).join("\n"))
    };
    Err((message, Some("change the matcher or its guards, or write the example as { text = …, leaves = … }".into())))
}

fn keeps(set: &RuleSet, index: u32, rule: &Rule, example: &Example) -> Result<(), Wrong> {
    let (left, protected) = run(set, index, &example.text);
    if left == example.text && !protected {
        return Ok(());
    }
    let message = format!("`{}` changes this example, which it should keep", rule.name);
    let help = format!("left of it: {:?}", lines(&left).join("\n"));
    Err((message, Some(help)))
}

/// What one rule alone leaves of a text, and whether it protects any of it.
fn run(set: &RuleSet, rule: u32, example: &str) -> (String, bool) {
    let mut text = Text::new(example.to_owned());
    let mut protected = false;
    for _ in 0..crate::stage::rules::MOST_PASSES {
        let blocks = block::blocks(text.as_str());
        let subject = Subject {
            text: text.as_str(),
            blocks: &blocks,
            address: None,
            language: None,
            date: None,
            title: None,
            only: Some(rule),
        };
        let finding = set.find(&subject);
        protected |= !finding.protected.is_empty();
        if text.apply(finding.changes) == 0 || !finding.again {
            break;
        }
    }
    (text.as_str().to_owned(), protected)
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}
