//! What stands around a number or a name decides whether it counts people: a name where victims stand, an age, "both".

use super::Chunk;
use super::chunk::Source;
use super::figure::{FigureMark, Told};
use recount_model::{Amount, Bound, Status};

/// Whether a name stands where a victim does: before "was killed", behind "killing", behind "the death of".
pub(super) fn is_named_victim(source: &Source<'_>, chunks: &[Chunk], from: usize, end: usize) -> bool {
    let k = source.known;
    let mut back = from;
    while back > 0
        && [k.det, k.title, k.group_modifier, k.adverb, k.actor, k.source, k.direction]
            .contains(&chunks[back - 1].class)
    {
        back -= 1;
    }
    if back > 0 {
        let before = &chunks[back - 1];
        let active = before.class == k.harm_ing || before.class == k.harm_base;
        let past = before.class == k.harm_ed
            && back > 1
            && ![k.be, k.comma, k.det, k.people].contains(&chunks[back - 2].class);
        let nominal = before.class == k.of && back > 1 && chunks[back - 2].class == k.harm_noun;
        if active || past || nominal {
            return true;
        }
        // "Boys who were herding goats near Odd Hollow were killed": the name is a place's.
        if [k.near, k.in_, k.of, k.after, k.by, k.to, k.place].contains(&before.class) {
            return false;
        }
    }
    let mut ahead = end;
    let stops = [
        k.stop,
        k.semicolon,
        k.quote,
        k.report_verb,
        k.report_to,
        k.trigger_verb,
        k.have,
        k.people,
        k.group,
        k.modal,
        k.colon,
        k.dash,
    ];
    while ahead < chunks.len() && ahead < end + 14 {
        let class = chunks[ahead].class;
        if class == k.harm_intr {
            return true;
        }
        if class == k.be {
            let next =
                chunks[ahead + 1..].iter().find(|chunk| chunk.class != k.adverb && chunk.class != k.hedge);
            return next.is_some_and(|chunk| chunk.class == k.harm_ed);
        }
        if stops.contains(&class) {
            return false;
        }
        ahead += 1;
    }
    false
}

/// "Resulted in injuries", "left casualties": people were hurt, and nobody says how many.
pub(super) fn is_result(source: &Source<'_>, chunks: &[Chunk], at: usize, head: usize) -> bool {
    let k = source.known;
    let Some(before) = at.checked_sub(1) else { return false };
    let said = |chunk: &Chunk| [k.cause, k.leave, k.harm_ing].contains(&chunk.class);
    let negated = before
        .checked_sub(1)
        .is_some_and(|before| chunks[before].class == k.not || source.can_be(&chunks[before], k.no));
    // "Injuries to two shopkeepers" counts them; "injuries of varying degrees" does not.
    let harms = [k.and, k.or, k.det, k.harm_count, k.harm_noun];
    let behind = chunks[head + 1..].iter().find(|chunk| !harms.contains(&chunk.class));
    let counted = behind.is_some_and(|chunk| chunk.class == k.to || chunk.class == k.of);
    said(&chunks[before]) && !negated && !counted
}

/// "Her grandson, 12, was killed": a number between commas behind one person is an age.
pub(super) fn is_age(source: &Source<'_>, chunks: &[Chunk], at: usize, end: usize) -> bool {
    let k = source.known;
    let behind = chunks.get(end).is_some_and(|chunk| [k.comma, k.close, k.and].contains(&chunk.class));
    let opened = at > 1 && [k.comma, k.open].contains(&chunks[at - 1].class);
    let person = |chunk: &Chunk| {
        let noun = source.reading(chunk, k.group).or_else(|| source.reading(chunk, k.person));
        chunk.class == k.name
            || noun.is_some_and(|word| word.plural == Some(recount_lexicon::Plural::Singular))
    };
    behind && opened && chunks[at].class == k.number && person(&chunks[at - 2])
}

/// "Both were killed", "killing both.": two people told before. "Both civilians and soldiers" counts nobody.
pub(super) fn stands_for_two(source: &Source<'_>, chunks: &[Chunk], at: usize) -> Option<bool> {
    let k = source.known;
    let chunk = &chunks[at];
    if !(source.can_be(chunk, k.number_both) && source.can_be(chunk, k.adverb)) {
        return None;
    }
    let opens = at == 0
        || [k.comma, k.harm_ing, k.harm_ed, k.harm_base, k.that, k.quote].contains(&chunks[at - 1].class);
    let ends = chunks.get(at + 1).is_none_or(|next| [k.be, k.have, k.stop, k.comma].contains(&next.class));
    Some(opens && ends)
}

/// "Nine people at least were killed": the bound stands behind the noun.
pub(super) fn bound_behind(
    source: &Source<'_>,
    chunks: &[Chunk],
    mark: &mut FigureMark,
    end: usize,
) -> usize {
    let k = source.known;
    let bound =
        chunks.get(end).and_then(|chunk| source.reading(chunk, k.number_after)).and_then(|word| word.bound);
    let counts_on = chunks
        .get(end + 1)
        .is_some_and(|next| [k.number, k.number_word, k.number_vague, k.number_a].contains(&next.class));
    if mark.amount.bound != Bound::Exact
        || bound != Some(Bound::AtLeast)
        || counts_on
        || mark.amount.is_zero()
    {
        return end;
    }
    mark.amount = Amount { high: None, bound: Bound::AtLeast, ..mark.amount };
    mark.to = chunks[end].to;
    end + 1
}

/// "Two dozen civilians were killed and nine wounded": a number alone in the same list of harms counts the same people.
pub(super) fn goes_on_counting(source: &Source<'_>, chunks: &[Chunk], at: usize, end: usize) -> bool {
    let k = source.known;
    let harmed = |chunk: &Chunk| [k.harm_ed, k.harm_adj].contains(&chunk.class);
    let harms = |chunk: &Chunk| [k.harm_ed, k.harm_ing, k.harm_base].contains(&chunk.class);
    let linked = |at: Option<usize>| {
        at.and_then(|at| chunks.get(at)).is_some_and(|chunk| [k.and, k.comma].contains(&chunk.class))
    };
    let passive = linked(at.checked_sub(1)) && chunks.get(end).is_some_and(harmed);
    let active = at > 0 && harms(&chunks[at - 1]) && linked(at.checked_sub(2));
    let ends = chunks.get(end).is_none_or(|chunk| chunk.class != k.of);
    passive || active && ends
}

/// What "others" and a number alone take over from people told before: "one soldier was killed and others wounded".
pub(super) fn side_of_one(mark: &mut FigureMark, one: &FigureMark) {
    let described = matches!(one.told, Told::OneOf | Told::Counted);
    if described && one.status == Status::Combatant {
        mark.status = one.status;
        mark.side = one.side;
    }
}
