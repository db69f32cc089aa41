//! Second copies of headlines, captions and paragraphs.
//!
//! Two blocks are copies when they differ only in quotes, case, tags, a label (`Article: …`) or a credit. The fuller copy stays; of
//! equals the one that had no markup, then the first.

use rustc_hash::FxHashMap;

use super::Page;
use crate::{block::Block, class::Class, edit::Change, fold, span::Span};

/// Words below which a line may stand twice in a story: `Thank you.`, `(LAUGHTER)`, `Ohio`.
const FEW_WORDS: usize = 5;
/// Words below which a copy of the title is a label.
const FEW_TITLE_WORDS: usize = 3;
/// Blocks from a line to its copy, at most: further away a story may well say the same again, in a table or a refrain.
const NEAR: usize = 3;
/// Words below which a line may come again after another one: what is said of each item of a list, what a crowd shouts.
const FEW_NEAR_WORDS: usize = 8;
/// Words of a line with an end mark that only a story has.
const PROSE: usize = 12;
/// Blocks in a row that make a repeated part of a text, however far away.
const RUN: usize = 3;
/// Bytes from which two lines that begin alike are copies.
const COPIED: usize = 30;
/// Labels that a template puts before a headline or a caption.
const LABELS: [&str; 8] = ["article", "photo", "image", "video", "caption", "title", "headline", "watch"];

/// Removes second copies from a page.
pub fn run(page: &mut Page) {
    let blocks = page.blocks();
    let text = page.text.as_str();
    let title = page.title().map(|title| key(title).key);
    // Nearly all lines of a story start as no other one does: what they are is not asked.
    let mut starts: FxHashMap<Start, u32> = FxHashMap::default();
    for line in blocks.iter().map(|block| block.of(text)).chain(page.title()) {
        starts_of(line).for_each(|start| *starts.entry(start).or_default() += 1);
    }
    let mut changes = Vec::new();
    let mut first: FxHashMap<String, Copy> = FxHashMap::default();
    let mut far: Vec<(Copy, usize)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let raw = block.of(text);
        if let Some(half) = doubled(raw) {
            let at = block.span.start + half;
            changes.push(Change::remove(Span::new(at, block.span.end), "duplicates/doubled-line".into(), Class::Duplicate));
        }
        if starts_of(raw).all(|start| starts.get(&start) == Some(&1)) {
            continue;
        }
        let Key { key, label, credit } = key(raw);
        let words = fold::count_words(&key);
        let titled = words >= FEW_TITLE_WORDS && title.as_ref() == Some(&key);
        // "Best for small flats:" opens what follows, and is no copy of a heading.
        if (words < FEW_WORDS && !titled) || raw.ends_with(':') {
            continue;
        }
        let copy = Copy { index, label, credit, block: *block };
        let line = |index: usize| blocks.get(index).map(|block| block.of(text));
        match first.get_mut(&key) {
            // "Let us say that again:"
            Some(_) if index > 0 && line(index - 1).is_some_and(|before| before.ends_with(':')) => {}
            Some(other) if titled && heads_part(other.index, index, words, &line) => {}
            Some(other)
                if titled
                    || index - other.index <= 1
                    || (index - other.index <= NEAR && (words >= FEW_NEAR_WORDS || differs(other, &copy))) =>
            {
                let better = copy.rank(page) < other.rank(page);
                let gone = if better { std::mem::replace(other, copy) } else { copy };
                changes.push(remove(&gone));
            }
            Some(other) => far.push((copy, other.index)),
            None => {
                first.insert(key, copy);
            }
        }
    }
    // The items of a list come again too, in another recipe or another state's forms.
    let prose = |copy: &Copy| fold::has_end_mark(copy.block.of(text)) && fold::bullet(copy.block.of(text)).is_none();
    for run in far.chunk_by(|(a, from), (b, to)| a.index + 1 == b.index && from + 1 == *to) {
        // Rows of a table come again too: it takes sentences to make a story.
        if run.len() < RUN || run.iter().filter(|(copy, _)| prose(copy)).count() * 2 < run.len() {
            continue;
        }
        changes.extend(run.iter().map(|(copy, _)| remove(copy)));
    }
    page.apply_unprotected(changes);
}

/// Whether one of two copies has a label or a credit that the other lacks: the same picture's caption.
fn differs(one: &Copy, other: &Copy) -> bool {
    one.label != other.label || one.credit != other.credit
}

