//! What a run did, for machines: counts per class, per rule and site, and timings; and what makes it repeatable.

use std::{collections::BTreeMap, io::Write, path::Path, time::Duration};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Output, summary::Summary};
use crate::{class::Class, document::Cleaned, error::Error, fold, rules::RuleSet};

/// What a rule did on a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The rule's full name.
    pub rule: String,
    /// The site, as far as records tell it; empty when they do not.
    pub site: String,
    /// The rule's class.
    pub class: Class,
    /// Its edits.
    pub edits: u64,
    /// The words that they removed.
    pub words: u64,
}

/// Counts by rule and site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Count>", into = "Vec<Count>")]
pub struct Tally {
    counts: BTreeMap<(String, String), Count>,
}

impl From<Vec<Count>> for Tally {
    fn from(counts: Vec<Count>) -> Self {
        Self { counts: counts.into_iter().map(|count| ((count.rule.clone(), count.site.clone()), count)).collect() }
    }
}

impl From<Tally> for Vec<Count> {
    fn from(tally: Tally) -> Self {
        tally.counts.into_values().collect()
    }
}

impl Tally {
    /// Counts the edits of a document.
    pub fn count(&mut self, site: &str, cleaned: &Cleaned) {
        for edit in cleaned.edits.iter().filter(|edit| edit.applied()) {
            let words = fold::count_words(&edit.before).saturating_sub(fold::count_words(&edit.after)) as u64;
            self.put(Count { rule: edit.cause.to_string(), site: site.to_owned(), class: edit.class, edits: 1, words });
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        for count in other.counts.into_values() {
            self.put(count);
        }
    }

    fn put(&mut self, count: Count) {
        match self.counts.get_mut(&(count.rule.clone(), count.site.clone())) {
            Some(found) => {
                found.edits += count.edits;
                found.words += count.words;
            }
            None => {
                self.counts.insert((count.rule.clone(), count.site.clone()), count);
            }
        }
    }
}

/// How long the parts of a run took, in seconds of the clock. Reading goes on while documents are cleaned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Timings {
    /// Reading, unpacking and cutting into records.
    pub read: f64,
    /// Cleaning, on all threads at once.
    pub clean: f64,
    /// Packing and writing.
    pub write: f64,
    /// Everything.
    pub total: f64,
}

impl Timings {
    /// Adds to one of them.
    pub fn add(place: &mut f64, time: Duration) {
        *place += time.as_secs_f64();
    }
}

/// The report of a run.
#[derive(Debug, Serialize)]
pub struct Report<'r> {
    /// The version of copydesk.
    pub version: &'static str,
    /// What the run did.
    pub summary: &'r Summary,
    /// Records that went to the side.
    pub rejected: u64,
    /// What each rule did on each site.
    pub rules: Vec<Count>,
    /// Seconds.
    pub seconds: Timings,
}

/// What a run read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputEntry {
    /// Its path as it was found.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// When it was changed last, in nanoseconds since 1970: one that changes is another input.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub modified: Option<u64>,
}

/// What makes a run repeatable: inputs, rules, settings and version; and its counts, to compare.
#[derive(Debug, Serialize)]
pub struct Manifest<'r> {
    /// The version of copydesk.
    pub version: &'static str,
    /// What was read, in its order.
    pub inputs: &'r [InputEntry],
    /// SHA-256 over the names and texts of all rules, in the order in which they win.
    pub rules: String,
    /// The arguments of the command.
    pub arguments: Vec<String>,
    /// What the run did.
    pub summary: &'r Summary,
    /// Records that went to the side.
    pub rejected: u64,
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 over the names and texts of all rules.
pub fn digest(rules: &RuleSet) -> String {
    let mut hash = Sha256::new();
    for rule in rules.rules() {
        hash.update(rule.name.as_bytes());
        hash.update([0]);
        hash.update(rule.text().as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Writes something as a JSON file, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, what: &impl Serialize) -> Result<(), Error> {
    let mut file = Output::create(path)?;
    let mut bytes = serde_json::to_vec_pretty(what).map_err(|error| file.error(error.into()))?;
    bytes.push(b'\n');
    file.write_all(&bytes).map_err(|source| file.error(source))?;
    file.finish()
}
