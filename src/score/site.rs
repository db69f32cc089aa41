//! What the address says: the site's own name and the words of the story's slug.

use super::fold;

/// Hashes of the words in a page's address (and of its title, when known).
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    brand: Vec<u32>,
    slug: Vec<u32>,
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
        site.brand = host.split(['.', '-', ':']).filter(long).filter(|w| !NOT_A_BRAND.contains(w)).map(fold::word).collect();
        site.slug = path
            .split(|c: char| !c.is_alphanumeric())
            .filter(long)
            .filter(|w| !w.chars().all(|c| c.is_ascii_digit()) && !NOT_A_SLUG.contains(w))
            .map(fold::word)
            .collect();
        for list in [&mut site.brand, &mut site.slug] {
            list.sort_unstable();
            list.dedup();
        }
        site
    }

    pub(crate) fn is_brand(&self, word: u32) -> bool {
        self.brand.contains(&word)
    }
    pub(crate) fn is_slug(&self, word: u32) -> bool {
        self.slug.binary_search(&word).is_ok()
    }
    pub(crate) fn slug_len(&self) -> usize {
        self.slug.len()
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
    }
}
