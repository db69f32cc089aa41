//! Bylines, publication times and the headline, read from the lines of an article.
//!
//! [`read_line`] says of one line whether it is metadata and nothing else. It is careful: a line that is half date and
//! half prose, a date whose day and month cannot be told apart, a name without any sign that it is a byline are content.
//! Nothing here changes a text; the caller takes the line out and fills the fields.
//!
//! ```
//! use copydesk::metadata::{LineContext, read_line};
//!
//! let cx = LineContext { index: 2, lines: 20, prose_after: 15, ..LineContext::default() };
//! let found = read_line("By Jane Roe | Published March 7, 2023 3:04 PM ET", &cx).expect("metadata");
//! assert_eq!(found.authors, ["Jane Roe"]);
//! assert_eq!(found.published.as_deref(), Some("2023-03-07T15:04:00-05:00"));
//! ```

mod byline;
mod date;
mod grammar;
mod headline;
mod names;
mod people;
#[cfg(test)]
mod tests;
mod token;
mod words;
mod zone;

pub(crate) use headline::headline_over;
pub use headline::{Headline, headline};

use date::{Scan, Stamp, scan};
use grammar::Origin;

/// What a line says, when it is metadata and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The people named as authors; an agency or a desk when no person is named.
    pub authors: Vec<String>,
    /// When the story was published (or updated, see below): ISO 8601, with the offset only when the zone is known.
    pub published: Option<String>,
    /// Whether the time is an update's rather than the publication's.
    pub updated: bool,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineContext<'a> {
    /// The document's language as a two-letter code, when known.
    pub language: Option<&'a str>,
    /// The line's index among the non-empty lines.
    pub index: usize,
    /// How many non-empty lines there are.
    pub lines: usize,
    /// The line before it that is not empty.
    pub previous: Option<&'a str>,
    /// The line after it that is not empty.
    pub next: Option<&'a str>,
    /// The headline, when known.
    pub title: Option<&'a str>,
    /// How many blocks of prose stand before it.
    pub prose_before: usize,
    /// How many blocks of prose stand after it.
    pub prose_after: usize,
    /// The record's URL.
    pub url: Option<&'a str>,
}

/// The longest line that can be metadata, in bytes.
const LONGEST: usize = 260;

impl LineContext<'_> {
    /// Near the beginning of the story: at most a standfirst and a caption stand before.
    fn head(&self, most: usize) -> bool {
        self.prose_before <= most
    }

    /// After the story's last paragraph, which some pages end with the author and the time.
    fn tail(&self) -> bool {
        self.prose_after == 0 && self.prose_before > 0
    }

    fn origin(&self) -> Origin<'_> {
        Origin { language: self.language, url: self.url }
    }
}

/// Reads a line; nothing when it is content.
#[must_use]
pub fn read_line(line: &str, cx: &LineContext<'_>) -> Option<Found> {
    if line.len() > LONGEST || !(cx.head(3) || cx.tail()) {
        return None;
    }
    let line = line.trim();
    // "— Jane Roe (@janeroe) March 7, 2023" is the foot of an embedded post.
    if line.starts_with(['—', '–']) && line.contains('@') {
        return None;
    }
    if line.len() < 2 || cx.title.is_some_and(|t| t.trim() == line) {
        return None;
    }
    if has_digit(line) {
        return read_dated(line, cx);
    }
    read_byline(line, cx)
}

