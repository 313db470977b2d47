//! What each line of a report is: headline, credit, furniture, caption, heading or body.
//!
//! Nothing is cut out. Furniture is zoned, so that offsets hold and a person can see what was not read. Where a rule
//! is unsure, the line stays body: a claim that was never read cannot be found again, a menu word does no harm.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use recount_lexicon::publication::{Publication, Role};
use recount_model::{Text, ZoneKind};

use super::credits;
use super::lines::{Line, cut_lines, fold_key, is_name_like, tidy};

/// What is known of a report beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'k> {
    /// Headline as given.
    pub(super) title: Option<&'k str>,
    /// Publisher as given.
    pub(super) publisher: Option<&'k str>,
    /// Address of the page.
    pub(super) url: Option<&'k str>,
}

/// What the lines of one report say.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Stretches that are not body, in order, not overlapping.
    pub(super) zones: Vec<(Range<usize>, ZoneKind)>,
    /// The headline in the text.
    pub(super) title: Option<Range<usize>>,
    /// The publisher that a credit line or the headline names.
    pub(super) publisher: Option<String>,
    /// The author that a credit line names.
    pub(super) byline: Option<String>,
    /// The day that a date line or dateline prints.
    pub(super) day: Option<Date>,
}

impl Layout {
    /// Writes the zones into a text.
    pub(super) fn apply(&self, text: &mut Text) {
        for (range, kind) in &self.zones {
            if let Some(span) = text.span(range.start, range.end) {
                text.add_zone(span, *kind);
            }
        }
    }
}

/// Reads the lines of one report.
pub(super) fn lay_out(text: &str, known: Known<'_>, publication: &Publication) -> Layout {
    let lines = cut_lines(text, publication);
    let mut kinds: Vec<Option<ZoneKind>> = vec![None; lines.len()];
    let slug = known.url.map(slug_words).unwrap_or_default();
    let known_title = find_known_title(&lines, known.title, &slug);

    let tail = mark_tail(&lines, &mut kinds);
    mark_lists(&lines[..tail], &mut kinds[..tail], known_title);
    mark_quoted_posts(&lines[..tail], &mut kinds[..tail]);
    mark_lines(&lines[..tail], &mut kinds[..tail], known_title, publication);
    mark_repeated(&lines[..tail], &mut kinds[..tail], known_title);
    mark_menus(&lines[..tail], &mut kinds[..tail], known_title);

    let mut layout = Layout::default();
    let title = known_title.filter(|at| *at < tail).or_else(|| {
        mark_captions(&lines[..tail], &mut kinds[..tail], known.publisher, None);
        mark_preamble(&lines[..tail], &mut kinds[..tail], None);
        find_first_title(&lines[..tail], &kinds[..tail], publication)
    });
    if let Some(at) = title {
        if known_title.is_some() {
            mark_preamble(&lines[..tail], &mut kinds[..tail], Some(at));
        }
        kinds[at] = Some(ZoneKind::Heading);
        let (range, publisher) = split_title(&lines[at], known);
        layout.title = Some(range);
        layout.publisher = publisher;
    }
    credits::read_credits(&lines[..tail], &mut kinds[..tail], title, known, publication, &mut layout);
    mark_captions(&lines[..tail], &mut kinds[..tail], known.publisher, title);
    mark_trailing_titles(&lines[..tail], &mut kinds[..tail], title);
    mark_headings(&lines[..tail], &mut kinds[..tail]);
    layout.zones = join_zones(&lines, &kinds, text.len(), tail);
    layout
}

/// A comment form lasts to the end of the report; returns the line it starts at.
fn mark_tail(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>]) -> usize {
    let weight = |lines: &[Line<'_, '_>]| {
        lines.iter().filter(|line| line.is_running).map(|line| line.length).sum::<usize>()
    };
    for (at, line) in lines.iter().enumerate() {
        if line.role() != Some(Role::FurnitureTail) {
            continue;
        }
        let (before, after) = (weight(&lines[..at]), weight(&lines[at..]));
        // "Leave a comment" above the article is a link, not the form.
        if before > 0 && after <= before * 2 {
            for kind in &mut kinds[at..] {
                *kind = Some(ZoneKind::Furniture);
            }
            return at;
        }
        kinds[at] = Some(ZoneKind::Furniture);
    }
    lines.len()
}

