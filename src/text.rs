//! A text and every change that was made to it.
//!
//! [`Text`] is the only owner of changes. It keeps the decoded original, a table of pieces that says where each part of the
//! current text comes from, and the ledger. [`replay`] and [`revert`] walk between the two with nothing but the ledger.

use crate::{
    edit::{Change, Edit},
    span::Span,
};

/// A part of the current text: kept from the original, or written by an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the current text.
    at: usize,
    /// What it stands for in the original.
    span: Span,
    /// Whether it is the original's own bytes.
    kept: bool,
}

/// An original, what became of it, and the ledger in between.
#[derive(Debug, Clone)]
pub struct Text {
    original: String,
    /// `None` while nothing was changed: the original is the text.
    current: Option<String>,
    pieces: Vec<Piece>,
    edits: Vec<Edit>,
    pass: u32,
}

impl Text {
    /// A text as it was decoded.
    pub fn new(original: String) -> Self {
        let span = Span::new(0, original.len());
        Self { original, current: None, pieces: vec![Piece { at: 0, span, kept: true }], edits: Vec::new(), pass: 0 }
    }

    /// The text as it was.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The text as it stands.
    pub fn as_str(&self) -> &str {
        self.current.as_deref().unwrap_or(&self.original)
    }

    /// What was done so far.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// How often the text was changed so far: while it is the same, so is the text.
    pub fn version(&self) -> u32 {
        self.pass
    }

    /// The text as it stands, and its ledger.
    pub fn into_parts(self) -> (String, Vec<Edit>) {
        (self.current.unwrap_or(self.original), self.edits)
    }

    /// Makes a stage's changes, all at once: sorted by place, a change that overlaps an earlier one skipped, one that changes
    /// nothing or does not fit the text skipped. Returns how many were made.
    pub fn apply(&mut self, mut changes: Vec<Change>) -> usize {
        if changes.is_empty() {
            return 0;
        }
        changes.sort_by_key(|change| change.range);
        let before = self.as_str();
        let mut next = String::with_capacity(before.len());
        let mut pieces = Vec::with_capacity(self.pieces.len() + 2 * changes.len());
        let mut edits = Vec::with_capacity(changes.len());
        let (mut done, mut made) = (0, 0);
        let mut cursor = 0;
        for change in changes {
            let Some(old) = before.get(change.range.range()) else { continue };
            let report = change.applicability == crate::edit::Applicability::ReportOnly;
            if !report && (change.range.start < done || old == change.after) {
                continue;
            }
            let span = self.locate(change.range);
            let edit = Edit {
                pass: self.pass,
                span,
                range: change.range,
                before: old.to_owned(),
                after: change.after.into_owned(),
                cause: change.cause,
                class: change.class,
                applicability: change.applicability,
            };
            if !report {
                self.keep(&mut cursor, Span::new(done, change.range.start), next.len(), &mut pieces);
                next.push_str(&before[done..change.range.start]);
                if !edit.after.is_empty() {
                    pieces.push(Piece { at: next.len(), span, kept: false });
                    next.push_str(&edit.after);
                }
                done = change.range.end;
                made += 1;
            }
            edits.push(edit);
        }
        if made > 0 {
            self.keep(&mut cursor, Span::new(done, before.len()), next.len(), &mut pieces);
            next.push_str(&before[done..]);
            self.current = Some(next);
            self.pieces = pieces;
        }
        if !edits.is_empty() {
            self.edits.append(&mut edits);
            self.pass += 1;
        }
        made
    }

