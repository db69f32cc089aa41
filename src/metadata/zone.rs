//! Time zones as pages write them.
//!
//! An abbreviation that means several zones counts only when the site or the language decides; one that is used out of
//! its season ("EST" in July) tells the clock, not the offset.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::grammar::{Origin, mark, number, word};
use super::token::Tokens;

/// A zone, as far as the line tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// A fixed offset in minutes.
    Fixed(i32),
    /// A fixed offset that is only believed when the zone's clock says the same on that day.
    Season(i32, Rule),
    /// The clock of a zone with summer time.
    Local(Rule),
}

/// Zones with summer time, as hours west of Greenwich or their European counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    America(u8),
    Europe(i8),
}

impl Rule {
    fn offset(self, moment: DateTime) -> Option<i32> {
        let posix = match self {
            Rule::America(h) if moment.year() >= 2007 => format!("STD{h}DST,M3.2.0,M11.1.0"),
            Rule::America(h) => format!("STD{h}DST,M4.1.0,M10.5.0"),
            Rule::Europe(h) => format!("STD{}DST,M3.5.0/{},M10.5.0/{}", -h, 1 + h, 2 + h),
        };
        let zone = TimeZone::posix(&posix).ok()?;
        match zone.to_ambiguous_timestamp(moment).offset() {
            AmbiguousOffset::Unambiguous { offset } => Some(offset.seconds() / 60),
            _ => None,
        }
    }
}

impl Zone {
    /// Minutes east of Greenwich at that moment, when they are known.
    pub(super) fn offset(&self, moment: DateTime) -> Option<i32> {
        match self {
            Zone::Fixed(minutes) => Some(*minutes),
            Zone::Local(rule) => rule.offset(moment),
            // In the hour that happens twice the abbreviation decides.
            Zone::Season(minutes, rule) => match rule.offset(moment) {
                Some(real) if real != *minutes => None,
                _ => Some(*minutes),
            },
        }
    }

    /// Whether the zone is one of the United States.
    pub(super) fn is_american(&self) -> bool {
        matches!(self, Zone::Season(_, Rule::America(_)) | Zone::Local(Rule::America(_)))
    }
}

/// A zone at `i`, and where it ends. The zone is `None` when it is named but its offset is not known.
pub(super) fn zone_at(tokens: &Tokens, i: usize, origin: Origin<'_>) -> Option<(Option<Zone>, usize)> {
    let open = mark(tokens, i) == Some('(');
    let at = if open { i + 1 } else { i };
    // "+02:00" directly after the time.
    if let Some(minutes) = signed(tokens, at).filter(|_| open || !tokens[at].spaced) {
        return Some((Some(Zone::Fixed(minutes.0)), minutes.1));
    }
    let name = word(tokens, at)?;
    let zone = named(name, origin)?;
    if name.len() == 2 && tokens[at].end - tokens[at].start != 2 {
        return None;
    }
    let mut next = at + 1;
    let mut zone = zone;
    if matches!(name, "gmt" | "utc")
        && let Some((minutes, end)) = signed(tokens, next)
    {
        (zone, next) = (Some(Zone::Fixed(minutes)), end);
    }
    if open && mark(tokens, next) == Some(')') {
        next += 1;
    }
    Some((zone, next))
}

/// "+2", "-04:00", "+0530".
fn signed(tokens: &Tokens, i: usize) -> Option<(i32, usize)> {
    let sign = match mark(tokens, i)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (value, digits) = number(tokens, i + 1)?;
    if tokens.get(i + 1)?.spaced {
        return None;
    }
    let value = i32::try_from(value).ok()?;
    let (minutes, next) = match (digits, mark(tokens, i + 2), number(tokens, i + 3)) {
        (4, _, _) => (value / 100 * 60 + value % 100, i + 2),
        (1 | 2, Some(':'), Some((m, 2))) => (value * 60 + i32::try_from(m).ok()?, i + 4),
        (1 | 2, _, _) => (value * 60, i + 2),
        _ => return None,
    };
    (minutes <= 14 * 60).then_some((sign * minutes, next))
}

/// The zone of an abbreviation: unknown, known without an offset, or known.
fn named(name: &str, origin: Origin<'_>) -> Option<Option<Zone>> {
    let tld = origin.url.and_then(super::top_level_domain).unwrap_or("");
    let language = origin.language.unwrap_or("");
    let american = |h: u8, offset: i32| Zone::Season(offset, Rule::America(h));
    let european = |h: i8, offset: i32| Zone::Season(offset, Rule::Europe(h));
    Some(Some(match name {
        "gmt" | "utc" | "z" => Zone::Fixed(0),
        "est" => american(5, -300),
        "edt" => american(5, -240),
        "cdt" => american(6, -300),
        "mst" => american(7, -420),
        "mdt" => american(7, -360),
        "pst" => american(8, -480),
        "pdt" => american(8, -420),
        "akst" => american(9, -540),
        "akdt" => american(9, -480),
        "hst" => Zone::Fixed(-600),
        "cst" if matches!(tld, "cn" | "tw") || language == "zh" => Zone::Fixed(480),
        "cst" if language == "en" => american(6, -360),
        "et" => Zone::Local(Rule::America(5)),
        "ct" => Zone::Local(Rule::America(6)),
        "mt" => Zone::Local(Rule::America(7)),
        "pt" => Zone::Local(Rule::America(8)),
        "cet" | "mez" => european(1, 60),
        "cest" | "mesz" => european(1, 120),
        "eet" => european(2, 120),
        "eest" => european(2, 180),
        "wet" => european(0, 0),
        "bst" if tld == "bd" => Zone::Fixed(360),
        "bst" if language == "en" => european(0, 60),
        "ist" if tld == "in" || is_indian(language) || origin.url.is_some_and(|u| u.contains("india")) => Zone::Fixed(330),
        "ist" if tld == "ie" => european(0, 60),
        "msk" | "мск" => Zone::Fixed(180),
        "jst" | "kst" => Zone::Fixed(540),
        "sgt" | "hkt" | "pht" | "wita" | "awst" => Zone::Fixed(480),
        "wib" | "ict" => Zone::Fixed(420),
        "wit" => Zone::Fixed(540),
        "pkt" => Zone::Fixed(300),
        "npt" => Zone::Fixed(345),
        "sast" | "cat" => Zone::Fixed(120),
        "eat" => Zone::Fixed(180),
        "wat" => Zone::Fixed(60),
        "brt" | "art" => Zone::Fixed(-180),
        "aest" => Zone::Fixed(600),
        "aedt" => Zone::Fixed(660),
        "acst" => Zone::Fixed(570),
        "acdt" => Zone::Fixed(630),
        "nzst" => Zone::Fixed(720),
        "nzdt" => Zone::Fixed(780),
        "gst" if tld == "ae" => Zone::Fixed(240),
        "cst" | "bst" | "ist" | "gst" | "ast" | "adt" | "nst" | "ndt" | "trt" | "trsi" | "irst" => {
            return Some(None);
        }
        _ => return None,
    }))
}

fn is_indian(language: &str) -> bool {
    matches!(language, "hi" | "bn" | "ta" | "te" | "mr" | "gu" | "kn" | "ml" | "pa" | "or")
}