/// "Related News" and the titles under it, until running text begins.
fn mark_lists(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>], title: Option<usize>) {
    let mut at = 0;
    let mut seen_running = false;
    while at < lines.len() {
        seen_running |= lines[at].is_running;
        if lines[at].role() != Some(Role::FurnitureList) || Some(at) == title {
            at += 1;
            continue;
        }
        kinds[at] = Some(ZoneKind::Furniture);
        at += 1;
        // Below the article teasers with full stops are common, so a line must be longer there to count as text.
        let least = if seen_running { 80 } else { 0 };
        while at < lines.len() && Some(at) != title && !(lines[at].is_running && lines[at].length >= least) {
            kinds[at] = Some(ZoneKind::Furniture);
            at += 1;
        }
    }
}

/// What somebody answers to is told in another post; here it would be told twice, and as if said by this one.
fn mark_quoted_posts(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>]) {
    let is_quoted = |line: &&Line<'_, '_>| line.words.starts_with('>');
    for (at, line) in lines.iter().enumerate() {
        let count = lines[at + 1..].iter().take_while(is_quoted).count();
        if line.role() == Some(Role::QuotedPost) && count > 0 {
            kinds[at..=at + count].fill(Some(ZoneKind::Furniture));
        }
    }
}

fn mark_lines(
    lines: &[Line<'_, '_>],
    kinds: &mut [Option<ZoneKind>],
    title: Option<usize>,
    publication: &Publication,
) {
    for (at, line) in lines.iter().enumerate() {
        if Some(at) == title {
            continue;
        }
        let is_furniture = match line.role() {
            Some(Role::FurnitureLine) => true,
            Some(Role::FurnitureTail) => true,
            _ => {
                line.length <= 120
                    && (is_share_bar(line.words, publication) || !line.words.contains(char::is_alphanumeric))
            }
        };
        if is_furniture {
            kinds[at] = Some(ZoneKind::Furniture);
        }
    }
}

/// A line of nothing but share words and counts ("24 tweet", "Facebook Twitter Email").
fn is_share_bar(words: &str, publication: &Publication) -> bool {
    let mut shares = 0;
    for word in words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '/' | '·' | '•')) {
        let is_count = word.bytes().all(|byte| byte.is_ascii_digit());
        if !is_count && !publication.is_word(Role::ShareWord, word) {
            return false;
        }
        shares += usize::from(!is_count);
    }
    shares > 0
}

/// Short lines that stand on the page three times and more are menus.
fn mark_repeated(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>], title: Option<usize>) {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().filter(|line| !line.is_running) {
        *counts.entry(line.words).or_default() += 1;
    }
    for (at, line) in lines.iter().enumerate() {
        if !line.is_running && Some(at) != title && counts.get(line.words).is_some_and(|count| *count >= 3) {
            kinds[at] = Some(ZoneKind::Furniture);
        }
    }
}

/// The last line that is a sentence; none where it, or a line behind it, ends in a colon and so announces a list that is
/// the report's own.
fn last_sentence(lines: &[Line<'_, '_>]) -> Option<usize> {
    let last = lines.iter().rposition(|line| line.is_running)?;
    (!lines[last..].iter().any(|line| line.words.ends_with(':'))).then_some(last)
}

/// Five and more very short lines in a row without figures are a menu or a list of tags. Behind the last sentence three
/// are enough, and they may be as long as the name of an organisation.
fn mark_menus(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>], title: Option<usize>) {
    let last = last_sentence(lines);
    let is_behind = |at: usize| last.is_some_and(|last| last < at);
    let is_entry = |at: usize| {
        let line = &lines[at];
        let is_credit = matches!(line.role(), Some(Role::SourceLabel | Role::BylineLabel | Role::DateLabel));
        let is_bare = !line.words.contains(|c: char| c.is_ascii_digit())
            && !line.words.ends_with(['.', ':', ',', ';'])
            && line.length <= if is_behind(at) { 45 } else { 30 }
            && line.word_count() <= if is_behind(at) { 6 } else { 4 };
        Some(at) != title && !is_credit && (kinds[at] == Some(ZoneKind::Furniture) || is_bare)
    };
    let entries: Vec<bool> = (0..lines.len()).map(is_entry).collect();
    let mut at = 0;
    while at < lines.len() {
        let run = entries[at..].iter().take_while(|entry| **entry).count();
        if run >= if is_behind(at) { 3 } else { 5 } {
            kinds[at..at + run].fill(Some(ZoneKind::Furniture));
        }
        at += run.max(1);
    }
}

