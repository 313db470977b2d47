//! Finds numbers of people: "at least 12 civilians", "a family of five", "four of them", "two Example Front fighters".
//!
//! A number becomes a figure only with people behind it, or bare where a word of harm stands next to it. Numbers with
//! units, dates and ages are no figures; numbers of unknown things become the class `count`, which only the plainest
//! patterns of harm accept.

use recount_lexicon::Plural;
use recount_lexicon::token::{Case, TokenKind};
use recount_lexicon::{NameForm, Word};
use recount_model::{AgeSex, Amount, Bound, Harm, Occupation, Status, VagueClass};

use super::chunk::Source;
use super::figure_context::{
    bound_behind, goes_on_counting, is_age, is_named_victim, is_result, side_of_one, stands_for_two,
};
use super::head::find_head;
use super::number::read_amount;
use super::{Chunk, What};
use crate::segment::{Line, Sentence};

/// A number of people as marked, before any harm is bound to it.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureMark {
    /// First token.
    pub from: usize,
    /// First token after it.
    pub to: usize,
    /// How many.
    pub amount: Amount,
    /// Civilian or combatant.
    pub status: Status,
    /// Age and sex.
    pub age_sex: AgeSex,
    /// Occupation.
    pub occupation: Occupation,
    /// Registry index of the party they belong to.
    pub side: Option<u32>,
    /// Harm the noun itself names ("five martyrs", "nine injuries").
    pub harm: Option<Harm>,
    /// How the number was told.
    pub told: Told,
}

/// How a number of people was told; weaker forms need a stronger pattern to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A number and a noun for people.
    Counted,
    /// "a child", "another".
    OneOf,
    /// "the girl", "his wife".
    Definite,
    /// "four of them", "five of them children".
    PartOfThem,
    /// A noun in the plural without a number.
    Bare,
    /// A number alone.
    NumberOnly,
    /// A named person, counted as one where a harm is bound to the name.
    Named,
    /// A number and a noun that is not known to be people.
    Unknown,
}

/// Replaces chunks that tell a number of people by one chunk of class `people` (or `count`).
pub fn mark(source: &Source<'_>, sentence: Sentence, chunks: &mut Vec<Chunk>, figures: &mut Vec<FigureMark>) {
    let mut out: Vec<Chunk> = Vec::with_capacity(chunks.len());
    let told_before = figures.len();
    let mut at = 0;
    while at < chunks.len() {
        match read_figure(source, sentence, chunks, at) {
            Some((mut mark, end)) => {
                let end = bound_behind(source, chunks, &mut mark, end);
                if is_others(source, &chunks[at..end], &mark) {
                    describe_like(&mut mark, &figures[told_before..]);
                } else if mark.told == Told::NumberOnly && goes_on_counting(source, chunks, at, end) {
                    describe_like_all(&mut mark, &figures[told_before..]);
                }
                let class = if mark.told == Told::Unknown { source.known.count } else { source.known.people };
                let index = figures.len() as u32;
                let words = chunks[at..end].iter().flat_map(|chunk| chunk.words.iter().copied()).collect();
                out.push(Chunk { class, from: mark.from, to: mark.to, words, what: What::People(index) });
                figures.push(mark);
                at = end;
            }
            None => {
                let mut chunk = chunks[at].clone();
                if chunk.class == source.known.number_a {
                    chunk.class = source.known.det;
                }
                // "Were both killed"
                if chunk.class == source.known.number_both && source.can_be(&chunk, source.known.adverb) {
                    chunk.class = source.known.adverb;
                }
                out.push(chunk);
                at += 1;
            }
        }
    }
    *chunks = out;
}

/// "Five others", "another", "others": people told by pointing to people told before.
fn is_others(source: &Source<'_>, chunks: &[Chunk], mark: &FigureMark) -> bool {
    let k = source.known;
    let points =
        |chunk: &Chunk| [k.number_others, k.number_another].iter().any(|class| source.can_be(chunk, *class));
    mark.status == Status::Unknown
        && mark.age_sex == AgeSex::Unknown
        && mark.occupation == Occupation::Unknown
        && mark.side.is_none()
        && chunks.iter().all(|chunk| chunk.class != k.group)
        && chunks.iter().any(points)
}

