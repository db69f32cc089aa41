//! The grammar of dates and times: what may begin at a token, and where it ends.

use jiff::civil::Time;

use super::token::{Kind, Tokens};
use super::words::Role;
use super::zone::{Zone, zone_at};

/// What is known about where the line comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin<'a> {
    pub language: Option<&'a str>,
    pub url: Option<&'a str>,
}

/// A date as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub year: Option<i16>,
    pub short_year: bool,
    pub day: Day,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Day {
    /// Day and month.
    Known(i8, i8),
    /// Two numbers in the order of the text, and the mark between them.
    Numeric(i8, i8, char),
}

/// The number at `i`, when it is one.
pub(super) fn number(tokens: &Tokens, i: usize) -> Option<(u32, u8)> {
    match tokens.get(i)?.kind {
        Kind::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

pub(super) fn mark(tokens: &Tokens, i: usize) -> Option<char> {
    match tokens.get(i)?.kind {
        Kind::Mark(c) => Some(c),
        _ => None,
    }
}

pub(super) fn word(tokens: &Tokens, i: usize) -> Option<&str> {
    tokens.word(i)
}

/// The first token from `i` on that is none of these marks.
pub(super) fn skip(tokens: &Tokens, mut i: usize, marks: &[char]) -> usize {
    while mark(tokens, i).is_some_and(|c| marks.contains(&c)) {
        i += 1;
    }
    i
}

/// The longest phrase of the lexicon at `i` with a wanted role, and where it ends.
pub(super) fn phrase_at(tokens: &Tokens, i: usize, origin: Origin<'_>, wanted: impl Fn(Role) -> bool) -> Option<(Role, usize)> {
    let mut fallback = None;
    for entry in tokens.get(i)?.entries {
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

fn month_at(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(i8, usize)> {
    match phrase_at(tokens, i, origin, |r| matches!(r, Role::Month(_)))? {
        (Role::Month(month), next) => Some((month, next)),
        _ => None,
    }
}

fn small(tokens: &Tokens, i: usize, max: u32) -> Option<i8> {
    match number(tokens, i)? {
        (value, 1..=2) if (1..=max).contains(&value) => i8::try_from(value).ok(),
        _ => None,
    }
}

fn year_at(tokens: &Tokens, i: usize) -> Option<i16> {
    match number(tokens, i)? {
        (value, 4) if (1980..=2035).contains(&value) => i16::try_from(value).ok(),
        // The Buddhist calendar of Thailand.
        (value, 4) if (2523..=2578).contains(&value) => i16::try_from(value - 543).ok(),
        _ => None,
    }
}

/// A date that begins at `i`, and where it ends.
pub(super) fn date_at(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
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

fn year_first(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
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
fn skip_inner(tokens: &Tokens, mut i: usize) -> usize {
    loop {
        match tokens.get(i).map(|t| t.kind) {
            Some(Kind::Mark('.' | ',' | '-' | '/' | '\'' | '°')) => i += 1,
            Some(Kind::Word)
                if matches!(
                    tokens.word(i).unwrap_or(""),
                    "de" | "del"
                        | "di"
                        | "of"
                        | "d"
                        | "st"
                        | "nd"
                        | "rd"
                        | "th"
                        | "er"
                        | "º"
                        | "ª"
                        | "den"
                        | "năm"
                        | "го"
                        | "έτους"
                        | "the"
                ) =>
            {
                i += 1;
            }
            _ => return i,
        }
    }
}

fn day_first(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
    let day = small(tokens, i, 31)?;
    // Numbers only: 30.08.2023, 30/8/23, 08-30-2023.
    if let Some(c @ ('.' | '/' | '-')) = mark(tokens, i + 1)
        && let (Some(second), Some(next)) = (small(tokens, i + 2, 31), mark(tokens, i + 3))
    {
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

fn month_first(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Written, usize)> {
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
pub(super) fn time_at(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Time, Option<Zone>, usize)> {
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
        if sure
            && matches!(mark(tokens, next), Some(':' | '.'))
            && mark(tokens, next) == colon
            && let Some((value, 2)) = number(tokens, next + 1).filter(|(v, _)| *v < 60)
        {
            second = value;
            next += 2;
            if mark(tokens, next) == Some('.') && number(tokens, next + 1).is_some() {
                next += 2;
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
