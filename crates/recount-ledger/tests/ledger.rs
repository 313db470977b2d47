//! What a ledger promises: nothing twice, nothing lost, nothing changed unseen.

// Helpers outside a test function count as plain code to clippy; here a panic is a failed test.
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "each test file uses a part of the helpers")]
mod common;

use common::*;
use jiff::civil::date;
use recount_ledger::*;
use recount_model::*;
use rusqlite::Connection;

fn published(report: Report, on: jiff::civil::Date) -> Report {
    Report { published: Some(Published { on, basis: DateBasis::Given }), ..report }
}

fn with_url(report: Report, url: &str) -> Report {
    Report { url: Some(url.into()), ..report }
}

/// Changes the file behind the ledger's back.
fn tamper(scratch: &Scratch, sql: &str) {
    let connection = Connection::open(&scratch.path).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.execute_batch(sql).unwrap();
    assert!(connection.changes() > 0, "nothing was tampered with: {sql}");
}

fn problems(scratch: &Scratch) -> Vec<(ProblemKind, String)> {
    let found = Ledger::open(&scratch.path).unwrap().verify().unwrap();
    found.problems.into_iter().map(|problem| (problem.kind, problem.to_string())).collect()
}

#[test]
fn reports_and_claims_read_back_as_they_were() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let body = "Né said &\nshells fell";
    let raw = b"N&eacute; said &amp;\nshells fell";
    let run = |text_start, text_len, raw_start, raw_len| span::OffsetRun {
        text_start,
        text_len,
        raw_start,
        raw_len,
    };
    let map = OffsetMap::from_runs(vec![run(0, 1, 0, 1), run(1, 2, 1, 8), run(3, 6, 9, 6), run(9, 1, 15, 5)]);
    let mut text = Text::with_map(body, map);
    text.add_zone(text.span(0, 9).unwrap(), ZoneKind::Heading);
    text.add_zone(text.span(0, 3).unwrap(), ZoneKind::Credit);
    let report = Report {
        id: ReportId::of_report(Sha256::of(raw), 3, body),
        raw_sha256: Sha256::of(raw),
        ordinal: 3,
        external_id: Some("7".into()),
        title: Some("Né".into()),
        title_span: text.span(0, 3),
        byline: Some("Somebody".into()),
        published: Some(Published { on: date(2016, 3, 1), basis: DateBasis::Metadata }),
        days: [
            (DayOf::Published, date(2016, 3, 1)),
            (DayOf::Modified, date(2016, 3, 2)),
            (DayOf::Saved, date(2017, 1, 5)),
        ]
        .map(|(of, on)| DayFound { on, of, basis: DateBasis::Metadata, at: format!("meta {}", of.as_str()) })
        .to_vec(),
        encoding: Some("windows-1252".into()),
        url: Some("https://example.org/a".into()),
        notices: vec![Notice::new("read.test", "a notice")],
        text,
        ..report("page.html", body)
    };
    let claims = vec![claim(&report, 0), Claim { when: None, ..claim(&report, 1) }];
    let file = IngestedFile {
        name: "page.html",
        raw,
        reports: vec![read(report.clone(), claims.clone())],
        engine: "e1",
        lexicon: "l1",
    };
    let mut batch = ledger.batch().unwrap();
    assert_eq!(batch.ingest_file(&file).unwrap(), IngestOutcome { added: 1, ..Default::default() });
    batch.commit().unwrap();
    drop(ledger);

    let ledger = Ledger::open(&scratch.path).unwrap();
    assert_eq!(ledger.report(&report.id).unwrap(), report);
    assert_eq!(ledger.claims_of_report(&report.id).unwrap(), claims);
    assert_eq!(ledger.report_text(&report.id).unwrap(), report.text);
    assert_eq!(ledger.raw_bytes(report.raw_sha256).unwrap(), raw);
    let stored = ledger.current_claims().unwrap();
    assert_eq!((stored[0].quote.as_str(), stored[0].speakers[0].text.as_str()), (body, "Né"));
    assert_eq!(stored[0].alleged, [("Né".to_owned(), Some("party".to_owned()))]);
    assert_eq!(stored[1].when, None);
    let heads = ledger.current_reports().unwrap();
    assert_eq!((heads[0].published, &heads[0].shingles), (Some(date(2016, 3, 1)), &vec![1, u64::MAX]));
    assert_eq!(heads[0].publisher_source.as_deref(), Some("post"));
    assert_eq!(ledger.verify().unwrap().problems, []);
}

