//! What no rule may be: one that holds for everything, or for nothing.

use std::ops::Range;

use regex_syntax::ast::{Position, Span as AstSpan};

use super::{
    regex::Regex,
    rule::{Action, Anchor, Guards, Literals, Matcher},
};
use crate::fold;

/// Words of a block up to which a run of blocks may be taken for a menu of one known word.
const LABEL: usize = 8;

/// Why a rule is refused: the key to blame, what is wrong, what to do.
pub(super) type Reason = (&'static str, String, String);

/// What is wrong with a rule as a whole, although each of its keys is well written.
pub(super) fn reasons(matcher: &Matcher, guards: &Guards, action: Option<&Action>) -> Vec<Reason> {
    let mut out = Vec::new();
    if let (Some(min), Some(max)) = (guards.min_words, guards.max_words)
        && min > max
    {
        let message = format!("no block has at least {min} and at most {max} words");
        out.push(("min_words", message, "give `min_words` the smaller number".to_owned()));
    }
    if let (Some(from), Some(until)) = (guards.valid_from, guards.valid_until)
        && from > until
    {
        let message = format!("the rule ends on {until}, before it starts on {from}");
        out.push(("valid_until", message, "swap the two dates, or leave one out".to_owned()));
    }
    match matcher {
        Matcher::Block(literals) => broad(literals, guards, &mut out),
        Matcher::Section { within, .. } if *within < 2 => {
            let help = "count both ends: `within` is 2 or more".to_owned();
            out.push(("within", "a section of fewer than 2 blocks has no room for its two ends".to_owned(), help));
        }
        Matcher::Heading { run, run_min, .. } if run_min > run => {
            let message = format!("at least {run_min} blocks of at most {run} can never follow");
            out.push(("run_min", message, "give `run_min` a number up to `run`".to_owned()));
        }
        Matcher::Menu { words, at_least, max_words } => menu(words, *at_least, *max_words, &mut out),
        Matcher::After { within: Some(0), .. } | Matcher::Before { within: Some(0), .. } => {
            let help = "count the block itself: `within` is 1 or more".to_owned();
            out.push(("within", "nothing fits into 0 blocks".to_owned(), help));
        }
        Matcher::Regex(regexes) => {
            if let Some(Action::Replace(with)) = action {
                groups(with, regexes.iter().map(AsRef::as_ref), &mut out);
            }
        }
        _ => {}
    }
    out
}

/// A literal of bare punctuation stands in nearly every block.
fn broad(literals: &Literals, guards: &Guards, out: &mut Vec<Reason>) {
    let key = match literals.anchor {
        Anchor::Line => return,
        Anchor::Starts => "starts",
        Anchor::Ends => "ends",
        Anchor::Contains => "contains",
    };
    if guards.max_words.is_some_and(|most| most <= LABEL) || !guards.next.is_empty() || !guards.previous.is_empty() {
        return;
    }
    let marks = |text: &&String| fold::fold(text).chars().all(|c| c.is_ascii_punctuation() || c == ' ');
    if let Some(text) = literals.texts.iter().find(marks) {
        let message = format!("this rule can match everything: `{text}` is only punctuation");
        out.push((key, message, format!("name a word, or add `max_words` up to {LABEL}")));
    }
}

fn menu(words: &Literals, at_least: usize, max_words: usize, out: &mut Vec<Reason>) {
    let mut known: Vec<String> = words.texts.iter().map(|text| fold::trim_edges(&fold::fold(text)).to_owned()).collect();
    known.sort_unstable();
    known.dedup();
    if at_least > known.len() {
        let message = format!("the menu can never hold: {at_least} of {} known words", known.len());
        let key = if known.len() < words.texts.len() { "menu" } else { "at_least" };
        out.push((key, message, "name more words, or ask for fewer with `at_least`".to_owned()));
    } else if at_least < 2 && max_words > LABEL {
        let message =
            format!("this rule can match everything: one known word takes all blocks of up to {max_words} words around it");
        out.push(("max_words", message, format!("ask for `at_least = 3`, or for `max_words` up to {LABEL}")));
    }
}

/// `$1` and `$name` in a replacement are groups of every pattern.
fn groups<'r>(with: &str, regexes: impl Iterator<Item = &'r Regex> + Clone, out: &mut Vec<Reason>) {
    for name in names(with) {
        for regex in regexes.clone().filter_map(Regex::get) {
            let there = match name.parse::<usize>() {
                Ok(number) => number < regex.captures_len(),
                Err(_) => regex.capture_names().flatten().any(|known| known == name),
            };
            if !there {
                let known: Vec<String> = regex
                    .capture_names()
                    .enumerate()
                    .map(|(number, name)| name.map_or_else(|| format!("$0{number}").replace("$0", "$"), |name| format!("${name}")))
                    .collect();
                let help = format!("there are: {}; write ${{1}} before a letter, $$ for a dollar sign", known.join(", "));
                out.push(("with", format!("the regex has no group `{name}`"), help));
                break;
            }
        }
    }
}

