//! What one line looks like: its words and about forty counts and shares, without its neighbours.

use super::fold::{self, Kind};
use super::site::{Site, Words};
use super::trees::Group;

/// Bytes of a long line that are looked at: its head and its tail.
const HEAD: usize = 512;
const TAIL: usize = 192;

/// Names of the shape features, in order.
pub(crate) const NAMES: [&str; 39] = [
    "chars",
    "words",
    "word_length",
    "capitals",
    "all_caps",
    "digits",
    "sentences",
    "commas",
    "end_period",
    "end_call",
    "end_dots",
    "end_colon",
    "end_comma",
    "letters",
    "upper",
    "starts_lower",
    "starts_digit",
    "starts_sign",
    "ideographs",
    "pronouns",
    "short_words",
    "lower_words",
    "urls",
    "ats",
    "hashes",
    "times",
    "years",
    "dates",
    "separators",
    "copyright",
    "quotes",
    "dashes",
    "brackets",
    "questions",
    "calls",
    "author",
    "brand",
    "slug_covered",
    "slug_share",
];
/// Number of shape features.
pub(crate) const SHAPES: usize = NAMES.len();
pub(crate) const CHARS: usize = 0;
pub(crate) const WORDS: usize = 1;
pub(crate) const END_PERIOD: usize = 8;
pub(crate) const END_CALL: usize = 9;
pub(crate) const DIGITS: usize = 5;
pub(crate) const PRONOUNS: usize = 19;
pub(crate) const TIMES: usize = 25;
pub(crate) const YEARS: usize = 26;
pub(crate) const DATES: usize = 27;
pub(crate) const SLUG_COVERED: usize = SHAPES - 2;
pub(crate) const SLUG_SHARE: usize = SHAPES - 1;

/// What a shape feature speaks of.
pub(crate) fn group(feature: usize) -> Group {
    match NAMES.get(feature).copied().unwrap_or("") {
        "pronouns" | "short_words" => Group::Words,
        "urls" | "ats" | "hashes" | "times" | "years" | "dates" | "separators" | "copyright" | "digits" => Group::Signs,
        "author" | "brand" | "slug_covered" | "slug_share" => Group::Address,
        _ => Group::Form,
    }
}

/// One word of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Word {
    pub hash: u32,
    pub len: u16,
    /// Starts with a capital, is all capitals, starts in lower case.
    pub first_upper: bool,
    pub all_upper: bool,
    pub lower: bool,
}

/// A line as scanned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub values: [f32; SHAPES],
    /// How the line ends: 0 no mark, 1 ! or ?, 2 a full stop, 3 an ellipsis, 4 a colon, 5 a comma and the like.
    pub end: u8,
}

/// The parts of a line that are looked at: all of it, or its head and tail.
pub(crate) fn view(text: &str) -> (&str, &str) {
    if text.len() <= HEAD + TAIL + 64 {
        return (text, "");
    }
    let mut a = HEAD;
    while !text.is_char_boundary(a) {
        a -= 1;
    }
    let mut b = text.len() - TAIL;
    while !text.is_char_boundary(b) {
        b += 1;
    }
    (text.get(..a).unwrap_or(text), text.get(b..).unwrap_or(""))
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | ']' | '“' | '›' | '」')
}

#[derive(Default)]
struct Counts {
    letters: u32,
    upper: u32,
    digits: u32,
    ideographs: u32,
    sentences: u32,
    commas: u32,
    urls: u32,
    ats: u32,
    hashes: u32,
    times: u32,
    years: u32,
    dates: u32,
    separators: u32,
    copyright: u32,
    quotes: u32,
    dashes: u32,
    brackets: u32,
    questions: u32,
    calls: u32,
}

struct Scan<'w> {
    counts: Counts,
    words: &'w mut Vec<Word>,
    /// A mark that may end a sentence stood just before.
    pending: bool,
}

const TLDS: [&str; 9] = ["com", "org", "net", "de", "at", "ch", "co", "uk", "info"];

fn tlds() -> &'static [u32; 9] {
    static TABLE: std::sync::OnceLock<[u32; 9]> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| TLDS.map(fold::word))
}

