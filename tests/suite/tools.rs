//! The tools around rules: `rules new`, `schema`, `lint`, `impact`, `snapshot`, `copydesk.toml`.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

fn copydesk(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk")).current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs it, checks the exit code, gives what it printed.
fn said(folder: &Path, args: &[&str], code: i32) -> String {
    let output = copydesk(folder, args);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    stdout
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn rule(id: &str, body: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nclass = \"advertising\"\nwhy = \"test\"\n{body}\n")
}

const PLAIN: &[&str] = &["--no-builtin", "--no-score"];

fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    args.iter().chain(more).copied().collect()
}

#[test]
fn a_new_file_loads_and_never_replaces_one() {
    let dir = tempfile::tempdir().unwrap();
    said(dir.path(), &["rules", "new", "https://www.linn-post.example/a"], 0);
    let text = fs::read_to_string(dir.path().join("rules/sites/linn-post.example.toml")).unwrap();
    assert!(text.starts_with("#:schema ../copydesk.schema.json\n"), "{text}");
    said(dir.path(), &["rules", "test", "--no-builtin", "--rules", "rules"], 0);
    let schema = fs::read_to_string(dir.path().join("rules/copydesk.schema.json")).unwrap();
    assert_eq!(schema, said(dir.path(), &["rules", "schema"], 0));
    said(dir.path(), &["rules", "new", "linn-post.example"], 2);
    said(dir.path(), &["rules", "new", "nowhere"], 2);
}

#[test]
fn candidates_are_rules_once_they_are_uncommented() {
    let dir = tempfile::tempdir().unwrap();
    let article = "Ferry cat retires\n\nThe cat was given a pension of sardines on Monday, the harbour master said.\n\nSay \"hello\" \\ to the desk\n\nMore \u{e9}toiles\n\nThe end of it came on Tuesday, as the tide went out.\n";
    write(dir.path(), "a.txt", article);
    said(dir.path(), &["rules", "new", "linn-post.example", "--from", "a.txt"], 0);
    let path = dir.path().join("rules/sites/linn-post.example.toml");
    let text = fs::read_to_string(&path).unwrap();
    let rules = text.split("take the `# ` away.").nth(1).unwrap().split_once('\n').unwrap().1;
    let uncommented: String = rules.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect();
    fs::write(&path, uncommented).unwrap();
    let tested = said(dir.path(), &["rules", "test", "--no-builtin", "--rules", "rules"], 0);
    assert!(tested.starts_with("1 rules: 3 examples passed, 0 failed"), "{tested}\n{text}");
}

