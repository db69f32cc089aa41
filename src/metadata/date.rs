//! Publication and update times in a line.
//!
//! [`scan`] reads a whole line as dates, times, labels and connectives and says what it could not place;
//! the caller decides whether the rest is a byline or prose. Nothing is guessed: a date whose day and month
//! cannot be told apart is no date.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::AmbiguousOffset;

use super::token::{Kind, Token, tokens};
use super::words::{Role, entries};
use super::zone::{Zone, zone_at};

/// What is known about where the line comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin<'a> {
    pub language: Option<&'a str>,
    pub url: Option<&'a str>,
}

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

/// A date as written.
#[derive(Clone, Copy, Debug)]
struct Written {
    year: Option<i16>,
    short_year: bool,
    day: Day,
}

#[derive(Clone, Copy, Debug)]
enum Day {
    Known(i8, i8),
    Numeric(i8, i8, char),
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
    tokens: &'t [Token],
    origin: Origin<'o>,
    dates: Vec<Found>,
    section: Section,
    labels: usize,
    relative: bool,
}

impl<'t, 'o> Reader<'t, 'o> {
    fn new(tokens: &'t [Token], origin: Origin<'o>) -> Self {
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
        if let Some((Role::Weekday(day), next)) =
            phrase_at(self.tokens, i, self.origin, |r| matches!(r, Role::Weekday(_)))
        {
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
        let found = dates.first().filter(|_| undated && dates.len() == 1)?;
        let (Day::Known(day, month), Some(url)) = (found.written.day, from_url) else {
            return None;
        };
        let date = Date::new(url.year(), month, day).ok()?;
        if found.time.is_none() && labels == 0 || (date - url).get_days().abs() > 1 {
            return None;
        }
        let updated = found.label == Some(Role::Updated);
        let (time, zone) = (found.time, found.zone.clone());
        scan.stamps.push(Stamp { date, time, zone, weekday: false, updated, labelled: labels > 0 });
    }
    // Two days without a label are a span of days or a list.
    let [first, others @ ..] = scan.stamps.as_slice() else { return None };
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
        let Day::Numeric(a, b, mark) = self.written.day else { return None };
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
            return choose(&|d| d.weekday().to_monday_one_offset() == weekday);
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

/// The number at `i`, when it is one.
pub(super) fn number(tokens: &[Token], i: usize) -> Option<(u32, u8)> {
    match tokens.get(i)?.kind {
        Kind::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

pub(super) fn mark(tokens: &[Token], i: usize) -> Option<char> {
    match tokens.get(i)?.kind {
        Kind::Mark(c) => Some(c),
        _ => None,
    }
}

pub(super) fn word(tokens: &[Token], i: usize) -> Option<&str> {
    tokens.get(i).filter(|t| t.kind == Kind::Word).map(|t| t.lower.as_str())
}

/// The first token from `i` on that is none of these marks.
fn skip(tokens: &[Token], mut i: usize, marks: &[char]) -> usize {
    while mark(tokens, i).is_some_and(|c| marks.contains(&c)) {
        i += 1;
    }
    i
}

/// The longest phrase of the lexicon at `i` with a wanted role, and where it ends.
fn phrase_at(tokens: &[Token], i: usize, origin: Origin<'_>, wanted: impl Fn(Role) -> bool) -> Option<(Role, usize)> {
    let first = word(tokens, i)?;
    let mut fallback = None;
    for entry in entries(first) {
        if !wanted(entry.role) || entry.only.is_some_and(|l| origin.language != Some(l)) {
            continue;
        }
        let mut at = i + 1;
        let mut whole = true;
        for part in &entry.rest {
            let next = skip(tokens, at, &['.', '-', '\'']);
            if word(tokens, next) == Some(part) {
                at = next + 1;
            } else {
                whole = false;
                break;
            }
        }
        if whole {
            if entry.only.is_some() || !entry.rest.is_empty() {
                return Some((entry.role, at));
            }
            fallback = fallback.or(Some((entry.role, at)));
        }
    }
    fallback
}

fn month_at(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(i8, usize)> {
    match phrase_at(tokens, i, origin, |r| matches!(r, Role::Month(_)))? {
        (Role::Month(month), next) => Some((month, next)),
        _ => None,
    }
}

fn small(tokens: &[Token], i: usize, max: u32) -> Option<i8> {
    match number(tokens, i)? {
        (value, 1..=2) if (1..=max).contains(&value) => i8::try_from(value).ok(),
        _ => None,
    }
}

fn year_at(tokens: &[Token], i: usize) -> Option<i16> {
    match number(tokens, i)? {
        (value, 4) if (1980..=2035).contains(&value) => i16::try_from(value).ok(),
        // The Buddhist calendar of Thailand.
        (value, 4) if (2523..=2578).contains(&value) => i16::try_from(value - 543).ok(),
        _ => None,
    }
}

/// A date that begins at `i`, and where it ends.
fn date_at(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
    match tokens[i].kind {
        Kind::Number(_, 4) => year_first(tokens, i, origin),
        Kind::Number(_, 1..=2) => day_first(tokens, i, origin),
        Kind::Word => month_first(tokens, i, origin),
        _ => None,
    }
}

fn known(year: i16, month: i8, day: i8) -> Written {
    Written { year: Some(year), short_year: false, day: Day::Known(day, month) }
}

fn year_first(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
    let year = year_at(tokens, i)?;
    match tokens.get(i + 1)?.kind {
        Kind::Word if matches!(word(tokens, i + 1), Some("年" | "년")) => {
            let month = small(tokens, i + 2, 12)?;
            matches!(word(tokens, i + 3), Some("月" | "월")).then_some(())?;
            let day = small(tokens, i + 4, 31)?;
            matches!(word(tokens, i + 5), Some("日" | "일" | "号" | "號")).then_some(())?;
            Some((known(year, month, day), i + 6))
        }
        Kind::Mark(c @ ('-' | '/' | '.')) if small(tokens, i + 2, 12).is_some() => {
            let month = small(tokens, i + 2, 12)?;
            (mark(tokens, i + 3)? == c).then_some(())?;
            let day = small(tokens, i + 4, 31)?;
            // "2023.08.30" must not be the beginning of "2023.08.30.12".
            Some((known(year, month, day), i + 5))
        }
        _ => {
            let mut at = skip(tokens, i + 1, &['.', ',', '-', '/']);
            if word(tokens, at) == Some("m") {
                at = skip(tokens, at + 1, &['.']);
            }
            let (month, at) = month_at(tokens, at, origin)?;
            let at = skip(tokens, at, &['.', '-', '/']);
            let day = small(tokens, at, 31)?;
            let mut at = skip(tokens, at + 1, &['.']);
            if word(tokens, at) == Some("d") {
                at = skip(tokens, at + 1, &['.']);
            }
            Some((known(year, month, day), at))
        }
    }
}

/// Connectives inside a date: "30 de agosto de 2023", "30th of August".
fn skip_inner(tokens: &[Token], mut i: usize) -> usize {
    loop {
        match tokens.get(i).map(|t| t.kind) {
            Some(Kind::Mark('.' | ',' | '-' | '/' | '\'' | '°')) => i += 1,
            Some(Kind::Word)
                if matches!(
                    tokens[i].lower.as_str(),
                    "de" | "del" | "di" | "of" | "d" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "den" | "năm" | "го" | "έτους" | "the"
                ) =>
            {
                i += 1;
            }
            _ => return i,
        }
    }
}

fn day_first(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
    let day = small(tokens, i, 31)?;
    // Numbers only: 30.08.2023, 30/8/23, 08-30-2023.
    if let Some(c @ ('.' | '/' | '-')) = mark(tokens, i + 1) {
        if let (Some(second), Some(next)) = (small(tokens, i + 2, 31), mark(tokens, i + 3)) {
            if next == c {
                if let Some(year) = year_at(tokens, i + 4) {
                    return Some((Written { year: Some(year), short_year: false, day: Day::Numeric(day, second, c) }, i + 5));
                }
                if let (Some((short, 2)), true) = (number(tokens, i + 4), c != '-') {
                    let year = i16::try_from(short).ok()?;
                    return Some((Written { year: Some(year), short_year: true, day: Day::Numeric(day, second, c) }, i + 5));
                }
            }
            return None;
        }
    }
    let at = skip_inner(tokens, i + 1);
    // "30 tháng 8 năm 2023"
    if word(tokens, at) == Some("tháng") {
        let month = small(tokens, at + 1, 12)?;
        let at = skip_inner(tokens, at + 2);
        return Some((known(year_at(tokens, at)?, month, day), at + 1));
    }
    let (month, at) = month_at(tokens, at, origin)?;
    let day = Day::Known(day, month);
    let after = skip_inner(tokens, at);
    if let Some(year) = year_at(tokens, after) {
        return Some((Written { year: Some(year), short_year: false, day }, after + 1));
    }
    if let (Some((short, 2)), false) = (number(tokens, after), mark(tokens, after + 1) == Some(':')) {
        let year = i16::try_from(short).ok()?;
        return Some((Written { year: Some(year), short_year: true, day }, after + 1));
    }
    Some((Written { year: None, short_year: false, day }, skip(tokens, at, &['.'])))
}

fn month_first(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
    let (month, at) = month_at(tokens, i, origin)?;
    let at = skip(tokens, at, &['.', '-', '/']);
    let day = Day::Known(small(tokens, at, 31)?, month);
    let after = skip_inner(tokens, at + 1);
    if let Some(year) = year_at(tokens, after) {
        return Some((Written { year: Some(year), short_year: false, day }, after + 1));
    }
    // "Aug 30:" would be a time, "Aug 30" alone has no year.
    (mark(tokens, at + 1) != Some(':')).then_some((Written { year: None, short_year: false, day }, at + 1))
}

/// A time of day at `i`, with its zone, and where it ends.
fn time_at(tokens: &[Token], i: usize, origin: Origin<'_>) -> Option<(Time, Option<Zone>, usize)> {
    let half = |at| phrase_at(tokens, at, origin, |r| matches!(r, Role::Am | Role::Pm));
    let before = half(i);
    let at = before.map_or(i, |(_, next)| next);
    let (hour, digits) = number(tokens, at)?;
    let mut minute = 0;
    let mut second = 0;
    let mut next = at + 1;
    let mut sure = false;
    if digits == 4 {
        // "0830 GMT"
        zone_at(tokens, next, origin)?;
        (hour / 100 <= 24).then_some(())?;
        let (h, m) = (hour / 100, hour % 100);
        let (zone, end) = zone_at(tokens, next, origin)?;
        return Some((time(h, m, 0)?, zone, end));
    }
    (digits <= 2 && hour <= 24).then_some(())?;
    let colon = mark(tokens, next).filter(|c| matches!(c, ':' | '.'));
    let letter = word(tokens, next).filter(|w| matches!(*w, "h" | "时" | "時" | "시" | "点" | "點"));
    if colon.is_some() || letter.is_some() {
        match number(tokens, next + 1) {
            Some((value, 2)) if value < 60 && (colon.is_some() || letter.is_some()) => {
                minute = value;
                next += 2;
                sure = true;
            }
            Some((value, 1)) if letter.is_some_and(|w| w != "h") => {
                minute = value;
                next += 2;
                sure = true;
            }
            _ if letter.is_some() => {
                next += 1;
                sure = true;
            }
            _ => {}
        }
        if sure && matches!(word(tokens, next), Some("分" | "분" | "min")) {
            next += 1;
        }
        if sure && matches!(mark(tokens, next), Some(':' | '.')) && mark(tokens, next) == colon {
            if let Some((value, 2)) = number(tokens, next + 1).filter(|(v, _)| *v < 60) {
                second = value;
                next += 2;
                if mark(tokens, next) == Some('.') && number(tokens, next + 1).is_some() {
                    next += 2;
                }
            }
        }
        if letter.is_some() && matches!(word(tokens, next), Some("秒" | "초")) {
            next += 1;
        } else if let (Some(_), Some((value, _)), Some("秒" | "초")) = (letter, number(tokens, next), word(tokens, next + 1)) {
            second = value.min(59);
            next += 2;
        }
    }
    let mut hour = hour;
    let skipped = skip(tokens, next, &['.']);
    let after = half(skipped).or_else(|| {
        // "am" is a connective in German; directly after an hour up to twelve it is the morning.
        (word(tokens, skipped) == Some("am") && (1..=12).contains(&hour) && number(tokens, skipped + 1).is_none())
            .then_some((Role::Am, skipped + 1))
    });
    if let Some((_, end)) = after {
        next = if mark(tokens, end) == Some('.') { end + 1 } else { end };
        sure = true;
    }
    match before.or(after).map(|(role, _)| role) {
        Some(Role::Pm) if hour < 12 => hour += 12,
        Some(Role::Am) if hour == 12 => hour = 0,
        _ => {}
    }
    if before.is_none() && after.is_none() && !sure {
        // "14 Uhr", "kl 14"
        if !matches!(word(tokens, next), Some("uhr" | "uur" | "hrs" | "часов")) {
            return None;
        }
        next += 1;
    }
    let time = time(hour, minute, second)?;
    match zone_at(tokens, next, origin) {
        Some((zone, end)) => Some((time, zone, end)),
        None => Some((time, None, next)),
    }
}

fn time(hour: u32, minute: u32, second: u32) -> Option<Time> {
    let hour = if hour == 24 && minute == 0 { 0 } else { hour };
    let small = |v: u32| i8::try_from(v).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

/// The runs of tokens that nothing explains; nothing when one holds a number.
fn leftovers<'a>(line: &'a str, tokens: &[Token], parts: &[Part]) -> Option<Vec<&'a str>> {
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

/// The offset of an ambiguous or unambiguous local time, in minutes.
pub(super) fn offset_minutes(offset: AmbiguousOffset) -> Option<i32> {
    match offset {
        AmbiguousOffset::Unambiguous { offset } => Some(offset.seconds() / 60),
        _ => None,
    }
}
