//! Puts every rules file into the binary, after running the examples inside: a rule that does not do what they say does not build.
//!
//! It also lays the word lists out for look-ups. The rule engine is compiled into this script, from the same files as into the library.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use rules::{
    compile::{Choice, RuleSet},
    diagnostic::Diagnostic,
    evidence::Evidence,
    rule::Matcher,
};

#[path = "src/block.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod block;
#[path = "src/class.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod class;
#[path = "src/clock.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod clock;
#[path = "src/edit.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod edit;
#[path = "src/fold.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod fold;
#[path = "src/normalize/hash.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod hash;
#[path = "src/span.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod span;
#[path = "src/text.rs"]
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod text;
#[path = "build/words.rs"]
mod words;
#[allow(dead_code, reason = "the script uses a part of the engine")]
mod rules {
    #[path = "../src/rules/apply.rs"]
    mod apply;
    #[path = "../src/rules/broad.rs"]
    mod broad;
    #[path = "../src/rules/compile.rs"]
    pub mod compile;
    #[path = "../src/rules/diagnostic.rs"]
    pub mod diagnostic;
    #[path = "../src/rules/evidence.rs"]
    pub mod evidence;
    #[path = "../src/rules/literal_set.rs"]
    mod literal_set;
    #[path = "../src/rules/literals.rs"]
    mod literals;
    #[path = "../src/rules/needs.rs"]
    mod needs;
    #[path = "../src/rules/read.rs"]
    mod read;
    #[path = "../src/rules/regex.rs"]
    mod regex;
    #[path = "../src/rules/rule.rs"]
    pub mod rule;
    #[path = "../src/rules/scan.rs"]
    mod scan;
    #[path = "../src/rules/select.rs"]
    mod select;
    #[path = "../src/rules/verify.rs"]
    mod verify;

    mod builtin {
        /// The files that this script is about to list.
        pub(super) const FILES: &[(&str, &str)] = &[];
        /// What it is about to find out.
        pub(super) const EVIDENCE: &[super::evidence::Known] = &[];
    }
}

#[allow(clippy::print_stderr, reason = "cargo shows what a failing script says there")]
fn main() -> io::Result<ExitCode> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let parts: Vec<PathBuf> = ["generic", "lang", "sites"].iter().map(|part| Path::new("rules").join(part)).collect();
    let mut files = Vec::new();
    for part in &parts {
        collect(&root.join(part), &mut files)?;
    }
    files.sort();
    let mut list = String::from("/// Path from the package's root, and text.\npub(super) const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        list.push_str(&format!("    ({name:?}, include_str!({:?})),\n", file.to_string_lossy()));
    }
    list.push_str("];\n");
    match check() {
        Ok(set) => list.push_str(&evidence(&set)),
        Err(wrong) => {
            wrong.iter().for_each(|diagnostic| eprintln!("{}\n", diagnostic.render(false)));
            return Ok(ExitCode::FAILURE);
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    words::lay_out(&root.join("rules/words"), &out)?;
    fs::write(out.join("builtin_rules.rs"), list)?;
    Ok(ExitCode::SUCCESS)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// Loads the rules as a user's, who are held to their examples; of built-in ones a missing kind is an error, too.
fn check() -> Result<RuleSet, Vec<Diagnostic>> {
    let choice = Choice { folders: vec![PathBuf::from("rules")], no_builtin: true, ..Choice::default() };
    let set = RuleSet::choose(&choice).map_err(|error| error.diagnostics)?;
    if set.warnings().is_empty() { Ok(set) } else { Err(set.warnings().to_vec()) }
}

/// What each regular expression of the rules holds on to: parsing them all would take most of a short run's time.
fn evidence(set: &RuleSet) -> String {
    let patterns = set.rules().iter().flat_map(|rule| match &rule.matcher {
        Matcher::Regex(regexes) => regexes.iter().map(|regex| regex.pattern.as_str()).collect(),
        _ => Vec::new(),
    });
    let patterns: BTreeSet<&str> = patterns.collect();
    let mut list = String::from("/// Sorted by the expression.\npub(super) const EVIDENCE: &[super::evidence::Known] = &[\n");
    for pattern in patterns {
        let Evidence { literals, needs } = Evidence::found(pattern);
        let literals = literals.map_or("None".to_owned(), |gates| {
            let gates: Vec<_> = gates.into_iter().map(|gate| (gate.text, gate.at_word)).collect();
            format!("Some(&{gates:?})")
        });
        list.push_str(&format!("    ({pattern:?}, {literals}, {}),\n", needs.0));
    }
    list.push_str("];\n");
    list
}
