//! The first of two passes: which blocks stand in several articles of a site.
//!
//! The key of every block goes to one of many files by its hash; then each file is sorted and counted by itself. So memory does not
//! grow with the dump, but only with the number of blocks that do repeat, and the counts depend on no order and on no thread.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};

use anyhow::Result;
use copydesk::{
    Document, Error,
    score::Seen,
    source::{
        Input, Options,
        record::{Raw, Shape},
    },
};
use rayon::prelude::*;

/// Files that the keys are spread over.
const PARTS: usize = 128;
/// Bytes that wait to be written, of each.
const WAITING: usize = 1 << 14;
/// Records that are read at once.
const BATCH: usize = 1 << 9;

/// Counts the blocks of all inputs. What cannot be read is passed over: the second pass says so.
///
/// # Errors
/// When an input can be read only once, or there is no room for the counts.
pub fn count(inputs: &[Input], options: &Options, site: Option<&str>) -> Result<Seen> {
    if let Some(input) = inputs.iter().find(|input| !can_be_read_again(&input.path)) {
        let name = if input.is_stdin() { "standard input".to_owned() } else { input.path.display().to_string() };
        return Err(
            Error::Usage(format!("--two-pass reads everything twice, which {name} cannot be: give files or folders")).into()
        );
    }
    let mut parts = (0..PARTS)
        .map(|_| tempfile::tempfile().map(|file| BufWriter::with_capacity(WAITING, file)))
        .collect::<io::Result<Vec<_>>>()?;
    let read = Arc::new(AtomicU64::new(0));
    for input in inputs {
        let Ok(mut records) = input.open(options, Shape::Own, &read) else { continue };
        let Ok(layout) = records.layout() else { continue };
        let keys = |raw: &Raw| {
            let mut keys = Vec::new();
            let mut take = |document: Document| {
                keys = Seen::keys(&document, site);
                None
            };
            // A record that is none has no blocks.
            let _ = layout.rewrite(raw, Shape::Own, &mut take, &mut Vec::new());
            keys
        };
        let mut ended = false;
        while !ended {
            let mut raws = Vec::new();
            while raws.len() < BATCH {
                match records.next() {
                    Ok(Some(raw)) => raws.push(raw),
                    Ok(None) | Err(_) => {
                        ended = true;
                        break;
                    }
                }
            }
            let found: Vec<Vec<u64>> = raws.par_iter().filter(|raw| raw.broken.is_none()).map(keys).collect();
            for key in found.into_iter().flatten() {
                parts[(key >> 40) as usize % PARTS].write_all(&key.to_le_bytes())?;
            }
        }
    }
    let mut counts = Vec::new();
    for part in parts {
        counts.extend(repeated(part.into_inner().map_err(io::IntoInnerError::into_error)?)?);
    }
    Ok(Seen::new(counts, site.map(str::to_owned)))
}

fn can_be_read_again(path: &Path) -> bool {
    path != Path::new("-") && path.is_file()
}

/// The keys of a file that stand there often enough, and how often.
fn repeated(mut file: File) -> io::Result<Vec<(u64, u32)>> {
    file.rewind()?;
    let mut bytes = Vec::new();
    BufReader::new(file).read_to_end(&mut bytes)?;
    let (chunks, _) = bytes.as_chunks::<8>();
    let mut keys: Vec<u64> = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect();
    keys.sort_unstable();
    let runs = keys.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, u32::try_from(run.len()).unwrap_or(u32::MAX))));
    Ok(runs.filter(|(_, count)| *count >= Seen::LEAST).collect())
}
