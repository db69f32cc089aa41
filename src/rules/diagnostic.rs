//! What is wrong with a rules file, where, and what to do.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

/// The text of a rules file and its name, as messages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path, as the user wrote it.
    pub path: String,
    /// The whole file.
    pub text: String,
}

impl Source {
    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at.min(self.text.len())).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The whole lines that a span touches, at most `most` of them: where they start, and their text.
    fn lines(&self, span: &Range<usize>, most: usize) -> (usize, &str) {
        let from = self.floor(span.start);
        let start = self.text[..from].rfind('\n').map_or(0, |newline| newline + 1);
        let last = self.floor(span.end.max(span.start)).max(from);
        let mut end = start;
        for line in self.text[start..].split_inclusive('\n').take(most) {
            end += line.len();
            if end >= last {
                break;
            }
        }
        (start, self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']))
    }

    fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The rules do not load.
    Error,
    /// The rules load; somebody should look.
    Warning,
}

/// One thing that is wrong in a rules file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes it speaks of.
    pub span: Range<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Other places that have to do with it.
    pub others: Vec<Other>,
    /// What happened, over several lines if need be.
    pub note: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

/// Another place that a message points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its file.
    pub source: Arc<Source>,
    /// Its bytes.
    pub span: Range<usize>,
    /// What is there.
    pub label: String,
}

/// Lines of a file that a message shows at most.
const MOST_LINES: usize = 12;
/// Bytes of a line that a message shows at most.
const MOST_BYTES: usize = 400;

impl Diagnostic {
    /// An error at a place of a file.
    pub fn error(source: &Arc<Source>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            source: Arc::clone(source),
            span,
            severity: Severity::Error,
            message: message.into(),
            others: Vec::new(),
            note: None,
            help: None,
        }
    }

    /// An error about what was asked for, and no file.
    pub fn bare(message: impl Into<String>) -> Self {
        Self::error(&Arc::new(Source { path: String::new(), text: String::new() }), 0..0, message)
    }

    /// A warning at a place of a file.
    pub fn warning(source: &Arc<Source>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(source, span, message) }
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what happened.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With another place that has to do with it.
    #[must_use]
    pub fn other(mut self, source: &Arc<Source>, span: Range<usize>, label: impl Into<String>) -> Self {
        self.others.push(Other { source: Arc::clone(source), span, label: label.into() });
        self
    }

    /// The message with the lines it speaks of; with `color`, for a terminal.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        // What could not be read has no lines to show.
        let Source { path, text } = &*self.source;
        let title = if text.is_empty() && !path.is_empty() { format!("{path}: {}", self.message) } else { self.message.clone() };
        let mut group = Group::with_title(level.primary_title(title.as_str()));
        if !text.is_empty() {
            group = group.element(snippet(&self.source, &self.span, AnnotationKind::Primary, None));
        }
        for other in &self.others {
            group = group.element(snippet(&other.source, &other.span, AnnotationKind::Context, Some(&other.label)));
        }
        if let Some(note) = &self.note {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// The lines of a span, with it marked.
fn snippet<'s>(
    source: &'s Source,
    span: &Range<usize>,
    kind: AnnotationKind,
    label: Option<&'s str>,
) -> Snippet<'s, Annotation<'s>> {
    let (start, mut lines) = source.lines(span, MOST_LINES);
    let from = source.floor(span.start).saturating_sub(start);
    if lines.len() > MOST_BYTES + from {
        // A line of a megabyte is no help; what is wrong stands at its start.
        let cut = (from + MOST_BYTES..=lines.len()).find(|&at| lines.is_char_boundary(at)).unwrap_or(lines.len());
        lines = &lines[..cut];
    }
    let to = source.floor(span.end).saturating_sub(start).clamp(from, lines.len().max(from));
    let (from, to) = (from.min(lines.len()), to.min(lines.len()));
    let (line, _) = source.place(start);
    Snippet::source(lines).path(source.path.as_str()).line_start(line).annotation(kind.span(from..to).label(label))
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Rules that do not load: everything that is wrong with them, in all files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RulesError {
    /// Never empty; by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f, "\n")?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

/// The known word nearest to a misspelt one, when one is near.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    known
        .into_iter()
        .map(|candidate| (if word.len() > 2 && candidate.starts_with(word) { 1 } else { distance(word, candidate) }, candidate))
        .filter(|&(distance, candidate)| distance <= 1 + candidate.len() / 4)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