/// Whether what may be a second headline is the heading of a part of the story: it stands far away, after prose and over prose; a few
/// words after prose say too little to be a copy.
fn heads_part<'t>(first: usize, second: usize, words: usize, line: &impl Fn(usize) -> Option<&'t str>) -> bool {
    let prose =
        |index: usize| line(index).is_some_and(|line| fold::has_end_mark(line) && fold::count_words_to(line, PROSE) >= PROSE);
    let few = words < FEW_WORDS;
    // In capitals it is a template's.
    let loud = |index: usize| line(index).is_some_and(|line| !line.contains(char::is_lowercase));
    (few || (second - first > NEAR && prose(second + 1) && !loud(second))) && (first + 1..second).any(prose)
}

fn remove(copy: &Copy) -> Change {
    Change::remove(copy.block.full, "duplicates/copy".into(), Class::Duplicate)
}

#[derive(Debug)]
struct Copy {
    index: usize,
    label: bool,
    credit: bool,
    block: Block,
}

impl Copy {
    /// The copy of the lowest rank stays.
    fn rank(&self, page: &Page) -> (bool, bool, bool, usize) {
        (!self.credit, self.label, had_markup(page, &self.block), self.index)
    }
}

/// The first letters and digits of a line in their loose form: two copies have them in common.
type Start = [char; 5];

/// How a line starts, and how it goes on after what may be a label.
fn starts_of(raw: &str) -> impl Iterator<Item = Start> {
    let start = |text: &str| {
        let mut start = Start::default();
        let loose = text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric());
        start.iter_mut().zip(loose).for_each(|(place, c)| *place = c);
        start
    };
    let colon = raw.char_indices().take(24).find(|(_, c)| matches!(c, ':' | '：'));
    let after = colon.and_then(|(at, c)| raw.get(at + c.len_utf8()..)).map(start);
    let whole = start(raw);
    std::iter::once(whole).chain(after.filter(|&after| after != whole))
}

struct Key {
    key: String,
    label: bool,
    credit: bool,
}

/// Whether one of two lines is a copy of the other, or of its beginning.
pub(super) fn are_copies(one: &str, other: &str) -> bool {
    let (one, other) = (key(one).key, key(other).key);
    one.len().min(other.len()) >= COPIED && (one.starts_with(&other) || other.starts_with(&one))
}

/// What two copies have in common: the loose form without label, credit and quotes.
fn key(raw: &str) -> Key {
    let loose = fold::fold(raw);
    let mut rest = fold::trim_edges(&loose);
    let mut label = false;
    if let Some((head, tail)) = rest.split_once(':')
        && LABELS.contains(&head.trim())
        && !tail.trim().is_empty()
    {
        rest = tail.trim();
        label = true;
    }
    let mut credit = false;
    let whole = loose.trim_end();
    if whole.ends_with(')')
        && let Some(open) = rest.rfind(" (")
        && fold::count_words(&rest[open..]) <= 6
        && fold::count_words(&rest[..open]) >= FEW_WORDS
    {
        rest = rest[..open].trim_end();
        credit = true;
    }
    let key = rest.chars().filter(|c| !matches!(c, '"' | '\'')).collect::<String>();
    Key { key: key.trim_end_matches(['.', ' ']).to_owned(), label, credit }
}

/// Where the second half of a line starts that is a caption written twice.
fn doubled(raw: &str) -> Option<usize> {
    let start = memchr::memrchr(b' ', raw.as_bytes().get(..=raw.len() / 2)?)?;
    // A few words without a sentence or a credit among them are two cells of a table.
    let sentence = |half: &str| half.contains(". ") || half.contains('/') || fold::has_end_mark(half);
    let caption = |half: &str| fold::count_words(half) >= if sentence(half) { FEW_WORDS } else { FEW_NEAR_WORDS };
    for split in [start, raw[start + 1..].find(' ').map_or(start, |next| start + 1 + next)] {
        let (first, second) = (raw[..split].trim_end(), raw[split..].trim_start());
        if first == second && caption(first) {
            return Some(first.len());
        }
    }
    None
}

