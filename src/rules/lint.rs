//! What a rule that loads may still be: said twice, covered by another, too broad, past its date, or out of use.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use aho_corasick::AhoCorasick;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::{
    RuleSet, Subject,
    rule::{Action, Anchor, Guards, Literals, Matcher, Place, Rule},
};
use crate::{
    block,
    document::{Cleaned, Document},
    fold,
};

/// What is odd about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The same literal twice.
    Duplicate,
    /// Another rule removes all that it would.
    Shadowed,
    /// It changes texts that are content.
    Broad,
    /// Its last day is over.
    Expired,
    /// It hit nothing in the dump, although its site is there.
    Dead,
    /// It hits much less, or much more, in the later half of the dump.
    Drifting,
}

impl Kind {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Duplicate => "duplicate",
            Kind::Shadowed => "shadowed",
            Kind::Broad => "broad",
            Kind::Expired => "expired",
            Kind::Dead => "dead",
            Kind::Drifting => "drifting",
        }
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The rule's full name.
    pub rule: String,
    /// What is odd.
    pub kind: Kind,
    /// Its file.
    pub path: String,
    /// The line of its file on which it starts.
    pub line: usize,
    /// In words.
    pub message: String,
}

impl Finding {
    fn new(rule: &Rule, kind: Kind, message: String) -> Self {
        Self { rule: rule.name.to_string(), kind, path: rule.source.path.clone(), line: rule.line(), message }
    }
}

/// Documents of a site, or of a half of the dump, below which nothing is said about rates.
const ENOUGH: u64 = 20;
/// Sites on which a rule that removes sentences is called broad.
const MANY_SITES: usize = 5;
/// Words of a block with an end mark that make it a sentence.
const SENTENCE: usize = 12;

/// What can be said without a dump.
pub fn rules(set: &RuleSet, today: Date) -> Vec<Finding> {
    let mut out = Vec::new();
    for rule in set.rules() {
        if let Some(until) = rule.guards.valid_until.filter(|until| *until < today) {
            out.push(Finding::new(rule, Kind::Expired, format!("ended on {until}")));
        }
    }
    covered(set, &mut out);
    control(set, &mut out);
    out
}

/// A literal of a rule that removes whole blocks.
struct Known {
    rule: usize,
    anchor: Anchor,
    loose: String,
}

fn literals(rule: &Rule) -> Option<&Literals> {
    match &rule.matcher {
        Matcher::Block(literals) if rule.action == Action::Remove => Some(literals),
        _ => None,
    }
}

fn loose(literals: &Literals, text: &str) -> String {
    let loose = fold::fold(text);
    let loose = if literals.anchor == Anchor::Line { fold::trim_edges(&loose).to_owned() } else { loose };
    if literals.any_digits { fold::mask_digits(&loose) } else { loose }
}

