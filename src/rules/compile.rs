//! All rules, compiled once and shared by all threads.
//!
//! Literals that must be a whole block live in hash tables: one look-up a block, however many rules there are. All others, and
//! one literal of every regex, live in one set: one pass over a text decides which rules look at a block.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    builtin,
    diagnostic::{Diagnostic, RulesError, Severity, nearest},
    evidence::{Evidence, Gate},
    literal_set::{LiteralSet, Sought},
    needs::Needs,
    read,
    regex::Regex,
    rule::{Anchor, Literals, Matcher, Pack, Rule, Site},
};
use crate::fold;

/// Bytes that a rules file may have.
const MOST_BYTES: u64 = 8 << 20;

/// What a literal or a regex means to its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The match, or the first block of a section.
    Main,
    /// The last block of a section.
    To,
}

/// A literal that is a whole block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub rule: u32,
    pub role: Role,
}

/// A literal within a block.
#[derive(Debug, Clone)]
pub(super) enum Probe {
    /// It is a rule's literal.
    Literal { rule: u32, role: Role, anchor: Anchor, exact: Option<Box<str>> },
    /// A pattern may match here.
    Gate(u32),
    /// It gives a site away.
    Mark(u32),
}

/// A regular expression of a rule.
#[derive(Debug)]
pub(super) struct Pattern {
    pub rule: u32,
    pub role: Role,
    pub regex: Arc<Regex>,
    /// Looks at the loose form and not at the block as it stands.
    pub folded: bool,
    /// Characters without which it cannot match.
    pub needs: Needs,
    /// Bytes of the longest block that its rule looks at.
    pub most_bytes: usize,
    /// The language whose pack it is of: it is tried on texts of this language only, and where none was found.
    pub language: Option<Box<str>>,
}

/// Rules, ready to be looked for.
#[derive(Debug)]
pub struct RuleSet {
    pub(super) rules: Vec<Rule>,
    /// For each rule the site it is for.
    pub(super) site_of: Vec<Option<u32>>,
    pub(super) sites: Vec<Site>,
    pub(super) domains: FxHashMap<String, u32>,
    pub(super) lines: FxHashMap<Box<str>, Vec<Line>>,
    pub(super) masked_lines: FxHashMap<Box<str>, Vec<Line>>,
    pub(super) exact_lines: FxHashMap<Box<str>, Vec<Line>>,
    pub(super) literals: LiteralSet,
    /// What each of these literals stands for.
    pub(super) probes: Vec<Vec<Probe>>,
    pub(super) patterns: Vec<Pattern>,
    /// Patterns that no literal gates.
    pub(super) ungated: Vec<u32>,
    by_name: FxHashMap<Arc<str>, u32>,
    /// Where the user's files lie in memory.
    own: FxHashSet<usize>,
    warnings: Vec<Diagnostic>,
}

/// Where rules come from.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Folders or files of the user's, in order; a later one replaces what an earlier one holds.
    pub folders: Vec<PathBuf>,
    /// Leave out the rules in the binary.
    pub no_builtin: bool,
    /// Full names, or starts of them that end before a `/`; everything else is left out.
    pub only: Vec<String>,
    /// A name in `only` that no rule has is no error: of two sets that are compared one may lack the rule.
    pub may_lack: bool,
}

