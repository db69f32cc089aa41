//! One run over many documents: inputs in order, work on all cores, outputs in order, bad records to the side.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

use anstream::eprintln;
use anyhow::Result;
use copydesk::{
    Cleaned, Document, Error,
    sink::{Output, ledger, summary::Summary},
    source::{
        self, Format, Input,
        jsonl::{FieldNames, Record},
    },
    stage::decode,
};
use rayon::prelude::*;
use serde::Serialize;

use super::args::Reading;

/// Bytes of lines that are worked on at once.
const CHUNK: usize = 8 << 20;

/// What is done to each document.
pub trait Work: Sync {
    /// A document in, its cleaned form out. `source` and `record` say where it stood.
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error>;
}

/// Where results go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// Nowhere: only the counts matter.
    Nothing,
    /// All to standard output.
    Stdout,
    /// All to one file of records.
    Records(PathBuf),
    /// One input's to one file.
    File(PathBuf),
    /// Each to its place under a folder.
    Folder(PathBuf),
}

/// A run.
pub struct Job<'w, W> {
    pub work: &'w W,
    pub names: FieldNames,
    target: Target,
    edits: Option<Output>,
    rejects: Rejects,
    shown: Option<Show<'w>>,
    summary: Summary,
}

/// What is shown of a document instead of its text: name, original, cleaned.
pub type Show<'w> = &'w (dyn Fn(&str, &str, &Cleaned) -> String + Sync);

/// One finished document.
struct Done {
    output: Vec<u8>,
    ledger: Vec<u8>,
    summary: Summary,
    reject: Option<Reject>,
}

#[derive(Debug, Serialize)]
struct Reject {
    source: String,
    record: u64,
    line: u64,
    offset: u64,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<String>,
}

#[derive(Default)]
struct Rejects {
    path: Option<PathBuf>,
    file: Option<Output>,
    count: u64,
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

impl<'w, W: Work> Job<'w, W> {
    /// A run that writes to `output`, or to standard output, or with `nothing` nowhere.
    pub fn new(
        work: &'w W,
        names: FieldNames,
        named: &[PathBuf],
        inputs: &[Input],
        output: Option<&Path>,
        nothing: bool,
    ) -> Result<Self, Error> {
        let target = match output {
            _ if nothing => Target::Nothing,
            None => Target::Stdout,
            Some(path) => target(path, named, inputs)?,
        };
        if target == Target::Stdout && inputs.len() > 1 && inputs.iter().any(|input| input.format == Format::Text) {
            return Err(Error::Usage("several texts need a place to go: name a folder or a .jsonl file with -o".into()));
        }
        let path = output.map(|path| {
            let mut name = path.as_os_str().to_owned();
            name.push(".rejected.jsonl");
            PathBuf::from(name)
        });
        let rejects = Rejects { path, ..Rejects::default() };
        Ok(Self { work, names, target, edits: None, rejects, shown: None, summary: Summary::default() })
    }

    /// Writes the ledger to a file.
    pub fn with_edits(mut self, edits: Option<&Path>) -> Result<Self, Error> {
        self.edits = edits.map(Output::create).transpose()?;
        Ok(self)
    }

    /// Shows something else than the text.
    pub fn showing(mut self, show: Option<Show<'w>>) -> Self {
        self.shown = show;
        self
    }

    /// Runs over all inputs. What fails is said, counted and passed over.
    pub fn run(mut self, inputs: &[Input], problems: Vec<Error>) -> Result<Summary> {
        for problem in problems {
            eprintln!("{problem}");
            self.summary.failed += 1;
        }
        let mut sink: Option<Box<dyn Sink>> = match &self.target {
            Target::Nothing => Some(Box::new(Nowhere)),
            Target::Stdout => Some(Box::new(Standard(anstream::AutoStream::auto(io::stdout())))),
            Target::Records(path) => Some(Box::new(Output::create(path)?)),
            Target::File(_) | Target::Folder(_) => None,
        };
        for input in inputs {
            let own: Option<Box<dyn Sink>> = match &self.target {
                Target::File(path) => Some(Box::new(Output::create(path)?)),
                Target::Folder(folder) => match Output::create(&folder.join(&input.relative)) {
                    Ok(output) => Some(Box::new(output)),
                    Err(error) => {
                        eprintln!("{error}");
                        self.summary.failed += 1;
                        continue;
                    }
                },
                _ => None,
            };
            let shared = own.is_none();
            let Some(mut out) = own.or_else(|| sink.take()) else { continue };
            match self.file(input, &mut out) {
                Ok(()) if shared => sink = Some(out),
                Ok(()) => out.done()?,
                Err(error) => match error.downcast::<Error>() {
                    Ok(error @ Error::Read { .. }) => {
                        eprintln!("{error}");
                        self.summary.failed += 1;
                        if shared {
                            sink = Some(out);
                        }
                    }
                    Ok(error) => return Err(error.into()),
                    Err(error) => return Err(error),
                },
            }
        }
        if let Some(sink) = sink {
            sink.done()?;
        }
        if let Some(edits) = self.edits.take() {
            edits.finish()?;
        }
        self.rejects.finish()?;
        Ok(self.summary)
    }

