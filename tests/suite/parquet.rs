//! Parquet in and out, as users meet it.

use std::{fs, fs::File, path::Path, sync::Arc};

use arrow_array::{
    Array, ArrayRef, BinaryArray, Int64Array, LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray, StructArray,
    TimestampMicrosecondArray,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::Compression,
    file::{
        metadata::{KeyValue, ParquetMetaData},
        properties::WriterProperties,
        reader::{ChunkReader, FileReader, SerializedFileReader},
    },
};

use super::formats::{STORY, run};

fn dirty(number: usize) -> String {
    format!("{STORY}\n\nWord {number}.\n\nLeave a Reply")
}

fn clean(number: usize) -> String {
    format!("{STORY}\n\nWord {number}.")
}

/// Columns of all kinds around a text column of this type.
fn batch(texts: ArrayRef, count: usize) -> RecordBatch {
    let numbers = Int64Array::from_iter_values((0..count as i64).map(|number| number * 3));
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>((0..count as i32).map(|number| match number % 3 {
        0 => None,
        1 => Some(vec![]),
        _ => Some(vec![Some(number), None, Some(-1)]),
    }));
    let inner: ArrayRef =
        Arc::new(LargeStringArray::from_iter((0..count).map(|number| (number % 2 == 0).then(|| format!("é{number}")))));
    let nested = StructArray::from(vec![
        (Arc::new(Field::new("name", DataType::LargeUtf8, true)), inner),
        (Arc::new(Field::new("tags", lists.data_type().clone(), true)), Arc::new(lists) as ArrayRef),
    ]);
    let bytes = BinaryArray::from_iter_values((0..count).map(|number| [0xff, number as u8]));
    let times = TimestampMicrosecondArray::from_iter_values((0..count as i64).map(|number| 1_700_000_000_000_000 + number));
    let times = times.with_timezone("Europe/Berlin");
    let titles = StringArray::from_iter((0..count).map(|number| [Some("Mine"), None, Some(" ")][number % 3]));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("n", Arc::new(numbers)),
        ("nested", Arc::new(nested)),
        ("text", texts),
        ("title", Arc::new(titles)),
        ("bytes", Arc::new(bytes)),
        ("seen", Arc::new(times)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn texts(kind: &DataType, texts: &[Option<String>]) -> ArrayRef {
    let given = texts.iter().map(Option::as_deref);
    match kind {
        DataType::Utf8 => Arc::new(StringArray::from_iter(given)),
        DataType::LargeUtf8 => Arc::new(LargeStringArray::from_iter(given)),
        DataType::Utf8View => Arc::new(StringViewArray::from_iter(given)),
        _ => Arc::new(given.collect::<arrow_array::DictionaryArray<Int32Type>>()),
    }
}

fn write(path: &Path, batch: &RecordBatch, rows_a_group: usize) {
    let pairs = vec![KeyValue::new("owner".to_owned(), "the archive".to_owned())];
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(rows_a_group))
        .set_column_compression("bytes".into(), Compression::UNCOMPRESSED)
        .set_key_value_metadata(Some(pairs))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> (RecordBatch, ParquetMetaData) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = Arc::clone(builder.schema());
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    let columns = (0..schema.fields().len()).map(|at| {
        let parts: Vec<&dyn Array> = batches.iter().map(|batch| &**batch.column(at)).collect();
        if parts.is_empty() {
            arrow_array::new_empty_array(schema.field(at).data_type())
        } else {
            arrow_select::concat::concat(&parts).unwrap()
        }
    });
    let columns: Vec<ArrayRef> = columns.collect();
    let metadata = SerializedFileReader::new(File::open(path).unwrap()).unwrap().metadata().clone();
    (RecordBatch::try_new(schema, columns).unwrap(), metadata)
}

/// The bytes of a column of a row group, as they are packed.
fn packed(path: &Path, metadata: &ParquetMetaData, group: usize, column: usize) -> Bytes {
    let (start, length) = metadata.row_group(group).column(column).byte_range();
    File::open(path).unwrap().get_bytes(start, length as usize).unwrap()
}

/// The texts of a column of any string type.
fn strings(array: &dyn Array) -> Vec<Option<String>> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(own).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(own).collect(),
        DataType::Utf8View => array.as_string_view().iter().map(own).collect(),
        _ => array.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap().into_iter().map(own).collect(),
    }
}

