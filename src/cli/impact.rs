//! `copydesk impact`: what a change of rules does to a dump.
//!
//! Documents that no changed rule can touch are cleaned once; only the others are cleaned with both sets. What is kept in memory
//! is counts by rule and site and a fixed number of differences, however large the dump is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    hash::Hasher,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anstream::stdout;
use anyhow::Result;
use copydesk::{
    Class, Cleaned, Document, Error, Pipeline, RuleSet, Settings,
    block::{self, Block},
    fold, replay,
    rules::{Choice, Subject, lint::Counts},
};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::{
    Outcome,
    args::Impact,
    job::{self, Job, Work},
    revision,
};

/// Lines shown of a difference, and characters of each.
const LINES: usize = 6;
const CHARACTERS: usize = 160;

/// What changed in one document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Difference {
    source: String,
    record: u64,
    id: String,
    words: u64,
    lost: Vec<String>,
    gained: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Words {
    documents: u64,
    lost: u64,
    gained: u64,
}

#[derive(Debug, Default)]
struct Totals {
    documents: u64,
    changed: u64,
    twice: u64,
    lost: u64,
    gained: u64,
    protected: u64,
    rules: BTreeMap<(String, String), Words>,
    /// By words, then place: largest first.
    largest: BTreeMap<(Reverse<u64>, String, u64), Difference>,
    /// By a hash of their place: any of them is as likely to be here.
    sample: BTreeMap<(u64, String, u64), Difference>,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    rule: &'a str,
    site: &'a str,
    #[serde(flatten)]
    words: Words,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    documents: u64,
    changed: u64,
    words_lost: u64,
    words_gained: u64,
    protected_lines_lost: u64,
    rules_changed: Vec<&'a str>,
    by_rule_and_site: Vec<Row<'a>>,
    largest: Vec<&'a Difference>,
    sample: Vec<&'a Difference>,
}

struct Comparison<'r> {
    before: Pipeline<'r>,
    after: Pipeline<'r>,
    /// Only the rules that differ, of both sides; `None` when whole sites differ and every document must be looked at.
    changed: Option<Vec<RuleSet>>,
    site: Option<&'r str>,
    keep: usize,
    seed: u64,
    totals: Mutex<Totals>,
}

impl Comparison<'_> {
    /// Whether a changed rule can act on a document, in any state that the rules of `before` lead it through.
    fn touched(&self, original: &str, address: Option<&str>, before: &Cleaned) -> bool {
        let Some(changed) = &self.changed else { return true };
        if before.held.is_some() && !changed.is_empty() {
            // The ledger of a document that was held is empty: its states are not known.
            return true;
        }
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut touches = |text: &str| {
            // A block that was there before was looked at before.
            let blocks: Vec<Block> =
                block::blocks(text).into_iter().filter(|block| seen.insert(block.of(text).to_owned())).collect();
            !blocks.is_empty() && changed.iter().any(|rules| rules.touches(text, &blocks, address))
        };
        if touches(original) {
            return true;
        }
        // Removals and repairs of one pass may make what a changed rule matches in the next.
        let passes: BTreeSet<u32> = before.edits.iter().map(|edit| edit.pass).collect();
        passes.into_iter().any(|pass| {
            let edits: Vec<_> = before.edits.iter().filter(|edit| edit.pass <= pass).cloned().collect();
            replay(original, &edits).map_or(true, |text| touches(&text))
        })
    }

    /// Lines that a `protect` rule of `before` names, that were there and are gone.
    fn unprotected(&self, original: &str, site: Option<&str>, before: &str, after: &str) -> u64 {
        let blocks = block::blocks(original);
        let subject = Subject {
            text: original,
            blocks: &blocks,
            address: site,
            language: None,
            date: None,
            title: None,
            headline: None,
            only: None,
        };
        let has = |text: &str, line: &str| text.lines().any(|other| other.trim() == line);
        let protected = self.before.rules().find(&subject).protected;
        protected.iter().map(|span| span.of(original)).filter(|line| has(before, line) && !has(after, line)).count() as u64
    }
}

