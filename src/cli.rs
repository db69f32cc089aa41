//! The command line: one file a verb, exit codes and messages here.

mod args;
mod clean;
mod diff;
mod explain;
mod job;
mod progress;
mod restore;
mod rules;

use std::process::ExitCode;

use anstream::eprintln;
use clap::Parser;
use copydesk::Error;

use args::{Cli, Command};

/// How a verb ended, when it ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All well.
    Done,
    /// `--check` found something to clean, or an example failed.
    Found,
    /// Some documents failed; the others are done.
    Failed,
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell when the terminal is gone.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match &cli.command {
        Command::Clean(args) => clean::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Replay(args) => restore::run(args, restore::Way::Replay),
        Command::Revert(args) => restore::run(args, restore::Way::Revert),
        Command::Rules(args) => rules::run(args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(3),
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(match error.downcast_ref::<Error>() {
                Some(Error::Write { .. } | Error::Ledger { .. }) => 3,
                _ => 2,
            })
        }
    }
}

/// Whether the reader of our output went away, as `head` does.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
