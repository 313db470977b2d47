//! What a verb of speech lends to what is said: denied, acknowledged, only reported.

use super::Speech;
use crate::claim::Context;
use crate::mark::Chunk;

/// Reads the verbs of speech of a part and lends their polarity and certainty.
pub(super) fn lend(context: &Context<'_>, chunks: &[Chunk], (from, to): (usize, usize), speech: &mut Speech) {
    if speech.chain.is_empty() {
        return;
    }
    let k = context.known();
    for at in from..to {
        let chunk = &chunks[at];
        if chunk.class != k.report_verb {
            continue;
        }
        let Some(verb) = context.source.reading(chunk, k.report_verb) else { continue };
        // "Nobody in the town denies" affirms.
        let negated = chunks[at.saturating_sub(6)..at]
            .iter()
            .any(|chunk| chunk.class == k.not || context.source.can_be(chunk, k.no));
        if let Some(polarity) = verb.polarity
            && !negated
            && speech.polarity.is_none()
            && governs_happening(context, chunks, at)
        {
            speech.polarity = Some(polarity);
            speech.because.push(verb.id.clone());
        }
        speech.certainty = speech.certainty.or(verb.certainty);
    }
}

/// Whether what a verb of denial or admission governs is a happening: "denied bombing the town", not "rejected a truce
/// hours after shelling" and not "admitted nine wounded".
fn governs_happening(context: &Context<'_>, chunks: &[Chunk], verb: usize) -> bool {
    let k = context.known();
    let Some(next) = chunks.get(verb + 1) else { return false };
    if next.class == k.people || next.class == k.number {
        return false;
    }
    for chunk in &chunks[verb + 1..] {
        let happening =
            [k.trigger_noun, k.trigger_verb, k.harm_ed, k.harm_ing, k.harm_base, k.harm_noun, k.harm_intr];
        if happening.contains(&chunk.class) || context.source.can_be(chunk, k.trigger_verb) {
            return true;
        }
        if chunk.class == k.after || chunk.class == k.while_ || chunk.class == k.stop {
            return false;
        }
    }
    false
}
