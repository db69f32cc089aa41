//! `clean --two-pass`: what stands in many articles of a site is chrome.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

fn copydesk(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk")).current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

/// No rule knows this line, and nothing about it is odd but that it comes again and again.
const BOX: &str = "The reporters of this desk have walked every street of the valley since the flood and they know it by heart.";

/// Articles of two sites: one has the box in all of its articles, the other in one.
fn articles() -> Vec<String> {
    let story = |n: usize| {
        let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][n % 7];
        let place = ["mill", "bridge", "school", "harbour", "quarry", "library", "chapel", "market"][n % 8];
        [
            format!("The {place} will open again on {day} after {} weeks of repairs, the council said in a letter of {n} pages.", n + 2),
            format!("“We had hoped for an earlier day, but the stone for the {place} came late,” said Anna Lindqvist, who leads the works."),
            format!("Repairs of the {place} cost {n}.3 million crowns, of which the county pays half and the town the other half."),
            format!("On {day} evening {} people came to the meeting about the {place} and nobody voted against the plan.", 40 + n),
        ]
        .join("\\n\\n")
    };
    let record = |site: &str, n: usize, end: &str| {
        format!("{{\"id\": \"{site}{n}\", \"url\": \"https://www.{site}.example/{n}\", \"text\": \"{}{end}\"}}", story(n))
    };
    let end = format!("\\n\\n{BOX}");
    let mut all: Vec<String> = (0..12).map(|n| record("valley", n, &end)).collect();
    all.extend((12..20).map(|n| record("coast", n, if n == 15 { &end } else { "" })));
    all
}

#[test]
fn what_many_articles_of_a_site_share_goes_whatever_the_order_and_the_threads() {
    let dir = tempfile::tempdir().unwrap();
    let mut articles = articles();
    let clean = |articles: &[String], args: &[&str]| {
        fs::write(dir.path().join("in.jsonl"), articles.join("\n") + "\n").unwrap();
        let all = [&["clean", "in.jsonl", "-o", "out.jsonl", "-q"], args].concat();
        let output = copydesk(dir.path(), &all);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(dir.path().join("out.jsonl")).unwrap()
    };
    let once = clean(&articles, &[]);
    assert_eq!(once.matches(BOX).count(), 13);
    let twice = clean(&articles, &["--two-pass"]);
    let left: Vec<&str> = twice.lines().filter(|line| line.contains(BOX)).collect();
    assert!(left.len() == 1 && left[0].contains("coast15"), "{left:?}");
    assert_eq!(twice.matches("Repairs of the").count(), 20);
    assert_eq!(clean(&articles, &["--two-pass", "--jobs", "1"]), twice);
    articles.reverse();
    let back: Vec<String> = clean(&articles, &["--two-pass", "--jobs", "2"]).lines().rev().map(str::to_owned).collect();
    assert_eq!(back.join("\n") + "\n", twice);
}

#[test]
fn what_can_be_read_only_once_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let output = copydesk(dir.path(), &["clean", "-", "--format", "jsonl", "--two-pass", "-q"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--two-pass reads everything twice"));
}
