//! What rules took from around a line: a heading of readers' comments that is gone says much of the lines under it.

use super::class::Class;
use super::context::Facts;
use super::trees::{Columns, Group};

/// Lines after which a distance is only far.
const FAR: f32 = 60.0;
/// A distance where there is nothing to be distant from.
const NONE: f32 = 99.0;
/// What stands for a line that became a field, among the classes.
const FIELD: u8 = 1;

/// The number of what was said of a line: 0 nothing, 1 that it is a field, from 2 on the class as which a rule takes it.
pub(crate) fn number(class: Option<Class>) -> u8 {
    let at = class.and_then(|class| Class::ALL.iter().position(|c| *c == class));
    at.map_or(FIELD, |at| at as u8 + 1 + FIELD)
}

/// Whether a rule took the line as chrome.
pub(crate) fn by_rule(row: &Facts) -> bool {
    row.known < 0 && row.class > FIELD
}

/// Kinds of lines whose distance is worth knowing by itself.
const KINDS: [&[Class]; 5] = [
    &[Class::Comments],
    &[Class::Related],
    &[Class::Newsletter, Class::Paywall, Class::Donation, Class::Consent],
    &[Class::Bio, Class::Legal],
    &[Class::Social, Class::Advertising],
];

/// Adds the columns.
pub(crate) fn columns(rows: &[Facts], columns: &mut Columns) {
    columns.of(Group::Rules);
    let n = rows.len();
    let any = rows.iter().any(|r| r.known < 0);
    let headline = rows.iter().position(|r| r.headline);
    columns.push(|i| headline.map_or(-NONE, |at| (i as f32 - at as f32).clamp(-30.0, FAR)));
    if !any {
        (0..2).for_each(|_| columns.push(|_| NONE));
        (0..2).for_each(|_| columns.push(|_| 0.0));
        KINDS.iter().for_each(|_| columns.push(|_| NONE));
        (0..5).for_each(|_| columns.push(|_| 0.0));
        return;
    }
    let taken = |i: usize| rows.get(i).is_some_and(|r| r.known < 0);
    let code = |i: usize| rows.get(i).map_or(0.0, |r| f32::from(r.class));
    let (mut since, mut which, mut classes) = (NONE, 0.0, Vec::with_capacity(n));
    columns.push(|i| {
        classes.push(which);
        let now = since;
        if taken(i) {
            (since, which) = (1.0, code(i));
        } else if since < FAR {
            since += 1.0;
        }
        now
    });
    let (mut until, mut which, mut next) = (NONE, 0.0, vec![0.0; n]);
    let column = columns.add();
    for (i, slot) in column.iter_mut().enumerate().rev() {
        *slot = until;
        if let Some(slot) = next.get_mut(i) {
            *slot = which;
        }
        if taken(i) {
            (until, which) = (1.0, code(i));
        } else if until < FAR {
            until += 1.0;
        }
    }
    columns.push(|i| classes.get(i).copied().unwrap_or(0.0));
    columns.push(|i| next.get(i).copied().unwrap_or(0.0));
    for kind in KINDS {
        let mut since = NONE;
        columns.push(|i| {
            let now = since;
            if rows.get(i).is_some_and(|r| kind.iter().any(|class| r.class == number(Some(*class)))) {
                since = 1.0;
            } else if since < FAR {
                since += 1.0;
            }
            now
        });
    }
    let mut counts = Vec::with_capacity(n + 1);
    let (mut count, mut gone, mut chars) = (0.0_f32, 0.0_f32, 1.0_f32);
    counts.push(count);
    for r in rows {
        chars += r.chars();
        if r.known < 0 {
            count += 1.0;
            gone += r.chars();
        }
        counts.push(count);
    }
    let at = |i: usize| counts.get(i.min(n)).copied().unwrap_or(0.0);
    columns.push(|i| at(i) - at(i.saturating_sub(8)));
    columns.push(|i| at(i + 9) - at(i + 1));
    columns.push(at);
    columns.push(|i| count - at(i + 1));
    columns.push(|_| gone / chars);
}

#[cfg(test)]
mod tests {
    use super::super::decide::scan;
    use super::super::site::Site;
    use super::*;

    #[test]
    fn as_many_columns_with_rules_as_without() {
        let row = |known: i8, class: u8| {
            let mut f = scan("A line.", &Site::default(), None, &mut Vec::new(), &mut Vec::new()).0;
            (f.known, f.class) = (known, class);
            f
        };
        let mut with = Columns::default();
        let rows = [row(0, 0), row(-1, number(Some(Class::Comments))), row(0, 0), row(0, 0)];
        with.reset(4);
        columns(&rows, &mut with);
        let mut without = Columns::default();
        without.reset(4);
        columns(&[row(0, 0), row(0, 0), row(0, 0), row(0, 0)], &mut without);
        assert_eq!(with.count(), without.count());
        assert_eq!(with.get(1), [NONE, NONE, 1.0, 2.0]);
        assert_eq!(with.get(2), [1.0, NONE, NONE, NONE]);
        assert_eq!(with.get(3)[3], f32::from(number(Some(Class::Comments))));
        assert_eq!(with.get(5), [NONE, NONE, 1.0, 2.0]);
        assert_eq!(with.get(6), [NONE; 4]);
    }
}
