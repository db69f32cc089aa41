//! How long a text takes, whole and without its dearer parts, over the invented articles of `tests/cases`.
//!
//! `cargo bench --bench pipeline`; throughput is in bytes of text. For whole dumps and other tools see `benches/compare`.

use std::{fs, hint::black_box, path::Path};

use copydesk::{Document, Pipeline, RuleSet, Settings, block, fold, language, rules::Subject};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The texts of all cases.
fn texts() -> Vec<String> {
    let sites = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")).into_iter().flatten().flatten();
    let files = sites.filter_map(|site| fs::read_dir(site.path()).ok()).flatten().flatten();
    let mut texts: Vec<String> = files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "txt"))
        .filter_map(|file| fs::read_to_string(file.path()).ok())
        .collect();
    texts.sort();
    texts
}

fn cleaning(c: &mut Criterion) {
    let texts = texts();
    let Ok(rules) = RuleSet::builtin() else { return };
    let mut group = c.benchmark_group("clean");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    for (name, settings) in [("everything", Settings::default()), ("no-score", Settings { score: None, ..Settings::default() })] {
        let pipeline = Pipeline::new(rules, &settings);
        group.bench_function(name, |b| {
            b.iter(|| {
                for text in &texts {
                    black_box(pipeline.clean(Document { text: text.clone(), ..Document::default() }));
                }
            });
        });
    }
    group.finish();
}

fn parts(c: &mut Criterion) {
    let texts = texts();
    let Ok(rules) = RuleSet::builtin() else { return };
    let mut group = c.benchmark_group("parts");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("blocks", |b| b.iter(|| texts.iter().for_each(|text| drop(black_box(block::blocks(text))))));
    group.bench_function("loose form", |b| b.iter(|| texts.iter().for_each(|text| drop(black_box(fold::fold(text))))));
    group.bench_function("language", |b| b.iter(|| texts.iter().filter_map(|text| language::detect(text)).count()));
    group.bench_function("words", |b| b.iter(|| texts.iter().map(|text| fold::count_words(text)).sum::<usize>()));
    group.bench_function("rules", |b| {
        b.iter(|| {
            for text in &texts {
                let blocks = block::blocks(text);
                let subject = Subject {
                    text,
                    blocks: &blocks,
                    address: None,
                    language: None,
                    date: None,
                    title: None,
                    headline: None,
                    only: None,
                };
                black_box(rules.find(&subject));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, cleaning, parts);
criterion_main!(benches);
