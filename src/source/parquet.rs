//! Parquet: of a row only the text, and what tells about it, is read; every other column passes by as it is packed.
//!
//! A file that leaves as Parquet is written by `sink::parquet`; one that leaves as JSON Lines is a
//! file of JSON Lines from here on.

pub(crate) mod cells;
pub(crate) mod plan;

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ::parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
    column::reader::{ColumnReader, get_column_reader},
    data_type::ByteArray,
    errors::{ParquetError, Result as Parquet},
    file::{
        metadata::{ParquetMetaData, ParquetMetaDataReader},
        reader::{ChunkReader, Length},
        serialized_reader::SerializedPageReader,
    },
};
use arrow_json::{WriterBuilder, writer::LineDelimited};
use bytes::Bytes;

use super::{
    Input, Options,
    jsonl::{self, FieldNames},
    open::Packing,
    record::{self, Layout, New, Raw, Records, Refusal, Reject, Shape, Writer},
    window::Stop,
};
use crate::{
    document::Document,
    error::Error,
    sink::{Open, parquet::Rewriter},
};
use cells::Cell;
use plan::{Fill, Kind, Plan};

/// Rows that are read at once.
const BATCH: usize = 32;

/// Opens a file; `read` counts the bytes taken from the disk.
///
/// # Errors
/// When it cannot be opened. That it is no Parquet file, its layout says.
pub fn open(input: &Input, options: &Options, shape: Shape, read: &Arc<AtomicU64>) -> Result<Box<dyn Records>, Error> {
    let wrong = |source| Error::Read { path: input.path.clone(), source };
    let unfit = |why: &str| wrong(io::Error::new(io::ErrorKind::InvalidInput, why.to_owned()));
    if input.is_member() {
        return Err(unfit("a Parquet file inside an archive: take it out first"));
    }
    if Packing::of(&input.path) != Packing::None {
        return Err(unfit("a Parquet file that is packed as a whole: unpack it first, it is packed inside"));
    }
    let file = File::open(&input.path).map_err(wrong)?;
    let pages = Pages { file, largest: options.largest, read: Arc::clone(read) };
    let (path, names) = (input.path.clone(), options.names.clone());
    Ok(match shape {
        Shape::Own => Box::new(Rows::new(pages, path, names)),
        Shape::Json => Box::new(Json { pages: Some(pages), path, names, batches: None, ready: VecDeque::new(), record: 0 }),
    })
}

/// What a file's end says about it.
fn metadata(file: &File) -> Result<ParquetMetaData, Refusal> {
    let found = ParquetMetaDataReader::new().parse_and_finish(file);
    found.map_err(|error| Refusal::Unfit(format!("no Parquet file, or not all of it: {}", said(error))))
}

/// An error in words, without the name of its kind.
pub(crate) fn said(error: ParquetError) -> String {
    match error {
        ParquetError::General(said) | ParquetError::EOF(said) | ParquetError::NYI(said) | ParquetError::ArrowError(said) => said,
        ParquetError::External(source) => source.to_string(),
        other => other.to_string(),
    }
}

fn stop(error: ParquetError) -> Stop {
    Stop::Broken(io::Error::new(io::ErrorKind::InvalidData, said(error)))
}

/// A file whose pages are looked at before they are read: what a record cannot need is refused.
struct Pages {
    file: File,
    largest: usize,
    read: Arc<AtomicU64>,
}

impl Length for Pages {
    fn len(&self) -> u64 {
        Length::len(&self.file)
    }
}

impl ChunkReader for Pages {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Parquet<Self::T> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let mut reader = BufReader::with_capacity(1 << 12, file);
        let head = io::BufRead::fill_buf(&mut reader)?;
        match unpacked_size(head) {
            Some(size) if size > self.largest as u64 => Err(self.too_large(size)),
            _ => Ok(reader),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Parquet<Bytes> {
        if length > self.largest {
            return Err(self.too_large(length as u64));
        }
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(length as u64).read_to_end(&mut bytes)?;
        self.read.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if bytes.len() < length {
            return Err(ParquetError::EOF("the file ends inside a page".into()));
        }
        Ok(bytes.into())
    }
}

impl Pages {
    fn too_large(&self, size: u64) -> ParquetError {
        ParquetError::General(format!("a page of {} MB: too large, at most {} MB are read", size >> 20, self.largest >> 20))
    }
}

/// The size that a page says it has when it is unpacked. Its head begins with its type and this size, each a 32-bit number
/// in Thrift's compact form.
fn unpacked_size(head: &[u8]) -> Option<u64> {
    const NUMBER: u8 = 0x15;
    let mut at = 0;
    let mut number = || {
        (*head.get(at)? == NUMBER).then_some(())?;
        at += 1;
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = *head.get(at)?;
            at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value >> 1);
            }
        }
        None
    };
    number()?;
    number()
}

