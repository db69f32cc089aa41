//! The loose form in which literals and blocks are compared.
//!
//! Lower case, straight quotes, plain dashes, one space for any run of any spaces, no invisible characters. A literal of a rule
//! and a block of a text that have the same loose form are the same to the rule.

/// What a character becomes; `None` when it leaves no trace.
enum Loose {
    Nothing,
    Space,
    One(char),
    Ellipsis,
    Lower,
}

fn loose(c: char) -> Loose {
    match c {
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{85}' => Loose::Space,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => Loose::Nothing,
        '\u{fe00}'..='\u{fe0f}' => Loose::Nothing,
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => Loose::One('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Loose::One('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '－' => Loose::One('-'),
        '：' => Loose::One(':'),
        '（' => Loose::One('('),
        '）' => Loose::One(')'),
        '！' => Loose::One('!'),
        '？' => Loose::One('?'),
        '…' => Loose::Ellipsis,
        _ => Loose::Lower,
    }
}

/// Spaces on the way to the loose form: none at its start, none at its end, one in between.
struct Spaces {
    /// Whether nothing or a space came last.
    after_space: bool,
    /// Where a space stands that waits for something to follow it.
    waiting: Option<usize>,
}

impl Spaces {
    fn new() -> Self {
        Self { after_space: true, waiting: None }
    }

    /// Calls `emit` for what a character at byte `at` becomes, and for the space that waited for it.
    fn feed(&mut self, c: char, at: usize, emit: &mut impl FnMut(char, usize)) {
        let loose = match c {
            '`' => Loose::One('\''),
            '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ' => Loose::Space,
            c if c.is_ascii_control() => Loose::Nothing,
            c if c.is_ascii() => Loose::One(c.to_ascii_lowercase()),
            c => loose(c),
        };
        match loose {
            Loose::Nothing => {}
            Loose::Space => {
                if !self.after_space {
                    self.waiting = Some(at);
                }
                self.after_space = true;
            }
            Loose::One(c) => self.put(c, at, emit),
            Loose::Ellipsis => (0..3).for_each(|_| self.put('.', at, emit)),
            Loose::Lower => c.to_lowercase().for_each(|c| self.put(c, at, emit)),
        }
    }

    fn put(&mut self, c: char, at: usize, emit: &mut impl FnMut(char, usize)) {
        if let Some(space) = self.waiting.take() {
            emit(' ', space);
        }
        emit(c, at);
        self.after_space = false;
    }
}

/// Appends the loose form of `text` to `out`, without spaces at its ends.
pub fn fold_into(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let first = out.len();
    let visible = |at: usize| bytes.get(at).is_some_and(|&byte| (0x21..0x7f).contains(&byte) && byte != b'`');
    let mut spaces = Spaces::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        // Most text is ASCII words with single spaces between them: they are copied a run at a time.
        let start = at;
        while visible(at) || (at > start && bytes.get(at) == Some(&b' ') && visible(at + 1)) {
            at += 1;
        }
        if at > start {
            if spaces.waiting.take().is_some() {
                out.push(' ');
            }
            out.push_str(rest.get(..at - start).unwrap_or_default());
            spaces.after_space = false;
        } else if let Some(c) = rest.chars().next() {
            spaces.feed(c, at, &mut |c, _| out.push(c));
            at += c.len_utf8();
        }
    }
    if let Some(new) = out.get_mut(first..) {
        new.make_ascii_lowercase();
    }
}

/// The loose form of `text`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// The loose form of a text, with the way back.
#[derive(Debug, Clone)]
pub struct Folded {
    /// The loose form.
    pub text: String,
    /// For each byte of the loose form, the byte of the source that it comes from.
    from: Vec<u32>,
    source_len: usize,
}

impl Folded {
    /// Folds `text` and remembers where each character came from.
    pub fn new(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut from = Vec::with_capacity(text.len());
        let mut spaces = Spaces::new();
        for (at, c) in text.char_indices() {
            spaces.feed(c, at, &mut |c, at| {
                folded.push(c);
                from.resize(folded.len(), u32::try_from(at).unwrap_or(u32::MAX));
            });
        }
        Self { text: folded, from, source_len: text.len() }
    }

