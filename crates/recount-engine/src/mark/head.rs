//! Finds the noun for people behind a number or an article, past adjectives, names of parties and ages.

use recount_lexicon::Plural;
use recount_lexicon::{ClassId, NameForm, Word};

use super::chunk::Source;
use super::{Chunk, What};

/// The noun for people from `at`, past adjectives, names of parties and ages.
pub(super) fn find_head<'t>(source: &Source<'t>, chunks: &[Chunk], at: usize) -> Option<(&'t Word, usize)> {
    let k = source.known;
    let mut modifiers = 0;
    let mut index = at;
    while let Some(chunk) = chunks.get(index) {
        let next_is_head =
            chunks.get(index + 1).is_some_and(|next| head_word(source, Some(chunk), next).is_some());
        if let Some(word) =
            head_word(source, index.checked_sub(1).and_then(|before| chunks.get(before)), chunk)
        {
            // "civilian drivers", "family members": the last noun is the head.
            let noun_behind = chunks.get(index + 1).is_some_and(|next| {
                let class = next.class;
                (class == k.speaker
                    || class == k.thing
                    || class == k.place_type
                    || class == k.trigger_noun
                    || class == k.weapon)
                    && word.plural != Some(Plural::Plural)
            });
            if noun_behind && !next_is_head {
                return None;
            }
            // "Three Example Forces (EF) fighters": the noun stands behind the short name.
            if let Some(behind) = behind_short_name(source, chunks, index) {
                modifiers += 1;
                index = behind;
                continue;
            }
            let further = next_is_head
                && (source.can_be(chunk, k.group_modifier)
                    || word.plural == Some(Plural::Singular)
                    || word.class == k.family);
            if !further {
                return Some((word, index));
            }
        } else if !(is_modifier(source, chunk) || next_is_head && is_singular_weapon(source, chunk)) {
            return None;
        }
        modifiers += 1;
        if modifiers > 5 {
            return None;
        }
        index += 1;
    }
    None
}

/// The noun behind a party's short name in brackets.
fn behind_short_name(source: &Source<'_>, chunks: &[Chunk], at: usize) -> Option<usize> {
    let k = source.known;
    let [party, open, short, close, noun] = chunks.get(at..at + 5)? else { return None };
    let named = party.class == k.actor && open.class == k.open && close.class == k.close;
    let is_short = [k.actor, k.source, k.name, k.word, k.abbreviation].contains(&short.class);
    (named && is_short && head_word(source, Some(close), noun).is_some()).then_some(at + 4)
}

fn head_word<'t>(source: &Source<'t>, previous: Option<&Chunk>, chunk: &Chunk) -> Option<&'t Word> {
    let k = source.known;
    let usable =
        [k.group, k.person, k.family, k.speaker, k.harm_count, k.harm_people, k.group_modifier, k.toll]
            .contains(&chunk.class)
            || chunk.class == k.actor
                && matches!(chunk.what, What::Actor(_, NameForm::Epithet | NameForm::Member));
    if chunk.class == k.actor && !usable {
        // "62 Example forces": the last word of the party's name says that people are meant.
        let last = source.segmented.numbers.get(chunk.to - 1).copied().unwrap_or(0);
        return source
            .lexicon
            .entry_of_word(last, k.group)
            .filter(|word| word.plural == Some(Plural::Plural) && chunk.to - chunk.from > 1);
    }
    if !usable {
        return None;
    }
    let reading = [k.harm_people, k.group, k.family, k.harm_count]
        .into_iter()
        .find_map(|class| source.reading(chunk, class));
    // "Two suspected insurgents": behind a number, a party's word for its fighters, in more words than the noun.
    let counts = [k.number, k.number_word, k.number_a, k.number_vague, k.number_another, k.number_others];
    let counted = previous.is_some_and(|chunk| counts.contains(&chunk.class));
    let last = source.segmented.numbers.get(chunk.to - 1).copied().unwrap_or(0);
    reading
        .or_else(|| source.lexicon.entry_of_word(last, k.group).filter(|_| counted && chunk.class == k.actor))
}

/// "A drone operator": a weapon in front of the noun says what sort of people they are.
fn is_singular_weapon(source: &Source<'_>, chunk: &Chunk) -> bool {
    chunk.class == source.known.weapon && !source.chunk_text(chunk).ends_with(['s', 'S'])
}

fn is_modifier(source: &Source<'_>, chunk: &Chunk) -> bool {
    let k = source.known;
    let classes: [ClassId; 11] = [
        k.group_modifier,
        k.actor,
        k.source,
        k.direction,
        k.adverb,
        k.name,
        k.place,
        k.title,
        k.hedge,
        k.open,
        k.close,
    ];
    if classes.contains(&chunk.class) || source.can_be(chunk, k.group_modifier) {
        return true;
    }
    // "50-year-old", and any other adjective.
    let text = source.chunk_text(chunk);
    chunk.class == k.word && !text.ends_with("ly")
        || chunk.class == k.number && text.contains("-year")
        || chunk.class == k.thing
}
