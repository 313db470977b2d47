//! The row that patterns of layer `speech` read: a sentence with every speaker phrase as one item, and without the
//! small words that stand between a speaker and the verb.

use recount_lexicon::ClassId;

use super::voice::{self, View, Voice, VoiceKind};
use crate::mark::{Chunk, What};

/// One place of the row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub class: ClassId,
    /// First chunk, and first chunk after it.
    pub from: usize,
    pub to: usize,
    /// Index of the voice that stands here.
    pub voice: Option<usize>,
}

/// A sentence as patterns of speech see it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) voices: Vec<Voice>,
}

impl Row {
    /// Reads the row of a sentence.
    pub(super) fn of(view: View<'_>, chunks: &[Chunk]) -> Self {
        let k = view.source.known;
        let voices = voice::find(view, chunks);
        let mut cells: Vec<Cell> = Vec::with_capacity(chunks.len());
        let mut coming = 0;
        let mut at = 0;
        while let Some(chunk) = chunks.get(at) {
            if let Some(voice) = voices.get(coming).filter(|voice| voice.from == at) {
                let class = match voice.kind {
                    VoiceKind::Speaker => k.voice,
                    VoiceKind::Outlet => k.outlet,
                    VoiceKind::Name => k.voice_name,
                    VoiceKind::Someone => k.someone,
                    VoiceKind::Document => k.document,
                };
                // "In a statement", "on its website": how it was said, not who said it.
                let means =
                    voice.kind == VoiceKind::Document && cells.last().is_some_and(|c| c.class == k.in_);
                if let Some(cell) = cells.last_mut().filter(|_| means) {
                    (cell.class, cell.to) = (k.means, voice.to);
                } else {
                    cells.push(Cell { class, from: at, to: voice.to, voice: Some(coming) });
                }
                at = voice.to;
                coming += 1;
                continue;
            }
            let speaker = [k.voice, k.outlet, k.voice_name, k.pronoun];
            let spoken = cells.last().is_some_and(|cell| speaker.contains(&cell.class));
            // "The alleged strike": a hedge; "the army alleged": a verb of speech.
            let hedges = chunk.class == k.report_verb && view.source.can_be(chunk, k.hedge) && !spoken;
            let time = matches!(chunk.what, What::When(_));
            let passing = hedges || time || [k.adverb, k.have, k.hedge, k.when].contains(&chunk.class);
            if chunk.class == k.when
                && let Some(last) = cells.last()
                && (last.class == k.in_ || last.class == k.near)
            {
                cells.pop();
            }
            // "On Telegram" is a means too.
            let platform = chunk.class == k.medium && cells.last().is_some_and(|cell| cell.class == k.in_);
            if let Some(cell) = cells.last_mut().filter(|_| platform) {
                (cell.class, cell.to) = (k.means, at + 1);
            } else if chunk.class == k.comma && cells.last().is_some_and(|cell| cell.class == k.comma) {
                // Nothing is left between the commas.
                cells.pop();
            } else if !passing {
                cells.push(Cell { class: class(view, chunk), from: at, to: at + 1, voice: None });
            }
            at += 1;
        }
        Self { cells, voices }
    }

    /// The class string.
    pub(crate) fn classes(&self) -> Vec<u8> {
        self.cells.iter().map(|cell| cell.class.0).collect()
    }

    /// Chunks of a cell.
    pub(crate) fn chunks(&self, cell: usize) -> (usize, usize) {
        self.cells.get(cell).map_or((0, 0), |cell| (cell.from, cell.to))
    }

    /// The voice of a cell.
    pub(super) fn voice(&self, cell: usize) -> Option<&Voice> {
        self.cells.get(cell)?.voice.map(|voice| &self.voices[voice])
    }
}

fn class(view: View<'_>, chunk: &Chunk) -> ClassId {
    let k = view.source.known;
    if chunk.class == k.report_verb && view.source.can_be(chunk, k.perceive) {
        k.perceive
    } else if chunk.class == k.det && view.source.can_be(chunk, k.that) {
        k.that
    } else {
        chunk.class
    }
}