/// Whether tags were taken out of a block.
fn had_markup(page: &Page, block: &Block) -> bool {
    if page.text.edits().is_empty() {
        return false;
    }
    let span = page.text.locate(block.full);
    page.text.edits().iter().any(|edit| edit.class == Class::Markup && edit.span.start < span.end && span.start < edit.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn clean(text: &str) -> String {
        let mut page = Page::new(Document { text: text.into(), ..Document::default() });
        crate::stage::markup::run(&mut page);
        run(&mut page);
        page.text.as_str().to_owned()
    }

    #[test]
    fn the_fuller_copy_stays() {
        let text = "Two cars wait on the old stone bridge\nTwo cars wait on the old stone bridge (Harbour Gazette)\n";
        assert_eq!(clean(text), "Two cars wait on the old stone bridge (Harbour Gazette)\n");
    }

    #[test]
    fn of_equals_the_one_without_markup_or_label() {
        let text = "<div>'Council' votes for the new bridge</div>\n‘Council’ votes for the new bridge\n";
        assert_eq!(clean(text), "‘Council’ votes for the new bridge\n");
        let text = "Article: Council votes for the bridge\nCouncil votes for the bridge\n";
        assert_eq!(clean(text), "Council votes for the bridge\n");
    }

    #[test]
    fn a_line_that_holds_its_caption_twice() {
        let text = "Ferries wait in the harbour at dawn. (File photo) Ferries wait in the harbour at dawn. (File photo)";
        assert_eq!(clean(text), "Ferries wait in the harbour at dawn. (File photo)");
    }

    #[test]
    fn a_story_that_is_there_twice() {
        let story = "The council met on Monday to talk.\nIt voted for the old bridge.\nThe work starts in the early spring.\nNobody spoke against it that day.\n";
        assert_eq!(
            clean(&format!("{story}Print this page now please all\n{story}")),
            format!("{story}Print this page now please all\n")
        );
    }

    #[test]
    fn a_refrain_stays() {
        let text = "Row the boat to the other shore\nThe night is dark and cold\nNobody waits for us at home\nThe lamp has burned to its end\nRow the boat to the other shore\n";
        assert_eq!(clean(text), text);
    }

    #[test]
    fn what_is_said_of_each_item_stays() {
        let text = "Lamp at the old quay\n(with pole, bulb and switch)\nLamp at the new quay\n(with pole, bulb and switch)\n";
        assert_eq!(clean(text), text);
        let text = "Quay\tDay pass in summer Week pass\tDay pass in summer Week pass\n";
        assert_eq!(clean(text), text);
        let text = "- Mail: Harbour Office, 12 Quay Street, Linnford.\n- In person: Harbour Office, 12 Quay Street.\n- Phone: ask for the harbour master's office.\n";
        let twice = format!("{text}The second form goes to the town hall, by the same three ways.\n{text}");
        assert_eq!(clean(&twice), twice);
    }

    #[test]
    fn what_a_story_says_again_on_purpose_stays() {
        let text = "A bridge is a promise that a town makes to the other shore.\nLet us say that again:\nA bridge is a promise that a town makes to the other shore.\n";
        assert_eq!(clean(text), text);
        let text = "Best lamps for small boats:\nThe Quay Lamp is bright and light.\nBest lamps for small boats\nWe tried nine.\n";
        assert_eq!(clean(text), text);
    }

    #[test]
    fn a_headline_goes_at_any_distance_but_a_heading_of_a_part_stays() {
        let page = |title: &str, text: &str| {
            let mut page = Page::new(Document { text: text.into(), ..Document::default() });
            page.read.title = Some(title.into());
            run(&mut page);
            page.text.as_str().to_owned()
        };
        let prose = "The council met on Monday evening and voted for the old bridge after a long debate.";
        for title in ["Town votes for the bridge", "Town keeps bridge"] {
            let head = format!("{title}\nHarbour\nShips\nTides\nWinds\n");
            assert_eq!(page(title, &format!("{head}{title}\n{prose}\n")), format!("{head}{prose}\n"));
            let text = format!("{title}\n{prose}\nA table of the votes\nYes\nNo\n{title}\n{prose} Nobody spoke against it.\n");
            assert_eq!(page(title, &text), text);
        }
        let below = |title: &str| format!("{title}\n{prose}\nHarbour\nShips\nTides\n{title}\nWinds\n");
        assert!(!page("Town votes for the bridge", &below("Town votes for the bridge")).contains("Tides\nTown"));
        assert_eq!(page("San Juan, Linnford", &below("San Juan, Linnford")), below("San Juan, Linnford"));
    }

    #[test]
    fn short_lines_may_repeat() {
        let text = "Thank you.\n(LAUGHTER)\nThank you.\n(LAUGHTER)\n";
        assert_eq!(clean(text), text);
    }
}
