//! The counts of a run.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{class::Class, document::Cleaned, fold};

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Documents read.
    pub documents: u64,
    /// Documents whose text came out different.
    pub changed: u64,
    /// Documents kept as they were because too little would be left.
    pub held: u64,
    /// Records and files that could not be cleaned.
    pub failed: u64,
    /// Words read.
    pub words: u64,
    /// Words removed, by class.
    pub removed: BTreeMap<Class, u64>,
    /// Edits that repaired the text, by cause.
    pub repairs: u64,
    /// Characters lost to broken encodings before they came here.
    pub malformed: u64,
}

impl Summary {
    /// Counts a document.
    pub fn count(&mut self, original: &str, cleaned: &Cleaned) {
        self.documents += 1;
        self.words += fold::count_words(original) as u64;
        self.held += u64::from(cleaned.held.is_some());
        self.changed += u64::from(cleaned.held.is_none() && cleaned.text != original);
        for edit in cleaned.edits.iter().filter(|edit| edit.applied()) {
            if edit.class == Class::Normalization {
                self.repairs += 1;
                continue;
            }
            let words = fold::count_words(&edit.before).saturating_sub(fold::count_words(&edit.after));
            if words > 0 {
                *self.removed.entry(edit.class).or_default() += words as u64;
            }
        }
    }

    /// Adds another run's counts.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.held += other.held;
        self.failed += other.failed;
        self.words += other.words;
        self.repairs += other.repairs;
        self.malformed += other.malformed;
        for (class, words) in &other.removed {
            *self.removed.entry(*class).or_default() += words;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let removed: u64 = self.removed.values().sum();
        write!(f, "{} documents, {} changed", self.documents, self.changed)?;
        for (count, what) in [(self.held, "held"), (self.failed, "failed")] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        write!(f, "; {removed} of {} words removed", self.words)?;
        if !self.removed.is_empty() {
            let mut classes: Vec<_> = self.removed.iter().collect();
            classes.sort_by_key(|&(class, words)| (std::cmp::Reverse(*words), *class));
            let list: Vec<String> = classes.iter().map(|(class, words)| format!("{class} {words}")).collect();
            write!(f, " ({})", list.join(", "))?;
        }
        if self.repairs > 0 {
            write!(f, ", {} repairs", self.repairs)?;
        }
        if self.malformed > 0 {
            write!(f, ", {} characters could not be decoded", self.malformed)?;
        }
        Ok(())
    }
}
