//! Makes claims of drafts: spans, figures with their parts, roles, anchors.

use hashbrown::HashMap;
use recount_model::{
    Alleged, Attribution, Certainty, Claim, ClaimAnchor, Evidence, Figure, Generic, Harm, Kind, Place,
    Polarity, Provenance, RawRange, Role, Span, Speaker, Target, Telling, Weapon, When, WhenPrecision,
};

use super::happening::{Age, DraftFigure, Happening, KindBasis, Named, Opening, Reference, Total, Triggered};
use super::merge::Draft;
use super::{Context, scene, when};
use crate::mark::figure::Told;
use crate::segment::Line;

/// Makes the claims of a report.
pub fn assemble(context: &Context<'_>, happenings: &[Happening], drafts: &[Draft]) -> Vec<Claim> {
    let news_time = news_time(context, happenings, drafts);
    let mut ordinals: HashMap<(Span, Kind), u32> = HashMap::new();
    let mut claims = Vec::new();
    let settings = when::settings(context);
    let only_day = when::only_day(context, &settings);
    let mut last_when: Option<When> = None;
    let mut last_places: Vec<Place> = Vec::new();
    for draft in drafts {
        let Some(mut claim) = one(context, happenings, drafts, draft) else { continue };
        // A total over several happenings has the time it names and no other.
        if claim.when.is_none() && claim.role == Role::News && claim.telling == Telling::Single {
            let setting = settings[happenings[draft.lead].sentence];
            // Another version of the same happening tells its day, the statement's day only bounds it, and the day that
            // set the scene holds until another is told.
            let versions = drafts.iter().filter(|other| other.incident == draft.incident);
            let other_version = versions
                .filter_map(|other| when::of_told(context, &told(happenings, other)))
                .find(|when| context.whens[*when as usize].when.earliest.is_some());
            let stated = when::of_statement(context, &told(happenings, draft));
            // A denial may come long after what it denies: its own day bounds nothing.
            let denied = claim.polarity == Polarity::Denied;
            let at = happenings[draft.lead].sentence;
            let only_day = only_day
                .filter(|day| !denied || stated != Some(*day))
                .filter(|_| !when::begins_scene(context, &settings, at));
            let own_day = stated;
            let setting = setting.filter(|day| !denied || stated != Some(*day));
            let stated = stated.filter(|_| !denied);
            let told_next =
                || when::told_next(context, happenings, &happenings[draft.lead], stated).filter(|_| !denied);
            claim.when = other_version
                .or_else(|| stated.and_then(|_| told_next()))
                .or(stated)
                .or(setting)
                .or_else(|| told_next().filter(|_| draft.incident == 0))
                .map(|when| claim_when(context, when))
                .or_else(|| last_when.clone())
                .or_else(|| news_time.clone().filter(|news| !denied || !is_own_day(context, own_day, news)))
                .or_else(|| only_day.map(|when| claim_when(context, when)));
        }
        claim.role = role(context, happenings, draft, &claim, news_time.as_ref());
        if claim.places.is_empty() && claim.role == Role::News && claim.telling == Telling::Single {
            // Another version of it tells its place; what goes on without one goes on where it was.
            let mut versions = drafts.iter().filter(|other| other.incident == draft.incident);
            claim.places = versions
                .find_map(|other| {
                    let places = scene::of_claim(context, happenings, &told(happenings, other));
                    Some(places).filter(|places| !places.is_empty())
                })
                .unwrap_or_else(|| last_places.clone());
            if claim.places.is_empty() {
                claim.places = scene::before(context, &happenings[draft.lead]);
            }
        }
        // A country named in passing does not move what follows away from the town it was about.
        let is_wider = scene::are_countries(&claim.places) && !last_places.is_empty();
        if claim.role == Role::News && !claim.places.is_empty() && !is_wider {
            last_places.clone_from(&claim.places);
        }
        if claim.role == Role::News && claim.when.is_some() {
            last_when.clone_from(&claim.when);
        }
        if claim.alleged.is_empty()
            && claim.polarity == Polarity::Affirmed
            && happenings[draft.lead].reference == Reference::Back
            && happenings[draft.lead]
                .when
                .is_none_or(|when| context.whens[when as usize].when.earliest.is_some())
        {
            // "Two were killed in the strike": whose strike it was is told by the version it points back to.
            let told = claims.iter().find(|other: &&Claim| {
                other.incident == claim.incident
                    && other.kind == claim.kind
                    && !other.alleged.is_empty()
                    && !are_apart(other.when.as_ref(), claim.when.as_ref())
            });
            claim.alleged = told.map(|other| other.alleged.clone()).unwrap_or_default();
        }
        let ordinal = ordinals.entry((claim.evidence.quote, claim.kind)).or_insert(0);
        claim.anchor.ordinal = *ordinal;
        *ordinal += 1;
        claims.push(claim);
    }
    claims
}

