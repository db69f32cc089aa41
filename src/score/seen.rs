//! Blocks that stand in several articles of one site: the frozen counts of a first pass over a dump.

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold;
use crate::{block, document::Document, fold as loose, rules::registrable_domain};

/// How many articles of its site each block stands in, for blocks that stand in several.
#[derive(Debug, Default)]
pub struct Seen {
    counts: FxHashMap<u64, u32>,
    site: Option<String>,
}

impl Seen {
    /// Articles that a block must stand in to be counted at all.
    pub const LEAST: u32 = 5;

    /// From the keys of blocks and the number of articles that have them; those under [`LEAST`](Self::LEAST) are left out. `site` is
    /// that of all documents, whatever their records say.
    pub fn new(counts: impl IntoIterator<Item = (u64, u32)>, site: Option<String>) -> Self {
        Self { counts: counts.into_iter().filter(|(_, count)| *count >= Self::LEAST).collect(), site }
    }

    /// The keys of an article's blocks, each once, in a fixed order; none when its site is not known.
    pub fn keys(document: &Document, site: Option<&str>) -> Vec<u64> {
        let Some(site) = Site::of(document, site) else { return Vec::new() };
        let keys: FxHashSet<u64> = block::blocks(&document.text).iter().map(|block| site.key(block.of(&document.text))).collect();
        let mut keys: Vec<u64> = keys.into_iter().collect();
        keys.sort_unstable();
        keys
    }

    /// The site of a document.
    pub fn site(&self, document: &Document) -> Option<Site> {
        Site::of(document, self.site.as_deref())
    }

    /// In how many articles of the site a block stands; 0 when in fewer than [`LEAST`](Self::LEAST).
    pub fn count(&self, site: &Site, block: &str) -> u32 {
        self.counts.get(&site.key(block)).copied().unwrap_or(0)
    }
}

/// A site, for the keys of its blocks.
#[derive(Clone, Copy, Debug)]
pub struct Site(u64);

impl Site {
    /// The site of a document: the one of all documents, else that of its address, else the one it is said to belong to.
    fn of(document: &Document, given: Option<&str>) -> Option<Self> {
        let own = || document.url.as_deref().and_then(registrable_domain).or_else(|| document.site.clone());
        let domain = given.map(str::to_owned).or_else(own)?;
        Some(Self(fold::digest(domain.as_bytes())))
    }

    fn key(&self, block: &str) -> u64 {
        let folded = loose::fold(block);
        (fold::digest(folded.as_bytes()) ^ self.0.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(site: &str, text: &str) -> Document {
        Document { url: Some(format!("https://www.{site}/a")), text: text.into(), ..Document::default() }
    }

    #[test]
    fn a_block_counts_once_an_article_and_only_on_its_site() {
        let keys = Seen::keys(&article("gazette.example", "Read on.\nThe bridge is open.\nREAD ON.\n"), None);
        assert_eq!(keys.len(), 2);
        let other = Seen::keys(&article("courier.example", "Read on.\n"), None);
        assert!(!keys.contains(&other[0]));
        let seen = Seen::new(keys.iter().map(|&key| (key, 5)).chain([(other[0], 4)]), None);
        let site = seen.site(&article("gazette.example", "")).unwrap();
        assert_eq!((seen.counts.len(), seen.count(&site, "read on."), seen.count(&site, "Read off.")), (2, 5, 0));
        assert_eq!(seen.count(&seen.site(&article("courier.example", "")).unwrap(), "Read on."), 0);
        assert!(Seen::keys(&Document { text: "Read on.".into(), ..Document::default() }, None).is_empty());
    }
}