#[test]
fn a_second_reading_of_a_file_adds_nothing_and_says_so() {
    let scratch = scratch();
    let mut ledger = Ledger::open_or_create(&scratch.path).unwrap();
    let report = report("a.txt", "Shells fell");
    add(&mut ledger, &report, "e1");
    let before = (ledger.log_root().unwrap(), ledger.entry_set().unwrap());
    assert!(ledger.is_read(report.raw_sha256, "e1", "l1").unwrap());
    drop(ledger);
    let mut ledger = Ledger::open_or_create(&scratch.path).unwrap();
    assert_eq!(add(&mut ledger, &report, "e1"), IngestOutcome { already_known: 1, ..Default::default() });
    assert_eq!((ledger.log_root().unwrap(), ledger.entry_set().unwrap()), before);
    assert_eq!(before.0.0, 2);
}

#[test]
fn another_engine_reads_again_and_the_old_reading_stays_as_history() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", "Shells fell");
    add(&mut ledger, &report, "e1");
    assert!(!ledger.is_read(report.raw_sha256, "e2", "l1").unwrap());
    assert_eq!(
        add(&mut ledger, &report, "e2"),
        IngestOutcome { already_known: 1, read_again: 1, ..Default::default() }
    );
    assert_eq!(ledger.current_claims().unwrap().len(), 1);
    let readings: Vec<_> =
        ledger.log_entries().unwrap().into_iter().filter(|entry| entry.kind == "reading").collect();
    assert_eq!(readings.len(), 2);
    assert_eq!(ledger.verify().unwrap().claims, 2);
    assert_eq!(add(&mut ledger, &report, "e2").read_again, 0);
}

#[test]
fn a_file_that_was_replaced_is_a_new_version_and_the_old_one_is_kept() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let (old, new) = (report("a.txt", "Two died"), report("a.txt", "Three died"));
    add(&mut ledger, &old, "e1");
    assert_eq!(add(&mut ledger, &new, "e1"), IngestOutcome { new_versions: 1, ..Default::default() });
    assert_eq!(ledger.current_claims().unwrap()[0].quote, "Three died");
    assert_eq!(ledger.current_reports().unwrap()[0].version, 2);
    assert_eq!(ledger.report(&old.id).unwrap(), old);
    assert_eq!(ledger.versions(&new.id).unwrap(), [old.id.clone(), new.id.clone()]);
    // The old copy, read again, does not come back to the front.
    assert_eq!(add(&mut ledger, &old, "e1").already_known, 1);
    assert_eq!(ledger.current_reports().unwrap()[0].id, new.id);
    assert_eq!(ledger.counts().unwrap(), Counts { reports: 1, superseded: 1, claims: 1, incidents: 0 });
}

#[test]
fn one_address_is_one_report_and_the_later_publication_counts_in_whatever_order_they_come() {
    let page =
        |file: &str, body: &str, on| published(with_url(report(file, body), "https://example.org/a"), on);
    let (early, late) =
        (page("1.txt", "Two died", date(2016, 1, 1)), page("2.txt", "Three died", date(2016, 1, 2)));
    for order in [[&early, &late], [&late, &early]] {
        let scratch = scratch();
        let mut ledger = Ledger::create(&scratch.path).unwrap();
        add(&mut ledger, order[0], "e1");
        assert_eq!(add(&mut ledger, order[1], "e1").new_versions, 1);
        let current = ledger.current_reports().unwrap();
        assert_eq!(current.iter().map(|head| &head.id).collect::<Vec<_>>(), [&late.id]);
        assert_eq!(ledger.verify().unwrap().problems, []);
    }
}