/// Whether two times cannot be one: "a week after the raid" is not the raid.
fn are_apart(a: Option<&When>, b: Option<&When>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let before = |first: &When, second: &When| matches!((first.latest, second.earliest), (Some(end), Some(start)) if end < start);
    before(a, b) || before(b, a)
}

/// Whether a day is the one on which a statement was made.
fn is_own_day(context: &Context<'_>, stated: Option<u32>, day: &When) -> bool {
    stated.is_some_and(|stated| context.whens[stated as usize].when.earliest == day.earliest)
}

pub(super) fn span(context: &Context<'_>, from: usize, to: usize) -> Option<Span> {
    let tokens = &context.source.segmented.tokens;
    let (first, last) = (tokens.get(from)?, tokens.get(to.checked_sub(1)?)?);
    context.report.text.span(first.start as usize, last.end as usize)
}

fn sentence_span(context: &Context<'_>, sentence: usize) -> Option<Span> {
    let sentence = &context.marks.sentences.get(sentence)?.sentence;
    span(context, sentence.from, sentence.to)
}

/// What a draft was put together from, the lead first, so that its words win where sentences differ.
fn told<'h>(all: &'h [Happening], draft: &Draft) -> Vec<&'h Happening> {
    let lead = &all[draft.lead];
    let others = draft.happenings.iter().map(|at| &all[*at]).filter(|h| h.sentence != lead.sentence);
    std::iter::once(lead).chain(others).collect()
}

fn one(context: &Context<'_>, all: &[Happening], drafts: &[Draft], draft: &Draft) -> Option<Claim> {
    let lead = &all[draft.lead];
    let ordered = told(all, draft);
    let told: Vec<&Happening> = draft.happenings.iter().map(|at| &all[*at]).collect();
    let quote = sentence_span(context, lead.sentence)?;
    let mut also: Vec<Span> = told
        .iter()
        .filter(|h| h.sentence != lead.sentence)
        .filter_map(|h| sentence_span(context, h.sentence))
        .collect();
    also.sort_unstable();
    also.dedup();
    let kind = kind_of_incident(&ordered, all, drafts, draft);
    let figures = figures(context, &draft.figures);
    let places = scene::of_claim(context, all, &ordered);
    let raw = context
        .report
        .text
        .offset_map()
        .raw_range(quote)
        .unwrap_or(RawRange { start: quote.start() as u64, end: quote.end() as u64 });
    let attribution = Attribution { chain: speakers(context, &ordered) };
    let alleged = alleged(context, &ordered);
    let polarity = polarity(context, lead, &attribution, &alleged);
    let mut because: Vec<String> = Vec::new();
    for id in told.iter().flat_map(|h| h.because.iter()) {
        if !because.contains(id) {
            because.push(id.clone());
        }
    }
    Some(Claim {
        anchor: ClaimAnchor { report: context.report.id.clone(), quote: raw, kind, ordinal: 0 },
        kind,
        role: Role::News,
        telling: if lead.total == Total::Aggregate { Telling::Aggregate } else { Telling::Single },
        incident: letters(draft.incident),
        polarity,
        certainty: ordered
            .iter()
            .filter(|h| h.sentence == lead.sentence)
            .map(|h| h.certainty)
            .next()
            .unwrap_or(Certainty::Stated),
        evidence: Evidence { quote, also },
        when: when::of_told(context, &ordered).map(|when| claim_when(context, when)),
        places,
        alleged,
        targets: targets(context, &ordered),
        weapons: weapons(context, &ordered),
        figures,
        attribution,
        provenance: Provenance {
            because,
            lexicon: context.source.lexicon.digest.clone(),
            engine: crate::VERSION.to_owned(),
        },
    })
}

/// A, B, ..., Z, AA, AB, ...
fn letters(mut number: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + (number % 26) as u8);
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}

