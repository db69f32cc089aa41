//! One run over many documents: inputs in order, work on all cores, outputs in order, bad records to the side.

mod checkpoint;
mod feed;
mod files;
mod places;
mod records;
mod rejects;
mod target;

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, UNIX_EPOCH},
};

use anstream::eprintln;
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error,
    sink::{
        Output, beside, is_device,
        report::{InputEntry, Tally, Timings},
        summary::{Site, Summary},
    },
    source::{self, Format, Input, Options},
};

use super::{args::Reading, progress::Progress};
use checkpoint::Checkpoint;
pub use places::Places;
pub use records::site_of;
use rejects::Rejects;
use target::{Shards, Sink, Target};

/// Time between two points that a run can go on from: a twentieth of the time that it has run, and at most this.
const BETWEEN_POINTS: (u32, Duration) = (20, Duration::from_millis(500));

/// What is done to each document.
pub trait Work: Sync {
    /// A document in, its cleaned form out. `source` and `record` say where it stood.
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error>;
}

/// A run.
pub struct Job<'w, W> {
    work: &'w W,
    options: Options,
    target: Target,
    edits_path: Option<PathBuf>,
    edits: Option<Output>,
    rejects: Rejects,
    shown: Option<Show<'w>>,
    shard_size: Option<u64>,
    resume: Option<bool>,
    fingerprint: String,
    tallied: bool,
    /// What would go from each site, when somebody asks.
    sites: Option<BTreeMap<String, Site>>,
    /// What stood on the disk before the run, to see whether it changes.
    entries: Vec<InputEntry>,
    /// Whether nothing is said of what fails: another run over the same inputs is going to.
    mute: bool,
    start: Instant,
    progress: Progress,
    tally: Tally,
    summary: Summary,
    seconds: Timings,
    read: Arc<AtomicU64>,
    last_point: Instant,
    /// Whether an input of many records could be opened.
    opened: bool,
}

/// What a run did.
pub struct Ran {
    /// Where its manifest belongs; a single text has none.
    pub manifest: Option<PathBuf>,
    pub summary: Summary,
    pub rejected: u64,
    pub tally: Tally,
    pub sites: BTreeMap<String, Site>,
    pub seconds: Timings,
}

/// What is shown of a document: name, original, cleaned. Without an output it is shown instead of the text.
pub type Show<'w> = &'w (dyn Fn(&str, &str, &Cleaned) -> String + Sync);

/// Finds the inputs that were named.
pub fn inputs(named: &[PathBuf], reading: &Reading) -> Result<(Vec<Input>, Vec<Error>), Error> {
    source::discover(named, reading.format)
}

/// Sets the number of threads.
pub fn threads(jobs: Option<u16>) -> Result<()> {
    if let Some(jobs) = jobs {
        rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global()?;
    }
    Ok(())
}

/// Where the manifest of a run stands.
fn manifest(output: &Path) -> PathBuf {
    beside(output, ".manifest.json")
}

/// What stands on the disk of each input.
pub fn entries(inputs: &[Input]) -> Vec<InputEntry> {
    inputs.iter().map(entry).collect()
}

