//! Publication and update times in a line.
//!
//! [`scan`] reads a whole line as dates, times, labels and connectives and says what it could not place;
//! the caller decides whether the rest is a byline or prose. Nothing is guessed: a date whose day and month
//! cannot be told apart is no date.

use jiff::civil::{Date, DateTime, Time};

use super::grammar::{Day, Origin, Written, date_at, number, phrase_at, skip, time_at, word};
use super::token::{Kind, Tokens, tokens};
use super::words::Role;
use super::zone::{Zone, zone_at};

/// A moment as far as the line tells it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stamp {
    pub date: Date,
    pub time: Option<Time>,
    pub zone: Option<Zone>,
    pub weekday: bool,
    pub updated: bool,
    pub labelled: bool,
}

impl Stamp {
    /// ISO 8601, with the offset when it is known.
    pub(super) fn iso(&self) -> String {
        let Some(time) = self.time else {
            return self.date.to_string();
        };
        let moment = DateTime::from_parts(self.date, time);
        let text = moment.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        match self.zone.as_ref().and_then(|z| z.offset(moment)) {
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{text}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            None => text,
        }
    }
}

/// What a line holds.
#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    pub stamps: Vec<Stamp>,
    /// What is neither date nor label nor connective.
    pub leftovers: Vec<&'a str>,
    /// A label such as "Published" or "Updated" stands in it.
    pub labelled: bool,
    /// "Updated" rather than "Published" stands in it.
    pub updated: bool,
    /// A time without a date.
    pub time: Option<(Time, Option<Zone>)>,
    /// A span rather than a moment: "2 hours ago", "3 min read".
    pub relative: bool,
    /// A separator stands between the rest and the date.
    pub separated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Open,
    Filler,
    Taken,
}

/// A date with what stood around it.
#[derive(Debug)]
struct Found {
    written: Written,
    weekday: Option<i8>,
    time: Option<Time>,
    zone: Option<Zone>,
    label: Option<Role>,
}

/// Reads a line; nothing when it says nothing about time or when its dates contradict each other.
pub(super) fn scan<'a>(line: &'a str, origin: Origin<'_>) -> Option<Scan<'a>> {
    let tokens = tokens(line, 48)?;
    let mut parts = vec![Part::Open; tokens.len()];
    let mut reader = Reader::new(&tokens, origin);
    let mut i = 0;
    while i < tokens.len() {
        let (part, next) = reader.step(i)?;
        for p in parts.iter_mut().take(next).skip(i) {
            *p = part;
        }
        i = next;
    }
    let mut scan = Scan {
        labelled: reader.labels > 0,
        updated: reader.section.label == Some(Role::Updated),
        relative: reader.relative,
        separated: tokens.iter().any(|t| matches!(t.kind, Kind::Mark('|' | '•' | '·' | '/' | '-'))),
        ..Scan::default()
    };
    if reader.dates.is_empty() {
        scan.time = reader.section.time.take();
        if scan.time.is_none() && !scan.relative && !scan.labelled {
            return None;
        }
    } else {
        resolve(&reader.dates, origin, reader.labels, &mut scan)?;
    }
    scan.leftovers = leftovers(line, &tokens, &parts)?;
    Some(scan)
}

#[derive(Default)]
struct Section {
    label: Option<Role>,
    weekday: Option<i8>,
    time: Option<(Time, Option<Zone>)>,
    dated: bool,
}

struct Reader<'t, 'o> {
    tokens: &'t Tokens,
    origin: Origin<'o>,
    dates: Vec<Found>,
    section: Section,
    labels: usize,
    relative: bool,
}

impl<'t, 'o> Reader<'t, 'o> {
    fn new(tokens: &'t Tokens, origin: Origin<'o>) -> Self {
        Reader { tokens, origin, dates: Vec::new(), section: Section::default(), labels: 0, relative: false }
    }