impl RuleSet {
    /// The rules in the binary.
    ///
    /// # Errors
    /// When a built-in file is wrong, which the tests rule out.
    pub fn builtin() -> Result<&'static Self, &'static RulesError> {
        static BUILTIN: OnceLock<Result<RuleSet, RulesError>> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::choose(&Choice::default())).as_ref()
    }

    /// The rules that a user wants.
    ///
    /// # Errors
    /// Everything that is wrong in all files: unreadable ones, bad TOML, bad rules, names that no rule has, examples that fail.
    pub fn choose(choice: &Choice) -> Result<Self, RulesError> {
        let mut diagnostics = Vec::new();
        let mut packs = Vec::new();
        if !choice.no_builtin {
            for &(file, text) in builtin::FILES {
                let name = read::pack_name(Path::new(file.trim_start_matches("rules/")));
                add(read::read(&name, file, text, true), &mut packs, &mut diagnostics);
            }
        }
        let builtin = packs.len();
        for folder in &choice.folders {
            let first = packs.len();
            for (name, path, text) in files(folder, &mut diagnostics) {
                add(read::read(&name, &path, &text, false), &mut packs, &mut diagnostics);
            }
            clashes(packs.get(first..).unwrap_or_default(), &mut diagnostics);
        }
        if !diagnostics.is_empty() {
            return Err(RulesError { diagnostics });
        }
        let own: FxHashSet<usize> = packs.iter().skip(builtin).map(|pack| address(&pack.source)).collect();
        if !choice.may_lack {
            missing(&packs, &choice.only)?;
        }
        let mut set = Self { own, ..Self::compile(packs, &choice.only)? };
        set.check_own()?;
        Ok(set)
    }

    /// A user's rules are held to their examples; one without any is warned about.
    fn check_own(&mut self) -> Result<(), RulesError> {
        let theirs: Vec<u32> = (0..self.rules.len())
            .filter(|&rule| self.is_own(&self.rules[rule]))
            .filter_map(|rule| u32::try_from(rule).ok())
            .collect();
        let mut failures = Vec::new();
        for rule in theirs {
            for diagnostic in super::verify::rule(self, rule) {
                match diagnostic.severity {
                    Severity::Error => failures.push(diagnostic),
                    Severity::Warning => self.warnings.push(diagnostic),
                }
            }
        }
        if failures.is_empty() { Ok(()) } else { Err(RulesError { diagnostics: failures }) }
    }

    /// Whether a rule comes from the user's folders and not from the binary.
    pub fn is_own(&self, rule: &Rule) -> bool {
        self.own.contains(&address(&rule.source))
    }

    /// The sites that rules are for.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// What does not keep the rules from loading, but should be looked at.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The rules, in the order in which they win.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The site a rule is for.
    pub fn site_of(&self, rule: usize) -> Option<&Site> {
        let site = (*self.site_of.get(rule)?)?;
        self.sites.get(site as usize)
    }

    /// A rule by its full name.
    pub fn get(&self, name: &str) -> Option<&Rule> {
        self.by_name.get(name).and_then(|&rule| self.rules.get(rule as usize))
    }

    /// The full name nearest to a misspelt one.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.rules.iter().map(|rule| &*rule.name))
    }

    fn compile(packs: Vec<Pack>, only: &[String]) -> Result<Self, RulesError> {
        let packs = replace(packs)?;

        let mut build = Build::default();
        let mut set = Self {
            rules: Vec::new(),
            site_of: Vec::new(),
            sites: Vec::new(),
            domains: FxHashMap::default(),
            lines: FxHashMap::default(),
            masked_lines: FxHashMap::default(),
            exact_lines: FxHashMap::default(),
            literals: LiteralSet::default(),
            probes: Vec::new(),
            patterns: Vec::new(),
            ungated: Vec::new(),
            by_name: FxHashMap::default(),
            own: FxHashSet::default(),
            warnings: Vec::new(),
        };
        // A site's own rule names the cause where a generic one holds too.
        let (sites, generic): (Vec<Pack>, Vec<Pack>) = packs.into_iter().partition(|pack| pack.site.is_some());
        for pack in sites.into_iter().chain(generic) {
            let site = pack.site.map(|site| set.add_site(site, &mut build));
            for rule in pack.rules {
                let wanted = only.is_empty() || only.iter().any(|name| named(&rule.name, name));
                if wanted {
                    let index = id(set.rules.len());
                    // No script needs forty bytes a word.
                    let most_bytes = rule.guards.max_words.map_or(usize::MAX, |most| 40 * most.max(1));
                    set.add_matcher(index, &rule.matcher, most_bytes, &mut build);
                    set.by_name.insert(Arc::clone(&rule.name), index);
                    set.site_of.push(site);
                    set.rules.push(rule);
                }
            }
        }
        set.literals = LiteralSet::new(&build.literals);
        set.probes = build.probes;
        set.ungated = build.ungated;
        for pattern in &mut set.patterns {
            let name = &set.rules[pattern.rule as usize].name;
            pattern.language = name.strip_prefix("lang/").and_then(|name| name.split('/').next()).map(Box::from);
        }
        Ok(set)
    }

    fn add_site(&mut self, site: Site, build: &mut Build) -> u32 {
        let index = self.domains.get(site.domains.first().map_or("", String::as_str)).copied().unwrap_or(id(self.sites.len()));
        for domain in &site.domains {
            self.domains.insert(domain.clone(), index);
        }
        for mark in &site.marks {
            build.add(fold::fold(mark), false, Probe::Mark(index));
        }
        if index as usize == self.sites.len() {
            self.sites.push(site);
        }
        index
    }

    fn add_matcher(&mut self, rule: u32, matcher: &Matcher, most_bytes: usize, build: &mut Build) {
        match matcher {
            Matcher::Block(literals) | Matcher::Heading { from: literals, .. } | Matcher::After { from: literals, .. } => {
                self.add_literals(rule, Role::Main, literals, build);
            }
            Matcher::Before { to: literals, .. } | Matcher::Menu { words: literals, .. } => {
                self.add_literals(rule, Role::Main, literals, build);
            }
            Matcher::Section { from, to, .. } => {
                self.add_literals(rule, Role::Main, from, build);
                self.add_literals(rule, Role::To, to, build);
            }
            Matcher::Regex(regexes) => {
                for regex in regexes {
                    let Evidence { literals, needs } = Evidence::of(&regex.pattern);
                    let pattern = Pattern {
                        rule,
                        role: Role::Main,
                        regex: Arc::clone(regex),
                        folded: false,
                        needs,
                        most_bytes,
                        language: None,
                    };
                    self.add_pattern(pattern, literals, build);
                }
            }
        }
    }

    fn add_literals(&mut self, rule: u32, role: Role, literals: &Literals, build: &mut Build) {
        for text in &literals.texts {
            let loose = fold::fold(text);
            let line = Line { rule, role };
            match (literals.anchor, literals.exact, literals.any_digits) {
                (Anchor::Line, true, _) => self.exact_lines.entry(text.trim().into()).or_default().push(line),
                (Anchor::Line, false, true) => {
                    self.masked_lines.entry(fold::mask_digits(fold::trim_edges(&loose)).into()).or_default().push(line);
                }
                (Anchor::Line, false, false) => self.lines.entry(fold::trim_edges(&loose).into()).or_default().push(line),
                (anchor, false, true) if loose.contains(char::is_numeric) => {
                    let (source, gate) = any_digits(&loose, anchor);
                    let regex = Arc::new(Regex::new(source));
                    let pattern = Pattern {
                        rule,
                        role,
                        regex,
                        folded: true,
                        needs: Needs::default(),
                        most_bytes: usize::MAX,
                        language: None,
                    };
                    self.add_pattern(pattern, gate.map(|text| vec![Gate { text: text.into(), at_word: false }]), build);
                }
                (anchor, exact, _) => {
                    let exact = exact.then(|| text.as_str().into());
                    build.add(loose, true, Probe::Literal { rule, role, anchor, exact });
                }
            }
        }
    }

    fn add_pattern(&mut self, pattern: Pattern, gates: Option<Vec<Gate>>, build: &mut Build) {
        let index = id(self.patterns.len());
        self.patterns.push(pattern);
        match gates {
            Some(gates) => gates.into_iter().for_each(|gate| build.add(gate.text.into_owned(), gate.at_word, Probe::Gate(index))),
            None => build.ungated.push(index),
        }
    }
}

