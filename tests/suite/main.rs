//! The tests of copydesk as its users meet it: snapshots of cases, the promises, the command, the rules' own examples.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod archives;
mod bad_input;
mod broken_rules;
mod cases;
mod command;
mod docs;
mod formats;
mod hostile_rules;
mod ledger;
mod parquet;
mod places;
mod promises;
mod resume;
mod rules;
mod tools;
mod two_pass;

use std::path::{Path, PathBuf};

/// The package's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files under a folder with one of these endings, sorted.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.is_file() && endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)))
        .collect();
    found.sort();
    found
}