    /// Reads what begins at `i`; `None` gives the line up.
    fn step(&mut self, i: usize) -> Option<(Part, usize)> {
        if let Some((written, next)) = date_at(self.tokens, i, self.origin) {
            if self.dates.len() == 3 {
                return None;
            }
            let section = std::mem::take(&mut self.section);
            let (time, zone) = section.time.map_or((None, None), |(t, z)| (Some(t), z));
            self.dates.push(Found { written, weekday: section.weekday, time, zone, label: section.label });
            self.section = Section { dated: true, label: section.label, ..Section::default() };
            return Some((Part::Taken, next));
        }
        // "8h" without a date before it is a span.
        if !self.section.dated
            && number(self.tokens, i).is_some()
            && word(self.tokens, i + 1) == Some("h")
            && number(self.tokens, i + 2).is_none()
        {
            self.relative = true;
            return Some((Part::Filler, i + 2));
        }
        if let Some((time, zone, next)) = time_at(self.tokens, i, self.origin) {
            match self.dates.last_mut() {
                Some(last) if self.section.dated => {
                    if last.time.is_some() {
                        // A second time is a range, an event rather than a publication; an equal one is a repetition.
                        return (last.time == Some(time)).then_some((Part::Taken, next));
                    }
                    (last.time, last.zone) = (Some(time), zone);
                }
                _ => self.section.time = Some((time, zone)),
            }
            return Some((Part::Taken, next));
        }
        match self.tokens[i].kind {
            Kind::Mark(_) => Some((Part::Open, i + 1)),
            Kind::Number(value, _) => {
                let after = skip(self.tokens, i + 1, &['-', '+']);
                match phrase_at(self.tokens, after, self.origin, |r| r == Role::Unit) {
                    Some((_, next)) if value < 1000 => {
                        self.relative = true;
                        Some((Part::Filler, next))
                    }
                    _ => Some((Part::Open, i + 1)),
                }
            }
            Kind::Word => Some(self.word(i)),
        }
    }

    fn word(&mut self, i: usize) -> (Part, usize) {
        // "22:00, 11 July 2021 BST"
        if let Some(last) = self.dates.last_mut().filter(|d| d.time.is_some() && d.zone.is_none())
            && let Some((zone, next)) = zone_at(self.tokens, i, self.origin).filter(|_| self.section.dated)
        {
            last.zone = zone;
            return (Part::Taken, next);
        }
        let label = phrase_at(self.tokens, i, self.origin, |r| matches!(r, Role::Published | Role::Updated));
        if let Some((role, next)) = label {
            self.labels += 1;
            // "2023-08-30 22:40 発表": a label after its date, the only one in the line.
            if self.section.dated && self.section.label.is_none() && next >= self.tokens.len() {
                if let Some(last) = self.dates.last_mut() {
                    last.label = Some(role);
                }
            } else {
                self.section = Section { label: Some(role), ..Section::default() };
            }
            return (Part::Taken, next);
        }
        if let Some((Role::Weekday(day), next)) = phrase_at(self.tokens, i, self.origin, |r| matches!(r, Role::Weekday(_))) {
            match self.dates.last_mut() {
                Some(last) if self.section.dated && last.weekday.is_none() => last.weekday = Some(day),
                _ => self.section.weekday = Some(day),
            }
            return (Part::Taken, next);
        }
        match phrase_at(self.tokens, i, self.origin, |r| matches!(r, Role::Filler | Role::Unit)) {
            Some((_, next)) => (Part::Filler, next),
            None => (Part::Open, i + 1),
        }
    }
}

