//! Normalizes the `text` of JSON Lines: `normalize IN.jsonl OUT.jsonl [CHANGES.tsv]`. For measuring; the command does more.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

use copydesk::normalize::{Context, Settings, apply, cause, normalize};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, rest @ ..] = args.as_slice() else { anyhow::bail!("normalize IN.jsonl OUT.jsonl [CHANGES.tsv]") };
    let records: Vec<Value> =
        BufReader::new(File::open(input)?).lines().map(|l| Ok(serde_json::from_str(&l?)?)).collect::<anyhow::Result<_>>()?;
    let mut out = BufWriter::new(File::create(output)?);
    let mut log = rest.first().map(File::create).transpose()?.map(BufWriter::new);
    let settings = Settings::default();
    if std::env::var_os("SPEED").is_some() {
        speed(&records);
    }
    let (mut bytes, mut took) = (0, std::time::Duration::ZERO);
    copydesk::normalize::WordLists::built_in();
    for mut record in records {
        let Some(text) = record.get("text").and_then(Value::as_str) else { continue };
        let language = record.get("language").and_then(Value::as_str).map(str::to_owned).or_else(|| {
            whatlang::detect(text).filter(|info| info.is_reliable()).and_then(|info| code(info.lang()).map(str::to_owned))
        });
        let cx = Context { language: language.as_deref(), ..Context::default() };
        let start = std::time::Instant::now();
        let changes = normalize(text, &settings, &cx);
        took += start.elapsed();
        bytes += text.len();
        let mut now = text.to_owned();
        for change in &changes {
            if let Some(log) = &mut log {
                for fix in &change.fixes {
                    let around = |from: usize, to: usize| {
                        let from = (0..=from).rev().find(|&i| now.is_char_boundary(i)).unwrap_or(0);
                        let to = (to..now.len()).find(|&i| now.is_char_boundary(i)).unwrap_or(now.len());
                        now[from..to].to_owned()
                    };
                    let (s, e) = (fix.range.start, fix.range.end);
                    writeln!(
                        log,
                        "{}\t{}\t{}\t{:?}\t{:?}\t{:?}\t{:?}",
                        cause(change.fixer),
                        language.as_deref().unwrap_or("-"),
                        record.get("id").unwrap_or(&Value::Null),
                        around(s.saturating_sub(30), s),
                        &now[s..e],
                        fix.after,
                        around(e, e + 30)
                    )?;
                }
            }
            now = apply(&now, &change.fixes);
        }
        record["text"] = Value::String(now);
        writeln!(out, "{record}")?;
    }
    eprintln!(
        "{:.1} MB in {:.2} s: {:.0} MB/s",
        bytes as f64 / 1e6,
        took.as_secs_f64(),
        bytes as f64 / 1e6 / took.as_secs_f64().max(1e-9)
    );
    Ok(())
}

/// Each fixer alone over all texts as they are.
fn speed(records: &[Value]) {
    let cx = Context { language: Some("en"), ..Context::default() };
    let start = std::time::Instant::now();
    copydesk::normalize::WordLists::built_in();
    eprintln!("word lists loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let texts: Vec<&str> = records.iter().filter_map(|r| r.get("text").and_then(Value::as_str)).collect();
    let bytes: usize = texts.iter().map(|t| t.len()).sum();
    for fixer in copydesk::normalize::fixers().iter().filter(|f| f.on_by_default()) {
        let mut fixes = Vec::new();
        // The best of five: other programs may be running.
        let best = (0..5)
            .map(|_| {
                fixes.clear();
                let start = std::time::Instant::now();
                texts.iter().for_each(|text| fixer.fix(text, &cx, &mut fixes));
                start.elapsed().as_secs_f64()
            })
            .fold(f64::MAX, f64::min);
        eprintln!("{:16} {:6.0} MB/s {:6} fixes", fixer.name(), bytes as f64 / 1e6 / best, fixes.len());
    }
}

/// ISO 639-1 for the languages that differ most in punctuation; others need no code here.
fn code(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang::*;
    Some(match lang {
        Eng => "en",
        Deu => "de",
        Fra => "fr",
        Spa => "es",
        Ita => "it",
        Por => "pt",
        Nld => "nl",
        Swe => "sv",
        Pol => "pl",
        Rus => "ru",
        Tur => "tr",
        Ara => "ar",
        Hin => "hi",
        Cmn => "zh",
        Vie => "vi",
        _ => return None,
    })
}
