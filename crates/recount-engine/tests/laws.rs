//! Laws of the engine that hold for every text, whatever it says.
//!
//! The run is the same every time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others and more.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod texts;

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use recount_engine::read::{FileReading, ReadOptions, read_file};
use recount_engine::{Engine, example_report};
use recount_lexicon::Lexicon;
use recount_lexicon::files::{LexiconFile, embedded};
use recount_lexicon::token::TokenKind;
use recount_model::{Claim, Grade, Report, Span, ZoneKind};
use recount_places::Gazetteer;

use texts::{File, Shape};
use unicode_normalization::UnicodeNormalization;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::world())));

/// The same engine, with a word in its lexicon that no text uses.
static ENGINE_WITH_A_WORD_MORE: LazyLock<Engine> = LazyLock::new(|| {
    let mut files = embedded();
    // First, so that no number of a class, a word or an entry stays what it was.
    files.insert(
        0,
        LexiconFile {
            name: "en/0-nonsense.toml".into(),
            text: "[[entry]]\nid = \"en.group.nonsense\"\nclass = \"group\"\nnumber = \"plural\"\n\
               forms = [\"qxzvwlobblers\"]\nyes = [\"The {qxzvwlobblers} left.\"]\n"
                .into(),
        },
    );
    Engine::new(Arc::new(Lexicon::from_files(&files).unwrap()), Arc::new(Gazetteer::world()))
});

fn config(cases: u32) -> ProptestConfig {
    // A law that fails today must fail tomorrow, and must not leave files in the tree.
    let start = ProptestConfig::default();
    let seed = if start.rng_seed == RngSeed::Random { RngSeed::Fixed(20_261_121) } else { start.rng_seed };
    let cases = if start.cases == 256 { cases } else { start.cases };
    ProptestConfig { cases, rng_seed: seed, failure_persistence: None, ..start }
}

fn read(file: &File) -> FileReading {
    read_file(file.name(), &file.bytes, &ENGINE.lexicon().publication, &ReadOptions::default())
}

fn claims_of(file: &File) -> Vec<(Report, Vec<Claim>)> {
    let reports = read(file).reports.into_iter();
    reports
        .map(|report| {
            let claims = ENGINE.read_report(&report).claims;
            (report, claims)
        })
        .collect()
}

/// Every span of a claim, with the name of its field.
fn spans_of(claim: &Claim) -> Vec<(&'static str, Span)> {
    let mut out = vec![("quote", claim.evidence.quote)];
    out.extend(claim.evidence.also.iter().map(|span| ("also", *span)));
    out.extend(claim.when.iter().filter_map(|when| when.span).map(|span| ("when", span)));
    out.extend(claim.places.iter().filter_map(|place| place.span).map(|span| ("place", span)));
    out.extend(claim.alleged.iter().map(|alleged| ("alleged", alleged.span)));
    out.extend(claim.targets.iter().map(|target| ("target", target.span)));
    out.extend(claim.weapons.iter().map(|weapon| ("weapon", weapon.span)));
    out.extend(claim.figures.iter().map(|figure| ("figure", figure.span)));
    out.extend(claim.attribution.chain.iter().map(|speaker| ("speaker", speaker.span)));
    out
}

