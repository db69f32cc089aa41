//! Tags, attributes, comments and scripts in a text that should have none.
//!
//! A `<` is looked at with html5ever's tokenizer, one tag at a time. What is no known element, or what an author wrote about
//! (`use the <table> tag`, a listing in an article about programs), stays: `a < b`, `<3`, `<name@example.com>`.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};
use memchr::memmem;
use rustc_hash::FxHashSet;

use super::Page;
use crate::{class::Class, edit::Change, normalize, span::Span};

/// A tag longer than this is text that lost its `>`.
const LONGEST_TAG: usize = 4096;
/// And one with more of them in its attributes is no tag.
const MOST_ENDS: usize = 16;

/// End tags that are looked at to see whether a text shows elements.
const MANY: usize = 1000;

/// Elements that stand in a line without ending it.
const INLINE: &str = " a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small span \
     strike strong sub sup time tt u var wbr ";
/// Elements that end a line.
const BLOCK: &str = " address article aside audio blockquote body br button canvas caption center col colgroup dd details dialog dir div dl \
     dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input legend \
     li link main map area menu meta nav noscript object ol optgroup option output p param picture pre progress script section select \
     slot source style summary svg path table tbody td template textarea tfoot th thead title tr track ul video base ";
/// Elements that never have an end tag.
const VOID: &str = " area base br col embed hr img input link meta param source track wbr ";
/// Elements whose content is no text.
const RAW: [&str; 2] = ["script", "style"];

/// Takes the markup out of a page.
pub fn run(page: &mut Page) {
    if memchr::memchr(b'<', page.text.as_str().as_bytes()).is_some() {
        let changes = find(page.text.as_str());
        page.text.apply(changes);
    }
}

/// A tag or a comment in a text.
#[derive(Debug)]
struct Found {
    span: Span,
    name: String,
    end: bool,
    /// It has no attribute with a value.
    bare: bool,
}

fn find(text: &str) -> Vec<Change> {
    let mut found: Vec<Found> = Vec::new();
    let mut reader = Reader::default();
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        let start = at + offset;
        match reader.read(text, start) {
            Some(tag) => {
                at = tag.span.end;
                found.push(tag);
            }
            None => at = start + 1,
        }
    }
    if found.is_empty() || is_shown(text, &found) {
        return Vec::new();
    }
    let usage = found.iter().any(|tag| tag.bare) && has_placeholders(text);
    let closed: FxHashSet<&str> = found.iter().filter(|tag| tag.end).map(|tag| tag.name.as_str()).collect();
    let mut changes = Vec::with_capacity(found.len());
    for tag in &found {
        let closed = closed.contains(tag.name.as_str());
        if !is_markup(text, tag, closed) || (usage && tag.bare && !closed) {
            continue;
        }
        let inline = is(INLINE, &tag.name) || tag.name == "!" || RAW.contains(&tag.name.as_str());
        let before = text[..tag.span.start].chars().next_back();
        let after = text[tag.span.end..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '<' && c != '>');
        let gap = if !inline && joins(before) && joins(after) { "\n" } else { "" };
        changes.push(Change::replace(tag.span, gap, "markup/tag".into(), Class::Markup));
    }
    changes
}

/// Whether the tags are what an author shows: the text between them is about markup, or holds a program or elements that HTML does not
/// have.
fn is_shown(text: &str, found: &[Found]) -> bool {
    // A page that was saved whole begins with a tag.
    if text.trim_start().starts_with('<') {
        return false;
    }
    let mut words = String::with_capacity(text.len());
    let mut at = 0;
    for tag in found {
        words.push_str(&text[at..tag.span.start]);
        at = tag.span.end;
    }
    words.push_str(&text[at..]);
    shows_elements(&words) || normalize::is_program(&words) || normalize::is_about_markup(&words)
}

/// Whether a text without its tags holds two elements or more that HTML does not have, with their end tags: a file of a build tool, a
/// feed.
fn shows_elements(text: &str) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for (at, _) in text.match_indices("</").take(MANY) {
        let rest = &text[at + 2..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = &rest[..end];
        if !name.is_empty() && rest[end..].starts_with('>') && !names.contains(&name) && text.contains(&format!("<{name}")) {
            names.push(name);
        }
    }
    names.len() > 1
}

