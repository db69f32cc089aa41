//! CSV and TSV: a row's text is taken out and put back; every other byte of the row stays as it was.

use std::borrow::Cow;

use csv_core::{ReadFieldResult, ReaderBuilder, Terminator};

use super::{
    Options,
    jsonl::{self, FILLED, FieldNames, quote},
    record::{self, Layout, New, Raw, Records, Refusal, Reject, Shape},
    window::{Stop, Window},
};
use crate::document::{Document, Fields};

/// How a file separates and quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between two cells.
    pub delimiter: u8,
    /// What stands around a cell that holds delimiters or line ends. Doubled inside.
    pub quote: u8,
    /// What stands before a quote inside a cell, where it is not doubled.
    pub escape: Option<u8>,
}

impl Dialect {
    /// Commas.
    pub const CSV: Self = Self { delimiter: b',', quote: b'"', escape: None };
    /// Tabs.
    pub const TSV: Self = Self { delimiter: b'\t', ..Self::CSV };

    /// With what a user says in its place.
    pub fn or(self, options: &Options) -> Self {
        Self {
            delimiter: options.delimiter.unwrap_or(self.delimiter),
            quote: options.quote.unwrap_or(self.quote),
            escape: options.escape,
        }
    }

    fn reader(self) -> csv_core::Reader {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(self.delimiter).quote(self.quote).escape(self.escape).double_quote(self.escape.is_none());
        builder.terminator(Terminator::Any(b'\n'));
        builder.build()
    }

    /// The length of the row at the start of `bytes`, its end included. `None` when it does not end there.
    fn row(self, bytes: &[u8], scan: &mut Scan) -> Option<usize> {
        while let Some(&byte) = bytes.get(scan.at) {
            scan.at += 1;
            match scan.state {
                State::Start | State::Plain if byte == b'\n' => return Some(scan.at),
                State::Closed if byte == b'\n' => return Some(scan.at),
                State::Start if byte == self.quote => scan.state = State::Quoted,
                State::Quoted if Some(byte) == self.escape => scan.state = State::Escaped,
                State::Quoted if byte == self.quote => scan.state = State::Closed,
                State::Quoted => {}
                State::Escaped => scan.state = State::Quoted,
                State::Closed if byte == self.quote => scan.state = State::Quoted,
                _ if byte == self.delimiter => scan.state = State::Start,
                State::Closed if byte != b'\r' => {
                    scan.torn = true;
                    scan.state = State::Plain;
                }
                _ => scan.state = State::Plain,
            }
        }
        None
    }

    /// The cells of a row: where each stands, its quotes included, and what it says.
    fn cells(self, row: &[u8]) -> Vec<Cell> {
        let mut reader = self.reader();
        let body = row.strip_suffix(b"\n").unwrap_or(row);
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let mut cells = Vec::new();
        let (mut at, mut start) = (0, 0);
        let mut value = Vec::new();
        let mut buffer = vec![0; body.len().clamp(64, 1 << 16)];
        loop {
            let (result, read, wrote) = reader.read_field(&body[at..], &mut buffer);
            at += read;
            value.extend_from_slice(&buffer[..wrote]);
            match result {
                // The end of the input is told by an empty one, which the next turn gives.
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    let end = if record_end { body.len() } else { at - 1 };
                    cells.push(Cell { start, end, value: std::mem::take(&mut value) });
                    start = at;
                    if record_end {
                        return cells;
                    }
                }
                ReadFieldResult::End => return cells,
            }
        }
    }

    /// A cell as it is written; quoted when it has to be, or was.
    fn write(self, value: &str, quoted: bool, out: &mut Vec<u8>) {
        let special = |byte: u8| byte == self.delimiter || byte == self.quote || byte == b'\n' || byte == b'\r';
        if !quoted && !value.bytes().any(special) {
            out.extend_from_slice(value.as_bytes());
            return;
        }
        out.push(self.quote);
        for byte in value.bytes() {
            if byte == self.quote || Some(byte) == self.escape {
                out.push(self.escape.unwrap_or(self.quote));
            }
            out.push(byte);
        }
        out.push(self.quote);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    Escaped,
    Closed,
}