#[test]
fn the_same_words_under_other_raw_bytes_are_not_a_second_report() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let first = with_url(report("a.txt", "Two died"), "https://example.org/a");
    add(&mut ledger, &first, "e1");
    let raw = b"<p>Two died</p>";
    let again = Report {
        raw_sha256: Sha256::of(raw),
        id: ReportId::of_report(Sha256::of(raw), 0, "Two died"),
        ..first.clone()
    };
    let file =
        IngestedFile { name: "b.html", raw, reports: vec![read(again, vec![])], engine: "e1", lexicon: "l1" };
    let mut batch = ledger.batch().unwrap();
    assert_eq!(batch.ingest_file(&file).unwrap(), IngestOutcome { already_known: 1, ..Default::default() });
    batch.commit().unwrap();
    assert_eq!(ledger.log_root().unwrap().0, 2);
}

#[test]
fn posts_that_share_a_number_or_an_address_but_not_the_other_are_two_reports() {
    let post = |body: &str, id: &str, url: &str| Report {
        external_id: Some(id.into()),
        ..with_url(report(body, body), url)
    };
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    add(&mut ledger, &post("Two died", "1", "https://example.org/channel"), "e1");
    assert_eq!(add(&mut ledger, &post("Four died", "2", "https://example.org/channel"), "e1").added, 1);
    assert_eq!(add(&mut ledger, &post("Five died", "1", "https://example.org/other"), "e1").added, 1);
    let other = Report {
        publisher: Some("Sample Wire".into()),
        external_id: Some("1".into()),
        ..report("x", "Six died")
    };
    assert_eq!(add(&mut ledger, &other, "e1").added, 1);
    assert_eq!(ledger.counts().unwrap().superseded, 0);
}

#[test]
fn lines_of_a_jsonl_file_are_reports_of_one_blob_and_each_line_is_found_again() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let raw = "{\"text\":\"Two died\"}\r\n{\"text\":\"Three died\"}";
    let reports: Vec<Report> = raw
        .lines()
        .zip(["Two died", "Three died"])
        .map(|(line, body)| {
            let sha = Sha256::of(line.as_bytes());
            Report { raw_sha256: sha, id: ReportId::of_report(sha, 0, body), ..report("a.jsonl", body) }
        })
        .collect();
    let items = reports.iter().map(|report| read(report.clone(), vec![claim(report, 0)])).collect();
    let file =
        IngestedFile { name: "a.jsonl", raw: raw.as_bytes(), reports: items, engine: "e1", lexicon: "l1" };
    let mut batch = ledger.batch().unwrap();
    assert_eq!(batch.ingest_file(&file).unwrap().added, 2);
    batch.commit().unwrap();
    assert_eq!(ledger.raw_bytes(reports[0].raw_sha256).unwrap(), b"{\"text\":\"Two died\"}");
    assert_eq!(ledger.verify().unwrap().problems, []);

    // Erasing one line takes it out of the file and leaves the other.
    ledger.erase_report(&reports[0].id, "a witness is at risk").unwrap();
    assert_eq!(ledger.raw_bytes(reports[0].raw_sha256).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(ledger.raw_bytes(reports[1].raw_sha256).unwrap(), b"{\"text\":\"Three died\"}");
    let found = ledger.verify().unwrap();
    assert_eq!((found.problems, found.erased), (vec![], vec![reports[0].id.clone()]));
}

#[test]
fn erased_content_is_erased_and_not_tampered_and_does_not_come_back() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let report = report("a.txt", "Witness-words-that-must-go and more");
    add(&mut ledger, &report, "e1");
    drop(ledger);
    let holds_words =
        || std::fs::read(&scratch.path).unwrap().windows(13).any(|window| window == b"Witness-words");
    assert!(holds_words(), "a text this short is kept plainly, so that its going can be seen");
    let mut ledger = Ledger::open(&scratch.path).unwrap();
    ledger.erase_report(&report.id, "a witness is at risk").unwrap();
    assert_eq!(ledger.report(&report.id).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(ledger.current_claims().unwrap(), []);
    assert_eq!(add(&mut ledger, &report, "e2"), IngestOutcome { already_known: 1, ..Default::default() });
    let found = ledger.verify().unwrap();
    assert_eq!((found.problems, found.erased), (vec![], vec![report.id.clone()]));
    drop(ledger);
    assert!(!holds_words(), "the words are still in the file");

    tamper(&scratch, "DELETE FROM erasures");
    let kinds: Vec<ProblemKind> = problems(&scratch).into_iter().map(|problem| problem.0).collect();
    assert_eq!(kinds, [ProblemKind::Log, ProblemKind::Blob, ProblemKind::Report]);
}