/// Rules whose literals another rule without guards has, too.
fn covered(set: &RuleSet, out: &mut Vec<Finding>) {
    let mut known: Vec<Known> = Vec::new();
    for (index, rule) in set.rules().iter().enumerate() {
        if let Some(literals) = literals(rule).filter(|literals| !literals.exact && !literals.any_digits)
            && rule.guards == Guards::default()
        {
            known.extend(literals.texts.iter().map(|text| Known {
                rule: index,
                anchor: literals.anchor,
                loose: loose(literals, text),
            }));
        }
    }
    let lines: FxHashMap<(&str, Option<&str>), usize> = known
        .iter()
        .rev()
        .filter(|known| known.anchor == Anchor::Line)
        .map(|known| ((known.loose.as_str(), scope(set, known.rule)), known.rule))
        .collect();
    let parts: Vec<&Known> = known.iter().filter(|known| known.anchor != Anchor::Line).collect();
    let Ok(automaton) = AhoCorasick::new(parts.iter().map(|known| &known.loose)) else { return };
    for (index, rule) in set.rules().iter().enumerate() {
        let mut own = FxHashSet::default();
        let Some(literals) = literals(rule) else { continue };
        let site = scope(set, index);
        let mut owners: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for text in &literals.texts {
            let loose = loose(literals, text);
            if !literals.exact && !own.insert(loose.clone()) {
                out.push(Finding::new(rule, Kind::Duplicate, format!("{text:?} stands twice in its list")));
                continue;
            }
            let same = [Some(site), site.is_some().then_some(None)].into_iter().flatten();
            let line = (literals.anchor == Anchor::Line)
                .then(|| same.filter_map(|scope| lines.get(&(loose.as_str(), scope)).copied()).find(|&other| other != index))
                .flatten();
            let part = || {
                automaton.find_overlapping_iter(&loose).find_map(|found| {
                    let other = parts[found.pattern().as_usize()];
                    let theirs = scope(set, other.rule);
                    let (starts, ends) = (fold::is_decoration(&loose[..found.start()]), fold::is_decoration(&loose[found.end()..]));
                    let edges = fold::word_edge(&loose, found.start()) && fold::word_edge(&loose, found.end());
                    let fits = match (other.anchor, literals.anchor) {
                        (Anchor::Starts, Anchor::Line | Anchor::Starts) => starts,
                        (Anchor::Ends, Anchor::Line | Anchor::Ends) => ends,
                        (Anchor::Contains, _) => true,
                        _ => false,
                    };
                    (other.rule != index && fits && edges && (theirs.is_none() || theirs == site)).then_some(other.rule)
                })
            };
            if let Some(other) = line.or_else(part) {
                owners.entry(other).or_default().push(text);
            }
        }
        let count: usize = owners.values().map(Vec::len).sum();
        for (other, texts) in owners {
            let name = &set.rules()[other].name;
            let twins = set.rules()[other].guards == rule.guards && other > index && scope(set, other) == site;
            let all = count == own.len();
            if all || twins {
                let shown: Vec<String> = texts.iter().take(3).map(|text| format!("{text:?}")).collect();
                let more = if texts.len() > 3 { format!(" and {} more", texts.len() - 3) } else { String::new() };
                let kind = if all { Kind::Shadowed } else { Kind::Duplicate };
                out.push(Finding::new(rule, kind, format!("`{name}` removes {}{more} as well", shown.join(", "))));
            }
        }
    }
}

fn scope(set: &RuleSet, rule: usize) -> Option<&str> {
    set.site_of(rule).map(|site| site.name.as_str())
}

