//! Bylines and dates on lines of their own become fields, and the headline is known by its place.

use super::Page;
use crate::{
    block::{self, Block},
    class::Class,
    edit::Change,
    fold,
    metadata::{self, Found, LineContext},
};

/// Words from which a line is prose however it ends.
const LONG_PROSE: usize = 25;
/// Words from which a line with an end mark is prose.
const PROSE: usize = 12;

/// Takes bylines and dates out of a page, and finds its headline.
pub fn run(page: &mut Page) {
    let text = page.text.as_str();
    let blocks = block::blocks(text);
    let Reading { headline, lines } = read(page, &blocks);
    let headline = headline.map(|at| blocks[at].of(text).to_owned());
    let mut changes = Vec::new();
    let mut authors: Option<String> = None;
    let mut times: [Option<String>; 2] = [None, None];
    for (block, found) in blocks.iter().zip(lines) {
        let Some(found) = found else { continue };
        if authors.is_none() && !found.authors.is_empty() {
            authors = Some(found.authors.join(", "));
        }
        let place = &mut times[usize::from(found.updated)];
        let cause = if found.authors.is_empty() { "metadata/date" } else { "metadata/byline" };
        if place.is_none() {
            *place = found.published;
        }
        changes.push(Change::remove(block.full, cause.into(), Class::Metadata));
    }
    let [published, updated] = times;
    // Later rounds see a cleaner text, so that their headline is the better one; a byline is gone after the first.
    page.read.title = headline;
    page.read.author = page.read.author.take().or(authors);
    page.read.published = page.read.published.take().or(published).or(updated);
    page.apply_unprotected(changes);
}

/// What the lines of a page say about it.
pub(super) struct Reading {
    /// The headline's block.
    headline: Option<usize>,
    /// For each block what it says, when it is metadata.
    pub lines: Vec<Option<Found>>,
}

/// Reads a page's blocks.
pub(super) fn read(page: &Page, blocks: &[Block]) -> Reading {
    let text = page.text.as_str();
    let lines: Vec<&str> = blocks.iter().map(|block| block.of(text)).collect();
    let url = page.document.url.as_deref();
    let own_title = page.document.fields.title.as_deref();
    let headline = metadata::headline(&lines, url, own_title);
    let title = own_title.or_else(|| headline.map(|at| lines[at]));
    let start = headline.unwrap_or(0);
    let prose: Vec<bool> = lines.iter().enumerate().map(|(at, line)| at >= start && is_prose(line)).collect();
    let all = prose.iter().filter(|&&prose| prose).count();
    let mut before = 0;
    let read = |(index, line): (usize, &&str)| {
        let cx = LineContext {
            language: page.language.as_deref(),
            index,
            lines: lines.len(),
            previous: index.checked_sub(1).map(|before| lines[before]),
            next: lines.get(index + 1).copied(),
            title,
            prose_before: before,
            prose_after: all - before - usize::from(prose[index]),
            url,
        };
        before += usize::from(prose[index]);
        metadata::read_line(line, &cx)
    };
    let lines = lines.iter().enumerate().map(read).collect();
    Reading { headline, lines }
}

fn is_prose(line: &str) -> bool {
    let words = fold::count_words(line);
    words >= LONG_PROSE || (words >= PROSE && (fold::has_end_mark(line) || line.ends_with(['”', '’', '»', '"', ':'])))
}
