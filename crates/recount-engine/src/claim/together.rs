//! Doers that act side by side: "X and its allies", "X (XYZ), Y and Z".
//!
//! A pattern names one of them, the one beside the verb or behind "by"; those joined to it by "and" or a comma did it too.

use recount_lexicon::NameForm;

use super::Context;
use crate::mark::{Chunk, MarkedSentence, What};

/// Words that may stand between "and" and a doer: "and the allied local militias".
const LONGEST_DESCRIPTION: usize = 5;

/// Doers of one list; a longer one is no list.
const MOST: usize = 5;

/// The chunks of the doers joined to the one at a chunk, in the order of the text, without itself.
pub(super) fn joined(
    context: &Context<'_>,
    sentence: &MarkedSentence,
    classes: &[u8],
    doer: usize,
    is_doer: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let list = List { context, chunks: &sentence.chunks, classes };
    let mut out = Vec::new();
    let mut first = doer;
    while out.len() < MOST
        && let Some(before) = list.before(first).filter(|at| is_doer(*at))
    {
        out.insert(0, before);
        first = before;
    }
    let mut last = doer;
    while out.len() < MOST
        && let Some(behind) = list.behind(last).filter(|at| is_doer(*at))
    {
        out.push(behind);
        last = behind;
    }
    out
}

struct List<'l> {
    context: &'l Context<'l>,
    chunks: &'l [Chunk],
    classes: &'l [u8],
}

impl List<'_> {
    fn is(&self, at: usize, class: recount_lexicon::ClassId) -> bool {
        self.classes.get(at) == Some(&class.0)
    }

    fn may_act(&self, at: usize) -> bool {
        let k = self.context.known();
        self.is(at, k.actor) || self.is(at, k.people) || matches!(self.chunks[at].what, What::Actor(..))
    }

    /// Describes a doer in front of it.
    fn describes(&self, at: usize) -> bool {
        let k = self.context.known();
        [k.det, k.hedge, k.group_modifier, k.adverb, k.direction, k.title]
            .iter()
            .any(|class| self.is(at, *class))
            || self.is(at, k.word) && !self.names_party(at)
    }

    /// A name that stands by itself; "Alandic" in "the allied Alandic militias" only describes.
    fn names_party(&self, at: usize) -> bool {
        let next_acts = self.chunks.get(at + 1).is_some_and(|_| self.may_act(at + 1));
        match self.chunks[at].what {
            What::Actor(_, NameForm::Adjective) => !next_acts,
            What::Actor(..) => true,
            _ => false,
        }
    }

    /// "X and Y" read from Y: the chunk of X, where nothing says that X was acted on.
    fn before(&self, at: usize) -> Option<usize> {
        let k = self.context.known();
        let described =
            (0..at).rev().take(LONGEST_DESCRIPTION).take_while(|back| self.describes(*back)).count();
        let joint = at.checked_sub(described + 1)?;
        if !self.is(joint, k.and) && !self.is(joint, k.comma) {
            return None;
        }
        // "X, and Y" opens a clause of its own; "W, X, and Y" is a list.
        let serial = self.is(joint, k.and) && joint > 0 && self.is(joint - 1, k.comma);
        let other = self.without_brackets(if serial { joint - 1 } else { joint })?;
        let described =
            (0..other).rev().take(LONGEST_DESCRIPTION).take_while(|back| self.describes(*back)).count();
        let lead = (other - described).checked_sub(1);
        // A comma alone joins only what "and" goes on with: "X, Y and Z".
        let is_list = match serial {
            true => lead.is_some_and(|lead| self.is(lead, k.comma)),
            false => self.is(joint, k.and) || self.leads_list(at),
        };
        let opens = lead.is_none_or(|lead| self.opens_subject(lead));
        (self.may_act(other) && opens && is_list).then_some(other)
    }

    /// Whether a doer is followed by ", Y and Z" or "and Z".
    fn leads_list(&self, at: usize) -> bool {
        self.behind(at).is_some()
    }

    /// What may stand in front of the first doer of a list; anything else could be done to it.
    fn opens_subject(&self, at: usize) -> bool {
        let k = self.context.known();
        let opening = [
            k.comma,
            k.and,
            k.by,
            k.that,
            k.report_verb,
            k.colon,
            k.dash,
            k.quote,
            k.when,
            k.close,
            k.while_,
            k.where_,
            k.stop,
        ];
        opening.iter().any(|class| self.is(at, *class))
            || self.is(at, k.in_)
                && matches!(self.chunks.get(at + 1).map(|next| &next.what), Some(What::Actor(..)))
    }

    /// The chunk before an end, or before "(ABC)" and the same name told again.
    fn without_brackets(&self, end: usize) -> Option<usize> {
        let k = self.context.known();
        let last = end.checked_sub(1)?;
        if !self.is(last, k.close) {
            return Some(last);
        }
        let open = (last.saturating_sub(LONGEST_DESCRIPTION)..last).rev().find(|at| self.is(*at, k.open))?;
        open.checked_sub(1)
    }

    /// "X and Y" read from X: the chunk of Y, where no verb of its own follows.
    fn behind(&self, at: usize) -> Option<usize> {
        let k = self.context.known();
        let mut next = at + 1;
        if self.is(next, k.open) {
            next =
                (next..self.chunks.len()).take(LONGEST_DESCRIPTION + 1).find(|at| self.is(*at, k.close))? + 1;
        }
        let comma = self.is(next, k.comma);
        if comma {
            next += 1;
        }
        let and = self.is(next, k.and);
        if and {
            next += 1;
        }
        if !comma && !and {
            return None;
        }
        let described =
            (next..self.chunks.len()).take(LONGEST_DESCRIPTION).take_while(|at| self.describes(*at)).count();
        let other = next + described;
        if !self.chunks.get(other).is_some_and(|_| self.may_act(other)) {
            return None;
        }
        let acts = [
            k.trigger_verb,
            k.harm_ed,
            k.harm_base,
            k.have,
            k.be,
            k.report_verb,
            k.report_to,
            k.accuse,
            k.possessive,
        ];
        let starts_clause = acts.iter().any(|class| self.is(other + 1, *class));
        let is_list = match (comma, and) {
            (true, true) => at.checked_sub(1).is_some_and(|before| self.is(before, k.comma)),
            (_, true) => true,
            _ => self.behind(other).is_some(),
        };
        (!starts_clause && is_list).then_some(other)
    }
}
