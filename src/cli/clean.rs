//! `copydesk clean`.

use std::time::Instant;

use anstream::eprintln;
use anyhow::Result;
use copydesk::{Cleaned, Document, Error, Pipeline, RuleSet};

use super::{
    Outcome,
    args::Clean,
    diff,
    job::{self, Job, Work},
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
    let settings = args.selection.settings(args.budget.unwrap_or(1.0), false)?;
    let cleaner = Cleaner(Pipeline::new(&rules, &settings));
    let show = |name: &str, original: &str, cleaned: &Cleaned| diff::show(name, original, cleaned);
    let summary =
        Job::new(&cleaner, args.reading.names(), &args.inputs, &inputs, args.output.as_deref(), args.check && !args.diff)?
            .with_edits(args.edits.as_deref())?
            .showing(if args.diff { Some(&show) } else { None })
            .run(&inputs, problems)?;
    if !args.quiet {
        eprintln!("{summary}, {:.2} s", start.elapsed().as_secs_f64());
    }
    Ok(match summary {
        _ if summary.failed > 0 => Outcome::Failed,
        _ if args.check && summary.changed > 0 => Outcome::Found,
        _ => Outcome::Done,
    })
}
