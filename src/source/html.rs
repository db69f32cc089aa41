//! HTML as text: the words of a page in their order, one block a line, and what its head says about it.

use std::cell::RefCell;

use html5ever::{
    Attribute,
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind},
};

use super::{Input, text::Whole, window::Window};
use crate::stage::decode;

/// Elements that stand in a line without ending it.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
];
/// Elements whose content no reader sees.
const UNSEEN: &[&str] =
    &["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "noframes"];

/// What a page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its words, one block a line.
    pub text: String,
    /// Its headline, as its head has it.
    pub title: Option<String>,
    /// Its address, as its head has it.
    pub url: Option<String>,
    /// Its language, as a two-letter code.
    pub language: Option<String>,
}

/// Reads a page.
pub fn read(html: &str) -> Page {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut state = tokenizer.sink.state.into_inner();
    state.end_block();
    let title = [state.og_title, state.title].into_iter().flatten().find(|title| !title.is_empty());
    Page { text: state.text, title, url: state.url, language: state.language }
}

/// The bytes of a page as text: the encoding that its head names, when it is not UTF-8.
pub fn decode(bytes: &[u8]) -> (String, usize) {
    if let Err(error) = std::str::from_utf8(bytes) {
        // A page of legacy encoding names it; a UTF-8 page with a broken character somewhere names UTF-8 or nothing.
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
        let named = head.split_once("charset=").map(|(_, rest)| {
            rest.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect()
        });
        let encoding = named.and_then(|name: String| encoding_rs::Encoding::for_label(name.as_bytes()));
        if let Some(encoding) = encoding.filter(|&encoding| encoding != encoding_rs::UTF_8 && error.valid_up_to() < bytes.len()) {
            let (text, _, _) = encoding.decode(bytes);
            let malformed = text.matches('\u{fffd}').count();
            return (text.into_owned(), malformed);
        }
    }
    let decoded = decode::decode(bytes.to_vec());
    (decoded.text, decoded.malformed)
}

#[derive(Default)]
struct Sink {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    text: String,
    line: String,
    /// The unseen element that the tokenizer is in, and how often it was opened inside itself.
    unseen: Option<(String, usize)>,
    in_title: bool,
    /// Whether line ends count, as in `pre`.
    preformatted: usize,
    title: Option<String>,
    og_title: Option<String>,
    url: Option<String>,
    language: Option<String>,
}

impl State {
    fn end_block(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.line.clear();
    }

    fn characters(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if self.in_title {
            let title = self.title.get_or_insert_default();
            title.push_str(text);
            return;
        }
        for c in text.chars() {
            if c == '\n' && self.preformatted > 0 {
                self.end_block();
            } else if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c') {
                if !self.line.is_empty() && !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else {
                self.line.push(c);
            }
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let start = tag.kind == TagKind::StartTag;
        if let Some((unseen, depth)) = &mut self.unseen {
            if unseen == name && !tag.self_closing {
                if start {
                    *depth += 1;
                } else if *depth == 0 {
                    self.unseen = None;
                } else {
                    *depth -= 1;
                }
            }
            return TokenSinkResult::Continue;
        }
        if !INLINE.contains(&name) {
            if name == "td" || name == "th" {
                if start && !self.line.is_empty() && !self.line.ends_with(' ') {
                    self.line.push(' ');
                }
            } else {
                self.end_block();
            }
        }
        match (name, start) {
            // Icons have titles too: only the first is the page's.
            ("title", true) if self.title.is_none() => {
                self.in_title = true;
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            ("title", false) => {
                self.in_title = false;
                self.title = self.title.take().map(|title| one_line(&title));
            }
            ("meta", true) => self.meta(&tag.attrs),
            ("link", true) if attribute(&tag.attrs, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                self.url = attribute(&tag.attrs, "href").filter(|href| href.contains("://")).map(str::to_owned).or(self.url.take());
            }
            ("html", true) => {
                self.language = attribute(&tag.attrs, "lang")
                    .map(|code| code.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase())
                    .filter(|code| code.len() == 2);
            }
            ("pre", true) => self.preformatted += 1,
            ("pre", false) => self.preformatted = self.preformatted.saturating_sub(1),
            (name, true) if UNSEEN.contains(&name) && !tag.self_closing => {
                self.unseen = Some((name.to_owned(), 0));
                return match name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn meta(&mut self, attributes: &[Attribute]) {
        let name = attribute(attributes, "property").or_else(|| attribute(attributes, "name")).unwrap_or_default();
        let Some(content) = attribute(attributes, "content").map(one_line).filter(|content| !content.is_empty()) else { return };
        match name.to_ascii_lowercase().as_str() {
            "og:title" if self.og_title.is_none() => self.og_title = Some(content),
            "og:url" if self.url.is_none() && content.contains("://") => self.url = Some(content),
            _ => {}
        }
    }
}

fn attribute<'t>(attributes: &'t [Attribute], name: &str) -> Option<&'t str> {
    attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CharacterTokens(text) => state.characters(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// A file that is one page.
pub fn file(window: Window, input: &Input) -> Whole {
    Whole::new(window, input, |bytes| {
        let (html, malformed) = decode(bytes);
        (read(&html), malformed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_on_lines_of_their_own() {
        let page = read(
            "<!doctype html><html lang=en-GB><head><title>Bridge\n opens</title><link rel=canonical href='https://a.example/b'>\
             <style>p{}</style></head><body><nav><ul><li>Home<li>News</ul></nav><h1>Bridge  opens</h1>\
             <p>The <b>coun</b>cil &amp; the\nmayor met.<br>Then they left.</p><script>if (a < b) document.write('<p>x</p>')</script>\
             <noscript><p>No</p></noscript><table><tr><td>One</td><td>Two</td></tr></table><svg><title>Icon</title></svg>tail",
        );
        assert_eq!(page.text, "Home\nNews\nBridge opens\nThe council & the mayor met.\nThen they left.\nOne Two\ntail\n");
        assert_eq!(page.title.as_deref(), Some("Bridge opens"));
        assert_eq!(page.url.as_deref(), Some("https://a.example/b"));
        assert_eq!(page.language.as_deref(), Some("en"));
    }

    #[test]
    fn the_headline_of_the_head_goes_before_the_title() {
        let page = read("<title>Bridge opens - The Gazette</title><meta property='og:title' content='Bridge opens'><p>x");
        assert_eq!((page.title.as_deref(), page.text.as_str()), (Some("Bridge opens"), "x\n"));
    }

    #[test]
    fn the_encoding_that_the_head_names() {
        let (text, malformed) = decode(b"<meta charset=\"windows-1251\"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>");
        assert!(text.contains("Привет"), "{text}");
        assert_eq!(malformed, 0);
    }
}
