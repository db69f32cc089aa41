//! WARC and WET: the pages that a crawl fetched (`response`) and the texts made from them (`conversion`).

use std::io::Read;

use super::{
    html,
    record::{self, Layout, New, Raw, Records, Refusal, Reject, Shape, json},
    window::{LARGEST_RECORD, Stop, Window},
};
use crate::document::{Document, Fields};

/// The largest head of a record, in bytes.
const LARGEST_HEAD: usize = 1 << 20;

/// The records of a file.
pub struct Pages {
    window: Window,
    record: u64,
}

impl Pages {
    /// Reads a stream.
    pub fn new(window: Window) -> Self {
        Self { window, record: 0 }
    }

    /// Brings at least `count` bytes in sight, if the stream has them.
    fn see(&mut self, count: usize) -> Result<bool, Stop> {
        while self.window.bytes().len() < count {
            if !self.window.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The length of the head in sight, its empty line included.
    fn head(&mut self) -> Result<Option<usize>, Stop> {
        loop {
            let bytes = self.window.bytes();
            if let Some(end) = head_end(bytes) {
                return Ok(Some(end));
            }
            if bytes.len() > LARGEST_HEAD || !self.window.more()? {
                return Ok(None);
            }
        }
    }

    /// Goes to the next record's first byte, wherever it is. Returns `false` when there is none.
    fn resync(&mut self, mut from: usize) -> Result<bool, Stop> {
        loop {
            if let Some(at) = memchr::memmem::find(&self.window.bytes()[from..], b"\nWARC/1.") {
                self.window.skip(from + at + 1);
                return Ok(true);
            }
            self.window.skip(self.window.bytes().len().saturating_sub(8));
            from = 0;
            if !self.window.more()? {
                self.window.skip(8);
                return Ok(false);
            }
        }
    }

    fn broken(&mut self, offset: u64, reason: String) -> Raw {
        self.record += 1;
        Raw { record: self.record - 1, offset, broken: Some(reason), ..Raw::default() }
    }
}

impl Records for Pages {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            while self.see(1)? && matches!(self.window.bytes()[0], b'\r' | b'\n') {
                self.window.skip(1);
            }
            if self.window.bytes().is_empty() {
                return Ok(None);
            }
            let offset = self.window.offset();
            if !self.see(8)? || !self.window.bytes().starts_with(b"WARC/1.") {
                self.resync(0)?;
                return Ok(Some(self.broken(offset, "no WARC record begins here".into())));
            }
            let Some(head) = self.head()? else {
                self.resync(1)?;
                return Ok(Some(self.broken(offset, "the record's head does not end".into())));
            };
            let (wanted, length) = {
                let fields = &self.window.bytes()[..head];
                let wanted = field(fields, "WARC-Type").is_some_and(|kind| matches!(kind.as_str(), "response" | "conversion"));
                (wanted, field(fields, "Content-Length").and_then(|length| length.parse::<u64>().ok()))
            };
            let Some(length) = length else {
                self.resync(1)?;
                return Ok(Some(self.broken(offset, "no length".into())));
            };
            let too_large = length > self.window.largest() as u64;
            if !wanted || too_large {
                self.window.skip(head);
                let skipped = self.window.skip_ahead(length)?;
                if wanted {
                    let reason = if skipped < length {
                        "the file ends inside the record".into()
                    } else {
                        Stop::TooLarge(self.window.largest()).to_string()
                    };
                    return Ok(Some(self.broken(offset, reason)));
                }
                continue;
            }
            let end = head + length as usize;
            let whole = self.see(end + 4)?;
            let bytes = self.window.bytes();
            // A record ends with two line ends; the last of a file sometimes without.
            let ended = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n\r\n") || rest.starts_with(b"\n\n"));
            let last = !whole && bytes.len() >= end && bytes[end..].iter().all(|byte| matches!(byte, b'\r' | b'\n'));
            if !ended && !last {
                let reason = if bytes.len() < end {
                    "the file ends inside the record, or its length is wrong"
                } else {
                    "its length is wrong"
                };
                self.resync(1)?;
                return Ok(Some(self.broken(offset, reason.into())));
            }
            let bytes = self.window.take(end);
            self.record += 1;
            return Ok(Some(Raw { record: self.record - 1, line: 0, offset, bytes, broken: None }));
        }
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        Ok(Box::new(Page))
    }
}

/// Where the empty line after a head ends.
fn head_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match bytes.get(at + 1..)? {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// The value of a field of a head.
fn field(head: &[u8], name: &str) -> Option<String> {
    head.split(|&byte| byte == b'\n').find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let found = line[..colon].trim_ascii().eq_ignore_ascii_case(name.as_bytes());
        found.then(|| String::from_utf8_lossy(line[colon + 1..].trim_ascii()).into_owned())
    })
}

struct Page;

impl Layout for Page {
    fn keep(&self, _: &Raw, _: Shape) -> Vec<u8> {
        // What leaves is another format: a page that failed stays in its archive.
        Vec::new()
    }

