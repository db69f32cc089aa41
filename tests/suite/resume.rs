//! Runs that are killed: what `--resume` comes to is what comes of a run that nobody killed.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use super::formats::{STORY, gzip, lines, run};

/// Kills in all.
const KILLS: usize = 50;

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Starts the command and kills it: so long after its start, or with `point` so long after it has left a new point to go on
/// from. Returns whether it was still running then.
#[cfg(unix)]
fn kill(folder: &Path, args: &[&str], after: Duration, point: Option<&Path>) -> bool {
    let seen = |point: &Path| fs::read(point).ok();
    let before = point.map(seen);
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(folder)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while point.map(seen) == before && point.is_some() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(after);
    if child.try_wait().unwrap().is_some() {
        return false;
    }
    // SIGKILL: nothing can be tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// The names of the files that a run left, and their bytes; what a run calls its arguments and outputs is its own.
fn left(folder: &Path, out: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(rest) = name.strip_prefix(out) {
            let mut bytes = fs::read(folder.join(&name)).unwrap();
            if rest.ends_with(".manifest.json") {
                let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                manifest["arguments"] = serde_json::Value::Null;
                bytes = serde_json::to_vec(&manifest).unwrap();
            }
            found.push((rest.to_owned(), bytes));
        }
    }
    found.sort();
    found
}

#[cfg(unix)]
#[test]
fn fifty_kills_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let rules = "[[rule]]\nid = \"reply\"\nclass = \"comments\"\nwhy = \"Comment form\"\nline = [\"Leave a Reply\"]\n\
         removes = [\"Leave a Reply\"]\nkeeps = [\"Leave a reply to that, he said.\"]\n";
    fs::create_dir_all(dir.path().join("rules/generic")).unwrap();
    fs::write(dir.path().join("rules/generic/reply.toml"), rules).unwrap();
    let mut input = lines(30_000);
    input.insert_str(input.find("{\"id\": 15000,").unwrap(), "\n\"no object\"\n{\"id\": 3}\n");
    fs::write(dir.path().join("a.jsonl"), &input).unwrap();
    fs::write(dir.path().join("b.jsonl.gz"), gzip(lines(30_000).as_bytes())).unwrap();
    let rows = |count| (0..count).map(|number| format!("{number},\"{STORY}\nLeave a Reply\"\n")).collect::<String>();
    fs::write(dir.path().join("c.csv"), format!("id,text\n{}x,\"broken\n{}", rows(20_000), rows(20_000))).unwrap();
    let run_of = |out: &'static str, edits: &'static str| {
        let mut args = vec!["clean", "a.jsonl", "b.jsonl.gz", "c.csv", "-o", out, "--edits", edits, "--resume", "-q"];
        args.extend(["--no-builtin", "--rules", "rules", "--no-score", "--shard-size", "2M", "--report", "report.json"]);
        args
    };
    run(dir.path(), 3, &run_of("whole.jsonl.gz", "whole.edits.jsonl.zst"));
    let whole = left(dir.path(), "whole");
    assert!(whole.len() > 5, "{:?}", whole.iter().map(|(name, _)| name).collect::<Vec<_>>());
    let seed = 0x5eed;
    let mut random = Random(seed);
    let (mut kills, mut gone_on) = (0, 0);
    let args = run_of("out.jsonl.gz", "out.edits.jsonl.zst");
    let point = dir.path().join("out.jsonl.gz.checkpoint.json");
    while kills < KILLS {
        // Most kills come where the work has got on, some while the program is still starting.
        let late = random.below(5) > 0;
        let wait = Duration::from_millis(random.below(if late { 120 } else { 600 }));
        if kill(dir.path(), &args, wait, late.then_some(&*point)) {
            kills += 1;
            gone_on += usize::from(point.exists());
            continue;
        }
        assert!(whole == left(dir.path(), "out"), "after {kills} kills, seed {seed:#x}");
        for (name, _) in left(dir.path(), "out") {
            fs::remove_file(dir.path().join(format!("out{name}"))).unwrap();
        }
    }
    run(dir.path(), 3, &args);
    assert!(whole == left(dir.path(), "out"), "after {kills} kills, seed {seed:#x}");
    assert!(gone_on >= KILLS / 2, "killed {kills} times, but only {gone_on} times at a point to go on from");
}
