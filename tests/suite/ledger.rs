//! `replay` and `revert`: the right record, or a refusal.

use std::fs;

use super::formats::{STORY, gzip, run};

fn line(id: &str, chrome: &str) -> String {
    format!("{{\"id\": \"{id}\", \"text\": \"{STORY}\\n\\nWord of {id}.{chrome}\", \"title\": \"t\", \"author\": \"Jane Roe\"}}\n")
}

#[test]
fn records_after_a_rejected_one_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    let records =
        [line("a", "\\n\\nLeave a Reply"), line("b", "\\n\\nLeave a Reply"), line("c", ""), line("d", "\\n\\nLeave a Reply")];
    put("in.jsonl", &format!("{}not json\n{}nor this\n{}{}", records[0], records[1], records[2], records[3]));
    run(dir.path(), 3, &["clean", "in.jsonl", "-o", "out.jsonl", "--edits", "e.jsonl", "-q"]);
    run(dir.path(), 0, &["revert", "out.jsonl", "e.jsonl", "-o", "back.jsonl"]);
    assert_eq!(read("back.jsonl"), records.concat());
    run(dir.path(), 3, &["replay", "in.jsonl", "e.jsonl", "-o", "again.jsonl"]);
    assert_eq!(read("again.jsonl"), read("out.jsonl"));
    // A packed ledger is read too.
    fs::write(dir.path().join("e.jsonl.gz"), gzip(read("e.jsonl").as_bytes())).unwrap();
    run(dir.path(), 0, &["revert", "out.jsonl", "e.jsonl.gz", "-o", "back2.jsonl"]);
    assert_eq!(read("back2.jsonl"), records.concat());
    // A record was taken out by hand: what does not fit stays as it is, and is told.
    let out = read("out.jsonl");
    put("cut.jsonl", &out.split_inclusive('\n').skip(1).collect::<String>());
    let said = run(dir.path(), 3, &["revert", "cut.jsonl", "e.jsonl", "-o", "no.jsonl"]);
    assert!(said.contains("cut.jsonl:1 (record 0") && said.contains("not the text that the ledger was made for"), "{said}");
    // A line of the ledger was changed.
    let ledger = read("e.jsonl");
    let bent = ledger.replacen("\"before\":\"Leave a Reply\"", "\"before\":\"Leave a Note!\"", 1);
    put("bent.jsonl", &bent);
    let said = run(dir.path(), 3, &["revert", "out.jsonl", "bent.jsonl", "-o", "no.jsonl"]);
    assert!(said.contains("lines of the ledger were changed"), "{said}");
}

#[test]
fn a_record_taken_out_where_nothing_changed_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let records = [line("a", ""), line("b", ""), line("c", "\\n\\nLeave a Reply")];
    fs::write(dir.path().join("in.jsonl"), records.concat()).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl", "--edits", "e.jsonl", "-q"]);
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    fs::write(dir.path().join("cut.jsonl"), out.split_inclusive('\n').skip(1).collect::<String>()).unwrap();
    let said = run(dir.path(), 3, &["revert", "cut.jsonl", "e.jsonl", "-o", "no.jsonl"]);
    assert!(said.contains("1 more of its records"), "{said}");
}

#[test]
fn files_are_found_by_the_names_they_leave_under_or_refused() {
    let dir = tempfile::tempdir().unwrap();
    let dirty = format!("{STORY}\n\nThe mayor agreed.\n\nLeave a Reply\n");
    fs::create_dir_all(dir.path().join("in/sub")).unwrap();
    let put = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    put("in/a.txt", &dirty.replace("agreed", "refused"));
    put("in/sub/a.txt", &dirty);
    put("in/page.html", &format!("<html><body><p>{STORY}</p><p>The mayor agreed.</p><p>Leave a Reply</p></body></html>"));
    put("in/same.txt", &format!("{STORY}\n"));
    run(dir.path(), 0, &["clean", "in", "-o", "out", "--edits", "e.jsonl", "-q"]);
    run(dir.path(), 0, &["revert", "out", "e.jsonl", "-o", "back"]);
    for name in ["a.txt", "sub/a.txt", "same.txt"] {
        assert_eq!(read(&format!("back/{name}")), read(&format!("in/{name}")), "{name}");
    }
    assert!(!read("out/page.txt").contains("Leave a Reply"));
    assert!(read("back/page.txt").contains("Leave a Reply"));
    // One file out of the folder, and a folder out of it.
    run(dir.path(), 0, &["revert", "out/sub/a.txt", "e.jsonl", "-o", "one.txt"]);
    assert_eq!(read("one.txt"), dirty);
    run(dir.path(), 0, &["revert", "out/sub", "e.jsonl", "-o", "part"]);
    assert_eq!(read("part/a.txt"), dirty);
    // Several inputs in one file, and a file of another run.
    run(dir.path(), 0, &["clean", "in", "-o", "all.jsonl", "--edits", "e2.jsonl", "-q"]);
    let said = run(dir.path(), 3, &["revert", "all.jsonl", "e2.jsonl", "-o", "no.jsonl"]);
    assert!(said.contains("all.jsonl") && said.contains("does not name it"), "{said}");
    assert!(!dir.path().join("no.jsonl").exists());
    put("in/new.txt", &dirty);
    let said = run(dir.path(), 3, &["replay", "in", "e.jsonl", "-o", "again"]);
    assert!(said.contains("new.txt") && said.lines().count() == 1, "{said}");
    assert_eq!(read("again/sub/a.txt"), read("out/sub/a.txt"));
}

#[test]
fn ledgers_without_the_newer_keys_are_read() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "One two.\n").unwrap();
    let old = r#"{"source":"a.txt","record":0,"id":"a.txt","pass":0,"span":[3,7],"range":[3,7],"before":" two","after":"","cause":"x","class":"comments","applicability":"safe"}"#;
    fs::write(dir.path().join("e.jsonl"), format!("{old}\n")).unwrap();
    run(dir.path(), 0, &["replay", "a.txt", "e.jsonl", "-o", "b.txt"]);
    run(dir.path(), 0, &["revert", "b.txt", "e.jsonl", "-o", "c.txt"]);
    assert_eq!(fs::read_to_string(dir.path().join("b.txt")).unwrap(), "One.\n");
    assert_eq!(fs::read_to_string(dir.path().join("c.txt")).unwrap(), "One two.\n");
}