/// The kind a claim tells, or where it only says "the attack", the kind that the other versions of it tell.
fn kind_of_incident(ordered: &[&Happening], all: &[Happening], drafts: &[Draft], draft: &Draft) -> Kind {
    let (own, basis) = kind(ordered);
    if ordered[0].total == Total::Aggregate {
        return Kind::Other;
    }
    if basis > KindBasis::Generic {
        return own;
    }
    let others = drafts.iter().filter(|other| other.incident == draft.incident && other.lead != draft.lead);
    let told = others.map(|other| {
        let ordered: Vec<&Happening> =
            std::iter::once(other.lead).chain(other.happenings.iter().copied()).map(|at| &all[at]).collect();
        (kind(&ordered), ordered[0].total)
    });
    told.filter(|((kind, basis), total)| {
        *basis > KindBasis::Generic && *total == Total::Single && *kind != Kind::Interception
    })
    .map(|((kind, _), _)| kind)
    .next()
    .or_else(|| kind_told_before(basis, all, drafts, draft))
    .unwrap_or(own)
}

/// "Another strike hit the port", "two more were hurt in the town": of the kind that was told just before.
fn kind_told_before(basis: KindBasis, all: &[Happening], drafts: &[Draft], draft: &Draft) -> Option<Kind> {
    let lead = &all[draft.lead];
    let another = lead.opening == Opening::Further && basis == KindBasis::Generic;
    let only_harm = basis == KindBasis::None
        && lead.opening == Opening::None
        && lead
            .figures
            .iter()
            .all(|figure| matches!(figure.harm, Harm::Killed | Harm::Injured | Harm::Casualties));
    let at = drafts.iter().position(|other| other.lead == draft.lead)?;
    let before = &drafts[at.checked_sub(1)?];
    let last = before.happenings.iter().map(|h| all[*h].sentence).max()?;
    let told = &all[before.lead];
    let attack = matches!(
        told.kind,
        Kind::Airstrike
            | Kind::DroneStrike
            | Kind::MissileStrike
            | Kind::Shelling
            | Kind::Shooting
            | Kind::Explosion
    );
    let goes_on =
        last + 1 >= lead.sentence && told.total == Total::Single && told.kind_basis > KindBasis::Generic;
    ((another || only_harm) && attack && goes_on).then_some(told.kind)
}

/// What comes from a distance, and what meets it: a word such as "strike" can stand for any of it.
fn is_from_afar(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Airstrike
            | Kind::DroneStrike
            | Kind::MissileStrike
            | Kind::Shelling
            | Kind::Explosion
            | Kind::Chemical
            | Kind::Incendiary
            | Kind::SuicideBombing
            | Kind::Interception
    )
}

fn kind(ordered: &[&Happening]) -> (Kind, KindBasis) {
    let lead = ordered[0];
    let mut best = lead;
    for happening in ordered {
        // A sentence that names the drone or the aircraft tells the kind better than "shelling" or "attack".
        let narrower = happening.kind_basis > best.kind_basis
            || best.kind == Kind::Other && happening.kind != Kind::Other;
        let specific = matches!(
            (best.kind, happening.kind),
            (Kind::Airstrike | Kind::MissileStrike | Kind::Shelling | Kind::Explosion, Kind::DroneStrike)
        ) && best.kind_basis <= KindBasis::Generic;
        // An air strike by a drone is both; the drone tells more than the word for the blow.
        let wider = best.kind == Kind::DroneStrike
            && matches!(happening.kind, Kind::Airstrike | Kind::MissileStrike | Kind::Explosion);
        // "A strike", told as from the air where nothing narrows it, is not narrowed by fighting told beside it.
        let apart = best.kind == Kind::Airstrike && !is_from_afar(happening.kind);
        // Shots were exchanged in the course of the raid.
        let course = best.kind == Kind::Clash && happening.kind == Kind::Raid;
        if narrower && !wider && !apart || specific || course {
            best = happening;
        }
    }
    (best.kind, best.kind_basis)
}

fn figures(context: &Context<'_>, drafts: &[DraftFigure]) -> Vec<Figure> {
    let position = |mark: u32| drafts.iter().position(|figure| figure.mark == mark);
    let figure = |draft: &DraftFigure| {
        let mark = &context.marks.figures[draft.mark as usize];
        let mut status = mark.status;
        // "14 others" and "four of them" are described by the people they belong to.
        let whole = draft.whole.map(|whole| &context.marks.figures[whole as usize]);
        if status == recount_model::Status::Unknown && matches!(mark.told, Told::PartOfThem) {
            status = whole.map_or(status, |whole| whole.status);
        }
        if status == recount_model::Status::Unknown && mark.age_sex == recount_model::AgeSex::Unknown {
            status = status_of_parts(context, drafts, draft.mark).unwrap_or(status);
        }
        let side = mark.side.map(|side| context.source.lexicon.actors[side as usize].id.clone());
        Some(Figure {
            harm: draft.harm,
            amount: mark.amount,
            status,
            age_sex: mark.age_sex,
            occupation: mark.occupation,
            side,
            span: span(context, mark.from, mark.to)?,
            part_of: draft.whole.and_then(position),
            because: draft.because.clone(),
        })
    };
    drafts.iter().filter_map(figure).collect()
}

