//! How long the parts of the road take, for whoever asks; `()` is the clock that nobody looks at, and costs nothing.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A part of the road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Finding the language.
    Language,
    /// Stray markup.
    Markup,
    /// Rules.
    Rules,
    /// The scorer.
    Score,
    /// Bylines, times, headlines.
    Metadata,
    /// Second copies.
    Duplicates,
    /// Repairs.
    Normalize,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Language, Self::Markup, Self::Rules, Self::Score, Self::Metadata, Self::Duplicates, Self::Normalize];

    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Markup => "markup",
            Self::Rules => "rules",
            Self::Score => "score",
            Self::Metadata => "metadata",
            Self::Duplicates => "duplicates",
            Self::Normalize => "normalize",
        }
    }
}

/// Takes times.
pub trait Clock {
    /// Does the work of a part, which looks at the clock itself.
    fn with<T>(&mut self, part: Part, work: impl FnOnce(&mut Self) -> T) -> T;

    /// Does the work of a part.
    fn part<T>(&mut self, part: Part, work: impl FnOnce() -> T) -> T {
        self.with(part, |_| work())
    }

    /// Does the work of a rule, by its number in its set.
    fn rule<T>(&mut self, rule: u32, work: impl FnOnce() -> T) -> T;
}

impl Clock for () {
    fn with<T>(&mut self, _: Part, work: impl FnOnce(&mut Self) -> T) -> T {
        work(self)
    }

    fn rule<T>(&mut self, _: u32, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// A clock that somebody looks at.
#[derive(Debug, Clone, Default)]
pub struct Stopwatch {
    /// The time of each part, in the order of [`Part::ALL`].
    pub parts: [Duration; Part::ALL.len()],
    /// For each rule that was tried, how often and how long; `None` when nobody asks for that.
    pub rules: Option<BTreeMap<u32, (u64, Duration)>>,
}

impl Stopwatch {
    /// A clock for the parts alone, or with `rules` for each rule too.
    pub fn new(rules: bool) -> Self {
        Self { parts: Default::default(), rules: rules.then(BTreeMap::new) }
    }

    /// Adds the times of another one.
    pub fn add(&mut self, other: &Self) {
        for (sum, time) in self.parts.iter_mut().zip(other.parts) {
            *sum += time;
        }
        if let (Some(rules), Some(others)) = (&mut self.rules, &other.rules) {
            for (rule, (count, time)) in others {
                let sum = rules.entry(*rule).or_default();
                *sum = (sum.0 + count, sum.1 + *time);
            }
        }
    }
}

impl Clock for Stopwatch {
    fn with<T>(&mut self, part: Part, work: impl FnOnce(&mut Self) -> T) -> T {
        let start = Instant::now();
        let done = work(self);
        self.parts[part as usize] += start.elapsed();
        done
    }

    fn rule<T>(&mut self, rule: u32, work: impl FnOnce() -> T) -> T {
        let Some(rules) = &mut self.rules else { return work() };
        let start = Instant::now();
        let done = work();
        let sum = rules.entry(rule).or_default();
        *sum = (sum.0 + 1, sum.1 + start.elapsed());
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_their_order() {
        for (at, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, at, "{}", part.name());
        }
    }

    #[test]
    fn times_add_up() {
        let mut one = Stopwatch::new(true);
        assert_eq!(one.rule(3, one_and_a_bit), 1);
        let mut sum = Stopwatch::new(true);
        sum.add(&one);
        sum.add(&one);
        let (count, time) = sum.rules.unwrap()[&3];
        assert_eq!((count, time), (2, one.rules.unwrap()[&3].1 * 2));
        assert!(time >= Duration::from_millis(4));
    }

    fn one_and_a_bit() -> u32 {
        std::thread::sleep(Duration::from_millis(2));
        1
    }
}
