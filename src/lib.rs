//! copydesk cleans scraped news: what the site added goes, what the author wrote stays, and every edit names its rule.
//!
//! ```
//! use copydesk::{Document, Pipeline, RuleSet, Settings};
//!
//! let rules = RuleSet::builtin().expect("the built-in rules are tested");
//! let settings = Settings::default();
//! let text = "The council voted for the bridge on Monday, after a debate of six hours.\n\nLeave a Reply\n";
//! let cleaned = Pipeline::new(rules, &settings).clean(Document { text: text.into(), ..Document::default() });
//! assert_eq!(cleaned.text, "The council voted for the bridge on Monday, after a debate of six hours.");
//! assert_eq!(cleaned.edits[0].class, copydesk::Class::Comments);
//! assert!(cleaned.edits[0].cause.starts_with("generic/comments/"));
//! ```
//!
//! A document flows one way, through [`stage`]s that each hand their changes to its [`Text`](text::Text), the only owner of
//! changes. [`source`] reads documents, [`sink`] writes them, [`rules`] holds the rule language.

pub mod block;
pub mod class;
pub mod clock;
pub mod document;
pub mod edit;
pub mod error;
pub mod fold;
pub mod language;
pub mod metadata;
pub mod normalize;
pub mod pipeline;
pub mod rules;
pub mod score;
pub mod sink;
pub mod source;
pub mod span;
pub mod stage;
pub mod text;

pub use class::Class;
pub use clock::Stopwatch;
pub use document::{Cleaned, Document, Fields, Held, Opinion};
pub use edit::{Applicability, Cause, Change, Edit};
pub use error::Error;
pub use pipeline::{Pipeline, Scoring, Settings};
pub use rules::RuleSet;
pub use span::Span;
pub use text::{replay, revert};