#[test]
fn a_file_that_contradicts_itself_is_refused_and_leaves_no_trace() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let good = report("a.txt", "Two died");
    let stray = Report { raw_sha256: Sha256::of(b"other"), ..report("b.txt", "Three died") };
    let mut batch = ledger.batch().unwrap();
    add_to(&mut batch, &good, "e1");
    let file = IngestedFile {
        name: "b.txt",
        raw: b"Three died",
        reports: vec![read(stray, vec![])],
        engine: "e1",
        lexicon: "l1",
    };
    let error = batch.ingest_file(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.to_string().starts_with("b.txt: the report r-"), "{error}");
    batch.commit().unwrap();
    assert_eq!(ledger.counts().unwrap().reports, 1);
    assert_eq!(ledger.verify().unwrap().problems, []);
}

#[test]
fn every_change_behind_the_ledgers_back_is_found_with_its_place() {
    let report = with_url(report("a.txt", "Shells fell on a market"), "https://example.org/a");
    let check = |sql: &str, kind: ProblemKind, words: &str| {
        let scratch = scratch();
        let mut ledger = Ledger::create(&scratch.path).unwrap();
        add(&mut ledger, &report, "e1");
        let anchor = claim(&report, 0).anchor;
        ledger
            .judge(&NewJudgement {
                by: "R".into(),
                why: "one market".into(),
                machine_said: None,
                decision: Decision::Compare { a: anchor.clone(), b: anchor, verdict: Verdict::Same },
            })
            .unwrap();
        assert_eq!(ledger.verify().unwrap().problems, []);
        drop(ledger);
        tamper(&scratch, sql);
        let found = problems(&scratch);
        assert!(found.iter().any(|(k, text)| *k == kind && text.contains(words)), "{sql}: {found:?}");
    };
    let claim_id = claim(&report, 0).anchor.claim_id().to_string();
    check(
        "UPDATE claims SET row = replace (row, '\"killed\"', '\"injured\"')",
        ProblemKind::Claim,
        &claim_id,
    );
    check("DELETE FROM claims", ProblemKind::Reading, report.id.as_str());
    check("UPDATE claims SET row = NULL, salt = NULL", ProblemKind::Claim, "without a tombstone");
    check("UPDATE readings SET lexicon = 'l9'", ProblemKind::Reading, "not the one that was logged");
    check("UPDATE reports SET publisher = 'Another'", ProblemKind::Report, "beside its text");
    check("UPDATE reports SET file = 'b.txt'", ProblemKind::Report, "offsets or notices");
    check("UPDATE reports SET superseded_by = 'r-1'", ProblemKind::Report, "no version of it");
    check("DELETE FROM files", ProblemKind::Log, "the ingest of file 1 is gone");
    check("UPDATE files SET name = 'b.txt'", ProblemKind::Ingest, "b.txt");
    check("UPDATE blobs SET zstd = NULL", ProblemKind::Blob, "without a tombstone");
    check(
        "DROP TRIGGER judgements_only_grow_1; UPDATE judgements SET row = '{}'",
        ProblemKind::Judgement,
        "judgement 1",
    );
    check(
        "DROP TRIGGER log_only_grows_1; UPDATE log SET at = '' WHERE seq = 1",
        ProblemKind::Log,
        "log entry 1",
    );
    check(
        "DROP TRIGGER log_only_grows_2; DELETE FROM log WHERE seq = 2",
        ProblemKind::Log,
        "2 entries do not give",
    );
}

