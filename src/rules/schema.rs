//! The JSON Schema of a rules file, from the same keys that the reader knows: editors complete and check with it.

use serde_json::{Map, Value, json};

use super::read::{ACTIONS, DEPENDENT_KEYS, MATCHER_KEYS};
use crate::class::Class;

/// What a key holds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Texts,
    Count,
    Flag,
    Date,
    Class,
    Choice(&'static [&'static str]),
    Removes,
    Keeps,
}

type Key = (&'static str, Kind, &'static str);

const FILE: &[(&str, &str)] = &[
    ("site", "Only in a site's file: whose texts the rules are for"),
    ("off", "Full names of other files' rules, or starts of them, that are switched off"),
    ("rule", "The rules"),
];
const SITE: &[Key] = &[
    ("name", Kind::Text, "What people call the site"),
    ("domains", Kind::Texts, "Registrable domains or subdomains; subdomains of these match too"),
    ("marks", Kind::Texts, "Literals that give the site away in a text that has no URL"),
];
const ANCHORS: &[&str] = &["line", "starts", "ends", "contains"];
const RULE: &[Key] = &[
    ("id", Kind::Text, "a-z, 0-9 and -; unique in its file"),
    ("class", Kind::Class, "What it removes, in the policy's terms"),
    ("why", Kind::Text, "One line that says what this is, shown by `explain`"),
    ("line", Kind::Texts, "Matches a block that is this literal and nothing else"),
    ("starts", Kind::Texts, "Matches a block that starts with this literal"),
    ("ends", Kind::Texts, "Matches a block that ends with this literal"),
    ("contains", Kind::Texts, "Matches a block that contains this literal, at word boundaries"),
    ("regex", Kind::Texts, "Matches a block in which this regular expression is found"),
    ("from", Kind::Texts, "The first block of a section (with `to`), or the heading of a run (with `run`)"),
    ("to", Kind::Texts, "The last block of a section"),
    ("run", Kind::Count, "Short blocks under the heading that go with it, at most"),
    ("run_min", Kind::Count, "Short blocks that must follow, or nothing happens (default 0)"),
    ("run_words", Kind::Count, "Words that each of them has at most (default 14)"),
    ("after", Kind::Texts, "Matches this block and all after it"),
    ("before", Kind::Texts, "Matches this block and all before it"),
    ("menu", Kind::Texts, "Matches a run of short blocks, several of which are in this list"),
    ("at_least", Kind::Count, "Different known words that a menu needs (default 4)"),
    ("within", Kind::Count, "Blocks that go at most"),
    ("anchor", Kind::Choice(ANCHORS), "How the literals of from, to, after and before lie in their block (default line)"),
    ("to_anchor", Kind::Choice(ANCHORS), "The same for `to` alone"),
    ("exact", Kind::Flag, "Compare byte by byte and not loosely"),
    ("digits", Kind::Choice(&["any"]), "Every run of digits stands for any other"),
    ("where", Kind::Choice(&["head", "tail", "anywhere"]), "Where in the text the block must stand"),
    ("max_words", Kind::Count, "Words that the block has at most"),
    ("min_words", Kind::Count, "Words that the block has at least"),
    ("unless", Kind::Texts, "Literals, none of which the block may contain"),
    ("next", Kind::Texts, "What the next block starts with; \"<end>\" for none"),
    ("previous", Kind::Texts, "What the previous block starts with; \"<start>\" for none"),
    ("lang", Kind::Texts, "Two-letter codes of the document's language"),
    ("valid_from", Kind::Date, "First day on which the site looked like this"),
    ("valid_until", Kind::Date, "Last day on which the site looked like this"),
    ("action", Kind::Choice(ACTIONS), "What to do with the match (default remove)"),
    ("with", Kind::Text, "What `replace` puts there; $1 and $name stand for groups of a regex"),
    ("field", Kind::Choice(&["author", "published", "title"]), "The field that `extract` fills"),
    ("removes", Kind::Removes, "Texts of which the rule, alone, leaves nothing, or what `leaves` says"),
    ("keeps", Kind::Keeps, "Near misses that the rule, alone, leaves byte for byte as they are"),
];

/// The JSON Schema of a rules file.
pub fn schema() -> Value {
    let mut rule = object(RULE, &["id", "class", "why"]);
    let one: Vec<Value> = MATCHER_KEYS.iter().map(|key| json!({ "required": [key] })).collect();
    let mut all = vec![json!({ "oneOf": one })];
    for (key, owners) in DEPENDENT_KEYS {
        let any: Vec<Value> = owners.iter().map(|owner| json!({ "required": [owner] })).collect();
        all.push(json!({ "if": { "required": [key] }, "then": { "anyOf": any } }));
    }
    rule["allOf"] = Value::Array(all);
    let mut file = Map::new();
    for (key, doc) in FILE {
        let mut value = match *key {
            "site" => object(SITE, &["name", "domains"]),
            "rule" => json!({ "type": "array", "items": rule }),
            _ => of(Kind::Texts),
        };
        value["description"] = json!(doc);
        file.insert((*key).to_owned(), value);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "copydesk rules",
        "type": "object",
        "properties": file,
        "additionalProperties": false,
    })
}

fn object(keys: &[Key], required: &[&str]) -> Value {
    let mut properties = Map::new();
    for (key, kind, doc) in keys {
        let mut value = of(*kind);
        value["description"] = json!(doc);
        properties.insert((*key).to_owned(), value);
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn of(kind: Kind) -> Value {
    let texts = |items: Value| json!({ "oneOf": [items.clone(), { "type": "array", "items": items }] });
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts | Kind::Keeps => texts(json!({ "type": "string" })),
        Kind::Count => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        // An editor sees a TOML date as a string of this form.
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Class => json!({ "enum": Class::ALL.iter().map(|class| class.name()).collect::<Vec<_>>() }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Removes => texts(json!({ "oneOf": [
            { "type": "string" },
            {
                "type": "object",
                "properties": { "text": { "type": "string" }, "leaves": { "type": "string" } },
                "required": ["text", "leaves"],
                "additionalProperties": false,
            },
        ] })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::read::{EXAMPLE_KEYS, FILE_KEYS, RULE_KEYS, SITE_KEYS};

    fn sorted<'k>(keys: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
        let mut keys: Vec<&str> = keys.into_iter().collect();
        keys.sort_unstable();
        keys
    }

    fn names(value: &Value) -> Vec<&str> {
        sorted(value["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()))
    }

    #[test]
    fn knows_the_keys_that_the_reader_knows() {
        let schema = schema();
        assert_eq!(names(&schema), sorted(FILE_KEYS.iter().copied()));
        assert_eq!(names(&schema["properties"]["site"]), sorted(SITE_KEYS.iter().copied()));
        let rule = &schema["properties"]["rule"]["items"];
        assert_eq!(names(rule), sorted(RULE_KEYS.iter().copied()));
        let example = &rule["properties"]["removes"]["oneOf"][0]["oneOf"][1];
        assert_eq!(names(example), sorted(EXAMPLE_KEYS.iter().copied()));
    }

    #[test]
    fn the_language_page_names_every_key() {
        let page = include_str!("../../docs/rules.md");
        for key in RULE_KEYS.iter().chain(SITE_KEYS).chain(FILE_KEYS) {
            assert!(
                page.contains(&format!("`{key}")) || page.contains(&format!("{key} = ")) || page.contains(&format!("[{key}]")),
                "{key}"
            );
        }
    }
}