#[test]
fn lint_names_what_is_odd() {
    let dir = tempfile::tempdir().unwrap();
    let rules = [
        rule("one", "line = [\"Zorp\", \"zorp:\"]"),
        rule("two", "starts = \"Zorp\"\nmax_words = 3"),
        rule("all", "contains = \"zorp\""),
        rule("old", "line = \"Quux\"\nvalid_until = 2020-01-01"),
        rule("never", "line = \"Nobody writes this\""),
        rule("spring", "line = \"Blip\""),
        rule(
            "careful",
            "line = \"Bleep\"\nkeeps = [\"The zorp of the old town was seen by eleven people on Monday, the keeper said.\"]",
        ),
    ]
    .concat();
    write(dir.path(), "rules/a.toml", &rules);
    let text = said(dir.path(), &with(&["rules", "lint", "--rules", "rules", "--today", "2024-01-01"], PLAIN), 1);
    for part in [
        "duplicate: `a/one` \"zorp:\" stands twice in its list",
        "shadowed: `a/one` `a/all` removes \"Zorp\" as well",
        "shadowed: `a/two` `a/all` removes \"Zorp\" as well",
        "expired: `a/old` ended on 2020-01-01",
        "broad: `a/all` removes a sentence that `a/careful` must keep",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let dump: String = (0..200)
        .map(|day| {
            let (month, end) = (day / 28 + 1, if day < 100 { "Blip" } else { "Zorp" });
            let text = format!("The council met on Monday.\\n\\n{end}\\n\\nIt voted for the bridge.");
            format!(
                "{{\"text\": \"{text}\", \"url\": \"https://linn-post.example/{day}\", \"date\": \"2023-{month:02}-{:02}\"}}\n",
                day % 28 + 1
            )
        })
        .collect();
    write(dir.path(), "dump.jsonl", &dump);
    let json = said(dir.path(), &with(&["rules", "lint", "dump.jsonl", "--rules", "rules", "--json"], PLAIN), 1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let has = |rule: &str, kind: &str| found.iter().any(|finding| finding["rule"] == rule && finding["kind"] == kind);
    assert!(has("a/never", "dead"), "{json}");
    assert!(has("a/spring", "drifting"), "{json}");
    assert!(!has("a/spring", "dead"), "{json}");
    // Every kind, in both forms, and both forms say the same.
    let args = ["rules", "lint", "dump.jsonl", "--rules", "rules", "--today", "2024-01-01"];
    let text = said(dir.path(), &with(&args, PLAIN), 1);
    let json = said(dir.path(), &with(&with(&args, &["--json"]), PLAIN), 1);
    let found: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    for kind in ["duplicate", "shadowed", "broad", "expired", "dead", "drifting"] {
        assert!(found.iter().any(|finding| finding["kind"] == kind), "{kind}: {json}");
    }
    let lines: Vec<String> = found
        .iter()
        .map(|finding| {
            let part = |key: &str| finding[key].as_str().unwrap().to_owned();
            format!("{}:{}: {}: `{}` {}", part("path"), finding["line"], part("kind"), part("rule"), part("message"))
        })
        .collect();
    assert_eq!(
        text.lines().map(str::to_owned).collect::<Vec<_>>(),
        [lines, vec![format!("7 rules: {} to look at", found.len())]].concat()
    );
}

#[test]
fn lint_is_silent_about_sound_rules() {
    let dir = tempfile::tempdir().unwrap();
    let keeps = "keeps = [\"\"\"\nHome\nA zorp of the old town was seen on Monday by eleven people, the keeper said.\n\"\"\"]";
    write(dir.path(), "rules/a.toml", &(rule("menu", &format!("line = \"Weather\"\n{keeps}")) + &rule("home", "line = \"Home\"")));
    let text = said(dir.path(), &with(&["rules", "lint", "--rules", "rules"], PLAIN), 0);
    assert_eq!(text, "2 rules: 0 to look at\n");
}

#[test]
fn impact_knows_the_site_and_the_budget() {
    let dir = tempfile::tempdir().unwrap();
    let own = |line: &str| {
        format!("[site]\nname = \"Linn Post\"\ndomains = [\"linn-post.example\"]\n\n{}", rule("zorp", &format!("line = {line}")))
    };
    write(dir.path(), "old/sites/linn-post.example.toml", &own("\"Zorp\""));
    write(dir.path(), "new/sites/linn-post.example.toml", &own("[\"Zorp\", \"Quux quux quux\"]"));
    write(dir.path(), "a.txt", "The council met on Monday.\n\nQuux quux quux\n\nIt will be built in spring.\n");
    let args = with(&["impact", "--before", "old", "--after", "new", "a.txt"], PLAIN);
    let none = said(dir.path(), &args, 0);
    assert!(none.starts_with("1 rules differ; 0 of 1 documents change"), "{none}");
    let named = with(&args, &["--site", "www.linn-post.example"]);
    let text = said(dir.path(), &named, 1);
    assert!(text.contains("linn-post.example/zorp\tlinn-post.example\t1\t3\t0"), "{text}");
    // Three of thirteen words are more than a tenth: the document is held, and nothing changes.
    said(dir.path(), &with(&named, &["--budget", "0.1"]), 0);
    write(dir.path(), "copydesk.toml", "budget = 0.1\n");
    said(dir.path(), &named, 0);
    let explained = said(dir.path(), &with(&["explain", "a.txt", "--rules", "new", "--site", "linn-post.example"], PLAIN), 0);
    assert!(explained.contains("held, over-budget"), "{explained}");
}

#[test]
fn impact_names_documents_rules_and_words() {
    let dir = tempfile::tempdir().unwrap();
    let keep = rule("keep", "line = \"Quux\"");
    write(
        dir.path(),
        "old/a.toml",
        &(rule("zorp", "line = \"Zorp\"") + &keep + &rule("guard", "starts = \"Editor's note\"\naction = \"protect\"")),
    );
    write(dir.path(), "new/a.toml", &(rule("zorp", "line = [\"Zorp\", \"Editor's note: zorp\"]") + &keep));
    let body = "The council met on Monday and voted for the bridge.\\nIt will be built in spring.";
    let line = |number: usize, extra: &str| {
        format!("{{\"id\": \"d{number}\", \"text\": \"{body}\\n{extra}\", \"url\": \"https://linn-post.example/{number}\"}}\n")
    };
    let dump: String = (0..50).map(|number| line(number, if number % 10 == 0 { "Editor's note: zorp" } else { "Quux" })).collect();
    write(dir.path(), "dump.jsonl", &dump);
    let args = with(&["impact", "--before", "old", "--after", "new", "dump.jsonl", "--show", "3", "--json"], PLAIN);
    let json = said(dir.path(), &args, 1);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["documents"], 50);
    assert_eq!(report["changed"], 5);
    assert_eq!(report["words_lost"], 20, "{json}");
    assert_eq!(report["protected_lines_lost"], 5);
    assert_eq!(report["rules_changed"], serde_json::json!(["a/guard", "a/zorp"]));
    assert_eq!(report["by_rule_and_site"][0]["rule"], "a/zorp");
    assert_eq!(report["by_rule_and_site"][0]["site"], "linn-post.example");
    assert_eq!(report["by_rule_and_site"][0]["lost"], 20);
    assert_eq!(report["largest"].as_array().unwrap().len(), 3);
    assert_eq!(report["largest"][0]["id"], "d0");
    assert_eq!(report["largest"][0]["lost"], serde_json::json!(["Editor's note: zorp"]));
    assert_eq!(json, said(dir.path(), &args, 1), "the same sample every time");
    let same = said(dir.path(), &with(&["impact", "--before", "old", "--after", "old", "dump.jsonl"], PLAIN), 0);
    assert!(same.starts_with("0 rules differ; 0 of 50 documents change"), "{same}");
}

/// What a changed rule matches may only come to be when another rule has cut something away.
#[test]
fn impact_sees_what_another_rule_uncovers() {
    let dir = tempfile::tempdir().unwrap();
    let cut = rule("cut", "starts = \"Photo:\"\naction = \"remove-match\"");
    write(dir.path(), "old/a.toml", &cut);
    write(dir.path(), "new/a.toml", &(cut + &rule("zorp", "regex = '^Zorp\\b'")));
    let body = "The council met on Monday and voted for the bridge.\n\nIt will be built in spring.\n\n";
    write(dir.path(), "a.txt", &format!("{body}Photo: Zorp at dawn\n"));
    let text = said(dir.path(), &with(&["impact", "--before", "old", "--after", "new", "a.txt"], PLAIN), 1);
    assert!(text.starts_with("1 rules differ; 1 of 1 documents change: 3 words lost"), "{text}");
}

#[test]
fn impact_reads_git_revisions() {
    let dir = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").current_dir(dir.path()).args(identity).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    write(dir.path(), "rules/sites/linn-post.example.toml", &rule("a", "line = \"Zorp\""));
    write(dir.path(), "rules/b.toml", &rule("b", "line = \"Blip\""));
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    write(dir.path(), "rules/b.toml", &rule("b", "line = [\"Blip\", \"Quux\"]"));
    write(dir.path(), "a.txt", "The council met on Monday and voted for the bridge.\n\nQuux\n\nIt will be built in spring.\n");
    let changed = said(dir.path(), &with(&["impact", "--before", "HEAD", "--after", "rules", "a.txt"], PLAIN), 1);
    assert!(changed.starts_with("1 rules differ; 1 of 1 documents change: 1 words lost"), "{changed}");
    said(dir.path(), &with(&["impact", "--before", "HEAD", "--after", "HEAD:rules", "a.txt"], PLAIN), 0);
    let wrong = copydesk(dir.path(), &["impact", "--before", "nowhere", "--after", "rules", "a.txt"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("nowhere: neither a folder nor a git revision"));
}

