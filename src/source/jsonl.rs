//! JSON Lines: a record's text is taken out and put back; every other byte of its line stays as it was.

use std::fmt;

use serde::{
    Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    record::{self, Layout, New, Raw, Records, Refusal, Shape},
    window::{Stop, Window},
};
use crate::document::{Document, Fields};

/// Which fields of a record hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames {
    /// The text to clean.
    pub text: String,
    /// Where it was scraped from.
    pub url: String,
}

impl Default for FieldNames {
    fn default() -> Self {
        Self { text: "text".into(), url: "url".into() }
    }
}

/// What title, author and time are called where there is no field for them yet.
#[cfg(any(feature = "csv", feature = "parquet"))]
pub(crate) const FILLED: [&str; 3] = ["title", "author", "published"];
pub(super) const ID: &[&str] = &["id", "_id", "uid", "uuid"];
pub(super) const SITE: &[&str] = &["domain", "site", "source_domain"];
pub(super) const LANGUAGE: &[&str] = &["language", "lang"];
pub(super) const TITLE: &[&str] = &["title"];
pub(super) const AUTHOR: &[&str] = &["author", "authors", "byline"];
pub(super) const PUBLISHED: &[&str] = &["published"];
pub(super) const DATE: &[&str] =
    &["published", "date", "date_publish", "publish_date", "published_at", "publication_date", "pub_date"];

/// Why a line is no record that can be cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The line is not a JSON object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// There is no such field.
    #[error("no field `{0}` (--text-field names the one that holds the text)")]
    NoText(String),
    /// The field holds something else.
    #[error("field `{0}` holds {1}, not a text")]
    NotText(String, &'static str),
}

/// The lines of a file.
pub struct Lines {
    window: Window,
    record: u64,
    line: u64,
    names: FieldNames,
}

impl Lines {
    /// Reads a stream.
    pub fn new(window: Window, names: FieldNames) -> Self {
        Self { window, record: 0, line: 0, names }
    }

    /// Passes over a line that is too long to hold.
    fn too_long(&mut self) -> Result<Raw, Stop> {
        let (offset, line) = (self.window.offset(), self.line + 1);
        self.window.skip_line()?;
        self.line += 1;
        self.record += 1;
        let broken = Some(self.window.too_long());
        Ok(Raw { record: self.record - 1, line, offset, bytes: Vec::new(), broken })
    }
}

impl Records for Lines {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            let length = match self.window.line() {
                Ok(Some(length)) => length,
                Ok(None) => return Ok(None),
                Err(Stop::TooLarge(_)) => return self.too_long().map(Some),
                Err(error) => return Err(error),
            };
            let offset = self.window.offset();
            self.line += 1;
            if self.window.bytes()[..length].iter().all(u8::is_ascii_whitespace) {
                self.window.skip(length);
                continue;
            }
            let bytes = self.window.take(length);
            self.record += 1;
            return Ok(Some(Raw { record: self.record - 1, line: self.line, offset, bytes, broken: None }));
        }
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        Ok(Box::new(Objects::new(self.names.clone())))
    }
}

/// Lines that are JSON objects.
pub(super) struct Objects {
    names: FieldNames,
}

impl Objects {
    pub(super) fn new(names: FieldNames) -> Self {
        Self { names }
    }
}

impl Layout for Objects {
    fn rewrite(
        &self,
        raw: &Raw,
        _: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, record::Reject> {
        let (text, malformed) = record::text(&raw.bytes);
        let body = text.trim_end_matches(['\n', '\r']);
        let end = &text[body.len()..];
        let body = body.strip_prefix('\u{feff}').unwrap_or(body);
        let (parsed, document) = Record::read(body, &self.names, || raw.record.to_string())
            .map_err(|why| record::Reject { reason: why.to_string(), kept: !matches!(why, Reject::Json(_)) })?;
        if let Some((text, fields)) = clean(document) {
            parsed.write(&text, &fields, out);
            out.extend_from_slice(if end.is_empty() { b"\n" } else { end.as_bytes() });
        }
        Ok(malformed)
    }
}

/// A line of JSON Lines whose text can be replaced.
#[derive(Debug)]
pub struct Record<'l> {
    line: &'l str,
    fields: Vec<(String, &'l str)>,
    text: &'l str,
    /// Whether the text's JSON escaped what is not ASCII.
    ascii: bool,
}

impl<'l> Record<'l> {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is no JSON object, or its text is missing or not a string. The document's `id` is `fallback` if it has none.
    pub fn read(line: &'l str, names: &FieldNames, fallback: impl FnOnce() -> String) -> Result<(Self, Document), Reject> {
        let fields = parse(line).map_err(|error| Reject::Json(error.to_string()))?;
        let text = last(&fields, &names.text).ok_or_else(|| Reject::NoText(names.text.clone()))?;
        let decoded = string(text).ok_or_else(|| Reject::NotText(names.text.clone(), kind(text)))?;
        let document = document(decoded, names, fallback, |name| last(&fields, name).and_then(value));
        let ascii = text.is_ascii();
        Ok((Self { line, fields, text, ascii }, document))
    }