/// The set's literals while they are gathered: each once, with all it stands for.
#[derive(Default)]
struct Build {
    index: FxHashMap<String, usize>,
    literals: Vec<Sought>,
    probes: Vec<Vec<Probe>>,
    /// Patterns without a literal.
    ungated: Vec<u32>,
}

impl Build {
    fn add(&mut self, literal: String, at_word: bool, probe: Probe) {
        let at = *self.index.entry(literal).or_insert_with_key(|literal| {
            self.literals.push(Sought { text: literal.clone(), at_word: true });
            self.probes.push(Vec::new());
            self.literals.len() - 1
        });
        self.literals[at].at_word &= at_word;
        self.probes[at].push(probe);
    }
}

/// What tells one file from another, be their paths the same.
fn address(source: &Arc<super::diagnostic::Source>) -> usize {
    Arc::as_ptr(source) as usize
}

/// Rules are counted in 32 bits; nobody writes four thousand million of them.
fn id(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether `name` is `wanted`, or stands under it.
fn named(name: &str, wanted: &str) -> bool {
    name.strip_prefix(wanted.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Names that were asked for and that no rule has or stands under.
fn missing(packs: &[Pack], only: &[String]) -> Result<(), RulesError> {
    let names = || packs.iter().flat_map(|pack| &pack.rules).map(|rule| &*rule.name);
    let missing = only.iter().filter(|wanted| !names().any(|name| named(name, wanted)));
    let diagnostics: Vec<Diagnostic> = missing
        .map(|wanted| {
            let help = match nearest(wanted, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`copydesk rules list` shows all names".into(),
            };
            Diagnostic::bare(format!("no rule is called `{wanted}`, and none stands under that name")).help(help)
        })
        .collect();
    if diagnostics.is_empty() { Ok(()) } else { Err(RulesError { diagnostics }) }
}

/// A regex over the loose form in which runs of digits are free, and its longest part without digits.
fn any_digits(loose: &str, anchor: Anchor) -> (String, Option<String>) {
    let parts: Vec<&str> = loose.split(char::is_numeric).collect();
    let mut source = String::new();
    let mut digits = false;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 && !digits {
            source.push_str(r"\d+");
            digits = true;
        }
        if !part.is_empty() {
            source.push_str(&regex::escape(part));
            digits = false;
        }
    }
    let source = match anchor {
        Anchor::Line => format!("^{source}$"),
        Anchor::Starts => format!(r"^{source}(?:\b|$|\W)"),
        Anchor::Ends => format!(r"(?:\b|^|\W){source}$"),
        Anchor::Contains => source,
    };
    let gate =
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).max_by_key(|part| part.len()).map(str::to_owned);
    (source, gate)
}

fn add(pack: Result<Pack, Vec<Diagnostic>>, packs: &mut Vec<Pack>, diagnostics: &mut Vec<Diagnostic>) {
    match pack {
        Ok(pack) => packs.push(pack),
        Err(mut errors) => diagnostics.append(&mut errors),
    }
}

/// The rules files under a folder, or the one file, sorted by path: pack name, path, text.
fn files(folder: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    if !folder.exists() {
        let source = super::diagnostic::Source { path: folder.display().to_string(), text: String::new() };
        diagnostics.push(Diagnostic::error(&Arc::new(source), 0..0, "cannot be read: No such file or directory"));
        return found;
    }
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).follow_links(true).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        let (path, problem) = match entry {
            Ok(entry) if entry.path().extension().is_some_and(|extension| extension == "toml") && entry.path().is_file() => {
                let path = entry.path().to_owned();
                // Word lists are no rules: the normalize stage reads them.
                if path.strip_prefix(folder).is_ok_and(|relative| relative.starts_with("words")) {
                    continue;
                }
                let relative = path.strip_prefix(folder).ok().filter(|relative| !relative.as_os_str().is_empty());
                let name = read::pack_name(relative.unwrap_or_else(|| Path::new(path.file_name().unwrap_or_default())));
                let size = std::fs::metadata(&path).map_or(0, |data| data.len());
                if size > MOST_BYTES {
                    let source = super::diagnostic::Source { path: path.display().to_string(), text: String::new() };
                    let message = format!("{} MB are too many: a rules file has at most {} MB", size >> 20, MOST_BYTES >> 20);
                    diagnostics.push(Diagnostic::error(&Arc::new(source), 0..0, message).help("cut it into several files"));
                    continue;
                }
                match std::fs::read_to_string(&path) {
                    Ok(text) => {
                        found.push((name, path.display().to_string(), text));
                        continue;
                    }
                    Err(error) => (path, error.to_string()),
                }
            }
            Ok(_) => continue,
            Err(error) => (folder.to_owned(), error.to_string()),
        };
        let source = super::diagnostic::Source { path: path.display().to_string(), text: String::new() };
        diagnostics.push(Diagnostic::error(&Arc::new(source), 0..0, format!("cannot be read: {problem}")));
    }
    if found.is_empty() && diagnostics.is_empty() {
        let source = super::diagnostic::Source { path: folder.display().to_string(), text: String::new() };
        let help = "rules stand in files that end in .toml; `copydesk rules new SITE` writes one";
        diagnostics.push(Diagnostic::error(&Arc::new(source), 0..0, "there is no rules file here").help(help));
    }
    found
}

