//! `copydesk clean`.

use std::{sync::Arc, time::Instant};

use anstream::eprintln;
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error, Pipeline, RuleSet,
    sink::report::{self, InputEntry, Manifest, Report},
};

use super::{
    Outcome,
    args::Clean,
    diff, first_pass,
    job::{self, Job, Work},
    progress::Progress,
};

struct Cleaner<'r>(Pipeline<'r>);

impl Work for Cleaner<'_> {
    fn work(&self, _: &str, _: u64, document: Document) -> Result<Cleaned, Error> {
        Ok(self.0.clean(document))
    }
}

pub fn run(args: &Clean) -> Result<Outcome> {
    let start = Instant::now();
    job::threads(args.reading.jobs)?;
    let rules = RuleSet::choose(&args.selection.choice()).map_err(Error::from)?;
    for warning in rules.warnings().iter().filter(|_| !args.quiet) {
        eprintln!("{warning}");
    }
    let (inputs, problems) = job::inputs(&args.inputs, &args.reading)?;
    let mut settings = args.selection.settings(args.budget.unwrap_or(1.0), false)?;
    if let (true, Some(scoring)) = (args.two_pass, &mut settings.score) {
        let seen = first_pass::count(&inputs, &args.reading.options(), settings.site.as_deref())?;
        scoring.seen = Some(Arc::new(seen));
    }
    let cleaner = Cleaner(Pipeline::new(&rules, &settings));
    let show = |name: &str, original: &str, cleaned: &Cleaned| diff::show(name, original, cleaned);
    let entries = job::entries(&inputs);
    let digest = report::digest(&rules);
    let progress = if args.quiet || args.output.is_none() {
        Progress::silent()
    } else {
        Progress::of(entries.iter().map(|entry| entry.bytes).sum())
    };
    let nothing = args.check && !args.diff;
    let ran = Job::new(&cleaner, args.reading.options(), &args.inputs, &inputs, args.output.as_deref(), nothing)?
        .with_edits(args.edits.as_deref())?
        .showing(if args.diff { Some(&show) } else { None })
        .in_shards(args.shard_size)?
        .resumable(fingerprint(args, &entries, &digest), args.resume)?
        .tallied(args.report.is_some())
        .with_progress(progress)
        .run_all(&inputs, problems)?;
    let summary = ran.summary;
    if let Some(path) = &ran.manifest {
        let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
        let manifest = Manifest {
            version: env!("CARGO_PKG_VERSION"),
            inputs: &entries,
            rules: digest,
            arguments,
            summary: &summary,
            rejected: ran.rejected,
        };
        report::write(path, &manifest)?;
    }
    if let Some(path) = &args.report {
        let rules = ran.tally.into();
        let (version, rejected) = (env!("CARGO_PKG_VERSION"), ran.rejected);
        report::write(path, &Report { version, summary: &summary, rejected, rules, seconds: ran.seconds })?;
    }
    if !args.quiet {
        eprintln!("{summary}, {:.2} s", start.elapsed().as_secs_f64());
    }
    Ok(match summary {
        _ if summary.failed > 0 => Outcome::Failed,
        _ if args.check && summary.changed > 0 => Outcome::Found,
        _ => Outcome::Done,
    })
}

/// Tells runs apart: what comes out depends on all of this.
fn fingerprint(args: &Clean, entries: &[InputEntry], rules: &str) -> String {
    let Clean { budget, edits, shard_size, two_pass, report: wanted, reading, selection, .. } = args;
    let run = format!(
        "{} {rules} {entries:?} {budget:?} {edits:?} {shard_size:?} {two_pass} {} {:?} {:?} {selection:?}",
        env!("CARGO_PKG_VERSION"),
        wanted.is_some(),
        reading.format,
        reading.options()
    );
    report::sha256(run.as_bytes())
}