#[test]
fn snapshots_of_a_folder_are_reviewed_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "in/a.txt",
        "The council met on Monday and voted for the bridge.\n\nZorp: \"x\"\n\nIt will be built in spring.\n",
    );
    write(dir.path(), "in/deep/b.txt", "The council met on Tuesday and voted for the ferry.\n\nIt sails in spring.\n");
    write(dir.path(), "rules/a.toml", &rule("zorp", "starts = \"Zorp\""));
    let args = with(&["snapshot", "in", "--snapshots", "out", "--rules", "rules"], PLAIN);
    let first = said(dir.path(), &args, 1);
    assert!(first.starts_with("2 articles: 2 new, 0 different"), "{first}");
    let pending = fs::read_to_string(dir.path().join("out/a.snap.new")).unwrap();
    assert!(pending.starts_with("---\nsource: copydesk\nexpression: \"a.txt\"\n---\n"), "{pending}");
    assert!(pending.contains("a/zorp (advertising) - Zorp: \\\"x\\\"\\n"), "{pending}");
    // What `cargo insta accept` does.
    for name in ["a", "deep/b"] {
        fs::rename(dir.path().join(format!("out/{name}.snap.new")), dir.path().join(format!("out/{name}.snap"))).unwrap();
    }
    let again = said(dir.path(), &args, 0);
    assert!(again.starts_with("2 articles: 0 new, 0 different"), "{again}");
    write(dir.path(), "rules/a.toml", &rule("zorp", "starts = \"Zarp\""));
    let changed = said(dir.path(), &args, 1);
    assert!(changed.starts_with("2 articles: 0 new, 1 different"), "{changed}");
    assert!(said(dir.path(), &with(&args, &["--accept"]), 0).contains("1 accepted"));
    assert!(!dir.path().join("out/a.snap.new").exists());
    fs::remove_file(dir.path().join("in/a.txt")).unwrap();
    assert!(said(dir.path(), &args, 1).contains("1 without an article"));
}

