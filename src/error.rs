//! What can go wrong around the cleaning: cleaning itself never fails.

use std::{io, path::PathBuf};

use crate::{rules::RulesError, text::LedgerError};

/// An error of the library.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Inputs or outputs that do not go together.
    #[error("{0}")]
    Usage(String),
    /// Rules that do not load.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A ledger that was made for another text.
    #[error("{document}: {source}")]
    Ledger {
        /// The document's id.
        document: String,
        /// What does not fit.
        source: LedgerError,
    },
    /// A file of which a ledger says nothing, or not enough.
    #[error("{}: {} {why}", path.display(), ledger.display())]
    NotInLedger {
        /// The file.
        path: PathBuf,
        /// The ledger.
        ledger: PathBuf,
        /// What the ledger says instead, and what to do.
        why: String,
    },
    /// A ledger file that is damaged.
    #[error("{}:{line}: not a ledger line: {reason}", path.display())]
    LedgerLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}
