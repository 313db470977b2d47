//! Rows of the table that Bellingcat's auto-archiver keeps (`csv_db`): the columns `status`, `metadata` and `media`, and in
//! `metadata` everything known of a post, in the notation of Python: `{'url': '...', 'content': "...", 'timestamp':
//! datetime.datetime(2022, 4, 8, ...)}`. Only what stands at the first level is read.

use jiff::civil::Date;
use recount_model::{DateBasis, DayOf};

use super::Given;
use super::lines::tidy;
use super::runs::Runs;

/// The names of such a table's columns.
pub(super) const COLUMNS: [&str; 3] = ["status", "metadata", "media"];

/// What a row says of a post.
#[derive(Debug, Default)]
pub(super) struct ArchivedRow {
    pub(super) given: Given,
    pub(super) author: Option<String>,
    /// The text of the post, and where in the cell its characters stand.
    pub(super) content: Option<(String, Runs)>,
}

/// Reads the cell `metadata`.
pub(super) fn read_metadata(cell: &str) -> ArchivedRow {
    let mut row = ArchivedRow::default();
    let (mut title, mut uploader) = (None, None);
    let mut reader = Reader { cell, at: 0 };
    reader.skip(|c| c.is_whitespace() || c == '{');
    while let Some((key, _)) = reader.text() {
        reader.skip(|c| c.is_whitespace() || c == ':');
        let value = reader.value();
        reader.skip(|c| c.is_whitespace() || c == ',');
        let mut day = |day: Option<Date>, of| {
            let at = format!("auto-archiver {key}");
            day.into_iter().for_each(|on| row.given.add_day(on, of, DateBasis::Metadata, &at));
        };
        match (key.as_str(), value) {
            ("timestamp", value) => day(value.day(), DayOf::Published),
            ("_processed_at", value) => day(value.day(), DayOf::Saved),
            ("content", Value::Text(text, runs)) if !text.trim().is_empty() => {
                row.content = Some((text, runs))
            }
            ("title", Value::Text(text, runs)) if !text.trim().is_empty() => title = Some((text, runs)),
            ("url", value) => row.given.url = value.words(),
            ("author", value) => row.author = value.words(),
            ("uploader", value) => uploader = value.words(),
            _ => {}
        }
    }
    row.given.title = title.as_ref().map(|(title, _)| tidy(title));
    row.author = row.author.or(uploader);
    // Of a film nothing may be there but its name.
    row.content = row.content.or(title);
    row
}

enum Value {
    Text(String, Runs),
    Day(Date),
    Other,
}

impl Value {
    fn day(&self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Text(text, _) => text.get(..10)?.parse().ok(),
            Self::Other => None,
        }
    }

    fn words(self) -> Option<String> {
        let Self::Text(text, _) = self else { return None };
        Some(tidy(&text)).filter(|text| !text.is_empty())
    }
}

struct Reader<'c> {
    cell: &'c str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.cell[self.at..]
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        self.at = self.cell.len() - self.rest().trim_start_matches(is_skipped).len();
    }

    fn value(&mut self) -> Value {
        if let Some((text, runs)) = self.text() {
            return Value::Text(text, runs);
        }
        const DAY: &str = "datetime.datetime(";
        let day = self.rest().strip_prefix(DAY).and_then(|rest| {
            let mut parts = rest.split([',', ')']).map(str::trim);
            let mut part = || parts.next()?.parse::<i16>().ok();
            Date::new(part()?, part()? as i8, part()? as i8).ok()
        });
        self.pass();
        day.map_or(Value::Other, Value::Day)
    }

    /// Goes past a value of any other kind.
    fn pass(&mut self) {
        let mut open = 0;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\'' | '"' => {
                    self.text();
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ',' | ')' | ']' | '}' if open == 0 => return,
                ')' | ']' | '}' => open -= 1,
                _ => {}
            }
            self.at += c.len_utf8();
        }
    }

    /// A string; none where no quotation mark stands.
    fn text(&mut self) -> Option<(String, Runs)> {
        let mark = self.rest().chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        self.at += 1;
        let (mut text, mut runs) = (String::new(), Runs::default());
        while let Some(c) = self.rest().chars().next() {
            let start = self.at;
            if c == mark {
                self.at += 1;
                break;
            }
            let shown = if c == '\\' { self.escaped() } else { c };
            if self.at == start {
                self.at += c.len_utf8();
            }
            runs.push(text.len(), shown.len_utf8(), start as u64, self.at - start);
            text.push(shown);
        }
        Some((text, runs))
    }

    /// The character behind a backslash; stands still where there is none.
    fn escaped(&mut self) -> char {
        let rest = self.rest();
        let mark = rest.chars().nth(1).unwrap_or('\\');
        let digits = match mark {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let coded = rest.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (shown, len) = match mark {
            'n' => ('\n', 2),
            'r' => ('\r', 2),
            't' => ('\t', 2),
            '\\' | '\'' | '"' => (mark, rest.len().min(2)),
            _ => match coded.and_then(char::from_u32).filter(|_| digits > 0) {
                Some(c) => (c, 2 + digits),
                None => ('\\', 1),
            },
        };
        self.at += len;
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_the_post_with_its_days_and_the_way_back_to_the_cell() {
        let cell = r#"{'_processed_at': datetime.datetime(2023, 5, 1, 12, 0, tzinfo=datetime.timezone.utc), 'url': 'https://example.org/p/1', 'n': [1, {'a': 'x, \'y\''}], 'title': "It's on fire", 'timestamp': datetime.datetime(2022, 4, 8, 7, 30), 'uploader': 'Example Channel', 'content': 'Shells fell\non the caf\xe9 \U0001f600 "Sun"\u200b.', 'z': None}"#;
        let row = read_metadata(cell);
        let days: Vec<_> = row.given.days.iter().map(|day| (day.of, day.on.to_string())).collect();
        assert_eq!(
            days,
            [(DayOf::Saved, "2023-05-01".to_owned()), (DayOf::Published, "2022-04-08".to_owned())]
        );
        assert_eq!(row.given.url.as_deref(), Some("https://example.org/p/1"));
        assert_eq!(row.given.title.as_deref(), Some("It's on fire"));
        assert_eq!(row.author.as_deref(), Some("Example Channel"));
        let (content, runs) = row.content.unwrap();
        assert_eq!(content, "Shells fell\non the café 😀 \"Sun\"\u{200B}.");
        let map = runs.into_map();
        let at = content.find("café").unwrap();
        let span = recount_model::Text::new(content.clone()).span(at, at + "café 😀".len()).unwrap();
        let raw = map.raw_range(span).unwrap();
        assert_eq!(&cell[raw.start as usize..raw.end as usize], r"caf\xe9 \U0001f600");
    }

    #[test]
    fn broken_cells_come_to_an_end() {
        for cell in [
            "",
            "{",
            "{'a",
            "{'a':",
            "{'a': datetime.datetime(",
            "{'a': '\\",
            "{'a': '\\x",
            "{'a': [}",
            "no dict",
            "{'a' 'b' 'c'",
        ] {
            read_metadata(cell);
        }
    }
}
