//! Carries the speaker from sentence to sentence: "he added", "the source said", quotations that go on.

use super::row::Row;
use super::voice::{Voice, VoiceKind};
use crate::claim::Context;
use crate::claim::happening::Named;
use crate::mark::MarkedSentence;
use crate::segment::Line;

/// Who spoke last, and who may be meant by "he".
#[derive(Clone, Debug, Default)]
pub struct Floor {
    /// The chain that spoke last.
    pub(super) last: Vec<Named>,
    /// Somebody named since then as the subject of a sentence without speech.
    pub(super) subject: Option<Named>,
    /// An agency that the dateline right before credits.
    pub(super) dateline: Option<Named>,
    in_quote: bool,
    paragraph: u32,
}

impl Floor {
    /// Whom a pronoun stands for, if anybody was named.
    pub(super) fn of_pronoun(&self) -> Vec<Named> {
        match &self.subject {
            Some(subject) => vec![subject.clone()],
            None => self.last.clone(),
        }
    }

    /// The chain that "the source", "the agency" points back to.
    pub(super) fn of_definite(&self, context: &Context<'_>, voice: &Voice) -> Option<Vec<Named>> {
        if !voice.is_definite || self.last.is_empty() {
            return None;
        }
        let words = |named: &Named| {
            (named.from..named.to).map(|at| stem(context.source.token(at))).collect::<Vec<String>>()
        };
        let own = words(&voice.named);
        let head = own.last()?;
        if let Some(at) = self.last.iter().rposition(|link| words(link).contains(head)) {
            return Some(self.last[..=at].to_vec());
        }
        // "The observatory" is no website: a monitor points back to a monitor, media to media.
        let monitors = context.source.token_can_be(voice.named.to - 1, context.known().monitor);
        let medium = self.last.iter().rposition(|link| {
            let kind =
                link.source.map(|source| context.source.lexicon.sources[source as usize].kind.as_str());
            kind.is_some_and(|kind| !monitors || kind == "monitor")
        });
        match voice.kind {
            VoiceKind::Outlet => medium.map(|at| self.last[..=at].to_vec()),
            VoiceKind::Document => Some(self.last.clone()),
            _ => None,
        }
    }

    /// Runs the floor on behind a sentence; a running quotation lends its speaker.
    pub(super) fn advance(
        &mut self,
        context: &Context<'_>,
        sentence: &MarkedSentence,
        row: &Row,
        chain: &mut Vec<Named>,
    ) -> bool {
        let k = context.known();
        if sentence.sentence.line == Line::Heading {
            *self = Self::default();
            return false;
        }
        let (mut opens, mut closes, mut straight) = (0, 0, 0);
        for chunk in sentence.chunks.iter().filter(|chunk| chunk.class == k.quote) {
            match context.source.chunk_text(chunk) {
                "“" | "«" | "„" => opens += 1,
                "”" | "»" => closes += 1,
                "\"" => straight += 1,
                _ => {}
            }
        }
        let starts_quoted = sentence.chunks.first().is_some_and(|chunk| chunk.class == k.quote);
        // Straight marks look alike: an odd one opens what was closed, and closes what was open unless it stands in front.
        if straight % 2 == 1 {
            if self.in_quote && !starts_quoted { closes += 1 } else { opens += 1 }
        }
        let spoken = !chain.is_empty();
        let near = sentence.sentence.paragraph <= self.paragraph + 1;
        let goes_on = !spoken && !self.last.is_empty() && (self.in_quote || starts_quoted && near);
        if goes_on {
            chain.clone_from(&self.last);
        }
        if chain.is_empty() {
            self.subject = subject(row);
        } else {
            self.last.clone_from(chain);
            self.paragraph = sentence.sentence.paragraph;
            self.subject = None;
        }
        if opens > closes {
            self.in_quote = true;
        } else if closes > opens || spoken && opens == closes && !starts_quoted {
            self.in_quote = false;
        }
        goes_on
    }
}

/// Somebody who opens a sentence without speech: "The general held a news conference."
fn subject(row: &Row) -> Option<Named> {
    let first = row.cells.iter().take(2).find_map(|cell| cell.voice)?;
    let voice = &row.voices[first];
    let speaks = matches!(voice.kind, VoiceKind::Speaker | VoiceKind::Outlet);
    (speaks && !voice.is_owned).then(|| voice.named.clone())
}

fn stem(word: &str) -> String {
    let folded = word.to_lowercase();
    folded.strip_suffix('s').map_or(folded.clone(), str::to_owned)
}
