//! One report in, mentions and claims out.

use std::sync::Arc;

use recount_lexicon::{Lexicon, NameForm};
use recount_model::{Claim, Mention, MentionKind, Notice, Report, Span};
use recount_places::{Gazetteer, Place};

use crate::claim::{self, Context, PlaceLinks};
use crate::mark::chunk::Source;
use crate::mark::{self, Known, Marks, What};
use crate::reconcile::{self, ReportHead, ReportRow};
use crate::resolve;
use crate::resolve::place::ResolvedPlace;
use crate::resolve::when::Placed;
use crate::segment::{self, Abbreviations, Segmented};

/// Version of the engine, part of every claim's provenance.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The engine with its lexicon and gazetteer; cheap to share between threads.
#[derive(Clone)]
pub struct Engine {
    lexicon: Arc<Lexicon>,
    gazetteer: Arc<Gazetteer>,
    known: Arc<Known>,
    abbreviations: Arc<Abbreviations>,
}

/// What the engine reads in a report.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What its words name, in the order of the text.
    pub mentions: Vec<Mention>,
    /// What it claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// What a person should know.
    pub notices: Vec<Notice>,
}

/// Every intermediate result of one report, for `explain` and tests.
pub struct Trace {
    /// Tokens and sentences.
    pub segmented: Segmented,
    /// Chunks and marks.
    pub marks: Marks,
    /// Links of places.
    pub links: PlaceLinks,
    /// Places on the map.
    pub places: Vec<ResolvedPlace>,
    /// Times on the calendar.
    pub whens: Vec<Placed>,
    /// What each sentence tells, and what was put together.
    pub told: claim::Told,
    /// The claims.
    pub claims: Vec<Claim>,
}

