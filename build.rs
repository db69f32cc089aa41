//! Puts every rules file into the binary, and refuses one whose rules have no examples.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for part in ["generic", "lang", "sites"] {
        collect(&root.join("rules").join(part), &mut files)?;
    }
    files.sort();
    let mut list = String::from("/// Path from the package's root, and text.\npub(super) const FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        check(&name, &fs::read_to_string(&file)?)?;
        list.push_str(&format!("    ({name:?}, include_str!({:?})),\n", file.to_string_lossy()));
    }
    list.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("builtin_rules.rs"), list)
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

/// A built-in rule has both kinds of examples. That they pass is for `rules test`, which cannot run before there is a binary.
fn check(name: &str, text: &str) -> io::Result<()> {
    let table = DeTable::parse(text).map_err(|error| io::Error::other(format!("{name}: {error}")))?;
    let Some(DeValue::Array(rules)) = table.get_ref().get("rule").map(|value| value.get_ref()) else { return Ok(()) };
    for rule in rules {
        let DeValue::Table(rule) = rule.get_ref() else { continue };
        for key in ["removes", "keeps"] {
            let given = match rule.get(key).map(|value| value.get_ref()) {
                Some(DeValue::Array(examples)) => !examples.is_empty(),
                Some(DeValue::String(_)) => true,
                _ => false,
            };
            if !given {
                let id = rule.get("id").and_then(|id| id.get_ref().as_str()).unwrap_or("?");
                return Err(io::Error::other(format!("{name}: rule `{id}` has no `{key}` examples")));
            }
        }
    }
    Ok(())
}
