//! Writes a Parquet file from another one: the columns that cleaning touches are written anew, all others are copied as they
//! are packed, with their types, row groups and statistics.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use ::parquet::{
    arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema, parquet_to_arrow_schema},
    basic::{ConvertedType, Encoding, LogicalType, Repetition, Type as Physical},
    bloom_filter::Sbbf,
    column::writer::ColumnCloseResult,
    data_type::{ByteArray, ByteArrayType},
    errors::{ParquetError, Result as Parquet},
    file::{
        metadata::{KeyValue, PageIndexPolicy, ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader},
        properties::{WriterProperties, WriterPropertiesPtr},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::{Type, TypePtr},
};
use arrow_schema::{DataType, Field, Schema};
use tempfile::{SpooledTempFile, spooled_tempfile_in};

use super::{Open, Output, is_device, remove_shards, shard_place};
use crate::{
    error::Error,
    source::{
        jsonl::FILLED,
        parquet::{
            cells::{self, Cell},
            plan::{Fill, Plan},
            said,
        },
        record::Writer,
    },
};

/// Bytes of a column's new values that are held in memory; what a row group has more is put beside the output for a while.
const SPOOL: usize = 4 << 20;
/// Values, and bytes of them, that are packed at once.
const BATCH: (usize, usize) = (1024, 1 << 20);
/// Where Spark keeps a schema of its own.
const SPARK_SCHEMA: &str = "org.apache.spark.sql.parquet.row.metadata";

/// Where a column of the output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// This column of the input, as it is.
    Copy(usize),
    /// New values: the text's are the first, title, author and time follow; where none of a row group is new, this column of the
    /// input as it is.
    New(usize, Option<usize>),
}

/// Writes a file from another one.
pub struct Rewriter {
    plan: Arc<Plan>,
    input: File,
    metadata: ParquetMetaData,
    columns: Vec<Origin>,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    place: PathBuf,
    /// The size of shards, and the number of this one.
    shard: Option<(u64, u64)>,
    out: SerializedFileWriter<Output>,
    /// The row group that is being filled, and its rows so far.
    group: usize,
    rows: i64,
    spools: [Spool; 4],
}

/// The new values of one column of a row group.
struct Spool {
    file: SpooledTempFile,
    changed: bool,
}

impl Spool {
    fn new(place: &Path) -> Self {
        // Among devices nothing is put.
        if is_device(place) {
            return Self { file: SpooledTempFile::new(SPOOL), changed: false };
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { file: spooled_tempfile_in(SPOOL, folder), changed: false }
    }

    fn put(&mut self, cell: Cell<'_>, changed: bool) -> io::Result<()> {
        self.changed |= changed;
        let mut bytes = Vec::with_capacity(cell.map_or(0, <[u8]>::len) + 4);
        cells::put(cell, changed, &mut bytes);
        self.file.write_all(&bytes)
    }
}

impl Rewriter {
    /// Opens the file that will stand at `place`, for the rows that `plan` was made for.
    ///
    /// # Errors
    /// When it cannot be written, or the input is not what it was.
    pub fn create(plan: Arc<Plan>, place: &Path, open: Open, shard_size: Option<u64>) -> Result<Self, Error> {
        let read = |source| Error::Read { path: plan.path.clone(), source };
        // A file handle of its own: the one that is read from has a position of its own.
        let input = File::open(&plan.path).map_err(read)?;
        // All that it says about its columns, not only what reading needs.
        let all = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        let reader =
            ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional).with_metadata_options(Some(all));
        let metadata = reader.parse_and_finish(&input).map_err(|error| read(io::Error::other(said(error))))?;
        let wrong = |error| write_error(place, error);
        let schema = schema(&plan, &metadata).map_err(wrong)?;
        let properties = Arc::new(properties(&plan, &metadata).map_err(wrong)?);
        let written = plan.written();
        let mut columns: Vec<Origin> = (0..metadata.file_metadata().schema_descr().num_columns())
            .map(|leaf| match written.iter().position(|&found| found == Some(leaf)) {
                Some(which) => Origin::New(which, Some(leaf)),
                None => Origin::Copy(leaf),
            })
            .collect();
        let added = plan.filled.iter().enumerate().filter(|(_, fill)| **fill == Fill::Added);
        columns.extend(added.map(|(which, _)| Origin::New(which + 1, None)));
        let shard = shard_size.map(|size| (size, 0));
        let out = start(open(&shard_place(place, shard.map(|_| 0)))?, place, &schema, &properties)?;
        let spools = [(); 4].map(|()| Spool::new(place));
        let place = place.to_owned();
        Ok(Self { plan, input, metadata, columns, schema, properties, place, shard, out, group: 0, rows: 0, spools })
    }

