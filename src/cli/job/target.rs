//! Where a run's results go.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::Result;
use copydesk::{
    Error,
    sink::{Open, Output, remove_shards, shard_place},
    source::{self, Format, Input, archive::is_archive, open::Packing, record::Writer},
};
use serde::{Deserialize, Serialize};

/// Where results go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
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

impl Target {
    /// The file or folder.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Nothing | Self::Stdout => None,
            Self::Records(path) | Self::File(path) | Self::Folder(path) => Some(path),
        }
    }
}

/// Takes finished bytes.
pub enum Sink {
    Nowhere,
    /// Bytes as they are: a text may hold what a terminal takes for a colour.
    Standard(io::Stdout),
    File(Box<Shards>),
    Own(Box<dyn Writer>),
}

/// How far a file has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which shard, from 0.
    shard: u64,
    /// The length of its file.
    length: u64,
    /// The bytes in it, unpacked.
    written: u64,
}

impl Sink {
    /// What stands at the start of every file.
    pub fn head(&mut self, head: Vec<u8>) -> Result<()> {
        match self {
            Self::File(shards) => shards.start(head),
            _ if head.is_empty() => Ok(()),
            _ => self.put(&head),
        }
    }

    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Standard(stream) => Ok(stream.write_all(bytes).map_err(standard)?),
            Self::File(shards) => shards.put(bytes),
            Self::Own(writer) => Ok(writer.put(bytes)?),
        }
    }

    /// Brings all to the file, so that a run can go on from here.
    pub fn point(&mut self) -> Result<Place> {
        match self {
            // A file that is more than its records cannot be gone on with.
            Self::Nowhere | Self::Own(_) => Ok(Place::default()),
            Self::Standard(stream) => {
                stream.flush().map_err(standard)?;
                Ok(Place::default())
            }
            Self::File(shards) => shards.point(),
        }
    }

    pub fn sync(&mut self) -> Result<()> {
        if let Self::File(shards) = self {
            shards.output.sync()?;
        }
        Ok(())
    }

    /// Puts the file in its place. Returns how many shards of an earlier run were removed.
    pub fn done(self) -> Result<u64> {
        match self {
            Self::Nowhere => Ok(0),
            Self::Standard(mut stream) => {
                stream.flush().map_err(standard)?;
                Ok(0)
            }
            Self::File(shards) => {
                let (path, last) = (shards.path, shards.place.shard);
                shards.output.finish()?;
                Ok(shards.size.map_or(Ok(0), |_| remove_shards(&path, last + 1))?)
            }
            Self::Own(writer) => Ok(writer.finish()?),
        }
    }

    /// Leaves nothing behind.
    pub fn discard(self) {
        if let Self::File(shards) = self {
            shards.output.discard();
        }
    }
}

/// What to say when standard output cannot be written.
pub(super) fn standard(source: io::Error) -> Error {
    Error::Write { path: "standard output".into(), source }
}

/// A file, or several of about the same size.
pub struct Shards {
    path: PathBuf,
    size: Option<u64>,
    place: Place,
    head: Vec<u8>,
    output: Output,
}

impl Shards {
    /// Opens a file, or with a size one of several, where a run left off.
    pub fn go_on(path: &Path, size: Option<u64>, place: Place) -> Result<Self, Error> {
        let output = match size {
            None => Output::named_on(path, place.length),
            Some(_) => Output::go_on(&shard_place(path, Some(place.shard)), place.length),
        };
        let output = output?.keep();
        Ok(Self { path: path.to_owned(), size, place, head: Vec::new(), output })
    }

    /// A file that is removed when the run fails.
    pub fn fleeting(path: &Path, open: Open) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned(), size: None, place: Place::default(), head: Vec::new(), output: open(path)? })
    }

    fn start(&mut self, head: Vec<u8>) -> Result<()> {
        self.head = head;
        if self.place.written == 0 { self.put(&[]) } else { Ok(()) }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        if self.size.is_some_and(|size| self.place.written > 0 && self.place.written + bytes.len() as u64 > size) {
            self.place = Place { shard: self.place.shard + 1, ..Place::default() };
            let next = Output::create(&shard_place(&self.path, Some(self.place.shard)))?.keep();
            std::mem::replace(&mut self.output, next).finish()?;
        }
        if self.place.written == 0 {
            self.place.written += self.head.len() as u64;
            self.output.write_all(&self.head).map_err(|source| self.output.error(source))?;
        }
        self.place.written += bytes.len() as u64;
        Ok(self.output.write_all(bytes).map_err(|source| self.output.error(source))?)
    }

    fn point(&mut self) -> Result<Place> {
        self.place.length = self.output.point()?;
        Ok(self.place)
    }
}

/// What an output path means, and whether it may be written.
pub fn target(path: &Path, named: &[PathBuf], inputs: &[Input]) -> Result<Target, Error> {
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
    let format = Format::of(path);
    let text_goes = |format: Format| format != Format::Parquet;
    let same = |input: &Input| {
        format.is_none_or(|format| format == input.format.output() || (input.format == Format::Text && text_goes(format)))
    };
    let folder = named.len() == 1 && named.iter().all(|input| input.is_dir() || is_archive(input));
    if is_archive(path) && !path.is_dir() {
        return Err(Error::Usage(format!("{}: archives are read, not written: name a folder", path.display())));
    }
    if format == Some(Format::Jsonl) && !path.is_dir() {
        return Ok(Target::Records(path.to_owned()));
    }
    if format == Some(Format::Parquet) && Packing::of(path) != Packing::None {
        return Err(Error::Usage(format!("{}: Parquet is packed inside: name a .parquet file", path.display())));
    }
    if let (Some(Format::Csv | Format::Tsv | Format::Parquet), true) = (format, inputs.len() > 1 && !path.is_dir()) {
        let why = "several inputs cannot be written to one such file: name a folder or a .jsonl file";
        return Err(Error::Usage(format!("{}: {why}", path.display())));
    }
    if inputs.len() == 1 && !folder && !path.is_dir() {
        if let Some(input) = inputs.iter().find(|input| !same(input)) {
            let ending = input.format.output().ending();
            return Err(Error::Usage(format!(
                "{}: {} cannot be written in this format: name a .{ending} or a .jsonl file",
                path.display(),
                input.name()
            )));
        }
        return Ok(Target::File(path.to_owned()));
    }
    let mut places = BTreeSet::new();
    for input in inputs {
        let place = input.place();
        if !places.insert(place.clone()) {
            return Err(Error::Usage(format!(
                "two inputs would both be written to {}: clean them into different folders",
                path.join(&place).display()
            )));
        }
        if source::absolute(&path.join(&place)) == source::absolute(&input.path) {
            return Err(Error::Usage(format!("{}: would be written over: name another folder", input.path.display())));
        }
    }
    Ok(Target::Folder(path.to_owned()))
}
