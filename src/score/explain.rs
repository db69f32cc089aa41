//! Why a line was found to be chrome, in words: each group of features is put in the place of the page's best line's, and
//! what the score gains by that is the group's weight.

use super::Page;
use super::context::{self, Facts};
use super::decide::{self, Scratch};
use super::fold::{self, Kind};
use super::linear::{Piece, pieces};
use super::model::Model;
use super::shape::{self, NAMES, view};
use super::site::Site;
use super::trees::{Bins, Columns, Forest, Group};

/// One reason, and how much it weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The reason, in words.
    pub text: String,
    /// Its weight: log-odds towards chrome.
    pub weight: f32,
}

/// At most three reasons, the weightiest first.
pub(crate) fn reasons(model: &Model, page: &Page<'_>, line: usize, scratch: &mut Scratch) -> Vec<Reason> {
    decide::rounds(model, page, &model.thresholds, scratch, |lines| lines.get(line).is_some_and(|s| s.remove));
    let mut row = scratch.at.iter().position(|i| *i as usize == line);
    if row.is_none() {
        // It was gone before the last round: rules removed it. Look at the whole page.
        decide::rounds(model, page, &model.thresholds, scratch, |_| true);
        row = scratch.at.iter().position(|i| *i as usize == line);
    }
    let Some(row) = row else { return Vec::new() };
    let Scratch { rows, odds, both, columns, room, bins, .. } = scratch;
    let second = columns.clone();
    let mut first = Columns::default();
    context::first(rows, room, &mut first);
    let best = (0..rows.len()).max_by(|a, b| value(both, *a).total_cmp(&value(both, *b))).unwrap_or(row);
    let mut found: Vec<(f32, Group)> = Group::REASONS
        .iter()
        .map(|group| {
            let swap = |columns: &Columns, odds: Option<f32>| {
                columns.row(row, |c, g, v| match (g, odds) {
                    (Group::Before, Some(o)) => o,
                    _ if g == *group => value(columns.get(c), best),
                    _ => v,
                })
            };
            let one = single(&model.first, &swap(&first, None), bins);
            let two = single(&model.second, &swap(&second, Some(one)), bins);
            ((one + two) * 0.5 - value(both, row), *group)
        })
        .filter(|(weight, _)| *weight > 0.05)
        .collect();
    let elsewhere = rows.get(row).map_or(0.0, |r| -r.elsewhere);
    if elsewhere > 0.0 {
        found.push((elsewhere, Group::Elsewhere));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(facts) = rows.get(row) else { return Vec::new() };
    let about = About {
        model,
        page,
        text: page.lines.get(line).map_or("", |l| l.text.trim()),
        facts,
        first: &first,
        second: &second,
        odds,
        row,
        line,
    };
    found.into_iter().take(3).map(|(weight, group)| Reason { text: about.say(group), weight }).collect()
}

fn value(values: &[f32], i: usize) -> f32 {
    values.get(i).copied().unwrap_or(0.0)
}

fn single(forest: &Forest, columns: &Columns, bins: &mut Bins) -> f32 {
    let mut out = Vec::new();
    forest.score(columns, bins, &mut out);
    value(&out, 0)
}

struct About<'a> {
    model: &'a Model,
    page: &'a Page<'a>,
    text: &'a str,
    facts: &'a Facts,
    first: &'a Columns,
    second: &'a Columns,
    odds: &'a [f32],
    row: usize,
    line: usize,
}