fn entry(input: &Input) -> InputEntry {
    let modified = fs::metadata(&input.path).ok().and_then(|found| found.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    InputEntry {
        path: input.show().to_string_lossy().into_owned(),
        bytes: input.size().unwrap_or(0),
        modified: modified.and_then(|time| u64::try_from(time.as_nanos()).ok()),
    }
}

impl<'w, W: Work> Job<'w, W> {
    /// A run that writes to `output`, or to standard output, or with `nothing` nowhere.
    pub fn new(
        work: &'w W,
        options: impl Into<Options>,
        named: &[PathBuf],
        inputs: &[Input],
        output: Option<&Path>,
        nothing: bool,
    ) -> Result<Self, Error> {
        let target = match output {
            _ if nothing => Target::Nothing,
            None => Target::Stdout,
            Some(path) => target::target(path, named, inputs)?,
        };
        let alone = |input: &Input| !matches!(input.format, Format::Jsonl | Format::Warc | Format::Parquet);
        if target == Target::Stdout && inputs.len() > 1 && inputs.iter().any(alone) {
            return Err(Error::Usage("several texts need a place to go: name a folder or a .jsonl file with -o".into()));
        }
        // Beside a device nothing is left.
        let rejects = Rejects::beside(output.filter(|path| !nothing && !is_device(path)));
        Ok(Self {
            work,
            options: options.into(),
            target,
            edits_path: None,
            edits: None,
            rejects,
            shown: None,
            shard_size: None,
            resume: None,
            fingerprint: String::new(),
            tallied: false,
            sites: None,
            entries: Vec::new(),
            mute: false,
            start: Instant::now(),
            progress: Progress::silent(),
            tally: Tally::default(),
            summary: Summary::default(),
            seconds: Timings::default(),
            read: Arc::new(AtomicU64::new(0)),
            last_point: Instant::now(),
            opened: false,
        })
    }

    /// Writes the ledger to a file.
    pub fn with_edits(mut self, edits: Option<&Path>) -> Self {
        self.edits_path = edits.map(Path::to_owned);
        self
    }

    /// Shows something else than the text.
    pub fn showing(mut self, show: Option<Show<'w>>) -> Self {
        self.shown = show;
        self
    }

    /// Whether what is shown stands in the place of what would be written.
    fn only_shows(&self) -> bool {
        self.shown.is_some() && matches!(self.target, Target::Nothing | Target::Stdout)
    }

    /// Cuts the output into files of about this many bytes.
    pub fn in_shards(mut self, size: Option<u64>) -> Result<Self, Error> {
        let cut = match &self.target {
            Target::Records(_) => true,
            Target::File(path) => Format::of(path) == Some(Format::Parquet),
            _ => false,
        };
        if size.is_some() && !cut {
            return Err(Error::Usage("--shard-size needs a .jsonl or a .parquet file as output".into()));
        }
        self.shard_size = size;
        Ok(self)
    }

    /// Leaves points to go on from; with `resume`, goes on from the last. `fingerprint` tells runs apart.
    pub fn resumable(mut self, fingerprint: String, resume: bool) -> Result<Self, Error> {
        if resume && (self.shown.is_some() || self.target.path().is_none_or(is_device)) {
            return Err(Error::Usage("--resume needs an output file or folder (-o)".into()));
        }
        self.resume = Some(resume);
        self.fingerprint = fingerprint;
        Ok(self)
    }

    /// Counts by rule and site.
    pub fn tallied(mut self, tallied: bool) -> Self {
        self.tallied = tallied;
        self
    }

    /// Counts what would go from each site, and does nothing else.
    pub fn surveying(mut self) -> Self {
        self.sites = Some(BTreeMap::new());
        self.mute = true;
        self
    }

    /// Looks whether inputs are still what they were, when they have been read.
    pub fn guarding(mut self, entries: &[InputEntry]) -> Self {
        self.entries = entries.to_vec();
        self
    }

    /// Says which sites are held.
    pub fn holding(mut self, sites: BTreeMap<String, Site>) -> Self {
        self.summary.sites_held = sites;
        self
    }

    /// Shows how far it is.
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Runs over all inputs. What fails is said, counted and passed over.
    pub fn run(self, inputs: &[Input], problems: Vec<Error>) -> Result<Summary> {
        self.run_all(inputs, problems).map(|ran| ran.summary)
    }

    /// As [`run`](Self::run), with all that there is to say about it.
    pub fn run_all(mut self, inputs: &[Input], problems: Vec<Error>) -> Result<Ran> {
        let points = self.points(inputs);
        let from = match (&points, self.resume) {
            (Some(path), Some(true)) => checkpoint::read(path, &self.fingerprint)?.unwrap_or_default(),
            (Some(path), _) => {
                checkpoint::remove(path)?;
                Checkpoint::default()
            }
            _ => Checkpoint::default(),
        };
        if let Some(path) = &self.edits_path {
            let output = Output::named_on(path, from.edits)?;
            self.edits = Some(if points.is_some() { output.keep() } else { output });
        }
        self.rejects.go_on(from.rejected, from.rejects)?;
        if from.inputs > 0 || from.records > 0 {
            (self.summary, self.tally) = (from.summary, from.tally);
        } else {
            for problem in problems {
                self.say(&problem);
                self.summary.failed += 1;
            }
        }
        let mut sink = match &self.target {
            Target::Nothing => Some(Sink::Nowhere),
            Target::Stdout => Some(Sink::Standard(std::io::stdout())),
            Target::Records(path) => Some(Sink::File(Box::new(Shards::go_on(path, self.shard_size, from.output)?))),
            Target::File(path) if points.is_some() && inputs.iter().all(|input| input.format != Format::Parquet) => {
                Some(Sink::File(Box::new(Shards::go_on(path, None, from.output)?)))
            }
            Target::File(_) | Target::Folder(_) => None,
        };
        let (mut at, mut skip) = (from.inputs, from.records);
        while at < inputs.len() {
            let next = if inputs[at].format.is_whole() {
                self.batch(&inputs[at..], sink.as_mut())?
            } else {
                self.stream(&inputs[at], sink.as_mut(), (at, skip), points.as_deref())?;
                1
            };
            for (index, input) in inputs.iter().enumerate().skip(at).take(next) {
                self.look_again(input, index)?;
            }
            (at, skip) = (at + next, 0);
            self.point(sink.as_mut(), points.as_deref(), (at, 0))?;
        }
        match sink {
            Some(sink) if matches!(self.target, Target::File(_)) && !self.opened => sink.discard(),
            Some(sink) => self.summary.shards_removed += sink.done()?,
            None => {}
        }
        if let Some(edits) = self.edits.take() {
            edits.finish()?;
        }
        let rejected = self.rejects.count;
        self.rejects.finish()?;
        let manifest = points.as_ref().and(self.target.path().map(manifest));
        if let Some(path) = points {
            checkpoint::remove(&path)?;
        }
        self.progress.done();
        self.seconds.total = self.start.elapsed().as_secs_f64();
        let sites = self.sites.unwrap_or_default();
        Ok(Ran { manifest, summary: self.summary, rejected, tally: self.tally, sites, seconds: self.seconds })
    }

    /// The sites that the run to go on with holds; `None` when there is none.
    pub fn held_before(&self, inputs: &[Input]) -> Result<Option<BTreeMap<String, Site>>, Error> {
        match (self.points(inputs), self.resume) {
            (Some(path), Some(true)) => {
                let point = checkpoint::read(&path, &self.fingerprint)?;
                Ok(point.map(|point| point.summary.sites_held))
            }
            _ => Ok(None),
        }
    }

    /// Says what is wrong.
    fn say(&self, what: &dyn Display) {
        if !self.mute {
            eprintln!("{what}");
        }
    }

    /// Looks whether an input that has been read is still what it was.
    fn look_again(&mut self, input: &Input, index: usize) -> Result<()> {
        match self.entries.get(index) {
            // A pipe is always another one afterwards.
            Some(was) if entry(input) != *was && fs::metadata(&input.path).map_or(true, |found| found.is_file()) => {
                let source = std::io::Error::other("it changed while it was read");
                self.failed(input, 0, &Error::Read { path: input.show(), source })
            }
            _ => Ok(()),
        }
    }

    /// Where points to go on from are kept. A single text needs none.
    fn points(&self, inputs: &[Input]) -> Option<PathBuf> {
        self.resume?;
        let single = matches!(self.target, Target::File(_)) && inputs.iter().all(|input| input.format.is_whole());
        let path = self.target.path().filter(|path| !single && self.shown.is_none() && !is_device(path));
        path.map(checkpoint::path)
    }

    /// Leaves a point to go on from, when the last is old enough.
    fn point(&mut self, sink: Option<&mut Sink>, path: Option<&Path>, (inputs, records): (usize, u64)) -> Result<()> {
        self.progress.tell(&self.summary, self.read.load(Ordering::Relaxed));
        // Each of these ends what is being packed, at the same places in every run: the bytes come out the same.
        let mut sink = sink;
        let output = sink.as_mut().map(|sink| sink.point()).transpose()?.unwrap_or_default();
        let edits = self.edits.as_mut().map_or(Ok(0), Output::point)?;
        let rejects = self.rejects.point()?;
        let between = (self.start.elapsed() / BETWEEN_POINTS.0).min(BETWEEN_POINTS.1);
        let Some(path) = path.filter(|_| self.last_point.elapsed() >= between) else { return Ok(()) };
        if let Some(sink) = sink {
            sink.sync()?;
        }
        if let Some(edits) = &mut self.edits {
            edits.sync()?;
        }
        let point = Checkpoint {
            run: self.fingerprint.clone(),
            inputs,
            records,
            output,
            edits,
            rejects,
            rejected: self.rejects.count,
            summary: self.summary.clone(),
            tally: self.tally.clone(),
        };
        point.write(path)?;
        self.last_point = Instant::now();
        Ok(())
    }
}