/// "Two civilians were killed and five others wounded": the others are civilians too, as the words have it.
///
/// One person described ("a farmer") says nothing of several others, only of "another".
fn describe_like(mark: &mut FigureMark, before: &[FigureMark]) {
    let one = |mark: &FigureMark| mark.amount == Amount::exact(1);
    let told =
        |other: &&FigureMark| matches!(other.told, Told::Counted | Told::OneOf | Told::Bare | Told::Definite);
    // "Ten civilians, among them a child, were killed and 30 others hurt" goes on about the ten.
    let several = before.iter().find(|other| told(other) && other.told == Told::Counted && !one(other));
    let Some(other) = several.or_else(|| before.iter().rfind(told)) else { return };
    if one(other) && !one(mark) {
        side_of_one(mark, other);
        return;
    }
    mark.status = other.status;
    mark.age_sex = other.age_sex;
    mark.side = other.side;
    // "Killing a woman and injuring another" tells of two women; of another's trade it says nothing.
    if !one(other) {
        mark.occupation = other.occupation;
    }
}

/// A number alone goes on counting the last people who were counted with a noun, unless they were one.
fn describe_like_all(mark: &mut FigureMark, before: &[FigureMark]) {
    let whole = before.iter().rfind(|other| !matches!(other.told, Told::PartOfThem | Told::NumberOnly));
    let Some(other) = whole.filter(|other| other.told == Told::Counted && other.harm.is_none()) else {
        return;
    };
    if other.amount != Amount::exact(1) && other.occupation == Occupation::Unknown {
        mark.status = other.status;
        mark.age_sex = other.age_sex;
        mark.side = other.side;
    }
}

fn read_figure(
    source: &Source<'_>,
    sentence: Sentence,
    chunks: &[Chunk],
    at: usize,
) -> Option<(FigureMark, usize)> {
    let k = source.known;
    let start = &chunks[at];
    if let Some(stands) = stands_for_two(source, chunks, at) {
        return stands.then(|| plain(chunks, at, at + 1, Amount::exact(2), Told::NumberOnly));
    }
    if let Some((amount, end)) = read_amount(source, chunks, at) {
        if amount.bound == Bound::Exact && is_age(source, chunks, at, end) {
            return None;
        }
        return counted(source, chunks, at, end, amount);
    }
    if start.class == k.name && start.to - start.from >= 2 {
        let (from, end) = (at, at + 1);
        return is_named_victim(source, chunks, from, end)
            .then(|| plain(chunks, from, end, Amount::exact(1), Told::Named));
    }
    // "the girl", "his wife"; "child wounded" in a headline; "civilians" without a number.
    // "Said that soldiers": what is said begins, nobody is pointed at.
    let opens_clause = source.can_be(start, k.that) && start.class == k.det;
    let definite = (start.class == k.det || start.class == k.number_a) && !opens_clause;
    let one = start.class == k.number_a || definite && source.token_can_be(start.from, k.number_a);
    let head_at = if definite { at + 1 } else { at };
    let (head, head_index) = find_head(source, chunks, head_at)?;
    // "All from the same family": whose people they are counts nobody.
    if !one && source.can_be(&chunks[head_index], k.family) && is_led_from(source, &chunks[..at]) {
        return None;
    }
    // "Deaths" without a number tells a harm, not people.
    if head.class == k.harm_count {
        return is_result(source, chunks, at, head_index)
            .then(|| plain(chunks, at, head_index + 1, Amount::vague(VagueClass::BarePlural), Told::Counted))
            .map(|(mark, end)| (FigureMark { harm: head.harm, ..mark }, end));
    }
    // A party's own name without a number is the party, not a count of people.
    if matches!(chunks[head_index].what, What::Actor(_, NameForm::Strong))
        && chunks[head_index].class == k.actor
    {
        return None;
    }
    let bare_start = !definite
        && (start.class == k.group
            || start.class == k.person
            || start.class == k.group_modifier
            || start.class == k.family
            || start.class == k.harm_people
            || matches!(start.what, What::Actor(..))
            || head_index == at);
    let plural = head.plural != Some(Plural::Singular);
    // "former commander A. Example": one person, described and named.
    let named_behind = !plural && chunks.get(head_index + 1).is_some_and(|next| next.class == k.name);
    if named_behind && !one && is_named_victim(source, chunks, at, head_index + 2) {
        return Some(people(source, chunks, at, head_index + 2, Amount::exact(1), head, Told::Named));
    }
    if head.class == k.family && !one && head.forms_one_family() && definite {
        return None;
    }
    let amount = match (definite, one, plural) {
        (true, true, false) => Amount::exact(1),
        (true, false, false) => Amount::exact(1),
        (false, _, false) if sentence.line == Line::Heading => Amount::exact(1),
        (_, _, true) if head.class == k.family && !one => Amount::vague(VagueClass::Family),
        (false, _, true) => Amount::vague(VagueClass::BarePlural),
        (true, false, true) if head.class == k.group => Amount::vague(VagueClass::BarePlural),
        _ => return None,
    };
    if !definite && !bare_start {
        return None;
    }
    let told = match (definite, one, plural) {
        (true, true, _) => Told::OneOf,
        (true, false, _) => Told::Definite,
        (false, _, true) => Told::Bare,
        _ => Told::OneOf,
    };
    Some(people(source, chunks, at, head_index + 1, amount, head, told))
}