#[test]
fn other_columns_types_and_row_groups_stay() {
    let dir = tempfile::tempdir().unwrap();
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    for kind in [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View, dictionary] {
        let given: Vec<Option<String>> = (0..100).map(|number| Some(dirty(number))).collect();
        let (from, to) = (dir.path().join("in.parquet"), dir.path().join("out.parquet"));
        write(&from, &batch(texts(&kind, &given), 100), 30);
        run(dir.path(), 0, &["clean", "in.parquet", "-o", "out.parquet", "--edits", "edits.jsonl", "--jobs", "2"]);
        let ((was, before), (is, after)) = (read(&from), read(&to));
        let fields = |schema: &Schema| schema.fields().iter().map(|field| (**field).clone()).collect::<Vec<_>>();
        let mut expected = fields(&was.schema());
        expected.push(Field::new("author", DataType::Utf8, true));
        expected.push(Field::new("published", DataType::Utf8, true));
        assert_eq!(fields(&is.schema()), expected, "{kind}");
        for name in ["n", "nested", "bytes", "seen"] {
            assert_eq!(was.column_by_name(name), is.column_by_name(name), "{kind}: {name}");
        }
        let cleaned: Vec<Option<String>> = (0..100).map(|number| Some(clean(number))).collect();
        assert_eq!(strings(is.column_by_name("text").unwrap()), cleaned, "{kind}");
        let titles = strings(is.column_by_name("title").unwrap());
        assert!(titles.iter().step_by(3).all(|title| title.as_deref() == Some("Mine")), "{titles:?}");
        let rows = |metadata: &ParquetMetaData| metadata.row_groups().iter().map(|group| group.num_rows()).collect::<Vec<_>>();
        assert_eq!((rows(&before), rows(&after)), (vec![30, 30, 30, 10], vec![30, 30, 30, 10]));
        let codec = |metadata: &ParquetMetaData, column: usize| metadata.row_group(3).column(column).compression();
        for column in 0..7 {
            assert_eq!(codec(&before, column), codec(&after, column), "{column}");
            if ![3, 4].contains(&column) {
                assert_eq!(packed(&from, &before, 2, column), packed(&to, &after, 2, column), "{kind}: {column}");
                let statistics = |metadata: &ParquetMetaData| metadata.row_group(2).column(column).statistics().cloned();
                assert_eq!(statistics(&before), statistics(&after), "{kind}: {column}");
            }
        }
        let pairs = after.file_metadata().key_value_metadata().unwrap();
        assert!(pairs.iter().any(|pair| pair.key == "owner" && pair.value.as_deref() == Some("the archive")), "{pairs:?}");
        assert_eq!(fs::read_to_string(dir.path().join("edits.jsonl")).unwrap().matches("Leave a Reply").count(), 100);
        run(dir.path(), 0, &["clean", "in.parquet", "-o", "one.parquet", "--jobs", "1"]);
        assert!(fs::read(&to).unwrap() == fs::read(dir.path().join("one.parquet")).unwrap(), "another number of threads");
        // What is clean already is copied as it is packed.
        run(dir.path(), 0, &["clean", "out.parquet", "-o", "again.parquet"]);
        assert!(fs::read(&to).unwrap() == fs::read(dir.path().join("again.parquet")).unwrap(), "{kind}: cleaned twice");
        run(dir.path(), 0, &["revert", "out.parquet", "edits.jsonl", "-o", "back.parquet"]);
        assert_eq!(strings(read(&dir.path().join("back.parquet")).0.column_by_name("text").unwrap()), given, "{kind}: back");
    }
}

#[test]
fn fields_are_filled_where_they_are_empty() {
    let dir = tempfile::tempdir().unwrap();
    let story = format!("Town votes for the bridge\nBy Jane Roe\n{STORY}\n");
    let text: ArrayRef = Arc::new(StringArray::from_iter((0..3).map(|_| Some(story.as_str()))));
    let title: ArrayRef = Arc::new(StringArray::from(vec![Some("Mine"), None, Some("")]));
    let authors: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let batch = RecordBatch::try_from_iter([("text", text), ("title", title), ("authors", authors)]).unwrap();
    write(&dir.path().join("in.parquet"), &batch, 10);
    run(dir.path(), 0, &["clean", "in.parquet", "-o", "out.parquet", "--no-score"]);
    let (out, _) = read(&dir.path().join("out.parquet"));
    let names: Vec<String> = out.schema().fields().iter().map(|field| field.name().clone()).collect();
    // A column of another type is neither filled nor doubled.
    assert_eq!(names, ["text", "title", "authors", "published"]);
    let bridge = Some("Town votes for the bridge".to_owned());
    assert_eq!(strings(out.column(1)), [Some("Mine".to_owned()), bridge.clone(), bridge]);
    assert_eq!(out.column(2).as_primitive::<Int64Type>().values(), &[1, 2, 3]);
    assert_eq!(strings(out.column(3)), [None, None, None]);
}

