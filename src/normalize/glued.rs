//! Words that lost the space between them, in English: "Ukrainesaid" → "Ukraine said".
//!
//! The whole must be unknown and both halves known; names and the dump's own frequent words are known wholes. Compounds that the
//! lists lack ("doomscrolling") stay.

use super::nearest::is_near_common;
use super::scan::{CodeLines, alone, before};
use super::typos::{plain, starts_sentence, stranger_near};
use super::words::{Known, Part, Role, WordLists, unknown_english};
use super::{Context, Fix, Fixer};
use memchr::memmem;

/// Lists of handles and prompts that ran into each other: "@pressdeskFollow @newsdesk".
pub(super) struct Lists;

impl Fixer for Lists {
    fn name(&self) -> &'static str {
        "glued-lists"
    }

    fn about(&self) -> &'static str {
        "handles that ran into the prompt of the next one"
    }

    fn fix(&self, text: &str, _cx: &Context, fixes: &mut Vec<Fix>) {
        for i in memmem::find_iter(text.as_bytes(), "Follow @") {
            let start = text[..i].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |n| n + 1);
            if start < i
                && before(text, start) == Some('@')
                && before(text, i).is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || i - start > 2)
            {
                fixes.push(Fix::insert(i, " "));
            }
        }
    }
}

/// Two words without a space between them.
pub(super) struct Glued;

impl Fixer for Glued {
    fn name(&self) -> &'static str {
        "glued-words"
    }

    fn about(&self) -> &'static str {
        "two words without a space between them: the whole is no word, both halves are"
    }

    fn fix(&self, text: &str, cx: &Context, fixes: &mut Vec<Fix>) {
        let mut code = CodeLines::new(text);
        unknown_english(text, cx, |word, range, lists| {
            if word.len() < 5 || word.len() > 40 || lists.typo(&word.to_lowercase()).is_some() {
                return;
            }
            if cx.is_frequent(word) || !plain(text, &range) || lists.is_protected(word) {
                return;
            }
            // A small letter at a line's start: a command, or a word without its head.
            if word.starts_with(char::is_lowercase) && (range.start == 0 || text[..range.start].ends_with('\n')) {
                return;
            }
            if let Some(at) = split(word, range.end, text, cx, lists)
                && !code.hold(range.start)
            {
                fixes.push(Fix::insert(range.start + at, " "));
            }
        });
    }
}

/// Does the word stand in the text twice? Then it is a word.
fn again(text: &str, word: &str) -> bool {
    alone(text, word).nth(1).is_some()
}

/// Where the word, which ends at `end`, is to be cut.
fn split(word: &str, end: usize, text: &str, cx: &Context, lists: &WordLists) -> Option<usize> {
    // A capital inside the word is another matter: iPhone, BürgerInnen.
    if word.chars().skip(1).any(char::is_uppercase) {
        return camel(word, lists).filter(|_| !again(text, word));
    }
    let capital = word.starts_with(char::is_uppercase);
    // "Robert D. Blackwill": after a name only words will do that go on after a name.
    if capital
        && beside_name(text, end - word.len())
        && !VERBS.iter().any(|verb| word.ends_with(verb))
        && !(word.len() > 9 && (word.ends_with("ly") || word.ends_with("ed")))
    {
        return None;
    }
    // "Nowmay Olinski" is all name.
    let named = capital && text[end..].trim_start_matches(' ').starts_with(char::is_uppercase) && !word.ends_with("said");
    if named {
        return None;
    }
    if let Some((at, weight)) = two_words(word, capital, capital && starts_sentence(text, end - word.len()), lists) {
        // A word that stands in the text twice is rather a word.
        let (sure, range) = (weight > SURE && !capital, end - word.len()..end);
        // "therafter" is a slip, not two words.
        let slip = || weight < SURE && is_near_common(word, lists);
        let doubt = || again(text, word) || weight < CLEAR && stranger_near(text, &range, cx, 1);
        return (weight > ENOUGH && !slip() && (sure || !doubt())).then_some(at);
    }
    contraction(word, end, text, lists)
        .or_else(|| after_known(word, capital, text, cx, lists))
        .or_else(|| speaker(word, capital, &text[end..]))
        .filter(|_| !again(text, word) && !is_near_common(word, lists))
}

