//! Tables as Parquet, column by column: zstd, dictionaries for text, statistics for every row group. The one file that
//! touches the Parquet library's writers and readers. Knows no event.

use crate::error::LakeError;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// One column of a row group. `present` has one entry a row (1 or 0) where the column may be empty; values stand for
/// the present rows only.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// 32-bit numbers: days, line numbers, booleans as the schema says.
    Int32(Vec<i32>, Option<Vec<i16>>),
    /// 64-bit numbers.
    Int64(Vec<i64>, Option<Vec<i16>>),
    /// Truth values.
    Bool(Vec<bool>, Option<Vec<i16>>),
    /// UTF-8 text.
    Text(Vec<ByteArray>, Option<Vec<i16>>),
}

/// A column that holds values of this kind.
pub(crate) trait Holds<T> {
    /// The values, and which rows have one where the column may be empty.
    fn held(&mut self) -> (&mut Vec<T>, Option<&mut Vec<i16>>);
}

macro_rules! holds {
    ($kind:path, $type:ty) => {
        impl Holds<$type> for Column {
            fn held(&mut self) -> (&mut Vec<$type>, Option<&mut Vec<i16>>) {
                match self {
                    $kind(values, present) => (values, present.as_mut()),
                    _ => unreachable!("columns are filled with what the schema says"),
                }
            }
        }
    };
}

holds!(Column::Int32, i32);
holds!(Column::Int64, i64);
holds!(Column::Bool, bool);
holds!(Column::Text, ByteArray);

impl Column {
    /// The columns of a schema, without rows and with room for so many.
    pub(crate) fn of_schema(schema: &str, rows: usize) -> Vec<Column> {
        let lines = schema.lines().map(str::trim).filter(|line| line.ends_with(';'));
        lines
            .map(|line| {
                let present = line.starts_with("optional").then(|| Vec::with_capacity(rows));
                match line.split_whitespace().nth(1) {
                    Some("int32") => Column::Int32(Vec::with_capacity(rows), present),
                    Some("int64") => Column::Int64(Vec::with_capacity(rows), present),
                    Some("boolean") => Column::Bool(Vec::with_capacity(rows), present),
                    _ => Column::Text(Vec::with_capacity(rows), present),
                }
            })
            .collect()
    }

    /// Appends rows to a column that has a value in each.
    pub(crate) fn append<T>(&mut self, values: impl Iterator<Item = T>)
    where
        Column: Holds<T>,
    {
        self.held().0.extend(values);
    }

    /// Appends rows to a column that may be empty.
    pub(crate) fn append_some<T>(&mut self, values: impl Iterator<Item = Option<T>>)
    where
        Column: Holds<T>,
    {
        let (held, Some(present)) = self.held() else { unreachable!("asked for columns that may be empty") };
        held.extend(values.inspect(|value| present.push(i16::from(value.is_some()))).flatten());
    }

    /// Takes all rows out and keeps the memory.
    pub(crate) fn clear(&mut self) {
        let present = match self {
            Column::Int32(v, p) => (v.clear(), p).1,
            Column::Int64(v, p) => (v.clear(), p).1,
            Column::Bool(v, p) => (v.clear(), p).1,
            Column::Text(v, p) => (v.clear(), p).1,
        };
        present.iter_mut().for_each(Vec::clear);
    }

    /// The column without the rows that are marked.
    pub(crate) fn where_not(&self, marked: &[bool]) -> Column {
        /// The values and places of rows that stay.
        fn kept<T: Clone>(values: &[T], present: Option<&[i16]>, marked: &[bool]) -> (Vec<T>, Option<Vec<i16>>) {
            let Some(present) = present else {
                return (values.iter().zip(marked).filter(|(_, m)| !**m).map(|(v, _)| v.clone()).collect(), None);
            };
            let mut next = values.iter();
            let (mut left, mut places) = (Vec::new(), Vec::new());
            for (is_there, marked) in present.iter().zip(marked) {
                let value = if *is_there == 1 { next.next() } else { None };
                if !marked {
                    places.push(*is_there);
                    left.extend(value.cloned());
                }
            }
            (left, Some(places))
        }
        macro_rules! kept {
            ($kind:path, $values:expr, $present:expr) => {{
                let (values, present) = kept($values, $present.as_deref(), marked);
                $kind(values, present)
            }};
        }
        match self {
            Column::Int32(v, p) => kept!(Column::Int32, v, p),
            Column::Int64(v, p) => kept!(Column::Int64, v, p),
            Column::Bool(v, p) => kept!(Column::Bool, v, p),
            Column::Text(v, p) => kept!(Column::Text, v, p),
        }
    }

