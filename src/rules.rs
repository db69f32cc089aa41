//! Rules: what people write, how it is checked, and how it is found in a text.
//!
//! The road: [`read`] turns TOML into [`Rule`]s, [`RuleSet`] compiles all of them once for every thread, `select` chooses
//! the site of a text, `scan` finds literals and patterns, `apply` decides what goes, [`verify`] runs the examples. The language is described in `docs/rules.md`.

mod apply;
mod broad;
mod builtin;
mod compile;
pub mod diagnostic;
mod evidence;
pub mod lint;
mod literal_set;
mod literals;
mod needs;
pub mod read;
pub mod regex;
pub mod rule;
mod scan;
pub mod schema;
mod select;
mod touch;
pub mod verify;

pub use apply::{Finding, Subject};
pub use compile::{Choice, RuleSet};
pub use diagnostic::{Diagnostic, RulesError};
pub use rule::{Pack, Rule};
pub use scan::Memory;
pub use select::registrable_domain;
