//! Archives: what is in them is cleaned, and what they try is not done.

use std::{fs, io::Write, path::Path};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::formats::{STORY, gzip, lines, run};

fn pack(path: &Path, members: &[(&str, &[u8])]) {
    let mut archive = ZipWriter::new(fs::File::create(path).unwrap());
    for (at, (name, bytes)) in members.iter().enumerate() {
        let method = if at % 2 == 0 { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

fn dirty() -> Vec<u8> {
    format!("{STORY}\n\nLeave a Reply\n").into_bytes()
}

#[test]
fn members_are_inputs() {
    let dir = tempfile::tempdir().unwrap();
    let packed = gzip(lines(3).as_bytes());
    let members: [(&str, &[u8]); 5] =
        [("b.txt", &dirty()), ("deep/c.txt", &dirty()), ("deep/", b""), ("d.jsonl.gz", &packed), ("picture.png", b"no text")];
    pack(&dir.path().join("in.zip"), &members);
    run(dir.path(), 0, &["clean", "in.zip", "-o", "out", "--jobs", "1"]);
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(read("out/b.txt"), format!("{STORY}\n"));
    assert_eq!(read("out/deep/c.txt"), format!("{STORY}\n"));
    assert!(dir.path().join("out/d.jsonl.gz").exists() && !dir.path().join("out/picture.png").exists());
    assert!(read("out.manifest.json").contains("in.zip/deep/c.txt"));
    // In a folder, an archive is a folder.
    fs::create_dir(dir.path().join("folder")).unwrap();
    fs::copy(dir.path().join("in.zip"), dir.path().join("folder/x.zip")).unwrap();
    fs::write(dir.path().join("folder/b.txt"), dirty()).unwrap();
    run(dir.path(), 0, &["clean", "folder", "-o", "mirror", "--jobs", "2"]);
    assert_eq!(read("mirror/x.zip/deep/c.txt"), format!("{STORY}\n"));
    assert_eq!(read("mirror/b.txt"), format!("{STORY}\n"));
    run(dir.path(), 0, &["clean", "folder/*.zip", "in.zip", "-o", "all.jsonl"]);
    assert_eq!(read("all.jsonl").lines().count(), 10);
    assert!(run(dir.path(), 2, &["clean", "in.zip", "-o", "out.zip"]).contains("archives are read, not written"));
    assert!(run(dir.path(), 2, &["clean", "in.zip", "folder/x.zip", "-o", "both"]).contains("two inputs would both be written"));
}

#[test]
fn names_that_lead_out_lead_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("work");
    fs::create_dir(&inner).unwrap();
    let members: [(&str, &[u8]); 4] =
        [("../../up.txt", &dirty()), ("/abs.txt", &dirty()), ("..\\win.txt", &dirty()), ("odd\u{1}\nname.txt", &dirty())];
    pack(&inner.join("in.zip"), &members);
    run(&inner, 0, &["clean", "in.zip", "-o", "out"]);
    let mut found: Vec<String> =
        fs::read_dir(inner.join("out")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, ["abs.txt", "odd__name.txt", "up.txt", "win.txt"]);
    let mut above: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    above.sort();
    assert_eq!(above, ["work"]);
    assert!(!Path::new("/abs.txt").exists());
}

#[test]
fn bombs_and_damage_cost_themselves_alone() {
    let dir = tempfile::tempdir().unwrap();
    let at =
        |bytes: &[u8], what: &[u8], from: usize| from + bytes[from..].windows(what.len()).position(|found| found == what).unwrap();
    pack(&dir.path().join("bomb.zip"), &[("a.txt", &dirty()), ("b.txt", &dirty())]);
    let mut bytes = fs::read(dir.path().join("bomb.zip")).unwrap();
    let directory = at(&bytes, b"PK\x01\x02", 0);
    bytes[directory + 24..directory + 28].copy_from_slice(&0xf000_0000_u32.to_le_bytes());
    fs::write(dir.path().join("bomb.zip"), bytes).unwrap();
    // A member that says less than it holds, and one that is damaged.
    pack(&dir.path().join("lie.zip"), &[("a.txt", &dirty()), ("b.txt", &dirty())]);
    let mut bytes = fs::read(dir.path().join("lie.zip")).unwrap();
    let directory = at(&bytes, b"PK\x01\x02", 0);
    bytes[directory + 24] -= 9;
    let story = at(&bytes, &dirty(), 0);
    bytes[story] ^= 1;
    fs::write(dir.path().join("lie.zip"), bytes).unwrap();
    let whole = fs::read(dir.path().join("lie.zip")).unwrap();
    fs::write(dir.path().join("cut.zip"), &whole[..whole.len() / 2]).unwrap();
    pack(&dir.path().join("fine.zip"), &[("fine.txt", &dirty())]);
    let said = run(dir.path(), 3, &["clean", "bomb.zip", "lie.zip", "cut.zip", "fine.zip", "-o", "out.jsonl"]);
    for expected in [
        "bomb.zip: cannot be read: its members unpack to far more",
        "a.txt",
        "more than the archive says",
        "b.txt",
        "checksum",
        "cut.zip",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    let ids: Vec<&str> = out.lines().map(|line| line.split('"').nth(3).unwrap()).collect();
    assert_eq!(ids, ["fine"], "{said}");
}

#[test]
fn members_that_lie_over_each_other_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    pack(&dir.path().join("in.zip"), &[("a.txt", &dirty()), ("b.txt", &dirty())]);
    let mut bytes = fs::read(dir.path().join("in.zip")).unwrap();
    // The second entry of the directory is made to point at the first member.
    let second = bytes.windows(4).rposition(|found| found == b"PK\x01\x02").unwrap();
    bytes[second + 42..second + 46].fill(0);
    fs::write(dir.path().join("over.zip"), bytes).unwrap();
    let said = run(dir.path(), 3, &["clean", "over.zip", "in.zip", "-o", "out"]);
    assert!(said.contains("lie over each other"), "{said}");
    assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 2);
}
