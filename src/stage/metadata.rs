//! Bylines and dates on lines of their own become fields, and the headline is known by its place.

use super::Page;
use crate::{
    block::Block,
    class::Class,
    edit::Change,
    fold,
    metadata::{self, Found, Headline, LineContext},
};

/// Words from which a line is prose however it ends.
const LONG_PROSE: usize = 25;
/// Words from which a line with an end mark is prose.
const PROSE: usize = 12;

/// Blocks around the headline in which a byline or a date is the story's own, whatever else a page holds.
const NEAR_HEADLINE: usize = 8;

/// Reads the byline and the date beside the headline, before other stages take page furniture away that they may stand in.
pub fn glance(page: &mut Page) {
    let blocks = page.blocks();
    let reading = page.reading();
    let Some(headline) = reading.headline.map(|headline| headline.line) else { return };
    // A section's line with the day may stand right above.
    let start = headline.saturating_sub(1);
    let end = (headline + NEAR_HEADLINE).min(blocks.len());
    let (author, published) = choose(&reading.lines[start..end], headline - start);
    page.read.author = author.or_else(|| page.read.author.take());
    page.read.published = published.or_else(|| page.read.published.take());
}

/// Settles which line is the headline once it is known which blocks stay, where none above them is surely it, and reads what stands
/// beside the story. Returns the headline's block, when it was settled.
pub(crate) fn settle(page: &mut Page, blocks: &[Block], stays: &[bool]) -> Option<usize> {
    let known = page.reading().headline;
    let mut settled = None;
    if page.headline.is_none() && page.document.fields.title.is_none() {
        let text = page.text.as_str();
        let lines: Vec<&str> = blocks.iter().map(|block| block.of(text)).collect();
        settled = metadata::headline_over(&lines, stays, page.document.url.as_deref(), known);
        if let Some(line) = settled.map(|at| lines[at].to_owned()) {
            page.settle_headline(line);
            glance(page);
        }
    }
    let headline = page.reading().headline;
    if let Some(start) = headline.map(|headline| headline.line.saturating_sub(1))
        && (page.read.author.is_none() || page.read.published.is_none())
    {
        let last = stays.iter().rposition(|&stays| stays).unwrap_or(start);
        // Under the headings of readers' comments names and times are the readers'.
        let own = comments(page, blocks, start).unwrap_or(blocks.len());
        let end = (last + NEAR_HEADLINE).min(own).max(start);
        let beside =
            |at: usize| at >= start && at < end && (at < start + 2 * NEAR_HEADLINE || at > last.saturating_sub(NEAR_HEADLINE));
        let reading = read_lines(page, blocks, headline, &|at| stays[at], &beside);
        let (author, published) = choose(&reading.lines[start..end], headline.map_or(0, |headline| headline.line - start));
        page.aside.author = author.or_else(|| page.aside.author.take());
        page.aside.published = published.or_else(|| page.aside.published.take());
    }
    settled
}

/// Takes bylines and dates out of a page, and finds its headline.
pub fn run(page: &mut Page) {
    let blocks = page.blocks();
    let reading = page.reading();
    let lines = &reading.lines;
    let headline = reading.headline.map(|headline| headline.line);
    let text = page.text.as_str();
    let start = headline.unwrap_or(0);
    let own = comments(page, &blocks, start).unwrap_or(blocks.len());
    let (author, published) = choose(&lines[..own], start);
    let headline = headline.map(|at| blocks[at].of(text).to_owned());
    let found = blocks.iter().zip(lines).filter_map(|(block, found)| Some((block, found.as_ref()?)));
    let changes = found
        .map(|(block, found)| {
            let cause = if found.authors.is_empty() { "metadata/date" } else { "metadata/byline" };
            Change::remove(block.full, cause.into(), Class::Metadata)
        })
        .collect();
    // Later rounds see a cleaner text, so that their headline is the better one; a byline is gone after the first.
    page.read.title = headline;
    page.read.author = page.read.author.take().or(author);
    page.read.published = page.read.published.take().or(published);
    page.apply_unprotected(changes);
}

/// Sentences that stand between a headline and the readers' comments, at least.
const STORY: usize = 3;