#[test]
fn rows_leave_as_json_lines_too() {
    let dir = tempfile::tempdir().unwrap();
    let given: Vec<Option<String>> = (0..50).map(|number| (number != 7).then(|| dirty(number))).collect();
    write(&dir.path().join("in.parquet"), &batch(texts(&DataType::Utf8View, &given), 50), 20);
    let said = run(dir.path(), 3, &["clean", "in.parquet", "-o", "out.jsonl"]);
    assert!(said.contains("record 7") && said.contains("null"), "{said}");
    let out = fs::read_to_string(dir.path().join("out.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 50);
    assert_eq!(lines[2]["text"], clean(2));
    assert_eq!(lines[2]["nested"], serde_json::json!({"name": "é2", "tags": [2, null, -1]}));
    assert_eq!((&lines[7]["text"], &lines[3]["title"]), (&serde_json::Value::Null, &"Mine".into()));
    assert!(lines[2]["seen"].as_str().unwrap().starts_with("2023-11-14T23:13:20"), "{}", lines[2]);
    // On standard output too, where a file of columns cannot go.
    let output = super::formats::copydesk(dir.path(), &["clean", "in.parquet", "-q"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), out);
}

#[test]
fn rows_without_a_text_stay_and_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let given: Vec<Option<String>> = (0..10).map(|number| (number != 4).then(|| dirty(number))).collect();
    write(&dir.path().join("in.parquet"), &batch(texts(&DataType::Utf8, &given), 10), 3);
    let said = run(dir.path(), 3, &["clean", "in.parquet", "-o", "out.parquet"]);
    assert!(said.contains("in.parquet (record 4") && said.contains("column `text` holds nothing"), "{said}");
    let texts = strings(read(&dir.path().join("out.parquet")).0.column_by_name("text").unwrap());
    assert_eq!((texts.len(), &texts[4], &texts[5]), (10, &None, &Some(clean(5))));
    let rejected = fs::read_to_string(dir.path().join("out.parquet.rejected.jsonl")).unwrap();
    assert!(rejected.contains("\"record\":4") && !rejected.contains("\"raw\""), "{rejected}");
}

#[test]
fn what_is_no_table_of_texts_is_refused_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("in.parquet"), &batch(texts(&DataType::Utf8, &[Some(dirty(1))]), 1), 3);
    fs::write(dir.path().join("good.jsonl"), format!("{{\"text\":\"{STORY}\"}}\n")).unwrap();
    let mut bytes = fs::read(dir.path().join("in.parquet")).unwrap();
    fs::write(dir.path().join("cut.parquet"), &bytes[..bytes.len() - 20]).unwrap();
    fs::write(dir.path().join("no.parquet"), "PAR1 this is no Parquet PAR1").unwrap();
    fs::write(dir.path().join("empty.parquet"), "").unwrap();
    // The page of the text is overwritten.
    let text = read(&dir.path().join("in.parquet")).1.row_group(0).column(3).byte_range();
    bytes[text.0 as usize..(text.0 + text.1) as usize].fill(0xff);
    fs::write(dir.path().join("torn.parquet"), &bytes).unwrap();
    let known = "there are `n`, `nested`, `text`, `title`, `bytes`, `seen`";
    for (input, field, expected) in [
        ("in.parquet", "body", known),
        ("in.parquet", "n", "column `n` holds whole numbers, not texts"),
        ("in.parquet", "nested", "column `nested` holds nested values, not texts"),
        ("in.parquet", "seen", "column `seen` holds times, not texts"),
        ("cut.parquet", "text", "no Parquet file, or not all of it"),
        ("no.parquet", "text", "no Parquet file, or not all of it"),
        ("empty.parquet", "text", "no Parquet file, or not all of it"),
        ("torn.parquet", "text", "nothing is written"),
    ] {
        for out in ["out.parquet", "out.jsonl"] {
            if (input, out) == ("torn.parquet", "out.jsonl") {
                continue;
            }
            let said = run(dir.path(), 3, &["clean", input, "-o", out, "--text-field", field]);
            assert!(said.contains(expected), "{input} {field}: {said}");
            assert!(!dir.path().join("out.parquet").exists() && !dir.path().join("out.parquet.part").exists(), "{input} {field}");
        }
        // Everything else is done.
        run(dir.path(), 3, &["clean", input, "good.jsonl", "-o", "all.jsonl", "--text-field", field]);
        assert_eq!(fs::read_to_string(dir.path().join("all.jsonl")).unwrap().lines().count(), 1, "{input} {field}");
    }
    let usage = |args: &[&str], expected: &str| {
        let said = run(dir.path(), 2, args);
        assert!(said.contains(expected), "{args:?}: {said}");
    };
    usage(&["clean", "-", "--format", "parquet"], "cannot be read from standard input");
    usage(&["clean", "good.jsonl", "-o", "x.parquet"], "name a .jsonl or a .jsonl file");
    usage(&["clean", "in.parquet", "-o", "x.parquet.gz"], "Parquet is packed inside");
    usage(&["clean", "in.parquet", "cut.parquet", "-o", "x.parquet"], "name a folder or a .jsonl file");
    fs::copy(dir.path().join("in.parquet"), dir.path().join("in.parquet.gz")).unwrap();
    assert!(run(dir.path(), 3, &["clean", "in.parquet.gz", "-o", "out"]).contains("unpack it first"));
}