    /// The range of `source` (the text that was folded) behind a range of the loose form.
    pub fn source(&self, source: &str, start: usize, end: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.from.get(index).map_or(self.source_len, |&at| at as usize);
        let from = at(start);
        if end <= start {
            return from..from;
        }
        let last = at(end - 1);
        let to = source.get(last..).and_then(|rest| rest.chars().next()).map_or(self.source_len, |c| last + c.len_utf8());
        from..to.max(from)
    }
}

/// Whether a character may decorate the edge of a line: bullets, arrows, dashes, pipes, brackets, colons.
pub fn decorates(c: char) -> bool {
    matches!(
        c,
        ' ' | '-'
            | '*'
            | '|'
            | '<'
            | '>'
            | '+'
            | '='
            | '_'
            | '~'
            | '#'
            | '/'
            | '\\'
            | '['
            | ']'
            | '('
            | ')'
            | '{'
            | '}'
            | ':'
            | '.'
            | '·'
            | '•'
            | '∙'
            | '●'
            | '○'
            | '■'
            | '□'
            | '▪'
            | '▫'
            | '▶'
            | '►'
            | '▸'
            | '▹'
            | '▷'
            | '◄'
            | '◀'
            | '▼'
            | '▽'
            | '▾'
            | '▲'
            | '△'
            | '▴'
            | '→'
            | '←'
            | '↑'
            | '↓'
            | '⇒'
            | '›'
            | '‹'
            | '×'
            | '✕'
            | '✖'
            | '✓'
            | '✔'
            | '★'
            | '☆'
            | '｜'
            | '¦'
            | '│'
            | '┃'
            | '。'
            | '】'
            | '【'
            | '「'
            | '」'
            | '\u{e000}'..='\u{f8ff}'
    )
}

/// A loose form without what decorates its edges. `"` at both of its ends is kept: a quoted line is speech.
/// A line of nothing but decoration keeps it.
pub fn trim_edges(folded: &str) -> &str {
    // Guillemets fold to '"': as arrows they stand at one end only ("» Read more", "Weiterlesen »").
    let speech = folded.starts_with('"') && folded.trim_end_matches(decorates).ends_with('"') && folded.len() > 1;
    let odd = !speech && folded.matches('"').count() == 1;
    let edge = |c: char| decorates(c) || (odd && c == '"');
    let trimmed = folded.trim_matches(edge);
    if trimmed.is_empty() { folded } else { trimmed }
}

/// The mark before an item of a list, with a space after it.
pub fn bullet(line: &str) -> Option<char> {
    let mut characters = line.trim_start().chars();
    let mark = characters.next().filter(|c| matches!(c, '-' | '–' | '*' | '•' | '●' | '▪' | '·' | '>'))?;
    characters.next().filter(|c| c.is_whitespace()).map(|_| mark)
}

/// Whether there is nothing here but what decorates an edge.
pub fn is_decoration(folded: &str) -> bool {
    folded.chars().all(decorates)
}

/// Whether a script is written without spaces between words, so that a word may end between any two characters.
fn unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Whether a word may start or end at `at` in `text`.
pub fn word_edge(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(a), Some(b)) => !(a.is_alphanumeric() && b.is_alphanumeric()) || unspaced(a) || unspaced(b),
        _ => true,
    }
}

/// Whether a loose literal stands in a loose text, at word boundaries.
pub fn contains_words(text: &str, literal: &str) -> bool {
    text.match_indices(literal).any(|(at, _)| word_edge(text, at) && word_edge(text, at + literal.len()))
}

/// A loose form in which every run of digits is one `0`.
pub fn mask_digits(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut digits = false;
    for c in folded.chars() {
        if c.is_numeric() {
            if !digits {
                out.push('0');
            }
            digits = true;
        } else {
            out.push(c);
            digits = false;
        }
    }
    out
}

/// How many words a text has: runs of letters, digits and underscores; in scripts without spaces, two characters are a word.
pub fn count_words(text: &str) -> usize {
    count_words_to(text, usize::MAX)
}

/// Bytes of ASCII text whose words are counted together; a count of them fits in a byte.
const COUNTED: usize = 128;

