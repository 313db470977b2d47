//! The words of publishing: credit lines, date lines, menus, related lists, comment forms.
//!
//! The reader decides with these what is a report's own text and what stands around it. Every entry carries
//! examples, because a phrase that is too wide here silently hides a claim from every later stage.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

/// What an entry means for the text it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A line that belongs to the page, not to the report.
    FurnitureLine,
    /// A heading over a list of other reports; the list lasts until running text begins.
    FurnitureList,
    /// The start of a comment form or footer; everything after it belongs to the page.
    FurnitureTail,
    /// Words that announce somebody else's post or mail; the lines under it that begin with `>` are that one's.
    QuotedPost,
    /// A word that only stands on share bars; a line made of such words is furniture.
    ShareWord,
    /// A label before the name of the publisher ("Source:").
    SourceLabel,
    /// A label before the author ("By").
    BylineLabel,
    /// A label before the day of publication ("Published:").
    DateLabel,
    /// A label before the day of a later change ("Updated:").
    UpdateLabel,
    /// A line that credits a picture or an agency.
    CreditLine,
    /// Words that only stand under pictures.
    CaptionLine,
    /// A word in a class or id attribute of an element that is not the report.
    BlockClass,
    /// A word in a class or id attribute of the element that holds the author.
    BylineClass,
    /// A word in a class or id attribute of the element that holds the day of publication.
    DateClass,
    /// The name of a month; `number` says which.
    Month,
    /// The name of a weekday.
    Weekday,
    /// A usual name for a column of a table; the last part of the entry's id says which of our fields it is.
    Column,
    /// A word so frequent that it shows the language.
    StopWord,
}