/// Whether "from" stands before, past articles and adjectives.
fn is_led_from(source: &Source<'_>, before: &[Chunk]) -> bool {
    let k = source.known;
    let describes = |chunk: &&Chunk| chunk.class == k.det || source.can_be(chunk, k.group_modifier);
    before
        .iter()
        .rev()
        .take(3)
        .find(|chunk| !describes(chunk))
        .is_some_and(|chunk| source.can_be(chunk, k.origin))
}

/// A number and what is counted.
fn counted(
    source: &Source<'_>,
    chunks: &[Chunk],
    at: usize,
    end: usize,
    amount: Amount,
) -> Option<(FigureMark, usize)> {
    let k = source.known;
    let next = chunks.get(end);
    // "four of them", "five of whom children"
    if let (Some(of), Some(them)) = (next, chunks.get(end + 1))
        && of.class == k.of
        && (source.can_be(them, k.them) || them.class == k.those_harmed)
    {
        let harm = source.reading(them, k.those_harmed).and_then(|word| word.harm);
        let mut group_at = end + 2;
        if chunks.get(group_at).is_some_and(|c| c.class == k.be) {
            group_at += 1;
        }
        let head = find_head(source, chunks, group_at).filter(|(_, index)| *index <= group_at + 2);
        let described =
            head.is_some_and(|(_, index)| index == group_at || chunks[group_at].class == k.group_modifier);
        let (mut mark, end) = match head.filter(|_| described) {
            Some((head, index)) => people(source, chunks, at, index + 1, amount, head, Told::PartOfThem),
            None => plain(chunks, at, end + 2, amount, Told::PartOfThem),
        };
        mark.harm = mark.harm.or(harm);
        return Some((mark, end));
    }
    // "Six officers, five of whom were pilots"
    let of_whom = |chunk: &Chunk| {
        chunk.class == k.incl && source.token_can_be(chunk.from, k.of) && chunk.to - chunk.from == 2
    };
    if next.is_some_and(of_whom) {
        let mut group_at = end + 1;
        if chunks.get(group_at).is_some_and(|c| c.class == k.be) {
            group_at += 1;
        }
        let head = find_head(source, chunks, group_at).filter(|(_, index)| *index <= group_at + 2);
        return Some(match head {
            Some((head, index)) => people(source, chunks, at, index + 1, amount, head, Told::PartOfThem),
            None => plain(chunks, at, end + 1, amount, Told::PartOfThem),
        });
    }
    if next.is_some_and(|chunk| chunk.class == k.number_others) {
        let (mark, _) = plain(chunks, at, end + 1, amount, Told::NumberOnly);
        return Some((mark, end + 1));
    }
    let zero = amount.is_zero();
    let noun_at = skip_owner(source, chunks, skip_of(source, chunks, end));
    if let Some((head, index)) = find_head(source, chunks, noun_at) {
        let one = amount == Amount::exact(1);
        if chunks.get(index).is_some_and(|c| c.class == k.family)
            && chunks.get(index + 1).is_some_and(|c| c.class == k.of)
            && let Some((inner, end)) = read_amount(source, chunks, index + 2)
        {
            return Some(people(
                source,
                chunks,
                at,
                skip_family_noun(source, chunks, end),
                inner,
                head,
                Told::Counted,
            ));
        }
        let amount = if head.class == k.family && one { Amount::vague(VagueClass::Family) } else { amount };
        return Some(people(
            source,
            chunks,
            at,
            index + 1,
            amount,
            head,
            if one { Told::OneOf } else { Told::Counted },
        ));
    }
    if next.is_some_and(|chunk| source.can_be(chunk, k.number_more)) && amount.bound != Bound::Vague {
        let (mark, _) = plain(chunks, at, end + 1, amount, Told::NumberOnly);
        return Some((mark, end + 1));
    }
    if zero {
        return None;
    }
    let class = next.map(|chunk| chunk.class);
    let bare_next = [
        k.harm_ed,
        k.harm_adj,
        k.harm_ing,
        k.harm_intr,
        k.comma,
        k.close,
        k.stop,
        k.and,
        k.or,
        k.be,
        k.have,
        k.incl,
        k.in_,
        k.semicolon,
        k.dash,
        k.life,
        k.after,
        k.adverb,
        k.by,
        k.modal,
        k.open,
        k.quote,
        k.cause,
        k.near,
        k.hedge,
        k.colon,
        k.while_,
        k.where_,
        k.when,
        k.not,
    ];
    // "Nine were hurt, some seriously": no further people.
    if amount.bound == Bound::Vague && class == Some(k.adverb) && at > 0 && chunks[at - 1].class == k.comma {
        return None;
    }
    let start_class = chunks[at].class;
    let singular_a = start_class == k.number_a;
    if singular_a {
        return None;
    }
    let from_to = class == Some(k.to) && at > 0 && chunks[at - 1].class == k.near;
    if from_to || class.is_none_or(|class| bare_next.contains(&class)) || start_class == k.number_others {
        let year = amount.bound == Bound::Exact
            && amount.low.is_some_and(|n| (1900..2100).contains(&n))
            && source.chunk_text(&chunks[end - 1]).len() == 4;
        if year {
            return None;
        }
        // "17 by one count and 23 by another"
        if at > 0 && chunks[at - 1].class == k.by {
            return None;
        }
        let told = if start_class == k.number_another { Told::OneOf } else { Told::NumberOnly };
        return Some(plain(chunks, at, end, amount, told));
    }
    // "two Examplians": nationals, whose name only a capital and a plural show.
    if let Some(chunk) =
        next.filter(|chunk| (chunk.class == k.name || chunk.class == k.word) && chunk.to - chunk.from == 1)
    {
        let text = source.chunk_text(chunk);
        if text.ends_with('s') && text.starts_with(char::is_uppercase) && amount.low != Some(1) {
            return Some(plain(chunks, at, end + 1, amount, Told::Counted));
        }
    }
    // "three mechanics": an unknown noun in the plural.
    let mut noun = end;
    while noun < chunks.len()
        && noun < end + 3
        && chunks[noun].class == k.word
        && is_plain_word(source, &chunks[noun])
    {
        noun += 1;
        if source.chunk_text(&chunks[noun - 1]).ends_with('s') {
            return Some(plain(chunks, at, noun, amount, Told::Unknown));
        }
    }
    None
}

