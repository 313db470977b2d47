//! Crawls, streamed: every page of a whole one is read, and one that was cut off loses the record it was cut in.

use std::fs::{self, File};

use super::run;

#[path = "../../../../xtask/src/crawl/records.rs"]
mod records;

/// The reports and the problems that the program finds in a crawl.
fn read(folder: &std::path::Path, name: &str) -> (i32, usize, Vec<String>) {
    let (code, out, _) = run(folder, &["extract", name, "--format", "jsonl"]);
    let problems = out.lines().filter(|line| line.starts_with("{\"error\"")).map(str::to_owned).collect();
    (code, out.lines().filter(|line| line.starts_with("{\"report\"")).count(), problems)
}

#[test]
fn a_crawl_is_read_whole_and_one_cut_off_loses_only_its_last_record() {
    for name in ["crawl.warc", "crawl.warc.gz"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let written =
            records::write_crawl(300, name.ends_with(".gz"), &mut File::create(&path).unwrap()).unwrap();
        assert!(written.pages.len() > 200);
        assert_eq!(read(folder.path(), name), (0, written.pages.len(), Vec::new()), "{name}");

        // Inside a page: a few bytes into the record that stands in the middle.
        let (start, end) = written.pages[written.pages.len() / 2];
        let place = (start + end) / 2;
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.len() as u64, written.bytes);
        fs::write(&path, &bytes[..place as usize]).unwrap();
        let (code, reports, problems) = read(folder.path(), name);
        assert_eq!((code, reports), (1, written.pages_before(place)), "{name}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        let said = format!("cut off inside the record that begins at byte {start}");
        assert!(problems[0].contains(&said) && problems[0].contains("\"truncated\""), "{problems:?}");
    }
}