/// How the forms of an entry are compared with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchHow {
    /// The whole line, without bullets before and a colon, dots or arrows after it.
    LineIs,
    /// The first words of the line.
    LineStarts,
    /// Words anywhere in the line.
    LineContains,
    /// The whole line, which opens a block.
    BlockStarts,
    /// One word (of a line, or of a class attribute).
    Word,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicationFile {
    entry: Vec<EntryRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryRow {
    id: String,
    role: Role,
    r#match: MatchHow,
    forms: Vec<String>,
    /// For months: 1 to 12.
    number: Option<u8>,
    /// Lines with more characters than this never match; running text is long.
    longest: Option<usize>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

/// An entry that fired on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'p> {
    /// The entry's id, for `explain`.
    pub id: &'p str,
    /// What the line is.
    pub role: Role,
    /// How many characters of the line the form covers, counted from its start; 0 where the form stands inside.
    pub covered: usize,
}

/// Lines longer than this never match `line-starts` and `line-contains` entries that give no own limit. Measured on
/// news pages: page furniture above this length is rare, sentences that start with such words are not.
const LONGEST: usize = 200;

/// The compiled word list.
#[derive(Debug)]
pub struct Publication {
    entries: Vec<EntryRow>,
    whole: HashMap<String, usize>,
    starts: HashMap<String, Vec<(String, usize)>>,
    contains: Option<AhoCorasick>,
    contains_entry: Vec<usize>,
    words: HashMap<Role, HashMap<String, Option<u8>>>,
    classes: HashMap<Role, HashSet<String>>,
    columns: HashMap<String, String>,
    longest: usize,
}

impl Publication {
    /// Reads and compiles the file; the message says what is wrong.
    pub fn from_toml(toml_text: &str) -> Result<Self, String> {
        let file: PublicationFile = toml::from_str(toml_text).map_err(|error| error.to_string())?;
        let mut this = Self {
            entries: file.entry,
            whole: HashMap::new(),
            starts: HashMap::new(),
            contains: None,
            contains_entry: Vec::new(),
            words: HashMap::new(),
            classes: HashMap::new(),
            columns: HashMap::new(),
            longest: 0,
        };
        let mut needles = Vec::new();
        for (at, entry) in this.entries.iter().enumerate() {
            this.longest = this.longest.max(entry.longest.unwrap_or(LONGEST));
            for form in &entry.forms {
                let folded = fold(form);
                match entry.r#match {
                    MatchHow::LineIs | MatchHow::BlockStarts => {
                        this.whole.insert(bare(&folded).to_owned(), at);
                    }
                    MatchHow::LineStarts => {
                        let first = first_word(&folded).to_owned();
                        this.starts.entry(first).or_default().push((folded, at));
                    }
                    MatchHow::LineContains => {
                        needles.push(folded);
                        this.contains_entry.push(at);
                    }
                    MatchHow::Word => match entry.role {
                        Role::BlockClass | Role::BylineClass | Role::DateClass => {
                            this.classes.entry(entry.role).or_default().insert(folded);
                        }
                        Role::Column => {
                            let field = entry.id.rsplit('.').next().unwrap_or("").to_owned();
                            this.columns.insert(folded, field);
                        }
                        role => {
                            this.words.entry(role).or_default().insert(folded, entry.number);
                        }
                    },
                }
            }
        }
        for forms in this.starts.values_mut() {
            // The longest form first, so that "published on" is preferred to "published".
            forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
        if !needles.is_empty() {
            let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&needles);
            this.contains = Some(built.map_err(|error| error.to_string())?);
        }
        Ok(this)
    }

    /// What the list says of one line, which must come from [`fold`].
    pub fn find_line(&self, folded: &str) -> Option<Hit<'_>> {
        // No entry looks at running text; its bytes need not be counted exactly.
        if folded.len() > self.longest * 4 {
            return None;
        }
        let line = bare(folded);
        if line.is_empty() {
            return None;
        }
        if let Some(&at) = self.whole.get(line) {
            return Some(self.hit(at, folded.chars().count()));
        }
        let length = folded.chars().count();
        let fits = |at: usize| length <= self.entries[at].longest.unwrap_or(LONGEST);
        if let Some(forms) = self.starts.get(first_word(line)) {
            let found = forms.iter().find(|(form, at)| fits(*at) && starts_with_words(line, form));
            if let Some((form, at)) = found {
                let before = folded.find(line).unwrap_or(0);
                return Some(self.hit(*at, folded[..before].chars().count() + form.chars().count()));
            }
        }
        let contains = self.contains.as_ref()?;
        // In the whole line: a form may end in the colon that other comparisons leave aside.
        let found = contains.find_iter(folded).find(|found| {
            fits(self.contains_entry[found.pattern().as_usize()])
                && on_word_borders(folded, found.start(), found.end())
        });
        found.map(|found| self.hit(self.contains_entry[found.pattern().as_usize()], 0))
    }

    /// Which of our fields a column of this name holds.
    pub fn find_column(&self, name: &str) -> Option<&str> {
        self.columns.get(&fold(name)).map(String::as_str)
    }

    /// The month a word names.
    pub fn find_month(&self, word: &str) -> Option<u8> {
        self.find_word(Role::Month, word).flatten()
    }

    /// Whether a word has a role ([`Role::Weekday`], [`Role::ShareWord`], [`Role::StopWord`]).
    pub fn is_word(&self, role: Role, word: &str) -> bool {
        self.find_word(role, word).is_some()
    }

    fn find_word(&self, role: Role, word: &str) -> Option<Option<u8>> {
        let words = self.words.get(&role)?;
        // Asked for every word of a report, so plain words are folded on the stack.
        let mut small = [0u8; 16];
        if let Some(small) = small.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            return words.get(std::str::from_utf8(small).ok()?).copied();
        }
        words.get(&fold(word)).copied()
    }

    /// Lines with more characters than this match no entry.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a class or id attribute holds a word of a role.
    ///
    /// A form may be of several words: "read-more" is found in `article__read-more`, not in `ready-more`.
    pub fn is_class(&self, role: Role, attribute: &str) -> bool {
        let Some(forms) = self.classes.get(&role) else { return false };
        let words = class_words(attribute);
        let mut form = String::new();
        (0..words.len()).any(|start| {
            form.clear();
            words[start..].iter().take(3).any(|word| {
                if !form.is_empty() {
                    form.push('-');
                }
                form.push_str(word);
                forms.contains(form.as_str())
            })
        })
    }

    /// Runs the examples of every entry and returns all problems.
    pub fn check(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for entry in &self.entries {
            if !seen.insert(&entry.id) {
                problems.push(format!("{}: the id is used twice", entry.id));
            }
            if entry.forms.is_empty() {
                problems.push(format!("{}: has no forms", entry.id));
            }
            if entry.role == Role::Month && !entry.number.is_some_and(|number| (1..=12).contains(&number)) {
                problems.push(format!("{}: a month needs a number from 1 to 12", entry.id));
            }
            if matches!(entry.r#match, MatchHow::LineIs | MatchHow::BlockStarts) {
                for form in &entry.forms {
                    // A form that another entry takes first is dead, and its entry's examples may not show it.
                    let winner = self.find_line(&fold(form)).map(|hit| hit.id);
                    let role = self
                        .entries
                        .iter()
                        .find(|other| Some(other.id.as_str()) == winner)
                        .map(|other| other.role);
                    if role != Some(entry.role) {
                        problems.push(format!(
                            "{}: form {form:?} is taken by {}",
                            entry.id,
                            winner.unwrap_or("nothing")
                        ));
                    }
                }
            }
            let is_word_list =
                matches!(entry.role, Role::Month | Role::Weekday | Role::StopWord | Role::ShareWord);
            if entry.yes.is_empty() && !is_word_list {
                problems.push(format!("{}: has no example", entry.id));
            }
            for (examples, expected) in [(&entry.yes, true), (&entry.no, false)] {
                for example in examples {
                    if self.fires(entry, example) != expected {
                        let verb = if expected { "must" } else { "must not" };
                        problems.push(format!("{}: {verb} match {example:?}", entry.id));
                    }
                }
            }
        }
        problems
    }

    fn fires(&self, entry: &EntryRow, example: &str) -> bool {
        match entry.role {
            Role::BlockClass | Role::BylineClass | Role::DateClass => self.is_class(entry.role, example),
            Role::Column => self.find_column(example).is_some_and(|field| entry.id.ends_with(field)),
            role if entry.r#match == MatchHow::Word => self.is_word(role, example),
            _ => self.find_line(&fold(example)).is_some_and(|hit| hit.id == entry.id),
        }
    }

    fn hit(&self, at: usize, covered: usize) -> Hit<'_> {
        Hit { id: &self.entries[at].id, role: self.entries[at].role, covered }
    }
}

