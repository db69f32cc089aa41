//! `copydesk rules new`: a site's file, with what an article holds besides its story offered as candidates.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use anstream::stdout;
use anyhow::Result;
use copydesk::{Document, Error, Pipeline, RuleSet, Settings, block, fold, rules, sink::Output, stage::decode};

use super::Outcome;

/// Words that a candidate has at most.
const SHORT: usize = 16;
/// Candidates side by side that are offered as one rule.
const GROUP: usize = 24;

/// Words of a candidate that suggest a class.
const HINTS: &[(&str, &[&str])] = &[
    ("newsletter", &["newsletter", "subscribe", "sign up", "inbox"]),
    ("advertising", &["advert", "sponsored", "promoted"]),
    ("comments", &["comment", "reply"]),
    ("social", &["share", "follow", "facebook", "twitter", "whatsapp", "instagram"]),
    ("legal", &["©", "copyright", "rights reserved", "terms"]),
    ("consent", &["cookie", "privacy"]),
    ("donation", &["donat", "support us", "gift"]),
    ("related", &["read more", "related", "more stories", "more from", "also read", "most read"]),
    ("bio", &["is a reporter", "email the author", "contact the"]),
];

pub fn run(site: &str, from: Option<&Path>, folder: &Path) -> Result<Outcome> {
    let Some(domain) = rules::registrable_domain(site) else {
        return Err(Error::Usage(format!("`{site}` is no domain: write something like example.com")).into());
    };
    let path = folder.join("sites").join(format!("{domain}.toml"));
    if path.exists() {
        return Err(Error::Usage(format!("{}: is there already; add your rules to it", path.display())).into());
    }
    let mut text = format!(
        "#:schema ../copydesk.schema.json\n\n[site]\nname = {name}\ndomains = [{name}]\n# Phrases that give the site away in a text that has no URL:\n# marks = [\"…\"]\n",
        name = quote(&domain)
    );
    let mut found = 0;
    if let Some(article) = from {
        let groups = candidates(article, &domain)?;
        found = groups.len();
        if !groups.is_empty() {
            text.push_str(
                "\n# Candidates: short blocks of the article that no rule removes yet. Keep what the site puts on every page, delete\n# the rest, and take the `# ` away. Give each rule a `keeps`: a sentence of a story that says almost the same.\n",
            );
        }
        for group in groups {
            offer(&group, &mut text);
        }
    } else {
        text.push_str(
            "\n# [[rule]]\n# id = \"…\"\n# class = \"navigation\"\n# why = \"…\"\n# line = [\"…\"]\n# removes = [\"…\"]\n# keeps = [\"…\"]\n",
        );
    }
    put(&path, &text)?;
    let schema = folder.join("copydesk.schema.json");
    if !schema.exists() {
        put(&schema, &format!("{:#}\n", rules::schema::schema()))?;
    }
    let mut out = stdout().lock();
    writeln!(out, "{}: {found} candidates", shown(&path))?;
    writeln!(out, "next: edit it, then `copydesk rules test --rules {}`", shown(folder))?;
    Ok(Outcome::Done)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn put(path: &Path, text: &str) -> Result<(), Error> {
    let mut output = Output::create(path)?;
    output.write_all(text.as_bytes()).map_err(|source| output.error(source))?;
    output.finish()
}

fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Short blocks that are left of an article, in runs.
fn candidates(article: &Path, domain: &str) -> Result<Vec<Vec<String>>> {
    let bytes = fs::read(article).map_err(|source| Error::Read { path: article.to_owned(), source })?;
    let text = decode::decode(bytes).text;
    let rules = RuleSet::builtin().map_err(|error| Error::Rules(error.clone()))?;
    let settings = Settings { site: Some(domain.to_owned()), score: None, ..Settings::default() };
    let document = Document { site: Some(domain.to_owned()), text, ..Document::default() };
    let cleaned = Pipeline::new(rules, &settings).clean(document);
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut open = false;
    let blocks = block::blocks(&cleaned.text);
    // The first block is most often the headline.
    for block in blocks.iter().skip(1) {
        let words = block.of(&cleaned.text);
        let loose = fold::fold(words);
        let hinted = HINTS.iter().any(|(_, hints)| hints.iter().any(|hint| loose.contains(hint)));
        let sentence = words.trim_end_matches(['"', '”', '’', ')', '»']).ends_with(['.', '!', '?', '…', '。', '"']);
        let count = fold::count_words(words);
        if count == 0 || count > SHORT || (sentence && !hinted) || words.starts_with(['"', '“', '«', '„']) {
            open = false;
            continue;
        }
        match groups.last_mut().filter(|group| open && group.len() < GROUP) {
            Some(group) => group.push(words.to_owned()),
            None => groups.push(vec![words.to_owned()]),
        }
        open = true;
    }
    Ok(groups)
}

/// Writes a group of candidates as a rule behind `# `.
fn offer(group: &[String], out: &mut String) {
    let loose = fold::fold(&group.join(" "));
    let class =
        HINTS.iter().find(|(_, hints)| hints.iter().any(|hint| loose.contains(hint))).map_or("navigation", |(class, _)| class);
    let words: Vec<&str> = loose.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(4).collect();
    let id = if words.is_empty() { "block".to_owned() } else { words.join("-") };
    let list: Vec<String> = group.iter().map(|text| quote(text)).collect();
    let list = match &list[..] {
        [one] => one.clone(),
        many => format!("[\n#     {},\n# ]", many.join(",\n#     ")),
    };
    let examples: Vec<String> = group.iter().map(|text| quote(text)).collect();
    let removes = match &examples[..] {
        [one] => format!("[{one}]"),
        many => format!("[\n#     {},\n# ]", many.join(",\n#     ")),
    };
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "\n# [[rule]]\n# id = \"{id}\"\n# class = \"{class}\"\n# why = \"…\"\n# line = {list}\n# removes = {removes}\n# keeps = [\"…\"]\n"
    );
}
