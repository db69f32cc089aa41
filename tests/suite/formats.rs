//! Formats, packing, resuming and bad input, as users meet them.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Command, Output, Stdio},
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

pub fn copydesk(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydesk")).current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

pub fn run(folder: &Path, code: i32, args: &[&str]) -> String {
    let output = copydesk(folder, args);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
    stderr
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    MultiGzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

pub const STORY: &str = "The council voted for the bridge on Monday, after a debate of six hours.";

pub fn lines(count: usize) -> String {
    let line =
        |number| format!("{{\"id\": {number}, \"text\": \"{STORY}\\n\\nWord {number}.\\n\\nLeave a Reply\", \"title\": \"t\"}}\n");
    (0..count).map(line).collect()
}

#[test]
fn packed_files_are_read_and_written_by_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let plain = lines(40);
    // Two members, as they come when files are put together.
    let (first, second) = plain.split_at(plain.len() / 2);
    fs::write(dir.path().join("in.jsonl.gz"), [gzip(first.as_bytes()), gzip(second.as_bytes())].concat()).unwrap();
    fs::write(dir.path().join("in.jsonl.zst"), zstd::encode_all(plain.as_bytes(), 1).unwrap()).unwrap();
    fs::write(dir.path().join("in.jsonl"), &plain).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "a.jsonl", "-q"]);
    run(dir.path(), 0, &["clean", "in.jsonl.gz", "-o", "b.jsonl.zst", "-q"]);
    run(dir.path(), 0, &["clean", "in.jsonl.zst", "-o", "c.jsonl.gz", "-q"]);
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    let expected = String::from_utf8(read("a.jsonl")).unwrap();
    assert_eq!(expected.lines().count(), 40);
    assert!(!expected.contains("Leave a Reply"));
    assert_eq!(String::from_utf8(zstd::decode_all(read("b.jsonl.zst").as_slice()).unwrap()).unwrap(), expected);
    assert_eq!(gunzip(&read("c.jsonl.gz")), expected);
}

#[test]
fn formats_are_mixed_freely() {
    let dir = tempfile::tempdir().unwrap();
    let page =
        format!("<html><head><title>Bridge</title></head><body><h1>Bridge</h1><p>{STORY}</p><p>Leave a Reply</p></body></html>");
    let warc = {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        let url = "https://a.example/one";
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: {url}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    };
    let put = |name: &str, bytes: &[u8]| {
        fs::create_dir_all(dir.path().join("in")).unwrap();
        fs::write(dir.path().join("in").join(name), bytes).unwrap();
    };
    put("a.txt", format!("{STORY}\n\nLeave a Reply\n").as_bytes());
    put("b.html.gz", &gzip(page.as_bytes()));
    put("c.csv", format!("n,text\r\n1.0,\"{STORY}\nLeave a Reply\"\r\n").as_bytes());
    put("d.tsv.zst", &zstd::encode_all(format!("text\turl\n{STORY}\thttps://a.example/\n").as_bytes(), 1).unwrap());
    put("e.warc.gz", &gzip(warc.as_bytes()));
    put("f.jsonl", lines(2).as_bytes());
    run(dir.path(), 0, &["clean", "in", "-o", "out", "--jobs", "1"]);
    run(dir.path(), 0, &["clean", "in", "-o", "two", "--jobs", "2"]);
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    for name in ["a.txt", "b.txt.gz", "c.csv", "d.tsv.zst", "e.jsonl.gz", "f.jsonl"] {
        assert!(read(&format!("out/{name}")) == read(&format!("two/{name}")), "{name}: another number of threads, another output");
    }
    assert_eq!(gunzip(&read("out/b.txt.gz")), format!("Bridge\n{STORY}\n"));
    assert_eq!(
        String::from_utf8(read("out/c.csv")).unwrap(),
        format!("n,text,title,author,published\r\n1.0,\"{STORY}\",,,\r\n").replace(",,,", &title_of(&read("out/c.csv")))
    );
    assert!(
        gunzip(&read("out/e.jsonl.gz"))
            .starts_with("{\"id\":\"urn:uuid:1\",\"url\":\"https://a.example/one\",\"title\":\"Bridge\"")
    );
    run(dir.path(), 0, &["clean", "in", "-o", "all.jsonl"]);
    let all = String::from_utf8(read("all.jsonl")).unwrap();
    let ids: Vec<String> =
        all.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string()).collect();
    assert_eq!(all.lines().count(), 7);
    assert!(ids[0] == "\"a\"" && ids[1] == "\"b\"", "{ids:?}");
    assert!(!all.contains("Leave a Reply"));
}

