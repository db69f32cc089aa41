//! `copydesk clean`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anstream::{eprint, eprintln};
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error, Held, Pipeline, RuleSet, Stopwatch,
    sink::{
        report::{self, InputEntry, Manifest, Report, Slow, Trace},
        summary::Site,
    },
    source::Input,
};

use super::{
    Outcome,
    args::{Clean, Limits},
    diff, first_pass,
    job::{self, Job, Places, Work},
    progress::Progress,
};

/// Slow documents and rules that are shown.
const SLOW: usize = 10;

struct Cleaner<'r> {
    pipeline: Pipeline<'r>,
    /// Sites all of whose documents are held.
    held: BTreeSet<String>,
    /// The times taken, when somebody asks for them; with those of each rule and document, or without.
    times: Option<(bool, Mutex<Times>)>,
}

/// The times of a run.
#[derive(Default)]
struct Times {
    clock: Stopwatch,
    slowest: Vec<Slow>,
}

impl Work for Cleaner<'_> {
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error> {
        if !self.held.is_empty() && job::site_of(&document).is_some_and(|site| self.held.contains(&site)) {
            return Ok(Cleaned::held(document, Held::OverSiteBudget));
        }
        let Some((all, times)) = &self.times else { return Ok(self.pipeline.clean(document)) };
        let (start, id, bytes) = (Instant::now(), document.id.clone(), document.text.len());
        let mut clock = Stopwatch::new(*all);
        let cleaned = self.pipeline.clean_timed(document, &mut clock);
        let slow = Slow { source: source.to_owned(), record, id, bytes, seconds: start.elapsed().as_secs_f64() };
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        times.clock.add(&clock);
        if *all {
            let at = times.slowest.partition_point(|other| other.seconds >= slow.seconds);
            if at < SLOW {
                times.slowest.insert(at, slow);
                times.slowest.truncate(SLOW);
            }
        }
        Ok(cleaned)
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
    let nothing = args.check && !args.diff;
    Places {
        named: &args.inputs,
        inputs: &inputs,
        selection: Some(&args.selection),
        output: args.output.as_deref().filter(|_| !nothing),
        sharded: args.shard_size.is_some(),
        written: &[("the ledger", args.edits.as_deref()), ("the report", args.report.as_deref())],
        ..Places::default()
    }
    .check()?;
    let mut settings = args.selection.settings(args.limits, false)?;
    if let (true, Some(scoring)) = (args.two_pass, &mut settings.score) {
        let seen = first_pass::count(&inputs, &args.reading.options(), settings.site.as_deref())?;
        scoring.seen = Some(Arc::new(seen));
    }
    let times = (args.report.is_some() || args.trace)
        .then(|| (args.trace, Mutex::new(Times { clock: Stopwatch::new(args.trace), slowest: Vec::new() })));
    let mut cleaner = Cleaner { pipeline: Pipeline::new(&rules, &settings), held: BTreeSet::new(), times: None };
    let show = |name: &str, original: &str, cleaned: &Cleaned| diff::show(name, original, cleaned);
    let entries = job::entries(&inputs);
    let digest = report::digest(&rules);
    let fingerprint = fingerprint(args, &entries, &digest);
    let held = match args.site_budget {
        Some(budget) => {
            if inputs.iter().any(Input::is_stdin) {
                return Err(Error::Usage("--site-budget reads its inputs twice: standard input cannot be".into()).into());
            }
            let run = Job::new(&cleaner, args.reading.options(), &args.inputs, &inputs, args.output.as_deref(), nothing)?;
            let before = run.resumable(fingerprint.clone(), args.resume)?.held_before(&inputs)?;
            match before {
                Some(sites) => sites,
                None => over_budget(&cleaner, args, &inputs, budget)?,
            }
        }
        None => BTreeMap::new(),
    };
    cleaner.held = held.keys().cloned().collect();
    cleaner.times = times;
    let progress = if args.quiet || args.output.is_none() {
        Progress::silent()
    } else {
        Progress::of(entries.iter().map(|entry| entry.bytes).sum())
    };
    let ran = Job::new(&cleaner, args.reading.options(), &args.inputs, &inputs, args.output.as_deref(), nothing)?
        .with_edits(args.edits.as_deref())
        .showing(if args.diff { Some(&show) } else { None })
        .in_shards(args.shard_size)?
        .resumable(fingerprint, args.resume)?
        .tallied(args.report.is_some())
        .guarding(&entries)
        .holding(held)
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
    let times = cleaner.times.take().map(|(_, times)| times.into_inner().unwrap_or_else(PoisonError::into_inner));
    let (stages, trace) = match times {
        Some(times) => (report::stages(&times.clock), args.trace.then(|| Trace::new(&rules, &times.clock, times.slowest, SLOW))),
        None => Default::default(),
    };
    if let Some(path) = &args.report {
        let classes = ran.tally.classes();
        let rules = ran.tally.into();
        let (version, rejected) = (env!("CARGO_PKG_VERSION"), ran.rejected);
        let trace = trace.as_ref();
        report::write(path, &Report { version, summary: &summary, rejected, classes, rules, seconds: ran.seconds, stages, trace })?;
    }
    if let Some(trace) = &trace {
        eprint!("{trace}");
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

/// The sites that would lose more than their budget, from a first reading of everything.
fn over_budget(cleaner: &Cleaner<'_>, args: &Clean, inputs: &[Input], budget: f64) -> Result<BTreeMap<String, Site>> {
    let survey = Job::new(cleaner, args.reading.options(), &args.inputs, inputs, None, true)?.surveying();
    let sites = survey.run_all(inputs, Vec::new())?.sites;
    Ok(sites.into_iter().filter(|(_, site)| site.is_over(budget)).collect())
}

/// Tells runs apart: what comes out depends on all of this.
fn fingerprint(args: &Clean, entries: &[InputEntry], rules: &str) -> String {
    let Clean { limits: Limits { budget }, site_budget, edits, shard_size, two_pass, report: wanted, reading, selection, .. } =
        args;
    let run = format!(
        "{} {rules} {entries:?} {budget:?} {site_budget:?} {edits:?} {shard_size:?} {two_pass} {} {:?} {:?} {selection:?}",
        env!("CARGO_PKG_VERSION"),
        wanted.is_some(),
        reading.format,
        reading.options()
    );
    report::sha256(run.as_bytes())
}
