//! The lines of a text, and what each looks like before any decision.

use std::ops::Range;

use recount_lexicon::publication::{Hit, Publication, Role, fold};

/// One line that holds more than space.
#[derive(Debug)]
pub(super) struct Line<'t, 'p> {
    /// Where it stands in the text, without space around it.
    pub(super) range: Range<usize>,
    /// Its words.
    pub(super) words: &'t str,
    /// Characters.
    pub(super) length: usize,
    /// Empty lines before it.
    pub(super) blanks_before: usize,
    /// The entry that fired on it.
    pub(super) hit: Option<Hit<'p>>,
    /// Whether it reads as sentences.
    pub(super) is_running: bool,
}

impl Line<'_, '_> {
    pub(super) fn role(&self) -> Option<Role> {
        self.hit.map(|hit| hit.role)
    }

    /// The words after the label that fired.
    pub(super) fn after_label(&self) -> &str {
        let covered = self.hit.map_or(0, |hit| hit.covered);
        let at = self.words.char_indices().nth(covered).map_or(self.words.len(), |(at, _)| at);
        self.words[at..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–'))
    }

    pub(super) fn word_count(&self) -> usize {
        self.words.split_whitespace().count()
    }

    /// Whether it may be a headline: some words, no end of a sentence.
    pub(super) fn is_title_like(&self) -> bool {
        !self.is_running && (12..=250).contains(&self.length) && self.word_count() >= 3
    }
}

/// Cuts a text into its lines.
pub(super) fn cut_lines<'t, 'p>(text: &'t str, publication: &'p Publication) -> Vec<Line<'t, 'p>> {
    let mut lines = Vec::new();
    let (mut at, mut blanks) = (0, 0);
    // Pages pasted from word processors part lines with U+2028.
    for raw in text.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let words = raw.trim();
        if words.is_empty() {
            blanks += 1;
        } else {
            let start = at + (raw.len() - raw.trim_start().len());
            let length = words.chars().count();
            let hit =
                (length <= publication.longest()).then(|| publication.find_line(&fold(words))).flatten();
            let range = start..start + words.len();
            let is_running = is_running(words, length);
            lines.push(Line { range, words, length, blanks_before: blanks, hit, is_running });
            blanks = 0;
        }
        at += raw.len();
    }
    mark_wrapped(&mut lines);
    lines
}

/// Lines of at least so many characters are broken by a typewriter's margin and not by an author.
const NARROWEST: usize = 50;

/// Wire copy breaks its paragraphs at a margin. Its lines carry no full stop, so they would pass for titles; that a line
/// could not have taken the next line's first word shows the margin.
fn mark_wrapped(lines: &mut [Line<'_, '_>]) {
    let mut start = 0;
    while start < lines.len() {
        let more = lines[start + 1..].iter().take_while(|line| line.blanks_before == 0).count();
        let block = &mut lines[start..=start + more];
        start += more + 1;
        let margin = block.iter().map(|line| line.length).max().unwrap_or(0);
        let is_full = |pair: &[Line<'_, '_>]| {
            let next = pair[1].words.split_whitespace().next().map_or(0, |word| word.chars().count());
            // One character of slack: margins of typed copy are not exact.
            pair[0].length + 1 + next + 1 >= margin
        };
        let ends = block.last().is_some_and(|line| {
            line.words.trim_end_matches(['"', '”', '\'', ')', ']']).ends_with(['.', '?', '!', ':'])
        });
        let is_wrapped = (NARROWEST..200).contains(&margin)
            && (block.len() >= 5 || block.len() >= 3 && ends)
            && block.windows(2).all(is_full);
        if is_wrapped {
            for (at, line) in block.iter_mut().enumerate() {
                line.is_running = true;
                if at > 0 {
                    line.hit = None;
                }
            }
        }
    }
}

/// Whether a line reads as sentences and not as a title or a menu.
///
/// Tuned on saved news pages: titles in lists reach 150 characters and carry no full stop; the shortest sentences that
/// stand as a paragraph have about 40.
fn is_running(words: &str, length: usize) -> bool {
    if length >= 200 {
        return true;
    }
    let end = words.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*')
    });
    if end.ends_with("...") || (end.ends_with(" .") && length < 150) {
        return false;
    }
    match end.chars().next_back() {
        Some('.' | '。' | '۔') => length >= 40,
        Some('?' | '!' | '؟' | ':') => length >= 100,
        _ => false,
    }
}

/// Whether a phrase reads as a name: few words, each with a capital or figure, save small joining words.
pub(super) fn is_name_like(phrase: &str, most_words: usize) -> bool {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let small = |word: &str| word.chars().count() <= 3 && word.chars().all(char::is_lowercase);
    let capital = |word: &str| {
        word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
    };
    let ends_well = !phrase.ends_with(['.', ',', ';', ':', '?', '!']);
    (1..=most_words).contains(&words.len())
        && ends_well
        && capital(words[0])
        && words.iter().all(|word| capital(word) || small(word) || !word.contains(char::is_alphanumeric))
}

/// A field value with single plain spaces.
pub(super) fn tidy(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and figures only, small: equal for two spellings of one headline.
pub(super) fn fold_key(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;

    #[test]
    fn lines_know_their_place_and_the_empty_lines_before_them() {
        let text = "One\n\n\n  Two words \nThree";
        let lines = cut_lines(text, publication());
        let seen: Vec<(&str, usize)> =
            lines.iter().map(|line| (&text[line.range.clone()], line.blanks_before)).collect();
        assert_eq!(seen, [("One", 0), ("Two words", 2), ("Three", 0)]);
    }

    #[test]
    fn lines_broken_at_a_margin_are_running_text_and_titles_are_not() {
        let wire = "TOWN, 3 JAN 90 -- [REPORT] [NATIONAL PRESS COMMITTEE,\nTHIRD DESK] [TEXT] THE COMMAND HAS REPORTED THAT ABOUT 50\nPEASANTS OF VARIOUS AGES WERE TAKEN AWAY BY GUNMEN OF\nTHE FRONT IN THE NORTHERN DEPARTMENT.\n";
        assert!(cut_lines(wire, publication()).iter().all(|line| line.is_running));
        let titles = "Shells fall on the market of the northern town at noon\nTwo die in raid\nMinister visits the port after the strike of the week\nArmy moves out of the hills, says the governor\nTalks begin\n";
        assert!(cut_lines(titles, publication()).iter().all(|line| !line.is_running));
    }

    #[test]
    fn names_carry_capitals() {
        assert!(is_name_like("21st Example Wire", 4));
        assert!(is_name_like("Agency of Example", 4));
        assert!(!is_name_like("Child killed in explosion", 4));
        assert!(!is_name_like("Example News.", 4));
    }
}
