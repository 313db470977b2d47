//! Archives as people have them: one inside the other, cut off, made to break programs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

#[path = "../../../fuzz/src/packing.rs"]
mod packing;

use std::io::{BufRead, Cursor};

use packing::{packed, zipped};
use recount_archive::{Document, Limits, Opened, Problem, Take, unpack};

#[derive(Default)]
struct Taken {
    documents: Vec<Document>,
    lines: Vec<(String, String)>,
    problems: Vec<String>,
    left_out: Vec<String>,
}

impl Take for Taken {
    fn document(&mut self, document: Document) -> bool {
        self.documents.push(document);
        true
    }

    fn wants_stream(&self, name: &str, _: &[u8]) -> bool {
        name.contains(".jsonl") || name.contains(".csv")
    }

    fn stream(&mut self, name: &str, reader: &mut dyn BufRead) -> bool {
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        self.lines.push((name.to_owned(), text));
        true
    }

    fn problem(&mut self, problem: Problem) -> bool {
        self.problems.push(format!("{} [{}]", problem, problem.kind));
        true
    }

    fn left_out(&mut self, name: &str) {
        self.left_out.push(name.to_owned());
    }
}

impl Taken {
    fn names(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.name.as_str()).collect()
    }
}

fn unpacked(name: &str, bytes: &[u8]) -> Taken {
    let mut taken = Taken::default();
    assert!(unpack(name, Opened::Stream(Box::new(Cursor::new(bytes))), &Limits::default(), &mut taken));
    taken
}

fn record(kind: &str, url: &str, content: &str) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-05-03T10:00:00Z\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content.as_bytes(), b"\r\n\r\n"].concat()
}

fn page(status: u16, kind: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n\r\n{body}")
}

/// Two pages, and around them what no report is in; every record packed by itself.
fn crawl() -> Vec<Vec<u8>> {
    [
        record("warcinfo", "", "software: made for a test"),
        record("request", "https://example.org/a", "GET /a HTTP/1.1\r\n\r\n"),
        record("response", "https://example.org/a", &page(200, "text/html; charset=utf-8", "<p>one</p>")),
        record("response", "https://example.org/p.jpg", &page(200, "image/jpeg", "jpeg")),
        record("response", "https://example.org/gone", &page(404, "text/html", "<p>not found</p>")),
        record("response", "https://example.org/robots.txt", &page(200, "text/plain", "Disallow: /")),
        record("response", "https://example.org/b", &page(200, "text/html", "<p>two</p>")),
    ]
    .iter()
    .map(|record| packed(record))
    .collect()
}

#[test]
fn a_crawl_gives_its_pages_with_address_day_and_place() {
    let records = crawl();
    let place: usize = records[..2].iter().map(Vec::len).sum();
    let taken = unpacked("crawl.warc.gz", &records.concat());
    let first = &taken.documents[0];
    assert_eq!(first.name, format!("crawl.warc.gz@{place}"));
    assert_eq!(first.bytes, b"<p>one</p>");
    assert_eq!(first.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(first.saved.as_deref(), Some("2021-05-03T10:00:00Z"));
    assert_eq!(first.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!((taken.documents.len(), taken.left_out.len(), taken.problems.len()), (2, 3, 0));
}

#[test]
fn a_cut_crawl_loses_only_its_last_record_and_says_so() {
    let whole = crawl().concat();
    let taken = unpacked("crawl.warc.gz", &whole[..whole.len() - 60]);
    assert_eq!(taken.documents.len(), 1);
    assert!(
        taken.problems[0].contains("cut off inside the record") && taken.problems[0].ends_with("[truncated]")
    );
}

#[test]
fn archives_inside_archives_keep_the_way_in_their_names() {
    let crawl = crawl().concat();
    let wacz = zipped(&[
        ("datapackage.json", b"{}"),
        ("pages/pages.jsonl", b"{}\n"),
        ("archive/data.warc.gz", &crawl),
        ("indexes/index.cdx.gz", b"x"),
    ]);
    let outer = zipped(&[
        ("saved/a.html", b"<html><p>three</p>"),
        ("saved/a_files/style.css", b"p {}"),
        ("saved/photo.jpg", b"jpeg"),
        ("__MACOSX/saved/._a.html", b"x"),
        ("more/crawl.wacz", &wacz),
        ("more/lines.jsonl.gz", &packed(b"{\"text\": 1}\n")),
        ("more/box.mbox", b"From a@b Mon May  3 10:00:00 2021\nSubject: one\n\nfour\n"),
    ]);
    let taken = unpacked("all.zip", &outer);
    let names = taken.names();
    assert_eq!(names[0], "all.zip!more/box.mbox@34");
    assert!(names[1].starts_with("all.zip!more/crawl.wacz!archive/data.warc.gz@"), "{}", names[1]);
    assert_eq!(names[3], "all.zip!saved/a.html");
    assert_eq!(names.len(), 4);
    assert_eq!(taken.lines, [("all.zip!more/lines.jsonl.gz".to_owned(), "{\"text\": 1}\n".to_owned())]);
    assert!(taken.left_out.contains(&"all.zip!saved/photo.jpg".to_owned()));
    assert!(taken.problems.is_empty(), "{:?}", taken.problems);
}

#[test]
fn archives_nested_without_end_and_files_that_swell_are_refused() {
    let mut nested = zipped(&[("a.txt", b"words")]);
    for _ in 0..7 {
        nested = zipped(&[("inner.zip", &nested)]);
    }
    let taken = unpacked("deep.zip", &nested);
    assert!(taken.documents.is_empty() && taken.problems[0].ends_with("[too-deep]"), "{:?}", taken.problems);
    let swollen = zipped(&[("zeros.txt", &vec![b'0'; 100 << 20]), ("b.txt", b"words")]);
    let taken = unpacked("bomb.zip", &swollen);
    assert!(
        taken.problems.iter().any(|problem| problem.contains("zeros.txt: refused")),
        "{:?}",
        taken.problems
    );
    assert_eq!(taken.names(), ["bomb.zip!b.txt"]);
}

#[test]
fn a_damaged_zip_is_one_problem() {
    let mut bytes = zipped(&[("a.txt", b"words and more words")]);
    bytes.truncate(bytes.len() / 2);
    let taken = unpacked("a.zip", &bytes);
    assert_eq!((taken.documents.len(), taken.problems.len()), (0, 1));
}

#[test]
fn compressed_documents_are_opened() {
    let taken = unpacked("a.html.gz", &packed(b"<html><p>one</p>"));
    assert_eq!(taken.documents[0].bytes, b"<html><p>one</p>");
    let mut taken = Taken::default();
    let limits = Limits { document_bytes: 5, ..Limits::default() };
    unpack("a.txt", Opened::Stream(Box::new(&b"123456"[..])), &limits, &mut taken);
    assert!(taken.problems[0].contains("[too-large]"));
}
