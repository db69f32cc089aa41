//! The command line: one file a verb, exit codes and messages here.

mod args;
mod clean;
mod config;
mod diff;
mod explain;
mod first_pass;
mod impact;
mod job;
mod lint;
mod progress;
mod restore;
mod revision;
mod rules;
mod scaffold;
mod snapshot;
#[cfg(feature = "watch")]
mod watch;

use std::{io::Write, process::ExitCode};

use anstream::{eprintln, stdout};
use anyhow::Result;
use clap::Parser;
use copydesk::{Error, sink::ledger::Way};

use args::{Cli, Command};
use config::Config;

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
    match act(cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(3),
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<Error>() {
                Some(Error::Rules(rules)) => rules.diagnostics.iter().for_each(|diagnostic| {
                    eprintln!(
                        "{}
",
                        diagnostic.render(true)
                    )
                }),
                Some(error) => eprintln!("{error}"),
                None => eprintln!("{error:#}"),
            }
            ExitCode::from(match error.downcast_ref::<Error>() {
                Some(Error::Write { .. } | Error::Ledger { .. } | Error::NotInLedger { .. }) => 3,
                _ => 2,
            })
        }
    }
}

/// Does what the arguments say, with what the nearest `copydesk.toml` adds to them.
fn act(cli: Cli) -> Result<Outcome> {
    let config = if cli.no_config { None } else { config::find()? };
    let mut command = cli.command;
    if let (Some(config), Some(command)) = (&config, &mut command) {
        if let Some(selection) = command.selection() {
            config.fill(selection);
        }
        if let Some(limits) = command.limits() {
            limits.budget = limits.budget.or(config.budget);
        }
    }
    if cli.dump_config {
        let budget = match command.as_mut().and_then(Command::limits) {
            Some(limits) => limits.budget,
            None => config.as_ref().and_then(|config| config.budget),
        };
        let shown = match command.as_mut().and_then(Command::selection) {
            Some(selection) => Config::of(selection, budget),
            None => config.unwrap_or_default(),
        };
        write!(stdout().lock(), "{}", toml::to_string(&shown)?)?;
        return Ok(Outcome::Done);
    }
    match command {
        Some(Command::Clean(args)) => clean::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Replay(args)) => restore::run(&args, Way::Replay),
        Some(Command::Revert(args)) => restore::run(&args, Way::Revert),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Impact(args)) => impact::run(&args),
        Some(Command::Snapshot(args)) => snapshot::run(&args),
        None => Err(Error::Usage("say what to do: `copydesk --help` lists the commands".into()).into()),
    }
}

/// Whether the reader of our output went away, as `head` does.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