    /// Writes row groups of which all rows have come.
    fn groups(&mut self) -> Result<(), Error> {
        while let Some(group) = self.metadata.row_groups().get(self.group)
            && self.rows >= group.num_rows()
        {
            if let Some((size, number)) = &mut self.shard
                && !self.out.flushed_row_groups().is_empty()
                && self.out.bytes_written() as u64 + group.compressed_size() as u64 > *size
            {
                *number += 1;
                let output = Output::create(&shard_place(&self.place, Some(*number)))?;
                let next = start(output, &self.place, &self.schema, &self.properties)?;
                close(std::mem::replace(&mut self.out, next), &self.place)?;
            }
            self.write_group().map_err(|error| write_error(&self.place, error))?;
            self.group += 1;
            self.rows = 0;
            self.spools = [(); 4].map(|()| Spool::new(&self.place));
        }
        Ok(())
    }

    fn write_group(&mut self) -> Parquet<()> {
        let mut group = self.out.next_row_group()?;
        for column in &self.columns {
            match *column {
                Origin::Copy(leaf) => copy(&self.input, &self.metadata, (self.group, leaf), &mut group)?,
                Origin::New(which, Some(leaf)) if !self.spools[which].changed => {
                    copy(&self.input, &self.metadata, (self.group, leaf), &mut group)?;
                }
                Origin::New(which, _) => fill(&mut self.spools[which].file, &mut group)?,
            }
        }
        group.close()?;
        Ok(())
    }
}

impl Writer for Rewriter {
    fn put(&mut self, record: &[u8]) -> Result<(), Error> {
        // Row groups without rows have all of them.
        if self.rows == 0 {
            self.groups()?;
        }
        let wrong = |source| Error::Write { path: self.place.clone(), source };
        let mut rest = record;
        for spool in &mut self.spools {
            let cell = cells::take(&mut rest).filter(|_| self.group < self.metadata.num_row_groups());
            let (cell, changed) = cell.ok_or_else(|| wrong(io::Error::other("a row that the input does not have")))?;
            spool.put(cell, changed).map_err(wrong)?;
        }
        self.rows += 1;
        self.groups()
    }

    fn finish(mut self: Box<Self>) -> Result<u64, Error> {
        self.groups()?;
        if self.group < self.metadata.num_row_groups() {
            let source = io::Error::other(format!("{} has not all the rows that it should have", self.plan.path.display()));
            return Err(Error::Write { path: self.place, source });
        }
        close(self.out, &self.place)?;
        self.shard.map_or(Ok(0), |(_, last)| remove_shards(&self.place, last + 1))
    }
}

fn write_error(place: &Path, error: ParquetError) -> Error {
    Error::Write { path: place.to_owned(), source: io::Error::other(said(error)) }
}

fn start(
    output: Output,
    place: &Path,
    schema: &TypePtr,
    properties: &WriterPropertiesPtr,
) -> Result<SerializedFileWriter<Output>, Error> {
    SerializedFileWriter::new(output, Arc::clone(schema), Arc::clone(properties)).map_err(|error| write_error(place, error))
}

fn close(out: SerializedFileWriter<Output>, place: &Path) -> Result<(), Error> {
    out.into_inner().map_err(|error| write_error(place, error))?.finish()
}

/// The schema of the output: the input's, and columns for what the text may give.
fn schema(plan: &Plan, metadata: &ParquetMetaData) -> Parquet<TypePtr> {
    let root = metadata.file_metadata().schema_descr().root_schema_ptr();
    let mut fields = root.get_fields().to_vec();
    for (name, _) in FILLED.iter().zip(plan.filled).filter(|(_, fill)| *fill == Fill::Added) {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String))
            .build()?;
        fields.push(Arc::new(column));
    }
    if fields.len() == root.get_fields().len() {
        return Ok(root);
    }
    Ok(Arc::new(Type::group_type_builder(root.name()).with_fields(fields).build()?))
}