/// "Sandusaid last month": what follows wants a verb before it, and a name that ends in "said" is none.
fn speaker(word: &str, capital: bool, rest: &str) -> Option<usize> {
    const AFTER: [&str; 16] = [
        "that",
        "the",
        "this",
        "these",
        "there",
        "they",
        "he",
        "she",
        "it",
        "we",
        "last",
        "his",
        "her",
        "earlier",
        "yesterday",
        "nothing",
    ];
    // "Abdelsaid", "Hadjsaid".
    const NAMES: [&str; 6] = ["Abdel", "Abou", "Hadj", "Mohamed", "Mohammed", "Ould"];
    let name = word.strip_suffix("said").filter(|name| capital && name.len() >= 4 && !NAMES.contains(name))?;
    let next = rest.strip_prefix(' ')?.split(' ').next()?;
    AFTER.contains(&next).then_some(name.len())
}

/// What follows a name and ends none.
const VERBS: [&str; 27] = [
    "said", "says", "told", "was", "has", "had", "and", "the", "who", "which", "that", "with", "after", "when", "but", "asked",
    "wrote", "while", "before", "because", "from", "into", "did", "does", "would", "could", "should",
];

/// What often stands first, and starts no name.
const OPENERS: [&str; 22] = [
    "the", "this", "that", "these", "those", "when", "where", "while", "after", "before", "their", "they", "there", "with", "from",
    "because", "although", "since", "until", "during", "between", "among",
];

/// What a sentence may start with.
const FIRST: [&str; 16] =
    ["for", "and", "but", "how", "what", "why", "our", "your", "its", "his", "her", "not", "both", "each", "any", "some"];

/// Endings, not words: "definitionally".
const ENDINGS: [&str; 19] = [
    "ally", "ness", "able", "ability", "less", "ship", "wise", "ward", "wards", "like", "hood", "proof", "wide", "ware", "maker",
    "makers", "making", "member", "members",
];

/// Prefixes, not words: "extraconstitutional".
const PREFIXES: [&str; 25] = [
    "extra", "intra", "super", "inter", "multi", "counter", "anti", "pseudo", "quasi", "micro", "macro", "mini", "mega", "hyper",
    "ultra", "post", "over", "under", "cyber", "self", "photo", "auto", "trans", "fore", "step",
];

/// Short words that names do not end in by chance. They do in "are", "one", "may" and "man".
const SHORT: [&str; 16] =
    ["and", "the", "was", "for", "has", "had", "who", "his", "her", "not", "but", "can", "how", "its", "our", "you"];

/// What starts a sentence or a prompt.
const PROMPTS: [&str; 58] = [
    "The",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "They",
    "What",
    "When",
    "Where",
    "Which",
    "Who",
    "Why",
    "How",
    "She",
    "His",
    "Her",
    "Our",
    "You",
    "Your",
    "But",
    "And",
    "However",
    "Please",
    "Follow",
    "Read",
    "Share",
    "Click",
    "Advertisement",
    "Subscribe",
    "Photo",
    "Image",
    "Also",
    "After",
    "Before",
    "While",
    "With",
    "For",
    "From",
    "Although",
    "According",
    "Meanwhile",
    "Their",
    "Its",
    "Here",
    "Now",
    "Then",
    "Some",
    "Many",
    "Most",
    "All",
    "One",
    "Two",
    "If",
    "In",
    "It",
    "We",
    "He",
];

/// Does a capitalised word stand before this one, in the same sentence?
fn beside_name(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end_matches(' ');
    let word = head.rsplit([' ', '\n', '“', '"', '(', '-']).next().unwrap_or_default();
    let initial = word.len() == 2 && word.ends_with('.');
    let starts = || starts_sentence(text, start - (text[..start].len() - head.len()) - word.len());
    initial || (word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic) && !starts())
}

/// "youwouldn’t": the word list has no such halves.
fn contraction(word: &str, end: usize, text: &str, lists: &WordLists) -> Option<usize> {
    if !(text[end..].starts_with("’t") || text[end..].starts_with("'t")) {
        return None;
    }
    let right = ["wouldn", "couldn", "shouldn", "doesn", "didn", "wasn", "weren", "haven", "hasn", "hadn", "aren", "isn", "don"]
        .into_iter()
        .find(|right| word.len() > right.len() + 1 && word.ends_with(right))?;
    let at = word.len() - right.len();
    matches!(lists.known(&word[..at]), Some(Known::Word(10..))).then_some(at)
}

