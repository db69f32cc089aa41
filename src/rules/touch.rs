//! Whether rules can act on a text at all: what `impact` asks before it cleans a document a second time.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    compile::{Role, RuleSet},
    regex::Regex,
    scan::{Memory, Wanted},
};
use crate::{block::Block, fold};

impl RuleSet {
    /// Whether a rule's literal or pattern stands in one of these blocks of a text, as far as the document's address and the
    /// block's own words decide. Place, neighbours, language and dates are not asked: a `true` may be wrong, a `false` never is.
    pub fn touches(&self, text: &str, blocks: &[Block], address: Option<&str>) -> bool {
        let mut memory = Memory::default();
        let scan = self.scan(text, blocks, &[], &mut memory, &|_| Wanted::default(), &|_, _| true, &mut ());
        // Without an address any site may be meant: marks tell, and they may stand in another block.
        let site = address.map(|address| self.site_of_address(address));
        scan.hits.iter().any(|hit| {
            let rule = hit.rule as usize;
            let guards = &self.rules[rule].guards;
            let words = || fold::count_words(scan.block(hit.block as usize));
            hit.role == Role::Main
                && (self.site_of[rule].is_none() || site.is_none_or(|site| site == self.site_of[rule]))
                && guards.max_words.is_none_or(|most| words() <= most)
                && guards.min_words.is_none_or(|least| words() >= least)
        })
    }

    /// Uses the patterns of another set where they are the same: a compiled one and its caches take up to some megabytes.
    pub fn share_patterns(&mut self, other: &RuleSet) {
        let known: FxHashMap<&str, &Arc<Regex>> =
            other.patterns.iter().map(|pattern| (pattern.regex.pattern.as_str(), &pattern.regex)).collect();
        for pattern in &mut self.patterns {
            if let Some(&regex) = known.get(pattern.regex.pattern.as_str()) {
                pattern.regex = Arc::clone(regex);
            }
        }
    }
}