impl About<'_> {
    fn shape(&self, name: &str) -> f32 {
        NAMES.iter().position(|n| *n == name).map_or(0.0, |i| value(&self.facts.shape, i))
    }

    fn nth(&self, columns: &Columns, group: Group, n: usize) -> f32 {
        let column = columns.groups().iter().enumerate().filter(|(_, g)| **g == group).nth(n);
        column.map_or(0.0, |(c, _)| value(columns.get(c), self.row))
    }

    fn say(&self, group: Group) -> String {
        match group {
            Group::Words | Group::Before => self.words(),
            Group::Form => self.form(),
            Group::Signs => self.signs(),
            Group::Near => {
                let near = |i: usize| (i.saturating_sub(4)..i).chain(i + 1..i + 5);
                let around: Vec<f32> = near(self.row).filter_map(|i| self.odds.get(i).copied()).collect();
                let chrome = around.iter().filter(|o| **o < 0.0).count();
                match around.len() {
                    0 => "no line stands beside it".to_owned(),
                    all => format!("{chrome} of the {all} lines around it look like chrome"),
                }
            }
            Group::Place => match self.nth(self.second, Group::Place, 0) {
                s if s >= 0.985 => "it stands after the story's last line".to_owned(),
                s if s <= 0.015 => "it stands before the story's first line".to_owned(),
                s => format!("its place: {:.0} % of the story stand before it", s * 100.0),
            },
            Group::Address if self.shape("brand") > 0.0 => "it names the site".to_owned(),
            Group::Address => "its words are not those of the address or the title".to_owned(),
            Group::Copies => match self.nth(self.first, Group::Copies, 0) {
                n if n > 0.0 => format!("it stands {} times on the page", n as u32 + 1),
                _ => "it has no copy on the page".to_owned(),
            },
            Group::Overlap => {
                let share = self.nth(self.second, Group::Overlap, 0);
                format!("the story uses {:.0} % of its telling words", share * 100.0)
            }
            Group::Elsewhere => {
                let count = self.page.lines.get(self.line).map_or(0, |l| l.elsewhere);
                format!("it stands in {count} articles of the site")
            }
            Group::Rules => {
                let count = |n: usize| self.nth(self.second, Group::Rules, n) as u32;
                match (count(10), count(11)) {
                    (0, 0) if self.nth(self.second, Group::Rules, 0) > -31.0 => "its distance from the headline".to_owned(),
                    (0, 0) => "rules took nothing from around it".to_owned(),
                    (before, after) => format!("rules took {before} lines just before it and {after} just after it"),
                }
            }
            Group::Page => {
                let share = self.nth(self.second, Group::Page, 0);
                format!("the page as a whole: {:.0} % of it look like chrome", share * 100.0)
            }
        }
    }

    fn form(&self) -> String {
        let n = self.shape("words").round();
        let words = if n == 1.0 { "1 word".to_owned() } else { format!("{n:.0} words") };
        let end = ["end_period", "end_call", "end_dots", "end_colon", "end_comma"].iter().position(|e| self.shape(e) > 0.0);
        let end = match end {
            Some(0) => "ends in a full stop",
            Some(1) => "ends in ! or ?",
            Some(2) => "ends in dots",
            Some(3) => "ends in a colon",
            Some(_) => "ends in a comma or dash",
            None => "no end mark",
        };
        let caps = if self.shape("all_caps") > 0.5 {
            ", all capitals"
        } else if self.shape("capitals") > 0.6 && n > 1.0 {
            ", many capitals"
        } else {
            ""
        };
        format!("its form: {words}, {end}{caps}")
    }

    fn signs(&self) -> String {
        let known = [
            ("urls", "a web address"),
            ("ats", "an @"),
            ("hashes", "a #"),
            ("times", "a time"),
            ("dates", "a date"),
            ("years", "a year"),
            ("separators", "separators"),
            ("copyright", "a copyright sign"),
            ("digits", "digits"),
        ];
        let found: Vec<&str> = known.iter().filter(|(n, _)| self.shape(n) > 0.0).map(|(_, t)| *t).take(3).collect();
        if found.is_empty() { "it has none of a story's signs".to_owned() } else { format!("it holds {}", found.join(", ")) }
    }

    fn words(&self) -> String {
        let mut words = Vec::new();
        let site = Site::new(self.page.url).by(self.page.author);
        let shape = shape::scan(self.text, &site, &mut words);
        let spelled = spelled(self.text);
        let mut found: Vec<(i32, usize, usize)> = Vec::new();
        pieces(self.text, &shape, &words, |hash, piece| {
            let (from, count) = match piece {
                Piece::Word(i) => (i as usize, 1),
                Piece::Pair(i) => (i as usize, 2),
                Piece::Triple(i) => (i as usize, 3),
                Piece::Whole => (0, words.len()),
                Piece::Shape | Piece::Chars => return,
            };
            let own = i32::from(self.model.linear.weight(hash)[0]);
            match found.iter_mut().find(|(_, f, c)| (*f, *c) == (from, count)) {
                Some((weight, ..)) => *weight += own,
                None => found.push((own, from, count)),
            }
        });
        found.sort_unstable();
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut quoted: Vec<String> = Vec::new();
        for (weight, from, count) in found {
            let apart = taken.iter().all(|(f, c)| from + count <= *f || f + c <= from);
            let Some(part) = spelled.get(from..from + count) else { continue };
            if weight < 0 && apart && quoted.len() < 3 {
                taken.push((from, count));
                quoted.push(format!("“{}”", part.join(" ")));
            }
        }
        if quoted.is_empty() {
            "its words are not those of a story".to_owned()
        } else {
            format!("its words: {}", quoted.join(", "))
        }
    }
}

/// The words of a line as they are spelled, cut as the scan cuts them.
fn spelled(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let (head, tail) = view(text);
    for part in [head, tail] {
        let mut open = false;
        for c in part.chars() {
            match fold::fold(c).0 {
                Kind::Lower | Kind::Upper | Kind::Digit => {
                    match out.last_mut().filter(|_| open) {
                        Some(word) => word.push(c),
                        None => out.push(c.to_string()),
                    }
                    open = true;
                }
                Kind::Ideograph => {
                    out.push(c.to_string());
                    open = false;
                }
                Kind::Space | Kind::Other => open = false,
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_as_they_are_scanned() {
        for text in ["Sign up: it's free!", "编辑 Müller-Lüdenscheid 12:30", &"lots of words here, and more ".repeat(60)] {
            let mut words = Vec::new();
            shape::scan(text, &Site::default(), &mut words);
            let hashes: Vec<u32> = spelled(text).iter().map(|w| fold::word(w)).collect();
            assert_eq!(hashes, words.iter().map(|w| w.hash).collect::<Vec<_>>());
        }
    }
}
