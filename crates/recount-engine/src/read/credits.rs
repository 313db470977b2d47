//! Publisher, author and day as the lines of a report print them.

use jiff::civil::Date;
use recount_lexicon::publication::{Publication, Role};
use recount_model::ZoneKind;

use super::dateline::{find_dateline, find_headline_day, is_bare_dateline};
use super::dates::find_day;
use super::layout::{Known, Layout};
use super::lines::{Line, is_name_like, tidy};

/// Credit lines stand among so many lines at the head of a report, and so many at its foot.
const HEAD: usize = 8;
const FOOT: usize = 4;

/// Finds the credit lines, zones them and writes what they say into the layout.
pub(super) fn read_credits(
    lines: &[Line<'_, '_>],
    kinds: &mut [Option<ZoneKind>],
    title: Option<usize>,
    known: Known<'_>,
    publication: &Publication,
    layout: &mut Layout,
) {
    let open: Vec<usize> = (0..lines.len()).filter(|at| kinds[*at].is_none() || Some(*at) == title).collect();
    let is_near = |place: usize| place < HEAD || place + FOOT >= open.len();
    let mut changed_on = None;
    for (place, &at) in open.iter().enumerate().filter(|(place, _)| is_near(*place)) {
        if Some(at) == title {
            continue;
        }
        let line = &lines[at];
        match line.role() {
            Some(Role::SourceLabel) => {
                let name = line.after_label();
                if is_source_name(name) {
                    kinds[at] = Some(ZoneKind::Credit);
                    if !name.contains("://") && !name.is_empty() {
                        layout.publisher.get_or_insert_with(|| tidy(name));
                    }
                }
            }
            Some(Role::BylineLabel) if is_byline(line) => {
                kinds[at] = Some(ZoneKind::Credit);
                layout.byline.get_or_insert_with(|| byline_name(line.after_label(), publication));
                take_day(line, publication, &mut layout.day);
            }
            Some(Role::DateLabel) if take_day(line, publication, &mut layout.day) => {
                kinds[at] = Some(ZoneKind::Credit);
            }
            Some(Role::UpdateLabel) if take_day(line, publication, &mut changed_on) => {
                kinds[at] = Some(ZoneKind::Credit);
            }
            _ if is_date_line(line, publication) => {
                // At the foot a day is as often one of the story as of the page, so a dateline goes before it.
                take_day(line, publication, if place < HEAD { &mut layout.day } else { &mut changed_on });
                kinds[at] = Some(ZoneKind::Credit);
            }
            _ if is_bare_source(lines, at, title) => {
                kinds[at] = Some(ZoneKind::Credit);
                layout.publisher.get_or_insert_with(|| tidy(line.words));
            }
            _ => {}
        }
    }
    // Numbers and names of a press office above its text look like a menu; its dateline stands among them.
    let first_open = open.iter().take(HEAD).copied().filter(|at| *at >= HEAD);
    let head: Vec<&Line<'_, '_>> =
        (0..lines.len().min(HEAD)).chain(first_open).map(|at| &lines[at]).collect();
    let headline = known.title.or_else(|| title.map(|at| lines[at].words));
    layout.day = layout.day.or_else(|| printed_day(&head, headline, known.url, publication)).or(changed_on);
}

/// The day of a dateline among the first lines, or of the headline.
fn printed_day(
    head: &[&Line<'_, '_>],
    headline: Option<&str>,
    url: Option<&str>,
    publication: &Publication,
) -> Option<Date> {
    let head_words: Vec<&str> = head.iter().map(|line| line.words).chain(headline).collect();
    let whole = |stamp: super::dateline::Stamp| stamp.to_day(&head_words, url, publication);
    // A standfirst and a caption may read as sentences; a dateline stands no deeper than below both.
    let mut running = 0;
    let above = head.iter().take_while(|line| {
        running += usize::from(line.is_running);
        running <= 3
    });
    let in_lines = above.filter_map(|line| find_dateline(line.words, publication)).find_map(whole);
    in_lines.or_else(|| {
        let headlines = headline.into_iter().chain(head.first().map(|line| line.words));
        headlines.filter_map(|line| find_headline_day(line, publication)).find_map(whole)
    })
}

/// Whether a line is a credit or date line, for those who look for the headline.
pub(super) fn is_credit_line(line: &Line<'_, '_>, publication: &Publication) -> bool {
    match line.role() {
        Some(Role::SourceLabel) => is_source_name(line.after_label()),
        Some(Role::BylineLabel) => is_byline(line),
        Some(Role::DateLabel | Role::UpdateLabel) => find_day(line.words, publication).is_some(),
        Some(Role::CreditLine) => true,
        _ => is_date_line(line, publication) || is_bare_dateline(line.words, publication),
    }
}

fn take_day(line: &Line<'_, '_>, publication: &Publication, day: &mut Option<Date>) -> bool {
    let found = find_day(line.words, publication);
    if let (None, Some((_, found))) = (&day, &found) {
        *day = Some(*found);
    }
    found.is_some()
}

fn is_source_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    words <= 10 && !(words > 5 && name.ends_with('.'))
}

/// "By Jane Example" is a byline, "By the evening ten were dead" is not.
fn is_byline(line: &Line<'_, '_>) -> bool {
    let name = line.after_label();
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.iter().rev().find(|word| word.contains(char::is_alphabetic));
    // "al-Example" carries its capital inside; scripts without capitals pass.
    let is_capital = |word: &&str| word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase());
    // A day may follow the name ("By Jane Example | 14 March 2022").
    let before_day = name.split(['|', ',']).next().unwrap_or(name);
    (1..=14).contains(&words.len())
        && !line.is_running
        && !name.ends_with(['.', ':', ';'])
        && last.is_some_and(is_capital)
        && !before_day.contains(|c: char| c.is_ascii_digit())
}

fn byline_name(name: &str, publication: &Publication) -> String {
    let end = find_day(name, publication).map_or(name.len(), |(range, _)| range.start);
    let name = name[..end].split('|').next().unwrap_or(name);
    tidy(name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '/' | '•' | '·')))
}

/// A line that holds a day and little else: weekday, clock time, separators.
fn is_date_line(line: &Line<'_, '_>, publication: &Publication) -> bool {
    if line.length > 60 {
        return false;
    }
    let Some((range, _)) = find_day(line.words, publication) else { return false };
    let rest = [&line.words[..range.start], &line.words[range.end..]];
    let others = rest.iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric())).filter(|word| {
        let is_clock = word.bytes().all(|byte| byte.is_ascii_digit());
        !word.is_empty() && !is_clock && !publication.is_word(Role::Weekday, word)
    });
    // Two more short words: "at", "GMT", "pm".
    let others: Vec<&str> = others.collect();
    others.len() <= 2 && others.iter().all(|word| word.len() <= 4)
}

/// The publisher on a line of its own between headline and text.
fn is_bare_source(lines: &[Line<'_, '_>], at: usize, title: Option<usize>) -> bool {
    let line = &lines[at];
    title.is_some_and(|title| title + 1 == at)
        && line.role().is_none()
        && line.length <= 40
        && is_name_like(line.words, 5)
        && !line.words.contains(|c: char| c.is_ascii_digit())
        && lines.get(at + 1).is_some_and(|next| next.is_running && next.blanks_before == 0)
}
