//! `cargo xtask crawl RECORDS FILE`: writes an invented crawl, and with `--read` lets the program read it whole and cut
//! off in the middle, and looks at what came out and at the memory it took.

mod records;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::program::{Build, Program};
use crate::workspace;
use records::{Written, write_crawl};

/// What to write.
#[derive(clap::Args)]
pub struct Options {
    /// Number of records.
    records: usize,
    /// The file; packed record by record where it ends in `.gz`.
    file: PathBuf,
    /// Reads the file with the program, whole and cut off in the middle.
    #[arg(long)]
    read: bool,
}

/// Reading a crawl takes no more memory than this, however large it is.
const MOST_MEMORY_KB: u64 = 300_000;

/// Writes the crawl and, where asked, reads it.
///
/// # Errors
///
/// When the file cannot be written, or a page is missing, or the memory is above the bound.
pub fn run(options: &Options) -> Result<()> {
    let file = &options.file;
    let shown = || file.display().to_string();
    let is_packed = file.extension().is_some_and(|end| end == "gz");
    let mut out = BufWriter::new(File::create(file).with_context(shown)?);
    let written = write_crawl(options.records, is_packed, &mut out).with_context(shown)?;
    out.flush().with_context(shown)?;
    println!(
        "{}: {} records, {} of them pages, {} bytes",
        shown(),
        options.records,
        written.pages.len(),
        written.bytes
    );
    if options.read {
        let program = Program::build(Build::Release)?;
        check(&program, file, written.bytes, &written)?;
        let half = written.bytes / 2;
        let cut = file.with_file_name(format!("cut-{}", file.file_name().unwrap_or_default().display()));
        fs::copy(file, &cut).with_context(|| cut.display().to_string())?;
        File::options().write(true).open(&cut).and_then(|cut| cut.set_len(half)).with_context(shown)?;
        check(&program, &cut, half, &written)?;
    }
    Ok(())
}

fn check(program: &Program, file: &Path, bytes: u64, written: &Written) -> Result<()> {
    let start = Instant::now();
    let mut child = Command::new(program.path())
        .arg("extract")
        .arg(file)
        .args(["--format", "jsonl"])
        .env("RECOUNT_PLACES_HOME", workspace::target().join("no-places"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("recount extract: cannot start")?;
    let output = child.stdout.take().context("recount extract: no output")?;
    let lines = std::thread::spawn(move || {
        let (mut reports, mut cut_off) = (0, 0);
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            reports += usize::from(line.starts_with("{\"report\""));
            cut_off += usize::from(line.contains("\"truncated\""));
        }
        (reports, cut_off)
    });
    let mut most = 0;
    while child.try_wait()?.is_none() {
        most = peak_memory_kb(child.id()).unwrap_or(0).max(most);
        std::thread::sleep(Duration::from_millis(20));
    }
    let (reports, cut_off) = lines.join().map_err(|_| anyhow::anyhow!("the reader of the output stopped"))?;
    let expected = written.pages_before(bytes);
    println!(
        "{}: {reports} reports of {expected} pages, {} told as cut off, {} MB of memory at most, {:.1} s",
        file.display(),
        cut_off,
        most / 1000,
        start.elapsed().as_secs_f64()
    );
    ensure!(reports == expected, "{}: {reports} reports, not {expected}", file.display());
    ensure!(cut_off == usize::from(bytes < written.bytes), "{}: the cut was not told once", file.display());
    ensure!(most < MOST_MEMORY_KB, "{}: {most} kB of memory", file.display());
    Ok(())
}

/// The most memory that a running program has had, where the system tells.
fn peak_memory_kb(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
