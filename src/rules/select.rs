//! Which site a text belongs to.

use super::compile::RuleSet;

impl RuleSet {
    /// The site that a URL, a host or a domain belongs to: the domain that a rules file names, or a subdomain of it, but never
    /// anything above the registrable domain of the public-suffix list.
    pub(super) fn site_of_address(&self, address: &str) -> Option<u32> {
        let host = host(address)?.to_ascii_lowercase();
        let registrable = psl::domain_str(&host).unwrap_or(&host);
        let mut rest = host.as_str();
        loop {
            if let Some(&site) = self.domains.get(rest) {
                return Some(site);
            }
            if rest.len() <= registrable.len() {
                return None;
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

/// The registrable domain of a URL or host, as the public-suffix list has it.
pub fn registrable_domain(address: &str) -> Option<String> {
    let host = host(address)?.to_ascii_lowercase();
    Some(psl::domain_str(&host).unwrap_or(&host).to_owned())
}

/// The host of a URL, with or without a scheme.
fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host).trim_end_matches('.');
    (host.contains('.') && !host.contains(char::is_whitespace)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_all_shapes() {
        assert_eq!(host("https://user@www.example.co.uk:8080/a?b#c"), Some("www.example.co.uk"));
        assert_eq!(host("example.com/path"), Some("example.com"));
        assert_eq!(host("//example.com"), Some("example.com"));
        assert_eq!(host("not a host"), None);
        assert_eq!(registrable_domain("https://news.example.co.uk/x").as_deref(), Some("example.co.uk"));
    }
}