    fn file(&mut self, input: &Input, out: &mut Box<dyn Sink>) -> Result<()> {
        match input.format {
            Format::Text => self.text(input, out),
            Format::Jsonl => self.records(input, out),
        }
    }

    fn text(&mut self, input: &Input, out: &mut Box<dyn Sink>) -> Result<()> {
        let mut bytes = Vec::new();
        open(input)?.read_to_end(&mut bytes).map_err(|source| Error::Read { path: input.path.clone(), source })?;
        let decoded = decode::decode(bytes);
        let name = input.name();
        let as_record = matches!(self.target, Target::Records(_));
        let id = if as_record { stem(&input.relative) } else { name.clone() };
        let document =
            Document { id: id.clone(), site: input.site(), text: decoded.text, final_newline: !as_record, ..Document::default() };
        let own = document.fields.clone();
        let original = document.text.clone();
        let cleaned = match self.work.work(&name, 0, document) {
            Ok(cleaned) => cleaned,
            Err(error) => {
                self.rejects.add(Reject { source: name, record: 0, line: 1, offset: 0, reason: error.to_string(), raw: None })?;
                self.summary.failed += 1;
                return Ok(());
            }
        };
        let mut done = Done { output: Vec::new(), ledger: Vec::new(), summary: Summary::default(), reject: None };
        done.summary.count(&original, &cleaned);
        done.summary.malformed += decoded.malformed as u64;
        ledger::write(&name, 0, &id, &own, &cleaned, &mut done.ledger);
        if let Some(show) = self.shown {
            done.output = show(&name, &original, &cleaned).into_bytes();
        } else if as_record {
            serde_json::to_writer(&mut done.output, &TextRecord::new(&id, &cleaned))?;
            done.output.push(b'\n');
        } else {
            done.output = cleaned.text.into_bytes();
        }
        self.put(done, out)
    }

    fn records(&mut self, input: &Input, out: &mut Box<dyn Sink>) -> Result<()> {
        let mut reader = BufReader::with_capacity(1 << 20, open(input)?);
        let name = input.name();
        let (mut record, mut line_number, mut offset) = (0u64, 0u64, 0u64);
        loop {
            let mut chunk: Vec<(u64, u64, u64, Vec<u8>)> = Vec::new();
            let mut size = 0;
            while size < CHUNK {
                let mut line = Vec::new();
                let read =
                    reader.read_until(b'\n', &mut line).map_err(|source| Error::Read { path: input.path.clone(), source })?;
                if read == 0 {
                    break;
                }
                line_number += 1;
                size += read;
                let at = offset;
                offset += read as u64;
                if line.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                chunk.push((record, line_number, at, line));
                record += 1;
            }
            if chunk.is_empty() {
                return Ok(());
            }
            let done: Vec<Done> =
                chunk.into_par_iter().map(|(record, line, at, bytes)| self.record(&name, record, line, at, bytes)).collect();
            for done in done {
                self.put(done, out)?;
            }
        }
    }

    fn record(&self, source: &str, record: u64, line: u64, offset: u64, bytes: Vec<u8>) -> Done {
        let mut done = Done { output: Vec::new(), ledger: Vec::new(), summary: Summary::default(), reject: None };
        let reject = |reason: String, raw| Some(Reject { source: source.to_owned(), record, line, offset, reason, raw });
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let decoded = decode::decode(error.into_bytes());
                done.summary.malformed += decoded.malformed as u64;
                decoded.text
            }
        };
        let body = text.trim_end_matches(['\n', '\r']);
        let end = &text[body.len()..];
        let body = body.strip_prefix('\u{feff}').unwrap_or(body);
        let parsed = Record::read(body, &self.names, || record.to_string());
        let (parsed, document) = match parsed {
            Ok(parsed) => parsed,
            Err(why) => {
                // A record that is one stays in the output, as it was: nothing is lost on the way.
                if !matches!(why, source::jsonl::Reject::Json(_)) && self.shown.is_none() {
                    done.output = text.clone().into_bytes();
                }
                done.reject = reject(why.to_string(), Some(body.to_owned()));
                done.summary.failed = 1;
                return done;
            }
        };
        let own = document.fields.clone();
        let id = document.id.clone();
        let original = document.text.clone();
        match self.work.work(source, record, document) {
            Ok(cleaned) => {
                done.summary.count(&original, &cleaned);
                if self.edits.is_some() {
                    ledger::write(source, record, &id, &own, &cleaned, &mut done.ledger);
                }
                if let Some(show) = self.shown {
                    done.output = show(&id, &original, &cleaned).into_bytes();
                } else {
                    parsed.write(&cleaned.text, &cleaned.fields, &mut done.output);
                    done.output.extend_from_slice(if end.is_empty() { b"\n" } else { end.as_bytes() });
                }
            }
            Err(error) => {
                done.output = text.clone().into_bytes();
                done.reject = reject(error.to_string(), Some(body.to_owned()));
                done.summary.failed = 1;
            }
        }
        done
    }

    fn put(&mut self, done: Done, out: &mut Box<dyn Sink>) -> Result<()> {
        self.summary.add(&done.summary);
        out.put(&done.output)?;
        if let Some(edits) = &mut self.edits {
            edits.write_all(&done.ledger).map_err(|source| edits.error(source))?;
        }
        if let Some(reject) = done.reject {
            self.rejects.add(reject)?;
        }
        Ok(())
    }
}