/// Many titles before the first sentence are a list of other reports; the last two are headline and standfirst, unless
/// the headline is known.
fn mark_preamble(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>], title: Option<usize>) {
    let Some(first_running) = lines.iter().position(|line| line.is_running) else { return };
    let open: Vec<usize> = (0..first_running).filter(|at| kinds[*at].is_none()).collect();
    let is_credit = |at: usize| lines[at].role().is_some();
    match title {
        Some(title) => {
            let before: Vec<usize> = open.into_iter().filter(|at| *at < title && !is_credit(*at)).collect();
            if before.len() >= 3 {
                before.into_iter().for_each(|at| kinds[at] = Some(ZoneKind::Furniture));
            }
        }
        None => {
            let titles = open.iter().filter(|at| lines[**at].is_title_like()).count();
            if titles >= 5 {
                open[..open.len() - 2].iter().for_each(|at| kinds[*at] = Some(ZoneKind::Furniture));
            }
        }
    }
}

/// Three and more titles after the last sentence are a list of other reports.
fn mark_trailing_titles(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>], title: Option<usize>) {
    let Some(last) = last_sentence(lines) else { return };
    let is_bullet = |line: &Line<'_, '_>| line.words.starts_with(['-', '–', '•', '*', '·', '▪', '●']);
    let open: Vec<usize> =
        (last + 1..lines.len()).filter(|at| kinds[*at].is_none() && Some(*at) != title).collect();
    let titles = open.iter().filter(|at| lines[**at].length >= 30 && !is_bullet(&lines[**at])).count();
    if titles >= 3 {
        open.into_iter()
            .filter(|at| !is_bullet(&lines[*at]))
            .for_each(|at| kinds[at] = Some(ZoneKind::Furniture));
    }
}

/// Words under pictures: a line with a picture credit, the line before a credit line, a second line that ends in the
/// publisher's name.
fn mark_captions(
    lines: &[Line<'_, '_>],
    kinds: &mut [Option<ZoneKind>],
    publisher: Option<&str>,
    title: Option<usize>,
) {
    for at in 0..lines.len() {
        if kinds[at].is_some() || Some(at) == title {
            continue;
        }
        let line = &lines[at];
        let is_before_credit = lines.get(at + 1).is_some_and(|next| next.role() == Some(Role::CreditLine));
        let is_caption = match line.role() {
            Some(Role::CaptionLine) => true,
            Some(Role::CreditLine) => {
                kinds[at] = Some(ZoneKind::Credit);
                continue;
            }
            _ => {
                (is_before_credit && !line.is_running)
                    || (title.is_some_and(|title| title < at) && ends_in_publisher(line, publisher))
            }
        };
        if is_caption {
            kinds[at] = Some(ZoneKind::Caption);
        }
    }
}

fn ends_in_publisher(line: &Line<'_, '_>, publisher: Option<&str>) -> bool {
    let Some(publisher) = publisher else { return false };
    let Some((_, end)) = line.words.rsplit_once(['–', '—', '-', '|']) else { return false };
    let end = fold_key(end.split('/').next().unwrap_or(end));
    !line.is_running && end.len() >= 4 && fold_key(publisher).starts_with(&end)
}

/// A short line between paragraphs.
fn mark_headings(lines: &[Line<'_, '_>], kinds: &mut [Option<ZoneKind>]) {
    for at in 0..lines.len() {
        let line = &lines[at];
        let is_short =
            !line.is_running && line.length <= 110 && !line.words.ends_with(['.', ',', ';', ':', '”', '"']);
        if kinds[at].is_some() || !is_short || !lines.get(at + 1).is_some_and(|next| next.is_running) {
            continue;
        }
        let stands_alone = line.blanks_before > 0 || at == 0;
        if stands_alone && kinds[at + 1].is_none() {
            kinds[at] = Some(ZoneKind::Heading);
        }
    }
}

