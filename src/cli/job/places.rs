//! All places of a run, before it starts: what is written must be none that is read, and no two outputs one file.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use copydesk::{
    Error,
    sink::{self, beside},
    source::{self, Input},
};

use super::{
    checkpoint, manifest, rejects,
    target::{self, Target},
};
use crate::cli::args::Selection;

/// What a run reads and what it writes.
#[derive(Debug, Default)]
pub struct Places<'p> {
    /// What was named as input, and what was found there.
    pub named: &'p [PathBuf],
    pub inputs: &'p [Input],
    /// Rules and weights.
    pub selection: Option<&'p Selection>,
    /// What is read besides, and what it is.
    pub read: Option<(&'static str, &'p Path)>,
    /// The output, and whether it is cut into shards.
    pub output: Option<&'p Path>,
    pub sharded: bool,
    /// What is written besides.
    pub written: &'p [(&'static str, Option<&'p Path>)],
}

impl Places<'_> {
    /// Looks whether any two would be one.
    ///
    /// # Errors
    /// When two are: the message names both.
    pub fn check(&self) -> Result<(), Error> {
        let mut taken: BTreeMap<PathBuf, String> = BTreeMap::new();
        let mut read = |what: &str, path: &Path| taken.insert(source::absolute(path), format!("{what} {}", path.display()));
        for input in self.inputs.iter().filter(|input| !input.is_stdin()) {
            read("the input", &input.path);
        }
        let rules: &[PathBuf] = self.selection.map_or(&[], |selection| &selection.rules);
        for path in rules {
            read("the rules", path);
        }
        if let Some(weights) = self.selection.and_then(|selection| selection.weights.as_ref()) {
            read("the weights", weights);
        }
        if let Some((what, path)) = self.read {
            read(what, path);
        }
        let written = self.written()?;
        let shards = self.output.filter(|_| self.sharded);
        for (what, path, is_named) in &written {
            // Many may write to one device.
            if sink::is_device(path) {
                continue;
            }
            // A link that was named is followed; any other is replaced.
            let place = match (path.parent(), path.file_name()) {
                (Some(folder), Some(name)) if !is_named => source::absolute(folder).join(name),
                _ => source::absolute(path),
            };
            for (path, place) in [(beside(path, ".part"), beside(&place, ".part")), (path.clone(), place)] {
                let said = format!("{what} {}", path.display());
                // A file there would be a rule the next time, if it is none now.
                let among =
                    |folder: &&PathBuf| path.extension() == Some(OsStr::new("toml")) && place.starts_with(source::absolute(folder));
                if let Some(folder) = rules.iter().find(among) {
                    return Err(same(&said, &format!("a file of the rules {}", folder.display())));
                }
                if let Some(other) = taken.insert(place, said.clone()) {
                    return Err(same(&said, &other));
                }
            }
        }
        if let Some(output) = shards {
            let whole = source::absolute(output);
            if let Some((_, other)) = taken.iter().find(|(place, _)| sink::is_shard(place, &whole)) {
                return Err(same(&format!("a shard of the output {}", output.display()), other));
            }
        }
        Ok(())
    }

    /// All that is written: what it is, where, and whether a link there is followed.
    fn written(&self) -> Result<Vec<(&'static str, PathBuf, bool)>, Error> {
        let mut written: Vec<_> = self.written.iter().filter_map(|&(what, path)| Some((what, path?.to_owned(), true))).collect();
        let Some(output) = self.output else { return Ok(written) };
        written.push(("the output", output.to_owned(), true));
        if !sink::is_device(output) {
            written.push(("the file of bad records", rejects::path(output), true));
            written.push(("the manifest", manifest(output), true));
            written.push(("the checkpoint", checkpoint::path(output), true));
        }
        if let Target::Folder(folder) = target::target(output, self.named, self.inputs)? {
            written.extend(self.inputs.iter().map(|input| ("the output", folder.join(input.place()), false)));
        }
        Ok(written)
    }
}

fn same(one: &str, other: &str) -> Error {
    Error::Usage(format!("{one} and {other} are the same file: they need two places; name another"))
}
