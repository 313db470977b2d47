//! How values become cells and cells become values again.

use jiff::civil::Date;
use recount_model::Range;

/// A value that fills one or more neighbouring columns.
pub trait Column: Sized {
    /// Names of the columns for a field of this name.
    fn names(field: &str) -> Vec<String> {
        vec![field.to_owned()]
    }

    /// Adds the cells.
    fn write(&self, cells: &mut Vec<String>);

    /// Takes the cells and reads the value; the error says what is wrong with them.
    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String>;
}

/// Several texts in one cell, joined by `; `. A semicolon inside a text is written `\;`, a backslash `\\`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(Vec<String>);

impl List {
    /// A list; empty texts are left out, because a cell cannot tell them from nothing.
    pub fn of<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self(texts.into_iter().map(Into::into).filter(|text: &String| !text.is_empty()).collect())
    }

    /// The texts.
    pub fn texts(&self) -> &[String] {
        &self.0
    }
}

/// A range of numbers in three columns: `_low`, `_best`, `_high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RangeCells {
    /// Lowest number.
    pub low: Option<u32>,
    /// Best number.
    pub best: Option<u32>,
    /// Highest number.
    pub high: Option<u32>,
}

impl RangeCells {
    /// The numbers of a range; all unknown where there is none.
    pub fn of(range: Option<&Range>) -> Self {
        range.map_or_else(Self::default, |range| Self { low: range.low, best: range.best, high: range.high })
    }
}

/// A text or none. Empty is none in a table, so makers of rows turn an empty text into none first.
pub(crate) fn stated(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Column for String {
    fn write(&self, cells: &mut Vec<String>) {
        cells.push(guarded(self));
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        Ok(unguarded(next(cells)?).to_owned())
    }
}

impl Column for Option<String> {
    fn write(&self, cells: &mut Vec<String>) {
        cells.push(self.as_deref().map(guarded).unwrap_or_default());
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        Ok(stated(unguarded(next(cells)?)))
    }
}

impl Column for List {
    fn write(&self, cells: &mut Vec<String>) {
        let escaped: Vec<String> =
            self.0.iter().map(|text| text.replace('\\', "\\\\").replace(';', "\\;")).collect();
        cells.push(guarded(&escaped.join("; ")));
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        let cell = unguarded(next(cells)?);
        let (mut texts, mut text) = (Vec::new(), String::new());
        let mut characters = cell.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' => text.extend(characters.next()),
                ';' => {
                    characters.next_if_eq(&' ');
                    texts.push(std::mem::take(&mut text));
                }
                other => text.push(other),
            }
        }
        texts.push(text);
        Ok(Self::of(texts))
    }
}

impl Column for bool {
    fn write(&self, cells: &mut Vec<String>) {
        cells.push(self.to_string());
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        parsed(next(cells)?, "true or false")
    }
}

impl Column for u32 {
    fn write(&self, cells: &mut Vec<String>) {
        cells.push(self.to_string());
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        parsed(next(cells)?, "a whole number")
    }
}

impl Column for RangeCells {
    fn names(field: &str) -> Vec<String> {
        ["low", "best", "high"].map(|end| format!("{field}_{end}")).to_vec()
    }

    fn write(&self, cells: &mut Vec<String>) {
        for number in [self.low, self.best, self.high] {
            number.write(cells);
        }
    }

    fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
        let (low, best, high) = (Column::read(cells)?, Column::read(cells)?, Column::read(cells)?);
        Ok(Self { low, best, high })
    }
}

/// Values that a cell holds as their plain text, and an empty cell where they are unknown.
macro_rules! optional_column {
    ($($type:ty, $what:literal);+) => { $(
        impl Column for Option<$type> {
            fn write(&self, cells: &mut Vec<String>) {
                cells.push(self.map(|value| value.to_string()).unwrap_or_default());
            }

            fn read<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<Self, String> {
                let cell = next(cells)?;
                if cell.is_empty() { Ok(None) } else { parsed(cell, $what).map(Some) }
            }
        }
    )+ };
}
optional_column!(u32, "a whole number or nothing"; f64, "a number or nothing"; Date, "a day like 2015-10-03 or nothing");

fn next<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Result<&'c str, String> {
    cells.next().ok_or_else(|| "the cell is missing".to_owned())
}

fn parsed<T: std::str::FromStr>(cell: &str, what: &str) -> Result<T, String> {
    cell.parse().map_err(|_| format!("{cell:?} is not {what}"))
}

/// Puts an apostrophe before a text that a spreadsheet would run as a formula.
///
/// Quotes come from pages that anybody can write, and a cell that starts with `=` is a program to a spreadsheet. A
/// text that already starts with apostrophes before such a sign gets one more, so that reading back takes exactly one.
fn guarded(text: &str) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<C: Column + PartialEq + std::fmt::Debug>(value: C, expected: &[&str]) {
        let mut cells = Vec::new();
        value.write(&mut cells);
        assert_eq!(cells, expected);
        assert_eq!(C::read(&mut cells.iter().map(String::as_str)).unwrap(), value);
    }

    #[test]
    fn unknown_is_an_empty_cell_and_zero_is_zero() {
        check(RangeCells { low: Some(0), best: None, high: Some(3) }, &["0", "", "3"]);
        check(None::<f64>, &[""]);
        check(Some(0.0_f64), &["0"]);
    }

    #[test]
    fn a_text_with_semicolons_stays_one_text() {
        check(List::of(["a; b", "c\\", " d"]), &["a\\; b; c\\\\;  d"]);
    }

    #[test]
    fn a_quote_that_a_spreadsheet_would_run_is_disarmed_and_reads_back() {
        check("=HYPERLINK(\"x\")".to_owned(), &["'=HYPERLINK(\"x\")"]);
        check("'=1".to_owned(), &["''=1"]);
        check("'We saw it'".to_owned(), &["'We saw it'"]);
    }

    #[test]
    fn a_wrong_cell_says_what_was_expected() {
        let wrong = <Option<u32> as Column>::read(&mut ["dozens"].into_iter()).unwrap_err();
        assert_eq!(wrong, "\"dozens\" is not a whole number or nothing");
    }
}