    /// The line with another text, and with those of `fields` that it lacks.
    pub fn write(&self, text: &str, fields: &Fields, out: &mut Vec<u8>) {
        let mut replaced: Vec<(usize, usize, String)> = Vec::new();
        let mut added: Vec<(&str, String)> = Vec::new();
        let old = string(self.text);
        if old.as_deref() != Some(text) {
            let (start, end) = self.place(self.text);
            replaced.push((start, end, quote(text, self.ascii && old.is_some_and(|old| !old.is_ascii()))));
        }
        for (names, value) in [(TITLE, &fields.title), (AUTHOR, &fields.author), (PUBLISHED, &fields.published)] {
            let Some(value) = value else { continue };
            let own = || names.iter().filter_map(|name| last(&self.fields, name));
            if own().any(|raw| !is_empty(raw)) {
                continue;
            }
            match last(&self.fields, names[0]) {
                Some(raw) => {
                    let (start, end) = self.place(raw);
                    replaced.push((start, end, quote(value, self.ascii)));
                }
                None => added.push((names[0], quote(value, self.ascii))),
            }
        }
        replaced.sort_by_key(|&(start, ..)| start);
        let mut done = 0;
        for (start, end, new) in replaced {
            out.extend_from_slice(&self.line.as_bytes()[done..start]);
            out.extend_from_slice(new.as_bytes());
            done = end;
        }
        let close = self.line.rfind('}').unwrap_or(self.line.len());
        let rest = self.line[..close].trim_end();
        out.extend_from_slice(&self.line.as_bytes()[done..rest.len().max(done)]);
        // In the style of the line: `", "` where it separates like that.
        let spaced = self.line.contains("\": ");
        for (name, value) in added {
            out.extend_from_slice(if spaced { b", " } else { b"," });
            out.extend_from_slice(quote(name, false).as_bytes());
            out.extend_from_slice(if spaced { b": " } else { b":" });
            out.extend_from_slice(value.as_bytes());
        }
        out.extend_from_slice(&self.line.as_bytes()[rest.len().max(done)..]);
    }

    /// Where a raw value of this line stands in it.
    fn place(&self, raw: &str) -> (usize, usize) {
        let start = raw.as_ptr() as usize - self.line.as_ptr() as usize;
        (start, start + raw.len())
    }
}

/// The document that named values make: `get` gives the value of a field, if there is one.
pub(super) fn document(
    text: String,
    names: &FieldNames,
    fallback: impl FnOnce() -> String,
    get: impl Fn(&str) -> Option<String>,
) -> Document {
    let get = |names: &[&str]| names.iter().find_map(|name| get(name).filter(|value| !value.trim().is_empty()));
    Document {
        id: get(ID).unwrap_or_else(fallback),
        url: get(&[&names.url]),
        site: get(SITE).filter(|site| site.contains('.')),
        fields: Fields { title: get(TITLE), author: get(AUTHOR), published: get(PUBLISHED) },
        date: get(DATE).and_then(|date| date.get(..10).and_then(|day| day.parse().ok())),
        language: get(LANGUAGE)
            .map(|code| code.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase())
            .filter(|code| code.len() == 2),
        text,
        final_newline: false,
    }
}

fn last<'l>(fields: &[(String, &'l str)], name: &str) -> Option<&'l str> {
    fields.iter().rev().find(|(key, _)| key == name).map(|&(_, raw)| raw)
}

/// The text of a raw JSON string. A lone surrogate, which no text can hold, becomes U+FFFD.
fn string(raw: &str) -> Option<String> {
    if !raw.starts_with('"') {
        return None;
    }
    serde_json::from_str(raw).ok().or_else(|| {
        let bytes = serde_json::from_str::<serde_bytes_lossy::Lossy>(raw).ok()?;
        Some(bytes.0)
    })
}

/// A raw value as a text: a string itself, a number as it is written, a list of strings joined.
fn value(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'"' => string(raw),
        b'0'..=b'9' | b'-' => Some(raw.to_owned()),
        b'[' => serde_json::from_str::<Vec<String>>(raw).ok().map(|list| list.join(", ")),
        _ => None,
    }
}

