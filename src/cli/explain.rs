//! `copydesk explain`.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use copydesk::{Cleaned, Document, Error, Pipeline, RuleSet};

use super::{
    Outcome,
    args::Explain,
    diff::{self, put},
    job::{self, Job, Work},
};

const KEPT: Style = Style::new().dimmed();
const REMOVED: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();
const HEAD: Style = Style::new().bold();

struct Explainer<'r> {
    pipeline: Pipeline<'r>,
    record: Option<&'r str>,
}

impl Work for Explainer<'_> {
    fn work(&self, _: &str, _: u64, document: Document) -> Result<Cleaned, Error> {
        Ok(self.pipeline.clean(document))
    }
}

pub fn run(args: &Explain) -> Result<Outcome> {
    job::threads(args.reading.jobs)?;
    let rules = RuleSet::choose(&args.selection.choice()).map_err(Error::from)?;
    let settings = args.selection.settings(args.limits, true)?;
    let explainer = Explainer { pipeline: Pipeline::new(&rules, &settings), record: args.record.as_deref() };
    let named = std::slice::from_ref(&args.input);
    let (inputs, problems) = job::inputs(named, &args.reading)?;
    let show = |name: &str, original: &str, cleaned: &Cleaned| match explainer.record {
        Some(wanted) if wanted != name => String::new(),
        _ => explain(&rules, name, original, cleaned),
    };
    let mut out = Vec::new();
    let summary =
        Job::new(&explainer, args.reading.options(), named, &inputs, None, false)?.showing(Some(&show)).run(&inputs, problems)?;
    out.flush()?;
    Ok(if summary.failed > 0 { Outcome::Failed } else { Outcome::Done })
}

fn explain(rules: &RuleSet, name: &str, original: &str, cleaned: &Cleaned) -> String {
    let mut out = String::new();
    put(&mut out, format_args!("{HEAD}{name}{HEAD:#}"));
    for (what, value) in [
        ("language", &cleaned.language),
        ("title", &cleaned.fields.title),
        ("author", &cleaned.fields.author),
        ("published", &cleaned.fields.published),
    ] {
        if let Some(value) = value {
            put(&mut out, format_args!("\n  {what}: {value}"));
        }
    }
    out.push('\n');
    if let Some(held) = cleaned.held {
        put(&mut out, format_args!("  held, {}: kept as it was\n", held.name()));
    }
    for line in diff::lines(original, &cleaned.edits) {
        let (style, verdict) = match (line.edits.is_empty(), line.after.is_empty()) {
            (true, _) => (KEPT, "kept"),
            (false, true) => (REMOVED, "removed"),
            (false, false) => (CHANGED, "changed"),
        };
        put(&mut out, format_args!("{style}{verdict:8}{style:#}{}\n", line.before));
        if verdict == "changed" {
            put(&mut out, format_args!("      to {}\n", line.after.replace('\n', "⏎")));
        }
        let mut seen: Vec<&str> = Vec::new();
        for edit in line.edits {
            if seen.contains(&&*edit.cause) {
                continue;
            }
            seen.push(&edit.cause);
            put(&mut out, format_args!("      by {} ({})", edit.cause, edit.class));
            match rules.get(&edit.cause) {
                Some(rule) => put(&mut out, format_args!(" {}:{}: {}\n", rule.source.path, rule.line(), rule.why)),
                None => out.push('\n'),
            }
            let opinion = cleaned.opinions.iter().find(|opinion| {
                opinion.span == edit.span || edit.span.start <= opinion.span.start && opinion.span.end <= edit.span.end
            });
            if let Some(opinion) = opinion.filter(|_| &*edit.cause == "score") {
                put(&mut out, format_args!("      content {:.2}: {}\n", opinion.content, opinion.reasons.join("; ")));
            }
        }
    }
    out.push('\n');
    out
}
