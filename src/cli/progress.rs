//! How far a run is: a bar on a terminal, a line now and then elsewhere, nothing when nobody wants it.

#[cfg(feature = "progress")]
use std::io::IsTerminal;
use std::time::{Duration, Instant};

use anstream::eprintln;
use copydesk::sink::summary::Summary;
#[cfg(feature = "progress")]
use indicatif::{ProgressBar, ProgressStyle};

/// Time between two lines.
const BETWEEN_LINES: Duration = Duration::from_secs(10);
const MEGABYTE: f64 = 1_048_576.0;

/// Tells how far a run is.
pub struct Progress {
    kind: Kind,
    start: Instant,
    total: u64,
}

enum Kind {
    Silent,
    Lines {
        last: Instant,
    },
    #[cfg(feature = "progress")]
    Bar(ProgressBar),
}

impl Progress {
    /// Says nothing.
    pub fn silent() -> Self {
        Self { kind: Kind::Silent, start: Instant::now(), total: 0 }
    }

    /// Says how much of `total` bytes is done.
    pub fn of(total: u64) -> Self {
        let start = Instant::now();
        #[cfg(feature = "progress")]
        if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(total);
            let template = "{wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}, {eta} left; {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            return Self { kind: Kind::Bar(bar), start, total };
        }
        Self { kind: Kind::Lines { last: start }, start, total }
    }

    /// Tells the counts so far, and the bytes read.
    pub fn tell(&mut self, summary: &Summary, read: u64) {
        let per_second = summary.documents as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        let removed: u64 = summary.removed.values().sum();
        let share = 100.0 * removed as f64 / (summary.words.max(1)) as f64;
        let said = || format!("{} documents, {per_second:.0}/s, {share:.1}% removed", summary.documents);
        match &mut self.kind {
            Kind::Silent => {}
            Kind::Lines { last } => {
                if last.elapsed() >= BETWEEN_LINES {
                    *last = Instant::now();
                    eprintln!("{:.0} of {:.0} MB; {}", read as f64 / MEGABYTE, self.total as f64 / MEGABYTE, said());
                }
            }
            #[cfg(feature = "progress")]
            Kind::Bar(bar) => {
                bar.set_position(read.min(self.total));
                bar.set_message(said());
            }
        }
    }

    /// Takes the bar away.
    pub fn done(&self) {
        #[cfg(feature = "progress")]
        if let Kind::Bar(bar) = &self.kind {
            bar.finish_and_clear();
        }
    }
}
