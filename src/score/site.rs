//! What the address says: the site's own name and the words of the story's slug.

use super::fold;

/// Hashes of the words in a page's address (and of its title, when known).
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    brand: Words,
    slug: Words,
    author: Words,
}

/// A few words' hashes, quick to say no.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    sorted: Vec<u32>,
    mask: u64,
}

impl Words {
    pub(crate) fn new(words: impl Iterator<Item = u32>) -> Self {
        let mut sorted: Vec<u32> = words.collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mask = sorted.iter().fold(0, |m, h| m | Self::bit(*h));
        Self { sorted, mask }
    }
    fn bit(hash: u32) -> u64 {
        1 << ((hash ^ (hash >> 11)) & 63)
    }
    #[inline]
    pub(crate) fn has(&self, hash: u32) -> bool {
        self.mask & Self::bit(hash) != 0 && self.sorted.binary_search(&hash).is_ok()
    }
}

const NOT_A_BRAND: [&str; 8] = ["com", "org", "net", "www", "news", "blog", "edition", "amp"];
const NOT_A_SLUG: [&str; 7] = ["html", "htm", "php", "aspx", "article", "news", "story"];

impl Site {
    /// Reads an address; nothing is known where there is none.
    pub(crate) fn new(url: Option<&str>) -> Self {
        let mut site = Self::default();
        let Some(rest) = url.and_then(|u| u.split_once("://")).map(|(_, rest)| rest) else { return site };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let path = path.split(['?', '#']).next().unwrap_or("");
        let long = |w: &&str| w.chars().count() > 2;
        let brand = host.split(['.', '-', ':']).filter(long).filter(|w| !NOT_A_BRAND.contains(w));
        site.brand = Words::new(brand.map(fold::word));
        let slug = path.split(|c: char| !c.is_alphanumeric()).filter(long);
        let slug = slug.filter(|w| !w.chars().all(|c| c.is_ascii_digit()) && !NOT_A_SLUG.contains(w));
        site.slug = Words::new(slug.map(fold::word));
        site
    }

    /// With the author's name, where it is known.
    pub(crate) fn by(mut self, author: Option<&str>) -> Self {
        let long = |w: &&str| w.chars().count() > 2;
        let words = author.unwrap_or("").split(|c: char| !c.is_alphanumeric()).filter(long);
        self.author = Words::new(words.map(fold::word));
        self
    }

    pub(crate) fn is_author(&self, word: u32) -> bool {
        self.author.has(word)
    }
    pub(crate) fn author_len(&self) -> usize {
        self.author.sorted.len()
    }
    pub(crate) fn is_brand(&self, word: u32) -> bool {
        self.brand.has(word)
    }
    pub(crate) fn is_slug(&self, word: u32) -> bool {
        self.slug.has(word)
    }
    pub(crate) fn slug_len(&self) -> usize {
        self.slug.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address() {
        let site = Site::new(Some("https://www.the-gazette.example/2024/05/mayor-opens-bridge.html?x=1"));
        assert!(site.is_brand(fold::word("Gazette")));
        assert!(site.is_slug(fold::word("Bridge")) && site.is_slug(fold::word("mayor")));
        assert_eq!(site.slug_len(), 3);
        assert_eq!(Site::new(None).slug_len(), 0);
        let by = Site::new(None).by(Some("Anna de Lindqvist"));
        assert!(by.is_author(fold::word("anna")) && by.author_len() == 2);
    }
}
