//! How far a run has come, beside its output: `--resume` goes on from there.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use copydesk::{
    Error,
    sink::{Output, beside, report::Tally, summary::Summary},
};
use serde::{Deserialize, Serialize};

use super::target::Place;

/// A point to go on from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What the run reads and how: another run's point is of no use.
    pub run: String,
    /// Inputs that are done.
    pub inputs: usize,
    /// Records of the next input that are done.
    pub records: u64,
    /// How far the output has come.
    pub output: Place,
    /// The length of the ledger.
    pub edits: u64,
    /// The length of the file of bad records.
    pub rejects: u64,
    /// How many there are.
    pub rejected: u64,
    /// The counts so far.
    pub summary: Summary,
    /// The counts by rule and site so far.
    pub tally: Tally,
}

/// Its file.
pub fn path(output: &Path) -> PathBuf {
    beside(output, ".checkpoint.json")
}

/// Reads the point that a run of the same inputs and settings left.
///
/// # Errors
/// When it was another run, or the file is damaged.
pub fn read(path: &Path, run: &str) -> Result<Option<Checkpoint>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
    };
    let found: Checkpoint =
        serde_json::from_slice(&bytes).map_err(|error| Error::Usage(format!("{}: damaged: {error}", path.display())))?;
    if found.run != run {
        return Err(Error::Usage(format!(
            "{}: the run that was interrupted had other inputs, rules or settings: run without --resume to start again",
            path.display()
        )));
    }
    Ok(Some(found))
}

impl Checkpoint {
    /// Writes it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut file = Output::create(path)?;
        let bytes = serde_json::to_vec(self).map_err(|error| file.error(error.into()))?;
        file.write_all(&bytes).map_err(|source| file.error(source))?;
        file.sync()?;
        file.finish()
    }
}

/// Removes the point of a run that came to its end.
pub fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        // Where there is no folder either, it is the output that says so.
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(Error::Write { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}
