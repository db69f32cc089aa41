//! Files that are one text each.

use super::{
    Input,
    html::Page,
    record::{Layout, New, Raw, Records, Refusal, Reject, Shape, json},
    window::{Stop, Window},
};
use crate::{
    document::{Document, Fields},
    stage::decode,
};

/// What a file's bytes say, and how many characters could not be decoded.
type Read = fn(&[u8]) -> (Page, usize);

/// A file that is one record.
pub struct Whole {
    window: Window,
    done: bool,
    read: Read,
    input: Input,
}

impl Whole {
    /// A text file.
    pub fn text(window: Window, input: &Input) -> Self {
        Self::new(window, input, |bytes| {
            let decoded = decode::decode(bytes.to_vec());
            (Page { text: decoded.text, ..Page::default() }, decoded.malformed)
        })
    }

    /// A file of another format.
    pub(super) fn new(window: Window, input: &Input, read: Read) -> Self {
        Self { window, done: false, read, input: input.clone() }
    }
}

impl Records for Whole {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        Ok(Some(Raw { line: 1, bytes: self.window.all()?, ..Raw::default() }))
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        Ok(Box::new(Text { input: self.input.clone(), read: self.read }))
    }
}

struct Text {
    input: Input,
    read: Read,
}

impl Layout for Text {
    fn rewrite(
        &self,
        raw: &Raw,
        shape: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject> {
        let (page, malformed) = (self.read)(&raw.bytes);
        let id = if shape == Shape::Json { self.input.stem() } else { self.input.name() };
        let document = Document {
            id: id.clone(),
            url: page.url.clone(),
            site: self.input.site(),
            fields: Fields { title: page.title, ..Fields::default() },
            language: page.language,
            text: page.text,
            final_newline: shape == Shape::Own,
            ..Document::default()
        };
        if let Some(new) = clean(document) {
            match shape {
                Shape::Own => out.extend_from_slice(new.0.as_bytes()),
                Shape::Json => json(&id, page.url.as_deref(), &new, out),
            }
        }
        Ok(malformed)
    }
}
