//! Joins numbers of people that are told together: "ten civilians, including four children", "two men and a girl".

use recount_lexicon::ClassId;

use super::chunk::Source;
use super::figure::{FigureMark, Told};
use super::{Chunk, PeopleGroup, What};

/// Replaces runs of people by one chunk of class `people` that stands for a whole, its parts and its fellows.
pub fn mark(
    source: &Source<'_>,
    chunks: &mut Vec<Chunk>,
    figures: &mut [FigureMark],
    groups: &mut Vec<PeopleGroup>,
) {
    let mut out = Vec::with_capacity(chunks.len());
    let mut at = 0;
    while at < chunks.len() {
        let What::People(figure) = chunks[at].what else {
            out.push(chunks[at].clone());
            at += 1;
            continue;
        };
        let (group, end) = read_group(source, chunks, figures, at, figure);
        let mut chunk = chunks[at].clone();
        chunk.to = chunks[end - 1].to;
        chunk.words = chunks[at..end].iter().flat_map(|c| c.words.iter().copied()).collect();
        chunk.what = What::People(groups.len() as u32);
        groups.push(group);
        out.push(chunk);
        at = end;
    }
    *chunks = out;
}

/// Words that only describe the people before a list of parts: "from the same family", "in the town".
fn skip_description(source: &Source<'_>, chunks: &[Chunk], at: usize) -> usize {
    let k = source.known;
    let classes = [
        k.near,
        k.of,
        k.in_,
        k.det,
        k.group_modifier,
        k.family,
        k.word,
        k.place,
        k.direction,
        k.name,
        k.actor,
        k.place_type,
    ];
    let mut next = at;
    if !chunks.get(at).is_some_and(|chunk| [k.near, k.of, k.in_].contains(&chunk.class)) {
        return at;
    }
    while next < at + 7 && chunks.get(next).is_some_and(|chunk| classes.contains(&chunk.class)) {
        next += 1;
    }
    let part = chunks
        .get(next)
        .is_some_and(|chunk| [k.comma, k.incl, k.open, k.dash, k.colon].contains(&chunk.class));
    if part { next } else { at }
}

fn figure_of(chunk: Option<&Chunk>) -> Option<u32> {
    match chunk?.what {
        What::People(figure) => Some(figure),
        _ => None,
    }
}

fn read_group(
    source: &Source<'_>,
    chunks: &[Chunk],
    figures: &mut [FigureMark],
    at: usize,
    first: u32,
) -> (PeopleGroup, usize) {
    let k = source.known;
    let mut group = PeopleGroup { members: vec![(first, None)] };
    let mut end = at + 1;
    let mut whole: Option<usize> = None;
    // "The toll rose to 57 and 109 people were wounded": a number behind "to" ends there.
    if at > 0 && chunks[at - 1].class == k.to && figures[first as usize].told == Told::NumberOnly {
        return (group, end);
    }
    loop {
        let mut next = skip_description(source, chunks, end);
        let described = next;
        let mut joined = Joint::None;
        while let Some(chunk) = chunks.get(next) {
            joined = match joint(source, chunk.class) {
                Some(joint) => joined.and(joint),
                None => break,
            };
            next += 1;
            if next > described + 4 {
                break;
            }
        }
        if described > end && joined != Joint::Part {
            next = end;
        }
        // "the number of dead, 12" is no list: a list needs a joint and people behind it.
        let Some(figure) = figure_of(chunks.get(next)).filter(|_| next > end) else { break };
        let mark = &figures[figure as usize];
        let part = joined == Joint::Part || mark.told == Told::PartOfThem;
        if !part && shares_number(source, chunks, figures, &group, next, end) {
            let (whole, more) = (group.members[0].0 as usize, figure as usize);
            share(figures, whole, more);
            end = next + 1;
            continue;
        }
        // "Killed seven of one family, medics said": who speaks is no fellow of the dead.
        let speaks = [k.report_verb, k.report_to, k.have, k.modal, k.future];
        let speaker = mark.told == Told::Bare
            && !part
            && chunks[end].class == k.comma
            && (chunks.get(next + 1).is_some_and(|chunk| speaks.contains(&chunk.class))
                || chunks.get(next + 2).is_some_and(|chunk| chunk.class == k.that));
        if speaker {
            break;
        }
        // "five were killed and three men wounded": what stands before a verb of harm of its own is no fellow.
        // So does "17 dead, including two children, and 55 others wounded".
        let active = at > 0
            && ([k.harm_ing, k.harm_base, k.harm_ed].contains(&chunks[at - 1].class)
                || chunks[at - 1].class == k.incl);
        if !part && active && starts_clause(chunks, next, k.harm_ed, k.be, k.harm_intr) {
            break;
        }
        // "The young man, A. Example,": the name stands for the man.
        let last = group.members.last().map(|(figure, _)| &figures[*figure as usize]);
        if !part
            && mark.told == Told::Named
            && last.is_some_and(|last| last.amount == recount_model::Amount::exact(1))
            && chunks[next - 1].class == k.comma
        {
            end = next + 1;
            continue;
        }
        // "A man and his wife": told together. "A man, the boy" are not.
        let own = chunks[next].from != chunks[next].to
            && source.token_can_be(chunks[next].from, k.own)
            && chunks[next - 1].class == k.and;
        if mark.told == Told::Definite && !part && !own {
            break;
        }
        if part && whole.is_none() {
            whole = Some(group.members.len() - 1);
        }
        group.members.push((figure, whole));
        end = next + 1;
    }
    // The closing bracket of "(four children and a woman)" belongs to the group.
    if whole.is_some() && chunks.get(end).is_some_and(|chunk| chunk.class == k.close || chunk.class == k.dash)
    {
        end += 1;
    }
    (group, end)
}

