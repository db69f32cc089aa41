//! Where the literals and patterns of all rules stand in a text: one pass, before any guard is asked.

use super::{
    compile::{Line, Probe, Role, RuleSet},
    needs::Needs,
    rule::Anchor,
};
use crate::{block::Block, clock::Clock, fold, span::Span};

/// A rule's literal or pattern in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub block: u32,
    pub rule: u32,
    pub role: Role,
    /// Where in the block it stands.
    pub part: Part,
}

/// The matched part of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Bytes of its loose form.
    Loose(u32, u32),
    /// Whatever this pattern matches in it.
    Pattern(u32),
}

/// A text's loose form and everything found in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    /// The loose forms of the blocks, one a line.
    folded: String,
    /// Where each starts; one more than there are blocks.
    starts: Vec<u32>,
    /// By block, then rule.
    pub hits: Vec<Hit>,
    /// Blocks with a site's mark in them: block, site.
    marks: Vec<(u32, u32)>,
}

impl Scan {
    /// The loose form of a block.
    pub(super) fn block(&self, block: usize) -> &str {
        let (Some(&start), Some(&end)) = (self.starts.get(block), self.starts.get(block + 1)) else { return "" };
        self.folded.get(start as usize..(end as usize).saturating_sub(1)).unwrap_or("")
    }

    /// The one site that marks give away.
    fn site(&self) -> Option<u32> {
        let ((_, first), others) = self.marks.split_first()?;
        others.iter().all(|(_, site)| site == first).then_some(*first)
    }
}

/// What was found in a text before it was changed: a block that is as it was need not be looked at again.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Where in the original each block stands that is the original's own bytes.
    origins: Vec<Option<Span>>,
    /// Which rules were looked for.
    wanted: Option<Wanted>,
    scan: Scan,
}

/// What decides, for one document, which rules are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// The site of the text.
    pub site: Option<u32>,
    /// Its language.
    pub language: Option<String>,
}

