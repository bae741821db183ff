//! A design matrix with named columns, stored column by column. It holds numbers and checks lengths; whether
//! they are finite and of full rank is checked where they are used.

use crate::refusal::{Refusal, require_length};

/// n rows, k named columns of `f64`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    rows: usize,
    names: Vec<String>,
    values: Vec<f64>,
}

impl Columns {
    /// No columns yet, `rows` rows in each that will come.
    pub fn new(rows: usize) -> Self {
        Self { rows, names: Vec::new(), values: Vec::new() }
    }

    /// As [`Columns::new`], with room for `columns` columns.
    pub fn with_capacity(rows: usize, columns: usize) -> Self {
        Self { rows, names: Vec::with_capacity(columns), values: Vec::with_capacity(rows * columns) }
    }

    /// Adds a column at the end and gives its index.
    /// Refuses a length other than the number of rows.
    pub fn push(&mut self, name: impl Into<String>, values: &[f64]) -> Result<usize, Refusal> {
        let name = name.into();
        require_length(&name, values.len(), self.rows)?;
        self.values.extend_from_slice(values);
        self.names.push(name);
        Ok(self.names.len() - 1)
    }

    /// Adds a column of ones called `const` and gives its index.
    pub fn constant(&mut self) -> usize {
        self.push_with("const", |_| 1.0)
    }

    /// Adds a column whose value in row `i` is `value(i)`, and gives its index.
    pub fn push_with(&mut self, name: impl Into<String>, value: impl FnMut(usize) -> f64) -> usize {
        self.values.extend((0..self.rows).map(value));
        self.names.push(name.into());
        self.names.len() - 1
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.names.len()
    }

    /// Names, in the order of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Index of the first column with this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// One column. Panics when `index` is not below [`Columns::n_columns`], like a slice.
    pub fn column(&self, index: usize) -> &[f64] {
        &self.values[index * self.rows..(index + 1) * self.rows]
    }

    /// One column, to change in place. Panics when `index` is not below [`Columns::n_columns`].
    pub fn column_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.values[index * self.rows..(index + 1) * self.rows]
    }

    /// All values, column by column.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The given rows, in the given order; a row may occur more than once.
    /// Refuses a row that does not exist.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self, Refusal> {
        if let Some(&index) = rows.iter().find(|&&r| r >= self.rows) {
            return Err(Refusal::NoSuch { what: "row", index, count: self.rows });
        }
        let mut values = Vec::with_capacity(rows.len() * self.n_columns());
        for j in 0..self.n_columns() {
            let column = self.column(j);
            values.extend(rows.iter().map(|&r| column[r]));
        }
        Ok(Self { rows: rows.len(), names: self.names.clone(), values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_selected_in_order() {
        let mut x = Columns::new(3);
        x.constant();
        x.push("x", &[1.0, 2.0, 3.0]).unwrap();
        let picked = x.select_rows(&[2, 0, 2]).unwrap();
        assert_eq!(picked.column(1), &[3.0, 1.0, 3.0]);
        assert_eq!(picked.names(), x.names());
        assert_eq!(x.select_rows(&[3]), Err(Refusal::NoSuch { what: "row", index: 3, count: 3 }));
    }

    #[test]
    fn a_column_of_another_length_is_refused() {
        let mut x = Columns::new(3);
        assert!(matches!(x.push("short", &[1.0]), Err(Refusal::LengthsDiffer { have: 1, want: 3, .. })));
        assert_eq!(x.n_columns(), 0);
    }
}