/// Cuts a word into two of the dictionary, and says how much speaks for a lost space and against a compound.
fn two_words(word: &str, capital: bool, first: bool, lists: &WordLists) -> Option<(usize, f32)> {
    let word = word.to_lowercase();
    let common = |part: &str| {
        let enough = match part.len() {
            0..=2 => 19,
            3 => 14,
            4 => 11,
            _ => 8,
        };
        lists.part(part).filter(|p| p.rank >= enough)
    };
    let mut best: Option<(Part, Part, usize)> = None;
    let mut second = 0;
    for (at, _) in word.char_indices().skip(2).filter(|(at, _)| word.len() - at > 2) {
        let (left, right) = word.split_at(at);
        let Some((l, r)) = common(left).zip(common(right)) else { continue };
        let (sum, top) = (l.rank + r.rank, best.map_or(0, |(l, r, _)| l.rank + r.rank));
        if sum > top {
            best = Some((l, r, at));
        }
        second = second.max(sum.min(top));
    }
    let (l, r, at) = best?;
    let (left, right) = word.split_at(at);
    let margin = l.rank + r.rank - second;
    // Names are made of all kinds of words: "Businessweek", "Evernorth".
    let people = left.len() >= 6 && right.len() >= 5 && ["ish", "ese", "ian", "can", "ean"].iter().any(|end| left.ends_with(end));
    let opens = OPENERS.contains(&left);
    let for_example = first && FIRST.contains(&left);
    let date =
        ["day", "uary", "ch", "ril", "ust", "ber"].iter().any(|end| left.ends_with(end)) && l.role == Role::Free && left.len() > 4;
    let firm = r.role == Role::Free && no_name_ends(right) && left != "ever"
        || opens
        || for_example
        || date
        || right.len() > 4 && (right.ends_with("ly") || right.ends_with("ed"))
        || people;
    let ending = ENDINGS.contains(&right);
    let prefix = PREFIXES.contains(&left);
    if ending && l.role != Role::Free || prefix && r.role != Role::Free {
        return None;
    }
    (!capital || firm).then(|| (at, weigh(left, right, (l, r), margin, capital, lists)))
}

/// Is this a word that names do not end in by chance?
fn no_name_ends(word: &str) -> bool {
    word.len() > 3 || SHORT.contains(&word)
}

/// How sure a cut must be.
const ENOUGH: f32 = 1.2;

/// Below this a misspelling or a foreign word is possible too.
const CLEAR: f32 = 2.2;

/// How sure it must be when the text has the word twice.
const SURE: f32 = 4.5;

/// The logarithm of how much likelier a lost space is than a compound. The weights were fitted (logistic regression, an error
/// on sound text counting eight times) to clean English articles with spaces taken out at random.
fn weigh(left: &str, right: &str, (l, r): (Part, Part), margin: u8, capital: bool, lists: &WordLists) -> f32 {
    let yes = |b: bool, weight: f32| if b { weight } else { 0.0 };
    let len = |w: &str| w.len().min(10) as f32;
    let ends = |w: &str, end: &str| w.len() > end.len() + 2 && w.ends_with(end);
    let free = l.role == Role::Free || r.role == Role::Free;
    let pair = lists.pair(left, right);
    let inflected = if ends(left, "ly") {
        4.39
    } else if ends(left, "ing") {
        4.2
    } else {
        yes(ends(left, "ed"), 3.44)
    };
    -11.52 + 0.57 * len(left) + 0.33 * len(right) + 0.28 * f32::from(l.rank) + 0.33 * f32::from(r.rank)
        - f32::from(l.starts) * (0.33 + yes(!free, 0.4))
        - 0.63 * f32::from(r.ends)
        + pair.map_or(0.0, |p| 0.13 * f32::from(p) - 0.68)
        + yes(l.role == Role::Free, 2.24)
        + yes(r.role == Role::Free, 1.69)
        + yes(l.role == Role::Bound, -1.52)
        + yes(r.role == Role::Bound, -2.09)
        + yes(capital, -2.23)
        + 0.12 * f32::from(margin.min(10))
        + inflected
        + if ends(right, "ly") { 1.53 } else { yes(ends(right, "ed"), 1.04) }
}

