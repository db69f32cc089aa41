//! `copydesk replay` and `copydesk revert`.

use anyhow::Result;
use copydesk::{Cleaned, Document, Error, sink::ledger::Ledger};

use super::{
    Outcome, args,
    job::{self, Job, Places, Work},
};

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the original to the cleaned text.
    Replay,
    /// Back.
    Revert,
}

struct Restorer {
    ledger: Ledger,
    way: Way,
}

impl Work for Restorer {
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error> {
        let entry = self.ledger.get(source, record);
        match self.way {
            Way::Replay => entry.replay(document),
            Way::Revert => entry.revert(document),
        }
    }
}

pub fn run(args: &args::Restore, way: Way) -> Result<Outcome> {
    job::threads(args.reading.jobs)?;
    let restorer = Restorer { ledger: Ledger::read(&args.edits)?, way };
    let named = std::slice::from_ref(&args.input);
    let (inputs, problems) = job::inputs(named, &args.reading)?;
    let read = Some(("the ledger", args.edits.as_path()));
    Places { named, inputs: &inputs, read, output: Some(&args.output), ..Places::default() }.check()?;
    let summary = Job::new(&restorer, args.reading.options(), named, &inputs, Some(&args.output), false)?.run(&inputs, problems)?;
    Ok(if summary.failed > 0 { Outcome::Failed } else { Outcome::Done })
}