/// The real reviewer takes the snapshots, where it is installed; the gate installs it and asks for it by a variable.
#[test]
fn cargo_insta_accepts_the_snapshots() {
    let installed = Command::new("cargo").args(["insta", "--version"]).output().is_ok_and(|output| output.status.success());
    if !installed {
        assert!(std::env::var_os("COPYDESK_NEEDS_INSTA").is_none(), "cargo-insta is not installed");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "in/a.txt", "The council met on Monday: \"voted\" for the bridge.\n\nZorp\n\nIt will be built in spring.\n");
    write(dir.path(), "rules/a.toml", &rule("zorp", "line = \"Zorp\""));
    let args = with(&["snapshot", "in", "--snapshots", "out", "--rules", "rules"], PLAIN);
    said(dir.path(), &args, 1);
    let accepted =
        Command::new("cargo").current_dir(dir.path()).args(["insta", "accept", "--workspace-root", "out"]).output().unwrap();
    assert!(accepted.status.success(), "{}", String::from_utf8_lossy(&accepted.stderr));
    assert!(dir.path().join("out/a.snap").exists());
    said(dir.path(), &args, 0);
}

#[test]
fn a_project_file_is_found_upward_and_the_command_line_wins() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "rules/a.toml", &rule("zorp", "line = \"Zorp\""));
    write(
        dir.path(),
        "copydesk.toml",
        "rules = [\"rules\"]\nno_builtin = true\nno_score = true\nbudget = 0.5\n\n[fixers]\nspaces = false\n",
    );
    write(
        dir.path(),
        "deep/er/a.txt",
        "The council met on Monday and voted for the bridge.\n\nZorp\n\nIt will be built in spring.\n",
    );
    let deep = dir.path().join("deep/er");
    let cleaned = said(&deep, &["clean", "a.txt", "-q"], 0);
    assert!(!cleaned.contains("Zorp"), "{cleaned}");
    assert!(said(&deep, &["clean", "a.txt", "-q", "--no-config", "--no-builtin", "--no-score"], 0).contains("Zorp"));
    let shown = said(dir.path(), &["clean", "x", "--dump-config", "--budget", "0.2", "--site", "linn-post.example"], 0);
    for part in ["rules = [\"rules\"]", "no_builtin = true", "budget = 0.2", "site = \"linn-post.example\"", "spaces = false"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(said(dir.path(), &["--dump-config"], 0).contains("budget = 0.5"));
    write(dir.path(), "copydesk.toml", "rule = [\"rules\"]\n");
    let wrong = copydesk(&deep, &["clean", "a.txt"]);
    assert_eq!(wrong.status.code(), Some(2));
    let message = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(message.contains("copydesk.toml:1:1") && message.contains("did you mean `rules`?"), "{message}");
}

#[test]
fn watching_reruns_when_a_file_is_saved() {
    use std::io::{BufRead, BufReader};
    let dir = tempfile::tempdir().unwrap();
    let good = rule("zorp", "line = \"Zorp\"\nremoves = [\"Zorp\"]\nkeeps = [\"A zorp ran.\"]");
    write(dir.path(), "rules/a.toml", &good);
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(dir.path())
        .args(["rules", "test", "--watch", "--no-builtin", "--rules", "rules"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(errors.any(|line| line.contains("waiting for a change")));
    write(dir.path(), "rules/a.toml", &good.replace("[\"Zorp\"]", "[\"Zarp\"]"));
    assert!(errors.any(|line| line.contains("does not touch this example")));
    assert!(errors.any(|line| line.contains("waiting for a change")));
    child.kill().unwrap();
    child.wait().unwrap();
}