/// Names that two files of one folder give to different things: the second would silently take the first one's place.
fn clashes(packs: &[Pack], diagnostics: &mut Vec<Diagnostic>) {
    let mut names: FxHashMap<&str, &Rule> = FxHashMap::default();
    let mut domains: FxHashMap<&str, (&Pack, &Site, &std::ops::Range<usize>)> = FxHashMap::default();
    for pack in packs {
        for rule in &pack.rules {
            if let Some(twin) = names.get(&*rule.name).filter(|twin| !Arc::ptr_eq(&twin.source, &rule.source)) {
                let message = format!("two files of this folder have a rule `{}`", rule.name);
                let help = "a rule is named after its file's place: rename one, or put it under `sites/`, `generic/` or `lang/`";
                let diagnostic = Diagnostic::error(&rule.source, rule.span.clone(), message);
                diagnostics.push(diagnostic.other(&twin.source, twin.span.clone(), "the other one").help(help));
            }
            names.insert(&rule.name, rule);
        }
        let Some(site) = &pack.site else { continue };
        for (domain, place) in site.domains.iter().zip(&site.places) {
            if let Some((other, twin, at)) = domains.get(domain.as_str()).filter(|(_, twin, _)| twin.name != site.name) {
                let message = format!("`{domain}` belongs to two sites, {:?} and {:?}", twin.name, site.name);
                let diagnostic = Diagnostic::error(&pack.source, place.clone(), message);
                let help = "leave it to one of them, or give both the same `name`";
                diagnostics.push(diagnostic.other(&other.source, (*at).clone(), "the other one").help(help));
            }
            domains.insert(domain, (pack, site, place));
        }
    }
}