#[test]
fn one_flipped_byte_of_a_blob_or_a_text_is_found() {
    for (table, column, kind) in
        [("blobs", "zstd", ProblemKind::Blob), ("reports", "text", ProblemKind::Report)]
    {
        let scratch = scratch();
        let report = report("a.txt", "Shells fell on a market");
        add(&mut Ledger::create(&scratch.path).unwrap(), &report, "e1");
        let connection = Connection::open(&scratch.path).unwrap();
        let mut bytes: Vec<u8> =
            connection.query_row(&format!("SELECT {column} FROM {table}"), [], |row| row.get(0)).unwrap();
        // Text this short is kept as literals, so this turns one letter into another.
        let at = bytes.len() - 6;
        bytes[at] ^= 1;
        connection.execute(&format!("UPDATE {table} SET {column} = ?"), [bytes]).unwrap();
        drop(connection);
        let found = problems(&scratch);
        assert_eq!(found.iter().map(|problem| problem.0).collect::<Vec<_>>(), [kind], "{found:?}");
        assert!(found[0].1.contains("changed"), "{found:?}");
    }
}

#[test]
fn the_log_and_the_judgements_refuse_to_be_changed() {
    let scratch = scratch();
    add(&mut Ledger::create(&scratch.path).unwrap(), &report("a.txt", "Shells fell"), "e1");
    let connection = Connection::open(&scratch.path).unwrap();
    assert!(
        connection
            .execute("UPDATE log SET at = ''", [])
            .unwrap_err()
            .to_string()
            .contains("the log only grows")
    );
    assert!(connection.execute("DELETE FROM log", []).is_err());
}

