//! Reading ahead: a thread cuts the file into chunks of records while the last chunk is worked on.

use std::{
    sync::mpsc::{IntoIter, sync_channel},
    thread::Scope,
    time::{Duration, Instant},
};

use copydesk::source::{
    record::{Raw, Records},
    window::Stop,
};

/// Bytes of records that are worked on at once.
const CHUNK: usize = 2 << 20;

/// Records that are worked on at once.
pub struct Chunk {
    pub raws: Vec<Raw>,
    /// How long they took to read.
    pub took: Duration,
    /// Where the stream broke off, and why: then it is the last chunk.
    pub broken: Option<(u64, Stop)>,
}

/// Reads on a thread of its own, at most one chunk ahead. The first `skip` records are passed over.
pub fn feed<'scope>(scope: &'scope Scope<'scope, '_>, mut records: Box<dyn Records>, skip: u64) -> IntoIter<Chunk> {
    let (send, receive) = sync_channel(1);
    scope.spawn(move || {
        let mut end = 0;
        loop {
            let start = Instant::now();
            let mut chunk = Chunk { raws: Vec::new(), took: Duration::ZERO, broken: None };
            let mut size = 0;
            let mut ended = false;
            while size < CHUNK {
                match records.next() {
                    Ok(Some(raw)) => {
                        end = raw.offset + raw.bytes.len() as u64;
                        if raw.record >= skip {
                            size += raw.bytes.len() + 64;
                            chunk.raws.push(raw);
                        }
                    }
                    Ok(None) => {
                        ended = true;
                        break;
                    }
                    Err(stop) => {
                        chunk.broken = Some((end, stop));
                        ended = true;
                        break;
                    }
                }
            }
            chunk.took = start.elapsed();
            // Nobody listens any more when the run has failed.
            if send.send(chunk).is_err() || ended {
                return;
            }
        }
    });
    receive.into_iter()
}
