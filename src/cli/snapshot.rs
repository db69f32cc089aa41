//! `copydesk snapshot`: one insta snapshot for each article of a folder, outside of any crate.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anstream::{eprintln, stdout};
use anyhow::Result;
use copydesk::{Class, Cleaned, Document, Error, Pipeline, RuleSet, sink::Output};

use super::{
    Outcome,
    args::Snapshot,
    job::{self, Job, Work},
};

struct Snapshots<'r> {
    pipeline: Pipeline<'r>,
    folder: &'r Path,
    accept: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    seen: BTreeSet<PathBuf>,
    new: u64,
    different: u64,
    accepted: u64,
}

impl Work for Snapshots<'_> {
    fn work(&self, source: &str, record: u64, document: Document) -> Result<Cleaned, Error> {
        let many = Path::new(source).extension().is_none_or(|extension| extension != "txt" && extension != "md");
        let id = document.id.clone();
        let cleaned = self.pipeline.clean(document);
        let base = Path::new(source).with_extension("");
        let relative = if many { base.join(file_name(&id, record)) } else { base };
        let place = self.folder.join(format!("{}.snap", relative.to_string_lossy().replace('\\', "/")));
        let pending = self.folder.join(format!("{}.snap.new", relative.to_string_lossy().replace('\\', "/")));
        let contents = show(&cleaned);
        let old = fs::read_to_string(&place).ok();
        let same = old.as_deref().and_then(body).is_some_and(|old| old.trim_end() == contents.trim_end());
        if same {
            if pending.exists() {
                fs::remove_file(&pending).map_err(|source| Error::Write { path: pending.clone(), source })?;
            }
        } else {
            let file = if self.accept { &place } else { &pending };
            let mut output = Output::create(file)?;
            let head = format!("---\nsource: copydesk\nexpression: {}\n---\n", quote(&id));
            output
                .write_all(head.as_bytes())
                .and_then(|()| output.write_all(contents.as_bytes()))
                .map_err(|source| output.error(source))?;
            output.finish()?;
            if self.accept && pending.exists() {
                fs::remove_file(&pending).map_err(|source| Error::Write { path: pending.clone(), source })?;
            }
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.seen.insert(place);
        match (same, self.accept, old.is_some()) {
            (true, ..) => {}
            (_, true, _) => state.accepted += 1,
            (_, _, true) => state.different += 1,
            _ => state.new += 1,
        }
        Ok(cleaned)
    }
}

/// A record's id as a file's name; two ids that differ never share one.
fn file_name(id: &str, record: u64) -> String {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) && id.len() <= 80 && !id.is_empty();
    if plain {
        return id.to_owned();
    }
    let kept: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).take(60).collect();
    format!("{record}-{kept}")
}

/// A YAML string on one line: JSON is one.
fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

/// What stands under the head of a snapshot.
fn body(snapshot: &str) -> Option<&str> {
    let rest = snapshot.strip_prefix("---\n")?;
    rest.find("\n---\n").map(|end| &rest[end + 5..])
}

/// The cleaned text, what it said about itself, and every edit with its rule.
fn show(cleaned: &Cleaned) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let mut line = |text: std::fmt::Arguments<'_>| {
        let _ = writeln!(out, "{text}");
    };
    let fields = &cleaned.fields;
    for (field, value) in [("title", &fields.title), ("author", &fields.author), ("published", &fields.published)] {
        if let Some(value) = value {
            line(format_args!("{field}: {value}"));
        }
    }
    if let Some(held) = cleaned.held {
        line(format_args!("held: {}", held.name()));
    }
    line(format_args!("\n──── text\n{}", cleaned.text.trim_end_matches('\n')));
    if !cleaned.edits.is_empty() {
        line(format_args!("\n──── ledger"));
    }
    for edit in &cleaned.edits {
        let class = if edit.class == Class::Normalization { String::new() } else { format!("({}) ", edit.class) };
        let after = if edit.after.is_empty() { String::new() } else { format!(" + {}", edit.after.escape_debug()) };
        line(format_args!("{}..{} {} {class}- {}{after}", edit.span.start, edit.span.end, edit.cause, edit.before.escape_debug()));
    }
    out
}

pub fn run(args: &Snapshot) -> Result<Outcome> {
    job::threads(args.reading.jobs)?;
    let rules = RuleSet::choose(&args.selection.choice()).map_err(Error::from)?;
    let settings = args.selection.settings(args.limits, false)?;
    let inputs = [args.input.clone()];
    let (found, problems) = job::inputs(&inputs, &args.reading)?;
    let snapshots = Snapshots {
        pipeline: Pipeline::new(&rules, &settings),
        folder: &args.snapshots,
        accept: args.accept,
        state: Mutex::default(),
    };
    let summary = Job::new(&snapshots, args.reading.names(), &inputs, &found, None, true)?.run(&found, problems)?;
    let state = snapshots.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    let stray = strays(&args.snapshots, &state.seen);
    for path in &stray {
        eprintln!("{}: no article has this snapshot any more", path.display());
    }
    let mut out = stdout().lock();
    writeln!(
        out,
        "{} articles: {} new, {} different, {} accepted, {} without an article",
        summary.documents,
        state.new,
        state.different,
        state.accepted,
        stray.len()
    )?;
    if state.new + state.different > 0 {
        manifest(&args.snapshots)?;
        writeln!(out, "next: cargo insta review --workspace-root {}", args.snapshots.display())?;
    }
    Ok(match () {
        () if summary.failed > 0 => Outcome::Failed,
        () if state.new + state.different > 0 || !stray.is_empty() => Outcome::Found,
        () => Outcome::Done,
    })
}

/// What `cargo insta` needs to look into a folder: a package, here one without a program.
const MANIFEST: &str = "# Written by `copydesk snapshot`: `cargo insta` only looks into a package.
[package]
name = \"snapshots\"
version = \"0.0.0\"
edition = \"2024\"
publish = false

[lib]
path = \"none.rs\"

[workspace]
";

/// Makes a folder one that `cargo insta` reviews, unless it is one.
fn manifest(folder: &Path) -> Result<(), Error> {
    let path = folder.join("Cargo.toml");
    if path.exists() {
        return Ok(());
    }
    fs::write(&path, MANIFEST).map_err(|source| Error::Write { path, source })
}

/// Snapshots whose article is gone.
fn strays(folder: &Path, seen: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .sort_by_file_path(Path::cmp)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "snap") && !seen.contains(path))
        .collect()
}