impl Scan<'_> {
    /// A word of a text's bytes from `from` up to `to`.
    fn word(&mut self, bytes: &[u8], from: usize, to: usize, mut word: Word, digits: u16, upper: u16) {
        let at = |i: Option<usize>| i.and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        let before = [at(from.checked_sub(2)), at(from.checked_sub(1))];
        let c = &mut self.counts;
        c.digits += u32::from(digits);
        c.letters += u32::from(word.len - digits);
        c.upper += u32::from(upper);
        if digits == word.len {
            match before {
                [d, b':'] if d.is_ascii_digit() && word.len == 2 => c.times += 1,
                [d, b'.' | b'/' | b'-'] if d.is_ascii_digit() => c.dates += 1,
                _ => {}
            }
            let century = bytes.get(from..to).is_some_and(|w| w.starts_with(b"19") || w.starts_with(b"20"));
            c.years += u32::from(word.len == 4 && century);
        } else if word.len <= 5 {
            let web = word.hash == fold_const::HTTP || word.hash == fold_const::HTTPS || word.hash == fold_const::WWW;
            let dotted = before[1] == b'.' && (before[0].is_ascii_alphanumeric() || before[0] >= 128);
            c.urls += u32::from(web || (dotted && tlds().contains(&word.hash)));
        }
        word.all_upper = word.len > 1 && upper == word.len;
        self.words.push(word);
    }

    fn mark(&mut self, c: char) {
        let n = &mut self.counts;
        let mut ends = false;
        match c {
            '.' | '…' => ends = true,
            '!' | '！' => {
                ends = true;
                n.calls += 1;
            }
            '?' | '？' | '؟' => {
                ends = true;
                n.questions += 1;
            }
            '。' | '।' => n.sentences += 1,
            ',' | '،' | '、' | '，' | ';' => n.commas += 1,
            '@' => n.ats += 1,
            '#' => n.hashes += 1,
            '|' | '»' | '›' | '·' | '•' | '→' | '►' | '▸' => n.separators += 1,
            '©' | '®' => n.copyright += 1,
            '"' | '“' | '”' | '„' | '«' | '‹' | '「' | '」' => n.quotes += 1,
            '—' | '–' => n.dashes += 1,
            '(' | ')' | '[' | ']' => n.brackets += 1,
            _ => {}
        }
        self.pending = ends || (self.pending && is_closing(c));
    }

    fn space(&mut self) {
        self.counts.sentences += u32::from(self.pending);
        self.pending = false;
    }

    fn part(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut i = 0;
        while let Some(&b) = bytes.get(i) {
            let (c, (kind, folded)) = if b < 128 {
                (char::from(b), fold::ascii(b))
            } else {
                let c = text.get(i..).and_then(|t| t.chars().next()).unwrap_or(' ');
                (c, fold::fold(c))
            };
            let from = i;
            i += c.len_utf8();
            match kind {
                Kind::Space => self.space(),
                Kind::Other => self.mark(c),
                Kind::Ideograph => {
                    self.pending = false;
                    self.counts.ideographs += 1;
                    self.counts.letters += 1;
                    self.words.push(Word { hash: fold::step(fold::SEED, folded), len: 1, lower: true, ..Word::default() });
                }
                Kind::Lower | Kind::Upper | Kind::Digit => {
                    self.pending = false;
                    let mut word = Word {
                        hash: fold::step(fold::SEED, folded),
                        len: 1,
                        first_upper: kind == Kind::Upper,
                        all_upper: false,
                        lower: kind == Kind::Lower,
                    };
                    let mut digits = u16::from(kind == Kind::Digit);
                    let mut upper = u16::from(kind == Kind::Upper);
                    while let Some(&b) = bytes.get(i) {
                        let (kind, folded, len) = if b < 128 {
                            let (kind, folded) = fold::ascii(b);
                            (kind, folded, 1)
                        } else {
                            let c = text.get(i..).and_then(|t| t.chars().next()).unwrap_or(' ');
                            let (kind, folded) = fold::fold(c);
                            (kind, folded, c.len_utf8())
                        };
                        if matches!(kind, Kind::Ideograph | Kind::Space | Kind::Other) {
                            break;
                        }
                        i += len;
                        word.hash = fold::step(word.hash, folded);
                        word.len = word.len.saturating_add(1);
                        digits = digits.saturating_add(u16::from(kind == Kind::Digit));
                        upper = upper.saturating_add(u16::from(kind == Kind::Upper));
                    }
                    self.word(bytes, from, i, word, digits, upper);
                }
            }
        }
        self.space();
    }
}

mod fold_const {
    const fn ascii(word: &[u8]) -> u32 {
        let mut h = super::fold::SEED;
        let mut i = 0;
        while i < word.len() {
            h = (h ^ word[i] as u32).wrapping_mul(0x0100_0193);
            i += 1;
        }
        h
    }
    pub(super) const HTTP: u32 = ascii(b"http");
    pub(super) const HTTPS: u32 = ascii(b"https");
    pub(super) const WWW: u32 = ascii(b"www");
}

const PRONOUN_WORDS: &str = "i you your my we me our us ich du sie ihr mein wir uns euch je vous votre nous mon yo tu su mi nosotros io tuo noi \
                        jag ni vi jeg mig eu você";

fn pronouns() -> &'static Words {
    static TABLE: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| Words::new(PRONOUN_WORDS.split_whitespace().map(fold::word)))
}

fn ending(text: &str) -> u8 {
    let rest = text.trim_end_matches(|c: char| is_closing(c) || c.is_whitespace());
    if rest.ends_with("...") || rest.ends_with('…') {
        return 3;
    }
    match rest.chars().next_back() {
        Some('.' | '。' | '।') => 2,
        Some('!' | '?' | '！' | '？' | '؟') => 1,
        Some(':' | '：') => 4,
        Some(',' | ';' | '-' | '–') => 5,
        _ => 0,
    }
}