    /// Copies the pieces under `range` of the current text to `out`, where they will start at `at`.
    fn keep(&self, cursor: &mut usize, range: Span, at: usize, out: &mut Vec<Piece>) {
        if range.is_empty() {
            return;
        }
        while *cursor > 0 && self.pieces[*cursor].at > range.start {
            *cursor -= 1;
        }
        while *cursor + 1 < self.pieces.len() && self.pieces[*cursor + 1].at <= range.start {
            *cursor += 1;
        }
        let mut index = *cursor;
        while index < self.pieces.len() && self.pieces[index].at < range.end {
            let piece = self.pieces[index];
            let start = piece.at.max(range.start);
            let end = self.end_of(index).min(range.end);
            let span = if piece.kept {
                Span::new(piece.span.start + (start - piece.at), piece.span.start + (end - piece.at))
            } else {
                piece.span
            };
            out.push(Piece { at: at + (start - range.start), span, kept: piece.kept });
            index += 1;
        }
        *cursor = index.saturating_sub(1);
    }

    fn end_of(&self, index: usize) -> usize {
        self.pieces.get(index + 1).map_or(self.as_str().len(), |next| next.at)
    }

    /// Where in the original a range of the current text stands, if it is the original's own bytes, all in a row.
    pub fn origin(&self, range: Span) -> Option<Span> {
        let span = self.locate(range);
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let mut pieces = self.pieces.get(first..)?.iter().take_while(|piece| piece.at < range.end);
        // Kept pieces in a row that are as long together as what they cover have nothing cut out between them.
        (pieces.all(|piece| piece.kept) && span.len() == range.len()).then_some(span)
    }

    /// What a range of the current text covers in the original.
    pub fn locate(&self, range: Span) -> Span {
        if self.pieces.is_empty() {
            return Span::new(self.original.len(), self.original.len());
        }
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let from = self.pieces[first];
        let start = if from.kept { from.span.start + (range.start - from.at) } else { from.span.start };
        if range.is_empty() {
            return Span::new(start, start);
        }
        let last = self.pieces.partition_point(|piece| piece.at < range.end).saturating_sub(1);
        let to = self.pieces[last];
        let end = if to.kept { to.span.start + (range.end - to.at) } else { to.span.end };
        Span::new(start, end.max(start))
    }
}

/// Why a ledger does not fit a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The text does not hold what the edit says stood there.
    #[error(
        "edit {index} ({cause}) expects {expected:?} at bytes {start}..{end}: this is not the text that the ledger was made for"
    )]
    Mismatch {
        /// Which edit, from 0.
        index: usize,
        /// Its cause.
        cause: String,
        /// What should stand there.
        expected: String,
        /// First byte of the place.
        start: usize,
        /// One past its last byte.
        end: usize,
    },
    /// The edits of a pass overlap or are out of order.
    #[error("edit {index} overlaps the one before it or is out of order: the ledger was changed or cut")]
    Order {
        /// Which edit, from 0.
        index: usize,
    },
    /// The text is another one than the ledger's.
    #[error(
        "this is not the text that the ledger was made for: records were changed, added or taken out since, or the ledger is \
         another run's; give the file as that run read or wrote it, and that run's ledger"
    )]
    OtherText,
    /// The edits fit, but lead elsewhere.
    #[error("the edits do not lead to the text that the ledger names: lines of the ledger were changed or are missing")]
    Damaged,
}

/// The output, from the original and its ledger.
///
/// # Errors
/// When the ledger was not made for this text.
pub fn replay(original: &str, edits: &[Edit]) -> Result<String, LedgerError> {
    let mut text = original.to_owned();
    for (first, pass) in passes(edits) {
        text = walk(&text, first, pass, |edit| (edit.range.start, &edit.before, &edit.after))?;
    }
    Ok(text)
}

/// The original, from the output and its ledger.
///
/// # Errors
/// When the ledger was not made for this text.
pub fn revert(output: &str, edits: &[Edit]) -> Result<String, LedgerError> {
    let mut text = output.to_owned();
    for (first, pass) in passes(edits).into_iter().rev() {
        let mut shift = 0isize;
        text = walk(&text, first, pass, |edit| {
            let start = edit.range.start.saturating_add_signed(shift);
            shift += edit.after.len() as isize - edit.before.len() as isize;
            (start, &edit.after, &edit.before)
        })?;
    }
    Ok(text)
}