/// What stands after the text of the only row: a title may have been found.
fn title_of(csv: &[u8]) -> String {
    let text = String::from_utf8(csv.to_vec()).unwrap();
    text.trim_end().rsplit_once("hours.\"").unwrap().1.to_owned()
}

#[test]
fn a_truncated_archive_gives_what_is_whole_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let packed = gzip(lines(4000).as_bytes());
    fs::write(dir.path().join("in.jsonl.gz"), &packed[..packed.len() / 2]).unwrap();
    fs::write(dir.path().join("good.jsonl"), lines(1)).unwrap();
    let said = run(dir.path(), 3, &["clean", "in.jsonl.gz", "good.jsonl", "-o", "out.jsonl"]);
    assert!(said.contains("in.jsonl.gz: cannot be read") && said.contains("records before it"), "{said}");
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    assert!(out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(out.lines().count() > 100 && out.ends_with('\n'));
    let rejected = fs::read_to_string(dir.path().join("out.jsonl.rejected.jsonl")).unwrap();
    assert!(rejected.contains("\"source\":\"in.jsonl.gz\"") && rejected.contains("\"offset\":"), "{rejected}");
    fs::write(dir.path().join("no.jsonl.gz"), b"this is no gzip").unwrap();
    let said = run(dir.path(), 3, &["clean", "no.jsonl.gz", "-o", "no.out.jsonl"]);
    assert!(said.contains("no.jsonl.gz: cannot be read"), "{said}");
}

#[test]
fn what_unpacks_to_far_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let line = format!("{}\n", " ".repeat(1 << 20));
    for _ in 0..300 {
        packed.write_all(line.as_bytes()).unwrap();
    }
    fs::write(dir.path().join("bomb.txt.zst"), packed.finish().unwrap()).unwrap();
    fs::copy(dir.path().join("bomb.txt.zst"), dir.path().join("bomb.jsonl.zst")).unwrap();
    for name in ["bomb.txt.zst", "bomb.jsonl.zst"] {
        let said = run(dir.path(), 3, &["clean", name, "-o", "out"]);
        assert!(said.contains("too large") || said.contains("times its size"), "{said}");
    }
}

#[test]
fn tables_with_broken_quotes_lose_those_lines_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.csv"), format!("id,text,x\n1,{STORY:?},a\n2,\"open,b\n3,{STORY:?},c\n")).unwrap();
    let said = run(dir.path(), 3, &["clean", "in.csv", "-o", "out.csv"]);
    assert!(said.contains("in.csv:3 (record 1"), "{said}");
    let out = fs::read_to_string(dir.path().join("out.csv")).unwrap();
    assert_eq!(out.lines().count(), 3, "{out}");
    let rejected = fs::read_to_string(dir.path().join("out.csv.rejected.jsonl")).unwrap();
    assert!(rejected.contains("\"raw\":\"2,\\\"open,b\""), "{rejected}");
    let said = run(dir.path(), 3, &["clean", "in.csv", "-o", "out2.csv", "--text-field", "body"]);
    assert!(said.contains("no column `body`") && said.contains("`id`, `text`, `x`"), "{said}");
    assert!(!dir.path().join("out2.csv").exists() && !dir.path().join("out2.csv.part").exists());
    let said = run(dir.path(), 2, &["clean", "in.csv", "-o", "out.tsv"]);
    assert!(said.contains("name a .csv or a .jsonl file"), "{said}");
}