fn is_plain_word(source: &Source<'_>, chunk: &Chunk) -> bool {
    source
        .segmented
        .tokens
        .get(chunk.from)
        .is_some_and(|token| token.kind == TokenKind::Word && token.case == Case::Lower)
}

fn skip_of(source: &Source<'_>, chunks: &[Chunk], at: usize) -> usize {
    let k = source.known;
    let mut at = at;
    if chunks.get(at).is_some_and(|c| c.class == k.of) {
        at += 1;
        if chunks.get(at).is_some_and(|c| c.class == k.det) {
            at += 1;
        }
    }
    at
}

/// "Ten of the village's residents": whose people they are stands before the noun.
fn skip_owner(source: &Source<'_>, chunks: &[Chunk], at: usize) -> usize {
    let k = source.known;
    let of = at.checked_sub(1).and_then(|before| chunks.get(before));
    let led = of.is_some_and(|before| before.class == k.of || before.class == k.det);
    let owner = chunks.get(at).is_some_and(|chunk| {
        [k.place_type, k.thing, k.place, k.name, k.word, k.actor].contains(&chunk.class)
            || matches!(chunk.what, What::Place(_))
    });
    let owns = chunks.get(at + 1).is_some_and(|chunk| chunk.class == k.possessive);
    if led && owner && owns && find_head(source, chunks, at + 2).is_some() { at + 2 } else { at }
}

fn skip_family_noun(source: &Source<'_>, chunks: &[Chunk], end: usize) -> usize {
    if chunks.get(end).is_some_and(|c| c.class == source.known.group) { end + 1 } else { end }
}

