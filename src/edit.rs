//! One change to a text, and the ledger that they make up.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{class::Class, span::Span};

/// The name of the rule or stage that made an edit: `generic/comments/leave-a-reply`, `normalize/spaces`.
pub type Cause = Arc<str>;

/// What may be done with an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Applied by default: it keeps every word of the story.
    #[default]
    Safe,
    /// Applied because an option asked for it: it may change style or meaning.
    Unsafe,
    /// Never applied: written to the ledger for a person to look at.
    ReportOnly,
}

/// What a stage wants done to the text as it now stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where, in the current text.
    pub range: Span,
    /// What is to stand there; empty to remove.
    pub after: Cow<'static, str>,
    /// Who wants it.
    pub cause: Cause,
    /// Why, in the policy's terms.
    pub class: Class,
    /// Whether to do it.
    pub applicability: Applicability,
}

impl Change {
    /// A safe removal of `range`.
    pub fn remove(range: Span, cause: Cause, class: Class) -> Self {
        Self { range, after: Cow::Borrowed(""), cause, class, applicability: Applicability::Safe }
    }

    /// A safe replacement of `range`.
    pub fn replace(range: Span, after: impl Into<Cow<'static, str>>, cause: Cause, class: Class) -> Self {
        Self { range, after: after.into(), cause, class, applicability: Applicability::Safe }
    }
}

/// A change that was made: one line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Which batch it belongs to, from 0. The edits of a pass were made at once, to the text that the pass before it left.
    pub pass: u32,
    /// What it covers in the original.
    pub span: Span,
    /// Where it stood in the text before this pass.
    pub range: Span,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// The rule or stage that made it.
    pub cause: Cause,
    /// The policy's class.
    pub class: Class,
    /// Whether it was applied.
    pub applicability: Applicability,
}

impl Edit {
    /// Whether the text was changed by it.
    pub fn applied(&self) -> bool {
        self.applicability != Applicability::ReportOnly
    }
}