/// The rows of a file that leaves as Parquet.
struct Rows {
    pages: Arc<Pages>,
    path: PathBuf,
    names: FieldNames,
    table: Option<(ParquetMetaData, Arc<Plan>)>,
    /// The row group that is read next.
    group: usize,
    /// Rows of the one before that are still to be read.
    left: usize,
    columns: Vec<ColumnReader>,
    ready: VecDeque<Raw>,
    record: u64,
}

impl Rows {
    fn new(pages: Pages, path: PathBuf, names: FieldNames) -> Self {
        let pages = Arc::new(pages);
        Self { pages, path, names, table: None, group: 0, left: 0, columns: Vec::new(), ready: VecDeque::new(), record: 0 }
    }

    /// Opens the columns of the next row group. Returns `false` when there is none.
    fn open(&mut self) -> Parquet<bool> {
        let Some((metadata, plan)) = &self.table else { return Ok(false) };
        let Some(group) = metadata.row_groups().get(self.group) else { return Ok(false) };
        self.left = usize::try_from(group.num_rows()).unwrap_or(0);
        self.columns.clear();
        for column in &plan.columns {
            let chunk = group.column(column.leaf);
            let pages = SerializedPageReader::new(Arc::clone(&self.pages), chunk, self.left, None)?;
            self.columns.push(get_column_reader(chunk.column_descr_ptr(), Box::new(pages)));
        }
        self.group += 1;
        Ok(true)
    }

    /// Reads some rows.
    fn fill(&mut self) -> Parquet<()> {
        let count = self.left.min(BATCH);
        let Some((metadata, plan)) = &self.table else { return Ok(()) };
        let mut rows = vec![Vec::new(); count];
        for (column, reader) in plan.columns.iter().zip(&mut self.columns) {
            read(column.kind, reader, &mut rows)?;
        }
        let offset = metadata.row_group(self.group - 1).columns().iter().map(|chunk| chunk.byte_range().0).min();
        for bytes in rows {
            self.ready.push_back(Raw { record: self.record, offset: offset.unwrap_or(0), bytes, ..Raw::default() });
            self.record += 1;
        }
        self.left -= count;
        Ok(())
    }
}

/// Appends the next cell of a column to each of these rows.
fn read(kind: Kind, reader: &mut ColumnReader, rows: &mut [Vec<u8>]) -> Parquet<()> {
    let short = || ParquetError::EOF("a column ends before its row group does".into());
    let mut levels = Vec::new();
    macro_rules! values {
        ($reader:expr, $put:expr) => {{
            let mut values = Vec::new();
            let (records, found, _) = $reader.read_records(rows.len(), Some(&mut levels), None, &mut values)?;
            if records < rows.len() {
                return Err(short());
            }
            // Columns that are never empty have no levels.
            let full = levels.is_empty() && found == rows.len();
            let mut values = values.into_iter();
            for (at, row) in rows.iter_mut().enumerate() {
                let value = if full || levels.get(at) == Some(&1) { Some(values.next().ok_or_else(short)?) } else { None };
                $put(value, row);
            }
        }};
    }
    let number = |value: Option<i64>, row: &mut Vec<u8>| {
        let said = value.and_then(|value| plan::say(kind, value));
        cells::put(said.as_deref().map(str::as_bytes), false, row);
    };
    match reader {
        ColumnReader::ByteArrayColumnReader(reader) => values!(reader, |value: Option<ByteArray>, row: &mut Vec<u8>| {
            cells::put(value.as_ref().map(ByteArray::data), false, row);
        }),
        ColumnReader::Int32ColumnReader(reader) => {
            values!(reader, |value: Option<i32>, row: &mut Vec<u8>| number(value.map(i64::from), row));
        }
        ColumnReader::Int64ColumnReader(reader) => values!(reader, number),
        _ => rows.iter_mut().for_each(|row| cells::put(None, false, row)),
    }
    Ok(())
}

impl Records for Rows {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            if let Some(raw) = self.ready.pop_front() {
                return Ok(Some(raw));
            }
            if self.left > 0 {
                self.fill().map_err(stop)?;
            } else if !self.open().map_err(stop)? {
                return Ok(None);
            }
        }
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        let metadata = metadata(&self.pages.file)?;
        let plan = Arc::new(Plan::of(&self.path, &metadata, &self.names).map_err(Refusal::Unfit)?);
        self.table = Some((metadata, Arc::clone(&plan)));
        Ok(Box::new(Table { plan, names: self.names.clone() }))
    }
}

/// Rows that leave as Parquet: as the cells that are written, in the order of [`Plan::written`].
struct Table {
    plan: Arc<Plan>,
    names: FieldNames,
}