/// "Sandusaid": a name or another word that the dictionary lacks but the text has elsewhere, and a word that ends no compound.
fn after_known(word: &str, capital: bool, text: &str, cx: &Context, lists: &WordLists) -> Option<usize> {
    let mut found = None;
    for (at, _) in word.char_indices().skip(3) {
        let (left, right) = word.split_at(at);
        let Some(part) = lists.part(right) else { continue };
        let free = right.len() >= 3 && part.role == Role::Free && part.rank >= 12;
        // After a name that stands elsewhere in the text other words will do: "Starmerfailed".
        let plain = capital && right.len() >= 5 && part.rank >= 12 && part.ends == 0 && part.role != Role::Bound;
        if !free && !plain {
            continue;
        }
        let here = || alone(text, left).next().is_some() || cx.is_frequent(left);
        let known = match lists.known(left) {
            Some(Known::Name(rank)) if capital => free && rank >= 4 && left.len() >= 4 || here(),
            Some(Known::Word(rank)) => free && capital && rank >= 10 && left.len() >= 4 && no_name_ends(right),
            Some(Known::Name(_)) => false,
            None => (capital || left.len() >= 4) && (lists.is_protected(left) || here()),
        };
        if known {
            // Two ways to cut it are one too many.
            if found.is_some() {
                return None;
            }
            found = Some(at);
        }
    }
    found
}

/// "inPlease": two everyday words, the second one such as starts a sentence or a prompt. Anything else is a name or code:
/// `useCase`, "isiXhosa", "eBay".
fn camel(word: &str, lists: &WordLists) -> Option<usize> {
    let (at, _) = word.char_indices().find(|(_, c)| c.is_uppercase())?;
    let (left, right) = word.split_at(at);
    if at < 2 || right.len() < 3 || right.chars().skip(1).any(char::is_uppercase) {
        return None;
    }
    let opener = PROMPTS.contains(&right);
    let common = lists.part(left).is_some_and(|p| p.rank >= if at < 4 { 16 } else { 11 });
    // Programs have `useThe` and `isThis`, but not after a word like "month".
    (opener && common && !matches!(left, "use" | "is" | "get" | "set" | "has" | "on" | "to" | "with" | "my" | "new" | "all"))
        .then_some(at)
}

#[test]
fn examples() {
    super::template::check(
        &Lists,
        &[
            ("en", "Follow @politicalpartyFollow @pressdesk", "Follow @politicalparty Follow @pressdesk"),
            ("en", "Follow @pressdesk now", "Follow @pressdesk now"),
        ],
    );
    super::template::check(
        &Glued,
        &[
            (
                "en",
                "arms in support of his war in Ukrainesaid the White House",
                "arms in support of his war in Ukraine said the White House",
            ),
            ("en", "the Foreign Secretarypreviously said last monththat", "the Foreign Secretary previously said last month that"),
            ("en", "Sandu spoke. Sandusaid so.", "Sandu spoke. Sandu said so."),
            ("en", "Sandusaid last month that it was so", "Sandu said last month that it was so"),
            ("en", "Bensaid, Elsaid and Abdelsaid the elder", "Bensaid, Elsaid and Abdelsaid the elder"),
            ("en", "They met therafter in the town", "They met therafter in the town"),
            ("en", "logged inPlease refresh", "logged in Please refresh"),
            ("en", "But Starmer won. Starmerfailed. Starmer lost.", "But Starmer won. Starmer failed. Starmer lost."),
            ("en", "a budget youwouldn’t pass", "a budget you wouldn’t pass"),
            (
                "en",
                "Zelenskyy, covid, iPhone, McDonald, doomscrolling, #lastmonththat, Maryland",
                "Zelenskyy, covid, iPhone, McDonald, doomscrolling, #lastmonththat, Maryland",
            ),
            (
                "en",
                "Businessweek, a monthslong rollout, companywide, findability, useCase, isiXhosa",
                "Businessweek, a monthslong rollout, companywide, findability, useCase, isiXhosa",
            ),
            ("de", "die Bundeskanzlerin", "die Bundeskanzlerin"),
        ],
    );
}
