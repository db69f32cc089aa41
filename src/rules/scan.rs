//! Where the literals and patterns of all rules stand in a text: one pass, before any guard is asked.

use super::{
    compile::{Line, Probe, Role, RuleSet},
    rule::Anchor,
};
use crate::{block::Block, fold};

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
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The loose forms of the blocks, one a line.
    folded: String,
    /// Where each starts; one more than there are blocks.
    starts: Vec<u32>,
    /// By block, then rule.
    pub hits: Vec<Hit>,
    /// How often each site's marks were seen: site, count.
    pub marks: Vec<(u32, u32)>,
}

impl Scan {
    /// The loose form of a block.
    pub(super) fn block(&self, block: usize) -> &str {
        let (Some(&start), Some(&end)) = (self.starts.get(block), self.starts.get(block + 1)) else { return "" };
        self.folded.get(start as usize..(end as usize).saturating_sub(1)).unwrap_or("")
    }
}

impl RuleSet {
    /// Finds every literal and every pattern of every rule in `blocks` of `text`.
    pub(super) fn scan(&self, text: &str, blocks: &[Block]) -> Scan {
        let mut scan = Scan::default();
        scan.folded.reserve(text.len() + text.len() / 16);
        scan.starts.reserve(blocks.len() + 1);
        for block in blocks {
            scan.starts.push(scan.folded.len() as u32);
            fold::fold_into(block.of(text), &mut scan.folded);
            scan.folded.push('\n');
        }
        scan.starts.push(scan.folded.len() as u32);
        let mut hits = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            self.scan_line(index as u32, scan.block(index), block.of(text), &mut hits);
        }
        let mut gated = Vec::new();
        self.scan_literals(text, blocks, &mut scan, &mut hits, &mut gated);
        gated.sort_unstable();
        gated.dedup();
        for (block, pattern) in gated {
            self.try_pattern(&scan, text, blocks, block, pattern, &mut hits);
        }
        for &pattern in &self.ungated {
            for block in 0..blocks.len() {
                self.try_pattern(&scan, text, blocks, block as u32, pattern, &mut hits);
            }
        }
        hits.sort_unstable();
        hits.dedup();
        scan.hits = hits;
        scan
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

    fn scan_literals(&self, text: &str, blocks: &[Block], scan: &mut Scan, hits: &mut Vec<Hit>, gated: &mut Vec<(u32, u32)>) {
        let mut block = 0;
        for found in self.automaton.find_overlapping_iter(&scan.folded) {
            // Matches come by their end, and no literal crosses a line.
            while scan.starts.get(block + 1).is_some_and(|&next| next as usize <= found.end().saturating_sub(1)) {
                block += 1;
            }
            let Some(&start) = scan.starts.get(block) else { break };
            for probe in &self.probes[found.pattern().as_usize()] {
                match probe {
                    Probe::Gate(pattern) => gated.push((block as u32, *pattern)),
                    Probe::Mark(site) => match scan.marks.iter_mut().find(|(marked, _)| marked == site) {
                        Some((_, count)) => *count += 1,
                        None => scan.marks.push((*site, 1)),
                    },
                    Probe::Literal { rule, role, anchor, exact } => {
                        let loose = scan.block(block);
                        let (from, to) = (found.start() - start as usize, found.end() - start as usize);
                        if !lies(loose, from, to, *anchor) {
                            continue;
                        }
                        if exact.as_ref().is_some_and(|exact| !blocks[block].of(text).contains(&**exact)) {
                            continue;
                        }
                        hits.push(Hit { block: block as u32, rule: *rule, role: *role, part: Part::Loose(from as u32, to as u32) });
                    }
                }
            }
        }
    }

    fn try_pattern(&self, scan: &Scan, text: &str, blocks: &[Block], block: u32, pattern: u32, hits: &mut Vec<Hit>) {
        let known = &self.patterns[pattern as usize];
        let Some(regex) = known.regex.get() else { return };
        if known.folded {
            if let Some(found) = regex.find(scan.block(block as usize)) {
                let part = Part::Loose(found.start() as u32, found.end() as u32);
                hits.push(Hit { block, rule: known.rule, role: known.role, part });
            }
        } else if regex.is_match(blocks[block as usize].of(text)) {
            hits.push(Hit { block, rule: known.rule, role: known.role, part: Part::Pattern(pattern) });
        }
    }
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