fn is(list: &str, name: &str) -> bool {
    !name.is_empty() && list.split(' ').any(|known| known == name)
}

/// Whether a tag is left over from a page, and not what the author wrote about. `closed` says that a tag of this name is, here or there.
fn is_markup(text: &str, tag: &Found, closed: bool) -> bool {
    if tag.name == "!" || !tag.bare || tag.end || is(VOID, &tag.name) || RAW.contains(&tag.name.as_str()) {
        return true;
    }
    if closed {
        return true;
    }
    // A bare tag in the middle of a sentence, with spaces around it, is spoken of.
    let spaced = |c: Option<char>| c.is_some_and(|c| c == ' ' || c == '\u{a0}');
    !(spaced(text[..tag.span.start].chars().next_back()) && spaced(text[tag.span.end..].chars().next()))
}

/// Whether names stand in angle brackets that no element has: `git switch <branch name>`, `copy <from> <to>`. Then `<path to file>` is
/// one more.
fn has_placeholders(text: &str) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[at + 1..];
        let Some(end) = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '-'))) else { continue };
        let name = &rest[..end];
        let element = |name: &str| is(INLINE, name) || is(BLOCK, name);
        let first = name.split(' ').next().unwrap_or_default().to_ascii_lowercase();
        let whole = rest[end..].starts_with('>') && end <= 30 && name.starts_with(|c: char| c.is_ascii_alphabetic());
        if whole && !element(&first) && !names.contains(&name) {
            names.push(name);
        }
    }
    names.len() > 1
}

/// Reads the tags of a text in their order. An end that was looked for in vain need not be looked for again further on.
#[derive(Default)]
struct Reader {
    no_comment_end: bool,
    no_doctype_end: bool,
    no_raw_end: [bool; RAW.len()],
}

impl Reader {
    /// The tag or comment at `start`, if there is one.
    fn read(&mut self, text: &str, start: usize) -> Option<Found> {
        let rest = &text[start..];
        let nameless = |end| Found { span: Span::new(start, end), name: "!".into(), end: false, bare: false };
        if let Some(body) = rest.strip_prefix("<!--") {
            let end = once(&mut self.no_comment_end, || memmem::find(body.as_bytes(), b"-->"))?;
            return Some(nameless(start + 4 + end + 3));
        }
        let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
        if rest.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype")) {
            let end = once(&mut self.no_doctype_end, || memchr::memchr(b'>', rest.as_bytes()))?;
            return Some(nameless(start + end + 1));
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (tag, len) = tag_at(rest)?;
        let name = tag.name.to_string();
        let custom = name.contains(['-', ':']) && !tag.attrs.is_empty() && !name.contains('@');
        if !(custom || is(INLINE, &name) || is(BLOCK, &name)) {
            return None;
        }
        let end = tag.kind == TagKind::EndTag;
        let mut span = Span::new(start, start + len);
        if let Some(raw) = RAW.iter().position(|raw| !end && *raw == name) {
            // Without its end it is a word in a story about the web.
            span.end += once(&mut self.no_raw_end[raw], || raw_end(&text[span.end..], &name))?;
        }
        let bare = tag.attrs.iter().all(|attr| attr.value.is_empty());
        Some(Found { span, bare, name, end })
    }
}

/// What `search` finds, unless it was already in vain.
fn once(in_vain: &mut bool, search: impl FnOnce() -> Option<usize>) -> Option<usize> {
    let found = if *in_vain { None } else { search() };
    *in_vain = found.is_none();
    found
}

/// The tag that a text begins with, and its length. A `>` may stand in the value of an attribute: then the tag ends at a later one.
fn tag_at(text: &str) -> Option<(Tag, usize)> {
    let window = text.len().min(LONGEST_TAG);
    let ends = memchr::memchr_iter(b'>', &text.as_bytes()[..window]);
    ends.take(MOST_ENDS).find_map(|end| tokenize(&text[..=end]))
}

/// Where the content of a script ends, its end tag included.
fn raw_end(text: &str, name: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let close = at + memmem::find(&text.as_bytes()[at..], b"</")?;
        let after = &text[close + 2..];
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(close + 2 + name.len() + memchr::memchr(b'>', &after.as_bytes()[name.len()..])? + 1);
        }
        at = close + 2;
    }
}

