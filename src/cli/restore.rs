//! `copydesk replay` and `copydesk revert`.

use std::collections::HashMap;

use anstream::eprintln;
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error,
    sink::ledger::{Found, Ledger, Way},
    source::Input,
};

use super::{
    Outcome, args,
    job::{self, Job, Places, Work},
};

struct Restorer {
    ledger: Ledger,
    way: Way,
    /// The ledger's source for each input, by its name.
    sources: HashMap<String, Found>,
}

impl Work for Restorer {
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error> {
        let found = self.sources.get(source).map(|&found| self.ledger.entry(found, record, self.way)).transpose()?;
        let entry = found.flatten().unwrap_or_default();
        match self.way {
            Way::Replay => entry.replay(document),
            Way::Revert => entry.revert(document),
        }
    }
}

pub fn run(args: &args::Restore, way: Way) -> Result<Outcome> {
    job::threads(args.reading.jobs)?;
    let ledger = Ledger::read(&args.edits)?;
    let named = std::slice::from_ref(&args.input);
    let (inputs, mut problems) = job::inputs(named, &args.reading)?;
    let read = Some(("the ledger", args.edits.as_path()));
    Places { named, inputs: &inputs, read, output: Some(&args.output), ..Places::default() }.check()?;
    let mut sources = HashMap::new();
    let mut known: Vec<Input> = Vec::new();
    for input in &inputs {
        match ledger.find(input, inputs.len() == 1, way) {
            Ok(found) => {
                sources.insert(input.name(), found);
                known.push(input.clone());
            }
            Err(problem) => problems.push(problem),
        }
    }
    if known.is_empty() {
        problems.iter().for_each(|problem| eprintln!("{problem}"));
        return Ok(Outcome::Failed);
    }
    let restorer = Restorer { ledger, way, sources };
    let summary = Job::new(&restorer, args.reading.options(), named, &inputs, Some(&args.output), false)?.run(&known, problems)?;
    let mut failed = summary.failed > 0;
    for input in known.iter().filter(|_| summary.failed == 0) {
        let missing = restorer.sources.get(&input.name()).map_or(0, |&found| restorer.ledger.missing(found));
        if missing > 0 {
            failed = true;
            let (path, ledger) = (input.show(), args.edits.clone());
            let why = format!(
                "has lines for {missing} more of its records: some were taken out since, or this is not the file of that run; what was \
                 written may be wrong: do it again with the whole file"
            );
            eprintln!("{}", Error::NotInLedger { path, ledger, why });
        }
    }
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
}