/// A line without digits: a byline or nothing.
fn read_byline(line: &str, cx: &LineContext<'_>) -> Option<Found> {
    let by = |authors| Found { authors, ..Found::default() };
    if byline::is_label(line) {
        let named = cx.next.is_some_and(|n| byline::bare(n).is_some());
        return (named && cx.head(3) && !cx.tail()).then(Found::default);
    }
    let dated = |l: Option<&str>| l.is_some_and(|l| is_date_line(l, cx));
    if let Some(authors) = byline::explicit(line, cx.url, false) {
        // Further down only where paragraphs go on: a table of contents has a byline under every title.
        let at_story = || dated(cx.next) || dated(cx.previous) || cx.next.is_some_and(|n| is_long(n) || byline::is_role_line(n));
        let placed = if cx.tail() {
            cx.previous.is_some_and(ends_prose) || dated(cx.previous) || dated(cx.next)
        } else {
            cx.prose_before == 0 || at_story()
        };
        return placed.then(|| by(authors));
    }
    let Some(authors) = byline::bare(line) else {
        if line.len() > 60 || !cx.head(1) || cx.tail() {
            return None;
        }
        if byline::is_role_line(line) && cx.previous.is_some_and(|p| is_name(p, cx)) {
            return Some(Found::default());
        }
        return read_undated(line, cx);
    };
    if cx.previous.is_some_and(byline::is_label) {
        return Some(by(authors));
    }
    let evidence = if cx.tail() {
        // Vietnamese papers put the name under the story.
        cx.previous.is_some_and(ends_prose) && (dated(cx.next) || (cx.language == Some("vi") && !line.starts_with("Theo ")))
    } else {
        let role = || byline::has_role(line) || cx.next.is_some_and(byline::is_role_line);
        (cx.head(2) && (dated(cx.next) || (cx.index > 0 && dated(cx.previous)))) || (cx.head(1) && role())
    };
    evidence.then(|| by(authors))
}

/// A line that speaks of time without a date: "Updated at 3:04 p.m. ET", "Jane Roe | 3 min read", "Published".
fn read_undated(line: &str, cx: &LineContext<'_>) -> Option<Found> {
    let scan = scan(line, cx.origin()).filter(|s| s.stamps.is_empty())?;
    if !cx.head(1) || cx.tail() {
        return None;
    }
    let side = read_leftovers(&scan, cx)?;
    let by_before = || cx.previous.is_some_and(|p| is_name(p, cx));
    if scan.time.is_some() {
        // The time of the date on the line before, or an update's of the same day.
        let of_date = || cx.previous.is_some_and(|p| is_plain_date(p, cx));
        // "Posted by Jane Roe at 9:14 PM"
        let posted = side.explicit && scan.labelled;
        let taken = posted || (side.authors.is_empty() && (scan.labelled || of_date() || by_before()));
        return taken.then(|| Found { updated: scan.updated, authors: side.authors, ..Found::default() });
    }
    let taken = if side.authors.is_empty() {
        let date_next = || cx.next.is_some_and(|n| is_plain_moment(n, cx));
        scan.labelled && (scan.relative || by_before() || date_next())
    } else {
        scan.relative || scan.labelled
    };
    taken.then(|| Found { authors: side.authors, ..Found::default() })
}

/// A line with digits: a date line, perhaps with a byline in it.
fn read_dated(line: &str, cx: &LineContext<'_>) -> Option<Found> {
    if line.split_whitespace().nth(32).is_some() {
        return None;
    }
    let scan = scan(line, cx.origin())?;
    if scan.stamps.is_empty() {
        return read_undated(line, cx);
    }
    let side = read_leftovers(&scan, cx)?;
    let mut stamp = best(&scan.stamps)?.clone();
    if is_post(line, &stamp, cx) || cx.previous.is_some_and(introduces_comment) {
        return None;
    }
    let label = cx.previous.filter(|_| !stamp.labelled).and_then(|p| label_line(p, cx));
    if let Some(updated) = label {
        (stamp.labelled, stamp.updated) = (true, updated);
    }
    if !agrees_with_url(&stamp, cx) {
        return None;
    }
    let by_line = !side.authors.is_empty();
    let strong = stamp.labelled || scan.labelled || side.explicit || stamp.time.is_some();
    let placed = if cx.tail() {
        let after_name = cx.previous.is_some_and(|p| is_name(p, cx));
        let before_name = cx.next.is_some_and(|n| is_name(n, cx));
        // A label is enough, unless the line above is a teaser's headline.
        let closed = || cx.previous.is_some_and(|p| p.trim_end().ends_with(['.', '!', '?', '。', '।']) || is_initials(p));
        let after_prose = cx.previous.is_some_and(ends_prose) || ((stamp.labelled || scan.labelled) && closed());
        after_name || ((strong || by_line || before_name) && after_prose)
    } else if strong {
        cx.head(3)
    } else {
        let by_side = || cx.previous.is_some_and(|p| is_name(p, cx)) || cx.next.is_some_and(|n| is_name(n, cx));
        !among_dates(cx) && (cx.head(0) || (cx.head(2) && (by_line || by_side())))
    };
    if placed && stamp.time.is_none() {
        // "30 March 2023," and on the next line "13:49".
        if let Some((time, zone)) = cx.next.and_then(|n| plain_time(n, cx)) {
            (stamp.time, stamp.zone) = (Some(time), zone);
        }
    }
    placed.then(|| Found { authors: side.authors, published: Some(stamp.iso()), updated: stamp.updated })
}

