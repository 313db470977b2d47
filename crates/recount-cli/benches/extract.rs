//! How fast one core extracts claims, and how long the program takes to start.
//!
//! `cargo bench -p recount-cli`. Texts are the project's own golden reports and examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use recount_engine::Engine;
use recount_engine::read::{ReadOptions, read_file};
use recount_export::extract::report_line;
use recount_lexicon::Lexicon;
use recount_model::Report;
use recount_places::Gazetteer;

fn main() {
    divan::main();
}

fn engine() -> Engine {
    let lexicon = Lexicon::embedded().expect("the embedded lexicon is checked by its tests");
    Engine::new(Arc::new(lexicon), Arc::new(Gazetteer::world()))
}

fn shared_engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(engine)
}

/// Files of the golden reports and the examples with their bytes.
fn files() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut open: Vec<PathBuf> =
        ["corpus/golden", "examples"].iter().map(|folder| root.join(folder)).collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).expect("the folder is there").flatten().map(|entry| entry.path()));
            continue;
        }
        let is_report = path
            .extension()
            .is_some_and(|end| ["md", "txt", "html", "jsonl"].iter().any(|known| end == *known));
        if is_report && path.file_name().is_some_and(|name| name != "README.md") {
            files.push((path.display().to_string(), fs::read(&path).expect("the file is there")));
        }
    }
    files.sort();
    files
}

fn reports() -> Vec<Report> {
    let options = ReadOptions::default();
    let publication = &shared_engine().lexicon().publication;
    files().iter().flat_map(|(name, bytes)| read_file(name, bytes, publication, &options).reports).collect()
}

/// The engine alone: text in, claims out.
#[divan::bench]
fn engine_on_reports(bencher: Bencher<'_, '_>) {
    let reports = reports();
    let bytes: usize = reports.iter().map(|report| report.text.as_str().len()).sum();
    bencher.counter(ItemsCount::new(reports.len())).counter(BytesCount::new(bytes)).bench(|| {
        reports.iter().map(|report| shared_engine().read_report(report).claims.len()).sum::<usize>()
    });
}

/// What `extract` does for a file: bytes in, lines of JSON out.
#[divan::bench]
fn extract_files(bencher: Bencher<'_, '_>) {
    let (files, options) = (files(), ReadOptions::default());
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let engine = shared_engine();
    bencher.counter(ItemsCount::new(reports().len())).counter(BytesCount::new(bytes)).bench(|| {
        for (name, bytes) in &files {
            for report in read_file(name, bytes, &engine.lexicon().publication, &options).reports {
                let reading = engine.read_report(&report);
                black_box(report_line(&report, &reading.mentions, &reading.claims, &reading.notices));
            }
        }
    });
}

/// Start-up: lexicon compiled, gazetteer opened.
#[divan::bench]
fn start_up() -> Engine {
    engine()
}