impl Engine {
    /// An engine over a lexicon and a gazetteer.
    pub fn new(lexicon: Arc<Lexicon>, gazetteer: Arc<Gazetteer>) -> Self {
        let known = Arc::new(Known::of(&lexicon));
        let abbreviations = Arc::new(Abbreviations::of(&lexicon));
        Self { lexicon, gazetteer, known, abbreviations }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The gazetteer.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// What reconciling needs of a report besides its claims.
    pub fn report_row(&self, report: &Report) -> ReportRow {
        let publisher = self.lexicon.find_publisher(report.publisher.as_deref(), report.url.as_deref());
        ReportRow {
            head: ReportHead {
                id: report.id.clone(),
                external_id: report.external_id.clone(),
                file: report.file.clone(),
                publisher: report.publisher.clone(),
                publisher_source: publisher.map(|source| source.id.clone()),
                url: report.url.clone(),
                published: report.published.map(|published| published.on),
                title: report.title.clone(),
            },
            shingles: reconcile::sampled_shingles(report.text.as_str()),
            names: reconcile::proper_names(report.text.as_str()),
            agency_credits: self.agency_credits(report),
        }
    }

    /// Agencies credited in "Source:" lines, datelines and brackets at the head of the report.
    fn agency_credits(&self, report: &Report) -> Vec<String> {
        let mut segmented = segment::segment(&report.text, &self.lexicon, &self.abbreviations);
        // Credits stand at the head; the rest need not be marked for them.
        segmented.sentences.truncate(CREDIT_SENTENCES);
        let marks = mark::mark(&report.text, &segmented, &self.lexicon, &self.gazetteer, &self.known);
        let mut out: Vec<String> = Vec::new();
        for (at, sentence) in marks.sentences.iter().enumerate() {
            let credit = sentence.sentence.line == segment::Line::Credit;
            let dash = sentence.chunks.iter().take(10).position(|chunk| chunk.class == self.known.dash);
            for (index, chunk) in sentence.chunks.iter().enumerate() {
                let What::Source(source, _) = chunk.what else { continue };
                let entry = &self.lexicon.sources[source as usize];
                let agency = matches!(entry.kind.as_str(), "news-agency" | "state-media");
                if (credit || at < 3 && dash.is_some_and(|dash| index < dash))
                    && agency
                    && !out.contains(&entry.id)
                {
                    out.push(entry.id.clone());
                }
            }
        }
        out
    }

    /// Classes by name.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Reads a report.
    pub fn read_report(&self, report: &Report) -> Reading {
        let trace = self.trace(report);
        let mentions = self.mentions(report, &trace);
        Reading { mentions, notices: notices(&trace), claims: trace.claims }
    }

    /// Reads a report and keeps every intermediate result.
    pub fn trace(&self, report: &Report) -> Trace {
        let segmented = segment::segment(&report.text, &self.lexicon, &self.abbreviations);
        let marks = mark::mark(&report.text, &segmented, &self.lexicon, &self.gazetteer, &self.known);
        let source = self.source(report, &segmented);
        let links = claim::read_links(&source, &marks);
        let publisher = self.lexicon.find_publisher(report.publisher.as_deref(), report.url.as_deref());
        let country = publisher.and_then(|publisher| publisher.country.as_deref());
        let places = resolve::place::resolve(&source, &self.gazetteer, &marks, &links, country);
        let report_day = report.published.map(|published| published.on);
        let whens = resolve::narrative::place_whens(report_day, &marks.whens);
        let publisher = publisher
            .and_then(|p| self.lexicon.sources.iter().position(|source| source.id == p.id))
            .map(|at| at as u32);
        let context = Context {
            source,
            marks: &marks,
            report,
            publisher,
            links: &links,
            places: &places,
            whens: &whens,
        };
        let (claims, told) = claim::claim(&context);
        Trace { segmented, marks, links, places, whens, told, claims }
    }

    /// What the stages read from.
    pub(crate) fn source<'t>(&'t self, report: &'t Report, segmented: &'t Segmented) -> Source<'t> {
        Source { text: report.text.as_str(), segmented, lexicon: &self.lexicon, known: &self.known }
    }

    /// A sentence as patterns of speech see it.
    pub(crate) fn speech_row(
        &self,
        report: &Report,
        trace: &Trace,
        sentence: &mark::MarkedSentence,
    ) -> claim::speaker::Row {
        claim::speaker::row(&self.source(report, &trace.segmented), &trace.marks, &sentence.chunks)
    }

    /// What the lexicons match in a report, before any grammar puts words together.
    pub fn lexicon_matches(&self, report: &Report) -> (Segmented, Vec<mark::Chunk>) {
        let segmented = segment::segment(&report.text, &self.lexicon, &self.abbreviations);
        let source = self.source(report, &segmented);
        let chunks =
            segmented.sentences.iter().flat_map(|sentence| mark::chunk::chunk(&source, *sentence)).collect();
        (segmented, chunks)
    }

    /// The land that a state's own name stands for.
    fn land(&self, actor: u32, form: NameForm) -> Option<Place<'_>> {
        let actor = self.lexicon.actors.get(actor as usize)?;
        if actor.kind != "state" || form != NameForm::Strong {
            return None;
        }
        let country = actor.countries.first()?;
        self.gazetteer.country(&actor.name, country)
    }

    fn mentions(&self, report: &Report, trace: &Trace) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let tokens = &trace.segmented.tokens;
        let span = |from: usize, to: usize| -> Option<Span> {
            report.text.span(tokens.get(from)?.start as usize, tokens.get(to.checked_sub(1)?)?.end as usize)
        };
        for chunk in trace.marks.sentences.iter().flat_map(|sentence| &sentence.chunks) {
            let word = || chunk.words.first().map(|word| &self.lexicon.words[*word as usize]);
            let k = &self.known;
            let (kind, value, point) = match chunk.what {
                What::When(when) => {
                    let (mark, placed) = (&trace.marks.whens[when as usize], &trace.whens[when as usize]);
                    if let (Some(spans), Some(values)) = (mark.ends, &placed.ends) {
                        // The two ends of a stretch are two mentions.
                        for ((start, end), value) in spans.into_iter().zip(values) {
                            mentions.extend(report.text.span(start as usize, end as usize).map(|span| {
                                Mention {
                                    kind: MentionKind::When,
                                    span,
                                    value: Some(value.clone()),
                                    point: None,
                                    entry: None,
                                }
                            }));
                        }
                        continue;
                    }
                    (MentionKind::When, Some(placed.timex.clone()), None)
                }
                What::Place(place) => {
                    let best = trace.places[place as usize].resolution.best.as_ref();
                    let sure = matches!(
                        trace.places[place as usize].resolution.grade,
                        recount_places::Grade::Resolved | recount_places::Grade::Probable
                    );
                    let best = best.filter(|_| sure);
                    (
                        MentionKind::Place,
                        best.map(|best| best.id.clone()),
                        best.map(|best| (best.lat, best.lon)),
                    )
                }
                What::Actor(actor, form) if chunk.class == k.actor => {
                    // A state's name names its land too; whether it acts or lies there, its claim says.
                    if let Some(land) = self.land(actor, form)
                        && let Some(span) = span(chunk.from, chunk.to)
                    {
                        let (value, point) = (Some(land.id()), Some((land.lat(), land.lon())));
                        mentions.push(Mention { kind: MentionKind::Place, span, value, point, entry: None });
                    }
                    (MentionKind::Actor, Some(self.lexicon.actors[actor as usize].id.clone()), None)
                }
                What::Source(source, _) => {
                    (MentionKind::Source, Some(self.lexicon.sources[source as usize].id.clone()), None)
                }
                What::People(group) => {
                    for (figure, _) in &trace.marks.groups[group as usize].members {
                        let mark = &trace.marks.figures[*figure as usize];
                        let bare = mark.told == mark::figure::Told::Bare;
                        if let Some(span) = span(mark.from, mark.to) {
                            let kind = if bare { MentionKind::Group } else { MentionKind::Figure };
                            let value = mark.amount.low.or(mark.amount.high).map(|number| number.to_string());
                            mentions.push(Mention { kind, span, value, point: None, entry: None });
                        }
                    }
                    continue;
                }
                _ if chunk.class == k.weapon => {
                    (MentionKind::Weapon, word().and_then(|word| word.weapon.clone()), None)
                }
                _ if chunk.class == k.trigger_noun || chunk.class == k.trigger_verb => (
                    MentionKind::Trigger,
                    word().and_then(|word| word.kind).map(|kind| kind.as_str().to_owned()),
                    None,
                ),
                _ => continue,
            };
            if let Some(span) = span(chunk.from, chunk.to) {
                mentions.push(Mention {
                    kind,
                    span,
                    value,
                    point,
                    entry: word().map(|word| word.id.clone()),
                });
            }
        }
        mentions.sort_by_key(|mention| (mention.span, mention.kind));
        mentions
    }
}

/// Sentences at the head of a report in which an agency may be credited.
const CREDIT_SENTENCES: usize = 6;

fn notices(trace: &Trace) -> Vec<Notice> {
    let mut unresolved: Vec<&str> = Vec::new();
    for claim in &trace.claims {
        for place in &claim.places {
            if place.grade == recount_model::Grade::Unresolved && !unresolved.contains(&place.name.as_str()) {
                unresolved.push(&place.name);
            }
        }
    }
    unresolved
        .iter()
        .map(|name| Notice::new("resolve.place-unresolved", format!("no gazetteer place for {name:?}")))
        .collect()
}