/// The ledger's passes, each with the index of its first edit.
fn passes(edits: &[Edit]) -> Vec<(usize, &[Edit])> {
    let mut first = 0;
    edits
        .chunk_by(|a, b| a.pass == b.pass)
        .map(|pass| {
            let at = first;
            first += pass.len();
            (at, pass)
        })
        .collect()
}

fn walk<'e>(
    text: &str,
    first: usize,
    pass: &'e [Edit],
    mut step: impl FnMut(&'e Edit) -> (usize, &'e String, &'e String),
) -> Result<String, LedgerError> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (index, edit) in pass.iter().enumerate().filter(|(_, edit)| edit.applied()) {
        let (start, old, new) = step(edit);
        let end = start.saturating_add(old.len());
        if start < done {
            return Err(LedgerError::Order { index: first + index });
        }
        if text.get(start..end) != Some(old.as_str()) || text.get(done..start).is_none() {
            return Err(LedgerError::Mismatch {
                index: first + index,
                cause: edit.cause.to_string(),
                expected: old.clone(),
                start,
                end,
            });
        }
        out.push_str(&text[done..start]);
        out.push_str(new);
        done = end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;
    use proptest::prelude::*;

    fn change(start: usize, end: usize, after: &str) -> Change {
        Change::replace(Span::new(start, end), after.to_owned(), "test".into(), Class::Normalization)
    }

    #[test]
    fn spans_point_into_the_original_after_several_passes() {
        let mut text = Text::new("Alpha beta gamma delta".into());
        text.apply(vec![change(0, 6, "")]);
        assert_eq!(text.as_str(), "beta gamma delta");
        text.apply(vec![change(5, 11, "X "), change(0, 1, "B")]);
        assert_eq!(text.as_str(), "Beta X delta");
        assert_eq!(text.edits()[1].span, Span::new(6, 7));
        assert_eq!(text.edits()[2].span.of("Alpha beta gamma delta"), "gamma ");
        text.apply(vec![change(4, 12, "")]);
        assert_eq!(text.edits()[3].span.of("Alpha beta gamma delta"), " gamma delta");
    }

    #[test]
    fn overlaps_no_ops_and_misfits_are_skipped() {
        let mut text = Text::new("abcdef".into());
        assert_eq!(text.apply(vec![change(0, 3, "x"), change(2, 4, "y"), change(4, 5, "e"), change(5, 99, "")]), 1);
        assert_eq!(text.as_str(), "xdef");
    }

    #[test]
    fn a_foreign_text_is_refused() {
        let mut text = Text::new("one two".into());
        text.apply(vec![change(0, 4, "")]);
        assert!(matches!(replay("two one", text.edits()), Err(LedgerError::Mismatch { .. })));
    }

    proptest! {
        #[test]
        fn replay_and_revert_are_inverse(
            original in "\\PC{0,60}",
            batches in prop::collection::vec(prop::collection::vec((0usize..80, 0usize..12, "\\PC{0,6}"), 0..6), 0..5),
        ) {
            let mut text = Text::new(original.clone());
            for batch in batches {
                let boundaries: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).chain([text.as_str().len()]).collect();
                let changes = batch.into_iter().map(|(from, len, after)| {
                    let from = from % boundaries.len();
                    let to = (from + len).min(boundaries.len() - 1);
                    change(boundaries[from], boundaries[to], &after)
                }).collect();
                text.apply(changes);
                for edit in text.edits() {
                    prop_assert!(original.get(edit.span.range()).is_some(), "{:?}", edit.span);
                }
            }
            let (output, edits) = text.into_parts();
            prop_assert_eq!(replay(&original, &edits).unwrap(), output.clone());
            prop_assert_eq!(revert(&output, &edits).unwrap(), original);
        }
    }
}