/// A total whose parts are civilians and combatants counts both.
fn status_of_parts(
    context: &Context<'_>,
    drafts: &[DraftFigure],
    whole: u32,
) -> Option<recount_model::Status> {
    use recount_model::Status;
    let parts = || {
        let parts = drafts.iter().filter(move |figure| figure.whole == Some(whole));
        parts.map(|figure| context.marks.figures[figure.mark as usize].status)
    };
    let has = |status: Status| parts().any(|part| part == status);
    (has(Status::Civilian) && has(Status::Combatant)).then_some(Status::Mixed)
}

fn claim_when(context: &Context<'_>, when: u32) -> When {
    let mark = &context.marks.whens[when as usize];
    when::claim_when(context, when, span(context, mark.from, mark.to))
}

/// Label for fighters that a text describes and does not name.
const UNNAMED_FIGHTERS: &str = "unnamed.armed-group";

fn alleged(context: &Context<'_>, ordered: &[&Happening]) -> Vec<Alleged> {
    let mut out: Vec<Alleged> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    // "Government shelling" in a headline over the army's name: somebody whom another sentence names. "Gunmen" do.
    let own = |named: &Named| ordered[0].alleged.contains(named);
    let fighters = context.source.lexicon.actor_index(UNNAMED_FIGHTERS);
    let told_besides =
        |named: &Named| !own(named) && !ordered[0].alleged.is_empty() && named.actor != fighters;
    for named in ordered.iter().flat_map(|happening| &happening.alleged) {
        let office = named
            .source
            .and_then(|source| context.source.lexicon.sources[source as usize].affiliation.clone());
        let actor =
            named.actor.map(|actor| context.source.lexicon.actors[actor as usize].id.clone()).or(office);
        let known = out
            .iter()
            .any(|other| other.actor == actor || related(context, other.actor.as_deref(), actor.as_deref()));
        // "Jets" in a headline are "its jets" in the text.
        let text = context.source.text_between(named.from, named.to).to_lowercase();
        let nobody =
            named.actor.is_none_or(|actor| context.source.lexicon.actors[actor as usize].kind == "unnamed");
        let again =
            nobody && (told_besides(named) || words.iter().any(|told: &String| told.ends_with(&text)));
        if let (false, false, Some(span)) = (known, again, span(context, named.from, named.to)) {
            words.push(text);
            out.push(Alleged { span, actor });
        }
    }
    out
}

/// A state and its own forces are one party named twice.
fn related(context: &Context<'_>, a: Option<&str>, b: Option<&str>) -> bool {
    let lexicon = context.source.lexicon;
    matches!((a, b), (Some(a), Some(b)) if lexicon.belongs_to(a, b) || lexicon.belongs_to(b, a))
}

fn targets(context: &Context<'_>, ordered: &[&Happening]) -> Vec<Target> {
    let ranges = ordered.iter().flat_map(|happening| happening.targets.iter()).take(3);
    ranges.filter_map(|(from, to)| span(context, *from, *to)).map(|span| Target { span }).collect()
}

fn weapons(context: &Context<'_>, ordered: &[&Happening]) -> Vec<Weapon> {
    let mut out: Vec<Weapon> = Vec::new();
    for weapon in ordered.iter().flat_map(|happening| &happening.weapons) {
        if out.iter().any(|other| other.concept == weapon.concept && other.concept.is_some()) {
            continue;
        }
        if let Some(span) = span(context, weapon.from, weapon.to) {
            out.push(Weapon { span, concept: weapon.concept.clone() });
        }
    }
    out
}

/// Whether a sentence tells what the lead told: one of its numbers again, who was among them, or the happening where the
/// lead counts nobody.
fn retells(context: &Context<'_>, lead: &Happening, other: &Happening) -> bool {
    let amount = |figure: &DraftFigure| context.marks.figures[figure.mark as usize].amount;
    let same = |a: &DraftFigure, b: &DraftFigure| a.harm == b.harm && amount(a) == amount(b);
    let counts_parts = |figure: &DraftFigure| context.is_part_pattern(&figure.because);
    other.figures.iter().any(|figure| lead.figures.iter().any(|told| same(figure, told)))
        || !lead.figures.is_empty() && other.figures.iter().any(counts_parts)
        || lead.figures.is_empty() && other.triggered == Triggered::Yes
}

