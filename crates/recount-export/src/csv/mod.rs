//! Tables for spreadsheets and statistics: `incidents.csv`, `claims.csv`, `figures.csv`.
//!
//! An unknown value is an empty cell and never 0; a 0 in a cell is a zero that somebody stated. Each table can be read
//! back to the very rows it was written from, which is what the tests hold it to. Columns are found by their names, so
//! a table whose columns somebody moved or added to still reads.

mod cell;
mod incidents;
mod claims;

use std::io::{Read, Write};

pub use cell::{List, RangeCells};
pub use claims::{ClaimRow, FigureRow};
pub use incidents::IncidentRow;

use crate::Error;

/// A row type of one table.
pub trait Row: Sized {
    /// File name of the table.
    const TABLE: &'static str;

    /// Names of the columns in order.
    fn header() -> Vec<String>;

    /// The cells in the order of the header.
    fn cells(&self) -> Vec<String>;

    /// Reads a row from its cells in the order of the header; the error names the column and what is wrong.
    fn from_cells(cells: &[&str]) -> Result<Self, String>;
}

/// Writes a whole table with its header.
pub fn write<R: Row>(out: impl Write, rows: impl IntoIterator<Item = R>) -> Result<(), Error> {
    let fail = |error| Error::of_csv(R::TABLE, error);
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(R::header()).map_err(fail)?;
    for row in rows {
        writer.write_record(row.cells()).map_err(fail)?;
    }
    writer.flush().map_err(|source| Error::Io { table: R::TABLE, source })
}

/// Reads a whole table back.
pub fn read<R: Row>(input: impl Read) -> Result<Vec<R>, Error> {
    let fail = |error| Error::of_csv(R::TABLE, error);
    let mut reader = ::csv::Reader::from_reader(input);
    let found = reader.headers().map_err(fail)?.clone();
    let mut columns = Vec::new();
    for name in R::header() {
        let at = found.iter().position(|column| column == name);
        let message = || format!("the column {name:?} is missing");
        columns.push(at.ok_or_else(|| Error::Format { table: R::TABLE, line: 1, message: message() })?);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(fail)?;
        let cells: Vec<&str> = columns.iter().map(|at| record.get(*at).unwrap_or("")).collect();
        let line = record.position().map_or(0, ::csv::Position::line);
        rows.push(R::from_cells(&cells).map_err(|message| Error::Format {
            table: R::TABLE,
            line,
            message,
        })?);
    }
    Ok(rows)
}

/// Writes a table whose columns are named here and not by a row type.
pub fn csv_lines(
    out: impl Write,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<(), Error> {
    let fail = |error| Error::of_csv("table", error);
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(header).map_err(fail)?;
    for row in rows {
        writer.write_record(row).map_err(fail)?;
    }
    writer.flush().map_err(|source| Error::Io { table: "table", source })
}

/// Makes a row type whose fields are columns, so that header, cells and reading back cannot fall out of step.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident in $file:literal { $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $type),+ }

        impl crate::csv::Row for $name {
            const TABLE: &'static str = $file;

            fn header() -> Vec<String> {
                let mut names = Vec::new();
                $(names.extend(<$type as crate::csv::cell::Column>::names(stringify!($field)));)+
                names
            }

            fn cells(&self) -> Vec<String> {
                let mut cells = Vec::new();
                $(crate::csv::cell::Column::write(&self.$field, &mut cells);)+
                cells
            }

            fn from_cells(cells: &[&str]) -> Result<Self, String> {
                let mut cells = cells.iter().copied();
                Ok(Self {
                    $($field: <$type as crate::csv::cell::Column>::read(&mut cells)
                        .map_err(|wrong| format!("column {:?}: {wrong}", stringify!($field)))?),+
                })
            }
        }
    };
}
pub(crate) use table;
