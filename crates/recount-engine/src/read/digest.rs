//! Where one plain-text file is several reports.
//!
//! A digest is headline, credit lines, text, and several empty lines before the next headline. The same empty lines
//! stand inside saved pages, so an empty stretch alone never starts a report: a headline must follow it, and a credit
//! line, a bare address or the pattern that the file has already shown must follow the headline. Pages lose their empty
//! lines, so there two headlines with a source must show that the page gathers reports.

use std::ops::Range;

use recount_lexicon::publication::{Publication, Role};

use super::credits::is_credit_line;
use super::lines::{Line, cut_lines, is_name_like, tidy};

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

/// The reports that a page gathers; one stretch or none where it is an ordinary page.
pub(super) fn split_page(text: &str, publication: &Publication) -> Vec<Range<usize>> {
    let by_gaps = split_reports(text, publication);
    let sources =
        by_gaps.iter().filter(|range| has_source(&cut_lines(&text[(*range).clone()], publication), 0));
    if sources.count() > 1 {
        return by_gaps;
    }
    let lines = cut_lines(text, publication);
    // A headline may end in a full stop where a source follows right under it.
    let is_head = |at: usize| is_headline(&lines[at], publication) && lines[at].length <= 200;
    let sourced: Vec<usize> = (0..lines.len()).filter(|at| is_head(*at) && has_source(&lines, *at)).collect();
    if sourced.len() < 2 {
        return Vec::new();
    }
    // Where sources stand under headlines, a byline, an address or a bare name under one does the same.
    let mut starts: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let is_plain_head = is_head(*at) && !lines[*at].is_running;
            sourced.contains(at) || (is_plain_head && is_credited(&lines, *at, publication))
        })
        .collect();
    if lines[..starts[0]].iter().any(|line| line.is_running) {
        starts.insert(0, 0);
    }
    let begin = |place: usize| if place == 0 { 0 } else { lines[starts[place]].range.start };
    (0..starts.len())
        .map(|place| {
            let end = starts.get(place + 1).map_or(text.len(), |next| lines[*next - 1].range.end);
            begin(place)..end
        })
        .collect()
}

/// Whether a line that names a source stands under a headline, at most a byline between them.
fn has_source(lines: &[Line<'_, '_>], headline: usize) -> bool {
    let role = |at: usize| lines.get(at).and_then(|line| line.role());
    role(headline + 1) == Some(Role::SourceLabel)
        || role(headline + 1) == Some(Role::BylineLabel) && role(headline + 2) == Some(Role::SourceLabel)
}

/// Whether a byline, an address or the bare name of a publisher stands under a headline.
fn is_credited(lines: &[Line<'_, '_>], headline: usize, publication: &Publication) -> bool {
    let Some(next) = lines.get(headline + 1).filter(|next| !next.is_running) else { return false };
    let is_byline =
        next.role() == Some(Role::BylineLabel) && next.length <= 80 && is_credit_line(next, publication);
    is_byline || is_name_under(lines, headline) || is_address(next.words)
}

fn is_name_under(lines: &[Line<'_, '_>], headline: usize) -> bool {
    lines.get(headline + 1).is_some_and(|next| {
        next.length <= 40
            && next.role().is_none()
            && is_name_like(next.words, 5)
            && !next.words.contains(|c: char| c.is_ascii_digit())
            && lines.get(headline + 2).is_some_and(|after| after.is_running)
    })
}

/// The publisher whose bare name stands under the headline of a report that a page gathers.
pub(super) fn find_bare_publisher(report: &str, publication: &Publication) -> Option<String> {
    let lines = cut_lines(report, publication);
    is_name_under(&lines, 0).then(|| tidy(lines[1].words))
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
