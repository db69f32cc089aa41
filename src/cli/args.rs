//! What can be written on the command line.

use std::{path::PathBuf, sync::Arc};

use anyhow::Result;
use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use copydesk::{Error, Scoring, Settings, normalize, rules::Choice, score::Scorer, source};

/// Cleans scraped news: removes what the site added, keeps what the author wrote, and names the rule behind every edit.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// Print the settings that hold here, from the nearest copydesk.toml and the command line, and do nothing else
    #[arg(long, global = true)]
    pub dump_config: bool,
    /// Read no copydesk.toml
    #[arg(long, global = true)]
    pub no_config: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean files, folders, globs or standard input
    Clean(Clean),
    /// Show what happens to each block of a file, by which rule, and why
    Explain(Explain),
    /// Make the cleaned text again, from the original and its ledger
    Replay(Restore),
    /// Make the original text again, from the cleaned text and its ledger
    Revert(Restore),
    /// List, show and test rules
    Rules(Rules),
    /// Show what a change of rules does to a dump
    Impact(Impact),
    /// Write an insta snapshot for each article of a folder
    Snapshot(Snapshot),
}

/// Exit status: 0 nothing changes, 1 something does.
#[derive(Debug, Args)]
pub struct Impact {
    /// The old rules: a folder, or a git revision (REV or REV:FOLDER)
    #[arg(long, value_name = "DIR|REV")]
    pub before: String,
    /// The new rules: a folder, or a git revision
    #[arg(long, value_name = "DIR|REV")]
    pub after: String,
    /// Files or folders of articles
    #[arg(required = true, value_name = "DUMP")]
    pub dump: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Differences to show of each kind
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub show: usize,
    /// Chooses the random differences
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub selection: Selection,
}

/// Exit status: 0 all as accepted, 1 something to review.
#[derive(Debug, Args)]
pub struct Snapshot {
    /// A folder of articles, or a file of records
    #[arg(value_name = "DIR")]
    pub input: PathBuf,
    /// The folder of the snapshots
    #[arg(long, value_name = "OUT")]
    pub snapshots: PathBuf,
    /// Take what comes out as right
    #[arg(long)]
    pub accept: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub selection: Selection,
}

/// Exit status: 0 done, 1 something to clean (with --check), 2 wrong usage or rules, 3 some documents failed.
#[derive(Debug, Args)]
pub struct Clean {
    /// Files, folders, globs, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Where to write: a folder, a file, or a .jsonl file for all documents [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Show what changes, with the rule beside each deletion; without -o instead of the cleaned text
    #[arg(long)]
    pub diff: bool,
    /// Write the ledger here: JSON Lines, a line for each source and edit
    #[arg(long, value_name = "FILE")]
    pub edits: Option<PathBuf>,
    /// Write nothing; exit with 1 when there is something to clean
    #[arg(long, conflicts_with_all = ["output", "edits"])]
    pub check: bool,
    /// Hold all documents of a site that would lose more than this share of its words together; reads the inputs twice
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub site_budget: Option<f64>,
    /// Go on where an interrupted run of the same command stopped
    #[arg(long)]
    pub resume: bool,
    /// Read everything twice: first count what stands in several articles of a site, then clean
    #[arg(long, conflicts_with = "no_score")]
    pub two_pass: bool,
    /// Cut a .jsonl output into files of about this size, such as 500MB: OUT-00000.jsonl and so on
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub shard_size: Option<u64>,
    /// Write counts by class, rule and site, and timings here, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Show the slowest documents and rules, with their times
    #[arg(long)]
    pub trace: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub selection: Selection,
}

/// When a document is kept as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Args)]
pub struct Limits {
    /// Hold documents that would lose more than this share of their words
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub budget: Option<f64>,
}

