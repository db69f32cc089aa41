//! Text files: the file is the text.

use super::{
    Input,
    record::{Layout, New, Raw, Records, Refusal, Reject, Shape, Stream, json},
    window::{Stop, Window},
};
use crate::{document::Document, stage::decode};

/// A file that is one record.
pub struct Whole {
    window: Window,
    done: bool,
    layout: fn(&Input) -> Box<dyn Layout>,
    input: Input,
}

impl Whole {
    /// A text file.
    pub fn text(stream: Stream, input: &Input) -> Self {
        Self::new(stream, input, |input| Box::new(Text { input: input.clone() }))
    }

    /// A file of another format whose layout takes it whole.
    pub(super) fn new(stream: Stream, input: &Input, layout: fn(&Input) -> Box<dyn Layout>) -> Self {
        Self { window: Window::new(stream), done: false, layout, input: input.clone() }
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
        Ok((self.layout)(&self.input))
    }
}

struct Text {
    input: Input,
}

impl Layout for Text {
    fn rewrite(
        &self,
        raw: &Raw,
        shape: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject> {
        let decoded = decode::decode(raw.bytes.clone());
        let id = if shape == Shape::Json { self.input.stem() } else { self.input.name() };
        let document = Document {
            id: id.clone(),
            site: self.input.site(),
            text: decoded.text,
            final_newline: shape == Shape::Own,
            ..Document::default()
        };
        if let Some(new) = clean(document) {
            match shape {
                Shape::Own => out.extend_from_slice(new.0.as_bytes()),
                Shape::Json => json(&id, None, &new, out),
            }
        }
        Ok(decoded.malformed)
    }
}