    fn spread<T>(mut values: impl Iterator<Item = T>, present: Option<&Vec<i16>>) -> Vec<Option<T>> {
        match present {
            None => values.map(Some).collect(),
            Some(present) => present.iter().map(|p| if *p == 1 { values.next() } else { None }).collect(),
        }
    }

    /// The texts row by row; empty for a column that is none of text.
    pub(crate) fn texts(&self) -> Vec<Option<String>> {
        match self {
            Column::Text(v, p) => {
                Column::spread(v.iter().map(|t| String::from_utf8_lossy(t.data()).into_owned()), p.as_ref())
            }
            _ => Vec::new(),
        }
    }

    /// The numbers row by row, 1 and 0 for truth values; empty for a column of text.
    pub(crate) fn numbers(&self) -> Vec<Option<i64>> {
        match self {
            Column::Int32(v, p) => Column::spread(v.iter().map(|n| i64::from(*n)), p.as_ref()),
            Column::Int64(v, p) => Column::spread(v.iter().copied(), p.as_ref()),
            Column::Bool(v, p) => Column::spread(v.iter().map(|b| i64::from(*b)), p.as_ref()),
            Column::Text(..) => Vec::new(),
        }
    }
}

/// A text for a column.
pub(crate) fn text(static_text: &'static str) -> ByteArray {
    ByteArray::from(bytes::Bytes::from_static(static_text.as_bytes()))
}

/// Writes a table to a file that must not exist, row group by row group, and makes sure that it is on the disk.
pub(crate) struct TableWriter {
    path: std::path::PathBuf,
    writer: SerializedFileWriter<File>,
    rows: u64,
}

impl TableWriter {
    /// `plain` names text columns whose values hardly repeat.
    pub(crate) fn create(path: &Path, schema: &str, plain: &[&str], level: i32) -> Result<TableWriter, LakeError> {
        let failed = LakeError::parquet(path, "written");
        let make = || -> ParquetResult<TableWriter> {
            let schema = Arc::new(parse_message_type(schema)?);
            let mut properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::try_new(level)?))
                .set_created_by("tertius".to_owned())
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .set_offset_index_disabled(true)
                .set_write_batch_size(8192);
            // Statistics of texts serve where rows are sorted or sought by them.
            for name in
                ["initiator_code", "initiator_name", "target_code", "target_name", "place", "place_country", "example"]
            {
                properties = properties.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::None);
            }
            // What rises from row to row is small as differences, and a dictionary of it would hold every row.
            for name in ["line", "event_id"] {
                let column = ColumnPath::from(name);
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), false)
                    .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
            }
            for name in plain {
                let column = ColumnPath::from(*name);
                properties = properties
                    .set_column_dictionary_enabled(column.clone(), false)
                    .set_column_statistics_enabled(column, EnabledStatistics::None);
            }
            let writer = SerializedFileWriter::new(File::create_new(path)?, schema, Arc::new(properties.build()))?;
            Ok(TableWriter { path: path.to_path_buf(), writer, rows: 0 })
        };
        make().map_err(failed)
    }

    /// Writes one row group: the schema's columns in order, all of the same number of rows.
    pub(crate) fn group(&mut self, rows: usize, columns: &[Column]) -> Result<(), LakeError> {
        let failed = LakeError::parquet(&self.path, "written");
        self.rows += rows as u64;
        let mut write = || -> ParquetResult<()> {
            let mut group = self.writer.next_row_group()?;
            for column in columns {
                let Some(mut writer) = group.next_column()? else { break };
                match (writer.untyped(), column) {
                    (ColumnWriter::Int32ColumnWriter(w), Column::Int32(values, present)) => {
                        w.write_batch(values, present.as_deref(), None)?;
                    }
                    (ColumnWriter::Int64ColumnWriter(w), Column::Int64(values, present)) => {
                        w.write_batch(values, present.as_deref(), None)?;
                    }
                    (ColumnWriter::BoolColumnWriter(w), Column::Bool(values, present)) => {
                        w.write_batch(values, present.as_deref(), None)?;
                    }
                    (ColumnWriter::ByteArrayColumnWriter(w), Column::Text(values, present)) => {
                        w.write_batch(values, present.as_deref(), None)?;
                    }
                    _ => unreachable!("the columns that are handed over are those of the schema"),
                }
                writer.close()?;
            }
            group.close()?;
            Ok(())
        };
        write().map_err(failed)
    }

    /// Ends the file and gives its number of rows.
    pub(crate) fn finish(self) -> Result<u64, LakeError> {
        let TableWriter { path, mut writer, rows } = self;
        writer.finish().map_err(LakeError::parquet(&path, "written"))?;
        writer.inner().sync_all().map_err(LakeError::machine(&path, "written"))?;
        Ok(rows)
    }
}

