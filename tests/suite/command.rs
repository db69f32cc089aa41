//! The command, run as a user runs it: transcripts in `tests/cmd`, and what a transcript cannot show.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use crate::root;

fn copydesk(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk")).current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}

#[test]
fn a_folder_is_mirrored_and_restored_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let dump = root().join("examples/dump");
    let dump = dump.to_str().unwrap();
    let run = |args: &[&str]| {
        let output = copydesk(dir.path(), args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    };
    run(&["clean", dump, "-o", "clean", "--edits", "edits.jsonl"]);
    run(&["replay", dump, "edits.jsonl", "-o", "again"]);
    run(&["revert", "clean", "edits.jsonl", "-o", "back"]);
    run(&["clean", "clean", "-o", "twice"]);
    for path in crate::files(&root().join("examples/dump"), &["txt", "jsonl"]) {
        let relative = path.strip_prefix(root().join("examples/dump")).unwrap();
        let read = |folder: &str| fs::read(dir.path().join(folder).join(relative)).unwrap();
        assert!(read("clean") == read("again"), "{}: replay is not the output", relative.display());
        assert!(read("clean") == read("twice"), "{}: cleaning twice is not cleaning once", relative.display());
        if relative.extension().is_some_and(|extension| extension == "txt") {
            assert!(read("back") == fs::read(&path).unwrap(), "{}: revert is not the original", relative.display());
        }
    }
}

#[test]
fn two_threads_write_what_one_does() {
    let dir = tempfile::tempdir().unwrap();
    let dump = root().join("examples/dump/articles.jsonl");
    let dump = dump.to_str().unwrap();
    for jobs in ["1", "2"] {
        let (out, edits) = (format!("{jobs}.jsonl"), format!("{jobs}.edits.jsonl"));
        let output = copydesk(dir.path(), &["clean", dump, "-o", &out, "--edits", &edits, "--jobs", jobs]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    assert!(read("1.jsonl") == read("2.jsonl"));
    assert!(read("1.edits.jsonl") == read("2.edits.jsonl"));
}

#[test]
fn bad_records_go_to_the_side_and_the_others_are_cleaned() {
    let dir = tempfile::tempdir().unwrap();
    let lines = [
        r#"{"id": "a", "text": "The council met.\n\nLeave a Reply"}"#,
        "{\"id\": \"b\", \"text\": ",
        r#"{"id": "c"}"#,
        r#"{"id": "d", "text": null}"#,
        r#"{"id": "e", "text": 7}"#,
        r#"{"id": "a", "text": "The same id again.\n\nLeave a Reply"}"#,
    ];
    fs::write(dir.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let output = copydesk(dir.path(), &["clean", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    let expected = [
        r#"{"id": "a", "text": "The council met.", "title": "The council met."}"#,
        lines[2],
        lines[3],
        lines[4],
        r#"{"id": "a", "text": "The same id again.", "title": "The same id again."}"#,
    ];
    let without_title = |line: &str| line.split(", \"title\"").next().unwrap().trim_end_matches('}').to_owned();
    let got: Vec<String> = out.lines().map(without_title).collect();
    assert_eq!(got, expected.map(without_title));
    let rejected = fs::read_to_string(dir.path().join("out.jsonl.rejected.jsonl")).unwrap();
    assert_eq!(rejected.lines().count(), 4, "{rejected}");
    assert!(rejected.contains(r#""line":2,"offset":57"#), "{rejected}");
    assert_eq!(fs::read_to_string(dir.path().join("in.jsonl")).unwrap(), lines.join("\n"));
}

#[test]
fn texts_of_every_damaged_kind() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        fs::create_dir_all(dir.path().join("in")).unwrap();
        fs::write(dir.path().join("in").join(name), bytes).unwrap();
    };
    put("empty.txt", b"");
    put("chrome.txt", b"Advertisement\n\nLeave a Reply\n\nYour email address will not be published.\n");
    put("nul.txt", b"The council\0 met on Monday.\n");
    put(
        "broken.txt",
        "Der Bürgermeister kam über die Brücke. Der B\u{fc}rger auch.\n"
            .replace("B\u{fc}rger a", "B\u{1}rger a")
            .replace('\u{1}', "?")
            .as_bytes(),
    );
    let mut bytes = "Der Bürgermeister kam über die Brücke, und die Bürger hörten zu.\n".repeat(3).into_bytes();
    bytes.insert(70, 0xff);
    put("invalid.txt", &bytes);
    let output = copydesk(dir.path(), &["clean", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let read = |name: &str| fs::read(dir.path().join("out").join(name)).unwrap();
    assert_eq!(read("empty.txt"), b"");
    assert_eq!(read("chrome.txt"), fs::read(dir.path().join("in/chrome.txt")).unwrap(), "a text of chrome alone is held as it was");
    assert_eq!(read("nul.txt"), b"The council met on Monday.\n");
    assert!(String::from_utf8(read("invalid.txt")).unwrap().contains("Bürger"));
    assert!(stderr(&output).contains("1 held"), "{}", stderr(&output));
    assert!(stderr(&output).contains("1 characters could not be decoded"), "{}", stderr(&output));
}

#[test]
fn a_hundred_megabytes_on_one_line() {
    if cfg!(debug_assertions) && std::env::var_os("COPYDESK_SLOW_TESTS").is_none() {
        // Without optimization this alone takes minutes: set the variable to run it.
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let text = "The council met on Monday and voted for the bridge. ".repeat(2_000_000);
    fs::write(dir.path().join("long.txt"), &text).unwrap();
    let output = copydesk(dir.path(), &["clean", "long.txt", "-o", "out.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(fs::metadata(dir.path().join("out.txt")).unwrap().len() > 0);
}

#[test]
fn outputs_that_would_touch_an_input_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    fs::write(dir.path().join("in/a.txt"), "Advertisement\n\nThe council met.\n").unwrap();
    for (args, what) in [
        (["clean", "in", "-o", "in"], "the output is the input"),
        (["clean", "in", "-o", "in/out"], "lies inside the input"),
        (["clean", "in/a.txt", "-o", "in/../in/a.txt"], "the output is the input"),
    ] {
        let output = copydesk(dir.path(), &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(what), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(fs::read_to_string(dir.path().join("in/a.txt")).unwrap(), "Advertisement\n\nThe council met.\n");
    assert_eq!(fs::read_dir(dir.path().join("in")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_rest_is_done() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("in/closed")).unwrap();
    fs::write(dir.path().join("in/a.txt"), "The council met.\n").unwrap();
    // For root nothing is closed: a link to nowhere is the file that it cannot read.
    std::os::unix::fs::symlink("nowhere", dir.path().join("in/lost.txt")).unwrap();
    fs::set_permissions(dir.path().join("in/closed"), fs::Permissions::from_mode(0o000)).unwrap();
    let output = copydesk(dir.path(), &["clean", "in", "-o", "out"]);
    fs::set_permissions(dir.path().join("in/closed"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("lost.txt: cannot be read"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(dir.path().join("out/a.txt")).unwrap(), "The council met.\n");
    assert!(!dir.path().join("out/lost.txt").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["clean", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let line = format!("{{\"text\": \"{}\"}}\n", "The council met. ".repeat(2000));
    let mut stdin = child.stdin.take().unwrap();
    for _ in 0..400 {
        if stdin.write_all(line.as_bytes()).is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
}

#[test]
fn wrong_rules_say_where() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("rules")).unwrap();
    fs::write(dir.path().join("rules/mine.toml"), "[[rule]]\nid = \"x\"\nclass = \"advertisin\"\nwhy = \"y\"\nlin = \"Z\"\n")
        .unwrap();
    fs::write(dir.path().join("a.txt"), "The council met.\n").unwrap();
    let output = copydesk(dir.path(), &["clean", "a.txt", "-o", "b.txt", "--rules", "rules"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for part in [
        "error: unknown class `advertisin`\n --> rules/mine.toml:3:9",
        "did you mean `advertising`?",
        "error: unknown key `lin` in a rule\n --> rules/mine.toml:5:1",
        "did you mean `line`?",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!dir.path().join("b.txt").exists());
}

#[test]
fn a_users_rules_add_replace_and_switch_off() {
    let dir = tempfile::tempdir().unwrap();
    let rules = dir.path().join("rules");
    fs::create_dir_all(rules.join("generic")).unwrap();
    let rule = |id: &str, line: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nclass = \"advertising\"\nwhy = \"test\"\nline = \"{line}\"\nremoves = [\"{line}\"]\nkeeps = [\"{line} is a word.\"]\n"
        )
    };
    fs::write(rules.join("mine.toml"), format!("off = [\"generic/comments\"]\n\n{}", rule("x", "Zorp"))).unwrap();
    fs::write(dir.path().join("a.txt"), "The council met on Monday and voted for the bridge.\n\nZorp\n\nLeave a Reply\n").unwrap();
    let output = copydesk(dir.path(), &["clean", "a.txt", "-o", "b.txt", "--rules", "rules"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        fs::read_to_string(dir.path().join("b.txt")).unwrap(),
        "The council met on Monday and voted for the bridge.\n\nLeave a Reply\n"
    );
    fs::write(rules.join("mine.toml"), "off = [\"generic/coments\"]\n").unwrap();
    let output = copydesk(dir.path(), &["clean", "a.txt", "-o", "b.txt", "--rules", "rules"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no rule is called `generic/coments`"), "{}", stderr(&output));
}

#[test]
fn what_changes_is_shown_beside_an_output_and_instead_of_none() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.txt"), "The council voted for the bridge on Monday.\n\nLeave a Reply\n").unwrap();
    let both = copydesk(dir.path(), &["clean", "in.txt", "-o", "out.txt", "--diff"]);
    assert_eq!(both.status.code(), Some(0), "{}", stderr(&both));
    assert_eq!(fs::read_to_string(dir.path().join("out.txt")).unwrap(), "The council voted for the bridge on Monday.\n");
    let shown = String::from_utf8(both.stdout).unwrap();
    assert!(shown.contains("- Leave a Reply") && shown.contains("generic/comments/"), "{shown}");
    let only = copydesk(dir.path(), &["clean", "in.txt", "--diff"]);
    assert_eq!(String::from_utf8(only.stdout).unwrap(), shown);
    let check = copydesk(dir.path(), &["clean", "in.txt", "--check", "--edits", "edits.jsonl"]);
    assert_eq!(check.status.code(), Some(2), "a check that writes is none");
}

#[test]
fn standard_output_has_the_bytes_of_a_file() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.csv"), "id,text,note\n1,The council voted.,\x1b[31mred\x7f\x01\n").unwrap();
    let output = copydesk(dir.path(), &["clean", "in.csv"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("\x1b[31mred\x7f\x01"));
}

#[test]
fn a_budget_counts_words() {
    let dir = tempfile::tempdir().unwrap();
    let rule = "[[rule]]\nid = \"menu\"\nclass = \"navigation\"\nwhy = \"A menu\"\nstarts = [\"a b\"]\nremoves = [\"a b c\"]\nkeeps = [\"c b a\"]\n";
    fs::create_dir_all(dir.path().join("rules/generic")).unwrap();
    fs::write(dir.path().join("rules/generic/own.toml"), rule).unwrap();
    // Many short words go, and more bytes stay than go.
    let text = format!(
        "{}\n\nInternationalization representatives unquestionably acknowledged incomprehensibilities.\n",
        "a b ".repeat(8)
    );
    fs::write(dir.path().join("in.txt"), &text).unwrap();
    let args = ["clean", "in.txt", "--no-builtin", "--no-score", "--rules", "rules", "--budget"];
    let clean = |budget: &str| copydesk(dir.path(), &[args.as_slice(), &[budget]].concat());
    assert_eq!(String::from_utf8(clean("0.6").stdout).unwrap(), text, "three quarters of the words would go");
    assert!(String::from_utf8(clean("0.9").stdout).unwrap().starts_with("International"));
    for wrong in ["5", "nan", "half"] {
        let output = clean(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(stderr(&output).contains("a share, from 0 to 1"), "{}", stderr(&output));
    }
}

#[test]
fn a_rule_that_is_not_there_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.txt"), "Leave a Reply\n").unwrap();
    for args in [["clean", "in.txt", "--only-rule", "generic/coments"], ["rules", "test", "--only-rule", "generic/coments"]] {
        let output = copydesk(dir.path(), &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = stderr(&output);
        assert!(said.contains("no rule is called `generic/coments`, and none stands under that name"), "{said}");
    }
    let output = copydesk(dir.path(), &["clean", "in.txt", "--rules", "nowhere"]);
    assert!(stderr(&output).contains("error: nowhere: cannot be read: No such file or directory"), "{}", stderr(&output));
}

#[test]
fn the_title_is_protected_though_no_rule_finds_anything() {
    let dir = tempfile::tempdir().unwrap();
    let record = "{\"title\":\"Von\\u00a0Traudl\\u00a0Mill\",\"text\":\"Image caption The harbour at night\\nVon\\u00a0Traudl\\u00a0Mill\"}\n";
    fs::write(dir.path().join("in.jsonl"), record).unwrap();
    for (from, to) in [("in.jsonl", "once.jsonl"), ("once.jsonl", "twice.jsonl")] {
        let output = copydesk(dir.path(), &["clean", from, "-o", to, "--no-score"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(read("once.jsonl"), read("twice.jsonl"));
}