/// Stops the tokenizer at the first tag, so that what is left in its queue tells how long the tag was.
#[derive(Default)]
struct FirstTag {
    tag: RefCell<Option<Tag>>,
    other: RefCell<bool>,
}

impl TokenSink for FirstTag {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                if self.tag.borrow().is_none() && !*self.other.borrow() {
                    *self.tag.borrow_mut() = Some(tag);
                }
                TokenSinkResult::Script(())
            }
            Token::ParseError(_) => TokenSinkResult::Continue,
            _ => {
                *self.other.borrow_mut() = true;
                TokenSinkResult::Continue
            }
        }
    }
}

fn tokenize(text: &str) -> Option<(Tag, usize)> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    let tokenizer = Tokenizer::new(FirstTag::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    let mut left = 0;
    while let Some(rest) = queue.pop_front() {
        left += rest.len();
    }
    let tag = tokenizer.sink.tag.into_inner()?;
    Some((tag, text.len() - left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn clean(text: &str) -> String {
        let mut text = Text::new(text.into());
        let changes = find(text.as_str());
        text.apply(changes);
        text.as_str().to_owned()
    }

    #[test]
    fn tags_go_and_words_stay() {
        assert_eq!(clean("<div>Town votes</div>\nNext"), "Town votes\nNext");
        assert_eq!(clean("from <a href=\"\" class=\"st_tag \" rel=\"tag\">North Harbour</a> amid"), "from North Harbour amid");
        assert_eq!(clean("one<br>two<br/>three</p>"), "one\ntwo\nthree");
        assert_eq!(clean("a<!-- more -->b<script>var x = '<p>';</script>c"), "abc");
        assert_eq!(clean("x <iframe src='https://video.example/1' allowfullscreen></iframe> y"), "x  y");
    }

    #[test]
    fn what_never_ends_is_read_once() {
        // Each would take minutes if it were looked for again at every place.
        for piece in ["<!-- a ", "<p ", "<!doctype ", "<script> ", "a <b and c <d ", "<b>", "</x> "] {
            let text = piece.repeat(100_000);
            assert!(clean(&text).len() <= text.len());
        }
        assert_eq!(clean("x <a title=\"a > b\" href='>>'>link</a> y"), "x link y");
    }

    #[test]
    fn comments_in_a_listing_stay() {
        let text = "Put this into the file:\n<Project>\n<!-- format first -->\n<Target Name=\"Lint\">\n</Target>\n</Project>";
        assert_eq!(clean(text), text);
    }

    #[test]
    fn a_listing_stays_whole() {
        let text = "Put the script into the page:\n<script src=\"tide.js\"></script>\nThen count the boats:\nlet boats = count(quay);\n\
                    let tide = read(\"low\");\nshow(boats, tide);\n<img> is what it fills.";
        assert_eq!(clean(text), text);
        let text =
            "HTML was new then, and HTML had no styles.\n- <table></table><li>\nCSS came with (<font color=\"red\">) in mind.";
        assert_eq!(clean(text), text);
        // A page that was saved whole is none.
        let text = "<html><body><p>HTML, CSS and XML were on the agenda.</p></body></html>";
        assert_eq!(clean(text), "HTML, CSS and XML were on the agenda.");
        let text = "The harbour has a page in HTML.<br>Its <b>CSS</b> is old.";
        assert_eq!(clean(text), "The harbour has a page in HTML.\nIts CSS is old.");
    }

    #[test]
    fn placeholders_stay() {
        let text = "boot [<slot>.<addr>]\ngit add <path to file>\ngit switch <branch name>";
        assert_eq!(clean(text), text);
        assert_eq!(clean("Town votes<br>for the <path d=\"M0\">bridge"), "Town votes\nfor the bridge");
    }

    #[test]
    fn prose_stays() {
        for text in [
            "if a < b and b > c",
            "I <3 you",
            "Write to <desk@example.com> today",
            "Use the <table> tag, not the <div> tag.",
            "the <script> element",
            "x <y and z> w",
            "5<6",
            "<",
            "ends with <b",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
