//! Where a run writes: never where it reads, never twice at one place, and into what is no file without putting one there.

use std::{fs, path::Path};

use super::formats::{lines, run};

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn no_two_places_of_a_run_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let read = ["in.jsonl", "out.jsonl.rejected.jsonl", "out.jsonl.part", "out-00002.jsonl", "more/a.jsonl"];
    fs::create_dir_all(dir.path().join("more")).unwrap();
    fs::create_dir_all(dir.path().join("rules/generic")).unwrap();
    for name in read {
        fs::write(dir.path().join(name), lines(2)).unwrap();
    }
    let rule = "[[rule]]\nid = \"a\"\nclass = \"comments\"\nwhy = \"Form\"\nline = [\"Leave a Reply\"]\n\
                removes = [\"Leave a Reply\"]\nkeeps = [\"Leave a reply to that, he said.\"]\n";
    fs::write(dir.path().join("rules/generic/a.toml"), rule).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "done.jsonl", "--edits", "e.jsonl"]);
    let before = names(dir.path());
    let kept = |name: &str| fs::read(dir.path().join(name)).unwrap();
    let ledger = kept("e.jsonl");
    for (args, one, other) in [
        ("clean in.jsonl -o out.jsonl --edits in.jsonl", "the ledger in.jsonl", "the input in.jsonl"),
        ("clean in.jsonl -o out.jsonl --edits more/../in.jsonl", "the ledger", "the input in.jsonl"),
        ("clean in.jsonl -o out.jsonl --report in.jsonl", "the report in.jsonl", "the input in.jsonl"),
        ("clean in.jsonl --check --report in.jsonl", "the report in.jsonl", "the input in.jsonl"),
        ("clean out.jsonl.rejected.jsonl -o out.jsonl", "bad records out.jsonl.rejected.jsonl", "the input"),
        ("clean out.jsonl.part --format jsonl -o out.jsonl", "the output out.jsonl.part", "the input"),
        ("clean out-00002.jsonl -o out.jsonl --shard-size 1K", "a shard of the output out.jsonl", "the input out-00002.jsonl"),
        ("clean in.jsonl -o out.jsonl --edits e2.jsonl --report e2.jsonl", "the report e2.jsonl", "the ledger e2.jsonl"),
        ("clean in.jsonl -o out.jsonl --edits out.jsonl.manifest.json", "the manifest", "the ledger"),
        ("clean more -o out --edits out/a.jsonl", "the output out/a.jsonl", "the ledger"),
        ("clean in.jsonl --rules rules -o out.jsonl --report rules/generic/a.toml", "the report", "a file of the rules rules"),
        ("clean in.jsonl --weights e.jsonl -o out.jsonl --edits e.jsonl", "the ledger e.jsonl", "the weights e.jsonl"),
        ("revert done.jsonl e.jsonl -o e.jsonl", "the output e.jsonl", "the ledger e.jsonl"),
    ] {
        let said = run(dir.path(), 2, &args.split(' ').collect::<Vec<_>>());
        assert!(said.contains(one) && said.contains(other) && said.contains("the same file"), "{args}: {said}");
    }
    assert_eq!(names(dir.path()), before);
    for name in read {
        assert_eq!(kept(name), lines(2).into_bytes(), "{name}");
    }
    assert_eq!(kept("e.jsonl"), ledger);
    assert_eq!(kept("rules/generic/a.toml"), rule.as_bytes());
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("far")).unwrap();
    fs::write(at("in.jsonl"), lines(2)).unwrap();
    fs::write(at("far/out.jsonl"), "old").unwrap();
    std::os::unix::fs::symlink("far/out.jsonl", at("out.jsonl")).unwrap();
    std::os::unix::fs::symlink("far/edits.jsonl", at("edits.jsonl")).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl", "--edits", "edits.jsonl"]);
    for name in ["out.jsonl", "edits.jsonl"] {
        assert!(fs::symlink_metadata(at(name)).unwrap().is_symlink(), "{name}");
    }
    assert_eq!(fs::read_to_string(at("far/out.jsonl")).unwrap().lines().count(), 2);
    assert_eq!(names(&at("far")), ["edits.jsonl", "out.jsonl"]);
    // A link to what is not there yet is the same place too.
    std::os::unix::fs::symlink("far/new.jsonl", at("one.jsonl")).unwrap();
    std::os::unix::fs::symlink("far/new.jsonl", at("two.jsonl")).unwrap();
    let said = run(dir.path(), 2, &["clean", "in.jsonl", "-o", "one.jsonl", "--edits", "two.jsonl"]);
    assert!(said.contains("the same file"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays() {
    use std::os::unix::fs::FileTypeExt;
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.jsonl");
    fs::write(dir.path().join("in.jsonl"), format!("{}broken\n", lines(3))).unwrap();
    run(dir.path(), 3, &["clean", "in.jsonl", "-o", "out.jsonl"]);
    let expected = fs::read(dir.path().join("out.jsonl")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let before = names(dir.path());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    run(dir.path(), 3, &["clean", "in.jsonl", "-o", "pipe.jsonl"]);
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), expected);
    assert_eq!(names(dir.path()), before);
    run(dir.path(), 2, &["clean", "in.jsonl", "-o", "pipe.jsonl", "--resume"]);
}

#[test]
fn shards_of_an_earlier_run_do_not_stay_beside_the_new_ones() {
    let dir = tempfile::tempdir().unwrap();
    let shards = || names(dir.path()).into_iter().filter(|name| name.starts_with("o-0")).count();
    let clean = ["clean", "in.jsonl", "-o", "o.jsonl", "--shard-size", "2K"];
    fs::write(dir.path().join("in.jsonl"), lines(60)).unwrap();
    run(dir.path(), 0, &clean);
    let first = shards();
    fs::write(dir.path().join("in.jsonl"), lines(15)).unwrap();
    fs::write(dir.path().join("o-extra.jsonl"), "mine").unwrap();
    let said = run(dir.path(), 0, &clean);
    assert!(shards() < first);
    let removed = first - shards();
    assert!(said.contains(&format!("{removed} shards of an earlier run removed")), "{said}");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(dir.path().join("o.jsonl.manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["summary"]["shards_removed"], removed);
    assert!(dir.path().join("o-extra.jsonl").exists());
}
