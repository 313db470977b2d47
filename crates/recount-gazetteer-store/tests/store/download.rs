use std::fs;
use std::path::PathBuf;

use recount_gazetteer_store::download::{Fetched, Wanted, fetch};
use recount_gazetteer_store::{OriginFile, StoreError};

use crate::server::{Manners, Server, nobody};
use crate::{Desk, names_in};

fn body() -> Vec<u8> {
    (0..200_000u32).map(|at| (at * 31 % 251) as u8).collect()
}

fn manners() -> Manners {
    Manners { name: "SY.zip".into(), body: body(), etag: Some("\"v1\"".into()), ..Manners::default() }
}

fn get(
    desk: &Desk,
    url: &str,
    sha256: Option<&str>,
    before: Option<&OriginFile>,
) -> Result<Fetched, StoreError> {
    let url = format!("{url}/SY.zip");
    let target: PathBuf = desk.path("down/SY.zip");
    fetch(&Wanted { url: &url, target: &target, sha256, before }, &mut |_, _| {})
}

/// SHA-256 of [`body`], as `sha256sum` prints it.
fn sum() -> String {
    let desk = Desk::new();
    get(&desk, &Server::start(manners()).url, None, None).unwrap().sha256
}

#[test]
fn a_file_is_fetched_whole_with_its_version_and_checksum() {
    let (desk, server) = (Desk::new(), Server::start(manners()));
    let fetched = get(&desk, &server.url, None, None).unwrap();
    assert_eq!((fetched.bytes, fetched.version.as_deref(), fetched.resumed_at), (200_000, Some("\"v1\""), 0));
    assert_eq!(fs::read(&fetched.path).unwrap(), body());
    assert_eq!(names_in(&desk.path("down")), ["SY.zip"]);
    assert!(server.requests()[0].contains("user-agent: recount/"));
}

#[test]
fn a_connection_that_breaks_is_taken_up_where_it_broke() {
    let desk = Desk::new();
    let server = Server::start(Manners { breaks: vec![70_000], ..manners() });
    let fetched = get(&desk, &server.url, None, None).unwrap();
    assert_eq!(fs::read(&fetched.path).unwrap(), body());
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(
        requests[1].contains("range: bytes=70000-") && requests[1].contains("if-range: \"v1\""),
        "{}",
        requests[1]
    );
}

#[test]
fn what_an_earlier_run_brought_is_kept_for_the_next() {
    let desk = Desk::new();
    // Nothing comes the second time, so the first run gives up.
    let error =
        get(&desk, &Server::start(Manners { breaks: vec![50_000, 0, 0, 0], ..manners() }).url, None, None)
            .unwrap_err();
    assert!(error.message.contains("0.1 MB are kept, the same command goes on from there"), "{error}");
    assert_eq!(names_in(&desk.path("down")), ["SY.zip.part", "SY.zip.part.toml"]);
    // Another address is another file: it begins anew.
    let server = Server::start(manners());
    let fetched = get(&desk, &server.url, None, None).unwrap();
    assert_eq!((fetched.resumed_at, server.requests().len()), (0, 1));
    assert!(!server.requests()[0].contains("range:"));
    assert_eq!(fs::read(&fetched.path).unwrap(), body());
}

#[test]
fn the_next_run_goes_on_where_the_last_one_stopped() {
    let desk = Desk::new();
    let server = Server::start(Manners { breaks: vec![50_000, 0], ..manners() });
    get(&desk, &server.url, None, None).unwrap_err();
    let fetched = get(&desk, &server.url, None, None).unwrap();
    assert_eq!((fetched.resumed_at, fetched.bytes), (50_000, 200_000));
    assert_eq!(fs::read(&fetched.path).unwrap(), body());
}

#[test]
fn a_file_that_changed_meanwhile_or_a_server_without_parts_begins_anew() {
    for (etag, ignores_ranges) in [("\"v2\"", false), ("\"v1\"", true)] {
        let desk = Desk::new();
        let server = Server::start(Manners { etag: Some(etag.into()), ignores_ranges, ..manners() });
        // As an interrupted run leaves it.
        desk.write("down/SY.zip.part", vec![7; 90_000]);
        desk.write("down/SY.zip.part.toml", format!("url = \"{}/SY.zip\"\nversion = '\"v1\"'\n", server.url));
        let fetched = get(&desk, &server.url, None, None).unwrap();
        assert_eq!(fetched.resumed_at, 0, "{etag}");
        assert_eq!(fs::read(&fetched.path).unwrap(), body(), "{etag}");
    }
}

#[test]
fn a_wrong_checksum_is_refused_and_nothing_is_kept() {
    let (desk, server) = (Desk::new(), Server::start(manners()));
    let wrong = "0".repeat(64);
    let error = get(&desk, &server.url, Some(&wrong), None).unwrap_err();
    assert!(error.message.starts_with("the checksum does not match: SHA-256 is "), "{error}");
    assert!(names_in(&desk.path("down")).is_empty());
    get(&desk, &server.url, Some(&sum().to_uppercase()), None).unwrap();
}

#[test]
fn the_same_version_with_other_bytes_than_last_time_is_refused() {
    let (desk, server) = (Desk::new(), Server::start(manners()));
    let mut before = OriginFile {
        file: "SY.zip".into(),
        sha256: "1".repeat(64),
        bytes: 1,
        url: Some(format!("{}/SY.zip", server.url)),
        version: Some("\"v1\"".into()),
    };
    let error = get(&desk, &server.url, None, Some(&before)).unwrap_err();
    assert!(error.message.contains("the server calls it the file of last time"), "{error}");
    // A new version may have new bytes.
    before.version = Some("\"v0\"".into());
    get(&desk, &server.url, None, Some(&before)).unwrap();
}

#[test]
fn nobody_there_no_such_file_and_no_such_host_are_told_apart() {
    let desk = Desk::new();
    let error = get(&desk, &nobody(), None, None).unwrap_err();
    assert!(
        error.message.contains("connection refused") && error.message.contains("nothing was changed"),
        "{error}"
    );
    assert!(error.message.contains("recount places import"), "{error}");
    let server = Server::start(Manners { name: "IQ.zip".into(), ..manners() });
    let error = get(&desk, &server.url, None, None).unwrap_err();
    assert_eq!(error.message, "the server has no such file (404)");
    assert_eq!(server.requests().len(), 1, "a missing file is not asked for again");
}

#[test]
fn a_protected_address_is_never_answered_unprotected() {
    let desk = Desk::new();
    let server = Server::start(manners());
    let error = get(&desk, &server.url.replace("http:", "https:"), None, None).unwrap_err();
    assert!(error.message.contains("cannot be"), "{error}");
    assert!(!desk.path("down/SY.zip").exists());
}
