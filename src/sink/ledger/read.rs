//! Reading a ledger back: where the lines of each document stand is kept in memory, the lines are read when they are asked for.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Entry, OwnedLine, Texts, What};
use crate::{
    error::Error,
    source::{
        Format, Input,
        open::{self, Packing},
    },
};

/// Sources that a message names.
const SHOWN: usize = 3;

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the original to the cleaned text.
    Replay,
    /// Back.
    Revert,
}

/// A ledger that was read back.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    lines: Lines,
    index: Index,
}

/// A source that a ledger knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found(usize);

/// Where the lines are.
#[derive(Debug)]
enum Lines {
    File(Mutex<File>),
    /// Of a packed ledger, or one that comes through a pipe.
    Memory(Vec<u8>),
}

/// Where the lines of each document stand.
#[derive(Debug, Default)]
struct Index {
    sources: Vec<Source>,
    /// Sources by the name under which they were read.
    names: HashMap<String, usize>,
    /// By the name under which they left.
    outputs: HashMap<String, usize>,
    /// The source of the last line.
    at: Option<usize>,
    /// Whether there are lines that name sources: old ledgers have none.
    names_all: bool,
}

#[derive(Debug)]
struct Source {
    name: String,
    documents: Vec<Place>,
    /// Records that did not leave.
    dropped: u64,
    /// The record of its last line.
    last: Option<u64>,
    /// Whether its records come again or out of order: nobody can say which is meant.
    doubled: bool,
    /// How many of its documents were asked for.
    asked: AtomicU64,
}

/// The lines of a document.
#[derive(Debug)]
struct Place {
    /// Its number among the records that were read.
    record: u64,
    /// Its number among those that left.
    left: u64,
    /// The first byte of its lines.
    start: u64,
    /// One past their last.
    end: u64,
}

impl Ledger {
    /// Reads a ledger file.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no ledger line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |source| Error::Read { path: path.to_owned(), source };
        let mut bytes = Vec::new();
        if Packing::of(path) != Packing::None {
            let input = Input { path: path.to_owned(), relative: path.to_owned(), format: Format::Jsonl, member: None };
            open::open(&input, &Arc::default())?.read_to_end(&mut bytes).map_err(wrong)?;
        } else {
            let mut file = File::open(path).map_err(wrong)?;
            if file.metadata().map_err(wrong)?.is_file() {
                let index = Index::read(path, &mut BufReader::with_capacity(1 << 18, &mut file))?;
                return Ok(Self { path: path.to_owned(), lines: Lines::File(Mutex::new(file)), index });
            }
            file.read_to_end(&mut bytes).map_err(wrong)?;
        }
        let index = Index::read(path, &mut &bytes[..])?;
        Ok(Self { path: path.to_owned(), lines: Lines::Memory(bytes), index })
    }

    /// The source that an input is. Its path may end as the ledger's name does; a ledger of one source fits an input that is
    /// `alone` under any name.
    ///
    /// # Errors
    /// When the ledger does not know it, or knows two of that name.
    pub fn find(&self, input: &Input, alone: bool, way: Way) -> Result<Found, Error> {
        let Index { sources, names, outputs, names_all, .. } = &self.index;
        let path = if input.is_stdin() { input.relative.clone() } else { input.show() };
        let wrong = |why: String| Error::NotInLedger { path: path.clone(), ledger: self.path.clone(), why };
        let full = std::path::absolute(&path).unwrap_or_else(|_| path.clone()).to_string_lossy().replace('\\', "/");
        let ends = || full.match_indices('/').filter_map(|(slash, _)| full.get(slash + 1..));
        let left = || ends().find_map(|end| outputs.get(end));
        let found = match way {
            Way::Replay => None,
            Way::Revert => left(),
        };
        let only = || (alone && sources.len() == 1).then_some(&0);
        let Some(&found) = found.or_else(|| ends().find_map(|end| names.get(end))).or_else(only) else {
            let mut known = sources.iter().take(SHOWN).map(|source| source.name.as_str()).collect::<Vec<_>>().join(", ");
            match sources.len() {
                0 => known.push_str("no file"),
                count if count > SHOWN => known.push_str(&format!(" and {} more", count - SHOWN)),
                _ => {}
            }
            let what = match way {
                Way::Replay => "read",
                Way::Revert => "wrote",
            };
            let mut why = format!(
                "does not name it, but {known}: give a file as that run {what} it, under its name; several inputs that were written \
                 to one file cannot be told apart in it, write them to a folder"
            );
            if !names_all {
                why.push_str(" (an old ledger does not name files in which nothing changed)");
            }
            return Err(wrong(why));
        };
        if sources[found].doubled {
            let name = &sources[found].name;
            return Err(wrong(format!(
                "has records of `{name}` twice or out of order: two inputs were called so, or it was put together from several; \
                 clean them in runs of their own"
            )));
        }
        Ok(Found(found))
    }

    /// What it says about a document: `number` is that of its record in the file that it is in now. `None` when nothing changed.
    ///
    /// # Errors
    /// When it cannot be read again.
    pub fn entry(&self, Found(source): Found, number: u64, way: Way) -> Result<Option<Entry>, Error> {
        let source = &self.index.sources[source];
        let at = source.documents.binary_search_by_key(&number, |place| match way {
            Way::Replay => place.record,
            Way::Revert => place.left,
        });
        let Ok(at) = at else { return Ok(None) };
        source.asked.fetch_add(1, Ordering::Relaxed);
        let wrong = |source| Error::Read { path: self.path.clone(), source };
        let Place { start, end, .. } = source.documents[at];
        let read;
        let lines = match &self.lines {
            Lines::Memory(bytes) => bytes.get(start as usize..end as usize).unwrap_or_default(),
            Lines::File(file) => {
                let mut bytes = vec![0; (end - start) as usize];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).map_err(wrong)?;
                read = bytes;
                &read
            }
        };
        let mut entry = Entry::default();
        for line in lines.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            let line = parse(line).map_err(|why| wrong(io::Error::other(format!("it changed while it was read: {why}"))))?;
            entry.add(line);
        }
        Ok(Some(entry))
    }

    /// How many documents of a source it has lines for that nobody asked for.
    pub fn missing(&self, Found(source): Found) -> u64 {
        let source = &self.index.sources[source];
        (source.documents.len() as u64).saturating_sub(source.asked.load(Ordering::Relaxed))
    }
}

