//! Which columns of a Parquet file are read, and which are written anew.

use std::path::{Path, PathBuf};

use ::parquet::{
    basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical},
    file::metadata::ParquetMetaData,
    schema::types::Type,
};
use jiff::{Timestamp, civil::Date};

use crate::source::{
    jsonl::{AUTHOR, DATE, FieldNames, ID, LANGUAGE, PUBLISHED, SITE, TITLE},
    record::no_column,
};

/// What is read of a file, and what is written.
#[derive(Debug)]
pub struct Plan {
    /// The file.
    pub path: PathBuf,
    /// The columns that are read; the first holds the text.
    pub columns: Vec<Column>,
    /// What becomes of title, author and time.
    pub filled: [Fill; 3],
}

/// A column that is read.
#[derive(Debug)]
pub struct Column {
    pub name: String,
    /// Its number among the columns that hold values.
    pub leaf: usize,
    pub kind: Kind,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts, or bytes that nobody says are anything else.
    Text,
    /// Whole numbers.
    Number,
    /// Days since 1970.
    Day,
    /// A point in time; so many a second since 1970.
    Time(i64),
}

/// What becomes of a field that the text may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Its column, by its place among those read, is filled where it is empty.
    Own(usize),
    /// There is no such column: one is added.
    Added,
    /// Its column holds no texts: it stays as it is.
    Never,
}

impl Plan {
    /// The plan for a file.
    ///
    /// # Errors
    /// When there is no column of that name, or it holds no texts.
    pub fn of(path: &Path, metadata: &ParquetMetaData, names: &FieldNames) -> Result<Self, String> {
        let fields = metadata.file_metadata().schema().get_fields();
        let mut leaf = 0;
        let mut roots = Vec::with_capacity(fields.len());
        for field in fields {
            roots.push((field.name(), leaf, field.as_ref()));
            leaf += leaves(field);
        }
        let root = |name: &str| roots.iter().find(|(found, ..)| *found == name);
        let Some((_, leaf, field)) = root(&names.text) else {
            return Err(no_column(&names.text, roots.iter().map(|(name, ..)| *name)));
        };
        if kind(field) != Some(Kind::Text) {
            return Err(format!("column `{}` holds {}, not texts", names.text, describe(field)));
        }
        let mut columns = vec![Column { name: names.text.clone(), leaf: *leaf, kind: Kind::Text }];
        let wanted = [ID, SITE, LANGUAGE, TITLE, AUTHOR, PUBLISHED, DATE].into_iter().flatten().copied();
        for name in std::iter::once(names.url.as_str()).chain(wanted) {
            if let Some((_, leaf, field)) = root(name)
                && let Some(kind) = kind(field)
                && columns.iter().all(|column| column.leaf != *leaf)
            {
                columns.push(Column { name: name.to_owned(), leaf: *leaf, kind });
            }
        }
        let filled = [TITLE, AUTHOR, PUBLISHED].map(|names| match names.iter().find_map(|name| root(name)) {
            None => Fill::Added,
            Some((_, leaf, _)) => match columns.iter().position(|column| column.leaf == *leaf) {
                Some(at) if columns[at].kind == Kind::Text && at > 0 => Fill::Own(at),
                _ => Fill::Never,
            },
        });
        Ok(Self { path: path.to_owned(), columns, filled })
    }

    /// The leaf whose values are written anew, for the text and each of the three fields.
    pub fn written(&self) -> [Option<usize>; 4] {
        let [title, author, published] = self.filled.map(|fill| match fill {
            Fill::Own(at) => Some(self.columns[at].leaf),
            Fill::Added | Fill::Never => None,
        });
        [Some(self.columns[0].leaf), title, author, published]
    }
}

/// How many columns of values a field has.
fn leaves(field: &Type) -> usize {
    if field.is_primitive() { 1 } else { field.get_fields().iter().map(|field| leaves(field)).sum() }
}

/// What a column holds, when it is one value a row and of use here.
fn kind(field: &Type) -> Option<Kind> {
    let info = field.get_basic_info();
    if !field.is_primitive() || (info.has_repetition() && info.repetition() == Repetition::REPEATED) {
        return None;
    }
    let (logical, converted) = (info.logical_type_ref(), info.converted_type());
    match (field.get_physical_type(), logical) {
        (Physical::BYTE_ARRAY, Some(LogicalType::String)) => Some(Kind::Text),
        (Physical::BYTE_ARRAY, None) if matches!(converted, ConvertedType::UTF8 | ConvertedType::NONE) => Some(Kind::Text),
        (Physical::INT32, Some(LogicalType::Date)) => Some(Kind::Day),
        (Physical::INT64, Some(LogicalType::Timestamp(time))) => Some(Kind::Time(match time.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        })),
        (Physical::INT32 | Physical::INT64, None | Some(LogicalType::Integer(_))) => match converted {
            ConvertedType::DATE => Some(Kind::Day),
            ConvertedType::TIMESTAMP_MILLIS => Some(Kind::Time(1_000)),
            ConvertedType::TIMESTAMP_MICROS => Some(Kind::Time(1_000_000)),
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS | ConvertedType::DECIMAL => None,
            _ => Some(Kind::Number),
        },
        _ => None,
    }
}

/// What a column holds, in words.
fn describe(field: &Type) -> &'static str {
    if !field.is_primitive() {
        return "nested values";
    }
    match kind(field) {
        Some(Kind::Number) => return "whole numbers",
        Some(Kind::Day) => return "days",
        Some(Kind::Time(_)) => return "times",
        Some(Kind::Text) | None => {}
    }
    match field.get_physical_type() {
        Physical::BOOLEAN => "true or false",
        Physical::INT32 | Physical::INT64 | Physical::INT96 => "numbers or times",
        Physical::FLOAT | Physical::DOUBLE => "numbers with fractions",
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => "bytes of another kind",
    }
}

/// A number as a document's field says it.
pub fn say(kind: Kind, value: i64) -> Option<String> {
    match kind {
        Kind::Text => None,
        Kind::Number => Some(value.to_string()),
        Kind::Day => {
            let days = i32::try_from(value).ok()?;
            Date::new(1970, 1, 1).ok()?.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(|day| day.to_string())
        }
        Kind::Time(a_second) => {
            let nanoseconds = i128::from(value) * i128::from(1_000_000_000 / a_second);
            Timestamp::from_nanosecond(nanoseconds).ok().map(|time| time.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_their_columns_mean_them() {
        assert_eq!(say(Kind::Number, -7).as_deref(), Some("-7"));
        assert_eq!(say(Kind::Day, 19_000).as_deref(), Some("2022-01-08"));
        assert_eq!(say(Kind::Day, i64::MAX), None);
        assert_eq!(say(Kind::Time(1_000), 1_700_000_000_000).as_deref(), Some("2023-11-14T22:13:20Z"));
        assert_eq!(say(Kind::Time(1_000_000), i64::MAX), None);
    }
}