/// Whether a raw value says nothing, so that a field may be filled: null, a blank string, an empty list or object.
fn is_empty(raw: &str) -> bool {
    match raw.as_bytes().first() {
        Some(b'n') | None => true,
        Some(b'"') => string(raw).is_some_and(|text| text.trim().is_empty()),
        Some(b'[' | b'{') => raw[1..raw.len() - 1].trim_ascii().is_empty(),
        _ => false,
    }
}

fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        Some(b'"') => "a string that is not valid JSON",
        _ => "a number",
    }
}

/// A JSON string; with `ascii`, everything else as `\u` escapes.
pub(crate) fn quote(text: &str, ascii: bool) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_else(|_| "\"\"".into());
    if !ascii || quoted.is_ascii() {
        return quoted;
    }
    let mut out = String::with_capacity(quoted.len() * 2);
    for c in quoted.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

mod serde_bytes_lossy {
    //! Strings with lone surrogates, which serde_json only gives out as bytes.

    use serde::de::{Deserialize, Deserializer, Visitor};

    pub(super) struct Lossy(pub String);

    impl<'de> Deserialize<'de> for Lossy {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Bytes;
            impl Visitor<'_> for Bytes {
                type Value = Lossy;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a string")
                }
                fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
                    Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
                }
            }
            deserializer.deserialize_bytes(Bytes)
        }
    }
}

fn parse(line: &str) -> Result<Vec<(String, &str)>, serde_json::Error> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = Vec<(String, &'de str)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                fields.push((key, value.get()));
            }
            Ok(fields)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let fields = deserializer.deserialize_map(Object)?;
    deserializer.end()?;
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(line: &str, text: &str, fields: &Fields) -> String {
        let (record, _) = Record::read(line, &FieldNames::default(), String::new).unwrap();
        let mut out = Vec::new();
        record.write(text, fields, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_the_text_changes() {
        let line = r#"{"n": 1.50, "text": "old", "x": {"a": [1, 2]}, "u": "\u00e9"} "#;
        assert_eq!(rewrite(line, "old", &Fields::default()), line);
        assert_eq!(rewrite(line, "né\n", &Fields::default()), line.replace("old", "né\\n"));
    }

    #[test]
    fn escapes_stay_in_the_style_of_the_line() {
        assert_eq!(rewrite(r#"{"text":"caf\u00e9 bar"}"#, "café", &Fields::default()), r#"{"text":"caf\u00e9"}"#);
    }

    #[test]
    fn fields_are_filled_where_absent() {
        let fields = Fields { title: Some("T".into()), author: Some("A".into()), published: Some("2024-01-02".into()) };
        let line = r#"{"title": null, "text": "t", "authors": ["B"]}"#;
        assert_eq!(rewrite(line, "t", &fields), r#"{"title": "T", "text": "t", "authors": ["B"], "published": "2024-01-02"}"#);
    }

    #[test]
    fn whatever_a_field_holds_stays() {
        let fields = Fields { title: Some("T".into()), author: Some("A".into()), published: Some("2024-01-02".into()) };
        for line in [
            r#"{"text":"t","author":{"name":"Ann"},"title":{"main":"X"},"published":{"$date":1}}"#,
            r#"{"text":"t","author":[{"name":"Ann"}],"title":false,"published":0}"#,
            r#"{"text":"t","author":null,"byline":["Ann"],"title":["X"],"published":-1.5}"#,
        ] {
            assert_eq!(rewrite(line, "t", &fields), line);
        }
        let line = r#"{"text":"t","author":[ ],"authors":null,"title":{},"published":" "}"#;
        let filled = r#"{"text":"t","author":"A","authors":null,"title":"T","published":"2024-01-02"}"#;
        assert_eq!(rewrite(line, "t", &fields), filled);
    }

    #[test]
    fn bad_records_say_why() {
        let read = |line: &'static str| Record::read(line, &FieldNames::default(), String::new).unwrap_err().to_string();
        assert!(read("[1]").starts_with("not a JSON object"));
        assert!(read("{\"a\": 1").starts_with("not a JSON object"));
        assert_eq!(read("{}"), "no field `text` (--text-field names the one that holds the text)");
        assert_eq!(read(r#"{"text": null}"#), "field `text` holds null, not a text");
        assert_eq!(read(r#"{"text": 12}"#), "field `text` holds a number, not a text");
    }

    #[test]
    fn a_lone_surrogate_is_read() {
        let (_, document) = Record::read(r#"{"text":"a\ud800b"}"#, &FieldNames::default(), String::new).unwrap();
        assert!(document.text.starts_with('a') && document.text.ends_with('b'));
    }
}
