//! Chooses the class of a chunk whose words fit several lexicon entries ("shelling": noun or verb?).

use recount_lexicon::ClassId;
use recount_lexicon::token::TokenKind;

use super::chunk::Source;
use super::{Chunk, What};

/// Chooses a class and moves the entry that has it to the front.
pub fn class(source: &Source<'_>, chunk: &mut Chunk, previous: Option<&Chunk>, next: usize) -> ClassId {
    let known = source.known;
    if let [only] = chunk.words.as_slice() {
        return source.word(*only).class;
    }
    let has = |class: ClassId| chunk.words.iter().any(|word| source.word(*word).class == class);
    // "Killing at least nine": what follows is a number, not a place.
    let number_next = source.form_at(next, known.number_bound);
    let next_is =
        |classes: &[ClassId]| !number_next && classes.iter().any(|class| source.token_can_be(next, *class));
    let after = |classes: &[ClassId]| previous.is_some_and(|chunk| classes.contains(&chunk.class));
    let numbered = after(&[
        known.number,
        known.number_word,
        known.number_scale,
        known.number_vague,
        known.number_zero,
        known.number_after,
    ]);

    let chosen = if has(known.harm_ing) && has(known.harm_noun) {
        if next_is(&[known.of, known.in_]) { known.harm_noun } else { known.harm_ing }
    } else if has(known.harm_ing) {
        known.harm_ing
    } else if has(known.harm_ed) {
        known.harm_ed
    } else if has(known.seize) && !next_is(&[known.by]) {
        // "Seized six herders" takes people; "a town seized by rebels" says who holds it.
        known.seize
    } else if has(known.harm_people) && has(known.harm_noun) {
        // "Nine bodies" counts the dead; "the bodies of two men" has them behind it.
        if next_is(&[known.of]) { known.harm_noun } else { known.harm_people }
    } else if has(known.harm_people) {
        known.harm_people
    } else if has(known.harm_noun) && has(known.harm_count) {
        if numbered || !next_is(&[known.of, known.to]) { known.harm_count } else { known.harm_noun }
    } else if has(known.trigger_noun) && has(known.harm_noun) {
        if next_is(&[known.of]) { known.harm_noun } else { known.trigger_noun }
    } else if has(known.harm_base) && has(known.harm_noun) {
        if after(&[known.name, known.actor, known.to, known.modal, known.people, known.source]) {
            known.harm_base
        } else {
            known.harm_noun
        }
    } else if has(known.trigger_noun) && has(known.trigger_verb) {
        if reads_as_verb(source, chunk, previous, next) { known.trigger_verb } else { known.trigger_noun }
    } else if has(known.group) && has(known.speaker) {
        if numbered { known.group } else { known.person }
    } else if has(known.weapon)
        && has(known.trigger_verb)
        && after(&[known.to, known.modal, known.future, known.not])
    {
        // "Did not shell", "will mortar".
        known.trigger_verb
    } else if has(known.weapon) && has(known.trigger_verb) {
        let told = next_is(&[known.trigger_verb, known.harm_ed, known.harm_ing, known.have, known.be]);
        if !told && reads_as_verb(source, chunk, previous, next) { known.trigger_verb } else { known.weapon }
    } else if has(known.thing) && has(known.trigger_verb) {
        if reads_as_verb(source, chunk, previous, next) { known.trigger_verb } else { known.thing }
    } else if has(known.weapon) && has(known.trigger_noun) {
        known.weapon
    } else {
        first_of(source, chunk)
    };
    let front = chunk.words.iter().position(|word| source.word(*word).class == chosen);
    if let Some(front) = front {
        chunk.words.swap(0, front);
    }
    chosen
}

/// "Jets strikes", "strikes on": a word of attack reads as a verb behind its doer and before what it hits.
fn reads_as_verb(source: &Source<'_>, chunk: &Chunk, previous: Option<&Chunk>, next: usize) -> bool {
    let known = source.known;
    let Some(previous) = previous else { return false };
    let text = source.chunk_text(chunk);
    if text.ends_with("ed") {
        return true;
    }
    // "strikes on the town" names the attack; "strikes the town" tells it.
    let noun_follows =
        [known.of, known.in_, known.by, known.near, known.that, known.rel, known.and, known.after];
    let ends_here = source
        .segmented
        .tokens
        .get(next)
        .is_none_or(|token| matches!(token.kind, TokenKind::Mark | TokenKind::Break));
    let before_object = !ends_here && !noun_follows.iter().any(|class| source.token_can_be(next, *class));
    let doer = [
        known.name,
        known.aircraft,
        known.rel,
        known.modal,
        known.to,
        known.weapon,
        known.pronoun,
        known.people,
        known.person,
        known.not,
    ];
    let ing = text.ends_with("ing");
    if ing {
        let behind = [
            known.comma,
            known.by,
            known.while_,
            known.where_,
            known.and,
            known.after,
            known.be,
            known.aircraft,
        ];
        return behind.contains(&previous.class) && before_object;
    }
    let actor_name =
        matches!(previous.what, What::Actor(_, form) if form != recount_lexicon::NameForm::Adjective);
    (doer.contains(&previous.class) || actor_name) && before_object
}

/// The first class of a fixed order that one of the entries has. The order puts words that carry a number or a harm
/// before words that only frame them.
fn first_of(source: &Source<'_>, chunk: &Chunk) -> ClassId {
    let k = source.known;
    let order = [
        k.number_zero,
        k.number_word,
        k.number_scale,
        k.number_bound,
        k.number_vague,
        k.number_others,
        k.number_another,
        k.number_a,
        k.number_both,
        k.number_after,
        k.toll,
        k.harm_intr,
        k.harm_adj,
        k.harm_base,
        k.harm_count,
        k.harm_noun,
        k.trigger_noun,
        k.aircraft,
        k.weapon,
        k.trigger_verb,
        k.accuse,
        k.blamed_on,
        k.citing,
        k.as_saying,
        k.quoted_by,
        k.carried_by,
        k.according,
        k.report_to,
        k.report_verb,
        k.prevented,
        k.future,
        k.speaker,
        k.family,
        k.group,
        k.when_word,
        k.hedge,
        k.aggregate,
        k.general,
        k.earlier,
        k.discourse,
        k.group_modifier,
        k.thing,
        k.place_type,
        k.direction,
        k.incl,
        k.rise,
        k.leave,
        k.cause,
    ];
    let classes = || chunk.words.iter().map(|word| source.word(*word).class);
    // Readings that only the search for speakers, times or origins asks for leave the word what it is elsewhere.
    let aside = [
        k.origin,
        k.for_,
        k.definite,
        k.contrast,
        k.perceive,
        k.media,
        k.monitor,
        k.audience,
        k.document,
        k.when_hint,
    ];
    let first = order.into_iter().find(|class| classes().any(|c| c == *class));
    let plain = || classes().find(|class| !aside.contains(class));
    first.or_else(plain).or_else(|| classes().next()).unwrap_or(k.word)
}
