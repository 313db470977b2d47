//! A place as one row of a file states it, on its way into a set.

/// An area by name, or by a code whose name stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Area {
    Named(String),
    Coded(String),
}

impl Default for Area {
    fn default() -> Self {
        Self::Named(String::new())
    }
}

/// A place as a row states it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Draft {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) cc: String,
    pub(crate) admin1: Area,
    pub(crate) admin2: Area,
    pub(crate) feature: String,
    pub(crate) pop: u32,
    pub(crate) alts: Vec<String>,
    /// Which of several rows of one id gives the name: the lowest.
    pub(crate) rank: u8,
    /// Whether several rows of one id are names of one place, as in the NGA's files, and not a mistake.
    pub(crate) is_one_of_several: bool,
    pub(crate) file: u16,
    pub(crate) line: u64,
}

/// Marks an area given by its code in the written form.
const CODED: char = '\u{1}';

impl Draft {
    /// Everything but the id, as one line.
    pub(crate) fn to_line(&self) -> String {
        let area = |area: &Area| match area {
            Area::Named(name) => clean(name),
            Area::Coded(code) => format!("{CODED}{}", clean(code)),
        };
        let alts: Vec<String> = self.alts.iter().map(|name| clean(name)).collect();
        format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            clean(&self.name),
            self.lat,
            self.lon,
            clean(&self.cc),
            area(&self.admin1),
            area(&self.admin2),
            clean(&self.feature),
            self.pop,
            alts.join("|"),
            self.rank,
            u8::from(self.is_one_of_several),
            self.file,
            self.line,
        )
    }

    /// Reads back what [`Draft::to_line`] wrote.
    pub(crate) fn from_line(id: &str, line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        let area = |cell: &str| match cell.strip_prefix(CODED) {
            Some(code) => Area::Coded(code.to_owned()),
            None => Area::Named(cell.to_owned()),
        };
        Some(Self {
            id: id.to_owned(),
            name: next()?.to_owned(),
            lat: next()?.parse().ok()?,
            lon: next()?.parse().ok()?,
            cc: next()?.to_owned(),
            admin1: area(next()?),
            admin2: area(next()?),
            feature: next()?.to_owned(),
            pop: next()?.parse().ok()?,
            alts: next()?.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            rank: next()?.parse().ok()?,
            is_one_of_several: next()? == "1",
            file: next()?.parse().ok()?,
            line: next()?.parse().ok()?,
        })
    }

    /// Adds a name unless the place has it.
    pub(crate) fn add_name(&mut self, name: &str) {
        if !name.is_empty()
            && name != self.name
            && self.alts.len() < MOST_NAMES
            && !self.alts.iter().any(|known| known == name)
        {
            self.alts.push(name.to_owned());
        }
    }
}

/// Capitals have names in three hundred languages; no place needs more to be found.
const MOST_NAMES: usize = 400;

/// Text that can stand in a cell of ours: one line, no tabs, no bars.
pub(crate) fn clean(text: &str) -> String {
    if text.chars().any(|c| c.is_control() || c == '|') {
        let harmless = |c: char| {
            if c.is_control() {
                ' '
            } else if c == '|' {
                '/'
            } else {
                c
            }
        };
        text.chars().map(harmless).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_as_it_was_written() {
        let draft = Draft {
            id: "7".into(),
            name: "Qaryat Tall".into(),
            lat: 35.123456,
            lon: -1.5,
            cc: "SY".into(),
            admin1: Area::Coded("SY.01".into()),
            admin2: Area::Named("Hills".into()),
            feature: "PPL".into(),
            pop: 12,
            alts: vec!["تل".into(), "Tal".into()],
            rank: 3,
            is_one_of_several: true,
            file: 2,
            line: 99,
        };
        assert_eq!(Draft::from_line("7", &draft.to_line()), Some(draft));
    }

    #[test]
    fn cells_cannot_break_a_row() {
        assert_eq!(clean("a\tb\r\nc|d "), "a b c/d");
    }
}
