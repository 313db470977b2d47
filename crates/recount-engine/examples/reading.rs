//! Measures the reading of saved pages alone, with the map of every word back to the bytes and without claims.
//!
//! `cargo run --release -p recount-engine --example reading -- FOLDER [ROUNDS]`; pages may be packed as `.gz`. The figure
//! is pages for each second of one core: the time the processor spent on it, not that of a clock on the wall.

#![allow(clippy::print_stdout, reason = "a measurement is there to be printed")]

use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use recount_engine::read::{ReadOptions, read_file};
use recount_lexicon::Lexicon;

// The program's own allocator, or the figure would not be the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    let rounds: usize = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let lexicon = Lexicon::embedded().map_err(|_| io::Error::other("the embedded lexicon is broken"))?;
    let pages = load(Path::new(&folder))?;
    let (mut reports, mut placed, mut words) = (0, 0, 0);
    let (clock, before) = (Instant::now(), processor_seconds());
    for (name, bytes) in std::iter::repeat_n(&pages, rounds).flatten() {
        for report in read_file(name, bytes, &lexicon.publication, &ReadOptions::default()).reports {
            reports += 1;
            words += report.text.as_str().len();
            placed += report.text.offset_map().runs().iter().map(|run| run.text_len as usize).sum::<usize>();
        }
    }
    let seconds = match (before, processor_seconds()) {
        (Some(before), Some(after)) => after - before,
        _ => clock.elapsed().as_secs_f64(),
    };
    let (count, bytes) =
        (pages.len() * rounds, rounds * pages.iter().map(|(_, bytes)| bytes.len()).sum::<usize>());
    println!(
        "{count} pages, {reports} reports, {:.2} s of one core: {:.0} pages/s, {:.1} MB/s; {:.1} % of the text has a place in the file, \
         the rest is white space between blocks",
        seconds,
        count as f64 / seconds,
        bytes as f64 / 1e6 / seconds,
        100.0 * placed as f64 / f64::max(words as f64, 1.0)
    );
    Ok(())
}

fn load(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let mut bytes = std::fs::read(&path)?;
        let mut name = path.display().to_string();
        if let Some(plain) = name.strip_suffix(".gz") {
            let mut page = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut page)?;
            (name, bytes) = (plain.to_owned(), page);
        }
        pages.push((name, bytes));
    }
    pages.sort();
    Ok(pages)
}

/// Seconds that this program has run on a core, where the system tells.
fn processor_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(told.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}
