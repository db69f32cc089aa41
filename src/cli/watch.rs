//! Runs something again whenever a file under some folders is saved.

use std::{path::PathBuf, sync::mpsc, time::Duration};

use anstream::eprintln;
use anyhow::Result;
use copydesk::Error;
use notify::{RecursiveMode, Watcher};

/// Saving is several events: what comes within this time is one.
const QUIET: Duration = Duration::from_millis(150);

/// Runs `work` now and after each change, until the process is stopped.
pub fn run(folders: &[PathBuf], mut work: impl FnMut() -> Result<()>) -> Result<()> {
    if folders.is_empty() {
        return Err(Error::Usage("--watch needs a folder to look at: name it with --rules".into()).into());
    }
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !event.kind.is_access()
            && event.paths.iter().any(|path| path.extension().is_some_and(|extension| extension == "toml"))
        {
            // Nobody listens any more when the run has ended.
            let _ = sender.send(());
        }
    })?;
    for folder in folders {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    loop {
        work()?;
        eprintln!("waiting for a change; end with Ctrl-C");
        if receiver.recv().is_err() {
            return Ok(());
        }
        while receiver.recv_timeout(QUIET).is_ok() {}
    }
}
