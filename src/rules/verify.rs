//! Runs the examples inside the rules.

use super::{
    apply::Subject,
    compile::RuleSet,
    diagnostic::Diagnostic,
    rule::{Action, Example, MOST_PASSES, Rule},
};
use crate::{block, text::Text};

/// Everything that is wrong with the examples of a rule: one that fails is an error, a missing kind a warning.
pub fn rule(set: &RuleSet, index: u32) -> Vec<Diagnostic> {
    let Some(rule) = set.rules().get(index as usize) else { return Vec::new() };
    let mut out = Vec::new();
    for (key, examples) in [("removes", &rule.removes), ("keeps", &rule.keeps)] {
        if examples.is_empty() {
            let message = format!("`{}` has no `{key}` examples", rule.name);
            let help = format!("{key} = [\"…\"]: a text that it {key}");
            out.push(Diagnostic::warning(&rule.source, rule.span.clone(), message).help(help));
        }
    }
    for example in &rule.removes {
        out.extend(removes(set, index, rule, example));
    }
    for example in &rule.keeps {
        out.extend(keeps(set, index, rule, example));
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

fn removes(set: &RuleSet, index: u32, rule: &Rule, example: &Example) -> Option<Diagnostic> {
    let wrong = |message: String| Some(Diagnostic::error(&rule.source, example.span.clone(), message));
    let (left, protected) = run(set, index, &example.text);
    if rule.action == Action::Protect {
        return if protected { None } else { wrong(format!("`{}` does not protect this", rule.name)) };
    }
    if lines(&left) == lines(&example.leaves) {
        let again = run(set, index, &left).0;
        if again == left {
            return None;
        }
        let note = format!("what its own result becomes:\n{}", diff(&left, &again));
        return wrong(format!("`{}` changes its own result again", rule.name))
            .map(|found| found.note(note).help("what it leaves must not match it"));
    }
    if left == example.text {
        return wrong(format!("`{}` does not touch this example", rule.name))
            .map(|found| found.help("change the matcher or its guards, or move the text to `keeps`"));
    }
    let (message, what) = if example.leaves.is_empty() {
        (format!("`{}` leaves something of this example", rule.name), "what it leaves (+)")
    } else {
        (format!("`{}` leaves something else of this example", rule.name), "what `leaves` says (-) and what is left (+)")
    };
    let note = format!("{what}:\n{}", diff(&example.leaves, &left));
    let help = "change the matcher or its guards, or write the example as { text = …, leaves = … }";
    wrong(message).map(|found| found.note(note).help(help))
}

fn keeps(set: &RuleSet, index: u32, rule: &Rule, example: &Example) -> Option<Diagnostic> {
    let (left, protected) = run(set, index, &example.text);
    if left == example.text && !protected {
        return None;
    }
    let message = format!("`{}` {} this example, which it should keep", rule.name, if protected { "protects" } else { "changes" });
    let found = Diagnostic::error(&rule.source, example.span.clone(), message);
    let found = if protected { found } else { found.note(format!("what goes (-) and comes (+):\n{}", diff(&example.text, &left))) };
    Some(found.help("narrow the matcher, or add a guard: `unless`, `max_words`, `where`"))
}

/// Two texts line by line: `-` is only in the first, `+` only in the second.
pub fn diff(before: &str, after: &str) -> String {
    let (before, after) = (lines(before), lines(after));
    // The longest common subsequence; examples have few lines.
    let mut longest = vec![vec![0usize; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            longest[i][j] =
                if before[i] == after[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            out.push(format!("  {}", before[i]));
            i += 1;
            j += 1;
        } else if i < before.len() && (j == after.len() || longest[i + 1][j] >= longest[i][j + 1]) {
            out.push(format!("- {}", before[i]));
            i += 1;
        } else {
            out.push(format!("+ {}", after[j]));
            j += 1;
        }
    }
    out.join("\n")
}

/// What one rule alone leaves of a text, and whether it protects any of it.
fn run(set: &RuleSet, rule: u32, example: &str) -> (String, bool) {
    let mut text = Text::new(example.to_owned());
    let mut protected = false;
    for _ in 0..MOST_PASSES {
        let blocks = block::blocks(text.as_str());
        let subject = Subject {
            text: text.as_str(),
            blocks: &blocks,
            address: None,
            language: None,
            date: None,
            title: None,
            headline: None,
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
