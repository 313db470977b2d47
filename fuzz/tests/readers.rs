//! Every reader against broken documents of its shape.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use recount_fuzz::laws::{claim, read, take_apart};
use recount_fuzz::{changed, sound};

/// Holds a broken document to its laws. The inputs are the same every time.
fn check(sound: Vec<u8>, law: impl Fn(&[u8])) {
    let start = Config::default();
    let cases = if start.cases == 256 { 1000 } else { start.cases };
    let config = Config { cases, rng_seed: RngSeed::Fixed(20_261_121), failure_persistence: None, ..start };
    let changes = vec(any::<(u16, u8, u8)>(), 0..24);
    let run = TestRunner::new(config).run(&changes, |changes| {
        law(&changed(&sound, &changes));
        Ok(())
    });
    assert!(run.is_ok(), "{}", run.unwrap_err());
}

#[test]
fn pages() {
    check(sound::page(), |bytes| drop(read("a.html", bytes)));
}

#[test]
fn texts() {
    check(sound::text(), |bytes| drop(read("a.txt", bytes)));
}

#[test]
fn feeds() {
    check(sound::feed(), |bytes| drop(read("a.xml", bytes)));
}

#[test]
fn feeds_in_json() {
    check(sound::json_feed(), |bytes| drop(read("a.json", bytes)));
}

#[test]
fn lines_of_json() {
    check(sound::lines(), |bytes| drop(read("a.jsonl", bytes)));
}

#[test]
fn tables() {
    check(sound::table(), |bytes| drop(read("a.csv", bytes)));
}

#[test]
fn mails() {
    check(sound::mail(), |bytes| drop(read("a.eml", bytes)));
}

#[test]
fn mailboxes() {
    check(sound::mailbox(), |bytes| take_apart("a.mbox", bytes));
}

#[test]
fn crawls() {
    check(sound::crawl(false), |bytes| take_apart("a.warc", bytes));
}

#[test]
fn packed_crawls() {
    check(sound::crawl(true), |bytes| take_apart("a.warc.gz", bytes));
}

#[test]
fn zip_files() {
    check(sound::archive(), |bytes| take_apart("a.zip", bytes));
}

#[test]
fn the_whole_engine_on_pages_and_texts() {
    check(sound::page(), |bytes| claim("a.html", bytes));
}

#[test]
fn the_whole_engine_on_text() {
    check(sound::text(), |bytes| claim("a.txt", bytes));
}
