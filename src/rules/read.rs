//! A rules file: TOML read into rules, with everything that is wrong said at once.

use std::{ops::Range, path::Path, sync::Arc};

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    broad,
    diagnostic::{Diagnostic, Source, nearest},
    regex::Regex,
    rule::{Action, Anchor, Example, Field, Guards, Literals, Matcher, Pack, Place, Rule, Site},
};
use crate::{class::Class, fold};

pub(super) const FILE_KEYS: &[&str] = &["site", "rule", "off"];
pub(super) const SITE_KEYS: &[&str] = &["name", "domains", "marks"];
pub(super) const MATCHER_KEYS: &[&str] = &["line", "starts", "ends", "contains", "regex", "from", "after", "before", "menu"];
pub(super) const ACTIONS: &[&str] = &["remove", "remove-match", "replace", "extract", "protect"];
pub(super) const EXAMPLE_KEYS: &[&str] = &["text", "leaves"];
pub(super) const RULE_KEYS: &[&str] = &[
    "id",
    "class",
    "why",
    "line",
    "starts",
    "ends",
    "contains",
    "regex",
    "from",
    "to",
    "run",
    "run_min",
    "run_words",
    "after",
    "before",
    "menu",
    "at_least",
    "within",
    "anchor",
    "to_anchor",
    "exact",
    "digits",
    "where",
    "max_words",
    "min_words",
    "unless",
    "next",
    "previous",
    "lang",
    "valid_from",
    "valid_until",
    "action",
    "with",
    "field",
    "removes",
    "keeps",
];
/// Keys that only mean something beside some matchers.
pub(super) const DEPENDENT_KEYS: &[(&str, &[&str])] = &[
    ("to", &["from"]),
    ("run", &["from"]),
    ("run_min", &["from"]),
    ("run_words", &["from"]),
    ("to_anchor", &["from"]),
    ("at_least", &["menu"]),
    ("within", &["from", "after", "before"]),
    ("anchor", &["from", "after", "before"]),
];
/// Keys that only mean something beside one action.
pub(super) const ACTION_KEYS: &[(&str, &str)] = &[("with", "replace"), ("field", "extract")];

/// Reads a rules file. `name` is the pack's, `path` the file as messages show it. The regular expressions of a `trusted` file are
/// not compiled to see whether they do.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(name: &str, path: &str, text: &str, trusted: bool) -> Result<Pack, Vec<Diagnostic>> {
    let source = Arc::new(Source { path: path.to_owned(), text: text.to_owned() });
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { source, diagnostics: Vec::new(), trusted, broken: !errors.is_empty() };
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let wrong = text.get(span.start..).unwrap_or("");
        let help = if error.message().contains("escaped value") {
            Some(r"in double quotes a backslash is an escape: write a regex in single quotes, '\d+'".to_owned())
        } else if wrong.starts_with(['“', '”', '„', '‘', '’']) {
            Some("strings stand in straight quotes: \"…\" or '…'".to_owned())
        } else {
            None
        };
        reader.error(span, error.message().to_owned(), help);
    }
    let pack = reader.pack(name, table.get_ref());
    if reader.diagnostics.is_empty() {
        return Ok(pack);
    }
    reader.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    reader.diagnostics.dedup();
    Err(reader.diagnostics)
}

/// The name of a pack, from the place of its file in a rules folder.
pub fn pack_name(relative: &Path) -> String {
    let name = relative.to_string_lossy().replace('\\', "/");
    let name = name.strip_suffix(".toml").unwrap_or(&name);
    name.strip_prefix("sites/").unwrap_or(name).to_owned()
}

type Value<'d> = Spanned<DeValue<'d>>;

struct Reader {
    source: Arc<Source>,
    diagnostics: Vec<Diagnostic>,
    trusted: bool,
    /// The TOML itself is wrong: what seems to be missing may only be unread.
    broken: bool,
}

impl Reader {
    fn error(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        let diagnostic = Diagnostic::error(&self.source, span, message);
        self.diagnostics.push(Diagnostic { help, ..diagnostic });
    }

    /// An error about something that is not there.
    fn missing(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        if !self.broken {
            self.error(span, message, help);
        }
    }