#[test]
fn the_golden_reports_make_claims_in_every_shape() {
    // Laws about claims say nothing where there are none.
    for shape in Shape::ALL {
        let files = texts::golden().iter().map(|text| File::write(shape, text));
        let claims: usize = files.flat_map(|file| claims_of(&file)).map(|(_, claims)| claims.len()).sum();
        assert!(claims > texts::golden().len(), "{claims} claims in {shape:?}");
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn evidence_is_cut_from_the_text_and_found_again_in_the_raw_bytes(file in texts::files()) {
        for (report, claims) in claims_of(&file) {
            // Where the encoding had to be guessed, the bytes do not say what we wrote.
            let guessed = !report.notices.is_empty();
            for claim in &claims {
                let evidence = &claim.evidence;
                for span in std::iter::once(evidence.quote).chain(evidence.also.iter().copied()) {
                    let words = report.text.cut(span);
                    prop_assert!(!words.trim().is_empty(), "evidence without words: {span:?}");
                    let raw = report.text.offset_map().raw_range(span).expect("evidence stands in the file");
                    prop_assert!(raw.start < raw.end && raw.end <= file.bytes.len() as u64, "{raw:?}");
                    let said = file.says(&file.bytes[raw.start as usize..raw.end as usize]);
                    // Readers put letters and their marks together; that changes no word.
                    let (said, words) = (said.nfc().collect::<String>(), file.as_said(words));
                    let words: String = words.nfc().collect();
                    prop_assert!(guessed || said == words, "{said:?} is not {words:?}");
                }
                prop_assert_eq!(Some(claim.anchor.quote), report.text.offset_map().raw_range(evidence.quote));
                prop_assert!(!evidence.also.contains(&evidence.quote));
                for (field, span) in spans_of(claim) {
                    prop_assert!(!report.text.cut(span).is_empty(), "{field} {span:?} lies outside the text");
                }
            }
            let ids: HashSet<_> = claims.iter().map(|claim| claim.anchor.claim_id()).collect();
            prop_assert_eq!(ids.len(), claims.len(), "two claims share an anchor");
        }
    }

    #[test]
    fn sentences_and_gaps_join_to_the_text(file in texts::files()) {
        for report in read(&file).reports {
            let (text, segmented) = (report.text.as_str(), ENGINE.trace(&report).segmented);
            let mut joined = String::new();
            let mut next = 0;
            let mut told = vec![false; segmented.tokens.len()];
            for sentence in &segmented.sentences {
                prop_assert!(sentence.from < sentence.to, "an empty sentence");
                let start = segmented.tokens[sentence.from].start as usize;
                let end = segmented.tokens[sentence.to - 1].end as usize;
                prop_assert!(next <= start && report.text.span(start, end).is_some(), "{start}..{end} after {next}");
                joined.push_str(&text[next..start]);
                joined.push_str(&text[start..end]);
                next = end;
                told[sentence.from..sentence.to].fill(true);
            }
            joined.push_str(&text[next..]);
            prop_assert_eq!(joined, text);
            let mut at = 0;
            for (token, told) in segmented.tokens.iter().zip(told) {
                let (start, end) = (token.start as usize, token.end as usize);
                prop_assert!(at <= start && start < end && report.text.span(start, end).is_some());
                let gap = &text[at..start];
                prop_assert!(!gap.contains(char::is_alphanumeric), "no token holds {gap:?}");
                let word = matches!(token.kind, TokenKind::Word | TokenKind::Number);
                let read = report.text.zones().iter().all(|zone| zone.kind != ZoneKind::Furniture);
                prop_assert!(told || !word || !read, "no sentence holds {:?}", token.text(text));
                at = end;
            }
            prop_assert!(!text[at..].contains(char::is_alphanumeric));
        }
    }

    #[test]
    fn reading_twice_gives_equal_results(file in texts::files()) {
        let (first, second) = (read(&file), read(&file));
        prop_assert_eq!(&first.reports, &second.reports);
        for (one, other) in first.reports.iter().zip(&second.reports) {
            let (one, other) = (ENGINE.read_report(one), ENGINE.read_report(other));
            prop_assert_eq!(one.claims, other.claims);
            prop_assert_eq!(one.mentions, other.mentions);
            prop_assert_eq!(one.notices, other.notices);
        }
    }

    #[test]
    fn figures_have_their_ends_in_order_and_parts_have_a_whole(file in texts::files()) {
        for (report, claims) in claims_of(&file) {
            for claim in &claims {
                for (at, figure) in claim.figures.iter().enumerate() {
                    let amount = figure.amount;
                    prop_assert!(amount.low.zip(amount.high).is_none_or(|(low, high)| low <= high), "{amount:?}");
                    let words = report.text.cut(figure.span);
                    prop_assert!(words.contains(char::is_alphanumeric), "{words:?} counts nobody");
                    // A chain of wholes longer than the list comes round to where it began.
                    let mut whole = figure.part_of;
                    for _ in 0..claim.figures.len() {
                        let Some(index) = whole else { break };
                        prop_assert!(index < claim.figures.len(), "figure {at} is a part of nothing");
                        whole = claim.figures[index].part_of;
                    }
                    prop_assert_eq!(whole, None, "figure {} is a part of itself", at);
                }
            }
        }
    }

    #[test]
    fn times_end_after_they_begin_and_only_sure_places_have_a_point(file in texts::files()) {
        for (_, claims) in claims_of(&file) {
            for when in claims.iter().filter_map(|claim| claim.when.as_ref()) {
                let ends = when.earliest.zip(when.latest);
                prop_assert!(ends.is_none_or(|(earliest, latest)| earliest <= latest), "{when:?}");
            }
            for place in claims.iter().flat_map(|claim| &claim.places) {
                let Some((lat, lon)) = place.point else { continue };
                prop_assert!(matches!(place.grade, Grade::Resolved | Grade::Probable), "{place:?}");
                prop_assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0, "{place:?}");
            }
        }
    }

    #[test]
    fn who_speaks_did_it_only_where_it_tells_of_its_own_deed(file in texts::files()) {
        for (report, claims) in claims_of(&file) {
            for claim in &claims {
                // "The army said that it had shelled the town" is the one way from speaking to having done it.
                let own_deed = claim.provenance.because.iter().any(|id| id == "engine.agent.own-deed");
                for speaker in &claim.attribution.chain {
                    let accused = claim.alleged.iter().any(|alleged| alleged.span == speaker.span);
                    let (who, quote) = (report.text.cut(speaker.span), report.text.cut(claim.evidence.quote));
                    prop_assert!(!accused || own_deed, "{who:?} speaks and is accused: {quote:?}");
                }
            }
        }
    }

    #[test]
    fn a_word_that_no_text_uses_changes_nothing_but_the_digest(text in texts::texts()) {
        let report = example_report(&text);
        let (one, other) = (ENGINE.read_report(&report), ENGINE_WITH_A_WORD_MORE.read_report(&report));
        prop_assert_eq!(one.mentions, other.mentions);
        prop_assert_eq!(one.claims.len(), other.claims.len());
        for (one, mut other) in one.claims.into_iter().zip(other.claims) {
            prop_assert_ne!(&one.provenance.lexicon, &other.provenance.lexicon);
            other.provenance.lexicon.clone_from(&one.provenance.lexicon);
            prop_assert_eq!(one, other);
        }
    }
}