/// How many words a text has, or `most` when it has as many or more: a long text need not be read to its end.
pub fn count_words_to(text: &str, most: usize) -> usize {
    let (mut words, mut characters) = (0, 0);
    let mut inside = false;
    let mut rest = text;
    while words < most && !rest.is_empty() {
        if let Some((chunk, after)) = rest.split_at_checked(COUNTED.min(rest.len())).filter(|(chunk, _)| chunk.is_ascii()) {
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() | (*byte == b'_');
            let chunk = chunk.as_bytes();
            let begins = chunk.first().is_some_and(is_word) && !inside;
            // Without branches, which the compiler turns into many bytes at a time.
            let pairs = chunk.iter().zip(chunk.get(1..).unwrap_or_default());
            let within = pairs.fold(0_u8, |count, (before, byte)| count + u8::from(is_word(byte) & !is_word(before)));
            words += usize::from(begins) + usize::from(within);
            inside = chunk.last().is_some_and(is_word);
            rest = after;
            continue;
        }
        // Up to the end of this part, and of the character that lies there.
        let mut left = 0;
        for (at, c) in rest.char_indices() {
            if unspaced(c) {
                characters += 1;
                inside = false;
            } else {
                // Indic signs, joiners and the Hebrew geresh stand inside words.
                let word = c.is_alphanumeric()
                    || matches!(c, '_' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}' | '\u{5f3}' | '\u{5f4}');
                words += usize::from(word && !inside);
                inside = word;
            }
            left = at + c.len_utf8();
            if left >= COUNTED {
                break;
            }
        }
        rest = rest.get(left..).unwrap_or_default();
    }
    (words + usize::div_ceil(characters, 2)).min(most)
}

/// Whether a line ends as a sentence does, closing quotes and brackets aside.
pub fn has_end_mark(line: &str) -> bool {
    line.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '」' | '』')
    })
    .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loose_form() {
        assert_eq!(fold("  “Sign\u{a0} up”\u{200b} — NOW… "), "\"sign up\" - now...");
        assert_eq!(fold("plain ascii  Words\tand tabs "), "plain ascii words and tabs");
        assert_eq!(fold("one \u{ad}two"), "one two");
        assert_eq!(fold("é É"), "é é");
    }

    #[test]
    fn both_ways_of_folding_agree() {
        for text in
            ["a b", "a\u{a0}b", "a \u{a0} b", " a", "a ", "é a  b", "a\u{200b} b", "a \u{200b}b", "Ça va…", "a\n\n b“", "x \x07 y"]
        {
            assert_eq!(fold(text), Folded::new(text).text, "{text:?}");
        }
    }

    #[test]
    fn the_way_back() {
        let text = "Er sagte:  „Lesen Sie auch“ …";
        let folded = Folded::new(text);
        let at = folded.text.find("lesen sie").unwrap();
        assert_eq!(&text[folded.source(text, at, at + "lesen sie auch\"".len())], "Lesen Sie auch“");
    }

    #[test]
    fn edges() {
        for line in ["- Advertisement -", "[ADVERTISEMENT]", "Advertisement:", "» Advertisement", "Advertisement …"] {
            assert_eq!(trim_edges(&fold(line)), "advertisement");
        }
        assert_eq!(trim_edges(&fold("“Read more,”")), "\"read more,\"");
        assert_eq!(trim_edges(&fold("***")), "***");
        assert_eq!(trim_edges(&fold("Comments?")), "comments?");
    }

    #[test]
    fn words_are_counted_across_parts() {
        for word in ["word", "wörd", "w_1", "a", "слово"] {
            for count in [1, 31, 32, 33, 150] {
                for space in [" ", ", ", "\u{a0}— "] {
                    let text = vec![word; count].join(space);
                    assert_eq!(count_words(&text), count, "{text}");
                    assert_eq!(count_words_to(&text, 32), count.min(32), "{text}");
                }
            }
        }
        assert_eq!(count_words(&"字".repeat(301)), 151);
        assert_eq!(count_words(&"x".repeat(1000)), 1);
    }

    #[test]
    fn word_edges() {
        assert!(word_edge("read more now", 9));
        assert!(!word_edge("spread more", 2));
        assert!(word_edge("相关阅读", 6));
    }
}