    fn check_keys(&mut self, what: &str, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let help = match (name, nearest(name, known.iter().copied())) {
                ("css", _) => "`css` needs HTML and is not supported: match the text that the element holds".to_owned(),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                _ => format!("known keys: {}", known.join(", ")),
            };
            self.error(key.span(), format!("unknown key `{name}` in {what}"), Some(help));
        }
    }

    fn pack(&mut self, name: &str, table: &DeTable<'_>) -> Pack {
        self.check_keys("a rules file", table, FILE_KEYS);
        let site = table.get("site").and_then(|value| {
            let site = self.table("site", value)?;
            self.site(value.span(), site)
        });
        let off = self.spanned_strings(table, "off").unwrap_or_default();
        let mut rules: Vec<Rule> = Vec::new();
        match table.get("rule").map(|value| (value.span(), value.get_ref())) {
            Some((_, DeValue::Array(array))) => {
                for value in array {
                    let Some(table) = self.table("rule", value) else { continue };
                    if let Some(rule) = self.rule(name, value.span(), table) {
                        if let Some(twin) = rules.iter().find(|other| other.name == rule.name) {
                            let at = table.get("id").map_or(rule.span.clone(), Spanned::span);
                            let id = rule.name.rsplit('/').next().unwrap_or("");
                            let diagnostic = Diagnostic::error(&self.source, at, format!("the id `{id}` is taken"))
                                .other(&self.source, twin.span.clone(), "by this rule")
                                .help("give each rule of a file its own id");
                            self.diagnostics.push(diagnostic);
                        }
                        rules.push(rule);
                    }
                }
            }
            Some((span, _)) => {
                self.error(span, "`rule` must be an array of tables", Some("write `[[rule]]` above each rule".into()));
            }
            None => {}
        }
        Pack { name: name.to_owned(), source: Arc::clone(&self.source), site, off, rules }
    }

    fn site(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Option<Site> {
        self.check_keys("[site]", table, SITE_KEYS);
        let name = self.required(table, "name", &span, "what people call it")?;
        let domains = self.spanned_strings(table, "domains").unwrap_or_default();
        if domains.is_empty() {
            let at = table.get("domains").map_or(span, Spanned::span);
            self.missing(at, "a site needs `domains`", Some("domains = [\"example.com\"]".into()));
        }
        for (domain, at) in &domains {
            if !domain.contains('.') || domain.contains(['/', ':', '@', '*']) || domain.contains(char::is_whitespace) {
                let plain = super::select::registrable_domain(domain.trim_start_matches(['*', '.']));
                let help = format!("write the domain alone: {:?}", plain.as_deref().unwrap_or("example.com"));
                self.error(at.clone(), format!("`{domain}` is no domain"), Some(help));
            }
        }
        let marks = self.literals(table, "marks").unwrap_or_default();
        let (domains, places) = domains.into_iter().map(|(domain, at)| (domain.to_ascii_lowercase(), at)).unzip();
        Some(Site { name, domains, places, marks })
    }

    fn rule(&mut self, pack: &str, span: Range<usize>, table: &DeTable<'_>) -> Option<Rule> {
        self.check_keys("a rule", table, RULE_KEYS);
        let id = self.required(table, "id", &span, "a short name in a-z, 0-9 and -");
        let class = self.required(table, "class", &span, "a class of docs/rules.md");
        let why = self.required(table, "why", &span, "one line that says what this is");
        if let (Some(id), Some(value)) = (&id, table.get("id"))
            && (id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
        {
            let plain: Vec<String> = id
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|part| !part.is_empty())
                .map(str::to_ascii_lowercase)
                .collect();
            let help = if plain.is_empty() { "use a-z, 0-9 and -".to_owned() } else { format!("write {:?}", plain.join("-")) };
            self.error(value.span(), format!("`{id}` is no id"), Some(help));
        }
        if let (Some(why), Some(value)) = (&why, table.get("why"))
            && (why.trim().is_empty() || why.contains('\n'))
        {
            self.error(value.span(), "`why` must be one line", Some("say in a few words what this is on the page".into()));
        }
        let class = class.and_then(|name| match name.parse::<Class>() {
            Ok(class) => Some(class),
            Err(_) => {
                let known: Vec<&str> = Class::ALL.iter().map(|class| class.name()).collect();
                self.unknown(table, "class", &name, &known);
                None
            }
        });
        let matcher = self.matcher(table, &span);
        let guards = self.guards(table);
        let action = self.action(table, &span, matcher.as_ref());
        if let Some(matcher) = &matcher
            && !self.trusted
        {
            for (key, message, help) in broad::reasons(matcher, &guards, action.as_ref()) {
                let at = table.get(key).map_or(span.clone(), Spanned::span);
                self.error(at, message, Some(help));
            }
        }
        let removes = self.examples(table, "removes");
        let keeps = self.examples(table, "keeps");
        Some(Rule {
            name: format!("{pack}/{}", id?).into(),
            source: Arc::clone(&self.source),
            span,
            class: class?,
            why: why?,
            matcher: matcher?,
            guards,
            action: action?,
            removes,
            keeps,
        })
    }

    fn matcher(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<Matcher> {
        let present: Vec<&str> = MATCHER_KEYS.iter().copied().filter(|key| table.contains_key(*key)).collect();
        let [key] = present[..] else {
            if let [first, second, ..] = present[..] {
                let at = table.get(second).map_or(span.clone(), Spanned::span);
                self.error(
                    at,
                    format!("a rule has one matcher, this one has `{first}` and `{second}`"),
                    Some("make it two rules".into()),
                );
            } else {
                self.missing(span.clone(), "a rule needs a matcher", Some(format!("one of: {}", MATCHER_KEYS.join(", "))));
            }
            return None;
        };
        for (extra, owners) in DEPENDENT_KEYS {
            if let Some(value) = table.get(*extra).filter(|_| !owners.contains(&key)) {
                let help = format!("it belongs to {}", owners.join(", "));
                self.error(value.span(), format!("`{extra}` does nothing beside `{key}`"), Some(help));
            }
        }
        let exact = self.boolean(table, "exact").unwrap_or(false);
        let any_digits = self.choice(table, "digits", &[("any", true)]).unwrap_or(false);
        let section = self.anchor(table, "anchor").unwrap_or(Anchor::Line);
        let to_anchor = self.anchor(table, "to_anchor").unwrap_or(section);
        if exact && any_digits {
            let at = table.get("digits").map_or(span.clone(), Spanned::span);
            self.error(at, "`digits` does nothing beside `exact`", Some("leave one of them out".into()));
        }
        if key == "regex" {
            for extra in ["exact", "digits"] {
                if let Some(value) = table.get(extra) {
                    let help = r"a regex is always exact; `\d+` stands for any digits".to_owned();
                    self.error(value.span(), format!("`{extra}` does nothing beside `regex`"), Some(help));
                }
            }
            return self.regexes(table).map(Matcher::Regex);
        }
        let literals = |texts: Vec<String>, anchor| Literals { texts, anchor, exact, any_digits };
        let texts = self.literals(table, key)?;
        Some(match key {
            "line" => Matcher::Block(literals(texts, Anchor::Line)),
            "starts" => Matcher::Block(literals(texts, Anchor::Starts)),
            "ends" => Matcher::Block(literals(texts, Anchor::Ends)),
            "contains" => Matcher::Block(literals(texts, Anchor::Contains)),
            "menu" => Matcher::Menu {
                words: literals(texts, Anchor::Line),
                at_least: self.count(table, "at_least").unwrap_or(4).max(1),
                max_words: self.count(table, "max_words").unwrap_or(4),
            },
            "after" => Matcher::After { from: literals(texts, section), within: self.count(table, "within") },
            "before" => Matcher::Before { to: literals(texts, section), within: self.count(table, "within") },
            _ => match (table.contains_key("to"), table.contains_key("run")) {
                (true, false) => {
                    let to = literals(self.literals(table, "to")?, to_anchor);
                    let Some(within) = self.count(table, "within") else {
                        self.missing(
                            span.clone(),
                            "a section needs `within`",
                            Some("within = 8: the blocks it has at most".into()),
                        );
                        return None;
                    };
                    Matcher::Section { from: literals(texts, section), to, within }
                }
                (false, true) => Matcher::Heading {
                    from: literals(texts, section),
                    run: self.count(table, "run")?,
                    run_min: self.count(table, "run_min").unwrap_or(0),
                    run_words: self.count(table, "run_words").unwrap_or(14),
                },
                _ => {
                    let at = table.get("from").map_or(span.clone(), Spanned::span);
                    self.missing(at, "`from` needs either `to` or `run`", Some("to = \"the last line\", or run = 6".into()));
                    return None;
                }
            },
        })
    }

    fn regexes(&mut self, table: &DeTable<'_>) -> Option<Vec<Arc<Regex>>> {
        let mut out = Vec::new();
        for (pattern, span) in self.spanned_strings(table, "regex")? {
            let regex = Regex::new(pattern);
            if self.trusted {
                out.push(Arc::new(regex));
                continue;
            }
            match regex.check() {
                Ok(()) if super::literals::matches_anything(&regex) => {
                    let help = "it would hold for every line: name a word that must be there".to_owned();
                    self.error(span, "this regex can match everything", Some(help));
                }
                Ok(()) => out.push(Arc::new(regex)),
                Err(error) => {
                    let (part, message, help) = broad::regex_error(&regex.pattern, &error);
                    let raw = self.source.text.get(span.clone()).unwrap_or("");
                    let at = part.map_or(span.clone(), |part| {
                        let place = broad::inside(raw, part);
                        span.start + place.start..span.start + place.end
                    });
                    self.error(at, message, Some(help));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    fn guards(&mut self, table: &DeTable<'_>) -> Guards {
        let places = [("head", Place::Head), ("tail", Place::Tail), ("anywhere", Place::Anywhere)];
        Guards {
            place: self.choice(table, "where", &places).unwrap_or_default(),
            max_words: self.count(table, "max_words"),
            min_words: self.count(table, "min_words"),
            unless: self.literals(table, "unless").unwrap_or_default(),
            next: self.literals(table, "next").unwrap_or_default(),
            previous: self.literals(table, "previous").unwrap_or_default(),
            lang: self.languages(table),
            valid_from: self.date(table, "valid_from"),
            valid_until: self.date(table, "valid_until"),
        }
    }

    fn languages(&mut self, table: &DeTable<'_>) -> Vec<String> {
        let codes = self.spanned_strings(table, "lang").unwrap_or_default();
        for (code, span) in &codes {
            if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
                let help = "write the two letters of ISO 639-1: `en`, `de`, `zh`".to_owned();
                self.error(span.clone(), format!("`{code}` is no language code"), Some(help));
            }
        }
        codes.into_iter().map(|(code, _)| code).collect()
    }

    fn action(&mut self, table: &DeTable<'_>, span: &Range<usize>, matcher: Option<&Matcher>) -> Option<Action> {
        let name = self.string(table, "action").unwrap_or_else(|| "remove".into());
        let at = table.get("action").map_or(span.clone(), Spanned::span);
        let action = match name.as_str() {
            "remove" => Action::Remove,
            "remove-match" => Action::RemoveMatch,
            "replace" => Action::Replace(self.required(table, "with", &at, "what is to stand there")?),
            "extract" => {
                self.required(table, "field", &at, "author, published or title")?;
                let fields = [("author", Field::Author), ("published", Field::Published), ("title", Field::Title)];
                Action::Extract(self.choice(table, "field", &fields)?)
            }
            "protect" => Action::Protect,
            other => {
                self.unknown(table, "action", other, ACTIONS);
                return None;
            }
        };
        for (extra, owner) in ACTION_KEYS {
            if let Some(value) = table.get(*extra).filter(|_| name != *owner) {
                let help = format!("it belongs to `action = \"{owner}\"`");
                self.error(value.span(), format!("`{extra}` does nothing beside `{name}`"), Some(help));
            }
        }
        let partial = matches!(action, Action::RemoveMatch | Action::Replace(_));
        let fits = match matcher {
            Some(Matcher::Block(literals)) => literals.anchor != Anchor::Line || !partial,
            Some(Matcher::Regex(_)) | None => true,
            Some(_) => !partial && !matches!(action, Action::Extract(_) | Action::Protect),
        };
        if !fits {
            self.error(at, format!("`{name}` does not fit this matcher"), Some("it needs starts, ends, contains or regex".into()));
        }
        Some(action)
    }

    fn examples(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Example> {
        let mut out = Vec::new();
        for value in many(table, key) {
            match value.get_ref() {
                DeValue::String(text) => {
                    let leaves = if key == "keeps" { text.to_string() } else { String::new() };
                    out.push(Example { text: text.to_string(), leaves, span: value.span() });
                }
                DeValue::Table(example) if key == "removes" => {
                    self.check_keys("an example", example, EXAMPLE_KEYS);
                    if let (Some(text), Some(leaves)) = (self.string(example, "text"), self.string(example, "leaves")) {
                        out.push(Example { text, leaves, span: value.span() });
                    } else {
                        self.error(value.span(), "an example needs `text` and `leaves`", None);
                    }
                }
                _ => self.error(value.span(), format!("`{key}` holds texts"), Some(format!("{key} = [\"…\"]"))),
            }
        }
        out
    }

    fn table<'t, 'd>(&mut self, key: &str, value: &'t Value<'d>) -> Option<&'t DeTable<'d>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        self.error(value.span(), format!("`{key}` must be a table"), Some(format!("write `[{key}]`")));
        None
    }

    fn required(&mut self, table: &DeTable<'_>, key: &str, at: &Range<usize>, what: &str) -> Option<String> {
        if !table.contains_key(key) {
            self.missing(at.clone(), format!("`{key}` is missing"), Some(format!("{key} = \"…\": {what}")));
        }
        self.string(table, key)
    }

    fn string(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.to_string());
        }
        self.error(value.span(), format!("`{key}` must be a string"), None);
        None
    }

    fn spanned_strings(&mut self, table: &DeTable<'_>, key: &str) -> Option<Vec<(String, Range<usize>)>> {
        table.get(key)?;
        let mut out = Vec::new();
        for value in many(table, key) {
            match value.get_ref() {
                DeValue::String(text) => out.push((text.to_string(), value.span())),
                _ => self.error(value.span(), format!("`{key}` must be a string or a list of strings"), None),
            }
        }
        Some(out)
    }

    /// Strings that are compared loosely, none of which may vanish on the way.
    fn literals(&mut self, table: &DeTable<'_>, key: &str) -> Option<Vec<String>> {
        let spanned = self.spanned_strings(table, key)?;
        if spanned.is_empty() {
            let at = table.get(key).map_or(0..0, Spanned::span);
            self.error(at, format!("`{key}` is empty"), Some("name at least one literal".into()));
            return None;
        }
        for (text, span) in &spanned {
            if fold::fold(text).is_empty() {
                let help = Some("it holds only spaces or invisible characters".into());
                self.error(span.clone(), format!("nothing is left of this literal of `{key}` in its loose form"), help);
            }
        }
        Some(spanned.into_iter().map(|(text, _)| text).collect())
    }

    fn boolean(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return Some(*flag);
        }
        self.error(value.span(), format!("`{key}` must be true or false"), None);
        None
    }

    fn count(&mut self, table: &DeTable<'_>, key: &str) -> Option<usize> {
        let value = table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) => usize::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.error(value.span(), format!("`{key}` must be a whole number, 0 or more"), None);
        }
        number
    }

    fn date(&mut self, table: &DeTable<'_>, key: &str) -> Option<Date> {
        let value = table.get(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(datetime) => datetime.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let date = text.parse().ok();
        if date.is_none() {
            self.error(value.span(), format!("`{key}` must be a date"), Some(format!("{key} = 2024-10-01")));
        }
        date
    }

    fn anchor(&mut self, table: &DeTable<'_>, key: &str) -> Option<Anchor> {
        let anchors = [("line", Anchor::Line), ("starts", Anchor::Starts), ("ends", Anchor::Ends), ("contains", Anchor::Contains)];
        self.choice(table, key, &anchors)
    }

    /// One of a few words.
    fn choice<T: Copy>(&mut self, table: &DeTable<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let word = self.string(table, key)?;
        let chosen = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if chosen.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.unknown(table, key, &word, &names);
        }
        chosen
    }

    fn unknown(&mut self, table: &DeTable<'_>, key: &str, word: &str, known: &[&str]) {
        let help = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of: {}", known.join(", ")),
        };
        let at = table.get(key).map_or(0..0, Spanned::span);
        self.error(at, format!("unknown {key} `{word}`"), Some(help));
    }
}

/// A value that may be one or a list.
fn many<'t, 'd>(table: &'t DeTable<'d>, key: &str) -> Vec<&'t Value<'d>> {
    match table.get(key) {
        Some(value) => match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![value],
        },
        None => Vec::new(),
    }
}