/// Reads bytes under a name that tells a shape, and asks the laws that hold for any bytes.
fn check_any(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let reading = read_file(name, bytes, &ENGINE.lexicon().publication, &ReadOptions::default());
    prop_assert!(!reading.reports.is_empty() || !reading.errors.is_empty(), "neither a report nor an error");
    for report in &reading.reports {
        for claim in &ENGINE.read_report(report).claims {
            for (field, span) in spans_of(claim) {
                prop_assert!(!report.text.cut(span).is_empty(), "{field} {span:?} lies outside the text");
            }
            let raw = report.text.offset_map().raw_range(claim.evidence.quote);
            prop_assert!(
                raw.is_none_or(|raw| raw.end <= bytes.len() as u64),
                "{raw:?} lies outside the file"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn broken_files_are_read_without_failing(file in texts::broken_files()) {
        check_any(file.name(), &file.bytes)?;
    }

    #[test]
    fn any_characters_are_read_without_failing(text in any::<String>(), mixed in "[\\PC\\s]{0,300}") {
        check_any("a.txt", text.as_bytes())?;
        check_any("a.html", mixed.as_bytes())?;
        ENGINE.read_report(&example_report(&text));
        ENGINE.read_report(&example_report(&mixed));
    }

    #[test]
    fn any_bytes_are_read_without_failing(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.txt", "a.md", "a.html", "a.jsonl", "a"] {
            check_any(name, &bytes)?;
        }
    }
}

/// Mails and wire copy break their lines wherever the margin is; what they tell must not hang on it.
#[test]
fn lines_broken_at_any_margin_tell_the_same() {
    let paragraphs = [
        "An air strike on the town of Sampleton killed at least twelve civilians, among them three children, and wounded \
         twenty five others on 3 May 2021, local officials told the press on the same day.",
        "A second strike on the village of Northford killed 7 members of one family in the evening, the Example Observatory \
         reported, citing its sources on the ground in the area around the two places.",
    ];
    let told = |text: &str| {
        let report = example_report(text);
        let claims = ENGINE.read_report(&report).claims;
        let figures = |claim: &Claim| {
            let figures = claim.figures.iter();
            figures
                .map(|figure| (figure.harm, figure.who(), figure.amount.low, figure.amount.high))
                .collect::<Vec<_>>()
        };
        let when =
            |claim: &Claim| claim.when.as_ref().map(|when| (when.earliest, when.latest, when.precision));
        claims.iter().map(|claim| (claim.kind, figures(claim), when(claim))).collect::<Vec<_>>()
    };
    let whole = told(&paragraphs.join("\n\n"));
    assert_eq!(whole.len(), 2, "{whole:?}");
    for margin in 60..100 {
        let broken = paragraphs.map(|paragraph| wrapped(paragraph, margin)).join("\n\n");
        assert_eq!(told(&broken), whole, "at {margin}:\n{broken}");
    }
}

fn wrapped(paragraph: &str, margin: usize) -> String {
    let (mut text, mut length) = (String::new(), 0);
    for word in paragraph.split_whitespace() {
        if length > 0 && length + 1 + word.len() > margin {
            text.push('\n');
            length = 0;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word.len();
    }
    text
}