/// The first block under a heading of readers' comments that a rule took ("3 Comments"): names and times are the readers' there.
fn comments(page: &Page, blocks: &[Block], headline: usize) -> Option<usize> {
    let heading = |text: &str| {
        let short = text.trim().len() <= 40;
        short && text.to_lowercase().split([' ', '(', ')', ':']).any(|word| COMMENTS.iter().any(|c| word.starts_with(c)))
    };
    let taken = page.text.edits().iter().filter(|edit| edit.class == Class::Comments && heading(&edit.before));
    let under = taken.map(|edit| blocks.partition_point(|block| page.text.locate(block.span).start < edit.span.start));
    let has_story = |end: usize| {
        let story = blocks.get(headline..end).unwrap_or_default();
        story.iter().filter(|block| fold::has_end_mark(block.of(page.text.as_str()))).count() >= STORY
    };
    under.filter(|&at| has_story(at)).min()
}

/// How the headings of readers' comments begin.
const COMMENTS: [&str; 6] = ["comment", "kommentar", "comentario", "comentário", "commenti", "reacties"];

/// The author and the time of the story: the first that stand under the headline, else the last above it; a time of publication
/// before one of an update.
fn choose(lines: &[Option<Found>], headline: usize) -> (Option<String>, Option<String>) {
    let start = headline.saturating_sub(1);
    let order = || lines[start..].iter().chain(lines[..start].iter().rev()).flatten();
    let author = order().find(|found| !found.authors.is_empty()).map(|found| found.authors.join(", "));
    let time = |updated: bool| order().filter(|found| found.updated == updated).find_map(|found| found.published.clone());
    (author, time(false).or_else(|| time(true)))
}

/// What the lines of a page say about it.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The headline's block.
    pub headline: Option<Headline>,
    /// For each block what it says, when it is metadata.
    pub lines: Vec<Option<Found>>,
}

/// Reads a page's blocks.
pub(super) fn read(page: &Page, blocks: &[Block]) -> Reading {
    let text = page.text.as_str();
    let lines: Vec<&str> = blocks.iter().map(|block| block.of(text)).collect();
    let settled = page.headline.as_deref().and_then(|settled| lines.iter().position(|line| *line == settled));
    let headline = settled.map(|line| Headline { line, sure: false });
    let own_title = page.document.fields.title.as_deref();
    let headline = headline.or_else(|| metadata::headline(&lines, page.document.url.as_deref(), own_title));
    read_lines(page, blocks, headline, &|_| true, &|_| true)
}

/// Reads those of a page's blocks that are `wanted`; blocks that do not stay are no prose.
fn read_lines(
    page: &Page,
    blocks: &[Block],
    headline: Option<Headline>,
    stays: &dyn Fn(usize) -> bool,
    wanted: &dyn Fn(usize) -> bool,
) -> Reading {
    let text = page.text.as_str();
    let lines: Vec<&str> = blocks.iter().map(|block| block.of(text)).collect();
    let url = page.document.url.as_deref();
    let own_title = page.document.fields.title.as_deref();
    let title = own_title.or_else(|| headline.map(|headline| lines[headline.line]));
    let start = headline.map_or(0, |headline| headline.line);
    let prose: Vec<bool> = lines.iter().enumerate().map(|(at, line)| at >= start && stays(at) && is_prose(line)).collect();
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
        if wanted(index) { metadata::read_line(line, &cx) } else { None }
    };
    let mut found: Vec<Option<Found>> = lines.iter().enumerate().map(read).collect();
    keep_diary(&lines, &mut found, page.language.as_deref(), url);
    keep_catalogue(&lines, &mut found, &prose, page.language.as_deref(), url);
    Reading { headline, lines: found }
}

/// Two bare days or more, with text after each, are the story's own: a diary, a chronicle.
fn keep_diary(lines: &[&str], found: &mut [Option<Found>], language: Option<&str>, url: Option<&str>) {
    let bare: Vec<usize> = (0..lines.len())
        .filter(|&at| found[at].as_ref().is_some_and(|f| f.published.is_some() && f.authors.is_empty() && !f.updated))
        .filter(|&at| metadata::is_bare_day(lines[at], language, url))
        .collect();
    let day = |at: usize| found[at].as_ref().and_then(|f| f.published.clone());
    let several = bare.iter().any(|&at| day(at) != day(bare[0]));
    let followed = |at: usize| lines.get(at + 1).is_some_and(|next| fold::has_end_mark(next));
    if several && bare.iter().filter(|&&at| followed(at)).count() > 1 {
        for at in bare {
            found[at] = None;
        }
    }
}