/// How the output is written: as the input was, as far as a file says that.
fn properties(plan: &Plan, metadata: &ParquetMetaData) -> Parquet<WriterProperties> {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("copydesk version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(key_values(plan, metadata)?);
    if let Some(group) = metadata.row_groups().first() {
        let written = plan.written();
        let same = metadata.row_groups().iter().all(|other| other.sorting_columns() == group.sorting_columns());
        let sorting = group.sorting_columns().filter(|_| same);
        let untouched = |sorting: &&Vec<_>| {
            sorting.iter().all(|column: &::parquet::file::metadata::SortingColumn| {
                usize::try_from(column.column_idx).is_ok_and(|leaf| !written.contains(&Some(leaf)))
            })
        };
        properties = properties.set_sorting_columns(sorting.filter(untouched).cloned());
        // Added columns are packed as the text is.
        properties = properties.set_compression(group.column(plan.columns[0].leaf).compression());
        for leaf in written.into_iter().flatten() {
            let chunk = group.column(leaf);
            let path = chunk.column_path().clone();
            let dictionary = chunk.encodings().any(|found| matches!(found, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY));
            properties = properties
                .set_column_compression(path.clone(), chunk.compression())
                .set_column_dictionary_enabled(path.clone(), dictionary)
                .set_column_bloom_filter_enabled(path, chunk.bloom_filter_offset().is_some());
        }
    }
    Ok(properties.build())
}

/// The input's own words about itself. Where columns are added, the schemas that other programs keep there know of them.
fn key_values(plan: &Plan, metadata: &ParquetMetaData) -> Parquet<Option<Vec<KeyValue>>> {
    let file = metadata.file_metadata();
    let Some(mut pairs) = file.key_value_metadata().cloned() else { return Ok(None) };
    let added: Vec<&str> = FILLED.iter().zip(plan.filled).filter(|(_, fill)| *fill == Fill::Added).map(|(name, _)| *name).collect();
    if added.is_empty() {
        return Ok(Some(pairs));
    }
    for pair in &mut pairs {
        let Some(value) = &pair.value else { continue };
        if pair.key == ARROW_SCHEMA_META_KEY {
            let own = vec![pair.clone()];
            let schema = parquet_to_arrow_schema(file.schema_descr(), Some(&own))?;
            let columns = added.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, true)));
            let fields: Vec<_> = schema.fields().iter().cloned().chain(columns).collect();
            pair.value = Some(encode_arrow_schema(&Schema::new_with_metadata(fields, schema.metadata().clone())));
        } else if pair.key == SPARK_SCHEMA
            && let Ok(mut schema) = serde_json::from_str::<serde_json::Value>(value)
            && let Some(fields) = schema.get_mut("fields").and_then(serde_json::Value::as_array_mut)
        {
            let column = |name| serde_json::json!({"name": name, "type": "string", "nullable": true, "metadata": {}});
            fields.extend(added.iter().map(column));
            pair.value = Some(schema.to_string());
        }
    }
    Ok(Some(pairs))
}

/// Copies a column of a row group as it is packed.
fn copy(
    input: &File,
    metadata: &ParquetMetaData,
    (group, leaf): (usize, usize),
    out: &mut SerializedRowGroupWriter<'_, Output>,
) -> Parquet<()> {
    let chunk = metadata.row_group(group).column(leaf);
    let index = metadata.page_index();
    let close = ColumnCloseResult {
        bytes_written: chunk.compressed_size() as u64,
        rows_written: metadata.row_group(group).num_rows() as u64,
        metadata: chunk.clone(),
        bloom_filter: Sbbf::read_from_column_chunk(chunk, input)?,
        column_index: index.and_then(|index| index.column_index(group, leaf)).cloned(),
        offset_index: index.and_then(|index| index.offset_index(group, leaf)).cloned(),
    };
    out.append_column(input, close)
}

/// Writes a column of a row group anew.
fn fill(spool: &mut SpooledTempFile, out: &mut SerializedRowGroupWriter<'_, Output>) -> Parquet<()> {
    let Some(mut column) = out.next_column()? else {
        return Err(ParquetError::General("more columns than there should be".into()));
    };
    spool.rewind()?;
    let mut spool = BufReader::with_capacity(1 << 16, spool);
    let (mut values, mut levels, mut bytes) = (Vec::new(), Vec::new(), 0);
    let writer = column.typed::<ByteArrayType>();
    let optional = writer.get_descriptor().max_def_level() > 0;
    loop {
        let cell = next(&mut spool)?;
        let ended = cell.is_none();
        if let Some(cell) = cell {
            levels.push(i16::from(cell.is_some()));
            bytes += cell.as_ref().map_or(0, ByteArray::len);
            values.extend(cell);
        }
        if ended || levels.len() >= BATCH.0 || bytes >= BATCH.1 {
            if !levels.is_empty() {
                writer.write_batch(&values, optional.then_some(levels.as_slice()), None)?;
            }
            (values, levels, bytes) = (Vec::new(), Vec::new(), 0);
        }
        if ended {
            return column.close();
        }
    }
}

/// The next cell of a spool; nothing at its end.
fn next(spool: &mut impl Read) -> io::Result<Option<Option<ByteArray>>> {
    let mut head = [0; 4];
    match spool.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut bytes = vec![0; cells::length(head)];
    spool.read_exact(&mut bytes)?;
    Ok(Some(cells::holds(head).then(|| bytes.into())))
}
