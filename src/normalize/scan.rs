//! Small tools that fixers share: fast ways past clean text, and a look at the neighbours.

use std::ops::Range;

/// A set of bytes to stop at.
pub(super) struct Bytes([bool; 256]);

impl Bytes {
    /// These bytes, and these ranges of them.
    pub(super) const fn new(single: &[u8], ranges: &[(u8, u8)]) -> Bytes {
        let mut table = [false; 256];
        let mut i = 0;
        while i < single.len() {
            table[single[i] as usize] = true;
            i += 1;
        }
        i = 0;
        while i < ranges.len() {
            let mut b = ranges[i].0 as usize;
            while b <= ranges[i].1 as usize {
                table[b] = true;
                b += 1;
            }
            i += 1;
        }
        Bytes(table)
    }

    /// The first of them in `text` at or after `from`.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let rest = text.get(from..)?;
        let mut chunks = rest.chunks_exact(8);
        let mut at = from;
        for c in &mut chunks {
            let any = self.0[c[0] as usize]
                | self.0[c[1] as usize]
                | self.0[c[2] as usize]
                | self.0[c[3] as usize]
                | self.0[c[4] as usize]
                | self.0[c[5] as usize]
                | self.0[c[6] as usize]
                | self.0[c[7] as usize];
            if any {
                break;
            }
            at += 8;
        }
        text.get(at..)?.iter().position(|&b| self.0[b as usize]).map(|i| at + i)
    }
}

/// The character before `at`.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character at `at`.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Where the word stands in the text by itself, not as a part of another one.
pub(super) fn alone<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    memchr::memmem::find_iter(text.as_bytes(), word)
        .filter(move |&i| !letter(before(text, i)) && !letter(after(text, i + word.len())))
}

/// The stretch between white space around `at`.
pub(super) fn token(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind(char::is_whitespace).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |i| at + i);
    start..end
}

/// Does this stretch look like an address, a handle, a file or code rather than words?
pub(super) fn is_technical(token: &str) -> bool {
    let b = token.as_bytes();
    if b.iter().any(|b| {
        matches!(
            b,
            b'@' | b'_' | b'=' | b'#' | b'\\' | b'{' | b'}' | b'<' | b'>' | b'|' | b'$' | b'%' | b'~' | b'^' | b'`' | b'+' | b'*'
        )
    }) {
        return true;
    }
    memchr::memmem::find(b, b"://").is_some()
        || memchr::memmem::find(b, b"www.").is_some()
        || memchr::memmem::find(b, b"()").is_some()
        || b.iter().filter(|&&b| b == b'/').count() > 1
}

/// Lines of the text with where they start, without their line feeds.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Is this line a program's, a style sheet's or a shell's rather than a person's?
pub(super) fn is_code(line: &str) -> bool {
    let b = line.as_bytes();
    // One look for the bytes that prose lacks; most lines end here.
    if !b.iter().any(|b| matches!(b, b'{' | b'}' | b'=' | b'<' | b'>' | b'_' | b'`' | b'\\' | b'|' | b'~' | b'(' | b';')) {
        return false;
    }
    let has = |s: &str| memchr::memmem::find(b, s.as_bytes()).is_some();
    let line = line.trim_end();
    line.ends_with(['{', '}', ';']) && (has("(") || has("=") || has("}") || has("{") || has(": "))
        || line.ends_with("();")
        || has("();")
        || has(" = ") && (has("(") || has("[") || has("\"") || has("_"))
        || has("==")
        || has("!=")
        || has("->") && has("(")
        || has("=>")
        || has("::")
        || has("</")
        || has("/>")
        || has("{{")
        || has("&&")
        || has("||")
        || has("$(")
        || has("__")
        || line.starts_with("//")
        || line.starts_with("#include")
        || line.starts_with("import ") && has("(")
        || has("()") && has(".")
        || has(" ( ") && has(" ) ")
}

/// Does the text show a program? Three lines of code, not counting scripts that a page embeds, each on one long line.
pub(crate) fn is_program(text: &str) -> bool {
    text.lines()
        .filter(|line| {
            line.len() < 160 && (is_code(line) || line.trim_start().starts_with("{%")) && !line.starts_with(['!', '.', '#'])
        })
        .nth(2)
        .is_some()
}

/// Is the text about markup? Three times the name of one of its languages, tags and comments aside: such a text shows tags.
pub(crate) fn is_about_markup(text: &str) -> bool {
    const NAMES: [&str; 4] = ["HTML", "XML", "CSS", "SVG"];
    NAMES.iter().map(|name| alone(text, name).filter(|&at| !in_tag(text, at)).take(3).count()).sum::<usize>() >= 3
}

/// Does `at` stand inside a tag: after a `<` of the same line that is not closed before it?
fn in_tag(text: &str, at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |i| i + 1);
    memchr::memrchr2(b'<', b'>', &text.as_bytes()[start..at]).is_some_and(|i| text.as_bytes()[start + i] == b'<')
}

/// The line around `at`.
pub(super) fn line(text: &str, at: usize) -> &str {
    &text[line_range(text, at)]
}

fn line_range(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |i| i + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i);
    start..end
}

/// Which lines of a text are code, asked for place after place: a text may be one long line with thousands of them.
pub(super) struct CodeLines<'t> {
    text: &'t str,
    /// The line that was asked for last, and the answer.
    last: std::ops::Range<usize>,
    code: bool,
}

impl<'t> CodeLines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, last: 0..0, code: false }
    }

    /// Whether the line around `at` is code.
    pub(super) fn hold(&mut self, at: usize) -> bool {
        if !self.last.contains(&at) {
            self.last = line_range(self.text, at);
            self.code = is_code(&self.text[self.last.clone()]);
        }
        self.code
    }
}