#[test]
fn two_inputs_for_one_output_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["a", "b"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
        fs::write(dir.path().join(folder).join("x.txt"), STORY).unwrap();
    }
    assert!(run(dir.path(), 2, &["clean", "a/x.txt", "b/x.txt", "-o", "out"]).contains("two inputs would both be written"));
    fs::write(dir.path().join("a/x.html"), STORY).unwrap();
    assert!(run(dir.path(), 2, &["clean", "a", "-o", "out"]).contains("two inputs would both be written"));
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(1)).unwrap();
    fs::write(dir.path().join("file"), "no folder").unwrap();
    let said = run(dir.path(), 3, &["clean", "in.jsonl", "-o", "file/out.jsonl"]);
    assert!(said.contains("file/out.jsonl: cannot be written"), "{said}");
    let said = run(dir.path(), 2, &["clean", "in.jsonl", "-o", "out.jsonl", "--edits", "./out.jsonl"]);
    assert!(said.contains("need two places"), "{said}");
}

#[cfg(unix)]
#[test]
fn odd_names_and_links_lead_nowhere_else() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("in")).unwrap();
    let odd = std::ffi::OsStr::from_bytes(b"\xff..\xfe name\n.txt");
    fs::write(dir.path().join("in").join(odd), format!("{STORY}\n\nLeave a Reply\n")).unwrap();
    fs::write(dir.path().join("in/a.jsonl"), lines(1)).unwrap();
    fs::create_dir_all(dir.path().join("out")).unwrap();
    fs::write(dir.path().join("victim"), "untouched").unwrap();
    std::os::unix::fs::symlink("../victim", dir.path().join("out/a.jsonl.part")).unwrap();
    std::os::unix::fs::symlink("../victim", dir.path().join("out/a.jsonl")).unwrap();
    run(dir.path(), 0, &["clean", "in/../in", "-o", "out"]);
    assert_eq!(fs::read_to_string(dir.path().join("out").join(odd)).unwrap(), format!("{STORY}\n"));
    assert_eq!(fs::read_to_string(dir.path().join("victim")).unwrap(), "untouched");
    assert!(!fs::symlink_metadata(dir.path().join("out/a.jsonl")).unwrap().is_symlink());
}

#[test]
fn shards_the_manifest_and_the_report() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(60)).unwrap();
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl"]);
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "part.jsonl", "--shard-size", "2K", "--report", "report.json"]);
    let mut joined = String::new();
    let mut count = 0;
    while let Ok(shard) = fs::read_to_string(dir.path().join(format!("part-{count:05}.jsonl"))) {
        assert!(shard.len() <= 2048);
        joined.push_str(&shard);
        count += 1;
    }
    assert!(count > 2);
    assert_eq!(joined, fs::read_to_string(dir.path().join("out.jsonl")).unwrap());
    let json = |name: &str| -> serde_json::Value { serde_json::from_slice(&fs::read(dir.path().join(name)).unwrap()).unwrap() };
    let manifest = json("out.jsonl.manifest.json");
    assert_eq!(manifest["rules"].as_str().unwrap().len(), 64);
    assert_eq!(manifest["inputs"][0]["path"], "in.jsonl");
    assert_eq!(manifest["summary"]["documents"], 60);
    let report = json("report.json");
    let rules = report["rules"].as_array().unwrap();
    assert!(rules.iter().any(|count| count["class"] == "comments" && count["edits"] == 60), "{report}");
    assert!(!dir.path().join("out.jsonl.checkpoint.json").exists() && !dir.path().join("out.jsonl.part").exists());
}

#[test]
fn another_run_is_not_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(2)).unwrap();
    fs::write(dir.path().join("out.jsonl.checkpoint.json"), "{}").unwrap();
    assert!(run(dir.path(), 2, &["clean", "in.jsonl", "-o", "out.jsonl", "--resume"]).contains("damaged"));
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl"]);
    assert!(run(dir.path(), 2, &["clean", "in.jsonl", "--resume"]).contains("--resume needs an output"));
}

