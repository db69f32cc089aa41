//! The trainer: from labelled pages to a weights file, seeded, with cross-validation by site.

mod boost;
mod data;
mod linear;
mod measure;
mod random;

use super::context;
use super::decide::Scratch;
use super::model::{Model, Thresholds};
use super::overlap;
use super::trees::{Columns, Forest};
use crate::rules::{RuleSet, RulesError};
use boost::{Growth, Table};
use data::Doc;
use random::Random;
use rayon::prelude::*;

pub use data::{Record, read};
pub use measure::Figures;

/// How to train.
#[derive(Clone, Debug)]
pub struct Options {
    /// The seed of everything left to chance.
    pub seed: u64,
    /// Folds of the cross-validation.
    pub folds: usize,
    /// Folds within the training pages, for scores that a stage gives to pages it has not seen.
    pub inner: usize,
    /// Trees of the two stages.
    pub trees: [usize; 2],
    /// Questions a tree asks.
    pub depth: usize,
    /// Lines that the trees learn from, at most.
    pub rows: usize,
    /// Thresholds written into the weights.
    pub thresholds: Thresholds,
    /// Bits of the hashed table's size.
    pub bits: u32,
    /// What the linear model learns: 1 whether a line is content; 3 also of the lines after and before.
    pub heads: usize,
    /// How much more the gold texts, as pages with nothing to remove, weigh.
    pub control: f32,
    /// Learning rate of the trees.
    pub rate: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            folds: 5,
            inner: 3,
            trees: [240, 240],
            depth: 6,
            rows: 120_000,
            thresholds: Thresholds::default(),
            bits: 18,
            heads: 3,
            control: 1.0,
            rate: 0.12,
        }
    }
}

/// Labelled pages, prepared.
pub struct Trainer {
    docs: Vec<Doc>,
    options: Options,
}

impl Trainer {
    /// Prepares the records, as rules leave them. Of those whose set ends in `residue`, the gold texts join as pages with nothing to remove.
    ///
    /// # Errors
    /// When a built-in rule is wrong.
    pub fn new(records: Vec<Record>, options: Options) -> Result<Self, &'static RulesError> {
        let rules = RuleSet::builtin()?;
        let prepare = |record: Record| {
            let mut docs = Vec::new();
            if let Some(set) = record.set.strip_suffix("/residue") {
                let control = Record {
                    set: format!("{set}/control"),
                    text: record.gold.clone(),
                    ceiling: 1.0,
                    weight: record.weight * options.control,
                    ..record.clone()
                };
                docs.extend(data::prepare(&control, rules, options.folds, true));
            }
            docs.extend(data::prepare(&record, rules, options.folds, false));
            docs
        };
        let docs: Vec<Vec<Doc>> = records.into_par_iter().map(prepare).collect();
        Ok(Self { docs: docs.into_iter().flatten().collect(), options })
    }

    /// Pages and lines.
    pub fn size(&self) -> (usize, usize) {
        (self.docs.len(), self.docs.iter().map(|d| d.lines.len()).sum())
    }

    fn growth(&self, stage: usize) -> Growth {
        let o = &self.options;
        Growth { trees: o.trees[stage], depth: o.depth, rate: o.rate, lambda: 3.0, borders: 32, rows: 0.6, features: 0.5 }
    }

    /// Trains on all pages but those of fold `without`, and returns the weights.
    pub fn fit(&mut self, without: Option<usize>, say: &mut dyn FnMut(&str)) -> Weights {
        let o = self.options.clone();
        let inside: Vec<usize> =
            (0..self.docs.len()).filter(|i| self.docs.get(*i).is_some_and(|d| Some(d.fold) != without)).collect();
        // Inner folds follow the sites too.
        let groups: Vec<Vec<usize>> = (0..o.inner)
            .map(|g| inside.iter().copied().filter(|i| (self.docs[*i].site >> 24) as usize % o.inner == g).collect())
            .collect();
        let rates = linear::Rates { bits: o.bits, heads: o.heads, ..linear::Rates::default() };
        let mut model = Model { thresholds: o.thresholds, ..Model::default() };
        {
            let docs: Vec<&Doc> = inside.iter().map(|i| &self.docs[*i]).filter(|d| !d.bare).collect();
            model.rarity = rarity(&docs);
            model.linear = linear::fit(&docs, rates, o.seed);
        }
        say("linear");
        for group in &groups {
            let docs: Vec<&Doc> = inside.iter().filter(|i| !group.contains(i)).map(|i| &self.docs[*i]).collect();
            let part = linear::fit(&docs, rates, o.seed);
            for i in group {
                let scores = linear::score(&part, &self.docs[*i]);
                for (f, s) in self.docs[*i].facts.iter_mut().zip(scores) {
                    [f.linear, f.after, f.before] = s;
                }
            }
        }
        say("linear out of fold");
        let mut scratch = Scratch::default();
        let mut odds: Vec<Vec<f32>> = vec![Vec::new(); self.docs.len()];
        let mut rows = Rows::new(self, &inside, o.rows, o.seed);
        let mut table = rows.table(&self.docs, &mut |doc, _, columns| {
            context::first(&doc.facts, &mut scratch.room, columns);
        });
        model.first = boost::fit(&table, self.growth(0), o.seed + 1);
        say("first stage");
        for group in &groups {
            let part = rows.without(&table, group);
            let forest = boost::fit(&part, self.growth(0), o.seed + 1);
            for i in group {
                context::first(&self.docs[*i].facts, &mut scratch.room, &mut scratch.columns);
                forest.score(&scratch.columns, &mut scratch.bins, &mut odds[*i]);
                context::settle(&self.docs[*i].facts, &mut odds[*i]);
            }
        }
        say("first stage out of fold");
        table = rows.table(&self.docs, &mut |doc, i, columns| {
            context::second(&doc.facts, &doc.slots, &model.rarity, &odds[i], &mut scratch.room, columns);
        });
        model.second = boost::fit(&table, self.growth(1), o.seed + 2);
        say("second stage");
        Weights(model)
    }

    /// Figures of some weights on the pages of a fold, or on all, at these thresholds.
    pub fn measure(&self, weights: &Weights, fold: Option<usize>, thresholds: &Thresholds, into: &mut Figures) {
        let mut scratch = Scratch::default();
        for doc in self.docs.iter().filter(|d| !d.bare && fold.is_none_or(|f| d.fold == f)) {
            into.add(&weights.0, doc, thresholds, &mut scratch);
        }
    }
}