impl Work for Comparison<'_> {
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error> {
        let site = Counts::site(&document, self.site);
        let address = self.site.or(document.url.as_deref()).or(document.site.as_deref());
        let again = |before: &Cleaned| self.touched(&document.text, address, before);
        let (before, after) = self.before.clean_with(&self.after, document.clone(), again);
        let touched = after.is_some();
        let mut found = None;
        if let Some(after) = after.as_ref().filter(|after| after.text != before.text) {
            let (lost, gained) = lines(&before.text, &after.text);
            let count = |lines: &[&str]| lines.iter().map(|line| fold::count_words(line) as u64).sum::<u64>();
            let difference = Difference {
                source: source.to_owned(),
                record,
                id: document.id.clone(),
                words: count(&lost) + count(&gained),
                lost: show(&lost),
                gained: show(&gained),
            };
            let protected = self.unprotected(&document.text, address, &before.text, &after.text);
            found = Some((site, difference, protected));
        }
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        totals.documents += 1;
        totals.twice += u64::from(touched);
        if let (Some((site, difference, protected)), Some(after)) = (found, &after) {
            totals.changed += 1;
            totals.protected += protected;
            totals.add_words(&site, &before, after);
            let place = (difference.source.clone(), difference.record);
            totals.largest.insert((Reverse(difference.words), place.0.clone(), place.1), difference.clone());
            let mut hasher = rustc_hash::FxHasher::default();
            hasher.write_u64(self.seed);
            hasher.write(place.0.as_bytes());
            hasher.write_u64(place.1);
            totals.sample.insert((hasher.finish(), place.0, place.1), difference);
            if totals.largest.len() > self.keep {
                totals.largest.pop_last();
            }
            if totals.sample.len() > self.keep {
                totals.sample.pop_last();
            }
        }
        Ok(before)
    }
}

impl Totals {
    fn add_words(&mut self, site: &str, before: &Cleaned, after: &Cleaned) {
        let (was, is) = (removed(before), removed(after));
        let causes: BTreeSet<&str> = was.keys().chain(is.keys()).copied().collect();
        for cause in causes {
            let (was, is) = (was.get(cause).copied().unwrap_or(0), is.get(cause).copied().unwrap_or(0));
            if was == is {
                continue;
            }
            let words = self.rules.entry((cause.to_owned(), site.to_owned())).or_default();
            words.documents += 1;
            words.lost += is.saturating_sub(was);
            words.gained += was.saturating_sub(is);
        }
        let (was, is) = (fold::count_words(&before.text) as u64, fold::count_words(&after.text) as u64);
        self.lost += was.saturating_sub(is);
        self.gained += is.saturating_sub(was);
    }
}

/// Words that each rule or stage removed.
fn removed(cleaned: &Cleaned) -> BTreeMap<&str, u64> {
    let mut out = BTreeMap::new();
    for edit in cleaned.edits.iter().filter(|edit| edit.applied() && edit.class != Class::Normalization) {
        let words = fold::count_words(&edit.before).saturating_sub(fold::count_words(&edit.after)) as u64;
        *out.entry(&*edit.cause).or_default() += words;
    }
    out
}

/// Lines that only the first text has, and those that only the second has.
fn lines<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let count = |text: &'t str| {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        text.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| *counts.entry(line).or_default() += 1);
        counts
    };
    let only = |text: &'t str, mut other: BTreeMap<&'t str, i64>| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines
            .filter(|line| {
                let left = other.entry(line).or_default();
                *left -= 1;
                *left < 0
            })
            .collect()
    };
    (only(before, count(after)), only(after, count(before)))
}

fn show(lines: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = lines
        .iter()
        .take(LINES)
        .map(|line| {
            let short: String = line.chars().take(CHARACTERS).collect();
            if short.len() < line.len() { format!("{short}…") } else { short }
        })
        .collect();
    if lines.len() > LINES {
        out.push(format!("({} more lines)", lines.len() - LINES));
    }
    out
}

/// Names of the rules that are not written the same on both sides.
fn differing(before: &RuleSet, after: &RuleSet) -> BTreeSet<String> {
    let texts = |set: &RuleSet| -> BTreeMap<String, String> {
        set.rules().iter().map(|rule| (rule.name.to_string(), rule.text().to_owned())).collect()
    };
    let (before, after) = (texts(before), texts(after));
    let one_way = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| -> Vec<String> {
        a.iter().filter(|(name, text)| b.get(*name) != Some(*text)).map(|(name, _)| name.clone()).collect()
    };
    one_way(&before, &after).into_iter().chain(one_way(&after, &before)).collect()
}

