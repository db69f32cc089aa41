//! The most likely class of a removed line.

use super::shape::{CHARS, SHAPES, WORDS};

macro_rules! classes {
    ($($name:ident = $text:literal: $doc:literal),* $(,)?) => {
        /// A class of chrome, as the policy names them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Class { $(#[doc = $doc] $name),* }
        impl Class {
            /// Every class.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// Its name in rules and ledgers.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
            /// The class of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

classes! {
    Navigation = "navigation": "Menus, breadcrumbs, labels.",
    Advertising = "advertising": "Advertisements and promotions.",
    Consent = "consent": "Cookie and privacy banners, notification prompts.",
    Newsletter = "newsletter": "Sign-up and subscribe prompts.",
    Paywall = "paywall": "Subscriber walls, log-in prompts.",
    Donation = "donation": "Appeals for support.",
    Social = "social": "Share bars, follow-us lines, counters.",
    Comments = "comments": "Comment forms and readers' comments.",
    Related = "related": "Links to and teasers of other stories.",
    Protection = "protection": "Copy and right-click notices.",
    Placeholder = "placeholder": "Theme defaults, empty labels.",
    Legal = "legal": "Copyright lines, terms.",
    Technical = "technical": "Player errors, script notices.",
    Bio = "bio": "An author's biography or contact line.",
    Duplicate = "duplicate": "A second copy.",
    Markup = "markup": "Stray tags and code.",
}

/// Where a line stands, seen from the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Before,
    Inside,
    After,
}

/// Phrases that give a class away, in lower case; the earlier class wins.
const PHRASES: &[(Class, &[&str])] = &[
    (Class::Consent, &["cookie", "consent", "gdpr", "privacy settings", "datenschutzeinstellung", "push-benachrichtigung"]),
    (
        Class::Legal,
        &[
            "©",
            "(c) 20",
            "copyright",
            "all rights reserved",
            "alle rechte",
            "tous droits",
            "derechos reservados",
            "terms of use",
            "terms of service",
            "privacy policy",
            "impressum",
            "datenschutz",
            "agb",
            "republish",
            "syndicat",
        ],
    ),
    (
        Class::Newsletter,
        &[
            "newsletter",
            "sign up",
            "subscribe to",
            "inbox",
            "your email",
            "abonnieren",
            "s'inscrire",
            "suscríbete",
            "iscriviti",
            "nyhetsbrev",
            "nieuwsbrief",
        ],
    ),
    (
        Class::Paywall,
        &[
            "subscriber",
            "log in",
            "login",
            "sign in",
            "register",
            "subscription",
            "anmelden",
            "registrieren",
            "abonnent",
            "abonné",
            "se connecter",
            "iniciar sesión",
            "paywall",
            "free trial",
        ],
    ),
    (Class::Donation, &["donate", "donation", "support us", "support our", "your support", "spende", "faire un don", "contribute"]),
    (
        Class::Comments,
        &[
            "comment",
            "reply",
            "leave a",
            "kommentar",
            "commentaire",
            "comentario",
            "commento",
            "comentário",
            "antworten",
            "says:",
            "wrote:",
            "schrieb",
            "permalink",
            "upvote",
        ],
    ),
    (
        Class::Social,
        &[
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
            "linkedin",
            "pinterest",
            "instagram",
            "share this",
            "share on",
            "follow us",
            "follow @",
            "teilen",
            "partager",
            "compartir",
            "condividi",
            "likes",
            "shares",
            "retweet",
            "youtube",
        ],
    ),
    (
        Class::Advertising,
        &[
            "advertis",
            "sponsor",
            "anzeige",
            "werbung",
            "publicidad",
            "publicité",
            "affiliate",
            "promo",
            "discount",
            "buy now",
            "add to cart",
            "shop",
            "download the app",
            "app store",
            "google play",
        ],
    ),
    (
        Class::Related,
        &[
            "read more",
            "read also",
            "related",
            "more from",
            "more on",
            "you may also",
            "recommended",
            "see also",
            "mehr zum",
            "lesen sie",
            "lire aussi",
            "leggi anche",
            "lea también",
            "leia também",
            "most read",
            "most popular",
            "trending",
            "latest",
            "also read",
            "up next",
            "next article",
            "previous",
            "weiterlesen",
            "meistgelesen",
        ],
    ),
    (
        Class::Bio,
        &[
            "is a reporter",
            "is a writer",
            "is a journalist",
            "is an author",
            "is the author",
            "about the author",
            "staff writer",
            "freelance",
            "contact the author",
            "correspondent",
            "redakteur",
            "ist autor",
            "über den autor",
            "l'auteur",
            "editor at",
            "he is",
            "she is",
            "lives in",
            "follow her",
            "follow him",
            "senior fellow",
            "professor",
        ],
    ),
    (Class::Technical, &["javascript", "browser", "loading", "video player", "error", "captcha", "flash player", "not supported"]),
    (Class::Protection, &["content is protected", "right click"]),
    (Class::Markup, &["{", "function(", "</", "/>", "&lt;"]),
];

/// Guesses the class from the line's words, its shape, its place, and what stands just before.
pub(crate) fn guess(text: &str, shape: &[f32; SHAPES], place: Place, beside: Option<Class>) -> Class {
    let cut = text.char_indices().nth(400).map_or(text.len(), |(i, _)| i);
    let low = text.get(..cut).unwrap_or(text).to_lowercase().replace('’', "'");
    let words = shape[WORDS];
    for (class, phrases) in PHRASES {
        // A long line may well speak of such things; only the classes that write long lines are believed there.
        let long = words > 40.0;
        let may = !long
            || matches!(class, Class::Consent | Class::Legal | Class::Newsletter | Class::Donation | Class::Bio | Class::Comments);
        if may && phrases.iter().any(|p| low.contains(p)) {
            return *class;
        }
    }
    if let Some(class @ (Class::Comments | Class::Related | Class::Consent | Class::Bio)) = beside {
        return class;
    }
    match place {
        _ if words <= 4.0 => Class::Navigation,
        Place::Before if words <= 8.0 => Class::Navigation,
        Place::After if shape[CHARS] > 140.0 => Class::Comments,
        _ => Class::Related,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for class in Class::ALL {
            assert_eq!(Class::from_name(class.name()), Some(*class));
        }
        assert_eq!(Class::from_name("metadata"), None);
    }

    #[test]
    fn phrases_decide() {
        let shape = [5.0; SHAPES];
        assert_eq!(guess("Get the day's best in your inbox", &shape, Place::Inside, None), Class::Newsletter);
        assert_eq!(guess("Sport", &[1.0; SHAPES], Place::Before, None), Class::Navigation);
        assert_eq!(guess("Old bridge to open in spring", &shape, Place::After, Some(Class::Related)), Class::Related);
    }
}
