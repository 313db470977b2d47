//! What must hold of everything that is read, however broken it came in.

use std::collections::HashSet;
use std::io::{BufRead, Cursor, Read};
use std::sync::{Arc, LazyLock};

use recount_archive::{Document, Limits, Opened, Problem, Take, unpack};
use recount_engine::Engine;
use recount_engine::read::{FileReading, ReadOptions, find_stream, read_file};
use recount_lexicon::Lexicon;
use recount_model::Report;
use recount_places::Gazetteer;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Arc::new(Lexicon::embedded().unwrap()), Arc::new(Gazetteer::world())));

/// Reads a document and holds it to the laws of reading: something is read or told, every zone and every word lies in
/// the text, every place in the file, and the same bytes give the same reports.
pub fn read(name: &str, bytes: &[u8]) -> FileReading {
    let publication = &ENGINE.lexicon().publication;
    let reading = read_file(name, bytes, publication, &ReadOptions::default());
    assert!(!reading.reports.is_empty() || !reading.errors.is_empty(), "{name}: neither read nor told");
    // Two lines of the same bytes are one report.
    let ids: HashSet<_> = reading.reports.iter().map(|report| report.id.clone()).collect();
    let parts: HashSet<_> =
        reading.reports.iter().map(|report| (report.raw_sha256.to_hex(), report.ordinal)).collect();
    assert_eq!(ids.len(), parts.len(), "{name}: two reports with one id");
    for report in &reading.reports {
        check_places(report, bytes.len() as u64);
        assert!(!report.text.as_str().trim().is_empty(), "{name}: a report without words");
    }
    let again = read_file(name, bytes, publication, &ReadOptions::default());
    assert_eq!(reading.reports, again.reports, "{name}: read twice, read differently");
    reading
}

fn check_places(report: &Report, file_len: u64) {
    let text = report.text.as_str();
    for zone in report.text.zones() {
        assert!(zone.span.end() <= text.len());
    }
    let runs = report.text.offset_map().runs();
    for pair in runs.windows(2) {
        assert!(pair[0].text_start + pair[0].text_len <= pair[1].text_start, "runs overlap: {pair:?}");
    }
    for run in runs {
        assert!((run.text_start + run.text_len) as usize <= text.len(), "{run:?} lies outside the text");
        assert!(run.raw_start + u64::from(run.raw_len) <= file_len, "{run:?} lies outside the file");
    }
}

/// Reads a document and everything it claims: every quote is cut from the text.
pub fn claim(name: &str, bytes: &[u8]) {
    for report in read(name, bytes).reports {
        let reading = ENGINE.read_report(&report);
        for claim in &reading.claims {
            assert!(!report.text.cut(claim.evidence.quote).trim().is_empty(), "a quote without words");
            for figure in &claim.figures {
                let ends = (figure.amount.low, figure.amount.high);
                assert!(!matches!(ends, (Some(low), Some(high)) if low > high), "{figure:?}");
            }
        }
    }
}

/// Unpacks an archive: every document is within its limit, no name comes twice, and the archive ends.
pub fn take_apart(name: &str, bytes: &[u8]) {
    let limits = Limits { document_bytes: 64 << 10, ..Limits::default() };
    let mut taken = Taken { names: HashSet::new(), limits };
    assert!(unpack(name, Opened::Stream(Box::new(Cursor::new(bytes))), &limits, &mut taken));
}

struct Taken {
    names: HashSet<String>,
    limits: Limits,
}

impl Take for Taken {
    fn document(&mut self, document: Document) -> bool {
        assert!(document.bytes.len() as u64 <= self.limits.document_bytes);
        // Names inside a zip file are the archive's own, and a broken one may say a name twice.
        let is_new = self.names.insert(document.name.clone());
        assert!(is_new || document.name.contains('!'), "{} came twice", document.name);
        true
    }

    fn wants_stream(&self, name: &str, head: &[u8]) -> bool {
        find_stream(name, head).is_some()
    }

    fn stream(&mut self, _: &str, reader: &mut dyn BufRead) -> bool {
        let _ = reader.take(1 << 20).read_to_end(&mut Vec::new());
        true
    }

    fn problem(&mut self, problem: Problem) -> bool {
        assert!(!problem.message.is_empty() && !problem.message.ends_with('.'), "{problem}");
        true
    }

    fn left_out(&mut self, _: &str) {}
}