/// Scans a line: its words are appended to `words` (which the caller has cleared), its shape is returned.
pub(crate) fn scan(text: &str, site: &Site, words: &mut Vec<Word>) -> Shape {
    let (head, tail) = view(text);
    let mut scan = Scan { counts: Counts::default(), words, pending: false };
    scan.part(head);
    if !tail.is_empty() {
        scan.part(tail);
    }
    let c = scan.counts;
    let count = |t: &str| t.bytes().filter(|b| (*b & 0xc0) != 0x80).count() as u32;
    let seen_chars = count(head) + count(tail);
    let all_chars = if tail.is_empty() { seen_chars } else { count(text) };
    let seen = seen_chars.max(1) as f32;
    let grown = all_chars.max(1) as f32 / seen;
    let end = ending(text);
    let n = words.len().max(1) as f32;
    let share = |k: usize| k as f32 / n;
    let pronoun = pronouns();
    let (mut caps, mut all_caps, mut lower, mut short, mut pron, mut brand, mut slug, mut author) = (0, 0, 0, 0, 0, 0, 0, 0_usize);
    for w in words.iter() {
        caps += usize::from(w.first_upper);
        all_caps += usize::from(w.all_upper);
        lower += usize::from(w.lower);
        short += usize::from(w.len <= 3);
        pron += usize::from(w.len <= 8 && pronoun.has(w.hash));
        brand += usize::from(site.is_brand(w.hash));
        slug += usize::from(site.is_slug(w.hash));
        author += usize::from(site.is_author(w.hash));
    }
    let first = text.chars().next().unwrap_or(' ');
    let few = |k: u32| k.min(4) as f32;
    let slugs = site.slug_len();
    let names = site.author_len();
    let values = [
        all_chars as f32,
        words.len() as f32 * grown,
        seen / n,
        share(caps),
        share(all_caps),
        c.digits as f32 / seen,
        c.sentences as f32 * grown,
        c.commas as f32 / n,
        f32::from(u8::from(end == 2)),
        f32::from(u8::from(end == 1)),
        f32::from(u8::from(end == 3)),
        f32::from(u8::from(end == 4)),
        f32::from(u8::from(end == 5)),
        c.letters as f32 / seen,
        c.upper as f32 / c.letters.max(1) as f32,
        f32::from(u8::from(fold::fold(first).0 == Kind::Lower)),
        f32::from(u8::from(first.is_numeric())),
        f32::from(u8::from(is_closing(first) || matches!(first, '„' | '«' | '‚' | '-' | '–' | '—' | '•' | '*'))),
        c.ideographs as f32 / seen,
        share(pron),
        share(short),
        share(lower),
        few(c.urls),
        few(c.ats),
        few(c.hashes),
        few(c.times),
        few(c.years),
        few(c.dates),
        few(c.separators),
        few(c.copyright),
        few(c.quotes),
        few(c.dashes),
        few(c.brackets),
        few(c.questions),
        few(c.calls),
        if names > 0 { author.min(names) as f32 / names as f32 } else { -1.0 },
        f32::from(u8::from(brand > 0)),
        if slugs > 0 { (slug.min(slugs)) as f32 / slugs as f32 } else { -1.0 },
        if slugs > 0 { share(slug) } else { -1.0 },
    ];
    Shape { values, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> (Shape, Vec<Word>) {
        let mut words = Vec::new();
        let s = scan(text, &Site::default(), &mut words);
        (s, words)
    }
    fn value(s: &Shape, name: &str) -> f32 {
        s.values[NAMES.iter().position(|n| *n == name).unwrap()]
    }

    #[test]
    fn counts() {
        let (s, words) = shape("On 12.03.2021 at 14:05 the mayor said: “No!” See www.example.com.");
        assert_eq!(words.len(), 15);
        assert_eq!(value(&s, "times"), 1.0);
        assert_eq!(value(&s, "dates"), 2.0);
        assert_eq!(value(&s, "years"), 1.0);
        assert_eq!(value(&s, "urls"), 2.0);
        assert_eq!(value(&s, "sentences"), 2.0);
        assert_eq!(s.end, 2);
    }

    #[test]
    fn a_long_line_is_looked_at_in_part_and_never_cut_inside_a_character() {
        let long = "Žluťoučký kůň úpěl ďábelské ódy. ".repeat(400);
        let (s, words) = shape(long.trim());
        assert!(words.len() < 160);
        assert!((value(&s, "chars") - long.trim().chars().count() as f32).abs() < 1.0);
        assert!((value(&s, "sentences") - 400.0).abs() < 40.0);
    }

    #[test]
    fn ideographs_are_words() {
        let (s, words) = shape("编辑部。");
        assert_eq!(words.len(), 3);
        assert_eq!(s.end, 2);
    }
}
