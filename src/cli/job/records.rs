//! One record of a run: cleaned, written, counted.

use std::io::Write;

use anstream::stdout;
use anyhow::Result;
use copydesk::{
    Document,
    rules::registrable_domain,
    sink::{
        ledger,
        report::Tally,
        summary::{Site, Summary},
    },
    source::{
        Input,
        record::{Layout, Raw, Reject},
    },
};

use super::{
    Job, Work,
    rejects::Rejected,
    target::{Sink, standard},
};

/// One finished record.
#[derive(Default)]
pub(super) struct Done {
    output: Vec<u8>,
    /// What is shown of it.
    shown: String,
    ledger: Vec<u8>,
    summary: Summary,
    tally: Tally,
    /// Its site, when somebody asks.
    site: Option<String>,
    pub(super) reject: Option<Rejected>,
}

/// The site of a document, as far as its record tells it.
pub fn site_of(document: &Document) -> Option<String> {
    document.site.clone().or_else(|| registrable_domain(document.url.as_deref()?))
}

impl<W: Work> Job<'_, W> {
    pub(super) fn record(&self, layout: &dyn Layout, input: &Input, raw: Raw) -> Done {
        let mut done = Done::default();
        let source = input.name();
        let mut failure = None;
        let mut leaves = false;
        let mut clean = |document: Document| {
            leaves = true;
            let own = document.fields.clone();
            let id = document.id.clone();
            let asked = self.tallied || self.sites.is_some();
            let site = asked.then(|| site_of(&document).unwrap_or_default());
            let original = document.text.clone();
            let cleaned = match self.work.work(&source, raw.record, document) {
                Ok(cleaned) => cleaned,
                Err(error) => {
                    failure = Some(error.to_string());
                    return None;
                }
            };
            done.summary.count(&original, &cleaned);
            if let Some(site) = site {
                if self.tallied {
                    done.tally.count(&site, &cleaned);
                }
                done.site = Some(site).filter(|site| !site.is_empty());
            }
            if self.edits.is_some() {
                ledger::write(&source, raw.record, &id, &own, &original, &cleaned, &mut done.ledger);
            }
            if let Some(show) = self.shown {
                done.shown = show(&id, &original, &cleaned);
            }
            // Standard output is for the one or the other.
            (!self.only_shows()).then_some((cleaned.text, cleaned.fields))
        };
        let mut output = Vec::new();
        let result = match &raw.broken {
            Some(reason) => Err(Reject { reason: reason.clone(), kept: false }),
            None => layout.rewrite(&raw, self.shape(input), &mut clean, &mut output),
        };
        let result = match (result, failure) {
            (_, Some(reason)) => Err(Reject { reason, kept: !input.format.is_whole() }),
            (result, None) => result,
        };
        let dropped = match &result {
            Ok(_) if leaves => None,
            Ok(_) => Some("no page with a text"),
            Err(reject) if reject.kept => None,
            Err(reject) => Some(&*reject.reason),
        };
        if let (Some(why), true) = (dropped, self.edits.is_some()) {
            done.ledger.clear();
            ledger::write_dropped(&source, raw.record, why, &mut done.ledger);
        }
        match result {
            Ok(malformed) => done.summary.malformed += malformed as u64,
            Err(reject) => {
                if reject.kept && !self.only_shows() {
                    output = layout.keep(&raw, self.shape(input));
                }
                done.summary.failed = 1;
                let text = if input.format.is_whole() { None } else { layout.show(&raw) };
                let (Raw { record, line, offset, .. }, reason) = (raw, reject.reason);
                done.reject = Some(Rejected { source, record, line, offset, reason, raw: text });
            }
        }
        if !self.only_shows() {
            done.output = output;
        }
        done
    }

    /// Names an input in the ledger, before its records.
    pub(super) fn name(&mut self, input: &Input) -> Result<()> {
        if let Some(edits) = &mut self.edits {
            let mut line = Vec::new();
            ledger::write_source(&input.name(), &input.output_name(), &mut line);
            edits.write_all(&line).map_err(|source| edits.error(source))?;
        }
        Ok(())
    }

    pub(super) fn put(&mut self, done: Done, out: &mut Sink) -> Result<()> {
        self.summary.add(&done.summary);
        self.tally.add(done.tally);
        if let (Some(sites), Some(site)) = (&mut self.sites, done.site) {
            sites.entry(site).or_default().add(&Site::of(&done.summary));
        }
        out.put(&done.output)?;
        if !done.shown.is_empty() {
            stdout().write_all(done.shown.as_bytes()).map_err(standard)?;
        }
        if let Some(edits) = &mut self.edits {
            edits.write_all(&done.ledger).map_err(|source| edits.error(source))?;
        }
        match &done.reject {
            Some(_) if self.mute => Ok(()),
            Some(reject) => self.rejects.add(reject),
            None => Ok(()),
        }
    }
}