struct Scan {
    at: usize,
    state: State,
    /// Whether a cell goes on behind its closing quote.
    torn: bool,
}

struct Cell {
    start: usize,
    end: usize,
    value: Vec<u8>,
}

/// The rows of a file.
pub struct Rows {
    window: Window,
    dialect: Dialect,
    names: FieldNames,
    columns: usize,
    record: u64,
    line: u64,
}

impl Rows {
    /// Reads a stream.
    pub fn new(window: Window, dialect: Dialect, names: FieldNames) -> Self {
        Self { window, dialect, names, columns: 0, record: 0, line: 1 }
    }

    /// The length of the row in sight, and whether a quote stayed open, or closed where another row's should have opened.
    fn row(&mut self) -> Result<Option<(usize, bool)>, Stop> {
        let mut scan = Scan { at: 0, state: State::Start, torn: false };
        loop {
            if let Some(length) = self.dialect.row(self.window.bytes(), &mut scan) {
                let torn = scan.torn && memchr::memchr(b'\n', &self.window.bytes()[..length]).is_some_and(|end| end + 1 < length);
                return Ok(Some((length, torn)));
            }
            match self.window.more() {
                Ok(true) => {}
                Ok(false) if scan.at == 0 => return Ok(None),
                Ok(false) => return Ok(Some((scan.at, matches!(scan.state, State::Quoted | State::Escaped)))),
                Err(Stop::TooLarge(_)) if memchr::memchr(b'\n', self.window.bytes()).is_some() => return Ok(Some((scan.at, true))),
                Err(error) => return Err(error),
            }
        }
    }

    /// Passes over a row that is too long to hold.
    fn too_long(&mut self) -> Result<Raw, Stop> {
        let (offset, line) = (self.window.offset(), self.line);
        self.window.skip_line()?;
        self.line += 1;
        self.record += 1;
        Ok(Raw { record: self.record - 1, line, offset, broken: Some(self.window.too_long()), ..Raw::default() })
    }

    fn take(&mut self, length: usize, broken: Option<String>) -> Raw {
        let (offset, line) = (self.window.offset(), self.line);
        let bytes = self.window.take(length);
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.record += 1;
        Raw { record: self.record - 1, line, offset, bytes, broken }
    }
}

impl Records for Rows {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            let (length, open) = match self.row() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(Stop::TooLarge(_)) => return self.too_long().map(Some),
                Err(error) => return Err(error),
            };
            let row = &self.window.bytes()[..length];
            if row.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                self.window.skip(length);
                self.line += 1;
                continue;
            }
            // A quote that stays open, or closes in another row, takes other rows with it: only its own line is lost.
            let first = memchr::memchr(b'\n', row).map_or(length, |end| end + 1);
            if open {
                return Ok(Some(self.take(first, Some("a quote is opened and not closed".into()))));
            }
            let found = if first < length { self.dialect.cells(row).len() } else { self.columns };
            if found != self.columns {
                return Ok(Some(self.take(first, Some(format!("a broken quote: {found} cells, not {}", self.columns)))));
            }
            return Ok(Some(self.take(length, None)));
        }
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        let Some((length, _)) = self.row()? else { return Err(Refusal::Unfit("no row of column names".into())) };
        let mut head = self.window.take(length);
        self.line += memchr::memchr_iter(b'\n', &head).count() as u64;
        if head.starts_with("\u{feff}".as_bytes()) {
            head.drain(..3);
        }
        let columns: Vec<String> =
            self.dialect.cells(&head).into_iter().map(|cell| String::from_utf8_lossy(&cell.value).into_owned()).collect();
        self.columns = columns.len();
        let find = |names: &[&str]| names.iter().find_map(|name| columns.iter().position(|column| column == name));
        let Some(text) = find(&[&self.names.text]) else {
            return Err(Refusal::Unfit(record::no_column(&self.names.text, columns.iter().map(String::as_str))));
        };
        let filled = [find(jsonl::TITLE), find(jsonl::AUTHOR), find(jsonl::PUBLISHED)];
        Ok(Box::new(Table { dialect: self.dialect, names: self.names.clone(), head, columns, text, filled }))
    }
}

