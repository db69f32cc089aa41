//! Rules that are wrong, one file for each kind of mistake: the message is a snapshot, and it names the place of the mistake.
//!
//! The first line of a file says where its mistakes are: `# at line:column, …`.

use std::{
    collections::BTreeSet,
    fs, panic,
    path::{Path, PathBuf},
};

use copydesk::{
    RuleSet,
    rules::{Choice, RulesError, diagnostic::Diagnostic},
};

use crate::{files, root};

fn load(path: &Path) -> Result<RuleSet, RulesError> {
    RuleSet::choose(&Choice { folders: vec![path.to_owned()], no_builtin: true, ..Choice::default() })
}

/// The places that the first line of each file names.
fn expected(path: &Path) -> BTreeSet<String> {
    let all = if path.is_dir() { files(path, &["toml"]) } else { vec![path.to_owned()] };
    let mut places = BTreeSet::new();
    for file in all {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap().strip_prefix("# at").unwrap_or_else(|| panic!("{}", file.display())).to_owned();
        places.extend(first.split(',').map(str::trim).filter(|at| !at.is_empty()).map(|at| format!("{}:{at}", file.display())));
    }
    places
}

fn named(diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.source.place(diagnostic.span.start);
    format!("{}:{line}:{column}", diagnostic.source.path)
}

#[test]
fn every_mistake_is_named_at_its_place() {
    // Paths in messages are as the user writes them: from the package's root, where tests run.
    let folder = Path::new("tests/broken");
    let mut broken: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| folder.join(entry.unwrap().file_name()))
        .filter(|path| !path.ends_with("snapshots"))
        .collect();
    broken.sort();
    assert!(broken.len() >= 60, "{} broken rules files", broken.len());
    let mut failed = Vec::new();
    for path in &broken {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let Err(error) = load(path) else {
            failed.push(format!("{name} loads"));
            continue;
        };
        let places: BTreeSet<String> = error.diagnostics.iter().map(named).collect();
        if places != expected(path) {
            failed.push(format!("{name} names {places:?}, not {:?}", expected(path)));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(root().join(folder).join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let shown = error.to_string();
        if panic::catch_unwind(panic::AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name.as_str(), shown)))).is_err()
        {
            failed.push(format!("{name} has another message"));
        }
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), broken.len(), failed.join("\n"));
}

fn messages(folder: &Path) -> String {
    load(folder).map_or_else(|error| error.to_string(), |_| "loads".to_owned())
}

#[test]
fn folders_of_all_kinds() {
    let dir = tempfile::tempdir().unwrap();
    let rules = dir.path().join("rules");
    assert!(messages(&rules).contains("cannot be read"));
    fs::create_dir(&rules).unwrap();
    fs::write(rules.join("notes.txt"), "not a rule").unwrap();
    assert!(messages(&rules).contains("there is no rules file here"), "{}", messages(&rules));
    let rule =
        "[[rule]]\nid = \"x\"\nclass = \"legal\"\nwhy = \"y\"\nline = \"Zorp\"\nremoves = [\"Zorp\"]\nkeeps = [\"A zorp ran.\"]\n";
    fs::write(rules.join("a.toml"), rule).unwrap();
    assert_eq!(messages(&rules), "loads");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&rules, rules.join("again")).unwrap();
        let said = messages(&rules);
        assert!(said.contains("loop"), "{said}");
        fs::remove_file(rules.join("again")).unwrap();
    }
    let large = fs::File::create(rules.join("large.toml")).unwrap();
    large.set_len(50 << 20).unwrap();
    assert!(messages(&rules).contains("50 MB are too many: a rules file has at most 8 MB"), "{}", messages(&rules));
    fs::remove_file(rules.join("large.toml")).unwrap();
    fs::write(rules.join("binary.toml"), [0xff, 0xfe, 0, 1]).unwrap();
    assert!(messages(&rules).contains("cannot be read: stream did not contain valid UTF-8"));
}

#[test]
fn ten_thousand_files_load() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..10_000 {
        let rule = format!(
            "[[rule]]\nid = \"x\"\nclass = \"legal\"\nwhy = \"y\"\nline = \"Zorp {number}\"\nremoves = [\"Zorp {number}\"]\nkeeps = [\"A zorp ran.\"]\n"
        );
        fs::write(dir.path().join(format!("{number}.toml")), rule).unwrap();
    }
    assert_eq!(load(dir.path()).unwrap().rules().len(), 10_000);
}

/// Patterns that make other engines run for ever are matched in linear time here, or refused for their size.
#[test]
fn hostile_patterns_are_linear_or_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.toml");
    for pattern in ["^Zorp(a+)+$", "^Zorp(?:x{200}){200}", r"^Zorp\w{5000}", "^Zorp(a|aa)+$", "^Zorp(.*a){30}$"] {
        fs::write(&file, format!("[[rule]]\nid = \"x\"\nclass = \"legal\"\nwhy = \"y\"\nregex = '{pattern}'\n")).unwrap();
        let Ok(rules) = load(&file) else {
            assert!(messages(&file).contains("too large"), "{pattern}: {}", messages(&file));
            continue;
        };
        let text = format!("Zorp{}!", "a".repeat(20_000));
        let settings = copydesk::Settings { score: None, ..copydesk::Settings::default() };
        let document = copydesk::Document { text: text.clone(), ..copydesk::Document::default() };
        let cleaned = copydesk::Pipeline::new(&rules, &settings).clean(document);
        assert!(cleaned.edits.iter().all(|edit| &*edit.cause != "a/x"), "{pattern}");
    }
}

/// Half a file, a file with a byte changed: a message, never a panic.
#[test]
fn files_that_are_cut_or_damaged_never_panic() {
    for path in files(&root().join("tests/broken"), &["toml"]) {
        let text = fs::read_to_string(&path).unwrap();
        for at in (0..text.len()).step_by(7).filter(|&at| text.is_char_boundary(at)) {
            let mut damaged = text.clone();
            damaged.insert_str(at, "\"}[\u{fffd}");
            for text in [&text[..at], &damaged] {
                if let Err(errors) = copydesk::rules::read::read("x", "x.toml", text, false) {
                    assert!(errors.iter().all(|error| !error.to_string().is_empty()));
                }
            }
        }
    }
}
