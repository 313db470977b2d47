//! `recount show`: one incident, claim by claim, so that every number can be followed to the words.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use recount_ledger::{Found, Ledger, StoredClaim};
use recount_lexicon::Lexicon;
use recount_model::{ClaimId, Incident, Judgement, Report, ReportId, Telling};

use crate::args::Show;
use crate::table::{Column, Look, Table, harmless};
use crate::tell::{Outcome, results, tell};
use crate::{engine_setup, stock, words};

/// Runs the command.
pub fn run(arguments: &Show, lexicon_folders: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let found = match ledger.incident(&arguments.incident) {
        Ok(found) => found,
        Err(error) if error.kind() == recount_ledger::ErrorKind::NotFound => {
            tell(error);
            return Ok(Outcome::SomethingFailed);
        }
        Err(error) => return Err(error.into()),
    };
    let Found { incident, alias } = found;
    if let Some((old, fate)) = &alias {
        tell(format_args!("{old}: {} since", fate.as_str()));
    }
    let Some(incident) = incident else { return Ok(Outcome::SomethingFailed) };
    let lexicon = engine_setup::lexicon(lexicon_folders)?;
    let view = View::load(&ledger, incident, &lexicon)?;
    let mut out = results();
    view.write(&mut out, Look::of_stdout())?;
    out.flush()?;
    Ok(Outcome::Fine)
}

/// The claims of an incident in the order in which `show` numbers them.
pub fn numbered(ledger: &Ledger, incident: &Incident) -> anyhow::Result<Vec<ClaimId>> {
    let (_, claims) = load(ledger, incident)?;
    Ok(claims.into_iter().map(|claim| claim.id).collect())
}

/// The reports of an incident and its claims, in the order in which they are numbered: by day of publication, then by
/// report.
fn load(
    ledger: &Ledger,
    incident: &Incident,
) -> anyhow::Result<(BTreeMap<ReportId, Report>, Vec<StoredClaim>)> {
    let mut reports = BTreeMap::new();
    let mut claims = Vec::new();
    for id in &incident.reports {
        let report = ledger.report(id)?;
        let told = ledger.claims_of_report(id)?.into_iter().map(|claim| StoredClaim::of(claim, &report.text));
        claims.extend(told.filter(|claim| incident.claims.contains(&claim.id)));
        reports.insert(id.clone(), report);
    }
    claims.sort_by_key(|claim| {
        let published = reports.get(&claim.report).and_then(|report| report.published.map(|day| day.on));
        (published.is_none(), published, claim.report.clone(), claim.claim.anchor.clone())
    });
    Ok((reports, claims))
}

/// An incident with the claims and reports it stands on.
struct View<'l> {
    incident: Incident,
    profile: String,
    reports: BTreeMap<ReportId, Report>,
    /// In the order in which they are numbered: by day of publication, then by report.
    claims: Vec<StoredClaim>,
    judgements: Vec<Judgement>,
    lexicon: &'l Lexicon,
}

impl<'l> View<'l> {
    fn load(ledger: &Ledger, incident: Incident, lexicon: &'l Lexicon) -> anyhow::Result<Self> {
        let (reports, claims) = load(ledger, &incident)?;
        let (judgements, _) = stock::judgements(ledger)?;
        Ok(Self { profile: stock::view_profile(ledger)?, incident, reports, claims, judgements, lexicon })
    }

    fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        self.write_head(out, look)?;
        self.write_ranges(out, look)?;
        self.write_side_by_side(out, look)?;
        self.write_quotes(out, look)?;
        self.write_contradictions(out, look)?;
        self.write_origins(out, look)?;
        self.write_suggestion(out, look)?;
        self.write_judgements(out, look)
    }

    fn write_head(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let incident = &self.incident;
        writeln!(out, "{}", look.heading(incident.id.as_str()))?;
        let precision = incident.when.as_ref().map(|when| format!(" ({})", when.precision.as_str()));
        let when = words::day(incident.when.as_ref()) + &precision.unwrap_or_default();
        let places: Vec<String> = incident
            .places
            .iter()
            .map(|place| {
                format!("{} ({}, {})", words::place(place), place.precision.as_str(), place.grade.as_str())
            })
            .collect();
        let lines = [
            ("kind", incident.kind.as_str().to_owned()),
            ("when", when),
            ("where", places.join("; ")),
            ("alleged", words::names(&incident.alleged, self.lexicon)),
            ("denied by", words::names(&incident.denied_by, self.lexicon)),
            ("acknowledged by", words::names(&incident.acknowledged_by, self.lexicon)),
            ("weapons", incident.weapons.iter().map(|id| self.weapon(id)).collect::<Vec<_>>().join(", ")),
            ("origins/links", format!("{}/{}", incident.origins, incident.links)),
            ("state", incident.state.as_str().to_owned()),
        ];
        for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty() && value != words::NOT_STATED)
        {
            writeln!(out, "  {name:<16} {}", harmless(value))?;
        }
        if let Some(grading) = &incident.judged.grading {
            let attribution = grading.attribution.as_ref();
            let attribution = attribution.map(|by| format!(", attribution {by}")).unwrap_or_default();
            let day = grading.at.get(..10).unwrap_or(&grading.at);
            writeln!(
                out,
                "  {:<16} harm {}{attribution} ({}, by {} on {day}: {})",
                "graded",
                grading.harm,
                grading.judgement,
                harmless(&grading.by),
                harmless(&grading.why)
            )?;
        }
        Ok(())
    }

    /// The suggestion: for harm and attribution the rule, the claims it stands on, and what would change it.
    fn write_suggestion(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let Some(grade) = &self.incident.suggested_grade else { return Ok(()) };
        writeln!(
            out,
            "\n{}",
            look.heading(&format!("Suggested grade by {} (only a person grades)", grade.profile))
        )?;
        for reason in &grade.reasons {
            let inferred = if reason.inferred { "; inferred" } else { "" };
            let heading = format!("{} {}", reason.field, reason.grade);
            let rule = format!("{} (rule {}{inferred})", harmless(&reason.says), reason.rule);
            writeln!(out, "{heading:<28} {rule} {}", self.numbers(&reason.claims))?;
            for change in &reason.would_change {
                writeln!(out, "{:<28} would change: {}", "", harmless(change))?;
            }
        }
        Ok(())
    }

    fn write_judgements(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let judged = &self.incident.judged;
        if judged.judgements.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", look.heading("Judgements"))?;
        for judgement in self.judgements.iter().filter(|one| judged.judgements.contains(&one.number)) {
            let day = judgement.at.get(..10).unwrap_or(&judgement.at);
            let what = crate::judging::in_words(&judgement.decision);
            let of: Vec<ClaimId> =
                judgement.decision.anchors().iter().map(|anchor| anchor.claim_id()).collect();
            let (by, why) = (harmless(&judgement.by), harmless(&judgement.why));
            writeln!(
                out,
                "{}: {} {} ({by}, {day}: {why})",
                judgement.number,
                harmless(&what),
                self.numbers(&of)
            )?;
        }
        for notice in &judged.notices {
            writeln!(out, "look again: {}", harmless(&notice.message))?;
        }
        Ok(())
    }

    fn weapon(&self, id: &str) -> String {
        self.lexicon.weapons.get(id).map_or_else(|| id.to_owned(), |weapon| weapon.name.clone())
    }

    /// Which claims, by the numbers of the side-by-side table.
    fn numbers(&self, ids: &[ClaimId]) -> String {
        let number = |id: &ClaimId| self.claims.iter().position(|claim| claim.id == *id).map(|at| at + 1);
        let mut numbers: Vec<usize> = ids.iter().filter_map(number).collect();
        numbers.sort_unstable();
        numbers.iter().map(|number| format!("[{number}]")).collect::<Vec<_>>().join(" ")
    }

    fn write_ranges(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        if self.incident.ranges.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", look.heading(&format!("Ranges by {}", self.profile)))?;
        let number = |number: Option<u32>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        let mut table = Table::new([
            Column::Words("harm"),
            Column::Number("low"),
            Column::Number("best"),
            Column::Number("high"),
            Column::Words("low stands on"),
            Column::Words("high stands on"),
        ]);
        for ((harm, who), range) in &self.incident.ranges {
            table.push([
                words::group(*harm, *who),
                number(range.low),
                number(range.best),
                number(range.high),
                self.numbers(&range.low_claims),
                self.numbers(&range.high_claims),
            ]);
        }
        table.write(out, look)
    }

    fn write_side_by_side(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        writeln!(out, "\n{}", look.heading("Claims"))?;
        let mut table = Table::new([
            Column::Number(""),
            Column::Cuttable("publisher"),
            Column::Words("published"),
            Column::Cuttable("said by"),
            Column::Words("polarity"),
            Column::Words("happened"),
            Column::Cuttable("figures"),
            Column::Cuttable("alleged"),
        ]);
        for (at, stored) in self.claims.iter().enumerate() {
            let report = self.reports.get(&stored.report);
            let claim = &stored.claim;
            let certainty = match claim.certainty {
                recount_model::Certainty::Stated => String::new(),
                other => format!(", {}", other.as_str()),
            };
            let telling = if claim.telling == Telling::Aggregate { " (total)" } else { "" };
            let is_withdrawn = self.incident.judged.withdrawn.contains(&stored.id);
            let withdrawn = if is_withdrawn { " (withdrawn)" } else { "" };
            table.push([
                format!("[{}]", at + 1),
                report.map_or_else(String::new, publisher),
                report
                    .and_then(|report| report.published)
                    .map_or_else(|| "-".into(), |day| day.on.to_string()),
                chain(stored),
                format!("{}{certainty}", claim.polarity.as_str()),
                words::day(claim.when.as_ref()),
                figures(stored) + telling + withdrawn,
                stored.alleged.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>().join(", "),
            ]);
        }
        table.write(out, look)
    }

    fn write_quotes(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        writeln!(out, "\n{}", look.heading("Words"))?;
        for (at, stored) in self.claims.iter().enumerate() {
            writeln!(out, "[{}] \"{}\"", at + 1, harmless(&stored.quote))?;
            let report = self.reports.get(&stored.report);
            let file = report.map_or_else(String::new, |report| {
                let id = report.external_id.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
                let url = report.url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
                format!("{}{id}{url}", report.file)
            });
            writeln!(out, "    {} in {}, {}", stored.id, stored.report, harmless(&file))?;
        }
        Ok(())
    }

    fn write_contradictions(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        if self.incident.contradictions.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", look.heading("Contradictions"))?;
        for found in &self.incident.contradictions {
            writeln!(out, "{}: {} {}", found.about, harmless(&found.message), self.numbers(&found.claims))?;
        }
        Ok(())
    }

    fn write_origins(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        if self.incident.origin_edges.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", look.heading("Counted as one origin"))?;
        let name = |id: &ReportId| {
            let of = self.claims.iter().filter(|claim| claim.report == *id).map(|claim| claim.id.clone());
            let numbers = self.numbers(&of.collect::<Vec<_>>());
            let publisher = self.reports.get(id).map_or_else(|| id.to_string(), publisher);
            harmless(&format!("{publisher} {numbers}"))
        };
        for edge in &self.incident.origin_edges {
            writeln!(
                out,
                "{} and {}: {} ({})",
                name(&edge.a),
                name(&edge.b),
                harmless(&edge.reason),
                edge.rule
            )?;
        }
        Ok(())
    }
}

fn publisher(report: &Report) -> String {
    report.publisher.clone().unwrap_or_else(|| report.file.clone())
}

/// From the one nearest the publisher to the root.
fn chain(stored: &StoredClaim) -> String {
    if stored.speakers.is_empty() {
        return "own voice".to_owned();
    }
    stored.speakers.iter().map(|speaker| speaker.text.as_str()).collect::<Vec<_>>().join(" < ")
}

fn figures(stored: &StoredClaim) -> String {
    if stored.claim.figures.is_empty() {
        return words::NOT_STATED.to_owned();
    }
    let told =
        stored.claim.figures.iter().zip(&stored.figures).map(|(figure, text)| words::figure(figure, text));
    told.collect::<Vec<_>>().join(", ")
}
