//! `copydesk.toml`: what a project wants of every run, found upward from the working folder. The command line wins.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Result;
use copydesk::{
    Error, normalize,
    rules::{
        Diagnostic, RulesError,
        diagnostic::{Source, nearest},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::args::Selection;

/// The file's name.
const NAME: &str = "copydesk.toml";
const KEYS: &[&str] = &["rules", "no_builtin", "only_rule", "site", "budget", "no_score", "threshold", "weights", "fixers"];

/// A project's settings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Rules folders; relative ones stand beside this file.
    pub rules: Vec<PathBuf>,
    /// Leave the built-in rules out.
    pub no_builtin: bool,
    /// Run only these rules.
    pub only_rule: Vec<String>,
    /// The site of all documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The largest share of words that a document may lose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// Leave the scorer out.
    pub no_score: bool,
    /// The scorer's threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f32>,
    /// The scorer's weights; relative ones stand beside this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<PathBuf>,
    /// Fixers, on or off.
    pub fixers: BTreeMap<String, bool>,
}

/// Reads the nearest file upward from the working folder.
///
/// # Errors
/// When it cannot be read, or something in it is not known.
pub fn find() -> Result<Option<Config>> {
    let Ok(folder) = env::current_dir() else { return Ok(None) };
    let Some(path) = folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file()) else { return Ok(None) };
    let text = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
    let home = path.parent().unwrap_or(&folder);
    // As short as a user would write it.
    let beside = if home == folder { PathBuf::new() } else { home.to_owned() };
    let shown = if home == folder { NAME.to_owned() } else { path.display().to_string() };
    Ok(Some(read(&shown, &text, &beside).map_err(Error::from)?))
}

fn read(path: &str, text: &str, beside: &Path) -> Result<Config, RulesError> {
    let source = Arc::new(Source { path: path.to_owned(), text: text.to_owned() });
    let fail = |diagnostic: Diagnostic| RulesError { diagnostics: vec![diagnostic] };
    let mut config: Config = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let word = text.get(span.clone()).unwrap_or("");
        let diagnostic = if error.message().starts_with("unknown field") {
            let help = match nearest(word, KEYS.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", KEYS.join(", ")),
            };
            Diagnostic::error(&source, span, format!("unknown key `{word}`")).help(help)
        } else {
            Diagnostic::error(&source, span, error.message().to_owned())
        };
        fail(diagnostic)
    })?;
    let place = |key: &str| {
        let at = text
            .match_indices(key)
            .map(|(at, _)| at)
            .find(|&at| at == 0 || text[..at].ends_with(['\n', ' ', '.', '{']))
            .unwrap_or(0);
        at..at + key.len().min(text.len())
    };
    let known: Vec<&str> = normalize::fixers().iter().map(|fixer| fixer.name()).collect();
    if let Some(name) = config.fixers.keys().find(|name| !known.contains(&name.as_str())) {
        let help = nearest(name, known.iter().copied())
            .map_or_else(|| format!("there are: {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        return Err(fail(Diagnostic::error(&source, place(name), format!("no fixer is called `{name}`")).help(help)));
    }
    let share = |value: f64| (0.0..=1.0).contains(&value);
    if config.budget.is_some_and(|budget| !share(budget)) {
        return Err(fail(Diagnostic::error(&source, place("budget"), "`budget` is a share, from 0 to 1")));
    }
    if config.threshold.is_some_and(|threshold| !share(threshold.into())) {
        return Err(fail(Diagnostic::error(&source, place("threshold"), "`threshold` is a probability, from 0 to 1")));
    }
    for folder in config.rules.iter_mut().chain(config.weights.as_mut()) {
        *folder = beside.join(&*folder);
    }
    Ok(config)
}

impl Config {
    /// Fills in what the command line does not say.
    pub fn fill(&self, selection: &mut Selection) {
        let mut rules = self.rules.clone();
        rules.append(&mut selection.rules);
        selection.rules = rules;
        selection.no_builtin |= self.no_builtin;
        if selection.only_rule.is_empty() {
            selection.only_rule.clone_from(&self.only_rule);
        }
        selection.site = selection.site.take().or_else(|| self.site.clone());
        let asked = selection.weights.is_some() || selection.threshold.is_some();
        selection.no_score |= self.no_score && !asked;
        selection.weights = selection.weights.take().or_else(|| self.weights.clone());
        selection.threshold = selection.threshold.or(self.threshold);
        let mut fixers: Vec<String> =
            self.fixers.iter().map(|(name, on)| format!("{name}={}", if *on { "on" } else { "off" })).collect();
        // A later switch wins.
        fixers.append(&mut selection.fixer);
        selection.fixer = fixers;
    }

    /// What a run with these options would use.
    pub fn of(selection: &Selection, budget: Option<f64>) -> Self {
        let fixers = selection.fixer.iter().map(|switch| match switch.split_once('=') {
            Some((name, state)) => (name.to_owned(), state == "on"),
            None => (switch.clone(), true),
        });
        Self {
            rules: selection.rules.clone(),
            no_builtin: selection.no_builtin,
            only_rule: selection.only_rule.clone(),
            site: selection.site.clone(),
            budget,
            no_score: selection.no_score,
            threshold: selection.threshold,
            weights: selection.weights.clone(),
            fixers: fixers.collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        read("copydesk.toml", text, Path::new("")).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_are_named_at_their_place() {
        assert!(wrong("rule = [\"x\"]\n").contains("error: unknown key `rule`\n --> copydesk.toml:1:1"), "{}", wrong("rule = []"));
        assert!(wrong("rule = []").contains("did you mean `rules`?"));
        assert!(wrong("\nbudget = \"a\"\n").contains("copydesk.toml:2:10"));
        assert!(wrong("budget = 3.0\n").contains("`budget` is a share"));
        assert!(wrong("[fixers]\nspace = true\n").contains("copydesk.toml:2:1"), "{}", wrong("[fixers]\nspace = true\n"));
        assert!(wrong("rules = [\n").contains("copydesk.toml:"));
    }

    #[test]
    fn every_key_is_known() {
        let text = "rules = [\"a\"]\nno_builtin = true\nonly_rule = []\nsite = \"a.example\"\nbudget = 0.5\nno_score = false\nthreshold = 0.2\nweights = \"w\"\n[fixers]\nspaces = false\n";
        let config = read("copydesk.toml", text, Path::new("/x")).unwrap();
        assert_eq!(config.rules, [PathBuf::from("/x/a")]);
        for key in KEYS {
            assert!(text.contains(key));
        }
    }
}