/// What stands beside the date.
#[derive(Default)]
struct Side {
    authors: Vec<String>,
    /// It says "by".
    explicit: bool,
}

/// Reads what is neither date nor label; nothing when it is prose.
fn read_leftovers(scan: &Scan<'_>, cx: &LineContext<'_>) -> Option<Side> {
    let mut side = Side::default();
    if scan.leftovers.len() > 3 {
        return None;
    }
    let timed = scan.stamps.iter().any(|s| s.time.is_some());
    let mut agencies = Vec::new();
    for text in &scan.leftovers {
        if let Some(authors) = byline::explicit(text, cx.url, true) {
            side.explicit = true;
            side.authors.extend(authors);
            continue;
        }
        if byline::is_source(text) && timed {
            continue;
        }
        for part in text.split(['|', '•', '·', '/']).map(str::trim).filter(|p| !p.is_empty()) {
            if byline::is_house(part, cx.url) || is_category(part, scan) || is_place(part, timed) {
                continue;
            }
            if byline::is_agency(part) {
                agencies.push(part.to_owned());
            } else if let Some(authors) = byline::bare(part).or_else(|| japanese_name(part, timed, cx)) {
                // "Jane Doe | March 7, 2023"; at the end of a page that is how comments begin.
                if !(scan.labelled || timed || scan.separated || scan.relative) || cx.tail() {
                    return None;
                }
                side.authors.extend(authors);
            } else if !(byline::is_side_note(part) || is_place_after_byline(part, cx) || is_tag(part, &side, scan)) {
                return None;
            }
        }
    }
    if side.authors.is_empty() && !cx.tail() {
        side.authors = agencies;
    }
    Some(side)
}

/// "高田みのり 2024年1月12日 6時00分": a name without a space before a date with its time.
fn japanese_name(text: &str, timed: bool, cx: &LineContext<'_>) -> Option<Vec<String>> {
    let count = text.chars().count();
    let kanji = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let kana = |c: char| ('\u{3040}'..='\u{30FF}').contains(&c);
    let name = timed && cx.language == Some("ja") && (3..=7).contains(&count);
    let name = name && text.starts_with(kanji) && text.ends_with(kana) && text.chars().all(|c| kanji(c) || kana(c));
    name.then(|| vec![text.to_owned()])
}

/// "By Jane Roe | 12 January 2024 | Local food | 3 comments": a section in a line that is a byline and a date.
fn is_tag(text: &str, side: &Side, scan: &Scan<'_>) -> bool {
    side.explicit
        && scan.separated
        && !scan.stamps.is_empty()
        && text.split_whitespace().count() <= 3
        && text.starts_with(char::is_uppercase)
        && !text.ends_with(['.', '!', '?'])
}

/// "Sam says:" above a reader's comment.
fn introduces_comment(line: &str) -> bool {
    const ENDS: [&str; 11] = [
        " says:",
        " said:",
        " wrote:",
        " writes:",
        " sagt:",
        " schreibt:",
        " dit :",
        " a dit :",
        " dice:",
        " disse:",
        " ha detto:",
    ];
    let line = line.trim_end();
    line.len() <= 80 && ENDS.iter().any(|end| line.ends_with(end))
}