#[test]
fn a_site_that_would_lose_too_much_is_held_as_a_whole() {
    let dir = tempfile::tempdir().unwrap();
    let appeal = "Leave a Reply\nYour email address will not be published. Required fields are marked *\n".repeat(30);
    let record = |site: &str, number: usize, dirty: bool| {
        let text = if dirty { format!("{STORY}\n\nWord {number}.\n\n{appeal}") } else { format!("{STORY}\n\nWord {number}.") };
        format!("{}\n", serde_json::json!({"id": number, "url": format!("https://www.{site}/{number}"), "text": text}))
    };
    let mut input = String::new();
    for number in 0..40 {
        input += &record("bad.example", number, number % 4 > 0);
        input += &record("good.example", number, number == 3);
        // Too few to say anything about their site.
        if number < 10 {
            input += &record("few.example", number, true);
        }
    }
    fs::write(dir.path().join("in.jsonl"), &input).unwrap();
    let args = |out: &'static str, jobs: &'static str| {
        ["clean", "in.jsonl", "-o", out, "--site-budget", "0.5", "--no-score", "--report", "report.json", "--jobs", jobs]
    };
    let said = run(dir.path(), 0, &args("one.jsonl", "1"));
    assert!(said.contains("40 held") && said.contains("1 site over budget (bad.example 9"), "{said}");
    run(dir.path(), 0, &args("two.jsonl", "2"));
    let out = fs::read_to_string(dir.path().join("one.jsonl")).unwrap();
    assert_eq!(out, fs::read_to_string(dir.path().join("two.jsonl")).unwrap());
    for (was, is) in input.lines().zip(out.lines()) {
        assert_eq!(was == is, was.contains("bad.example") || !was.contains("Leave a Reply"), "{is}");
    }
    // Sites do not depend on the order of records either.
    let backwards: String = input.lines().rev().flat_map(|line| [line, "\n"]).collect();
    fs::write(dir.path().join("in.jsonl"), backwards).unwrap();
    run(dir.path(), 0, &args("back.jsonl", "2"));
    let back = fs::read_to_string(dir.path().join("back.jsonl")).unwrap();
    assert!(back.lines().eq(out.lines().rev()));
    for file in ["back.jsonl.manifest.json", "report.json"] {
        let json: serde_json::Value = serde_json::from_slice(&fs::read(dir.path().join(file)).unwrap()).unwrap();
        assert_eq!(json["summary"]["sites_held"]["bad.example"]["documents"], 40, "{json}");
        assert_eq!(json["summary"]["held_why"], serde_json::json!({"over-site-budget": 40}), "{json}");
    }
    assert!(run(dir.path(), 2, &["clean", "-", "--site-budget", "0.5"]).contains("reads its inputs twice"));
}

#[test]
fn times_are_told_when_somebody_asks() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), lines(30)).unwrap();
    let said = run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl", "--report", "report.json", "--trace", "-q"]);
    assert!(
        said.contains("slowest documents\n") && said.contains("in.jsonl record ") && said.contains("slowest rules\n"),
        "{said}"
    );
    let report: serde_json::Value = serde_json::from_slice(&fs::read(dir.path().join("report.json")).unwrap()).unwrap();
    for stage in ["language", "markup", "rules", "score", "metadata", "duplicates", "normalize"] {
        assert!(report["stages"][stage].as_f64().unwrap() > 0.0, "{stage}: {report}");
    }
    assert_eq!(report["classes"]["comments"]["edits"], 30, "{report}");
    let trace = &report["trace"];
    assert_eq!(trace["documents"].as_array().unwrap().len(), 10);
    let seconds: Vec<f64> = trace["documents"].as_array().unwrap().iter().map(|slow| slow["seconds"].as_f64().unwrap()).collect();
    assert!(seconds.is_sorted_by(|a, b| a >= b), "{seconds:?}");
    let first = &trace["rules"][0];
    assert!(first["tried"].as_u64().unwrap() >= 30 && first["rule"].as_str().unwrap().contains('/'), "{first}");
    run(dir.path(), 0, &["clean", "in.jsonl", "-o", "out.jsonl", "--report", "plain.json"]);
    let plain: serde_json::Value = serde_json::from_slice(&fs::read(dir.path().join("plain.json")).unwrap()).unwrap();
    assert!(plain.get("trace").is_none() && plain["stages"]["rules"].as_f64().unwrap() > 0.0);
}
