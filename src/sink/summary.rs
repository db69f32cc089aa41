//! The counts of a run.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    class::Class,
    document::{Cleaned, Held},
    fold,
};

/// Sites that are named in a line.
const SITES_SHOWN: usize = 5;

/// What would go from the documents of a site; those that are held for themselves do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its documents.
    pub documents: u64,
    /// Their words.
    pub words: u64,
    /// The words that would go.
    pub removed: u64,
}

impl Site {
    /// Documents that a site must have before it has a budget: a few say nothing about it.
    pub const ENOUGH: u64 = 20;

    /// What one document adds to its site, from its own counts.
    pub fn of(document: &Summary) -> Self {
        if document.held > 0 {
            return Self::default();
        }
        Self { documents: document.documents, words: document.words, removed: document.removed.values().sum() }
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.words += other.words;
        self.removed += other.removed;
    }

    /// The share of its words that would go, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.words == 0 { 0.0 } else { self.removed as f64 / self.words as f64 }
    }

    /// Whether more would go than a budget allows.
    pub fn is_over(&self, budget: f64) -> bool {
        self.documents >= Self::ENOUGH && self.share() > budget
    }
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Documents read.
    pub documents: u64,
    /// Documents whose text came out different.
    pub changed: u64,
    /// Documents kept as they were because too little would be left.
    pub held: u64,
    /// These, by the reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub held_why: BTreeMap<Held, u64>,
    /// Sites whose documents would lose more together than the site's budget allows; all of them are held.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sites_held: BTreeMap<String, Site>,
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
    /// Shards that an earlier, larger run left and this one removed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shards_removed: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Summary {
    /// Counts a document.
    pub fn count(&mut self, original: &str, cleaned: &Cleaned) {
        self.documents += 1;
        self.words += fold::count_words(original) as u64;
        if let Some(held) = cleaned.held {
            self.held += 1;
            *self.held_why.entry(held).or_default() += 1;
        }
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
        for (why, count) in &other.held_why {
            *self.held_why.entry(*why).or_default() += count;
        }
        self.failed += other.failed;
        self.words += other.words;
        self.repairs += other.repairs;
        self.malformed += other.malformed;
        self.shards_removed += other.shards_removed;
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
        if !self.sites_held.is_empty() {
            let site = |(name, site): (&String, &Site)| format!("{name} {:.0} % of {}", 100.0 * site.share(), site.words);
            let list: Vec<String> = self.sites_held.iter().take(SITES_SHOWN).map(site).collect();
            let more = if list.len() < self.sites_held.len() { ", …" } else { "" };
            let sites = if self.sites_held.len() == 1 { "site" } else { "sites" };
            write!(f, ", {} {sites} over budget ({}{more})", self.sites_held.len(), list.join(", "))?;
        }
        if self.repairs > 0 {
            write!(f, ", {} repairs", self.repairs)?;
        }
        if self.malformed > 0 {
            write!(f, ", {} characters could not be decoded", self.malformed)?;
        }
        if self.shards_removed > 0 {
            write!(f, ", {} shards of an earlier run removed", self.shards_removed)?;
        }
        Ok(())
    }
}