impl Rejects {
    fn add(&mut self, reject: Reject) -> Result<()> {
        self.count += 1;
        eprintln!("{}:{} (record {}, byte {}): {}", reject.source, reject.line, reject.record, reject.offset, reject.reason);
        let Some(path) = &self.path else { return Ok(()) };
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(Output::create(path)?),
        };
        let mut line = serde_json::to_vec(&reject)?;
        line.push(b'\n');
        file.write_all(&line).map_err(|source| file.error(source))?;
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        self.file.map_or(Ok(()), Output::finish)
    }
}

/// Takes finished bytes.
trait Sink {
    fn put(&mut self, bytes: &[u8]) -> Result<()>;
    fn done(self: Box<Self>) -> Result<()>;
}

struct Nowhere;

impl Sink for Nowhere {
    fn put(&mut self, _: &[u8]) -> Result<()> {
        Ok(())
    }
    fn done(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

struct Standard(anstream::AutoStream<io::Stdout>);

impl Sink for Standard {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.0.write_all(bytes)?)
    }
    fn done(mut self: Box<Self>) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

impl Sink for Output {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.write_all(bytes).map_err(|source| self.error(source))?)
    }
    fn done(self: Box<Self>) -> Result<()> {
        Ok(self.finish()?)
    }
}

/// A text file as a record.
#[derive(Serialize)]
struct TextRecord<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: &'a Option<String>,
    text: &'a str,
}

impl<'a> TextRecord<'a> {
    fn new(id: &'a str, cleaned: &'a Cleaned) -> Self {
        let fields = &cleaned.fields;
        Self { id, title: &fields.title, author: &fields.author, published: &fields.published, text: &cleaned.text }
    }
}

fn stem(relative: &Path) -> String {
    relative.with_extension("").to_string_lossy().replace('\\', "/")
}

fn open(input: &Input) -> Result<Box<dyn Read>, Error> {
    if input.is_stdin() {
        return Ok(Box::new(io::stdin()));
    }
    let file = fs::File::open(&input.path).map_err(|source| Error::Read { path: input.path.clone(), source })?;
    Ok(Box::new(file))
}

/// What an output path means, and whether it may be written.
fn target(path: &Path, named: &[PathBuf], inputs: &[Input]) -> Result<Target, Error> {
    let out = source::absolute(path);
    for input in named.iter().filter(|input| *input != Path::new("-")) {
        let from = source::absolute(input);
        if from == out {
            return Err(Error::Usage(format!(
                "{}: the output is the input; the original is never written over: name another place",
                path.display()
            )));
        }
        if from.is_dir() && out.starts_with(&from) {
            return Err(Error::Usage(format!(
                "{}: the output lies inside the input {}: name a place outside",
                path.display(),
                input.display()
            )));
        }
    }
    if inputs.iter().any(|input| source::absolute(&input.path) == out) {
        return Err(Error::Usage(format!("{}: the output is one of the inputs: name another place", path.display())));
    }
    let folder = named.len() == 1 && named.iter().all(|input| input.is_dir());
    if Format::of(path) == Some(Format::Jsonl) && !path.is_dir() {
        return Ok(Target::Records(path.to_owned()));
    }
    if inputs.len() == 1 && !folder && !path.is_dir() {
        return Ok(Target::File(path.to_owned()));
    }
    let mut places = BTreeSet::new();
    for input in inputs {
        if !places.insert(&input.relative) {
            return Err(Error::Usage(format!(
                "two inputs would both be written to {}: clean them into different folders",
                path.join(&input.relative).display()
            )));
        }
        if source::absolute(&path.join(&input.relative)) == source::absolute(&input.path) {
            return Err(Error::Usage(format!("{}: would be written over: name another folder", input.path.display())));
        }
    }
    Ok(Target::Folder(path.to_owned()))
}