/// "Ten soldiers and civilians": one number for people of two sorts.
fn shares_number(
    source: &Source<'_>,
    chunks: &[Chunk],
    figures: &[FigureMark],
    group: &PeopleGroup,
    next: usize,
    end: usize,
) -> bool {
    let k = source.known;
    let (Some((first, None)), Some(second)) = (group.members.first(), figure_of(chunks.get(next))) else {
        return false;
    };
    let (first, second) = (&figures[*first as usize], &figures[second as usize]);
    let tells = [k.trigger_verb, k.report_verb, k.report_to, k.have, k.leave];
    group.members.len() == 1
        && next == end + 1
        && chunks[end].class == k.and
        && first.told == Told::Counted
        && (first.amount.low.or(first.amount.high).is_some_and(|number| number > 1)
            || first.amount.vague.is_some_and(|vague| vague != recount_model::VagueClass::BarePlural))
        && second.told == Told::Bare
        && source.reading(&chunks[next], k.number_others).is_none()
        && !chunks.get(next + 1).is_some_and(|chunk| tells.contains(&chunk.class))
}

/// Puts two descriptions under one number.
fn share(figures: &mut [FigureMark], whole: usize, more: usize) {
    use recount_model::{AgeSex, Occupation, Status};
    let other = figures[more].clone();
    let first = &mut figures[whole];
    first.to = other.to;
    if first.status != other.status {
        let known = first.status != Status::Unknown && other.status != Status::Unknown;
        first.status = if known { Status::Mixed } else { Status::Unknown };
    }
    if first.age_sex != other.age_sex {
        first.age_sex = AgeSex::Unknown;
    }
    if first.occupation != other.occupation {
        first.occupation = Occupation::Unknown;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    None,
    Fellow,
    Part,
}

impl Joint {
    fn and(self, other: Joint) -> Joint {
        if self == Joint::Part || other == Joint::Part { Joint::Part } else { other }
    }
}

fn joint(source: &Source<'_>, class: ClassId) -> Option<Joint> {
    let k = source.known;
    match class {
        _ if class == k.incl
            || class == k.among_dead
            || class == k.open
            || class == k.dash
            || class == k.colon =>
        {
            Some(Joint::Part)
        }
        _ if class == k.comma || class == k.and || class == k.or => Some(Joint::Fellow),
        _ if class == k.det => Some(Joint::Fellow),
        _ => None,
    }
}

fn starts_clause(chunks: &[Chunk], at: usize, harm_ed: ClassId, be: ClassId, harm_intr: ClassId) -> bool {
    chunks[at + 1..].iter().take(2).any(|chunk| chunk.class == harm_ed || chunk.class == harm_intr)
        || chunks.get(at + 1).is_some_and(|chunk| chunk.class == be)
}
