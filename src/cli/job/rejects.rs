//! Bad records: said, counted, and kept beside the output.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anstream::eprintln;
use anyhow::Result;
use copydesk::{
    Error,
    sink::{Output, beside},
};
use serde::Serialize;

/// A record that could not be cleaned.
#[derive(Debug, Serialize)]
pub struct Rejected {
    pub source: String,
    pub record: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u64,
    pub offset: u64,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

fn is_zero(line: &u64) -> bool {
    *line == 0
}

/// Their file.
pub fn path(output: &Path) -> PathBuf {
    beside(output, ".rejected.jsonl")
}

/// Where they go.
#[derive(Debug, Default)]
pub struct Rejects {
    path: Option<PathBuf>,
    file: Option<Output>,
    pub count: u64,
}

impl Rejects {
    /// Beside `output`; without one they are only said.
    pub fn beside(output: Option<&Path>) -> Self {
        Self { path: output.map(path), ..Self::default() }
    }

    /// Goes on where a run left off.
    pub fn go_on(&mut self, count: u64, length: u64) -> Result<(), Error> {
        self.count = count;
        if let (Some(path), true) = (&self.path, length > 0) {
            self.file = Some(Output::go_on(path, length)?.keep());
        }
        Ok(())
    }

    /// Says and keeps a bad record.
    pub fn add(&mut self, reject: &Rejected) -> Result<()> {
        let Rejected { source, record, line, offset, reason, .. } = reject;
        if *line == 0 {
            eprintln!("{source} (record {record}, byte {offset}): {reason}");
        } else {
            eprintln!("{source}:{line} (record {record}, byte {offset}): {reason}");
        }
        self.keep(reject)
    }

    /// Keeps a bad record whose reason has been said.
    pub fn keep(&mut self, reject: &Rejected) -> Result<()> {
        self.count += 1;
        let Some(path) = &self.path else { return Ok(()) };
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(Output::create(path)?.keep()),
        };
        let mut line = serde_json::to_vec(&reject)?;
        line.push(b'\n');
        file.write_all(&line).map_err(|source| file.error(source))?;
        Ok(())
    }

    /// Brings all to the disk; the file's length.
    pub fn point(&mut self) -> Result<u64, Error> {
        self.file.as_mut().map_or(Ok(0), Output::point)
    }

    pub fn finish(self) -> Result<(), Error> {
        match (self.file, self.path) {
            (Some(file), _) => file.finish(),
            (None, Some(path)) if path.exists() => {
                // What an earlier run left there would be taken for this one's.
                std::fs::remove_file(&path).map_err(|source| Error::Write { path, source })
            }
            _ => Ok(()),
        }
    }
}
