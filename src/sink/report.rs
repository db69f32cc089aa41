//! What a run did, for machines: counts per class, per rule and site, and timings; and what makes it repeatable.

use std::{collections::BTreeMap, fmt, io::Write, path::Path, time::Duration};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Output, summary::Summary};
use crate::{
    class::Class,
    clock::{Part, Stopwatch},
    document::Cleaned,
    error::Error,
    fold,
    rules::RuleSet,
};

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

    /// The counts of each class.
    pub fn classes(&self) -> BTreeMap<Class, ClassCount> {
        let mut classes: BTreeMap<Class, ClassCount> = BTreeMap::new();
        for count in self.counts.values() {
            let sum = classes.entry(count.class).or_default();
            sum.edits += count.edits;
            sum.words += count.words;
        }
        classes
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

/// What a class lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// Edits.
    pub edits: u64,
    /// The words that they removed.
    pub words: u64,
}

/// Seconds that all threads together spent in each stage.
pub fn stages(clock: &Stopwatch) -> BTreeMap<&'static str, f64> {
    Part::ALL.iter().zip(clock.parts).map(|(part, time)| (part.name(), time.as_secs_f64())).collect()
}

/// A document that took long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slow {
    /// Its file.
    pub source: String,
    /// Its number there, from 0.
    pub record: u64,
    /// Its id.
    pub id: String,
    /// The bytes of its text.
    pub bytes: usize,
    /// How long it took.
    pub seconds: f64,
}

/// A rule that took long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SlowRule {
    /// Its full name.
    pub rule: String,
    /// How often it was looked at.
    pub tried: u64,
    /// How long that took, on all threads together.
    pub seconds: f64,
}

/// What took longest, the slowest first. The one search for all literals belongs to no rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Trace {
    /// Documents.
    pub documents: Vec<Slow>,
    /// Rules.
    pub rules: Vec<SlowRule>,
}

impl Trace {
    /// The slowest `most` of each.
    pub fn new(rules: &RuleSet, clock: &Stopwatch, mut documents: Vec<Slow>, most: usize) -> Self {
        documents.truncate(most);
        let tried = clock.rules.iter().flatten();
        let mut slow: Vec<SlowRule> = tried
            .filter_map(|(index, (tried, time))| {
                let rule = rules.rules().get(*index as usize)?.name.to_string();
                Some(SlowRule { rule, tried: *tried, seconds: time.as_secs_f64() })
            })
            .collect();
        slow.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
        slow.truncate(most);
        Self { documents, rules: slow }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "slowest documents")?;
        for Slow { source, record, id, bytes, seconds } in &self.documents {
            writeln!(f, "{:>10.1} ms  {bytes:>9} bytes  {source} record {record} ({id})", 1000.0 * seconds)?;
        }
        writeln!(f, "slowest rules")?;
        for SlowRule { rule, tried, seconds } in &self.rules {
            writeln!(f, "{:>10.1} ms  {tried:>9} times  {rule}", 1000.0 * seconds)?;
        }
        Ok(())
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
    /// What each class lost.
    pub classes: BTreeMap<Class, ClassCount>,
    /// What each rule did on each site.
    pub rules: Vec<Count>,
    /// Seconds of the clock.
    pub seconds: Timings,
    /// Seconds that all threads together spent in each stage.
    pub stages: BTreeMap<&'static str, f64>,
    /// What took longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<&'r Trace>,
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
    let mut file = Output::named(path)?;
    let mut bytes = serde_json::to_vec_pretty(what).map_err(|error| file.error(error.into()))?;
    bytes.push(b'\n');
    file.write_all(&bytes).map_err(|source| file.error(source))?;
    file.finish()
}