#[test]
fn shards_hold_whole_row_groups() {
    let dir = tempfile::tempdir().unwrap();
    let given: Vec<Option<String>> = (0..200).map(|number| Some(dirty(number))).collect();
    write(&dir.path().join("in.parquet"), &batch(texts(&DataType::Utf8, &given), 200), 20);
    run(dir.path(), 0, &["clean", "in.parquet", "-o", "out.parquet", "--shard-size", "3K"]);
    let (mut found, mut shard) = (Vec::new(), 0);
    while dir.path().join(format!("out-{shard:05}.parquet")).exists() {
        let (batch, metadata) = read(&dir.path().join(format!("out-{shard:05}.parquet")));
        assert!(metadata.row_groups().iter().all(|group| group.num_rows() == 20));
        found.extend(strings(batch.column_by_name("text").unwrap()));
        shard += 1;
    }
    assert!(shard > 2, "{shard}");
    assert_eq!(found, (0..200).map(|number| Some(clean(number))).collect::<Vec<_>>());
}

#[test]
fn a_file_without_rows_stays_one() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("in.parquet"), &batch(texts(&DataType::Utf8, &[]), 0), 3);
    run(dir.path(), 0, &["clean", "in.parquet", "-o", "out.parquet"]);
    let (out, _) = read(&dir.path().join("out.parquet"));
    assert_eq!((out.num_rows(), out.num_columns()), (0, 8));
}

#[test]
fn spark_and_arrow_know_of_the_new_columns() {
    let dir = tempfile::tempdir().unwrap();
    let spark = r#"{"type":"struct","fields":[{"name":"text","type":"string","nullable":true,"metadata":{}}]}"#;
    let key = "org.apache.spark.sql.parquet.row.metadata";
    let text: ArrayRef = Arc::new(StringArray::from(vec![dirty(1)]));
    let batch = RecordBatch::try_from_iter([("text", text)]).unwrap();
    let pairs = vec![KeyValue::new(key.to_owned(), spark.to_owned())];
    let properties = WriterProperties::builder().set_key_value_metadata(Some(pairs)).build();
    let file = File::create(dir.path().join("in.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    run(dir.path(), 0, &["clean", "in.parquet", "-o", "out.parquet"]);
    let (out, metadata) = read(&dir.path().join("out.parquet"));
    assert_eq!(out.schema().field(3), &Field::new("published", DataType::Utf8, true));
    let pairs = metadata.file_metadata().key_value_metadata().unwrap();
    let schema = pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.as_deref()).unwrap();
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let names: Vec<&str> = schema["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["text", "title", "author", "published"]);
}
