//! What changed in a document, for eyes: removed lines with the rule beside them, changed lines before and after.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use copydesk::{Cleaned, Edit, Span, block};

const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const CAUSE: Style = AnsiColor::Cyan.on_default();
const HEAD: Style = Style::new().bold();

/// The changes of one document; empty when there are none.
pub fn show(name: &str, original: &str, cleaned: &Cleaned) -> String {
    let mut out = String::new();
    if let Some(held) = cleaned.held {
        put(&mut out, format_args!("{HEAD}{name}{HEAD:#}: held, {}\n\n", held.name()));
        return out;
    }
    let lines = lines(original, &cleaned.edits);
    if lines.iter().all(|line| line.edits.is_empty()) {
        return out;
    }
    put(&mut out, format_args!("{HEAD}{name}{HEAD:#}\n"));
    for line in lines.iter().filter(|line| !line.edits.is_empty()) {
        let mut causes: Vec<&str> = line.edits.iter().map(|edit| &*edit.cause).collect();
        causes.dedup();
        put(&mut out, format_args!("{GONE}- {}{GONE:#}  {CAUSE}{}{CAUSE:#}\n", line.before, causes.join(", ")));
        if !line.after.is_empty() {
            put(&mut out, format_args!("{NEW}+ {}{NEW:#}\n", line.after.replace('\n', "⏎")));
        }
    }
    out.push('\n');
    out
}

/// A line of the original and what became of it.
pub struct Line<'a> {
    /// Its words.
    pub before: &'a str,
    /// What the text has in its place.
    pub after: String,
    /// The edits that touch its words.
    pub edits: Vec<&'a Edit>,
}

/// The original's lines with their edits.
pub fn lines<'a>(original: &'a str, edits: &'a [Edit]) -> Vec<Line<'a>> {
    block::blocks(original)
        .into_iter()
        .map(|block| {
            let span = block.span;
            let touching: Vec<&Edit> =
                edits.iter().filter(|edit| edit.applied() && edit.span.start < span.end && span.start < edit.span.end).collect();
            let inserted = edits.iter().filter(|edit| {
                edit.applied() && edit.span.is_empty() && span.start < edit.span.start && edit.span.start < span.end
            });
            let mut edits: Vec<&Edit> = touching.into_iter().chain(inserted).collect();
            // Mending the space where a line was is no news about the line.
            let says = |edit: &&Edit| !(edit.before.trim().is_empty() && edit.after.trim().is_empty());
            if edits.iter().any(says) {
                edits.retain(says);
            }
            let after = if edits.is_empty() { block.of(original).to_owned() } else { after(original, span, &edits) };
            Line { before: block.of(original), after, edits }
        })
        .collect()
}

/// What edits make of a part of the original. An edit of an edit shows its last state.
fn after(original: &str, span: Span, edits: &[&Edit]) -> String {
    let mut last: Vec<&Edit> = Vec::new();
    for edit in edits {
        last.retain(|other| !(edit.span.start <= other.span.start && other.span.end <= edit.span.end));
        last.push(edit);
    }
    last.sort_by_key(|edit| edit.span);
    let mut out = String::new();
    let mut done = span.start;
    for edit in last {
        if edit.span.start >= done {
            out.push_str(Span::new(done, edit.span.start.min(span.end)).of(original));
        }
        out.push_str(&edit.after);
        done = done.max(edit.span.end);
    }
    if done < span.end {
        out.push_str(Span::new(done, span.end).of(original));
    }
    out.trim().to_owned()
}

/// Writing to a string cannot fail.
pub fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}
