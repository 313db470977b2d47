//! Where one plain-text file is several reports.
//!
//! A digest is headline, credit lines, text, and several empty lines before the next headline. The same empty lines
//! stand inside saved pages, so an empty stretch alone never starts a report: a headline must follow it, and a credit
//! line, a bare address or the pattern that the file has already shown must follow the headline.

use std::ops::Range;

use recount_lexicon::publication::{Publication, Role};

use super::credits::is_credit_line;
use super::lines::{Line, cut_lines, is_name_like};

/// Empty lines before a headline that a credit line follows, and before one that none follows.
const CREDITED_GAP: usize = 2;
const BARE_GAP: usize = 3;

/// The stretches of the text that are reports of their own; always at least one, in order, covering all lines.
pub(super) fn split_reports(text: &str, publication: &Publication) -> Vec<Range<usize>> {
    let lines = cut_lines(text, publication);
    if lines.is_empty() {
        return Vec::new();
    }
    let mut starts = vec![0usize];
    let mut is_digest = has_credit(&lines, 0, publication);
    for at in 1..lines.len() {
        let line = &lines[at];
        if line.blanks_before < CREDITED_GAP || !is_headline(line, publication) {
            continue;
        }
        let is_start = if has_credit(&lines, at, publication) {
            true
        } else {
            let next = lines.get(at + 1).filter(|next| (1..BARE_GAP).contains(&next.blanks_before));
            line.blanks_before >= BARE_GAP
                && next.is_some_and(|next| {
                    is_address(next.words)
                        || is_bare_source(next, lines.get(at + 2))
                        || (is_digest && next.is_running)
                })
        };
        if is_start {
            is_digest = true;
            starts.push(at);
        }
    }
    let begin = |start: usize| if start == 0 { 0 } else { lines[start].range.start };
    (0..starts.len())
        .map(|place| {
            let end = starts.get(place + 1).map_or(text.len(), |next| lines[*next - 1].range.end);
            begin(starts[place])..end
        })
        .collect()
}

/// A short line that belongs to no page furniture.
fn is_headline(line: &Line<'_, '_>, publication: &Publication) -> bool {
    (8..=220).contains(&line.length)
        && line.word_count() >= 2
        && !line.words.ends_with([':', ',', ';'])
        && !matches!(
            line.role(),
            Some(Role::FurnitureLine | Role::FurnitureList | Role::FurnitureTail | Role::CaptionLine)
        )
        && !is_credit_line(line, publication)
        && !is_address(line.words)
}

/// Whether a credit line stands right under the headline, at most one line of standfirst between them.
fn has_credit(lines: &[Line<'_, '_>], headline: usize, publication: &Publication) -> bool {
    let under = lines.iter().skip(headline + 1).take(3);
    under.take_while(|line| line.blanks_before < CREDITED_GAP && !line.is_running).any(|line| {
        matches!(line.role(), Some(Role::SourceLabel | Role::BylineLabel))
            && is_credit_line(line, publication)
    })
}

/// A publisher's name with the text right under it.
fn is_bare_source(line: &Line<'_, '_>, next: Option<&Line<'_, '_>>) -> bool {
    line.length <= 40
        && line.role().is_none()
        && is_name_like(line.words, 5)
        && next.is_some_and(|next| next.is_running && next.blanks_before == 0)
}

fn is_address(words: &str) -> bool {
    (words.starts_with("http://") || words.starts_with("https://")) && !words.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;

    fn heads(text: &str) -> Vec<&str> {
        let ranges = split_reports(text, publication());
        ranges.into_iter().map(|range| text[range].lines().next().unwrap_or("")).collect()
    }

    const BODY: &str = "Shells fell on the town on Monday and killed two people, a local official said.";

    #[test]
    fn headlines_with_credits_after_empty_lines_start_reports() {
        let text = format!(
            "First report of three\n\nSource: One News\n{BODY}\n\nA heading inside it\n\n{BODY}\n\n\n\n\
             Second report of three\n\nBy Jane Example\nSource: Two News\n{BODY}\n\n\n\n\nThird one with a link\n\nhttps://example.org/a\n"
        );
        assert_eq!(
            heads(&text),
            ["First report of three", "Second report of three", "Third one with a link"]
        );
    }

    #[test]
    fn a_publisher_on_a_bare_line_starts_a_report_too() {
        let text = format!(
            "First report of two\n\nSource: One News\n{BODY}\n\n\n\nSecond report of two\n\nExample News\n{BODY}"
        );
        assert_eq!(heads(&text).len(), 2);
    }

    #[test]
    fn empty_lines_inside_an_article_do_not_cut_it() {
        let text = format!(
            "A report of one\n\n{BODY}\n\n\n\n{BODY}\n\n\n\nLatest News:\n\n\n\nYou have subscribed to the newsletter\n\n\n\nA heading inside\n\n{BODY}"
        );
        assert_eq!(heads(&text), ["A report of one"]);
    }
}
