//! What goes: hits become changes where every guard holds, again and again until nothing more does.
//!
//! A removed block makes others neighbours and moves them towards an edge of the text, so that a guard may hold that did not
//! hold before. Going on to the fixed point is what makes cleaning twice the same as cleaning once.

use jiff::civil::Date;

use super::{
    compile::{Role, RuleSet},
    rule::{Action, Field, Guards, Matcher, Place, Rule},
    scan::{Hit, Memory, Part, Scan, Wanted},
};
use crate::{
    block::Block,
    class::Class,
    clock::Clock,
    edit::{Cause, Change},
    fold::{self, Folded},
    span::Span,
};

/// Blocks before (after) a block that still leave it in the head (the tail) of its text.
const HEAD: usize = 12;
const TAIL: usize = 20;
/// Words of a line with an end mark that only a story has.
const PROSE: usize = 25;

/// Words of a sentence that a heading stands over.
const ITEM_PROSE: usize = 8;

/// A text that rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The text.
    pub text: &'a str,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// Where it was scraped from, or the site it is known to be from.
    pub address: Option<&'a str>,
    /// ISO 639-1 code.
    pub language: Option<&'a str>,
    /// When it was published or scraped.
    pub date: Option<Date>,
    /// The record's title: the first block that is it stays.
    pub title: Option<&'a str>,
    /// The block that is surely the headline: a menu or a list of teasers that it follows ends before it.
    pub headline: Option<usize>,
    /// Look for this rule alone, whatever its site.
    pub only: Option<u32>,
}

/// What rules want done to a text.
#[derive(Debug, Default)]
pub struct Finding {
    /// Removals and replacements.
    pub changes: Vec<Change>,
    /// Blocks that nobody may touch.
    pub protected: Vec<Span>,
    /// Fields that rules took from the text, in its order.
    pub fields: Vec<(Field, String)>,
    /// Whether a block was changed and stays: its new words may match what its old ones did not.
    pub again: bool,
}

impl RuleSet {
    /// Finds what the rules want done to a text.
    pub fn find(&self, subject: &Subject<'_>) -> Finding {
        self.find_again(subject, &[], &mut Memory::default(), &mut ())
    }

    /// The same, of a text that was looked at before. `origins` says of each block where in the original it stands, if it is the
    /// original's own bytes; `memory` is what the last call left, of the same document. `clock` sees each rule at work.
    pub fn find_again<C: Clock>(
        &self,
        subject: &Subject<'_>,
        origins: &[Option<Span>],
        memory: &mut Memory,
        clock: &mut C,
    ) -> Finding {
        let known = subject.address.and_then(|address| self.site_of_address(address));
        let wanted = |marked: Option<u32>| Wanted {
            site: known.or(marked.filter(|_| subject.address.is_none())),
            language: subject.language.map(str::to_owned),
        };
        let active = |wanted: &Wanted, rule| self.active(rule, wanted.site, subject);
        let scan = self.scan(subject.text, subject.blocks, origins, memory, &wanted, &active, clock);
        if scan.hits.is_empty() && subject.title.is_none() {
            return Finding::default();
        }
        let mut search = Search {
            set: self,
            subject,
            scan,
            hits: &scan.hits,
            alive: vec![true; subject.blocks.len()],
            protected: vec![false; subject.blocks.len()],
            before: Vec::new(),
            live: 0,
            finding: Finding::default(),
        };
        search.protect();
        search.run(clock);
        search.finding
    }

    fn active(&self, rule: u32, site: Option<u32>, subject: &Subject<'_>) -> bool {
        if let Some(only) = subject.only {
            return rule == only;
        }
        let index = rule as usize;
        let Guards { lang, valid_from, valid_until, .. } = &self.rules[index].guards;
        (self.site_of[index].is_none() || self.site_of[index] == site)
            && (lang.is_empty() || subject.language.is_none_or(|language| lang.iter().any(|wanted| wanted == language)))
            && subject
                .date
                .is_none_or(|date| valid_from.is_none_or(|from| date >= from) && valid_until.is_none_or(|until| date <= until))
    }
}