/// Whether a sentence is a headline or the first of the text.
fn opens_report(context: &Context<'_>, lead: &Happening) -> bool {
    let sentences = &context.marks.sentences;
    let heading = sentences.get(lead.sentence).is_some_and(|marked| marked.sentence.line == Line::Heading);
    let first = sentences.iter().position(|marked| marked.sentence.line == Line::Body);
    heading || first.is_none_or(|first| lead.sentence <= first)
}

/// "The attack left ten dead" goes on with what the sentence before has from somebody.
fn told_before<'h>(ordered: &[&'h Happening]) -> Option<&'h Vec<Named>> {
    let lead = ordered.first().filter(|lead| lead.reference == Reference::Back)?;
    let before = ordered.iter().find(|other| other.sentence + 1 == lead.sentence)?;
    Some(&before.speakers)
}

fn speakers(context: &Context<'_>, ordered: &[&Happening]) -> Vec<Speaker> {
    // A headline and the first sentence sum up what somebody tells below; further down, a sentence without a speaker is
    // the publisher's own, and a speaker who only adds to it ("nine more were hurt") has not told it.
    let opens = ordered.first().is_some_and(|lead| opens_report(context, lead));
    let chain = ordered
        .iter()
        .enumerate()
        .filter(|(at, happening)| *at == 0 || opens && retells(context, ordered[0], happening))
        .map(|(_, happening)| &happening.speakers)
        .find(|chain| !chain.is_empty())
        .or_else(|| told_before(ordered));
    let speaker = |named: &Named| {
        let source = named.source.map(|source| context.source.lexicon.sources[source as usize].id.clone());
        let source = source
            .or_else(|| named.actor.map(|actor| context.source.lexicon.actors[actor as usize].id.clone()));
        Some(Speaker { span: span(context, named.from, named.to)?, source, generic: named.generic })
    };
    chain.map(|chain| chain.iter().filter_map(speaker).collect()).unwrap_or_default()
}

/// A side that tells of its own attack acknowledges it.
fn polarity(
    context: &Context<'_>,
    lead: &Happening,
    attribution: &Attribution,
    alleged: &[Alleged],
) -> Polarity {
    if lead.polarity != Polarity::Affirmed {
        return lead.polarity;
    }
    let lexicon = context.source.lexicon;
    let root = attribution.chain.last().filter(|speaker| speaker.generic == Generic::Specific);
    let Some(id) = root.and_then(|speaker| speaker.source.as_deref()) else { return Polarity::Affirmed };
    let side = lexicon.source(id).map_or(Some(id), |source| source.affiliation.as_deref());
    // Media of a side report; only offices that speak for it acknowledge.
    let office = lexicon
        .source(id)
        .is_none_or(|source| matches!(source.kind.as_str(), "military-spokesperson" | "government"));
    let own = side.is_some_and(|side| {
        alleged
            .iter()
            .filter_map(|a| a.actor.as_deref())
            .any(|actor| lexicon.belongs_to(actor, side) || lexicon.belongs_to(side, actor))
    });
    if own && office { Polarity::Acknowledged } else { Polarity::Affirmed }
}

/// The time the report is about: that of the first draft that gives one.
fn news_time(context: &Context<'_>, all: &[Happening], drafts: &[Draft]) -> Option<When> {
    let of = |draft: &Draft| {
        draft
            .happenings
            .iter()
            .filter_map(|h| all[*h].when)
            .map(|when| context.whens[when as usize].when.clone())
            // "Since 2011" and "in March" are no day that the rest of the report could have happened on.
            .find(|when| {
                when.earliest.is_some() && when.precision <= WhenPrecision::Week && !when::is_long(when)
            })
    };
    drafts
        .iter()
        .filter(|draft| all[draft.lead].age == Age::Fresh && all[draft.lead].total == Total::Single)
        .find_map(of)
}

fn role(context: &Context<'_>, all: &[Happening], draft: &Draft, claim: &Claim, news: Option<&When>) -> Role {
    let lead = &all[draft.lead];
    let first = draft.incident == 0;
    if !first && (claim.telling == Telling::Aggregate || lead.age == Age::Old) {
        return Role::Background;
    }
    let Some(latest) = claim.when.as_ref().and_then(|when| when.latest) else { return Role::News };
    let before_news = news.and_then(|news| news.earliest).is_some_and(|day| latest < day) && !first;
    let age = context.report.published.map_or(0, |published| (published.on - latest).get_days());
    if before_news || age > 10 || age > 2 && !first { Role::Background } else { Role::News }
}
