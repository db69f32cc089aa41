//! One run over many documents: inputs in order, work on all cores, outputs in order, bad records to the side.

mod checkpoint;
mod feed;
mod rejects;
mod target;

use std::{
    fs,
    io::Write,
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
    rules::registrable_domain,
    sink::{
        Output, beside, ledger,
        report::{InputEntry, Tally, Timings},
        summary::Summary,
    },
    source::{
        self, Format, Input, Options,
        record::{Layout, Raw, Reject, Shape},
        window::Stop,
    },
};
use rayon::prelude::*;

use super::{args::Reading, progress::Progress};
use checkpoint::Checkpoint;
use rejects::{Rejected, Rejects};
use target::{Shards, Sink, Target};

/// Files of one document that are worked on at once: this many, and about this many bytes.
const BATCH: (usize, u64) = (256, 8 << 20);
/// Time between two points that a run can go on from.
const BETWEEN_POINTS: Duration = Duration::from_millis(500);

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
    pub seconds: Timings,
}

/// What is shown of a document instead of its text: name, original, cleaned.
pub type Show<'w> = &'w (dyn Fn(&str, &str, &Cleaned) -> String + Sync);

/// One finished record.
#[derive(Default)]
struct Done {
    output: Vec<u8>,
    ledger: Vec<u8>,
    summary: Summary,
    tally: Tally,
    reject: Option<Rejected>,
}

/// Finds the inputs that were named.
pub fn inputs(named: &[PathBuf], reading: &Reading) -> Result<(Vec<Input>, Vec<Error>), Error> {
    source::discover(named, reading.format.map(Into::into))
}

/// Sets the number of threads.
pub fn threads(jobs: Option<usize>) -> Result<()> {
    if let Some(jobs) = jobs {
        if jobs == 0 {
            return Err(Error::Usage("--jobs takes 1 or more".into()).into());
        }
        rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global()?;
    }
    Ok(())
}

