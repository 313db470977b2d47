//! Tells, as a tree of lines, which entries and patterns fired on a report and what came of it.

use std::fmt::Write as _;

use recount_model::{Claim, Report};

use crate::engine::{Engine, Trace};
use crate::mark::{MarkedSentence, What};

impl Engine {
    /// A tree of what fired: sentence by sentence the chunks, then what each sentence tells, then the claims.
    pub fn explain(&self, report: &Report) -> String {
        let trace = self.trace(report);
        let mut out = String::new();
        let title = report.title.as_deref().unwrap_or("(no headline)");
        let _ = writeln!(out, "report {} {title}", report.id);
        for (at, sentence) in trace.marks.sentences.iter().enumerate() {
            self.explain_sentence(report, &trace, at, sentence, &mut out);
        }
        for (claim, happenings) in trace.claims.iter().zip(&trace.told.claims) {
            explain_claim(report, claim, happenings, &mut out);
        }
        out
    }

    fn words(&self, report: &Report, trace: &Trace, from: usize, to: usize) -> String {
        let tokens = &trace.segmented.tokens;
        let bounds = tokens.get(from).zip(to.checked_sub(1).and_then(|last| tokens.get(last)));
        let text = bounds
            .and_then(|(first, last)| report.text.as_str().get(first.start as usize..last.end as usize));
        text.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn explain_sentence(
        &self,
        report: &Report,
        trace: &Trace,
        at: usize,
        sentence: &MarkedSentence,
        out: &mut String,
    ) {
        let words = self.words(report, trace, sentence.sentence.from, sentence.sentence.to);
        let _ = writeln!(out, "├─ sentence {} ({:?}) {words}", at + 1, sentence.sentence.line);
        for chunk in &sentence.chunks {
            let class = self.lexicon().classes.name(chunk.class);
            let plain = chunk.words.is_empty() && chunk.what == What::Plain;
            if plain {
                continue;
            }
            let entries: Vec<&str> =
                chunk.words.iter().map(|word| self.lexicon().words[*word as usize].id.as_str()).collect();
            let what = match chunk.what {
                What::Plain => String::new(),
                What::Actor(actor, form) => {
                    format!(" = {} ({form:?})", self.lexicon().actors[actor as usize].id)
                }
                What::Source(source, form) => {
                    format!(" = {} ({form:?})", self.lexicon().sources[source as usize].id)
                }
                What::When(when) => format!(" = {}", trace.whens[when as usize].timex),
                What::Place(place) => {
                    let resolution = &trace.places[place as usize].resolution;
                    let best = resolution.best.as_ref().map_or("nothing", |best| best.name.as_str());
                    format!(" = {best} ({:?})", resolution.grade)
                }
                What::People(group) => {
                    let group = &trace.marks.groups[group as usize];
                    let amounts = group.members.iter().map(|(figure, whole)| {
                        let mark = &trace.marks.figures[*figure as usize];
                        let part = whole.map_or(String::new(), |whole| format!(" part of {whole}"));
                        format!("{:?}..{:?} {:?}{part}", mark.amount.low, mark.amount.high, mark.told)
                    });
                    format!(" = {}", amounts.collect::<Vec<_>>().join("; "))
                }
            };
            let _ = writeln!(
                out,
                "│  ├─ {class}: {:?}{what} [{}]",
                self.words(report, trace, chunk.from, chunk.to),
                entries.join(", ")
            );
        }
        let statements = trace.told.spoken.get(at).into_iter().flat_map(|spoken| spoken.statements());
        for speech in statements.filter(|speech| !speech.chain.is_empty()) {
            let chain: Vec<String> = speech
                .chain
                .iter()
                .map(|named| format!("{:?}", self.words(report, trace, named.from, named.to)))
                .collect();
            let _ = writeln!(
                out,
                "│  ├─ said by {} [{}]",
                chain.join(", who has it from "),
                speech.because.join(", ")
            );
        }
        for happening in trace.told.happenings.iter().filter(|happening| happening.sentence == at) {
            let _ = writeln!(
                out,
                "│  └─ tells {} ({:?}, {:?}): {}",
                happening.kind.as_str(),
                happening.kind_basis,
                happening.triggered,
                happening.because.join(", ")
            );
        }
    }
}

fn explain_claim(report: &Report, claim: &Claim, happenings: &[usize], out: &mut String) {
    let _ = writeln!(
        out,
        "└─ claim {} incident {} {} {} {} {}",
        claim.anchor.claim_id(),
        claim.incident,
        claim.kind.as_str(),
        claim.role.as_str(),
        claim.polarity.as_str(),
        claim.certainty.as_str()
    );
    let _ = writeln!(
        out,
        "   ├─ quote {:?} (put together from {} happenings)",
        report.text.cut(claim.evidence.quote),
        happenings.len()
    );
    for figure in &claim.figures {
        let _ = writeln!(
            out,
            "   ├─ {} {:?}..{:?} {} {:?} by {}",
            figure.harm.as_str(),
            figure.amount.low,
            figure.amount.high,
            figure.who().as_str(),
            report.text.cut(figure.span),
            figure.because
        );
    }
    for place in &claim.places {
        let _ = writeln!(
            out,
            "   ├─ place {} = {} ({})",
            place.name,
            place.gazetteer_name.as_deref().unwrap_or("nothing"),
            place.grade.as_str()
        );
    }
    if let Some(when) = &claim.when {
        let day = |day: Option<jiff::civil::Date>| day.map_or("?".to_owned(), |day| day.to_string());
        let _ = writeln!(
            out,
            "   ├─ when {} to {} ({})",
            day(when.earliest),
            day(when.latest),
            when.precision.as_str()
        );
    }
    for alleged in &claim.alleged {
        let _ = writeln!(
            out,
            "   ├─ alleged {:?} = {}",
            report.text.cut(alleged.span),
            alleged.actor.as_deref().unwrap_or("nobody known")
        );
    }
    for speaker in &claim.attribution.chain {
        let _ = writeln!(
            out,
            "   ├─ said by {:?} = {}",
            report.text.cut(speaker.span),
            speaker.source.as_deref().unwrap_or("nobody known")
        );
    }
    let _ = writeln!(out, "   └─ because {}", claim.provenance.because.join(", "));
}