/// A row of any table.
pub(crate) struct AnyRow<'a>(&'a Row);

impl AnyRow<'_> {
    fn field(&self, name: &str) -> Option<&Field> {
        self.0.get_column_iter().find(|(n, _)| *n == name).map(|(_, field)| field)
    }

    /// A text; `None` where the column is empty or holds none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.field(name) {
            Some(Field::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number; `None` where the column is empty or holds none.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        match self.field(name) {
            Some(Field::Int(n) | Field::Date(n)) => Some(i64::from(*n)),
            Some(Field::Long(n)) => Some(*n),
            _ => None,
        }
    }
}

/// The values of a column, and which rows have one.
type ValuesAndPlaces<T> = (Vec<T>, Option<Vec<i16>>);

/// Reads a table's row groups.
pub(crate) struct TableReader {
    path: std::path::PathBuf,
    reader: SerializedFileReader<File>,
}

impl TableReader {
    pub(crate) fn open(path: &Path) -> Result<TableReader, LakeError> {
        let file = File::open(path).map_err(LakeError::machine(path, "read"))?;
        let reader = SerializedFileReader::new(file).map_err(LakeError::parquet(path, "read"))?;
        Ok(TableReader { path: path.to_path_buf(), reader })
    }

    /// Rows of each group.
    pub(crate) fn groups(&self) -> Vec<usize> {
        self.reader.metadata().row_groups().iter().map(|g| g.num_rows() as usize).collect()
    }

    /// How many columns there are.
    pub(crate) fn n_columns(&self) -> usize {
        self.reader.metadata().file_metadata().schema_descr().num_columns()
    }

    /// A whole column of a group of `n` rows.
    pub(crate) fn column(&self, group: usize, column: usize, n: usize) -> Result<Column, LakeError> {
        fn all<T: DataType>(
            reader: &mut ColumnReaderImpl<T>,
            n: usize,
            optional: bool,
        ) -> ParquetResult<ValuesAndPlaces<T::T>> {
            let mut values = Vec::new();
            let mut present = Vec::new();
            reader.read_records(n, optional.then_some(&mut present), None, &mut values)?;
            Ok((values, optional.then_some(present)))
        }
        let read = || -> ParquetResult<Column> {
            let optional = self.reader.metadata().file_metadata().schema_descr().column(column).max_def_level() > 0;
            let group = self.reader.get_row_group(group)?;
            Ok(match group.get_column_reader(column)? {
                ColumnReader::Int32ColumnReader(mut r) => all(&mut r, n, optional).map(|(v, p)| Column::Int32(v, p))?,
                ColumnReader::Int64ColumnReader(mut r) => all(&mut r, n, optional).map(|(v, p)| Column::Int64(v, p))?,
                ColumnReader::BoolColumnReader(mut r) => all(&mut r, n, optional).map(|(v, p)| Column::Bool(v, p))?,
                ColumnReader::ByteArrayColumnReader(mut r) => {
                    all(&mut r, n, optional).map(|(v, p)| Column::Text(v, p))?
                }
                _ => return Err(parquet::errors::ParquetError::General("a column of a type that is not ours".into())),
            })
        };
        read().map_err(LakeError::parquet(&self.path, "read"))
    }