/// Entries of a catalogue after the first, at least.
const ENTRIES: usize = 3;
/// Blocks of prose in an entry of a catalogue, at most.
const ENTRY: usize = 6;

/// The days and the names of a catalogue are the story's own: a list of events, each with its day, of books, each with its author.
fn keep_catalogue(lines: &[&str], found: &mut [Option<Found>], prose: &[bool], language: Option<&str>, url: Option<&str>) {
    let day = |at: usize| metadata::is_bare_day(lines[at], language, url);
    let word = |at: usize| lines[at].split([' ', ':', '：']).next();
    for first in 0..lines.len() {
        let Some(line) = &found[first] else { continue };
        // "By", "Author:", "Published by"
        let labelled = |at: usize| word(at) == word(first);
        let is_entry: &dyn Fn(usize) -> bool = match line.published {
            Some(_) if line.authors.is_empty() && day(first) => &day,
            None => &labelled,
            _ => continue,
        };
        let (mut entries, mut inside) = (Vec::new(), 0);
        for (at, &prose) in prose.iter().enumerate().skip(first + 1) {
            if inside > ENTRY || entries.len() == ENTRIES {
                break;
            }
            if prose {
                inside += 1;
            } else if is_entry(at) && inside > 0 {
                entries.push(at);
                inside = 0;
            }
        }
        if entries.len() == ENTRIES {
            // The name under a label goes with its label.
            let named = found[first].as_ref().is_some_and(|line| line.authors.is_empty() && line.published.is_none());
            let all: Vec<usize> = (first..lines.len()).filter(|&at| at == first || is_entry(at)).collect();
            for at in all {
                found[at] = None;
                if let Some(next) = found.get_mut(at + 1).filter(|_| named) {
                    *next = None;
                }
            }
        }
    }
}

fn is_prose(line: &str) -> bool {
    let words = fold::count_words_to(line, LONG_PROSE);
    words >= LONG_PROSE || (words >= PROSE && (fold::has_end_mark(line) || line.ends_with(['”', '’', '»', '"', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn clean(text: &str) -> String {
        let mut page = Page::new(Document { text: text.into(), language: Some("en".into()), ..Document::default() });
        run(&mut page);
        page.text.as_str().to_owned()
    }

    const PROSE: &str = "The little book tells how a lamp came to the harbour and why it stayed there for so many years.";

    #[test]
    fn the_days_of_a_list_of_events_stay() {
        let event = |day: &str, name: &str| format!("{day}\n{name}\nLinnford\n{PROSE}\n");
        let list = [
            ("March 3, 2023", "Lamp fair"),
            ("March 5, 2023", "Boat race"),
            ("March 9, 2023", "Harbour day"),
            ("April 2, 2023", "Tide talk"),
        ];
        let list: String = list.iter().map(|(day, name)| event(day, name)).collect();
        let text = format!("What goes on at the old harbour in spring\n{list}");
        assert_eq!(clean(&text), text);
    }

    #[test]
    fn the_authors_of_a_list_of_books_stay() {
        let book = |name: &str, by: &str| format!("{name}\nAuthor: {by}\n{PROSE}\n");
        let list = [("The Lamp", "Jane Roe"), ("The Boat", "Ann Mill"), ("The Quay", "Tom Hill"), ("The Tide", "Max Moor")];
        let list: String = list.iter().map(|(name, by)| book(name, by)).collect();
        let text = format!("Four books for a long night by the sea\n{list}");
        assert_eq!(clean(&text), text);
        // One story, and the names of its neighbours far below, is none.
        let story = format!("Town votes for the old bridge\nBy Jane Roe\n{}", format!("{PROSE}\n").repeat(8));
        let text = format!("{story}By Ann Mill\n{PROSE}\nBy Tom Hill\n{PROSE}\nBy Max Moor\n{PROSE}\n");
        assert!(!clean(&text).contains("Jane Roe"));
    }
}