/// How far a matcher reaches; the lowest acts first.
fn reach(matcher: &Matcher) -> u8 {
    match matcher {
        Matcher::After { .. } | Matcher::Before { .. } => 0,
        Matcher::Section { .. } => 1,
        Matcher::Heading { .. } => 2,
        Matcher::Menu { .. } => 3,
        Matcher::Block(_) | Matcher::Regex(_) => 4,
    }
}

struct Search<'s> {
    set: &'s RuleSet,
    subject: &'s Subject<'s>,
    scan: &'s Scan,
    hits: &'s [Hit],
    alive: Vec<bool>,
    protected: Vec<bool>,
    /// How many live blocks stand before each block.
    before: Vec<u32>,
    live: usize,
    finding: Finding,
}

impl Search<'_> {
    fn rule(&self, hit: &Hit) -> &Rule {
        &self.set.rules[hit.rule as usize]
    }

    fn raw(&self, block: usize) -> &str {
        self.subject.blocks[block].of(self.subject.text)
    }

    /// Blocks that `protect` rules name, and the headline.
    fn protect(&mut self) {
        self.count();
        for index in 0..self.hits.len() {
            let hit = self.hits[index];
            let block = hit.block as usize;
            if self.rule(&hit).action == Action::Protect && self.holds(&self.rule(&hit).guards, block) {
                self.protected[block] = true;
            }
        }
        if let Some(title) = self.subject.title.map(fold::fold).filter(|title| !title.is_empty())
            && let Some(block) = (0..self.alive.len()).find(|&block| self.scan.block(block) == title)
        {
            self.protected[block] = true;
        }
        self.finding.protected = self
            .protected
            .iter()
            .zip(self.subject.blocks)
            .filter(|(protected, _)| **protected)
            .map(|(_, block)| block.span)
            .collect();
    }

    fn run<C: Clock>(&mut self, clock: &mut C) {
        // What reaches further acts first: a line that goes by itself may be the heading of a list that goes with it.
        let mut open: Vec<Hit> = self.hits.iter().copied().filter(|hit| hit.role == Role::Main).collect();
        open.sort_by_key(|hit| reach(&self.rule(hit).matcher));
        loop {
            self.count();
            let mut changed = false;
            open.retain(|hit| {
                let acted = self.free(hit.block as usize) && clock.rule(hit.rule, || self.act(hit));
                changed |= acted;
                !acted && self.alive[hit.block as usize]
            });
            if !changed {
                break;
            }
        }
    }

    fn count(&mut self) {
        self.before.clear();
        let mut live = 0;
        for &alive in &self.alive {
            self.before.push(live);
            live += u32::from(alive);
        }
        self.live = live as usize;
    }

    fn free(&self, block: usize) -> bool {
        self.alive[block] && !self.protected[block]
    }

    /// Whether a block may be part of a menu or a list of teasers.
    fn listed(&self, block: usize) -> bool {
        !self.protected[block] && self.subject.headline != Some(block)
    }

    fn next(&self, block: usize) -> Option<usize> {
        (block + 1..self.alive.len()).find(|&block| self.alive[block])
    }

    fn previous(&self, block: usize) -> Option<usize> {
        (0..block).rev().find(|&block| self.alive[block])
    }

    /// Does what a hit's rule says, if its guards hold. Returns whether anything was done.
    fn act(&mut self, hit: &Hit) -> bool {
        let set = self.set;
        let rule = &set.rules[hit.rule as usize];
        let block = hit.block as usize;
        if rule.action == Action::Protect || !self.holds(&rule.guards, block) {
            return false;
        }
        match &rule.matcher {
            Matcher::Block(_) | Matcher::Regex(_) => self.act_on_block(rule, hit),
            Matcher::Section { within, .. } => {
                let mut last = block;
                for _ in 1..=*within {
                    if !self.free(last) {
                        return false;
                    }
                    if last != block && self.has(hit.rule, Role::To, last) {
                        return self.remove_run(rule, block, last);
                    }
                    let Some(next) = self.next(last) else { return false };
                    last = next;
                }
                false
            }
            Matcher::Heading { run, run_min, run_words, .. } => {
                let (mut last, mut count) = (block, 0);
                let mut bullet = None;
                while count < *run {
                    let Some(next) = self.next(last).filter(|&next| self.listed(next) && self.teaser(next, *run_words)) else {
                        break;
                    };
                    // A list whose items are marked ends where the marks do.
                    let own = fold::bullet(self.raw(next));
                    if count == 0 {
                        bullet = own;
                    } else if bullet.is_some() && own != bullet {
                        break;
                    }
                    last = next;
                    count += 1;
                }
                count >= *run_min && self.remove_run(rule, block, last)
            }
            Matcher::After { within, .. } => {
                let after = self.live - self.before[block] as usize;
                let last = (block..self.alive.len()).rev().find(|&block| self.alive[block]).unwrap_or(block);
                within.is_none_or(|within| after <= within)
                    && self.begun(0..block, block..last + 1)
                    && self.remove_run(rule, block, last)
            }
            Matcher::Before { within, .. } => {
                let first = (0..=block).find(|&block| self.alive[block]).unwrap_or(block);
                within.is_none_or(|within| (self.before[block] as usize) < within)
                    && self.begun(block + 1..self.alive.len(), first..block + 1)
                    && self.remove_run(rule, first, block)
            }
            Matcher::Menu { at_least, max_words, .. } => self.remove_menu(rule, hit, *at_least, *max_words),
        }
    }

    /// Whether what stays of a cut is story, or nothing that goes is: a redesign that moves a rule's line to the other end of the page
    /// must not cost the text.
    fn begun(&self, stays: std::ops::Range<usize>, goes: std::ops::Range<usize>) -> bool {
        let prose = |block: usize| {
            let raw = self.raw(block);
            self.alive[block] && raw.len() >= 3 * PROSE && fold::has_end_mark(raw) && fold::count_words(raw) >= PROSE
        };
        !goes.into_iter().any(prose) || stays.into_iter().any(prose)
    }

    fn act_on_block(&mut self, rule: &Rule, hit: &Hit) -> bool {
        let block = hit.block as usize;
        let span = self.subject.blocks[block].span;
        match &rule.action {
            Action::Remove => !self.is_storys_own(hit) && self.remove_run(rule, block, block),
            Action::Extract(field) => {
                let raw = self.raw(block);
                let value = match hit.part {
                    Part::Pattern(pattern) => {
                        let name = match field {
                            Field::Author => "author",
                            Field::Published => "published",
                            Field::Title => "title",
                        };
                        let captures = self.set.patterns[pattern as usize].regex.get().and_then(|regex| regex.captures(raw));
                        captures.and_then(|found| found.name(name).or(found.get(1)).or(found.get(0)).map(|part| part.as_str()))
                    }
                    _ => None,
                };
                let value = value.unwrap_or(raw).trim().to_owned();
                self.finding.fields.push((*field, value));
                self.remove_run(rule, block, block)
            }
            Action::RemoveMatch | Action::Replace(_) => {
                let parts = self.parts(hit);
                let mut made = false;
                for (part, with) in parts {
                    let change = match &rule.action {
                        Action::Replace(_) => Change::replace(part, with, rule.name.clone(), rule.class),
                        _ => self.cut(rule, span, part),
                    };
                    made |= change.after != change.range.of(self.subject.text);
                    self.finding.changes.push(change);
                }
                self.finding.again |= made;
                made
            }
            Action::Protect => false,
        }
    }

    /// Whether a label that a generic rule knows is the story's own word: the heading of a paragraph that begins with it ("Play", "Play
    /// is a framework …"), an item among others of a list ("- Content"), a tag that it shows (`<body>`).
    fn is_storys_own(&self, hit: &Hit) -> bool {
        let block = hit.block as usize;
        if hit.part != Part::Whole || self.set.site_of[hit.rule as usize].is_some() {
            return false;
        }
        let raw = self.raw(block).trim();
        if raw.starts_with('<') && raw.ends_with('>') && raw[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            return true;
        }
        let loose = fold::trim_edges(self.scan.block(block));
        let next = self.next(block);
        let headed = next.is_some_and(|next| {
            let below = self.scan.block(next);
            let goes_on = below.strip_prefix(loose).is_some_and(|rest| rest.starts_with(' '));
            goes_on && fold::has_end_mark(below) && fold::count_words_to(below, ITEM_PROSE) >= ITEM_PROSE
        });
        let bullet = |block: usize| fold::bullet(self.raw(block));
        let unnamed = |other: usize| {
            let from = self.hits.partition_point(|hit| (hit.block as usize) < other);
            self.hits.get(from).is_none_or(|hit| hit.block as usize != other)
        };
        let item = |other: Option<usize>| other.is_some_and(|other| bullet(other) == bullet(block) && unnamed(other));
        let (before, after) = (item(self.previous(block)), item(next));
        // A line of a quoted letter has such a line on one side at least.
        headed || bullet(block).is_some_and(|mark| if mark == '>' { before || after } else { before && after })
    }

    /// The parts of the text that a hit matched, and what a `replace` puts there.
    fn parts(&self, hit: &Hit) -> Vec<(Span, String)> {
        let block = hit.block as usize;
        let offset = self.subject.blocks[block].span.start;
        let raw = self.raw(block);
        let with = match &self.rule(hit).action {
            Action::Replace(with) => with.as_str(),
            _ => "",
        };
        match hit.part {
            Part::Whole => vec![(self.subject.blocks[block].span, with.to_owned())],
            Part::Loose(from, to) => {
                let source = Folded::new(raw).source(raw, from as usize, to as usize);
                vec![(Span::new(offset + source.start, offset + source.end), with.to_owned())]
            }
            Part::Pattern(pattern) => self.set.patterns[pattern as usize]
                .regex
                .get()
                .into_iter()
                .flat_map(|regex| regex.captures_iter(raw))
                .filter_map(|captures| {
                    let whole = captures.get(0)?;
                    let mut text = String::new();
                    captures.expand(with, &mut text);
                    (!whole.is_empty()).then(|| (Span::new(offset + whole.start(), offset + whole.end()), text))
                })
                .collect(),
        }
    }

    /// A removal of part of a block that leaves one space, or none at an edge, where it was.
    fn cut(&self, rule: &Rule, block: Span, part: Span) -> Change {
        let text = self.subject.text;
        let before = Span::new(block.start, part.start).of(text);
        let after = Span::new(part.end, block.end).of(text);
        let (left, right) = (before.trim_end(), after.trim_start());
        let start = block.start + left.len();
        let end = block.end - right.len();
        let range = Span::new(start, end);
        let gap = match (left.chars().next_back(), right.chars().next()) {
            (None, _) | (_, None) => "",
            (_, Some('.' | ',' | ';' | ':' | '!' | '?' | ')')) => "",
            _ => " ",
        };
        Change::replace(range, gap, rule.name.clone(), rule.class)
    }

    /// Removes the live blocks from `first` to `last`, unless one of them is protected.
    fn remove_run(&mut self, rule: &Rule, first: usize, last: usize) -> bool {
        if (first..=last).any(|block| self.alive[block] && self.protected[block]) {
            return false;
        }
        for block in first..=last {
            if std::mem::replace(&mut self.alive[block], false) {
                let (cause, class) = self.owner(rule, block);
                self.finding.changes.push(Change::remove(self.subject.blocks[block].full, cause, class));
            }
        }
        true
    }

    /// Who names a block best when `rule` removes it: a rule for that very line of another class, such as the comment form under a list
    /// of other stories; else the rule itself.
    fn owner(&self, rule: &Rule, block: usize) -> (Cause, Class) {
        let from = self.hits.partition_point(|hit| (hit.block as usize) < block);
        let own = self.hits[from..]
            .iter()
            .take_while(|hit| hit.block as usize == block)
            .map(|hit| self.rule(hit))
            .find(|other| {
                let single = matches!(other.matcher, Matcher::Block(_) | Matcher::Regex(_)) && other.action == Action::Remove;
                single && other.class != rule.class && self.holds(&other.guards, block)
            })
            .unwrap_or(rule);
        (own.name.clone(), own.class)
    }

    fn remove_menu(&mut self, rule: &Rule, hit: &Hit, at_least: usize, max_words: usize) -> bool {
        let fits = |search: &Self, block: usize| search.listed(block) && search.short(block, max_words);
        let start = hit.block as usize;
        if !fits(self, start) {
            return false;
        }
        let (mut first, mut last) = (start, start);
        while let Some(previous) = self.previous(first).filter(|&block| fits(self, block)) {
            first = previous;
        }
        while let Some(next) = self.next(last).filter(|&block| fits(self, block)) {
            last = next;
        }
        let known = &self.hits;
        let from = known.partition_point(|other| (other.block as usize) < first);
        let mut seen: Vec<&str> = known[from..]
            .iter()
            .take_while(|other| other.block as usize <= last)
            .filter(|other| other.rule == hit.rule && self.alive[other.block as usize])
            .map(|other| fold::trim_edges(self.scan.block(other.block as usize)))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len() >= at_least && self.remove_run(rule, first, last)
    }

    fn has(&self, rule: u32, role: Role, block: usize) -> bool {
        let from = self.hits.partition_point(|hit| (hit.block as usize, hit.rule, hit.role) < (block, rule, role));
        self.hits.get(from).is_some_and(|hit| hit.block as usize == block && hit.rule == rule && hit.role == role)
    }

    /// Whether a block is like a teaser or a label: few words and no end mark.
    fn short(&self, block: usize, max_words: usize) -> bool {
        let raw = self.raw(block);
        // No script needs 40 bytes a word: long prose is not counted.
        raw.len() <= 40 * max_words.max(1) && !fold::has_end_mark(raw) && fold::count_words(raw) <= max_words
    }

    /// Whether a block is one of a list of titles: short, or a short question or call with another title under it.
    fn teaser(&self, block: usize, max_words: usize) -> bool {
        let raw = self.raw(block);
        let title = |raw: &str| raw.len() <= 40 * max_words.max(1) && fold::count_words(raw) <= max_words;
        self.short(block, max_words)
            || (raw.ends_with(['?', '!', '？', '！', '؟'])
                && title(raw)
                && self.next(block).is_none_or(|next| !self.protected[next] && self.short(next, max_words)))
    }

    fn holds(&self, guards: &Guards, block: usize) -> bool {
        let before = self.before[block] as usize;
        let after = self.live.saturating_sub(before + 1);
        let place = match guards.place {
            Place::Anywhere => true,
            Place::Head => before < HEAD || before < self.live / 4,
            Place::Tail => after < TAIL || after < self.live / 4,
        };
        let loose = self.scan.block(block);
        place
            && (guards.max_words.is_none_or(|most| fold::count_words(loose) <= most))
            && (guards.min_words.is_none_or(|least| fold::count_words(loose) >= least))
            && !guards.unless.iter().any(|literal| fold::contains_words(loose, &fold::fold(literal)))
            // What stood beside it counts as well as what is left beside it: an advertisement's label may be gone before its text.
            && (self.neighbour(&guards.next, self.next(block), "<end>")
                || self.neighbour(&guards.next, Some(block + 1).filter(|&next| next < self.alive.len()), "<end>"))
            && (self.neighbour(&guards.previous, self.previous(block), "<start>")
                || self.neighbour(&guards.previous, block.checked_sub(1), "<start>"))
    }

    fn neighbour(&self, wanted: &[String], block: Option<usize>, edge: &str) -> bool {
        wanted.is_empty()
            || wanted.iter().any(|literal| match block {
                Some(block) => {
                    let loose = self.scan.block(block);
                    let literal = fold::fold(literal);
                    let rest = loose.trim_start_matches(fold::decorates);
                    [loose, rest].iter().any(|loose| loose.starts_with(&literal) && fold::word_edge(loose, literal.len()))
                }
                None => literal == edge,
            })
    }
}
