//! What goes wrong on the way in and out: each time a message, the right exit status, and everything else done.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::formats::{STORY, gzip, lines, run};

/// A file system of memory at a folder, until it goes out of scope.
struct Mounted(PathBuf);

impl Mounted {
    /// `None` where that is not allowed: then nothing is tested.
    fn at(folder: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).stderr(Stdio::null()).status();
        mount.is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_half_written_stands_there() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(8000)).unwrap();
    fs::write(dir.path().join("in.txt"), STORY.repeat(20_000)).unwrap();
    let folder = dir.path().join("small");
    let Some(_mounted) = Mounted::at(&folder, "size=400k") else {
        return;
    };
    let rules = ["--no-score", "--no-builtin"];
    for (input, out) in [("in.jsonl", "small/out.jsonl"), ("in.txt", "small/out.txt"), ("in.jsonl", "small/out.jsonl.gz")] {
        let args = [["clean", input, "-o", out].as_slice(), &rules].concat();
        // What is packed fits.
        if out.ends_with(".gz") {
            run(dir.path(), 0, &args);
            continue;
        }
        let said = run(dir.path(), 3, &args);
        assert!(said.contains(&format!("{out}: cannot be written: No space left")), "{said}");
        assert!(!dir.path().join(out).exists(), "{out}");
        for entry in fs::read_dir(&folder).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_is_full_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(100)).unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(dir.path())
        .args(["clean", "in.jsonl", "-q", "--no-score"])
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("standard output: cannot be written: No space left"), "{said}");
}

#[test]
fn a_folder_that_nobody_may_write_to_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(2)).unwrap();
    fs::write(dir.path().join("in.txt"), STORY).unwrap();
    // The superuser writes wherever the file system lets anybody write.
    let Some(_mounted) = Mounted::at(&dir.path().join("locked"), "ro") else {
        return;
    };
    for args in [
        ["clean", "in.jsonl", "-o", "locked/out.jsonl"],
        ["clean", "in.txt", "-o", "locked/out.txt"],
        ["clean", "in.txt", "-o", "locked"],
        ["clean", "in.jsonl", "-o", "locked/new/out.jsonl"],
    ] {
        let said = run(dir.path(), 3, &args);
        assert!(said.contains(args[3]) && said.contains("cannot be written: Read-only file system"), "{said}");
    }
    assert_eq!(fs::read_dir(dir.path().join("locked")).unwrap().count(), 0);
}

#[test]
fn each_record_has_its_own_encoding() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = format!("{{\"text\": \"Caf\u{e9} one. {STORY}\"}}\n").into_bytes();
    bytes.extend_from_slice(b"{\"text\": \"Caf\xe9 two was \x93full\x94 when the mayor came to the bridge on Monday.\"}\n");
    bytes.extend_from_slice(format!("{{\"text\": \"Caf\u{e9} three. {STORY}\"}}\n").as_bytes());
    fs::write(dir.path().join("in.jsonl"), &bytes).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl", "--no-score"]);
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    for expected in ["Café one.", "Café two was “full” when", "Café three."] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    let mut bytes = b"id,text\n1,Caf\xe9 in the old town of Linnford\n2,Caf".to_vec();
    bytes.extend_from_slice("é in the new town of Linnford\n".as_bytes());
    fs::write(dir.path().join("in.csv"), &bytes).unwrap();
    run(dir.path(), 0, &["clean", "in.csv", "-o", "out.csv", "--no-score"]);
    let out = fs::read_to_string(dir.path().join("out.csv")).unwrap();
    assert!(out.contains("1,Café in the old") && out.contains("2,Café in the new"), "{out}");
}

#[test]
fn a_wrong_length_in_a_warc_costs_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let record = |name: &str, length: usize| {
        format!("WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{name}>\r\nContent-Length: {length}\r\n\r\n{STORY}\r\n\r\n")
    };
    let length = STORY.len();
    let file = [record("one", length), record("two", length + 9), record("three", length), record("four", 1 << 40)].concat();
    fs::write(dir.path().join("in.warc.gz"), gzip(file.as_bytes())).unwrap();
    fs::write(dir.path().join("good.jsonl"), lines(1)).unwrap();
    let said = run(dir.path(), 3, &["clean", "in.warc.gz", "good.jsonl", "-o", "out.jsonl", "--no-score"]);
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    let ids: Vec<&str> =
        out.lines().map(|line| line.split(['"', ' ', ':', ',']).filter(|part| !part.is_empty()).nth(2).unwrap()).collect();
    assert_eq!(ids, ["one", "three", "0"], "{said}{out}");
    let rejected = fs::read_to_string(dir.path().join("out.jsonl.rejected.jsonl")).unwrap();
    assert_eq!(rejected.lines().count(), 2, "{rejected}");
}

#[test]
fn a_record_that_is_too_large_is_passed_over_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let huge = "word ".repeat(600_000);
    let warc = |text: &str| {
        let length = text.len();
        format!("WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <x>\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n")
    };
    let files = [
        ("in.jsonl", format!("{{\"text\":\"{STORY}\"}}\n{{\"text\":\"{huge}\"}}\n{{\"text\":\"{STORY}\"}}\n"), 2),
        ("in.warc", [warc(STORY), warc(&huge), warc(STORY)].concat(), 2),
        ("in.csv", format!("text\n{STORY:?}\n\"{huge}\"\n{STORY:?}\n"), 2),
        ("in.txt", huge.clone(), 0),
        ("in.html", format!("<p>{huge}</p>"), 0),
    ];
    for (name, contents, whole) in files {
        fs::write(dir.path().join(name), contents).unwrap();
        let said = run(dir.path(), 3, &["clean", name, "-o", "out.jsonl", "--max-record", "1M", "--no-score"]);
        assert!(said.contains("more than 1 MB: too large"), "{name}: {said}");
        assert_eq!(fs::read_to_string(dir.path().join("out.jsonl")).unwrap().lines().count(), whole, "{name}: {said}");
    }
    run(dir.path(), 0, &["clean", "in.txt", "-o", "out.txt", "--max-record", "4M", "--no-score", "--no-builtin"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_changes_while_it_is_read_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(60_000)).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(dir.path())
        .args(["clean", "in.jsonl", "-o", "out.jsonl", "--no-score", "--no-builtin", "--jobs", "1", "-q"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let part = dir.path().join("out.jsonl.part");
    while fs::metadata(&part).map_or(0, |found| found.len()) == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let mut file = fs::OpenOptions::new().append(true).open(dir.path().join("in.jsonl")).unwrap();
    file.write_all(b"{\"text\": \"One more.\"}\n").unwrap();
    drop(file);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("in.jsonl: cannot be read: it changed while it was read"), "{said}");
    let rejected = fs::read_to_string(dir.path().join("out.jsonl.rejected.jsonl")).unwrap();
    assert!(rejected.contains("it changed while it was read"), "{rejected}");
}