/// A later rule of the same full name takes the earlier one's place; `off` takes rules away.
fn replace(mut packs: Vec<Pack>) -> Result<Vec<Pack>, RulesError> {
    let mut last: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    for (index, pack) in packs.iter().enumerate() {
        for rule in &pack.rules {
            last.insert(Arc::clone(&rule.name), index);
        }
    }
    let mut diagnostics = Vec::new();
    let mut off: Vec<String> = Vec::new();
    for pack in &packs {
        for (name, span) in &pack.off {
            if last.keys().any(|rule| named(rule, name)) {
                off.push(name.clone());
            } else {
                let help = nearest(name, last.keys().map(|rule| &**rule)).map(|near| format!("did you mean `{near}`?"));
                let help = help.unwrap_or_else(|| "`copydesk rules list` shows all names".into());
                let message = format!("no rule is called `{name}`");
                diagnostics.push(Diagnostic::error(&pack.source, span.clone(), message).help(help));
            }
        }
    }
    if !diagnostics.is_empty() {
        return Err(RulesError { diagnostics });
    }
    for (index, pack) in packs.iter_mut().enumerate() {
        pack.rules.retain(|rule| last.get(&rule.name) == Some(&index) && !off.iter().any(|name| named(&rule.name, name)));
    }
    Ok(packs)
}
