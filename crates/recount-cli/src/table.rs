//! Lays rows out in columns by the width at which characters are shown.

use std::env;
use std::io::{self, IsTerminal, Write, stdout};

use console::{Term, measure_text_width, truncate_str};

/// How tables look where they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether headings may be bold.
    pub colour: bool,
    /// Columns of the terminal; none where nobody needs lines to fit.
    pub width: Option<usize>,
}

impl Look {
    /// What fits standard output: plain and whole unless it is a terminal, without colour where the user wants none.
    pub fn of_stdout() -> Self {
        let is_terminal = stdout().is_terminal();
        let wants_none = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        let width = Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
        Self { colour: is_terminal && !wants_none, width: width.filter(|_| is_terminal) }
    }

    /// A heading, bold where that is wanted.
    pub fn heading(self, words: &str) -> String {
        if self.colour { format!("\x1b[1m{words}\x1b[0m") } else { words.to_owned() }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Short words, never cut.
    Words(&'static str),
    /// Numbers, to the right.
    Number(&'static str),
    /// Words that may be cut where the terminal is narrow.
    Cuttable(&'static str),
}

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Words(heading) | Self::Number(heading) | Self::Cuttable(heading) => heading,
        }
    }
}

/// Rows under headings.
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

const GAP: usize = 2;
/// No column is cut below this.
const NARROWEST: usize = 8;

impl Table {
    /// An empty table.
    pub fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    /// Adds a row. Cells come from texts of strangers, so what could move the cursor is taken out.
    pub fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| harmless(&cell)).collect());
    }

    /// Writes the table.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let widths = self.widths(look.width);
        let headings: Vec<String> = self.columns.iter().map(|column| column.heading().to_owned()).collect();
        writeln!(out, "{}", look.heading(&self.line(&headings, &widths)))?;
        for row in &self.rows {
            writeln!(out, "{}", self.line(row, &widths))?;
        }
        Ok(())
    }

    fn widths(&self, room: Option<usize>) -> Vec<usize> {
        let natural = |(at, column): (usize, &Column)| {
            let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| measure_text_width(cell));
            cells.chain([measure_text_width(column.heading())]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(natural).collect();
        let Some(room) = room else { return widths };
        let gaps = GAP * self.columns.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > room {
            let cuttable =
                |at: &usize| matches!(self.columns[*at], Column::Cuttable(_)) && widths[*at] > NARROWEST;
            let Some(widest) = (0..widths.len()).filter(cuttable).max_by_key(|at| widths[*at]) else { break };
            widths[widest] -= 1;
        }
        widths
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, width), column) in cells.iter().zip(widths).zip(&self.columns) {
            if !line.is_empty() {
                line.push_str(&" ".repeat(GAP));
            }
            let cell = truncate_str(cell, *width, "…");
            let pad = " ".repeat(width.saturating_sub(measure_text_width(&cell)));
            match column {
                Column::Number(_) => line.extend([pad.as_str(), &*cell]),
                _ => line.extend([&*cell, pad.as_str()]),
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// Text without line breaks and control characters.
pub fn harmless(text: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(shown).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: Option<usize>) -> String {
        let mut table =
            Table::new([Column::Cuttable("place"), Column::Number("killed"), Column::Words("kind")]);
        table.push(["حلب".to_owned(), "20".to_owned(), "airstrike".to_owned()]);
        table.push(["a town with a\x1b[2Jlong name".to_owned(), "7".to_owned(), "clash".to_owned()]);
        table.push(["東京".to_owned(), "1".to_owned(), "raid".to_owned()]);
        let mut out = Vec::new();
        table.write(&mut out, Look { colour: false, width }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_stand_under_one_another_in_any_script() {
        let lines: Vec<String> = shown(None).lines().map(ToOwned::to_owned).collect();
        let before = |line: &str, word: &str| measure_text_width(&line[..line.find(word).unwrap()]);
        assert_eq!(before(&lines[1], "airstrike"), before(&lines[3], "raid"));
        assert_eq!(before(&lines[0], "kind"), before(&lines[2], "clash"));
        assert!(!lines.iter().any(|line| line.contains('\x1b') || line.ends_with(' ')));
    }

    #[test]
    fn a_narrow_terminal_cuts_what_may_be_cut() {
        let text = shown(Some(32));
        assert!(text.lines().all(|line| measure_text_width(line) <= 32), "{text}");
        assert!(text.contains('…') && text.contains("airstrike"));
    }
}
