//! Exchanges two sides in a text and keeps the map between the two texts.

use std::ops::Range;

use super::sides::{Pair, Reading, Tables};

/// A swapped text.
#[derive(Debug)]
pub struct Exchange {
    /// The text with the sides exchanged.
    pub text: String,
    /// Ranges of the original and what stands for each in the swapped text, in order.
    changes: Vec<(Range<usize>, Range<usize>)>,
}

impl Exchange {
    /// What stands in the swapped text for a range of the original; none where a range cuts through a name.
    pub fn image(&self, range: Range<usize>) -> Option<&str> {
        self.text.get(self.moved(range.start, End::First)?..self.moved(range.end, End::Last)?)
    }

    fn moved(&self, at: usize, end: End) -> Option<usize> {
        let mut shift = 0_isize;
        for (from, to) in &self.changes {
            if from.start >= at && !(end == End::First && from.start == at) {
                break;
            }
            if from.start == at {
                return Some(to.start);
            }
            if at < from.end {
                return None;
            }
            shift = to.end as isize - from.end as isize;
        }
        at.checked_add_signed(shift)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// Exchanges the sides; none where the text names neither, or names one in a way that has no counterpart.
pub fn exchange(text: &str, pair: &Pair, tables: &Tables) -> Option<Exchange> {
    if pair.unpaired_form(text).is_some() {
        return None;
    }
    let forms = pair.forms();
    let mut done = Exchange { text: String::with_capacity(text.len()), changes: Vec::new() };
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let fitting = |form: &str| text[at..].starts_with(form) && stands_alone(text, at, at + form.len());
        match forms.iter().find(|(form, ..)| fitting(form)) {
            Some((form, other, reading)) => {
                let end = at + form.len();
                let is_place = match reading {
                    Reading::Side => false,
                    Reading::Adjective => precedes_place(text, end, tables),
                    Reading::SideOrPlace => is_place(text, at, end, tables),
                };
                let start = done.text.len();
                done.text.push_str(if is_place { form } else { other });
                if !is_place {
                    done.changes.push((at..end, start..done.text.len()));
                }
                at = end;
            }
            None => {
                done.text.push(first);
                at += first.len_utf8();
            }
        }
    }
    (!done.changes.is_empty()).then_some(done)
}

/// Whether a text holds a form as words of its own.
pub fn holds(text: &str, form: &str) -> bool {
    text.match_indices(form).any(|(at, _)| stands_alone(text, at, at + form.len()))
}

/// Whether a range begins and ends at the border of a word.
pub fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word(text[..start].chars().next_back()) && !word(text[end..].chars().next())
}

/// "in Kyiv", "Odesa, Ukraine," and "Kyiv region" are places; "Kyiv said" is not.
fn is_place(text: &str, start: usize, end: usize, tables: &Tables) -> bool {
    let before = text[..start].trim_end();
    let after = text[end..].trim_start();
    let last = before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
    let touches = text[..start].ends_with(' ') && !before.ends_with([',', '.', ';', ':']);
    let is_behind = touches && tables.before_place.iter().any(|word| word.eq_ignore_ascii_case(last));
    let is_apposed = before.ends_with(',') && after.starts_with([',', '.', ')', '(', '-', '–', '—']);
    is_behind || precedes_place(text, end, tables) || is_apposed
}

fn precedes_place(text: &str, end: usize, tables: &Tables) -> bool {
    let next = text[end..].strip_prefix(' ').unwrap_or("");
    let next = next.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
    tables.after_place.iter().any(|word| word == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Tables {
        toml::from_str(
            r#"
before_place = ["in", "eastern"]
after_place = ["region"]
[[pair]]
id = "north-south"
actors = [["n.state", "s.state"]]
name = [["North", "South"]]
adjective = [["Northern", "Southern"]]
forces = [["Northern army", "Army of the South"]]
unpaired = ["Palace"]
"#,
        )
        .unwrap()
    }

    fn swapped(text: &str) -> Option<String> {
        let tables = tables();
        exchange(text, &tables.pair[0], &tables).map(|done| done.text)
    }

    #[test]
    fn sides_change_places_and_places_stay() {
        assert_eq!(
            swapped("North denied that Southern jets hit a mill in North.").unwrap(),
            "South denied that Northern jets hit a mill in North."
        );
        assert_eq!(
            swapped("Northern jets hit the Northern region.").unwrap(),
            "Southern jets hit the Northern region."
        );
        assert_eq!(
            swapped("North said the North region and Odd Town, North, are calm.").unwrap(),
            "South said the North region and Odd Town, North, are calm."
        );
    }

    #[test]
    fn the_longest_form_wins_and_parts_of_words_are_left_alone() {
        assert_eq!(
            swapped("The Northern army met Northerners.").unwrap(),
            "The Army of the South met Northerners."
        );
    }

    #[test]
    fn a_text_without_a_side_or_with_an_unpaired_form_is_not_swapped() {
        assert_eq!(swapped("Nobody said anything."), None);
        assert_eq!(swapped("North and the Palace said so."), None);
    }

    #[test]
    fn every_range_has_its_image_also_behind_a_change_of_length() {
        let tables = tables();
        let text = "The Northern army fired, North said.";
        let done = exchange(text, &tables.pair[0], &tables).unwrap();
        let image = |part: &str| done.image(text.find(part).unwrap()..text.find(part).unwrap() + part.len());
        assert_eq!(image("The Northern army"), Some("The Army of the South"));
        assert_eq!(image("fired, North"), Some("fired, South"));
        assert_eq!(image("Northern army"), Some("Army of the South"));
        assert_eq!(image("army"), None);
    }
}