/// The line that is the given headline, or whose words are those of the page's address.
fn find_known_title(lines: &[Line<'_, '_>], title: Option<&str>, slug: &[String]) -> Option<usize> {
    if let Some(title) = title {
        let key = fold_key(title);
        let found = lines.iter().position(|line| {
            let own = (line.length <= title.len() + 80).then(|| fold_key(line.words));
            own.is_some_and(|own| own == key || (key.len() > 20 && own.starts_with(&key)))
        });
        if found.is_some() && !key.is_empty() {
            return found;
        }
    }
    if slug.len() < 4 {
        return None;
    }
    let share = |line: &Line<'_, '_>| {
        let words: Vec<String> =
            line.words.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let hits = slug.iter().filter(|word| words.contains(word)).count();
        let own = words.iter().filter(|word| word.len() > 2).count().max(1);
        // Both ways: the line holds the slug, and is no longer than it.
        (hits * 10 >= slug.len() * 7 && hits * 10 >= own * 5).then_some(hits)
    };
    let scored = lines.iter().enumerate().filter(|(_, line)| !line.is_running && line.length <= 250);
    let best = scored.filter_map(|(at, line)| share(line).map(|hits| (hits, std::cmp::Reverse(at)))).max();
    best.map(|(_, std::cmp::Reverse(at))| at)
}

fn slug_words(url: &str) -> Vec<String> {
    let path = url.split(['?', '#']).next().unwrap_or(url).split_once("://").map_or("", |(_, rest)| rest);
    let longest = path.split('/').skip(1).max_by_key(|part| part.matches('-').count()).unwrap_or("");
    let words = longest.split(['-', '_', '.']).map(str::to_lowercase);
    words.filter(|word| word.len() > 2 && word.bytes().any(|byte| byte.is_ascii_alphabetic())).collect()
}

fn find_first_title(
    lines: &[Line<'_, '_>],
    kinds: &[Option<ZoneKind>],
    publication: &Publication,
) -> Option<usize> {
    let mut open = (0..lines.len()).filter(|at| kinds[*at].is_none());
    let first =
        open.find(|at| !credits::is_credit_line(&lines[*at], publication) && lines[*at].word_count() >= 2)?;
    let line = &lines[first];
    let next = lines.get(first + 1);
    // A headline may end in a full stop where a credit follows or it stands alone above text.
    let one_sentence = line.is_running
        && line.length <= 160
        && next.is_some_and(|next| {
            next.blanks_before > 0 && matches!(next.role(), Some(Role::SourceLabel | Role::BylineLabel))
        });
    let stands_above =
        next.is_none_or(|next| next.blanks_before > 0 || next.is_running || next.role().is_some());
    ((line.is_title_like() && stands_above) || one_sentence).then_some(first)
}

/// Cuts "Headline | Site" where the right side is the publisher or reads as a short name.
fn split_title(line: &Line<'_, '_>, known: Known<'_>) -> (Range<usize>, Option<String>) {
    let whole = line.words;
    let hashes = whole.len() - whole.trim_start_matches('#').trim_start().len();
    let start = line.range.start + hashes;
    let whole = &whole[hashes..];
    for separator in [" | ", " – ", " — ", " - ", " :: ", " « "] {
        let Some((left, right)) = whole.rsplit_once(separator) else { continue };
        let is_publisher = known.publisher.is_some_and(|publisher| fold_key(publisher) == fold_key(right));
        let is_name =
            separator == " | " && is_name_like(right.trim(), 4) && left.split_whitespace().count() >= 4;
        if (is_publisher || is_name) && known.title.is_none_or(|title| fold_key(title) != fold_key(whole)) {
            let publisher = Some(tidy(right)).filter(|name| !name.is_empty());
            return (start..start + left.trim_end().len(), publisher);
        }
    }
    (start..line.range.end, None)
}

/// Joins lines of one kind into zones; a tail reaches to the end of the text.
fn join_zones(
    lines: &[Line<'_, '_>],
    kinds: &[Option<ZoneKind>],
    end: usize,
    tail: usize,
) -> Vec<(Range<usize>, ZoneKind)> {
    let mut zones: Vec<(Range<usize>, ZoneKind)> = Vec::new();
    let mut last = None;
    for (at, (line, kind)) in lines.iter().zip(kinds).enumerate() {
        if let Some(kind) = *kind {
            match zones.last_mut() {
                Some(zone) if last == Some(ZoneKind::Furniture) && kind == ZoneKind::Furniture => {
                    zone.0.end = line.range.end
                }
                _ => zones.push((line.range.clone(), kind)),
            }
        }
        if at + 1 == lines.len()
            && tail < lines.len()
            && let Some(zone) = zones.last_mut()
        {
            zone.0.end = end;
        }
        last = *kind;
    }
    zones
}