struct Table {
    dialect: Dialect,
    names: FieldNames,
    head: Vec<u8>,
    columns: Vec<String>,
    text: usize,
    /// The columns of title, author and time; absent ones are added at the end of each row.
    filled: [Option<usize>; 3],
}

impl Table {
    fn separate<'r>(&self, row: &'r [u8]) -> (&'r [u8], &'r [u8]) {
        let body = row.strip_suffix(b"\n").unwrap_or(row);
        let body = body.strip_suffix(b"\r").unwrap_or(body);
        let end = &row[body.len()..];
        (body, if end.is_empty() { self.end() } else { end })
    }

    /// The line end of the row of names.
    fn end(&self) -> &'static [u8] {
        if self.head.ends_with(b"\r\n") { b"\r\n" } else { b"\n" }
    }

    /// What a cell becomes, when it becomes something else.
    fn changed<'n>(&self, column: usize, cell: &Cell, (text, fields): &'n New) -> Option<&'n str> {
        if column == self.text {
            return (cell.value != text.as_bytes()).then_some(text);
        }
        let which = self.filled.iter().position(|&found| found == Some(column))?;
        let value = [&fields.title, &fields.author, &fields.published][which].as_deref()?;
        cell.value.trim_ascii().is_empty().then_some(value)
    }

    /// The fields that there are no columns for, by name.
    fn added<'n>(&self, (_, fields): &'n New) -> impl Iterator<Item = (&'static str, Option<&'n str>)> {
        let values = [&fields.title, &fields.author, &fields.published];
        let all = self.filled.into_iter().zip(FILLED).zip(values);
        all.filter(|((column, _), _)| column.is_none()).map(|((_, name), value)| (name, value.as_deref()))
    }

    fn own(&self, row: &[u8], cells: &[Cell], new: &New, out: &mut Vec<u8>) {
        let (body, end) = self.separate(row);
        let mut done = 0;
        for (column, cell) in cells.iter().enumerate() {
            if let Some(new) = self.changed(column, cell, new) {
                out.extend_from_slice(&body[done..cell.start]);
                self.dialect.write(new, body.get(cell.start) == Some(&self.dialect.quote), out);
                done = cell.end;
            }
        }
        out.extend_from_slice(&body[done..]);
        for (_, value) in self.added(new) {
            out.push(self.dialect.delimiter);
            self.dialect.write(value.unwrap_or_default(), false, out);
        }
        out.extend_from_slice(end);
    }

    fn json(&self, cells: &[Cell], new: &New, out: &mut Vec<u8>) {
        let mut put = |name: &str, value: &str| {
            out.push(if out.last().is_none_or(|&byte| byte == b'\n') { b'{' } else { b',' });
            out.extend_from_slice(quote(name, false).as_bytes());
            out.push(b':');
            out.extend_from_slice(quote(value, false).as_bytes());
        };
        for (column, cell) in cells.iter().enumerate() {
            let own = String::from_utf8_lossy(&cell.value);
            put(&self.columns[column], self.changed(column, cell, new).unwrap_or(&own));
        }
        for (name, value) in self.added(new) {
            if let Some(value) = value {
                put(name, value);
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

impl Layout for Table {
    fn head(&self) -> Vec<u8> {
        let (body, end) = self.separate(&self.head);
        let mut head = body.to_vec();
        for (name, _) in self.added(&New::default()) {
            head.push(self.dialect.delimiter);
            head.extend_from_slice(name.as_bytes());
        }
        head.extend_from_slice(end);
        head
    }

    fn keep(&self, raw: &Raw, shape: Shape) -> Vec<u8> {
        let cells = self.dialect.cells(&raw.bytes);
        let mut out = Vec::new();
        let text = cells.get(self.text).map(|cell| String::from_utf8_lossy(&cell.value).into_owned()).unwrap_or_default();
        let same = (text, Fields::default());
        match shape {
            Shape::Own => self.own(&raw.bytes, &cells, &same, &mut out),
            Shape::Json => self.json(&cells, &same, &mut out),
        }
        out
    }

    fn rewrite(
        &self,
        raw: &Raw,
        shape: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject> {
        let (row, malformed) = record::text(&raw.bytes);
        let row: Cow<'_, [u8]> = match row {
            Cow::Borrowed(row) => row.as_bytes().into(),
            Cow::Owned(row) => row.into_bytes().into(),
        };
        let cells = self.dialect.cells(&row);
        if cells.len() != self.columns.len() {
            let reason = format!("{} cells, not {}", cells.len(), self.columns.len());
            return Err(Reject { reason, kept: false });
        }
        let value = |column: usize| String::from_utf8_lossy(&cells[column].value).into_owned();
        let get = |name: &str| self.columns.iter().position(|column| column == name).map(value);
        let document = jsonl::document(value(self.text), &self.names, || raw.record.to_string(), get);
        if let Some(new) = clean(document) {
            match shape {
                Shape::Own => self.own(&row, &cells, &new, out),
                Shape::Json => self.json(&cells, &new, out),
            }
        }
        Ok(malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::window::LARGEST_RECORD;

    fn run(input: &str, dialect: Dialect, shape: Shape) -> (String, Vec<String>) {
        let names = FieldNames::default();
        let stream = Box::new(std::io::Cursor::new(input.to_owned().into_bytes()));
        let mut rows = Rows::new(Window::new(stream, LARGEST_RECORD), dialect, names);
        let layout = rows.layout().map_err(|error| error.to_string()).unwrap();
        let mut out = if shape == Shape::Own { layout.head() } else { Vec::new() };
        let mut rejected = Vec::new();
        while let Some(raw) = rows.next().unwrap() {
            if let Some(broken) = &raw.broken {
                rejected.push(format!("{}: {broken}", raw.line));
                continue;
            }
            let mut clean =
                |document: Document| Some((document.text.to_uppercase(), Fields { title: Some("T, t".into()), ..document.fields }));
            if let Err(reject) = layout.rewrite(&raw, shape, &mut clean, &mut out) {
                rejected.push(format!("{}: {}", raw.line, reject.reason));
            }
        }
        (String::from_utf8(out).unwrap(), rejected)
    }

    #[test]
    fn other_columns_stay_as_they_were_and_missing_ones_are_added() {
        let input = "n,text,\"x\"\r\n1.50,\"one\nsaid \"\"two\"\"\", \"y\"\r\n\"2\",plain,\"\"\"z\"\r\n";
        let (out, rejected) = run(input, Dialect::CSV, Shape::Own);
        assert_eq!(rejected, Vec::<String>::new());
        assert_eq!(
            out,
            "n,text,\"x\",title,author,published\r\n1.50,\"ONE\nSAID \"\"TWO\"\"\", \"y\",\"T, t\",,\r\n\"2\",PLAIN,\"\"\"z\",\"T, t\",,\r\n"
        );
    }

    #[test]
    fn an_empty_cell_is_filled_and_a_full_one_is_not() {
        let (out, _) = run("title\ttext\tauthor\tpublished\n\ta\tB\t\nmine\tb\t\t", Dialect::TSV, Shape::Own);
        assert_eq!(out, "title\ttext\tauthor\tpublished\nT, t\tA\tB\t\nmine\tB\t\t\n");
    }

    #[test]
    fn a_broken_quote_costs_its_own_line() {
        let (out, rejected) = run("id,text,title\n1,a,x\n2,\"b,x\n3,c,x\n4,\"d\",x\n5,e\n", Dialect::CSV, Shape::Own);
        assert_eq!(out, "id,text,title,author,published\n1,A,x,,\n3,C,x,,\n4,\"D\",x,,\n");
        assert_eq!(rejected.len(), 2, "{rejected:?}");
        assert!(rejected[0].starts_with("3: ") && rejected[1].starts_with("6: "), "{rejected:?}");
    }

    #[test]
    fn other_dialects() {
        let dialect = Dialect { delimiter: b';', quote: b'\'', escape: Some(b'\\') };
        let (out, _) = run("text;title\n'it\\'s; so';x\n", dialect, Shape::Own);
        assert_eq!(out, "text;title;author;published\n'IT\\'S; SO';x;;\n");
    }

    #[test]
    fn as_json() {
        let (out, _) = run("id,text\n7,\"a\nb\"\n", Dialect::CSV, Shape::Json);
        assert_eq!(out, "{\"id\":\"7\",\"text\":\"A\\nB\",\"title\":\"T, t\"}\n");
    }
}
