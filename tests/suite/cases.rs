//! One snapshot for each article in `tests/cases`: the cleaned text, what it said about itself, and every edit with its rule.
//!
//! A new case is a new file; `cargo insta test --review` shows what becomes of it.

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs, panic,
    path::{Path, PathBuf},
};

use copydesk::{Class, Document, Pipeline, RuleSet, Settings, stage::decode};

use crate::{files, root};

#[test]
fn every_case_is_as_its_snapshot_says() {
    let cases = root().join("tests/cases");
    let mut failed = Vec::new();
    let mut snapshots = BTreeSet::new();
    let all = files(&cases, &["txt"]);
    assert!(all.len() >= 40, "the cases are gone: {} found under {}", all.len(), cases.display());
    for path in &all {
        let relative = path.strip_prefix(&cases).unwrap().with_extension("");
        let folder = root().join("snapshots").join(relative.parent().unwrap());
        let name = relative.file_name().unwrap().to_str().unwrap().to_owned();
        snapshots.insert(folder.join(format!("{name}.snap")));
        let shown = show(path, relative.parent().unwrap());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(path);
        let checked = panic::catch_unwind(panic::AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name, shown))));
        if checked.is_err() {
            failed.push(relative);
        }
    }
    assert!(failed.is_empty(), "{} cases differ from their snapshots; see `cargo insta test --review`: {failed:#?}", failed.len());
    let strays: Vec<PathBuf> =
        files(&root().join("snapshots"), &["snap"]).into_iter().filter(|snap| !snapshots.contains(snap)).collect();
    assert!(strays.is_empty(), "snapshots of cases that are gone: delete them: {strays:#?}");
}

fn show(path: &Path, site: &Path) -> String {
    let decoded = decode::decode(fs::read(path).unwrap());
    let document = Document {
        id: path.display().to_string(),
        site: site.to_str().map(str::to_owned),
        text: decoded.text.clone(),
        final_newline: true,
        ..Document::default()
    };
    let settings = Settings::default();
    let cleaned = Pipeline::new(RuleSet::builtin().unwrap(), &settings).clean(document);
    let mut out = String::new();
    for (field, value) in [
        ("title", &cleaned.fields.title),
        ("author", &cleaned.fields.author),
        ("published", &cleaned.fields.published),
        ("language", &cleaned.language),
    ] {
        if let Some(value) = value {
            writeln!(out, "{field}: {value}").unwrap();
        }
    }
    if decoded.encoding != "UTF-8" || decoded.malformed > 0 {
        writeln!(out, "decoded: {}, {} malformed", decoded.encoding, decoded.malformed).unwrap();
    }
    if let Some(held) = cleaned.held {
        writeln!(out, "held: {}", held.name()).unwrap();
    }
    writeln!(out, "\n──── text").unwrap();
    out.push_str(cleaned.text.trim_end_matches('\n'));
    out.push('\n');
    if !cleaned.edits.is_empty() {
        writeln!(out, "\n──── ledger").unwrap();
    }
    for edit in &cleaned.edits {
        let at = format!("{}..{}", edit.span.start, edit.span.end);
        // Spaces and newlines are shown, so that a reviewer sees them.
        let (before, after) = (edit.before.escape_debug().to_string(), edit.after.escape_debug().to_string());
        write!(out, "{at} {} ", edit.cause).unwrap();
        if edit.class != Class::Normalization {
            write!(out, "({}) ", edit.class).unwrap();
        }
        if after.is_empty() { writeln!(out, "- {before}") } else { writeln!(out, "- {before} + {after}") }.unwrap();
    }
    out
}