/// An agency's or an editor's mark: "PTI", "KSB".
fn is_initials(line: &str) -> bool {
    let line = line.trim();
    (2..=5).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether the line is a day and nothing else, without a label: a diary's as well as a story's.
pub(crate) fn is_bare_day(line: &str, language: Option<&str>, url: Option<&str>) -> bool {
    has_digit(line)
        && line.len() <= 80
        && scan(line, Origin { language, url }).is_some_and(|s| {
            s.leftovers.is_empty() && !s.labelled && !s.stamps.is_empty() && s.stamps.iter().all(|s| s.time.is_none())
        })
}

/// "Posted on March 7, 2023 in World"
fn is_category(text: &str, scan: &Scan<'_>) -> bool {
    let mut words = text.split_whitespace();
    scan.labelled && matches!(words.next(), Some("in" | "en" | "em" | "dans")) && (1..=3).contains(&words.count())
}

/// "Brussels - 15 Oct 2024 - 08:22", "Brussels, 15 Oct 2024, 08:22": one capitalised word with a date and a time.
fn is_place(text: &str, timed: bool) -> bool {
    timed && !text.contains(' ') && text.len() > 3 && text.chars().next().is_some_and(char::is_uppercase)
}

/// "21 October 2025 • Someplace" under a byline.
fn is_place_after_byline(text: &str, cx: &LineContext<'_>) -> bool {
    text.split_whitespace().count() <= 3
        && text.chars().next().is_some_and(char::is_uppercase)
        && cx.previous.is_some_and(|p| byline::explicit(p, cx.url, false).is_some())
}

/// "9:07 AM - 28 Dec 2016" under an embedded post.
fn is_post(line: &str, stamp: &Stamp, cx: &LineContext<'_>) -> bool {
    let counted = |l: &str| l.contains("etweet") || l.contains(" likes") || l.contains(" Likes");
    let form = stamp.time.is_some() && !stamp.labelled && (line.contains("M - ") || line.contains("M · "));
    form && (cx.prose_before > 0 || cx.next.is_some_and(counted))
}

/// The publication if the line has one, otherwise the update.
fn best(stamps: &[Stamp]) -> Option<&Stamp> {
    stamps.iter().find(|s| !s.updated).or_else(|| stamps.first())
}

/// A date that differs from the one in the URL is another date, unless it is an update's.
fn agrees_with_url(stamp: &Stamp, cx: &LineContext<'_>) -> bool {
    let url = cx.url.and_then(date_from_url).and_then(|d| d.parse::<jiff::civil::Date>().ok());
    url.is_none_or(|url| {
        let days = (stamp.date - url).get_days();
        days.abs() <= 3 || (stamp.updated && days > 0)
    })
}

/// Whether the line says when and nothing else: evidence that a name beside it is an author's.
fn is_date_line(line: &str, cx: &LineContext<'_>) -> bool {
    (line.len() <= 40 || (line.len() <= 120 && has_digit(line)))
        && scan(line, cx.origin()).is_some_and(|s| {
            let timed = s.stamps.iter().any(|s| s.time.is_some());
            s.leftovers.iter().all(|l| byline::is_side_note(l) || is_place(l, timed))
        })
}

/// Whether the line is a date without a time.
fn is_plain_date(line: &str, cx: &LineContext<'_>) -> bool {
    has_digit(line)
        && line.len() <= 80
        && scan(line, cx.origin())
            .is_some_and(|s| s.leftovers.is_empty() && !s.stamps.is_empty() && s.stamps.iter().all(|s| s.time.is_none()))
}

/// Whether the line is a date, with or without a time.
fn is_plain_moment(line: &str, cx: &LineContext<'_>) -> bool {
    has_digit(line) && line.len() <= 80 && scan(line, cx.origin()).is_some_and(|s| s.leftovers.is_empty() && !s.stamps.is_empty())
}

/// Whether the line is only a label ("Published", "Updated:"), and whether it is an update's.
fn label_line(line: &str, cx: &LineContext<'_>) -> Option<bool> {
    if line.len() > 40 || has_digit(line) {
        return None;
    }
    let scan = scan(line, cx.origin()).filter(|s| s.labelled && s.leftovers.is_empty())?;
    Some(scan.updated)
}

/// The time of a line that is nothing else.
fn plain_time(line: &str, cx: &LineContext<'_>) -> Option<(jiff::civil::Time, Option<zone::Zone>)> {
    if !has_digit(line) || line.len() > 40 {
        return None;
    }
    let scan = scan(line, cx.origin()).filter(|s| s.leftovers.is_empty() && !s.labelled && s.stamps.is_empty())?;
    scan.time
}

fn is_name(line: &str, cx: &LineContext<'_>) -> bool {
    line.len() <= 160 && !has_digit(line) && (byline::explicit(line, cx.url, false).is_some() || byline::bare(line).is_some())
}

/// A line of dates stands before or after: a timeline.
fn among_dates(cx: &LineContext<'_>) -> bool {
    let bare = |l: &str| is_plain_date(l, cx);
    cx.previous.is_some_and(bare) || cx.next.is_some_and(bare)
}

fn has_digit(line: &str) -> bool {
    if line.is_ascii() {
        return line.bytes().any(|b| b.is_ascii_digit());
    }
    line.chars().any(|c| token::digit(c).is_some())
}

/// Whether the line is long enough to be a paragraph.
fn is_long(line: &str) -> bool {
    line.split_whitespace().nth(9).is_some() || line.len() > 160
}

/// Whether the line ends a paragraph of prose.
fn ends_prose(line: &str) -> bool {
    let line = line.trim_end();
    line.split_whitespace().nth(7).is_some() && line.ends_with(['.', '!', '?', '"', '”', '’', '»', '…', ')', '。', '।', '؟', '“'])
}

/// The top-level domain of a URL, without its dot.
fn top_level_domain(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next()?;
    host.rsplit_once('.').map(|(_, tld)| tld)
}

/// The day that a URL's path names ("/2016/11/29/", "/2016-11-29-", "/2016/nov/29/"), as ISO 8601.
///
/// A last resort and a check on dates in the text: the time is unknown and the zone is the site's.
#[must_use]
pub fn date_from_url(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/')?.1;
    let path = path.split(['?', '#']).next()?;
    let bytes = path.as_bytes();
    for start in 0..bytes.len() {
        if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            continue;
        }
        if let Some(date) = path_date(&bytes[start..]) {
            return Some(date.to_string());
        }
    }
    None
}

fn path_date(bytes: &[u8]) -> Option<jiff::civil::Date> {
    let digits = |from: usize, to: usize| -> Option<i16> {
        let text = std::str::from_utf8(bytes.get(from..to)?).ok()?;
        text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
    };
    let year = digits(0, 4)?;
    if !(1990..=2035).contains(&year) {
        return None;
    }
    let separator = *bytes.get(4)?;
    let (month, day, end) = if separator.is_ascii_digit() {
        (digits(4, 6)?, digits(6, 8)?, 8)
    } else if matches!(separator, b'/' | b'-' | b'_') {
        let (month, at) = match (digits(5, 7), digits(5, 6)) {
            (Some(month), _) => (month, 7),
            (None, Some(month)) => (month, 6),
            _ => {
                let name = std::str::from_utf8(bytes.get(5..8)?).ok()?;
                let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
                (i16::try_from(names.iter().position(|n| *n == name)?).ok()? + 1, 8)
            }
        };
        if *bytes.get(at)? != separator {
            return None;
        }
        match (digits(at + 1, at + 3), digits(at + 1, at + 2)) {
            (Some(day), _) => (month, day, at + 3),
            (None, Some(day)) => (month, day, at + 2),
            _ => return None,
        }
    } else {
        return None;
    };
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
