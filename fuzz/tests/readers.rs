//! Every reader against broken documents of its shape.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use recount_fuzz::bounds::hold;
use recount_fuzz::laws::{claim, read, take_apart};
use recount_fuzz::{changed, sound};

/// Holds broken documents to their laws, and each of them to its bounds. The inputs are the same every time.
fn check(what: &str, sound: Vec<u8>, law: impl Fn(&[u8])) {
    // What is built once for all inputs is nobody's cost.
    law(&sound);
    let start = Config::default();
    let cases = if start.cases == 256 { 1000 } else { start.cases };
    let config = Config { cases, rng_seed: RngSeed::Fixed(20_261_121), failure_persistence: None, ..start };
    let changes = vec(any::<(u16, u8, u8)>(), 0..24);
    let run = TestRunner::new(config).run(&changes, |changes| {
        let input = changed(&sound, &changes);
        hold(what, &input, || law(&input));
        Ok(())
    });
    assert!(run.is_ok(), "{}", run.unwrap_err());
}

#[test]
fn pages() {
    check("pages", sound::page(), |bytes| drop(read("a.html", bytes)));
}

#[test]
fn texts() {
    check("texts", sound::text(), |bytes| drop(read("a.txt", bytes)));
}

#[test]
fn feeds() {
    check("feeds", sound::feed(), |bytes| drop(read("a.xml", bytes)));
}

#[test]
fn feeds_in_json() {
    check("feeds in json", sound::json_feed(), |bytes| drop(read("a.json", bytes)));
}

#[test]
fn lines_of_json() {
    check("lines of json", sound::lines(), |bytes| drop(read("a.jsonl", bytes)));
}

#[test]
fn tables() {
    check("tables", sound::table(), |bytes| drop(read("a.csv", bytes)));
}

#[test]
fn tables_of_the_auto_archiver() {
    check("tables of the auto archiver", sound::archived_table(), |bytes| drop(read("a.csv", bytes)));
}

#[cfg(feature = "pdf")]
#[test]
fn pdf_files() {
    check("pdf files", sound::pdf(), |bytes| drop(read("a.pdf", bytes)));
}

#[test]
fn mails() {
    check("mails", sound::mail(), |bytes| drop(read("a.eml", bytes)));
}

#[test]
fn mailboxes() {
    check("mailboxes", sound::mailbox(), |bytes| take_apart("a.mbox", bytes));
}

#[test]
fn crawls() {
    check("crawls", sound::crawl(false), |bytes| take_apart("a.warc", bytes));
}

#[test]
fn packed_crawls() {
    check("packed crawls", sound::crawl(true), |bytes| take_apart("a.warc.gz", bytes));
}

#[test]
fn zip_files() {
    check("zip files", sound::archive(), |bytes| take_apart("a.zip", bytes));
}

#[test]
fn the_whole_engine_on_pages_and_texts() {
    check("the whole engine on pages and texts", sound::page(), |bytes| claim("a.html", bytes));
}

#[test]
fn the_whole_engine_on_text() {
    check("the whole engine on text", sound::text(), |bytes| claim("a.txt", bytes));
}