impl RuleSet {
    /// Finds every literal in `blocks` of `text`, and every pattern, of the rules that `active` says are. `wanted` is told which site the
    /// marks in the text give away. Blocks that `memory` knows by their origin are not looked at again.
    #[expect(clippy::too_many_arguments, reason = "two callers, and each argument is a thing of its own")]
    pub(super) fn scan<'m, C: Clock>(
        &self,
        text: &str,
        blocks: &[Block],
        origins: &[Option<Span>],
        memory: &'m mut Memory,
        wanted: &dyn Fn(Option<u32>) -> Wanted,
        active: &dyn Fn(&Wanted, u32) -> bool,
        clock: &mut C,
    ) -> &'m Scan {
        let known = known(&memory.origins, origins, blocks.len());
        let mut scan = Scan::default();
        scan.folded.reserve(text.len() + text.len() / 16);
        scan.starts.reserve(blocks.len() + 1);
        let (mut hits, mut gated) = (Vec::new(), Vec::new());
        for (index, block) in blocks.iter().enumerate() {
            scan.starts.push(scan.folded.len() as u32);
            match known[index] {
                Some(old) => {
                    scan.folded.push_str(memory.scan.block(old));
                    let marks = of_block(&memory.scan.marks, old, |(block, _)| *block);
                    scan.marks.extend(marks.iter().map(|(_, site)| (index as u32, *site)));
                }
                None => {
                    let from = scan.folded.len();
                    let raw = block.of(text);
                    fold::fold_into(raw, &mut scan.folded);
                    let loose = scan.folded.get(from..).unwrap_or("");
                    self.scan_line(index as u32, loose, raw, &mut hits);
                    self.scan_literals(index as u32, loose, raw, &mut hits, &mut gated, &mut scan.marks);
                }
            }
            scan.folded.push('\n');
        }
        scan.starts.push(scan.folded.len() as u32);
        let wanted = wanted(scan.site());
        if known.iter().any(Option::is_some) && memory.wanted.as_ref() != Some(&wanted) {
            // Other rules than before: what is known of the old blocks is not what is asked.
            *memory = Memory::default();
            return self.scan(text, blocks, origins, memory, &|_| wanted.clone(), active, clock);
        }
        let active = |rule: u32| active(&wanted, rule);
        let tried = |pattern: u32| {
            let pattern = &self.patterns[pattern as usize];
            let language = pattern.language.as_deref();
            language.is_none_or(|pack| wanted.language.as_deref().is_none_or(|language| language == pack)) && active(pattern.rule)
        };
        hits.retain(|hit| active(hit.rule));
        gated.sort_unstable();
        gated.dedup();
        gated.retain(|&(_, pattern)| tried(pattern));
        let ungated: Vec<u32> = self.ungated.iter().copied().filter(|&pattern| tried(pattern)).collect();
        let mut gated = gated.into_iter().peekable();
        for (index, block) in blocks.iter().enumerate() {
            let raw = block.of(text);
            if let Some(old) = known[index] {
                let old = of_block(&memory.scan.hits, old, |hit| hit.block);
                hits.extend(old.iter().map(|hit| Hit { block: index as u32, ..*hit }));
                continue;
            }
            let met = Needs::met_by(raw);
            let mine = std::iter::from_fn(|| gated.next_if(|(block, _)| *block as usize == index)).map(|(_, pattern)| pattern);
            for pattern in mine.chain(ungated.iter().copied()) {
                let rule = self.patterns[pattern as usize].rule;
                clock.rule(rule, || self.try_pattern(index as u32, scan.block(index), raw, met, pattern, &mut hits));
            }
        }
        hits.sort_unstable();
        hits.dedup();
        scan.hits = hits;
        *memory = Memory { origins: origins.to_vec(), wanted: Some(wanted), scan };
        &memory.scan
    }

    fn scan_line(&self, block: u32, folded: &str, raw: &str, hits: &mut Vec<Hit>) {
        let mut add = |found: Option<&Vec<Line>>| {
            for line in found.into_iter().flatten() {
                hits.push(Hit { block, rule: line.rule, role: line.role, part: Part::Whole });
            }
        };
        let key = fold::trim_edges(folded);
        add(self.lines.get(key));
        if !self.masked_lines.is_empty() && key.len() < 200 {
            if key.contains(char::is_numeric) {
                add(self.masked_lines.get(fold::mask_digits(key).as_str()));
            } else {
                add(self.masked_lines.get(key));
            }
        }
        if !self.exact_lines.is_empty() {
            add(self.exact_lines.get(raw));
        }
    }

    /// Finds the literals within a block.
    fn scan_literals(
        &self,
        block: u32,
        loose: &str,
        raw: &str,
        hits: &mut Vec<Hit>,
        gated: &mut Vec<(u32, u32)>,
        marks: &mut Vec<(u32, u32)>,
    ) {
        self.literals.find(loose, |found| {
            for probe in &self.probes[found.literal] {
                match probe {
                    Probe::Gate(pattern) => gated.push((block, *pattern)),
                    Probe::Mark(site) => marks.push((block, *site)),
                    Probe::Literal { rule, role, anchor, exact } => {
                        if lies(loose, found.start, found.end, *anchor) && exact.as_ref().is_none_or(|exact| raw.contains(&**exact))
                        {
                            let part = Part::Loose(found.start as u32, found.end as u32);
                            hits.push(Hit { block, rule: *rule, role: *role, part });
                        }
                    }
                }
            }
        });
    }

    fn try_pattern(&self, block: u32, loose: &str, raw: &str, met: Needs, pattern: u32, hits: &mut Vec<Hit>) {
        let known = &self.patterns[pattern as usize];
        if !known.needs.within(met) || raw.len() > known.most_bytes {
            return;
        }
        if known.folded {
            if let Some(found) = known.regex.find(loose) {
                let part = Part::Loose(found.start() as u32, found.end() as u32);
                hits.push(Hit { block, rule: known.rule, role: known.role, part });
            }
        } else if known.regex.is_match(raw) {
            hits.push(Hit { block, rule: known.rule, role: known.role, part: Part::Pattern(pattern) });
        }
    }
}

/// For each block the one of before that is the same bytes of the original.
fn known(before: &[Option<Span>], now: &[Option<Span>], blocks: usize) -> Vec<Option<usize>> {
    let mut known = vec![None; blocks];
    let mut old = before.iter().enumerate().filter_map(|(index, origin)| Some((index, (*origin)?))).peekable();
    for (place, origin) in known.iter_mut().zip(now) {
        let Some(origin) = origin else { continue };
        while old.next_if(|(_, before)| before.start < origin.start).is_some() {}
        *place = old.next_if(|(_, before)| before == origin).map(|(index, _)| index);
    }
    known
}

/// The part of a list, sorted by block, that is about one block.
fn of_block<T>(all: &[T], block: usize, of: impl Fn(&T) -> u32) -> &[T] {
    let from = all.partition_point(|item| (of(item) as usize) < block);
    let rest = all.get(from..).unwrap_or_default();
    let count = rest.iter().take_while(|item| of(item) as usize == block).count();
    rest.get(..count).unwrap_or_default()
}

/// Whether a literal at `from..to` of a loose block lies there as its rule wants it.
fn lies(loose: &str, from: usize, to: usize, anchor: Anchor) -> bool {
    let at_start = || fold::is_decoration(&loose[..from]);
    let at_end = || fold::is_decoration(&loose[to..]);
    match anchor {
        Anchor::Line => at_start() && at_end(),
        Anchor::Starts => at_start() && fold::word_edge(loose, to),
        Anchor::Ends => at_end() && fold::word_edge(loose, from),
        Anchor::Contains => fold::word_edge(loose, from) && fold::word_edge(loose, to),
    }
}