/// How inputs are read.
#[derive(Debug, Clone, Args)]
pub struct Reading {
    /// How to read inputs whose name does not tell, or tells wrongly
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub format: Option<source::Format>,
    /// The field of a record that holds its text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub text_field: String,
    /// The field of a record that holds its URL
    #[arg(long, value_name = "FIELD", default_value = "url")]
    pub url_field: String,
    /// What stands between the cells of a CSV file, when it is not what its name tells: one character, or tab
    #[arg(long, value_name = "CHAR", value_parser = byte)]
    pub delimiter: Option<u8>,
    /// What stands around the cells of a CSV file [default: "]
    #[arg(long, value_name = "CHAR", value_parser = byte)]
    pub quote: Option<u8>,
    /// What stands before a quote inside a cell, when it is not doubled
    #[arg(long, value_name = "CHAR", value_parser = byte)]
    pub escape: Option<u8>,
    /// Refuse records of more than this size
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256MB")]
    pub max_record: u64,
    /// Threads [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
}

/// Which rules run.
#[derive(Debug, Clone, Default, Args)]
pub struct Selection {
    /// Add the rules of this folder or file; one of the same full name replaces a built-in one
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long)]
    pub no_builtin: bool,
    /// Run only this rule, or the rules under this name
    #[arg(long, value_name = "ID")]
    pub only_rule: Vec<String>,
    /// The site of all documents
    #[arg(long, value_name = "DOMAIN")]
    pub site: Option<String>,
    /// Leave the scorer out: only what a rule names goes
    #[arg(long)]
    pub no_score: bool,
    /// Scorer weights in place of the built-in ones
    #[arg(long, value_name = "FILE", conflicts_with = "no_score")]
    pub weights: Option<PathBuf>,
    /// Remove blocks that are less likely than this to be content, 0 to 1 [default: the weights' own]
    #[arg(long, value_name = "P", conflicts_with = "no_score", value_parser = probability)]
    pub threshold: Option<f32>,
    /// Switch a fixer on or off
    #[arg(long, value_name = "NAME=on|off")]
    pub fixer: Vec<String>,
}

/// A format by its name.
fn format() -> impl TypedValueParser<Value = source::Format> {
    let names = source::Format::ALL.map(source::Format::name);
    PossibleValuesParser::new(names).try_map(|name| source::Format::named(&name).ok_or("no such format"))
}

/// A character that is one byte.
fn byte(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text.eq_ignore_ascii_case("tab") || text == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
        _ => Err("one ASCII character, or tab".into()),
    }
}

/// A share, from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "a share, from 0 to 1".into())
}

/// A probability, from 0 to 1.
fn probability(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| "a probability, from 0 to 1".into())
}

/// A number of bytes: `1000`, `500MB`, `2G`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit.trim().to_ascii_uppercase().trim_end_matches("IB").trim_end_matches('B') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err("write a number and K, M or G, such as 500M".into()),
    };
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).filter(|&size| size > 0);
    size.ok_or_else(|| "write a number and K, M or G, such as 500M".into())
}

/// Show what happens to each block of a file.
#[derive(Debug, Args)]
pub struct Explain {
    /// A text file, a .jsonl file, or -
    #[arg(value_name = "FILE")]
    pub input: PathBuf,
    /// Explain only the record with this id (or number, from 0)
    #[arg(long, value_name = "ID")]
    pub record: Option<String>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub selection: Selection,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The file or folder to start from
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// The ledger that `clean --edits` wrote
    #[arg(value_name = "EDITS")]
    pub edits: PathBuf,
    /// Where to write
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
pub struct Rules {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List rules: name, class, file and line
    List {
        /// Only rules with this in their name
        #[arg(value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        selection: Selection,
    },
    /// Show a rule as it is written
    Show {
        /// Its full name
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        selection: Selection,
    },
    /// Write a file for a new site
    New {
        /// The site: a domain or a URL
        #[arg(value_name = "SITE")]
        site: String,
        /// Offer the short blocks of this article that no rule removes yet
        #[arg(long, value_name = "ARTICLE")]
        from: Option<PathBuf>,
        /// The rules folder to write it to
        #[arg(long, value_name = "DIR", default_value = "rules")]
        folder: PathBuf,
    },
    /// Print the JSON Schema of a rules file, for editors
    Schema,
    /// Look for rules that are duplicate, shadowed, broad or expired; with a dump also for dead and drifting ones
    Lint {
        /// Files or folders of articles
        #[arg(value_name = "DUMP")]
        dump: Vec<PathBuf>,
        /// The day that `valid_until` is compared with [default: today]
        #[arg(long, value_name = "DATE")]
        today: Option<jiff::civil::Date>,
        /// Print JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        selection: Selection,
    },
    /// Run the examples inside the rules
    Test {
        /// Run them again whenever a file is saved
        #[arg(long)]
        watch: bool,
        #[command(flatten)]
        selection: Selection,
    },
}

impl Command {
    /// The limits that a `copydesk.toml` fills in.
    pub fn limits(&mut self) -> Option<&mut Limits> {
        match self {
            Command::Clean(args) => Some(&mut args.limits),
            Command::Explain(args) => Some(&mut args.limits),
            Command::Impact(args) => Some(&mut args.limits),
            Command::Snapshot(args) => Some(&mut args.limits),
            Command::Replay(_) | Command::Revert(_) | Command::Rules(_) => None,
        }
    }