/// The texts that other rules must keep are clean text of many kinds: no rule should touch them.
fn control(set: &RuleSet, out: &mut Vec<Finding>) {
    let by_name: FxHashMap<&str, usize> = set.rules().iter().enumerate().map(|(index, rule)| (&*rule.name, index)).collect();
    let mut wrong: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (owner, rule) in set.rules().iter().enumerate() {
        for example in &rule.keeps {
            // A sentence is content wherever it stands; a bare label may be a label of another rule.
            if fold::count_words(&example.text) < SENTENCE || !ends_sentence(&example.text) {
                continue;
            }
            let blocks = block::blocks(&example.text);
            let address = set.site_of(owner).and_then(|site| site.domains.first()).map(String::as_str);
            let subject = Subject {
                text: &example.text,
                blocks: &blocks,
                address,
                language: None,
                date: None,
                title: None,
                headline: None,
                only: None,
            };
            for change in set.find(&subject).changes {
                // Of a menu that another rule keeps because it is too short, a label may well go.
                let gone = change.range.of(&example.text);
                if let Some(&index) = by_name.get(&*change.cause)
                    && set.rules()[index].action == Action::Remove
                    && fold::count_words(gone) >= SENTENCE
                    && ends_sentence(gone)
                {
                    wrong.entry(index).or_default().push(&rule.name);
                }
            }
        }
    }
    for (index, mut owners) in wrong {
        owners.dedup();
        let more = if owners.len() > 1 { format!(" and {} more", owners.len() - 1) } else { String::new() };
        let message = format!("removes a sentence that `{}`{more} must keep", owners.first().unwrap_or(&""));
        out.push(Finding::new(&set.rules()[index], Kind::Broad, message));
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(['"', '”', '’', ')', '»']).ends_with(['.', '!', '?', '…', '。'])
}

/// Counts of a dump; filled from any number of threads.
#[derive(Debug, Default)]
pub struct Counts {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    documents: u64,
    /// Documents by site and day.
    sites: BTreeMap<String, BTreeMap<Option<Date>, u64>>,
    rules: FxHashMap<String, Hits>,
}

#[derive(Debug, Default)]
struct Hits {
    documents: u64,
    days: BTreeMap<Date, u64>,
    sites: FxHashMap<String, u64>,
    /// Sites on which it removed a sentence.
    sentences: FxHashSet<String>,
}

impl Counts {
    /// Counts what the rules did to a document; `site` is its registrable domain.
    pub fn add(&self, site: &str, date: Option<Date>, cleaned: &Cleaned) {
        let mut causes: BTreeMap<&str, bool> = BTreeMap::new();
        for edit in cleaned.edits.iter().filter(|edit| edit.applied()) {
            let sentence = edit.after.is_empty() && fold::count_words(&edit.before) >= SENTENCE && ends_sentence(&edit.before);
            *causes.entry(&edit.cause).or_default() |= sentence;
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.documents += 1;
        *inner.sites.entry(site.to_owned()).or_default().entry(date).or_default() += 1;
        for (cause, sentence) in causes {
            if !inner.rules.contains_key(cause) {
                inner.rules.insert(cause.to_owned(), Hits::default());
            }
            let Some(hits) = inner.rules.get_mut(cause) else { continue };
            hits.documents += 1;
            if let Some(date) = date {
                *hits.days.entry(date).or_default() += 1;
            }
            *hits.sites.entry(site.to_owned()).or_default() += 1;
            if sentence {
                hits.sentences.insert(site.to_owned());
            }
        }
    }

    /// The site of a document, as counts have it: `given`, when the user names one for all.
    pub fn site(document: &Document, given: Option<&str>) -> String {
        let address = given.or(document.url.as_deref()).or(document.site.as_deref());
        address.and_then(super::registrable_domain).unwrap_or_default()
    }

    /// What the dump says about the rules.
    pub fn findings(self, set: &RuleSet) -> Vec<Finding> {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut out = Vec::new();
        let nothing = Hits::default();
        for (index, rule) in set.rules().iter().enumerate() {
            let hits = inner.rules.get(&*rule.name).unwrap_or(&nothing);
            // The documents that the rule was tried on.
            let mut days: BTreeMap<Option<Date>, u64> = BTreeMap::new();
            let site = set.site_of(index);
            let own = |name: &str| {
                site.is_none_or(|site| site.domains.iter().any(|own| own == name || own.ends_with(&format!(".{name}"))))
            };
            for (_, counts) in inner.sites.iter().filter(|(name, _)| own(name)) {
                counts.iter().for_each(|(day, count)| *days.entry(*day).or_default() += count);
            }
            let tried: u64 = days.values().sum();
            if hits.documents == 0 && tried >= ENOUGH && rule.action != Action::Protect {
                out.push(Finding::new(rule, Kind::Dead, format!("hit none of {tried} documents it was tried on")));
            }
            if site.is_none() && hits.sentences.len() >= MANY_SITES && rule.guards.place == Place::Anywhere {
                let message = format!("removed whole sentences on {} sites, {} documents", hits.sentences.len(), hits.documents);
                out.push(Finding::new(rule, Kind::Broad, message));
            }
            if let Some(message) = drift(&days, hits) {
                out.push(Finding::new(rule, Kind::Drifting, message));
            }
        }
        out
    }
}

/// Whether a rule hits another share of the earlier than of the later half of its documents, beyond chance.
fn drift(days: &BTreeMap<Option<Date>, u64>, hits: &Hits) -> Option<String> {
    let dated: u64 = days.iter().filter(|(day, _)| day.is_some()).map(|(_, count)| count).sum();
    let mut early = 0;
    let mut cut = None;
    for (day, count) in days.iter().filter_map(|(day, count)| day.map(|day| (day, count))) {
        if early * 2 >= dated {
            cut = Some(day);
            break;
        }
        early += count;
    }
    let (cut, late) = (cut?, dated - early);
    if early < ENOUGH || late < ENOUGH {
        return None;
    }
    let before: u64 = hits.days.range(..cut).map(|(_, count)| count).sum();
    let after: u64 = hits.days.range(cut..).map(|(_, count)| count).sum();
    let (p, q) = (before as f64 / early as f64, after as f64 / late as f64);
    let pooled = (before + after) as f64 / dated as f64;
    let error = (pooled * (1.0 - pooled) * (1.0 / early as f64 + 1.0 / late as f64)).sqrt();
    let far = error > 0.0 && ((p - q) / error).abs() > 4.0 && (p > 2.0 * q || q > 2.0 * p);
    far.then(|| {
        let verb = if q < p { "fell" } else { "rose" };
        format!("its hit rate {verb} from {:.1} % before {cut} to {:.1} % since", 100.0 * p, 100.0 * q)
    })
}
