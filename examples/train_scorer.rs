//! Trains the scorer: labelled JSON Lines in, a weights file out.
//!
//! `cargo run --release --example train_scorer -- [OPTIONS] SET=FILE[@WEIGHT]…`
//!
//! SET is a name such as `news/raw`; of sets that end in `residue` the gold texts join as pages with nothing to remove.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::time::Instant;

use copydesk::score::Thresholds;
use copydesk::score::train::{self, Figures, Options, Record, Trainer, Weights};

fn records(spec: &str) -> io::Result<Vec<Record>> {
    let (set, rest) = spec.split_once('=').ok_or_else(|| io::Error::other(format!("{spec}: not SET=FILE")))?;
    let (file, weight) = match rest.rsplit_once('@') {
        Some((file, weight)) => (file, weight.parse().map_err(io::Error::other)?),
        None => (rest, 1.0),
    };
    let open = File::open(file).map_err(|e| io::Error::other(format!("{file}: {e}")))?;
    let reader: Box<dyn Read> =
        if file.ends_with(".gz") { Box::new(flate2::read::MultiGzDecoder::new(open)) } else { Box::new(open) };
    train::read(BufReader::new(reader), set, weight)
}

fn main() -> io::Result<()> {
    let mut options = Options::default();
    let mut specs = Vec::new();
    let (mut out, mut folds_dir, mut with): (Option<PathBuf>, Option<PathBuf>, Option<PathBuf>) = (None, None, None);
    let (mut cross, mut only, mut short) = (true, None, false);
    let mut limits: Vec<Thresholds> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| io::Error::other(format!("{arg} needs a value")));
        let number = |v: String| v.parse::<f64>().map_err(io::Error::other);
        match arg.as_str() {
            "-o" => out = Some(value()?.into()),
            "--with" => with = Some(value()?.into()),
            "--folds" => folds_dir = Some(value()?.into()),
            "--seed" => options.seed = number(value()?)? as u64,
            "--trees" => options.trees = [number(value()?)? as usize; 2],
            "--depth" => options.depth = number(value()?)? as usize,
            "--rows" => options.rows = number(value()?)? as usize,
            "--rate" => options.rate = number(value()?)? as f32,
            "--inner" => options.inner = number(value()?)? as usize,
            "--heads" => options.heads = number(value()?)? as usize,
            "--bits" => options.bits = number(value()?)? as u32,
            "--control" => options.control = number(value()?)? as f32,
            "--clean" => options.thresholds.clean = number(value()?)? as f32,
            "--marked" => options.thresholds.marked = number(value()?)? as f32,
            "--short" => short = true,
            "--no-cross" => cross = false,
            "--fold" => only = Some(number(value()?)? as usize),
            "--at" => {
                let text = value()?;
                let mut limit = options.thresholds;
                let places = [
                    &mut limit.clean,
                    &mut limit.marked,
                    &mut limit.short,
                    &mut limit.prose,
                    &mut limit.standfirst,
                    &mut limit.inside,
                ];
                for (place, value) in places.into_iter().zip(text.split(',')) {
                    *place = number(value.into())? as f32;
                }
                limits.push(limit);
            }
            "-h" | "--help" => {
                println!(
                    "train_scorer [-o FILE] [--with DIR] [--folds DIR] [--seed N] [--clean P] [--marked P] [--at CLEAN,MARKED,SHORT,PROSE,STANDFIRST,INSIDE]… [--no-cross] SET=FILE[@WEIGHT]…"
                );
                return Ok(());
            }
            _ => specs.push(arg),
        }
    }
    let start = Instant::now();
    let mut say = |what: &str| {
        eprintln!("{:6.1} s  {what}", start.elapsed().as_secs_f32());
    };
    let mut all = Vec::new();
    for spec in &specs {
        all.extend(records(spec)?);
    }
    let folds = options.folds;
    if limits.is_empty() {
        limits.push(options.thresholds);
    }
    let mut trainer = Trainer::new(all, options).map_err(io::Error::other)?;
    let (documents, lines) = trainer.size();
    say(&format!("{documents} pages, {lines} lines"));
    if cross {
        let mut figures: Vec<Figures> = vec![Figures::default(); limits.len()];
        for fold in (0..folds).filter(|f| only.is_none_or(|o| o == *f)) {
            let file = |dir: &PathBuf| dir.join(format!("fold{fold}.bin"));
            let weights = match &with {
                Some(dir) => Weights::from_bytes(&std::fs::read(file(dir))?).map_err(io::Error::other)?,
                None => trainer.fit(Some(fold), &mut say),
            };
            if let Some(dir) = &folds_dir {
                std::fs::create_dir_all(dir)?;
                std::fs::write(file(dir), weights.to_bytes())?;
            }
            for (limit, figures) in limits.iter().zip(&mut figures) {
                trainer.measure(&weights, Some(fold), limit, figures);
            }
            say(&format!("fold {fold} measured"));
        }
        for (limit, figures) in limits.iter().zip(&figures) {
            if short {
                let Thresholds { clean, marked, short, prose, standfirst, inside } = limit;
                println!("{clean},{marked},{short},{prose},{standfirst},{inside}  {}", figures.short());
            } else {
                println!("{limit:?}\n{}", figures.table());
            }
        }
    }
    if let Some(path) = out {
        let weights = trainer.fit(None, &mut say);
        let bytes = weights.to_bytes();
        File::create(&path)?.write_all(&bytes)?;
        println!("{} bytes written to {}", bytes.len(), path.display());
    }
    Ok(())
}