/// What stands on the disk of each input.
pub fn entries(inputs: &[Input]) -> Vec<InputEntry> {
    let entry = |input: &Input| {
        let found = fs::metadata(&input.path).ok();
        let modified = found.as_ref().and_then(|found| found.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        InputEntry {
            path: input.path.to_string_lossy().into_owned(),
            bytes: found.map_or(0, |found| found.len()),
            modified: modified.and_then(|time| u64::try_from(time.as_nanos()).ok()),
        }
    };
    inputs.iter().map(entry).collect()
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
        let alone = |input: &Input| !matches!(input.format, Format::Jsonl | Format::Warc);
        if target == Target::Stdout && inputs.len() > 1 && inputs.iter().any(alone) {
            return Err(Error::Usage("several texts need a place to go: name a folder or a .jsonl file with -o".into()));
        }
        let rejects = Rejects::beside(output.filter(|_| !nothing));
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
    pub fn with_edits(mut self, edits: Option<&Path>) -> Result<Self, Error> {
        let same = |path: &Path| edits.is_some_and(|edits| source::absolute(edits) == source::absolute(path));
        if let Target::Records(path) | Target::File(path) = &self.target
            && same(path)
        {
            return Err(Error::Usage(format!("{}: the output and the ledger need two places", path.display())));
        }
        self.edits_path = edits.map(Path::to_owned);
        Ok(self)
    }

    /// Shows something else than the text.
    pub fn showing(mut self, show: Option<Show<'w>>) -> Self {
        self.shown = show;
        self
    }

    /// Cuts the output into files of about this many bytes.
    pub fn in_shards(mut self, size: Option<u64>) -> Result<Self, Error> {
        if size.is_some() && !matches!(self.target, Target::Records(_)) {
            return Err(Error::Usage("--shard-size needs a .jsonl file as output".into()));
        }
        self.shard_size = size;
        Ok(self)
    }

    /// Leaves points to go on from; with `resume`, goes on from the last. `fingerprint` tells runs apart.
    pub fn resumable(mut self, fingerprint: String, resume: bool) -> Result<Self, Error> {
        if resume && (self.shown.is_some() || matches!(self.target, Target::Nothing | Target::Stdout)) {
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
        let start = Instant::now();
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
            let output = Output::go_on(path, from.edits)?;
            self.edits = Some(if points.is_some() { output.keep() } else { output });
        }
        self.rejects.go_on(from.rejected, from.rejects)?;
        (self.summary, self.tally) = (from.summary, from.tally);
        if from.inputs == 0 && from.records == 0 {
            for problem in problems {
                eprintln!("{problem}");
                self.summary.failed += 1;
            }
        }
        let mut sink = match &self.target {
            Target::Nothing => Some(Sink::Nowhere),
            Target::Stdout => Some(Sink::Standard(anstream::AutoStream::auto(std::io::stdout()))),
            Target::Records(path) => Some(Sink::File(Box::new(Shards::go_on(path, self.shard_size, from.output)?))),
            Target::File(path) if points.is_some() => Some(Sink::File(Box::new(Shards::go_on(path, None, from.output)?))),
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
            (at, skip) = (at + next, 0);
            self.point(sink.as_mut(), points.as_deref(), (at, 0))?;
        }
        match sink {
            Some(sink) if matches!(self.target, Target::File(_)) && !self.opened => sink.discard(),
            Some(sink) => sink.done()?,
            None => {}
        }
        if let Some(edits) = self.edits.take() {
            edits.finish()?;
        }
        let rejected = self.rejects.count;
        self.rejects.finish()?;
        let manifest = points.as_ref().and(self.target.path().map(|path| beside(path, ".manifest.json")));
        if let Some(path) = points {
            checkpoint::remove(&path)?;
        }
        self.progress.done();
        self.seconds.total = start.elapsed().as_secs_f64();
        Ok(Ran { manifest, summary: self.summary, rejected, tally: self.tally, seconds: self.seconds })
    }

    /// Where points to go on from are kept. A single text needs none.
    fn points(&self, inputs: &[Input]) -> Option<PathBuf> {
        self.resume?;
        let single = matches!(self.target, Target::File(_)) && inputs.iter().all(|input| input.format.is_whole());
        if single || self.shown.is_some() { None } else { self.target.path().map(checkpoint::path) }
    }

    /// Leaves a point to go on from, when the last is old enough.
    fn point(&mut self, sink: Option<&mut Sink>, path: Option<&Path>, (inputs, records): (usize, u64)) -> Result<()> {
        self.progress.tell(&self.summary, self.read.load(Ordering::Relaxed));
        // Each of these ends what is being packed, at the same places in every run: the bytes come out the same.
        let mut sink = sink;
        let output = sink.as_mut().map(|sink| sink.point()).transpose()?.unwrap_or_default();
        let edits = self.edits.as_mut().map_or(Ok(0), Output::point)?;
        let rejects = self.rejects.point()?;
        let Some(path) = path.filter(|_| self.last_point.elapsed() >= BETWEEN_POINTS) else { return Ok(()) };
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

    /// Says that an input failed, and why.
    fn failed(&mut self, input: &Input, offset: u64, error: &Error) -> Result<()> {
        eprintln!("{error}");
        self.summary.failed += 1;
        let reason = error.to_string();
        self.rejects.keep(&Rejected { source: input.name(), record: 0, line: 0, offset, reason, raw: None })
    }

    /// Works on the files of one document at the start of `inputs`. Returns how many.
    fn batch(&mut self, inputs: &[Input], mut sink: Option<&mut Sink>) -> Result<usize> {
        let mut bytes = 0;
        let fits = |input: &&Input| {
            let before = bytes;
            bytes += fs::metadata(&input.path).map_or(0, |found| found.len());
            input.format.is_whole() && (before == 0 || bytes <= BATCH.1)
        };
        let count = inputs.iter().take(BATCH.0).take_while(fits).count().max(1);
        let start = Instant::now();
        let done: Vec<Result<Done, Error>> = inputs[..count].par_iter().map(|input| self.whole(input)).collect();
        Timings::add(&mut self.seconds.clean, start.elapsed());
        let start = Instant::now();
        for (input, done) in inputs.iter().zip(done) {
            let done = match done {
                Ok(done) => done,
                Err(error) => {
                    self.failed(input, 0, &error)?;
                    continue;
                }
            };
            if let Some(sink) = &mut sink {
                self.put(done, sink)?;
            } else if done.reject.is_some() {
                self.put(done, &mut Sink::Nowhere)?;
            } else if let Some(mut own) = self.own(input)? {
                self.put(done, &mut own)?;
                own.done()?;
            }
        }
        Timings::add(&mut self.seconds.write, start.elapsed());
        Ok(count)
    }

    /// Reads and works on a file of one document.
    fn whole(&self, input: &Input) -> Result<Done, Error> {
        let wrong = |stop: Stop| Error::Read { path: input.path.clone(), source: stop.into() };
        let mut records = input.records(source::open::open(input, &self.read)?, &self.options);
        let raw = records.next().map_err(wrong)?.unwrap_or_default();
        let layout = records.layout().map_err(|refusal| Error::Usage(format!("{}: {refusal}", input.path.display())))?;
        Ok(self.record(&*layout, input, raw))
    }

    /// The file of one input's own.
    fn own(&mut self, input: &Input) -> Result<Option<Sink>> {
        let opened = match &self.target {
            Target::File(path) => Shards::fleeting(path),
            Target::Folder(folder) => Shards::fleeting(&folder.join(input.place())),
            _ => return Ok(None),
        };
        match opened {
            Ok(shards) => Ok(Some(Sink::File(Box::new(shards)))),
            Err(error) if matches!(self.target, Target::Folder(_)) => {
                self.failed(input, 0, &error)?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Works on a file of many records: one thread reads ahead, the others clean.
    fn stream(&mut self, input: &Input, sink: Option<&mut Sink>, (at, skip): (usize, u64), points: Option<&Path>) -> Result<()> {
        let mut records = match source::open::open(input, &self.read) {
            Ok(stream) => input.records(stream, &self.options),
            Err(error) => return self.failed(input, 0, &error),
        };
        let layout = match records.layout() {
            Ok(layout) => layout,
            Err(refusal) => {
                let error = Error::Read { path: input.path.clone(), source: std::io::Error::other(refusal.to_string()) };
                return self.failed(input, 0, &error);
            }
        };
        self.opened = true;
        let mut own = None;
        if sink.is_none() {
            own = self.own(input)?;
            if own.is_none() {
                return Ok(());
            }
        }
        let shared = sink.is_some();
        let Some(out) = sink.or(own.as_mut()) else { return Ok(()) };
        if self.shape(input) == Shape::Own && self.shown.is_none() {
            out.head(layout.head())?;
        }
        let mut done = skip;
        let mut broken = None;
        let mut read = Duration::ZERO;
        std::thread::scope(|scope| -> Result<()> {
            for chunk in feed::feed(scope, records, skip) {
                read += chunk.took;
                let start = Instant::now();
                let count = chunk.raws.len() as u64;
                let results: Vec<Done> = chunk.raws.into_par_iter().map(|raw| self.record(&*layout, input, raw)).collect();
                Timings::add(&mut self.seconds.clean, start.elapsed());
                let start = Instant::now();
                for result in results {
                    self.put(result, out)?;
                }
                done += count;
                broken = chunk.broken;
                if shared {
                    self.point(Some(&mut *out), points, (at, done))?;
                } else {
                    out.point()?;
                }
                Timings::add(&mut self.seconds.write, start.elapsed());
            }
            Ok(())
        })?;
        Timings::add(&mut self.seconds.read, read);
        if let Some((offset, stop)) = broken {
            // What came before stays: it is whole.
            let error = Error::Read { path: input.path.clone(), source: stop.into() };
            eprintln!("{error} (from byte {offset} on; {done} records before it)");
            self.summary.failed += 1;
            let reason = error.to_string();
            self.rejects.keep(&Rejected { source: input.name(), record: done, line: 0, offset, reason, raw: None })?;
        }
        own.map_or(Ok(()), Sink::done)
    }

    fn shape(&self, input: &Input) -> Shape {
        if matches!(self.target, Target::Records(_)) || input.format == Format::Warc { Shape::Json } else { Shape::Own }
    }

    fn record(&self, layout: &dyn Layout, input: &Input, raw: Raw) -> Done {
        let mut done = Done::default();
        let source = input.name();
        let mut failure = None;
        let mut clean = |document: Document| {
            let own = document.fields.clone();
            let id = document.id.clone();
            let site = self.tallied.then(|| document.site.clone().or_else(|| registrable_domain(document.url.as_deref()?)));
            let original = document.text.clone();
            let cleaned = match self.work.work(&source, raw.record, document) {
                Ok(cleaned) => cleaned,
                Err(error) => {
                    failure = Some(error.to_string());
                    return None;
                }
            };
            done.summary.count(&original, &cleaned);
            if let Some(site) = site {
                done.tally.count(site.as_deref().unwrap_or_default(), &cleaned);
            }
            if self.edits.is_some() {
                ledger::write(&source, raw.record, &id, &own, &cleaned, &mut done.ledger);
            }
            if let Some(show) = self.shown {
                done.output = show(&id, &original, &cleaned).into_bytes();
                return None;
            }
            Some((cleaned.text, cleaned.fields))
        };
        let mut output = Vec::new();
        let result = match &raw.broken {
            Some(reason) => Err(Reject { reason: reason.clone(), kept: false }),
            None => layout.rewrite(&raw, self.shape(input), &mut clean, &mut output),
        };
        let result = match (result, failure) {
            (_, Some(reason)) => Err(Reject { reason, kept: !input.format.is_whole() }),
            (result, None) => result,
        };
        match result {
            Ok(malformed) => done.summary.malformed += malformed as u64,
            Err(reject) => {
                if reject.kept && self.shown.is_none() {
                    output = layout.keep(&raw, self.shape(input));
                }
                done.summary.failed = 1;
                let (Raw { record, line, offset, bytes, .. }, reason) = (raw, reject.reason);
                let text = (!bytes.is_empty() && !input.format.is_whole()).then(|| String::from_utf8_lossy(&bytes).into_owned());
                let text = text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
                done.reject = Some(Rejected { source, record, line, offset, reason, raw: text });
            }
        }
        if self.shown.is_none() {
            done.output = output;
        }
        done
    }

    fn put(&mut self, done: Done, out: &mut Sink) -> Result<()> {
        self.summary.add(&done.summary);
        self.tally.add(done.tally);
        out.put(&done.output)?;
        if let Some(edits) = &mut self.edits {
            edits.write_all(&done.ledger).map_err(|source| edits.error(source))?;
        }
        match &done.reject {
            Some(reject) => self.rejects.add(reject),
            None => Ok(()),
        }
    }
}