/// Turns what is written into stamps; nothing when the line is undecidable or names an event.
fn resolve(dates: &[Found], origin: Origin<'_>, labels: usize, scan: &mut Scan<'_>) -> Option<()> {
    let from_url = origin.url.and_then(super::date_from_url).and_then(|d| d.parse::<Date>().ok());
    let mut order = None;
    for found in dates {
        order = order.or(found.order(origin, from_url));
    }
    let mut undated = false;
    for found in dates {
        let Some(mut year) = found.written.year else {
            undated = true;
            continue;
        };
        if found.written.short_year {
            if labels == 0 && found.time.is_none() && found.weekday.is_none() {
                return None;
            }
            year += if year < 70 { 2000 } else { 1900 };
        }
        let (day, month) = match found.written.day {
            Day::Known(day, month) => (day, month),
            Day::Numeric(a, b, _) if a == b => (a, b),
            Day::Numeric(a, b, _) => match order? {
                Order::DayFirst => (a, b),
                Order::MonthFirst => (b, a),
            },
        };
        let date = Date::new(year, month, day).ok()?;
        if !(1980..=2035).contains(&year) {
            return None;
        }
        if found.weekday.is_some_and(|w| date.weekday().to_monday_one_offset() != w) {
            return None;
        }
        scan.stamps.push(Stamp {
            date,
            time: found.time,
            zone: found.zone.clone(),
            weekday: found.weekday.is_some(),
            updated: found.label == Some(Role::Updated),
            labelled: found.label.is_some(),
        });
    }
    if scan.stamps.is_empty() {
        // "March 18 at 3:57 PM": only a URL that says the same day gives the year.
        scan.relative = true;
        let found = dates.first().filter(|_| undated && dates.len() == 1)?;
        let (Day::Known(day, month), Some(url)) = (found.written.day, from_url) else {
            return Some(());
        };
        let date = Date::new(url.year(), month, day).ok()?;
        if found.time.is_none() && labels == 0 || (date - url).get_days().abs() > 1 {
            return Some(());
        }
        let updated = found.label == Some(Role::Updated);
        let (time, zone) = (found.time, found.zone.clone());
        scan.stamps.push(Stamp { date, time, zone, weekday: false, updated, labelled: labels > 0 });
    }
    // "08 Oct 2024 - 05:40 Updated: 08 Oct 2024 - 19:12 CEST": the zone closes both.
    if let Some(zone) = scan.stamps.last().and_then(|s| s.zone.clone()) {
        for stamp in scan.stamps.iter_mut().filter(|s| s.time.is_some() && s.zone.is_none()) {
            stamp.zone = Some(zone.clone());
        }
    }
    // Two days without a label are a span of days or a list.
    let [first, others @ ..] = scan.stamps.as_slice() else {
        return None;
    };
    if others.iter().any(|s| s.date != first.date && !s.labelled && !first.labelled) {
        return None;
    }
    Some(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

impl Found {
    /// Whether the day or the month comes first, when anything tells.
    fn order(&self, origin: Origin<'_>, from_url: Option<Date>) -> Option<Order> {
        let Day::Numeric(a, b, mark) = self.written.day else {
            return None;
        };
        match (a > 12, b > 12) {
            (true, false) => return Some(Order::DayFirst),
            (false, true) => return Some(Order::MonthFirst),
            (true, true) => return None,
            (false, false) => {}
        }
        if a == b {
            return None;
        }
        let year = self.written.year.map(|y| if self.written.short_year { y + 2000 } else { y })?;
        let day_first = Date::new(year, b, a).ok()?;
        let month_first = Date::new(year, a, b).ok()?;
        let choose = |by: &dyn Fn(Date) -> bool| match (by(day_first), by(month_first)) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        };
        if let Some(weekday) = self.weekday {
            let fits = |d: Date| d.weekday().to_monday_one_offset() == weekday;
            if !(fits(day_first) && fits(month_first)) {
                return choose(&fits);
            }
        }
        if let Some(order) = from_url.and_then(|url| choose(&|d| (d - url).get_days().abs() <= 1)) {
            return Some(order);
        }
        if mark == '.' {
            return Some(Order::DayFirst);
        }
        if self.zone.as_ref().is_some_and(Zone::is_american) {
            return Some(Order::MonthFirst);
        }
        order_of_place(origin)
    }
}

/// The order that the site's country or the language uses.
fn order_of_place(origin: Origin<'_>) -> Option<Order> {
    let tld = origin.url.and_then(super::top_level_domain).unwrap_or("");
    match tld {
        "us" | "gov" | "mil" | "edu" => return Some(Order::MonthFirst),
        "ca" | "ph" | "cn" | "jp" | "kr" | "tw" | "hu" | "lt" | "se" => return None,
        "io" | "co" | "tv" | "me" | "ai" | "fm" | "ly" | "gg" | "to" | "cc" | "ws" => {}
        t if t.len() == 2 => return Some(Order::DayFirst),
        _ => {}
    }
    match origin.language {
        None | Some("" | "en" | "zh" | "ja" | "ko" | "hu" | "lt" | "sv" | "fil" | "tl") => None,
        Some(_) => Some(Order::DayFirst),
    }
}

/// The runs of tokens that nothing explains; nothing when one holds a number.
fn leftovers<'a>(line: &'a str, tokens: &Tokens, parts: &[Part]) -> Option<Vec<&'a str>> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut lead = Some(0);
    for (i, (token, part)) in tokens.iter().zip(parts).enumerate() {
        match (token.kind, part) {
            (Kind::Mark(c), Part::Open) => {
                if matches!(c, '|' | '•' | '·' | '/' | '-' | '(' | ',') {
                    lead = Some(i + 1);
                }
            }
            (Kind::Number(..), Part::Open) => return None,
            (Kind::Word, Part::Open) => {
                open = Some((open.map_or_else(|| lead.unwrap_or(i), |(start, _)| start), i));
            }
            (_, Part::Filler) => {}
            (_, _) => {
                runs.extend(open.take());
                lead = None;
            }
        }
    }
    runs.extend(open.take());
    Some(runs.into_iter().map(|(a, b)| line[tokens[a].start..tokens[b].end].trim()).collect())
}