/// The figure for people whose noun is `head`, with what the words before it add.
fn people(
    source: &Source<'_>,
    chunks: &[Chunk],
    at: usize,
    end: usize,
    amount: Amount,
    head: &Word,
    told: Told,
) -> (FigureMark, usize) {
    let k = source.known;
    let mut mark = plain(chunks, at, end, amount, told).0;
    mark.status = head.status.unwrap_or(Status::Unknown);
    mark.age_sex = head.age_sex.unwrap_or(AgeSex::Unknown);
    mark.occupation = head.occupation.unwrap_or(Occupation::Unknown);
    mark.harm = head.harm;
    for chunk in &chunks[at..end] {
        if let What::Actor(actor, _) = chunk.what {
            // "RSF fighters": "fighters" alone would name nobody.
            let names_nobody = source.lexicon.actors[actor as usize].kind == "unnamed";
            mark.side = mark.side.filter(|_| names_nobody).or(Some(actor));
            if is_party(source, actor)
                && mark.status == Status::Unknown
                && mark.age_sex == AgeSex::Unknown
                && told != Told::Bare
            {
                mark.status = Status::Combatant;
            }
        }
        for word in &chunk.words {
            let word = source.word(*word);
            if word.class != k.group_modifier && word.class != k.group {
                continue;
            }
            if mark.status == Status::Unknown {
                mark.status = word.status.unwrap_or(Status::Unknown);
            }
            if mark.age_sex == AgeSex::Unknown && word.class == k.group && word.age_sex == Some(AgeSex::Child)
            {
                mark.age_sex = AgeSex::Child;
            }
        }
    }
    // "A family of four members": of the family, not of a force.
    let in_family = at >= 2 && chunks[at - 1].class == k.of && source.can_be(&chunks[at - 2], k.family);
    if in_family && mark.side.is_none() && mark.status == Status::Combatant {
        mark.status = Status::Unknown;
    }
    let mut end = skip_family(source, chunks, end);
    // "members of the Example Front", "fighters from the army"
    if chunks.get(end).is_some_and(|c| c.class == k.of || c.class == k.near) {
        let mut next = end + 1;
        while chunks.get(next).is_some_and(|c| {
            [k.det, k.direction, k.group_modifier, k.quote].contains(&c.class)
                || c.class == k.word && next < end + 4
        }) {
            next += 1;
        }
        // "Officers of the air-defence forces"
        let force = chunks.get(next..).unwrap_or_default().iter().take(2).position(|c| {
            source.reading(c, k.group).is_some_and(|word| word.status == Some(Status::Combatant))
                && matches!(c.what, What::Plain)
        });
        let armed = |c: &Chunk| c.class == k.air_defence || c.class == k.group_modifier;
        if let Some(force) = force.filter(|force| chunks[next..next + force].iter().all(armed)) {
            end = next + force + 1;
            mark.to = chunks[end - 1].to;
            return (mark, end);
        }
        let body = chunks.get(next).filter(|c| {
            chunks[end].class == k.of
                && (c.class == k.speaker || c.class == k.source || c.class == k.name)
                && head.plural == Some(Plural::Plural)
        });
        if let Some(body) = body {
            mark.to = body.to;
            end = next + 1;
            return (mark, end);
        }
        if let Some(What::Actor(actor, form)) =
            chunks.get(next).filter(|c| c.class == k.actor).map(|c| c.what)
            && form != NameForm::Adjective
        {
            mark.side = Some(actor);
            if is_party(source, actor) && mark.status == Status::Unknown && mark.age_sex == AgeSex::Unknown {
                mark.status = Status::Combatant;
            }
            end = next + 1;
            mark.to = chunks[next].to;
        }
    }
    (mark, end)
}

/// "From the same family", "of one family": whose people they are counts nobody.
fn skip_family(source: &Source<'_>, chunks: &[Chunk], end: usize) -> usize {
    let k = source.known;
    if !chunks.get(end).is_some_and(|chunk| chunk.class == k.of || chunk.class == k.near) {
        return end;
    }
    let family = |chunk: &Chunk| source.can_be(chunk, k.family);
    let describes = |chunk: &Chunk| {
        [k.det, k.number_a, k.number_word, k.group_modifier, k.number].contains(&chunk.class) || family(chunk)
    };
    let mut at = end + 1;
    while at < end + 5 && chunks.get(at).is_some_and(describes) {
        at += 1;
    }
    if at > end + 1 && family(&chunks[at - 1]) { at } else { end }
}

fn is_party(source: &Source<'_>, actor: u32) -> bool {
    matches!(
        source.lexicon.actors[actor as usize].kind.as_str(),
        "armed-group" | "state-forces" | "coalition" | "unnamed" | "political"
    )
}

fn plain(chunks: &[Chunk], at: usize, end: usize, amount: Amount, told: Told) -> (FigureMark, usize) {
    let mark = FigureMark {
        from: chunks[at].from,
        to: chunks[end - 1].to,
        amount,
        status: Status::Unknown,
        age_sex: AgeSex::Unknown,
        occupation: Occupation::Unknown,
        side: None,
        harm: None,
        told,
    };
    (mark, end)
}