/// Trained weights.
pub struct Weights(Model);

impl Weights {
    /// Weights from a file's bytes.
    ///
    /// # Errors
    /// When they are not a weights file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, super::WeightsError> {
        Model::read(bytes).map(Self)
    }

    /// The bytes of the weights file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.write()
    }

    /// How often the trees ask about each feature: a name, the first stage, the second stage.
    pub fn questions(&self) -> [Vec<usize>; 2] {
        let count = |f: &Forest| {
            let mut n = vec![0; f.borders.len()];
            for s in f.trees.iter().flat_map(|t| &t.splits) {
                n[s.feature as usize] += 1;
            }
            n
        };
        [count(&self.0.first), count(&self.0.second)]
    }
}

/// How rare each word is in stories: the logarithm of the share of stories without it.
fn rarity(docs: &[&Doc]) -> Vec<u8> {
    let mut count = vec![0_u32; overlap::SLOTS];
    let mut last = vec![u32::MAX; overlap::SLOTS];
    for (i, doc) in docs.iter().enumerate() {
        for (f, y) in doc.facts.iter().zip(&doc.label) {
            if *y > 0.5 {
                for w in doc.slots.get(f.words.0 as usize..f.words.1 as usize).unwrap_or_default() {
                    let w = *w as usize;
                    if last[w] != i as u32 {
                        last[w] = i as u32;
                        count[w] += 1;
                    }
                }
            }
        }
    }
    let n = docs.len() as f64;
    count.iter().map(|c| (((n + 1.0) / (f64::from(*c) + 1.0)).ln().clamp(0.0, 6.0) * 40.0).round() as u8).collect()
}

/// The lines that the trees learn from.
struct Rows {
    /// Page, line, weight.
    rows: Vec<(u32, u32, f32)>,
}

impl Rows {
    fn new(trainer: &Trainer, inside: &[usize], most: usize, seed: u64) -> Self {
        let all: Vec<(u32, u32)> =
            inside.iter().flat_map(|d| (0..trainer.docs[*d].lines.len() as u32).map(|i| (*d as u32, i))).collect();
        let weights: Vec<f32> = all.iter().map(|(d, i)| trainer.docs[*d as usize].rows[*i as usize]).collect();
        let kept = boost::sample(&weights, most, &mut Random(seed ^ 0x5eed));
        let rows = all.iter().zip(kept).filter(|(_, w)| *w > 0.0).map(|((d, i), w)| (*d, *i, w)).collect();
        Self { rows }
    }

    fn table(&mut self, docs: &[Doc], fill: &mut dyn FnMut(&Doc, usize, &mut Columns)) -> Table {
        let mut table = Table::default();
        let mut columns = Columns::default();
        for run in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(d, ..)) = run.first() else { continue };
            let doc = &docs[d as usize];
            fill(doc, d as usize, &mut columns);
            table.columns.resize(columns.count(), Vec::new());
            for (f, column) in table.columns.iter_mut().enumerate() {
                let values = columns.get(f);
                column.extend(run.iter().map(|(_, i, _)| values[*i as usize]));
            }
            table.label.extend(run.iter().map(|(_, i, _)| doc.label[*i as usize]));
            table.weight.extend(run.iter().map(|(.., w)| w));
        }
        table
    }

    fn without(&self, table: &Table, group: &[usize]) -> Table {
        let keep: Vec<bool> = self.rows.iter().map(|(d, ..)| !group.contains(&(*d as usize))).collect();
        let pick = |v: &Vec<f32>| v.iter().zip(&keep).filter(|(_, k)| **k).map(|(v, _)| *v).collect::<Vec<f32>>();
        Table { columns: table.columns.iter().map(pick).collect(), label: pick(&table.label), weight: pick(&table.weight) }
    }
}
