//! The language page: every example in it is a rules file that loads and does what it says, and no key is without one.

use std::{collections::BTreeSet, fs};

use copydesk::{
    Class, RuleSet,
    rules::{Choice, schema, verify},
};
use serde_json::Value;

/// The TOML blocks of a page that are rules files.
fn examples(page: &str) -> Vec<String> {
    let text = fs::read_to_string(crate::root().join(page)).unwrap();
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(rest));
    blocks.filter(|block| block.contains("[[rule]]")).map(str::to_owned).collect()
}

#[test]
fn every_example_is_a_rules_file_that_keeps_its_word() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: String, text: &str| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // The rule that the page's first example switches off.
    write(
        "sites/linn-post.example.toml".into(),
        "[site]\nname = \"Linn Post\"\ndomains = [\"linn-post.example\"]\n\n[[rule]]\nid = \"old-appeal\"\nclass = \"donation\"\nwhy = \"test\"\nline = \"Give\"\nremoves = [\"Give\"]\nkeeps = [\"Give in\"]\n",
    );
    let mut rules = 0;
    for page in ["docs/rules.md", "README.md"] {
        for (index, block) in examples(page).iter().enumerate() {
            let folder = if block.contains("[site]") { "sites" } else { "generic" };
            let name = page.trim_end_matches(".md").replace('/', "-").to_lowercase();
            write(format!("{folder}/{name}-{index}.toml"), block);
            rules += block.matches("[[rule]]").count();
        }
    }
    let choice = Choice { folders: vec![dir.path().to_owned()], no_builtin: true, ..Choice::default() };
    let set = match RuleSet::choose(&choice) {
        Ok(set) => set,
        Err(error) => panic!("{error}"),
    };
    // A rule without both kinds of examples is warned about.
    assert!(set.warnings().is_empty(), "{:?}", set.warnings());
    assert_eq!(set.rules().len(), rules, "one of them is switched off, one was added for that");
    assert!(verify::all(&set).0 >= 2 * rules);
}

/// Keys of a schema's object, and the values that it lists for each.
fn keys(object: &Value) -> Vec<(String, Vec<String>)> {
    let listed = |value: &Value| {
        value["enum"].as_array().into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    object["properties"].as_object().unwrap().iter().map(|(key, value)| (key.clone(), listed(value))).collect()
}

#[test]
fn every_key_and_every_choice_has_an_example() {
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    for block in examples("docs/rules.md") {
        let file: toml::Table = block.parse().unwrap();
        let site = file.get("site").and_then(toml::Value::as_table);
        let rules = file.get("rule").and_then(toml::Value::as_array).unwrap().iter().filter_map(toml::Value::as_table);
        for table in [&file].into_iter().chain(site).chain(rules) {
            for (key, value) in table {
                used.insert((key.clone(), value.as_str().unwrap_or_default().to_owned()));
                let examples = value.as_array().into_iter().flatten().filter_map(toml::Value::as_table);
                used.extend(examples.flat_map(|example| example.keys()).map(|key| (key.clone(), String::new())));
            }
        }
    }
    let schema = schema::schema();
    let rule = &schema["properties"]["rule"]["items"];
    let example = &rule["properties"]["removes"]["oneOf"][0]["oneOf"][1];
    for (key, choices) in [&schema, &schema["properties"]["site"], rule, example].into_iter().flat_map(keys) {
        assert!(used.iter().any(|(known, _)| *known == key), "docs/rules.md has no example with the key `{key}`");
        for choice in choices.iter().filter(|_| key != "class") {
            assert!(used.contains(&(key.clone(), choice.clone())), "docs/rules.md has no example with {key} = \"{choice}\"");
        }
    }
    let page = fs::read_to_string(crate::root().join("docs/rules.md")).unwrap();
    for class in Class::ALL {
        assert!(page.contains(&format!("`{class}`")), "docs/rules.md does not name the class `{class}`");
    }
}

#[test]
fn the_readme_counts_the_packs_that_are_there() {
    let readme = fs::read_to_string(crate::root().join("README.md")).unwrap();
    let count = |folder: &str| fs::read_dir(crate::root().join(folder)).unwrap().count();
    let words = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    for (folder, said) in [("rules/lang", "packs for {} languages"), ("rules/sites", "files for {} sites")] {
        let said = said.replace("{}", &count(folder).to_string());
        assert!(words.contains(&said), "README.md does not say {said:?}");
    }
}