/// Whether both sides know texts to be of the same sites, and try their rules in the same order.
fn comparable(before: &RuleSet, after: &RuleSet, changed: &BTreeSet<String>) -> bool {
    let sites = |set: &RuleSet| -> BTreeMap<Vec<String>, Vec<String>> {
        set.sites().iter().map(|site| (site.domains.clone(), site.marks.clone())).collect()
    };
    let order = |set: &RuleSet| -> Vec<String> {
        set.rules().iter().map(|rule| rule.name.to_string()).filter(|name| !changed.contains(name)).collect()
    };
    sites(before) == sites(after) && order(before) == order(after)
}

pub fn run(args: &Impact) -> Result<Outcome> {
    job::threads(args.reading.jobs)?;
    let side = |named: &str, other: &str| -> Result<(Choice, Option<tempfile::TempDir>)> {
        let (path, guard) = revision::folder(named, Path::new(other))?;
        let mut folders: Vec<PathBuf> = args.selection.rules.clone();
        folders.push(path);
        Ok((Choice { folders, may_lack: true, ..args.selection.choice() }, guard))
    };
    let (was, _was) = side(&args.before, &args.after)?;
    let (is, _is) = side(&args.after, &args.before)?;
    let before = RuleSet::choose(&was).map_err(Error::from)?;
    let mut after = RuleSet::choose(&is).map_err(Error::from)?;
    after.share_patterns(&before);
    let names = differing(&before, &after);
    let changed = if comparable(&before, &after, &names) {
        let only = |choice: &Choice| RuleSet::choose(&Choice { only: names.iter().cloned().collect(), ..choice.clone() });
        // With no names, `only` would mean all rules.
        if names.is_empty() {
            Some(Vec::new())
        } else {
            Some(vec![only(&was).map_err(Error::from)?, only(&is).map_err(Error::from)?])
        }
    } else {
        None
    };
    let settings: Settings = args.selection.settings(args.limits, false)?;
    let comparison = Comparison {
        before: Pipeline::new(&before, &settings),
        after: Pipeline::new(&after, &settings),
        changed,
        site: settings.site.as_deref(),
        keep: args.show,
        seed: args.seed,
        totals: Mutex::new(Totals::default()),
    };
    let (inputs, problems) = job::inputs(&args.dump, &args.reading)?;
    let summary = Job::new(&comparison, args.reading.names(), &args.dump, &inputs, None, true)?.run(&inputs, problems)?;
    let totals = comparison.totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let report = report(&totals, names);
    let mut out = stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write(&report, &mut out)?;
    }
    Ok(match () {
        () if summary.failed > 0 => Outcome::Failed,
        () if totals.changed > 0 => Outcome::Found,
        () => Outcome::Done,
    })
}

fn report<'a>(totals: &'a Totals, rules_changed: Vec<&'a str>) -> Report<'a> {
    let mut rows: Vec<Row<'a>> = totals.rules.iter().map(|((rule, site), words)| Row { rule, site, words: *words }).collect();
    rows.sort_by_key(|row| (Reverse(row.words.lost + row.words.gained), row.rule, row.site));
    Report {
        documents: totals.documents,
        changed: totals.changed,
        words_lost: totals.lost,
        words_gained: totals.gained,
        protected_lines_lost: totals.protected,
        rules_changed,
        by_rule_and_site: rows,
        largest: totals.largest.values().collect(),
        sample: totals.sample.values().collect(),
    }
}

fn write(report: &Report<'_>, out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "{} rules differ; {} of {} documents change: {} words lost, {} gained, {} protected lines lost",
        report.rules_changed.len(),
        report.changed,
        report.documents,
        report.words_lost,
        report.words_gained,
        report.protected_lines_lost
    )?;
    if report.changed == 0 {
        return Ok(());
    }
    writeln!(out, "\nrule\tsite\tdocuments\twords lost\twords gained")?;
    for row in &report.by_rule_and_site {
        let site = if row.site.is_empty() { "?" } else { row.site };
        writeln!(out, "{}\t{site}\t{}\t{}\t{}", row.rule, row.words.documents, row.words.lost, row.words.gained)?;
    }
    for (title, differences) in [("largest differences", &report.largest), ("random differences", &report.sample)] {
        writeln!(out, "\n{title}")?;
        for difference in differences {
            writeln!(out, "\n{} record {} ({}), {} words", difference.source, difference.record, difference.id, difference.words)?;
            for line in &difference.lost {
                writeln!(out, "- {line}")?;
            }
            for line in &difference.gained {
                writeln!(out, "+ {line}")?;
            }
        }
    }
    Ok(())
}