    /// The options that a `copydesk.toml` fills in.
    pub fn selection(&mut self) -> Option<&mut Selection> {
        match self {
            Command::Clean(args) => Some(&mut args.selection),
            Command::Explain(args) => Some(&mut args.selection),
            Command::Impact(args) => Some(&mut args.selection),
            Command::Snapshot(args) => Some(&mut args.selection),
            Command::Replay(_) | Command::Revert(_) => None,
            Command::Rules(rules) => match &mut rules.command {
                RulesCommand::List { selection, .. }
                | RulesCommand::Show { selection, .. }
                | RulesCommand::Lint { selection, .. }
                | RulesCommand::Test { selection, .. } => Some(selection),
                RulesCommand::New { .. } | RulesCommand::Schema => None,
            },
        }
    }
}

impl Selection {
    /// The rules that these options name.
    pub fn choice(&self) -> Choice {
        Choice { folders: self.rules.clone(), no_builtin: self.no_builtin, only: self.only_rule.clone(), may_lack: false }
    }

    /// The settings that these options make.
    ///
    /// # Errors
    /// When the weights cannot be read, or a fixer is not known.
    pub fn settings(&self, limits: Limits, explain: bool) -> Result<Settings> {
        let budget = limits.budget.unwrap_or(1.0);
        let mut settings = Settings { site: self.site.clone(), budget, ..Settings::default() };
        for switch in &self.fixer {
            let (name, on) = match switch.split_once('=') {
                None => (switch.as_str(), true),
                Some((name, "on")) => (name, true),
                Some((name, "off")) => (name, false),
                Some(_) => return Err(Error::Usage(format!("--fixer {switch}: write NAME=on or NAME=off")).into()),
            };
            settings.normalize.set(name, on).map_err(|error| {
                let known: Vec<&str> = normalize::fixers().iter().map(|fixer| fixer.name()).collect();
                Error::Usage(format!("{error}; there are: {}", known.join(", ")))
            })?;
        }
        let scorer = match &self.weights {
            Some(path) => Some(Arc::new(Scorer::load(path).map_err(|error| Error::Usage(format!("{}: {error}", path.display())))?)),
            None => None,
        };
        settings.score = (!self.no_score).then_some(Scoring { scorer, threshold: self.threshold, seen: None, explain });
        Ok(settings)
    }
}

impl Reading {
    /// How files are to be read.
    pub fn options(&self) -> source::Options {
        let largest = usize::try_from(self.max_record).unwrap_or(usize::MAX);
        source::Options { largest, names: self.names(), delimiter: self.delimiter, quote: self.quote, escape: self.escape }
    }

    /// Which fields of a record hold what.
    pub fn names(&self) -> source::jsonl::FieldNames {
        source::jsonl::FieldNames { text: self.text_field.clone(), url: self.url_field.clone() }
    }
}