    fn rewrite(
        &self,
        raw: &Raw,
        _: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject> {
        let reject = |reason: String| Reject { reason, kept: false };
        let end = head_end(&raw.bytes).ok_or_else(|| reject("no head".into()))?;
        let (head, block) = raw.bytes.split_at(end);
        let url = field(head, "WARC-Target-URI").map(|url| url.trim_matches(['<', '>']).to_owned());
        let id = field(head, "WARC-Record-ID").map(|id| id.trim_matches(['<', '>']).to_owned());
        let id = id.unwrap_or_else(|| raw.record.to_string());
        let (page, malformed) = if field(head, "WARC-Type").as_deref() == Some("conversion") {
            let (text, malformed) = record::text(block);
            (html::Page { text: text.into_owned(), ..html::Page::default() }, malformed)
        } else {
            match response(block).map_err(reject)? {
                Some((body, false)) => {
                    let (text, malformed) = record::text(&body);
                    (html::Page { text: text.into_owned(), ..html::Page::default() }, malformed)
                }
                Some((body, true)) => {
                    let (text, malformed) = html::decode(&body);
                    (html::read(&text), malformed)
                }
                None => return Ok(0),
            }
        };
        let document = Document {
            id: id.clone(),
            url: url.clone(),
            fields: Fields { title: page.title, ..Fields::default() },
            date: field(head, "WARC-Date").and_then(|date| date.get(..10).and_then(|day| day.parse().ok())),
            language: page.language,
            text: page.text,
            ..Document::default()
        };
        if let Some(new) = clean(document) {
            json(&id, url.as_deref(), &new, out);
        }
        Ok(malformed)
    }
}

/// The body of an HTTP response, and whether it is HTML. `None` when it is no page: an image, a redirect, an error.
fn response(block: &[u8]) -> Result<Option<(Vec<u8>, bool)>, String> {
    let end = head_end(block).ok_or("no HTTP head")?;
    let (head, body) = block.split_at(end);
    let status = head.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
    if head.starts_with(b"HTTP/") && !status.starts_with(b"2") {
        return Ok(None);
    }
    let kind = field(head, "Content-Type").unwrap_or_default().to_ascii_lowercase();
    let html = kind.is_empty() || kind.contains("html");
    if !html && !kind.starts_with("text/plain") {
        return Ok(None);
    }
    // Crawlers that unpack keep the old fields: what is not packed is taken as it is.
    let mut body = body.to_vec();
    if field(head, "Transfer-Encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        body = chunks(&body).unwrap_or(body);
    }
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        flate2::read::MultiGzDecoder::new(body.as_slice())
            .take(LARGEST_RECORD as u64)
            .read_to_end(&mut unpacked)
            .map_err(|error| format!("its body is damaged: {error}"))?;
        body = unpacked;
    }
    Ok(Some((body, html)))
}

/// The chunks of a chunked body, put together; `None` when it is not chunked.
fn chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = &body[size..];
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, length: Option<usize>, block: &str) -> String {
        let length = length.unwrap_or(block.len());
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\n\
             Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn run(bytes: String) -> (Vec<(String, String)>, Vec<String>) {
        let stream = Box::new(std::io::Cursor::new(bytes.into_bytes()));
        let mut pages = Pages::new(Window::new(stream, LARGEST_RECORD));
        let layout = pages.layout().map_err(|error| error.to_string()).unwrap();
        let (mut found, mut rejected) = (Vec::new(), Vec::new());
        while let Some(raw) = pages.next().unwrap() {
            if let Some(broken) = raw.broken {
                rejected.push(broken);
                continue;
            }
            let mut clean = |document: Document| {
                found.push((document.id, document.text));
                None
            };
            if let Err(reject) = layout.rewrite(&raw, Shape::Json, &mut clean, &mut Vec::new()) {
                rejected.push(reject.reason);
            }
        }
        (found, rejected)
    }

    const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<title>T</title><p>One</p><p>Two</p>";

    #[test]
    fn pages_and_texts_are_found_among_the_rest() {
        let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nxx";
        let file = [record("warcinfo", None, "x: y\r\n"), record("response", None, PAGE), record("response", None, image)].concat()
            + &record("conversion", None, "Plain\ntext");
        let (found, rejected) = run(file);
        let expected = [("urn:uuid:response", "One\nTwo\n"), ("urn:uuid:conversion", "Plain\ntext")];
        assert_eq!(found, expected.map(|(id, text)| (id.to_owned(), text.to_owned())));
        assert_eq!(rejected, Vec::<String>::new());
    }

    #[test]
    fn a_wrong_length_costs_one_record() {
        for wrong in [3, 60, 200, 1 << 20] {
            let file = record("conversion", Some(wrong), "Bad text of some length") + &record("conversion", None, "Good");
            let (found, rejected) = run(file);
            assert_eq!(found.len(), 1, "{wrong}: {found:?}");
            assert_eq!((found[0].1.as_str(), rejected.len()), ("Good", 1), "{wrong}: {rejected:?}");
        }
    }

    #[test]
    fn chunked_and_packed_bodies() {
        let chunked =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nOne \r\n3\r\ntwo\r\n0\r\n\r\n";
        let (found, _) = run(record("response", None, chunked));
        assert_eq!(found[0].1, "One two");
    }
}