impl Table {
    fn cells<'r>(&self, raw: &'r Raw) -> Vec<Cell<'r>> {
        let mut rest = raw.bytes.as_slice();
        self.plan.columns.iter().map(|_| cells::take(&mut rest).and_then(|(cell, _)| cell)).collect()
    }

    /// The cells of a row that becomes `new`, or stays as it was.
    fn write(&self, cells: &[Cell<'_>], was: &str, new: Option<&New>, out: &mut Vec<u8>) {
        let text = new.map(|(text, _)| text.as_str()).filter(|text| *text != was);
        cells::put(text.map(str::as_bytes).or(cells[0]), text.is_some(), out);
        let found = new.map(|(_, fields)| [&fields.title, &fields.author, &fields.published]);
        for (which, fill) in self.plan.filled.into_iter().enumerate() {
            let own = match fill {
                Fill::Own(at) => cells[at],
                Fill::Added | Fill::Never => None,
            };
            let value = found.and_then(|found| found[which].as_deref());
            let empty = fill != Fill::Never && own.is_none_or(|own| own.trim_ascii().is_empty());
            match value.filter(|_| empty) {
                Some(value) => cells::put(Some(value.as_bytes()), true, out),
                None => cells::put(own, false, out),
            }
        }
    }
}

impl Layout for Table {
    fn keep(&self, raw: &Raw, _: Shape) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&self.cells(raw), "", None, &mut out);
        out
    }

    fn show(&self, _: &Raw) -> Option<String> {
        None
    }

    fn writer(&self, place: &Path, open: Open, shard_size: Option<u64>) -> Option<Result<Box<dyn Writer>, Error>> {
        let rewriter = Rewriter::create(Arc::clone(&self.plan), place, open, shard_size);
        Some(rewriter.map(|rewriter| Box::new(rewriter) as Box<dyn Writer>))
    }

    fn rewrite(
        &self,
        raw: &Raw,
        _: Shape,
        clean: &mut dyn FnMut(Document) -> Option<New>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Reject> {
        let cells = self.cells(raw);
        let Some(text) = cells[0] else {
            return Err(Reject { reason: format!("column `{}` holds nothing", self.names.text), kept: true });
        };
        let (text, malformed) = record::text(text);
        let get = |name: &str| {
            let at = self.plan.columns.iter().position(|column| column.name == name)?;
            cells[at].map(|cell| String::from_utf8_lossy(cell).into_owned())
        };
        let document = jsonl::document(text.to_string(), &self.names, || raw.record.to_string(), get);
        if let Some(new) = clean(document) {
            self.write(&cells, &text, Some(&new), out);
        }
        Ok(malformed)
    }
}

/// The rows of a file that leaves as JSON Lines: lines from the start.
struct Json {
    pages: Option<Pages>,
    path: PathBuf,
    names: FieldNames,
    batches: Option<ParquetRecordBatchReader>,
    ready: VecDeque<Raw>,
    record: u64,
}

impl Records for Json {
    fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            if let Some(raw) = self.ready.pop_front() {
                return Ok(Some(raw));
            }
            let Some(batch) = self.batches.as_mut().and_then(Iterator::next) else { return Ok(None) };
            let batch = batch.map_err(|error| stop(error.into()))?;
            let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
            writer.write(&batch).and_then(|()| writer.finish()).map_err(|error| stop(error.into()))?;
            for line in writer.into_inner().split_inclusive(|&byte| byte == b'\n') {
                self.ready.push_back(Raw { record: self.record, bytes: line.to_vec(), ..Raw::default() });
                self.record += 1;
            }
        }
    }

    fn layout(&mut self) -> Result<Box<dyn Layout>, Refusal> {
        if let Some(pages) = self.pages.take() {
            let metadata = metadata(&pages.file)?;
            Plan::of(&self.path, &metadata, &self.names).map_err(Refusal::Unfit)?;
            let unfit = |error| Refusal::Unfit(said(error));
            let metadata = ArrowReaderMetadata::try_new(Arc::new(metadata), ArrowReaderOptions::default()).map_err(unfit)?;
            let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(pages, metadata).with_batch_size(BATCH).build();
            self.batches = Some(reader.map_err(unfit)?);
        }
        Ok(Box::new(jsonl::Objects::new(self.names.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_how_large_it_is() {
        // A data page of 300 bytes, packed to 120.
        assert_eq!(unpacked_size(&[0x15, 0x00, 0x15, 0xd8, 0x04, 0x15, 0xf0, 0x01]), Some(300));
        assert_eq!(unpacked_size(&[0x15, 0x04, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f]), Some((1 << 31) - 1));
        assert_eq!(unpacked_size(b"PAR1"), None);
        assert_eq!(unpacked_size(&[0x15, 0x80]), None);
    }
}
