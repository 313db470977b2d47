//! Single sentences: denial and acknowledgement, chains of speakers, and five that event coders get wrong.

use anyhow::Result;
use serde_json::Value;

use crate::corpus::{Case, Claim, Sentence, Words, claims_of, sentences};
use crate::program::Program;

use super::align::{align, common, key, names_place};
use super::claims::{same_chain, score};
use super::measure::{Results, Tally, Verdict};
use super::words::same_passage;

const FILES: [&str; 3] = ["polarity", "chains", "five"];

/// Measures all sentence files in one run of the program.
///
/// # Errors
///
/// When a file is not what it should be or the program fails.
pub fn measure(program: &Program, results: &mut Results) -> Result<()> {
    let files: Vec<_> = FILES.iter().map(|file| sentences(file)).collect::<Result<_>>()?;
    let lines: Vec<Value> = files.iter().flatten().map(|(_, case)| case.to_line(&case.text)).collect();
    let answers = program.extract(&lines)?;
    for (file, cases) in FILES.iter().zip(&files) {
        let mut tally = Tally::default();
        for (sentence, case) in cases {
            let found = claims_of(answers.get(&case.id))?;
            match *file {
                "polarity" => polarity(&mut tally, results, sentence, case, &found),
                "chains" => chain(&mut tally, results, sentence, case, &found),
                _ => whole(&mut tally, results, case, &found),
            }
        }
        results.scores.extend(tally.scores(&format!("sentences.{file}")));
    }
    Ok(())
}

/// What the claims of a sentence say together: one polarity, none, or a mixture, which fits no gold.
fn one_polarity(found: &[Claim]) -> &str {
    match found {
        [] => "none",
        [first, rest @ ..] if rest.iter().all(|claim| claim.polarity == first.polarity) => &first.polarity,
        _ => "mixture",
    }
}

fn polarity(tally: &mut Tally, results: &mut Results, sentence: &Sentence, case: &Case, found: &[Claim]) {
    let got = one_polarity(found);
    let wanted = sentence.polarity.as_deref().unwrap_or("affirmed");
    // A plan is no claim; a foiled plot is at most the arrest, the interception or the find that ended it.
    if matches!(sentence.status.as_deref(), Some("planned" | "prevented")) {
        let ended =
            |claim: &Claim| matches!(claim.kind.as_str(), "arrest" | "interception" | "raid" | "other");
        let asserted = found.iter().any(|claim| claim.polarity == "affirmed" && !ended(claim));
        tally.share("not-happened", Verdict::of(!asserted));
        if asserted {
            results.miss(&case.id, format!("told as happened: {}", case.text));
        }
        return;
    }
    for class in ["affirmed", "denied", "acknowledged"] {
        let (is, says) = (wanted == class, got == class);
        tally.pair(class, usize::from(is && says), usize::from(says), usize::from(is));
    }
    if sentence.construction.as_deref().is_some_and(|name| name.starts_with("look-alike")) {
        tally.share("look-alikes", Verdict::of(got == wanted));
    }
    if got != wanted {
        results.miss(&case.id, format!("{got} instead of {wanted}: {}", case.text));
    }
}

fn chain(tally: &mut Tally, results: &mut Results, sentence: &Sentence, case: &Case, found: &[Claim]) {
    let quote = sentence.quote.as_deref().unwrap_or(&case.text);
    let wanted: Vec<Words> = sentence.said_by.iter().cloned().map(Words::Plain).collect();
    let best =
        found.iter().max_by(|a, b| same_passage(quote, &a.quote).total_cmp(&same_passage(quote, &b.quote)));
    let got = best.map(|claim| claim.said_by.as_slice());
    let right = got.is_some_and(|got| same_chain(&wanted, got));
    tally.share("whole-chain", Verdict::of(right));
    if wanted.len() > 1 {
        tally.share("whole-chain-of-two-or-more", Verdict::of(right));
    }
    if !right {
        let got = got.map(|got| got.iter().map(Words::as_str).collect::<Vec<_>>());
        results.miss(&case.id, format!("chain {got:?} instead of {:?}: {}", sentence.said_by, case.text));
    }
}

/// A case is right only as a whole: every claim found, none invented, and all that decides who did what right.
fn whole(tally: &mut Tally, results: &mut Results, case: &Case, found: &[Claim]) {
    score(tally, results, &case.id, &case.claims, found);
    let pairs = align(&case.claims, found);
    let complete = pairs.len() == case.claims.len() && pairs.len() == found.len();
    let right = complete && pairs.iter().all(|(a, b)| same_claim(&case.claims[*a], &found[*b]));
    tally.share("all-right", Verdict::of(right));
    if !right {
        results.miss(&case.id, format!("not right as a whole: {}", case.text));
    }
}

fn same_claim(gold: &Claim, found: &Claim) -> bool {
    let figures = gold.figures.len() == found.figures.len()
        && common(&gold.figures, &found.figures, |figure| {
            let (harm, low, high) = key(figure);
            (harm.to_owned(), low, high)
        }) == gold.figures.len();
    gold.kind == found.kind
        && gold.polarity == found.polarity
        && figures
        && same_chain(&gold.said_by, &found.said_by)
        && same_chain(&gold.alleged, &found.alleged)
        && names_place(gold, found) != Some(false)
        && gold.when.clone().unwrap_or_default() == found.when.clone().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(polarity: &str) -> Claim {
        Claim { polarity: polarity.into(), ..Claim::default() }
    }

    #[test]
    fn a_sentence_with_a_denial_beside_an_assertion_is_neither() {
        assert_eq!(one_polarity(&[of("denied"), of("affirmed")]), "mixture");
        assert_eq!(one_polarity(&[of("denied"), of("denied")]), "denied");
        assert_eq!(one_polarity(&[]), "none");
    }
}