    /// Whether the text may stand in the column of the group, by its statistics.
    pub(crate) fn may_hold(&self, group: usize, column: usize, text: &str) -> bool {
        match self.reader.metadata().row_group(group).column(column).statistics() {
            Some(Statistics::ByteArray(s)) => {
                let wanted = text.as_bytes();
                s.min_opt().is_none_or(|m| m.data() <= wanted) && s.max_opt().is_none_or(|m| m.data() >= wanted)
            }
            _ => true,
        }
    }

    /// Bounds of a column of text over all groups; `None` where a group states none.
    pub(crate) fn range(&self, column: usize) -> Option<[Vec<u8>; 2]> {
        let mut range: Option<[Vec<u8>; 2]> = None;
        for group in self.reader.metadata().row_groups() {
            let Some(Statistics::ByteArray(s)) = group.column(column).statistics() else { return None };
            let (low, high) = (s.min_opt()?.data().to_vec(), s.max_opt()?.data().to_vec());
            range = Some(match range {
                Some([a, b]) => [a.min(low), b.max(high)],
                None => [low, high],
            });
        }
        range
    }

    /// Hands every row to `take`: its bytes in a form that depends on nothing but names and values of its columns, and the
    /// row to be asked. Slow; for checks.
    pub(crate) fn each_row(&self, take: &mut dyn FnMut(&[u8], &AnyRow<'_>)) -> Result<(), LakeError> {
        let mut bytes = Vec::new();
        for row in self.reader.get_row_iter(None).map_err(LakeError::parquet(&self.path, "read"))? {
            let row = row.map_err(LakeError::parquet(&self.path, "read"))?;
            bytes.clear();
            for (name, field) in row.get_column_iter() {
                bytes.extend_from_slice(name.as_bytes());
                bytes.push(0);
                bytes.extend_from_slice(field.to_string().as_bytes());
                bytes.push(0xff);
            }
            take(&bytes, &AnyRow(&row));
        }
        Ok(())
    }

    /// `n` rows of a column of 64-bit numbers from row `skip` of the group on; the column must have no empty values.
    pub(crate) fn int64(&self, group: usize, column: usize, skip: usize, n: usize) -> Result<Vec<i64>, LakeError> {
        let read = || -> ParquetResult<Vec<i64>> {
            let group = self.reader.get_row_group(group)?;
            let mut reader = get_typed_column_reader::<Int64Type>(group.get_column_reader(column)?);
            let mut values = Vec::with_capacity(n);
            reader.skip_records(skip)?;
            reader.read_records(n, None, None, &mut values)?;
            Ok(values)
        };
        read().map_err(LakeError::parquet(&self.path, "read"))
    }

    /// As [`TableReader::int64`], for 32-bit numbers.
    pub(crate) fn int32(&self, group: usize, column: usize, skip: usize, n: usize) -> Result<Vec<i32>, LakeError> {
        let read = || -> ParquetResult<Vec<i32>> {
            let group = self.reader.get_row_group(group)?;
            let mut reader = get_typed_column_reader::<Int32Type>(group.get_column_reader(column)?);
            let mut values = Vec::with_capacity(n);
            reader.skip_records(skip)?;
            reader.read_records(n, None, None, &mut values)?;
            Ok(values)
        };
        read().map_err(LakeError::parquet(&self.path, "read"))
    }

    /// As [`TableReader::int64`], for text.
    pub(crate) fn text(&self, group: usize, column: usize, skip: usize, n: usize) -> Result<Vec<ByteArray>, LakeError> {
        let read = || -> ParquetResult<Vec<ByteArray>> {
            let group = self.reader.get_row_group(group)?;
            let mut reader = get_typed_column_reader::<ByteArrayType>(group.get_column_reader(column)?);
            let mut values = Vec::with_capacity(n);
            reader.skip_records(skip)?;
            reader.read_records(n, None, None, &mut values)?;
            Ok(values)
        };
        read().map_err(LakeError::parquet(&self.path, "read"))
    }
}