#[test]
fn what_is_no_ledger_is_said_in_plain_words() {
    let scratch = scratch();
    let open = |name: &str| Ledger::open(scratch.folder.path().join(name)).unwrap_err();
    let path = |name: &str| scratch.folder.path().join(name);
    assert!(open("none").to_string().ends_with("none: there is no such ledger"));

    std::fs::write(path("photo"), b"\xFF\xD8 not a database at all").unwrap();
    assert!(open("photo").to_string().ends_with("not a ledger: not a SQLite file"));
    assert_eq!(open("photo").kind(), ErrorKind::NotALedger);
    assert_eq!(Ledger::open_or_create(path("photo")).unwrap_err().kind(), ErrorKind::NotALedger);

    Connection::open(path("other")).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(open("other").to_string().ends_with("a SQLite file but not a ledger"));

    drop(Ledger::create(path("new")).unwrap());
    Connection::open(path("new")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(open("new").kind(), ErrorKind::Newer);
    assert!(open("new").to_string().contains("schema 99, this program knows up to 2"));

    drop(Ledger::create(path("torn")).unwrap());
    let mut bytes = std::fs::read(path("torn")).unwrap();
    bytes[4096..].fill(0x5a);
    std::fs::write(path("torn"), bytes).unwrap();
    let kind = Ledger::open(path("torn")).and_then(|ledger| ledger.counts()).map(|_| ()).unwrap_err().kind();
    assert_eq!(kind, ErrorKind::Corrupt);

    assert_eq!(Ledger::open(scratch.folder.path()).unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(Ledger::create(path("new")).unwrap_err().kind(), ErrorKind::Input);
    // What a maker leaves that was killed at once.
    std::fs::write(path("empty"), b"").unwrap();
    assert!(Ledger::open_or_create(path("empty")).is_ok());
}

/// Every version of the store that people may have is kept as a file and must still open.
#[test]
fn a_ledger_of_version_1_opens_verifies_and_takes_reports_with_all_their_days() {
    let scratch = scratch();
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/version-1.ledger.zst");
    let packed = std::fs::read(kept).unwrap();
    std::fs::write(&scratch.path, zstd::decode_all(&packed[..]).unwrap()).unwrap();
    let mut ledger = Ledger::open(&scratch.path).unwrap();
    assert_eq!(ledger.verify().unwrap().problems, []);
    let old = ledger.current_reports().unwrap().remove(0);
    let old = ledger.report(&old.id).unwrap();
    assert_eq!(old.published.map(|published| published.on), Some(date(2021, 5, 4)));
    assert_eq!((old.days, old.encoding), (vec![], None));

    let day = DayFound {
        on: date(2021, 5, 6),
        of: DayOf::Saved,
        basis: DateBasis::Metadata,
        at: "archive record".into(),
    };
    let new = Report { days: vec![day], encoding: Some("UTF-8".into()), ..report("a.txt", "Shells fell") };
    add(&mut ledger, &new, "e1");
    drop(ledger);
    let ledger = Ledger::open(&scratch.path).unwrap();
    assert_eq!(ledger.report(&new.id).unwrap(), new);
    assert_eq!(ledger.verify().unwrap().problems, []);
    drop(ledger);
    tamper(&scratch, "UPDATE reports SET days = NULL WHERE days IS NOT NULL");
    assert_eq!(problems(&scratch).len(), 1);
}

#[test]
fn a_ledger_opened_twice_says_that_it_is_in_use() {
    let scratch = scratch();
    let ledger = Ledger::create(&scratch.path).unwrap();
    let error = Ledger::open(&scratch.path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InUse);
    assert!(error.to_string().ends_with("test.ledger: another process has the ledger open"));
    drop(ledger);
    assert!(Ledger::open(&scratch.path).is_ok());
}

#[test]
fn ledgers_that_read_the_same_files_in_another_order_are_equal() {
    let reports: Vec<Report> =
        (0..20).map(|n| report(&format!("{n}.txt"), &format!("Shell {n} fell"))).collect();
    let build = |order: &[Report]| {
        let scratch = scratch();
        let mut ledger = Ledger::create(&scratch.path).unwrap();
        for report in order {
            add(&mut ledger, report, "e1");
        }
        (ledger.entry_set().unwrap(), ledger.current_claims().unwrap(), ledger.log_root().unwrap())
    };
    let reversed: Vec<Report> = reports.iter().rev().cloned().collect();
    let (a, b) = (build(&reports), build(&reversed));
    assert_eq!((&a.0, &a.1), (&b.0, &b.1));
    assert_ne!(a.2, b.2, "salts make roots differ");
    assert_ne!(a.0, build(&reports[1..]).0);
}

#[test]
fn a_dropped_batch_leaves_no_trace() {
    let scratch = scratch();
    let mut ledger = Ledger::create(&scratch.path).unwrap();
    let mut batch = ledger.batch().unwrap();
    add_to(&mut batch, &report("a.txt", "Shells fell"), "e1");
    drop(batch);
    assert_eq!((ledger.counts().unwrap(), ledger.log_root().unwrap().0), (Counts::default(), 0));
}

/// Runs in a child process only: commits one batch, then dies in the middle of the next.
#[test]
fn child_that_is_killed_while_writing() {
    let Ok(path) = std::env::var("RECOUNT_TEST_KILLED_LEDGER") else { return };
    let mut ledger = Ledger::open_or_create(path).unwrap();
    add(&mut ledger, &report("first.txt", "Shells fell"), "e1");
    let mut batch = ledger.batch().unwrap();
    for number in 0..2000 {
        add_to(&mut batch, &report(&format!("{number}.txt"), &format!("Shell {number} fell")), "e1");
    }
    std::process::abort();
}

#[test]
fn a_writer_that_is_killed_leaves_a_ledger_that_verifies_and_can_be_completed() {
    let scratch = scratch();
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_is_killed_while_writing"])
        .env("RECOUNT_TEST_KILLED_LEDGER", &scratch.path)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success(), "the child should have died");
    let mut ledger = Ledger::open(&scratch.path).unwrap();
    assert_eq!(ledger.verify().unwrap().problems, []);
    assert_eq!(ledger.counts().unwrap().reports, 1);
    assert_eq!(add(&mut ledger, &report("0.txt", "Shell 0 fell"), "e1").added, 1);
    assert_eq!(ledger.verify().unwrap().problems, []);
}