/// Reads a line, and sees that it is whole.
fn parse(line: &[u8]) -> Result<OwnedLine, String> {
    let line: OwnedLine = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    match (&line.what, line.record) {
        (What::Source { .. }, None) => Ok(line),
        (What::Source { .. }, Some(_)) => Err("a line that names a source has no `record`".into()),
        (_, None) => Err("no `record`".into()),
        (What::Field { field, .. }, _) if !matches!(field.as_str(), "title" | "author" | "published") => {
            Err(format!("unknown field `{field}`"))
        }
        _ => Ok(line),
    }
}

impl Entry {
    fn add(&mut self, line: OwnedLine) {
        if line.original.is_some() || line.cleaned.is_some() {
            self.texts = Texts { original: line.original, cleaned: line.cleaned };
        }
        match line.what {
            What::Edit(edit) => self.edits.push(edit),
            What::Field { field, value } => match field.as_str() {
                "title" => self.fields.title = Some(value),
                "author" => self.fields.author = Some(value),
                _ => self.fields.published = Some(value),
            },
            What::Held { .. } | What::Dropped { .. } | What::Source { .. } => {}
        }
    }
}

impl Index {
    fn read(path: &Path, stream: &mut dyn BufRead) -> Result<Self, Error> {
        let mut index = Self::default();
        let mut line = Vec::new();
        let mut start = 0;
        for number in 1.. {
            line.clear();
            let length = stream.read_until(b'\n', &mut line).map_err(|source| Error::Read { path: path.to_owned(), source })?;
            if length == 0 {
                break;
            }
            let end = start + length as u64;
            if !line.trim_ascii().is_empty() {
                let parsed = parse(&line).map_err(|reason| Error::LedgerLine { path: path.to_owned(), line: number, reason })?;
                index.add(parsed, start, end);
            }
            start = end;
        }
        Ok(index)
    }

    fn add(&mut self, line: OwnedLine, start: u64, end: u64) {
        let before = self.at;
        let known = before.filter(|&at| self.sources[at].name == line.source).or_else(|| self.names.get(&line.source).copied());
        let at = known.unwrap_or_else(|| {
            self.names.insert(line.source.clone(), self.sources.len());
            self.sources.push(Source {
                name: line.source,
                documents: Vec::new(),
                dropped: 0,
                last: None,
                doubled: false,
                asked: AtomicU64::new(0),
            });
            self.sources.len() - 1
        });
        self.at = Some(at);
        let source = &mut self.sources[at];
        let Some(record) = line.record else {
            // A run that was interrupted before the first record names its source again.
            source.doubled |= known.is_some() && (before != known || source.last.is_some());
            self.names_all = true;
            if let What::Source { output } = line.what {
                self.outputs.insert(output, at);
            }
            return;
        };
        let goes_on = before == Some(at) && source.last == Some(record);
        let dropped = matches!(line.what, What::Dropped { .. });
        match source.documents.last_mut() {
            Some(place) if goes_on && !dropped => place.end = end,
            _ if source.last.is_some_and(|last| record <= last) => source.doubled = true,
            _ if dropped => source.dropped += 1,
            _ => source.documents.push(Place { record, left: record.saturating_sub(source.dropped), start, end }),
        }
        source.last = Some(record);
    }
}
