//! Rules folders and files that are none, too many, too large or made to hurt: refused with a message, or run within the limits that
//! `docs/rules.md` states.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use copydesk::{Document, Pipeline, RuleSet, Settings, rules::Choice};

fn rule(id: &str, body: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nclass = \"advertising\"\nwhy = \"test\"\n{body}\n")
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn load(folder: &Path) -> Result<RuleSet, String> {
    let choice = Choice { folders: vec![folder.to_owned()], no_builtin: true, ..Choice::default() };
    RuleSet::choose(&choice).map_err(|error| error.to_string())
}

fn refused(folder: &Path, part: &str) {
    match load(folder) {
        Ok(set) => panic!("{} rules loaded", set.rules().len()),
        Err(message) => assert!(message.contains(part), "{part}: {message}"),
    }
}

#[test]
fn a_folder_without_rules_is_named() {
    let dir = tempfile::tempdir().unwrap();
    refused(dir.path(), "there is no rules file here");
    write(dir.path(), "README.md", "# Rules");
    write(dir.path(), "rules.toml.bak", &rule("a", "line = \"Zorp\""));
    refused(dir.path(), "there is no rules file here");
    refused(&dir.path().join("nowhere"), "No such file");
    // Other files beside a rules file are not looked at.
    write(dir.path(), "a.toml", &rule("a", "line = \"Zorp\""));
    write(dir.path(), "words/names.toml", "[names]\nLinford = \"Linnford\"\n");
    assert_eq!(load(dir.path()).unwrap().rules().len(), 1);
}

#[cfg(unix)]
#[test]
fn links_in_circles_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a/a.toml", &rule("a", "line = \"Zorp\""));
    std::os::unix::fs::symlink("..", dir.path().join("a/up")).unwrap();
    refused(dir.path(), "cannot be read");
    fs::remove_file(dir.path().join("a/up")).unwrap();
    std::os::unix::fs::symlink("self", dir.path().join("self")).unwrap();
    refused(dir.path(), "cannot be read");
    fs::remove_file(dir.path().join("self")).unwrap();
    // A link to another folder is followed.
    let other = tempfile::tempdir().unwrap();
    write(other.path(), "b.toml", &rule("b", "line = \"Blip\""));
    std::os::unix::fs::symlink(other.path(), dir.path().join("linked")).unwrap();
    assert_eq!(load(dir.path()).unwrap().rules().len(), 2);
}

/// Runs the command with at most so much address space, in KB, and checks its exit code.
#[cfg(target_os = "linux")]
fn limited(kilobytes: u64, folder: &Path, code: i32) -> String {
    let script = format!("ulimit -v {kilobytes}; exec \"$0\" rules test --no-builtin --rules \"$1\"");
    let output = Command::new("sh").args(["-c", &script]).arg(env!("CARGO_BIN_EXE_copydesk")).arg(folder).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &errors
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_files_load_within_the_limit() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..10_000 {
        let body = format!("line = \"Zorp number {number}\"\nremoves = [\"Zorp number {number}\"]\nkeeps = [\"Zorp\"]");
        write(dir.path(), &format!("{:02}/{number}.toml", number % 100), &rule("a", &body));
    }
    let said = limited(512 << 10, dir.path(), 0);
    assert!(said.starts_with("10000 rules: 20000 examples passed"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_of_fifty_megabytes_is_refused_unread() {
    let dir = tempfile::tempdir().unwrap();
    let one = rule("a", "line = \"Zorp\"");
    write(dir.path(), "a.toml", &one.repeat((50 << 20) / one.len() + 1));
    let said = limited(512 << 10, dir.path(), 2);
    assert!(said.contains("50 MB are too many: a rules file has at most 8 MB"), "{said}");
}

#[test]
fn regexes_that_are_too_large_are_refused() {
    for (regex, part) in [
        (r"\w{5000}", "compiled it takes more than 4 MB"),
        (r"(?:\w{200}){200}", "compiled it takes more than 4 MB"),
        (r"[\p{L}\p{N}]{1,800}z", "compiled it takes more than 4 MB"),
        (&format!("{}a{}", "(?:".repeat(300), ")".repeat(300)), "nested"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "a.toml", &rule("a", &format!("regex = '{regex}'")));
        let start = Instant::now();
        refused(dir.path(), part);
        assert!(start.elapsed() < Duration::from_secs(20), "{regex}");
    }
}

/// Seconds that a rule needs for a text of one long line, the best of three runs.
fn seconds(set: &RuleSet, text: &str) -> f64 {
    let settings = Settings { score: None, ..Settings::default() };
    let run = |_| {
        let document = Document { text: text.to_owned(), language: Some("en".into()), ..Document::default() };
        let start = Instant::now();
        let cleaned = Pipeline::new(set, &settings).clean(document);
        assert!(cleaned.edits.iter().all(|edit| &*edit.cause != "a/a"), "it matches nothing here");
        start.elapsed().as_secs_f64()
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}

#[test]
fn regexes_that_hurt_elsewhere_run_in_linear_time() {
    for (regex, part) in [(r"(a+)+$", "a"), (r"(?:x{200}){200}", "x"), (r"(?:a|aa)+b", "a"), (r"^(\w+\s?)*;$", "word ")] {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "a.toml", &rule("a", &format!("regex = '{regex}'")));
        let set = load(dir.path()).unwrap();
        let line = |bytes: usize| format!("{}!\n", part.repeat(bytes / part.len()).replace("xxxxxxxxxx", "xxxxxxxxx "));
        let (short, long) = (seconds(&set, &line(5_000)), seconds(&set, &line(160_000)));
        // 32 times the text; time that grows with the square would be 1,024 times as long.
        assert!(long < 200.0 * short.max(0.001), "{regex}: {short} s, then {long} s");
    }
}
