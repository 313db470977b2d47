//! Runs the examples of every lexicon entry and pattern, and says all that is wrong at once.

use recount_lexicon::{NameForm, Problem};
use recount_model::{Report, ReportId, Sha256, Text};

use crate::claim::speaker::Row;
use crate::claim::stance;
use crate::engine::Engine;
use crate::mark::{Chunk, What};
use crate::segment::Segmented;

const REMEDY: &str = "mend the example, or the forms; `recount explain --text` shows what fires";

impl Engine {
    /// Every example of every entry and pattern that does not hold.
    pub fn check_lexicon(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (at, word) in self.lexicon().words.iter().enumerate() {
            if word.yes.is_empty() {
                problems.push(problem(
                    &word.file,
                    &word.id,
                    "has no yes example",
                    "add yes = [\"a sentence with the {span} in braces\"]",
                ));
            }
            let fires = |report: &Report, wanted: Option<(usize, usize)>| {
                let (segmented, chunks) = self.lexicon_matches(report);
                word.class == self.known().abbreviation
                    || chunks.iter().any(|chunk| {
                        stands_at(&segmented, chunk, wanted) && chunk.words.contains(&(at as u32))
                    })
            };
            self.check_examples(&word.file, &word.id, &word.yes, &word.no, fires, &mut problems);
        }
        for (at, actor) in self.lexicon().actors.iter().enumerate() {
            let fires = |report: &Report, wanted: Option<(usize, usize)>| match wanted {
                Some(_) => {
                    let (segmented, chunks) = self.lexicon_matches(report);
                    chunks.iter().any(|chunk| {
                        stands_at(&segmented, chunk, wanted)
                            && matches!(chunk.what, What::Actor(actor, _) if actor as usize == at)
                    })
                }
                None => self
                    .trace(report)
                    .claims
                    .iter()
                    .flat_map(|claim| &claim.alleged)
                    .any(|alleged| alleged.actor.as_deref() == Some(actor.id.as_str())),
            };
            let file = format!("shared/actors/{}.toml", actor.id);
            self.check_examples(&file, &actor.id, &actor.yes, &actor.no, fires, &mut problems);
        }
        for (at, source) in self.lexicon().sources.iter().enumerate() {
            let fires = |report: &Report, wanted: Option<(usize, usize)>| {
                let (segmented, chunks) = self.lexicon_matches(report);
                chunks.iter().any(|chunk| {
                    let named = matches!(chunk.what, What::Source(source, form) if source as usize == at && (wanted.is_some() || form == NameForm::Strong));
                    named && stands_at(&segmented, chunk, wanted)
                })
            };
            self.check_examples("shared/sources", &source.id, &source.yes, &source.no, fires, &mut problems);
        }
        let patterns = self.lexicon().patterns.iter();
        for (layer, pattern) in
            patterns.flat_map(|(layer, all)| all.iter().map(move |pattern| (layer, pattern)))
        {
            if pattern.yes.is_empty() {
                problems.push(problem(
                    &pattern.file,
                    &pattern.id,
                    "has no yes example",
                    "add yes = [\"a sentence with the first capture in {braces}\"]",
                ));
            }
            let fires = |report: &Report, wanted: Option<(usize, usize)>| {
                let trace = self.trace(report);
                trace.marks.sentences.iter().any(|sentence| {
                    if layer == stance::LAYER {
                        // What an earlier pattern has bound is no match here.
                        let source = self.source(report, &trace.segmented);
                        let stances = stance::read(&source, sentence);
                        return stances
                            .cues_of(&pattern.id)
                            .any(|cue| stands_at(&trace.segmented, &sentence.chunks[cue], wanted));
                    }
                    // Patterns of speech read a row of their own.
                    let row = (layer == "speech").then(|| self.speech_row(report, &trace, sentence));
                    let classes = row.as_ref().map_or_else(|| sentence.classes(), Row::classes);
                    pattern.find_all(&classes).iter().any(|found| {
                        let Some((start, end)) = wanted else { return true };
                        // The first capture that is no mere verb is the one in braces.
                        let captured = ["victim", "agent", "target", "said", "root", "outer"]
                            .iter()
                            .find_map(|name| pattern.capture(found, name));
                        let Some((from, _)) = captured else { return true };
                        let (from, to) = row.as_ref().map_or((from, from + 1), |row| row.chunks(from));
                        let tokens = &trace.segmented.tokens;
                        let (first, last) = (&sentence.chunks[from], &sentence.chunks[to - 1]);
                        tokens[first.from].start as usize == start && tokens[last.to - 1].end as usize == end
                    })
                })
            };
            self.check_examples(&pattern.file, &pattern.id, &pattern.yes, &pattern.no, fires, &mut problems);
        }
        for message in self.lexicon().publication.check() {
            problems.push(problem("en/publication.toml", "", &message, ""));
        }
        problems.sort();
        problems
    }

    fn check_examples(
        &self,
        file: &str,
        id: &str,
        yes: &[String],
        no: &[String],
        fires: impl Fn(&Report, Option<(usize, usize)>) -> bool,
        problems: &mut Vec<Problem>,
    ) {
        for example in yes {
            let Some((text, span)) = braces(example) else {
                problems.push(problem(
                    file,
                    id,
                    &format!("example has no {{span}}: {example:?}"),
                    "put braces around the words",
                ));
                continue;
            };
            if !fires(&report(&text), Some(span)) {
                problems.push(problem(
                    file,
                    id,
                    &format!("does not match its yes example {example:?}"),
                    REMEDY,
                ));
            }
        }
        for example in no {
            if fires(&report(example), None) {
                problems.push(problem(file, id, &format!("matches its no example {example:?}"), REMEDY));
            }
        }
    }
}

/// Whether a chunk is exactly the span of an example, or any chunk where none is asked for.
fn stands_at(segmented: &Segmented, chunk: &Chunk, wanted: Option<(usize, usize)>) -> bool {
    let tokens = &segmented.tokens;
    wanted.is_none_or(|(start, end)| {
        tokens[chunk.from].start as usize == start && tokens[chunk.to - 1].end as usize == end
    })
}

fn problem(file: &str, id: &str, message: &str, remedy: &str) -> Problem {
    let file_text = recount_lexicon::files::embedded();
    let line = file_text.iter().filter(|f| f.name.starts_with(file)).find_map(|f| {
        recount_lexicon::problem::LexiconText { name: &f.name, text: &f.text }
            .line_of(id)
            .map(|line| (f.name.clone(), line))
    });
    let (file, line) = line.map_or((file.to_owned(), None), |(name, line)| (name, Some(line)));
    Problem { file, line, message: format!("{id} {message}"), remedy: remedy.to_owned() }
}

/// The example without its braces, and the span they held.
fn braces(example: &str) -> Option<(String, (usize, usize))> {
    let start = example.find('{')?;
    let end = example.find('}')?;
    (start < end).then(|| {
        let text = format!("{}{}{}", &example[..start], &example[start + 1..end], &example[end + 1..]);
        (text, (start, end - 1))
    })
}

/// A report that holds one example.
pub fn report(text: &str) -> Report {
    let raw = Sha256::of(text.as_bytes());
    Report {
        id: ReportId::of_report(raw, 0, text),
        external_id: None,
        file: "example".into(),
        ordinal: 0,
        title: None,
        title_span: None,
        publisher: None,
        byline: None,
        published: None,
        days: Vec::new(),
        encoding: None,
        language: None,
        url: None,
        raw_sha256: raw,
        text: Text::new(text),
        notices: Vec::new(),
    }
}
