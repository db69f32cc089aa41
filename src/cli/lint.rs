//! `copydesk rules lint`.

use std::{io::Write, path::PathBuf};

use anstream::{eprintln, stdout};
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error, Pipeline, RuleSet, Settings,
    rules::lint::{self, Counts},
};
use jiff::{Zoned, civil::Date};

use super::{
    Outcome,
    args::{Limits, Reading, Selection},
    job::{self, Job, Work},
};

struct Counter<'r> {
    pipeline: Pipeline<'r>,
    site: Option<&'r str>,
    counts: Counts,
}

impl Work for Counter<'_> {
    fn work(&self, _: &str, _: u64, document: Document) -> Result<Cleaned, Error> {
        let (site, date) = (Counts::site(&document, self.site), document.date);
        let cleaned = self.pipeline.clean(document);
        self.counts.add(&site, date, &cleaned);
        Ok(cleaned)
    }
}

pub fn run(dump: &[PathBuf], today: Option<Date>, json: bool, reading: &Reading, selection: &Selection) -> Result<Outcome> {
    let rules = RuleSet::choose(&selection.choice()).map_err(Error::from)?;
    let mut findings = lint::rules(&rules, today.unwrap_or_else(|| Zoned::now().date()));
    if !dump.is_empty() {
        job::threads(reading.jobs)?;
        let (inputs, problems) = job::inputs(dump, reading)?;
        let settings = Settings { score: None, ..selection.settings(Limits::default(), false)? };
        let counter =
            Counter { pipeline: Pipeline::new(&rules, &settings), site: settings.site.as_deref(), counts: Counts::default() };
        let summary = Job::new(&counter, reading.names(), dump, &inputs, None, true)?.run(&inputs, problems)?;
        eprintln!("{} documents, {} rules", summary.documents, rules.rules().len());
        findings.extend(counter.counts.findings(&rules));
    }
    // Who names rules of their own wants to hear about those.
    if !selection.rules.is_empty() {
        findings.retain(|finding| rules.get(&finding.rule).is_some_and(|rule| rules.is_own(rule)));
    }
    findings.sort();
    let mut out = stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&findings)?)?;
    } else {
        for finding in &findings {
            writeln!(out, "{}:{}: {}: `{}` {}", finding.path, finding.line, finding.kind.name(), finding.rule, finding.message)?;
        }
        writeln!(out, "{} rules: {} to look at", rules.rules().len(), findings.len())?;
    }
    Ok(if findings.is_empty() { Outcome::Done } else { Outcome::Found })
}
