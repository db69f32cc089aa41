//! What a removed span was: the classes of POLICY.md, in `docs/policy.md`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The one class that every edit names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Class { $($(#[$doc])* $variant,)* }

        impl Class {
            /// All of them, in the order of the policy.
            pub const ALL: &[Class] = &[$(Class::$variant,)*];

            /// The name used in rules, ledgers and reports.
            pub const fn name(self) -> &'static str {
                match self { $(Class::$variant => $name,)* }
            }
        }

        impl FromStr for Class {
            type Err = UnknownClass;
            fn from_str(name: &str) -> Result<Self, UnknownClass> {
                match name { $($name => Ok(Class::$variant),)* _ => Err(UnknownClass) }
            }
        }
    };
}

classes! {
    /// Menus, breadcrumbs, section and tag labels standing alone.
    Navigation = "navigation",
    /// Advertisement labels, sponsored blocks, affiliate disclosures, promotions.
    Advertising = "advertising",
    /// Cookie and privacy banners, notification prompts.
    Consent = "consent",
    /// Sign-up and subscribe prompts.
    Newsletter = "newsletter",
    /// Subscriber walls, log-in and registration prompts.
    Paywall = "paywall",
    /// Appeals for support.
    Donation = "donation",
    /// Share bars, follow-us lines, counters.
    Social = "social",
    /// Comment forms and readers' comments.
    Comments = "comments",
    /// Teasers of other stories.
    Related = "related",
    /// Copy and right-click notices.
    Protection = "protection",
    /// Theme defaults and empty labels.
    Placeholder = "placeholder",
    /// Copyright lines, terms, syndication notices.
    Legal = "legal",
    /// Script and player messages, template residue.
    Technical = "technical",
    /// An author's biography or contact line.
    Bio = "bio",
    /// A second copy of a headline, caption or paragraph.
    Duplicate = "duplicate",
    /// Tags, attributes, scripts, comments; the words between them stay.
    Markup = "markup",
    /// A byline or a date that became a field.
    Metadata = "metadata",
    /// A repair of the text itself: spaces, encodings, glued words, typos.
    Normalization = "normalization",
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A class name that the policy does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown class")]
pub struct UnknownClass;
