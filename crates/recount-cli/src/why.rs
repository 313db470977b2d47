//! `recount why`: the comparison of two claims, part by part, and why an incident's claims stand together.

use std::io::{self, Write};
use std::path::PathBuf;

use recount_engine::reconcile::people::{self, Correction};
use recount_engine::reconcile::{self, ClaimRow, Comparison, Profile};
use recount_ledger::Ledger;
use recount_lexicon::Lexicon;
use recount_model::{Decision, Judgement, Subject};

use crate::args::Why;
use crate::judging::desk::{Desk, Refusal, Stop};
use crate::table::{Column, Look, Table, harmless};
use crate::tell::{Outcome, results, tell};
use crate::{engine_setup, show, stock, words};

/// Runs the command.
pub fn run(arguments: &Why, lexicon: &[PathBuf]) -> anyhow::Result<Outcome> {
    let ledger = Ledger::open(&arguments.ledger.path)?;
    let lexicon = engine_setup::lexicon(lexicon)?;
    let answered = match &arguments.other {
        Some(other) => of_claims(&ledger, &arguments.one, other, &lexicon),
        None => of_incident(&ledger, &arguments.one),
    };
    match answered {
        Ok(()) => Ok(Outcome::Fine),
        Err(Stop::Refused(Refusal(why))) => {
            tell(why);
            Ok(Outcome::SomethingFailed)
        }
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Rows with what people corrected in them: what the machine compared.
fn corrected(rows: &mut stock::Rows, judgements: &[Judgement]) {
    for judgement in people::in_force(judgements) {
        let Decision::Correct { subject: Subject::Claim(anchor), field, value, .. } = &judgement.decision
        else {
            continue;
        };
        let row = rows.claims.iter_mut().find(|row| row.claim.anchor == *anchor);
        if let (Some(row), Ok(correction)) = (row, Correction::parse(field, value)) {
            people::correct_claim(row, &correction);
        }
    }
}

fn of_claims(ledger: &Ledger, one: &str, other: &str, lexicon: &Lexicon) -> Result<(), Stop> {
    let desk = Desk::at(ledger)?;
    let (one, other) = (desk.claim(one)?, desk.claim(other)?);
    let profile = stock::ledger_profile(ledger)?;
    let (judgements, _) = stock::judgements(ledger)?;
    let mut rows = stock::Rows::around(ledger, &[one.clone(), other.clone()])?;
    corrected(&mut rows, &judgements);
    let (Some(a), Some(b)) = (rows.of(&one), rows.of(&other)) else {
        return Err(Stop::Refused(Refusal("one of the claims cannot be read any more".to_owned())));
    };
    let Some(comparison) = reconcile::compare_among(&rows.reports, &rows.claims, a, b, &profile) else {
        return Ok(());
    };
    let mut out = results();
    let look = Look::of_stdout();
    let print = |out: &mut dyn Write| -> io::Result<()> {
        side_by_side(out, look, [a, b], &rows, lexicon)?;
        parts(out, look, &comparison)?;
        sum_up(out, &comparison, a.claim.anchor.report == b.claim.anchor.report)
    };
    print(&mut out).map_err(anyhow::Error::from)?;
    let standing = people::in_force(&judgements);
    let verdicts = people::Verdicts::of(&standing);
    let said = verdicts.on(&one, &other);
    let homes = [&one, &other].map(|anchor| ledger.incident_of_claim(&anchor.claim_id()));
    let [home, other_home] = homes;
    let (home, other_home) = (home?, other_home?);
    let print = |out: &mut dyn Write| -> io::Result<()> {
        if let Some((verdict, number)) = said
            && let Some(judgement) = judgements.iter().find(|judgement| judgement.number == number)
        {
            writeln!(
                out,
                "people   {}: {number}, by {}: {}",
                verdict.as_str(),
                judgement.by,
                harmless(&judgement.why)
            )?;
        }
        match (&home, &other_home) {
            (Some(home), Some(other)) if home == other => writeln!(out, "ledger   both stand in {home}"),
            (Some(home), Some(other)) => writeln!(out, "ledger   they stand in {home} and in {other}"),
            _ => writeln!(out, "ledger   the incidents were not made yet"),
        }
    };
    print(&mut out).map_err(anyhow::Error::from)?;
    out.flush().map_err(anyhow::Error::from)?;
    Ok(())
}

fn side_by_side(
    out: &mut dyn Write,
    look: Look,
    claims: [&ClaimRow; 2],
    rows: &stock::Rows,
    lexicon: &Lexicon,
) -> io::Result<()> {
    let mut table = Table::new([Column::Words(""), Column::Cuttable("one"), Column::Cuttable("other")]);
    let mut line = |name: &str, value: &dyn Fn(&ClaimRow) -> String| {
        let [one, other] = claims.map(value);
        let said = |value: &str| !value.is_empty() && value != words::NOT_STATED;
        if said(&one) || said(&other) {
            table.push([name.to_owned(), one, other]);
        }
    };
    line("claim", &|row| row.claim.anchor.claim_id().to_string());
    line("report", &|row| {
        let head = &rows.reports[row.report].head;
        let name = head.publisher.clone().unwrap_or_else(|| head.file.clone());
        head.published.map_or_else(|| name.clone(), |on| format!("{name}, {on}"))
    });
    line("kind", &|row| row.claim.kind.as_str().to_owned());
    line("when", &|row| words::day(row.claim.when.as_ref()));
    line("where", &|row| row.claim.places.iter().map(words::place).collect::<Vec<_>>().join("; "));
    line("figures", &|row| {
        let figures = row.claim.figures.iter().map(words::bare_figure);
        figures.collect::<Vec<_>>().join(", ")
    });
    line("alleged", &|row| {
        let ids: Vec<String> =
            row.alleged_words.iter().map(|(words, id)| id.as_ref().unwrap_or(words).clone()).collect();
        words::names(&ids, lexicon)
    });
    line("weapons", &|row| row.weapons.join(", "));
    line("hit", &|row| row.target_words.join(", "));
    line("telling", &|row| match row.claim.telling {
        recount_model::Telling::Single => String::new(),
        recount_model::Telling::Aggregate => "a total over several happenings".to_owned(),
    });
    line("words", &|row| format!("\"{}\"", row.quote));
    table.write(&mut Borrowed(out), look)
}

/// Lets a table write to whatever we were lent.
struct Borrowed<'w>(&'w mut dyn Write);

impl Write for Borrowed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn parts(out: &mut dyn Write, look: Look, comparison: &Comparison) -> io::Result<()> {
    writeln!(out)?;
    let mut table =
        Table::new([Column::Words("compared"), Column::Number("log-odds"), Column::Cuttable("because")]);
    for part in &comparison.parts {
        table.push([part.name.to_owned(), format!("{:+.2}", part.weight), part.reason.clone()]);
    }
    table.push([
        "sum".to_owned(),
        format!("{:+.2}", comparison.total),
        "above 0 speaks for one incident".to_owned(),
    ]);
    table.write(&mut Borrowed(out), look)
}

fn sum_up(out: &mut dyn Write, comparison: &Comparison, same_report: bool) -> io::Result<()> {
    writeln!(out)?;
    let ground = comparison.ground.map_or(
        "no ground to link on: neither a shared day nor a shared place with agreeing figures",
        |ground| ground,
    );
    writeln!(out, "ground   {ground}")?;
    if let Some(forbidden) = comparison.forbidden {
        writeln!(out, "against  {forbidden}")?;
    }
    let machine = if same_report && comparison.forbidden.is_none() {
        "one report tells them as one happening"
    } else {
        match people::machine_says(comparison) {
            "same" => "the two alone would be linked",
            "impossible" => "they cannot be one happening",
            _ => "the two alone would not be linked",
        }
    };
    writeln!(out, "machine  {machine}")
}

fn of_incident(ledger: &Ledger, asked: &str) -> Result<(), Stop> {
    let desk = Desk::at(ledger)?;
    if asked.starts_with("c-") || asked.contains(':') {
        return Err(Stop::Refused(Refusal("name two claims, or one incident".to_owned())));
    }
    let incident = desk.incident(asked)?;
    let profile: Profile = stock::ledger_profile(ledger)?;
    let (judgements, _) = stock::judgements(ledger)?;
    let numbered = show::numbered(ledger, &incident)?;
    let anchors = desk.anchors(&incident)?;
    let mut rows = stock::Rows::around(ledger, &anchors)?;
    corrected(&mut rows, &judgements);
    let ties = reconcile::ties(&rows.reports, &rows.claims, &anchors, &profile);
    let number = |at: usize| {
        let row = &rows.claims[at];
        let id = row.claim.anchor.claim_id();
        let at = numbered.iter().position(|claim| *claim == id).map_or(0, |at| at + 1);
        let head = &rows.reports
            [rows.claims.iter().find(|row| row.claim.anchor.claim_id() == id).map_or(0, |row| row.report)]
        .head;
        format!("[{at}] {}", head.publisher.as_ref().unwrap_or(&head.file))
    };
    let standing = people::in_force(&judgements);
    let verdicts = people::Verdicts::of(&standing);
    let mut table = Table::new([
        Column::Words("claim"),
        Column::Words("and claim"),
        Column::Number("log-odds"),
        Column::Cuttable("because"),
    ]);
    for tie in &ties {
        let (a, b) = (&rows.claims[tie.a].claim.anchor, &rows.claims[tie.b].claim.anchor);
        let judged = verdicts.on(a, b).map(|(verdict, by)| format!("{by}: {}", verdict.as_str()));
        let because = match judged {
            Some(judged) => judged,
            None if tie.told_as_one => "one report tells them as one happening".to_owned(),
            None => strongest(&tie.comparison),
        };
        table.push([number(tie.a), number(tie.b), format!("{:+.1}", tie.comparison.total), because]);
    }
    let mut out = results();
    let print = |out: &mut dyn Write| -> io::Result<()> {
        let names = words::places(&incident.places);
        writeln!(
            out,
            "{}: {}, {}, {}",
            incident.id,
            incident.kind.as_str(),
            words::day(incident.when.as_ref()),
            names
        )?;
        if ties.is_empty() {
            writeln!(out, "one claim alone")?;
        } else {
            table.write(&mut Borrowed(out), Look::of_stdout())?;
        }
        for number in &incident.judged.judgements {
            if let Some(judgement) = judgements.iter().find(|judgement| judgement.number == *number) {
                let words = crate::judging::in_words(&judgement.decision);
                writeln!(out, "{number}: {words}, by {}: {}", judgement.by, harmless(&judgement.why))?;
            }
        }
        writeln!(
            out,
            "each line is the strongest tie that reaches a claim; `recount why {}:1 {}:2` shows one in full",
            asked, asked
        )
    };
    print(&mut out).map_err(anyhow::Error::from)?;
    out.flush().map_err(anyhow::Error::from)?;
    Ok(())
}

/// The parts that speak loudest for the tie, in words.
fn strongest(comparison: &Comparison) -> String {
    let mut parts: Vec<_> = comparison.parts.iter().filter(|part| part.weight > 0.0).collect();
    parts.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let said: Vec<&str> = parts.iter().take(3).map(|part| part.reason.as_str()).collect();
    if said.is_empty() { "nothing of their own; others tie both".to_owned() } else { said.join("; ") }
}