/// The groups that a replacement names, as the regex crate reads it.
fn names(with: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = with;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
        } else if let Some(braced) = rest.strip_prefix('{') {
            let Some(end) = braced.find('}') else { break };
            out.push(&braced[..end]);
            rest = &braced[end..];
        } else {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            if end > 0 {
                out.push(&rest[..end]);
            }
            rest = &rest[end..];
        }
    }
    out
}

/// What is wrong with a regular expression: where in it, what, and what to do.
pub(super) fn regex_error(pattern: &str, error: &regex::Error) -> (Option<Range<usize>>, String, String) {
    const SYNTAX: &str = "syntax: https://docs.rs/regex/#syntax";
    let bytes = |span: &AstSpan| {
        let at = |position: &Position| position.offset.min(pattern.len());
        at(&span.start)..at(&span.end)
    };
    if let regex::Error::CompiledTooBig(limit) = error {
        let message = format!("this regex is too large: compiled it takes more than {} MB", limit >> 20);
        let help = r"repeat less: `{200}` of `{200}` is 40,000, and each `\w` stands for thousands of characters; `max_words` limits a block's length".to_owned();
        return (None, message, help);
    }
    match regex_syntax::parse(pattern) {
        Err(regex_syntax::Error::Parse(error)) => {
            let what = error.kind().to_string();
            let help = if what.contains("look-around") {
                "look-around is not supported: use `unless`, `next` and `previous`".to_owned()
            } else if what.contains("backreference") {
                "backreferences are not supported: write the alternatives out".to_owned()
            } else if what.contains("unclosed group") {
                r"close it with `)`, or write `\(` for a bracket of the text".to_owned()
            } else if what.contains("unopened group") {
                r"write `\)` for a bracket of the text".to_owned()
            } else if what.contains("unclosed character class") {
                r"close it with `]`, or write `\[` for a bracket of the text".to_owned()
            } else {
                SYNTAX.to_owned()
            };
            (Some(bytes(error.span())), format!("bad regex: {what}"), help)
        }
        Err(regex_syntax::Error::Translate(error)) => {
            (Some(bytes(error.span())), format!("bad regex: {}", error.kind()), SYNTAX.to_owned())
        }
        _ => (None, format!("bad regex: {error}"), SYNTAX.to_owned()),
    }
}

/// Where a part of a TOML string's value stands in the file: `raw` is the string as written, with its quotes.
pub(super) fn inside(raw: &str, part: Range<usize>) -> Range<usize> {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| raw.starts_with(quote)).unwrap_or("");
    let mut at = quote.len();
    if quote.len() == 3 {
        // A line break right after the quotes is not part of the value.
        at += [2, 1].into_iter().find(|&len| matches!(raw.get(at..at + len), Some("\r\n" | "\n"))).unwrap_or(0);
    }
    if !quote.starts_with('"') {
        return at + part.start..at + part.end;
    }
    let (mut value, mut start) = (0, None);
    let mut chars = raw[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if value >= part.start && start.is_none() {
            start = Some(at + offset);
        }
        if value >= part.end && value > part.start {
            return start.unwrap_or(at)..at + offset;
        }
        if c != '\\' {
            value += c.len_utf8();
            continue;
        }
        let digits = match chars.next() {
            Some((_, 'x')) => 2,
            Some((_, 'u')) => 4,
            Some((_, 'U')) => 8,
            Some((_, '\n')) => {
                while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                continue;
            }
            _ => 0,
        };
        if digits == 0 {
            value += 1;
            continue;
        }
        let code: String = (0..digits).filter_map(|_| chars.next().map(|(_, c)| c)).collect();
        value += u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).map_or(1, char::len_utf8);
    }
    let end = raw.len().saturating_sub(quote.len()).max(at);
    start.unwrap_or(end).min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_strings() {
        let text = |raw: &str, part| raw[inside(raw, part)].to_owned();
        assert_eq!(text("'a(b'", 1..2), "(");
        assert_eq!(text(r#""\\d(x""#, 2..3), "(");
        assert_eq!(text(r#""é\u00e9(x""#, 4..5), "(");
        assert_eq!(text("'''\na(b'''", 1..2), "(");
        assert_eq!(text("\"\"\"\\\n   a(b\"\"\"", 1..2), "(");
    }

    #[test]
    fn groups_of_a_replacement() {
        assert_eq!(names("$1 and ${name}, $$2 $a_b"), ["1", "name", "a_b"]);
    }
}
