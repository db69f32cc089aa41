//! The files of a run: small ones many at once, large ones a chunk of records at a time.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use copydesk::{
    Error,
    sink::{Open, Output, report::Timings},
    source::{
        Format, Input,
        record::{Layout, Shape},
        window::Stop,
    },
};
use rayon::prelude::*;

use super::{
    Job, Work, feed,
    records::Done,
    rejects::Rejected,
    target::{Shards, Sink, Target},
};

/// Files of one document that are worked on at once: this many, and about this many bytes.
const BATCH: (usize, u64) = (256, 8 << 20);

impl<W: Work> Job<'_, W> {
    /// Says that an input failed, and why.
    pub(super) fn failed(&mut self, input: &Input, offset: u64, error: &Error) -> Result<()> {
        self.say(error);
        self.summary.failed += 1;
        let reason = error.to_string();
        self.rejects.keep(&Rejected { source: input.name(), record: 0, line: 0, offset, reason, raw: None })
    }

    /// Works on the files of one document at the start of `inputs`. Returns how many.
    pub(super) fn batch(&mut self, inputs: &[Input], mut sink: Option<&mut Sink>) -> Result<usize> {
        let mut bytes = 0;
        let fits = |input: &&Input| {
            let before = bytes;
            bytes += input.size().unwrap_or(0);
            input.format.is_whole() && (before == 0 || bytes <= BATCH.1)
        };
        let count = inputs.iter().take(BATCH.0).take_while(fits).count().max(1);
        let start = Instant::now();
        let done: Vec<Result<Done, Error>> = inputs[..count].par_iter().map(|input| self.whole(input)).collect();
        Timings::add(&mut self.seconds.clean, start.elapsed());
        let start = Instant::now();
        for (input, done) in inputs.iter().zip(done) {
            let done = match done {
                Ok(done) => done,
                Err(error) => {
                    self.failed(input, 0, &error)?;
                    continue;
                }
            };
            self.name(input)?;
            if let Some(sink) = &mut sink {
                self.put(done, sink)?;
            } else if done.reject.is_some() {
                self.put(done, &mut Sink::Nowhere)?;
            } else if let Some(mut own) = self.own(input, None)? {
                self.put(done, &mut own)?;
                self.summary.shards_removed += own.done()?;
            }
        }
        Timings::add(&mut self.seconds.write, start.elapsed());
        Ok(count)
    }

    /// Reads and works on a file of one document.
    fn whole(&self, input: &Input) -> Result<Done, Error> {
        let wrong = |stop: Stop| Error::Read { path: input.show(), source: stop.into() };
        let mut records = input.open(&self.options, self.shape(input), &self.read)?;
        let raw = records.next().map_err(wrong)?.unwrap_or_default();
        let layout = records.layout().map_err(|refusal| Error::Usage(format!("{}: {refusal}", input.show().display())))?;
        Ok(self.record(&*layout, input, raw))
    }

    /// The file of one input's own.
    fn own(&mut self, input: &Input, layout: Option<&dyn Layout>) -> Result<Option<Sink>> {
        // In a folder a link or a device is nothing that anybody named.
        let (place, open): (_, Open) = match &self.target {
            Target::File(path) => (path.clone(), Output::named),
            Target::Folder(folder) => (folder.join(input.place()), Output::create),
            _ => return Ok(None),
        };
        let writer = layout.and_then(|layout| layout.writer(&place, open, self.shard_size));
        let opened = match writer {
            Some(writer) => writer.map(Sink::Own),
            None => Shards::fleeting(&place, open).map(|shards| Sink::File(Box::new(shards))),
        };
        match opened {
            Ok(sink) => Ok(Some(sink)),
            Err(error) if matches!(self.target, Target::Folder(_)) => {
                self.failed(input, 0, &error)?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Works on a file of many records: one thread reads ahead, the others clean.
    pub(super) fn stream(
        &mut self,
        input: &Input,
        sink: Option<&mut Sink>,
        (at, skip): (usize, u64),
        points: Option<&Path>,
    ) -> Result<()> {
        let mut records = match input.open(&self.options, self.shape(input), &self.read) {
            Ok(records) => records,
            Err(error) => return self.failed(input, 0, &error),
        };
        let layout = match records.layout() {
            Ok(layout) => layout,
            Err(refusal) => {
                let error = Error::Read { path: input.show(), source: std::io::Error::other(refusal.to_string()) };
                return self.failed(input, 0, &error);
            }
        };
        self.opened = true;
        let mut own = None;
        if sink.is_none() {
            own = self.own(input, Some(&*layout))?;
            if own.is_none() {
                return Ok(());
            }
        }
        let shared = sink.is_some();
        let Some(out) = sink.or(own.as_mut()) else { return Ok(()) };
        if self.shape(input) == Shape::Own && !self.only_shows() {
            out.head(layout.head())?;
        }
        if skip == 0 {
            self.name(input)?;
        }
        let mut done = skip;
        let mut broken = None;
        let mut read = Duration::ZERO;
        std::thread::scope(|scope| -> Result<()> {
            for chunk in feed::feed(scope, records, skip) {
                read += chunk.took;
                let start = Instant::now();
                let count = chunk.raws.len() as u64;
                let results: Vec<Done> = chunk.raws.into_par_iter().map(|raw| self.record(&*layout, input, raw)).collect();
                Timings::add(&mut self.seconds.clean, start.elapsed());
                let start = Instant::now();
                for result in results {
                    self.put(result, out)?;
                }
                done += count;
                broken = chunk.broken;
                if shared {
                    self.point(Some(&mut *out), points, (at, done))?;
                } else {
                    out.point()?;
                }
                Timings::add(&mut self.seconds.write, start.elapsed());
            }
            Ok(())
        })?;
        Timings::add(&mut self.seconds.read, read);
        if let Some((offset, stop)) = broken {
            let error = Error::Read { path: input.show(), source: stop.into() };
            // A file of records keeps what came before: it is whole. Of others nothing is.
            let whole = !matches!(own, Some(Sink::Own(_)));
            let kept = if whole { "; the records before it are done" } else { "; nothing is written" };
            self.say(&format_args!("{error} (from byte {offset} on, after {done} records{kept})"));
            self.summary.failed += 1;
            let reason = error.to_string();
            self.rejects.keep(&Rejected { source: input.name(), record: done, line: 0, offset, reason, raw: None })?;
            if !whole {
                return Ok(());
            }
        }
        self.summary.shards_removed += own.map_or(Ok(0), Sink::done)?;
        Ok(())
    }
    /// In which form its records leave.
    pub(super) fn shape(&self, input: &Input) -> Shape {
        match (&self.target, input.format) {
            (Target::Records(_), _) | (_, Format::Warc) | (Target::Stdout, Format::Parquet) => Shape::Json,
            _ => Shape::Own,
        }
    }
}