/// Folds a line for look-up: lower case, straight quotes, plain spaces. Characters are mapped one to one, so a count of
/// characters in the folded line holds in the line itself.
pub fn fold(line: &str) -> String {
    let one = |c: char| match c {
        '\u{2019}' | '\u{2018}' | '\u{02BC}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_whitespace() => ' ',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    };
    let line = line.trim();
    if line.is_ascii() {
        return line
            .chars()
            .map(|c| if c.is_ascii_whitespace() { ' ' } else { c.to_ascii_lowercase() })
            .collect();
    }
    line.chars().map(one).collect()
}

/// The line without what pages put around a phrase.
fn bare(folded: &str) -> &str {
    let before = |c: char| {
        c == ' ' || matches!(c, '#' | '*' | '•' | '·' | '›' | '»' | '>' | '«' | '‹' | '<' | '→' | '←')
    };
    let after = |c: char| before(c) || matches!(c, ':' | '.' | '…' | '!' | '|');
    folded.trim_start_matches(before).trim_end_matches(after)
}

fn first_word(line: &str) -> &str {
    line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-')
        .find(|word| !word.is_empty())
        .unwrap_or("")
}

fn starts_with_words(line: &str, form: &str) -> bool {
    line.starts_with(form) && on_word_borders(line, 0, form.len())
}

fn on_word_borders(line: &str, start: usize, end: usize) -> bool {
    let inside = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    !inside(line[..start].chars().next_back(), line[start..].chars().next())
        && !inside(line[..end].chars().next_back(), line[end..].chars().next())
}

/// The words of a class attribute: cut at punctuation and where a capital follows a small letter.
fn class_words(attribute: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut last_small = false;
    for c in attribute.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && last_small) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last_small = c.is_lowercase();
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
[[entry]]
id = "t.list"
role = "furniture-list"
match = "block-starts"
forms = ["Related News"]
yes = ["RELATED NEWS:"]
no = ["Related news from the front was scarce."]

[[entry]]
id = "t.label"
role = "source-label"
match = "line-starts"
forms = ["Source:", "Source"]
yes = ["Source: Daily Example"]
no = ["Sources told the agency"]

[[entry]]
id = "t.contains"
role = "furniture-line"
match = "line-contains"
forms = ["our newsletter"]
yes = ["Sign up to our newsletter now"]
no = ["our newsletters"]

[[entry]]
id = "t.class"
role = "block-class"
match = "word"
forms = ["read-more", "share"]
yes = ["article__readMore", "btn share-bar"]
no = ["shared-lead"]
"#;

    #[test]
    fn examples_run_and_wrong_ones_are_all_reported() {
        assert_eq!(Publication::from_toml(SMALL).unwrap().check(), Vec::<String>::new());
        let broken = SMALL.replace("RELATED NEWS:", "Nothing").replace("shared-lead", "share");
        let problems = Publication::from_toml(&broken).unwrap().check();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("t.list: must match"));
    }

    #[test]
    fn a_label_says_how_much_of_the_line_it_covers() {
        let publication = Publication::from_toml(SMALL).unwrap();
        let hit = publication.find_line(&fold("Source: Daily Example")).unwrap();
        assert_eq!((hit.role, hit.covered), (Role::SourceLabel, 7));
    }

    #[test]
    fn long_lines_are_running_text() {
        let publication = Publication::from_toml(SMALL).unwrap();
        let line = format!("{} our newsletter", "word ".repeat(60));
        assert_eq!(publication.find_line(&fold(&line)), None);
    }

    #[test]
    fn an_unknown_field_is_refused() {
        assert!(Publication::from_toml(&SMALL.replace("forms", "frms")).is_err());
    }

    #[test]
    fn the_words_shipped_for_english_pass_their_examples() {
        let publication =
            Publication::from_toml(include_str!("../../../lexicons/en/publication.toml")).unwrap();
        assert_eq!(publication.check(), Vec::<String>::new());
    }
}
