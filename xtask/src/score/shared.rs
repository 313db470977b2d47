//! The parts that need the evaluation data beside the repository, scored by that folder's own scorer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::program::Program;

use super::Depth;
use super::measure::{Results, Score};

/// Runs every part and goes on where one fails, so that one broken part does not hide the others.
pub fn measure(program: &Program, shared: &Path, options: &Options, results: &mut Results) -> Result<()> {
    let work = tempfile::tempdir()?;
    let bench = Bench { program, shared, work: work.path(), misses: options.misses };
    type Part = fn(&Bench<'_>, &mut Results) -> Result<()>;
    let quick: [(&str, Part); 1] = [("claims", claims)];
    let full: [(&str, Part); 9] = [
        ("isaf", isaf),
        ("muc", muc),
        ("dates", dates),
        ("places", places),
        ("spellings", spellings),
        ("links", links),
        ("incidents", incidents),
        ("seeds", seeds),
        ("articles", articles),
    ];
    let run = |parts: &[(&str, Part)], results: &mut Results| {
        for (name, part) in parts {
            if let Err(error) = part(&bench, results) {
                results.failed.push(format!("shared.{name}: {error:#}"));
            }
        }
    };
    run(&quick, results);
    match options.depth {
        Depth::Full => run(&full, results),
        Depth::Fast => {
            let names: Vec<_> = full.iter().map(|(name, _)| *name).collect();
            results.skipped.push(format!("{} of the evaluation data: --fast was given", names.join(", ")));
        }
    }
    Ok(())
}

/// How much to run and to show.
pub struct Options {
    pub depth: Depth,
    pub misses: usize,
}

struct Bench<'b> {
    program: &'b Program,
    shared: &'b Path,
    work: &'b Path,
    misses: usize,
}

impl Bench<'_> {
    fn eval(&self, name: &str) -> PathBuf {
        self.shared.join("eval").join(name)
    }

    /// The `--places` arguments for the denser gazetteers of Syria and Iraq.
    fn dense(&self) -> Result<Vec<String>> {
        let mut arguments = Vec::new();
        for name in ["sy_iq_wof_geonames.tsv.zst", "sy_ucdp_ocha_supplement.tsv"] {
            let file = self.shared.join("places").join(name);
            ensure!(file.is_file(), "{}: is missing", file.display());
            arguments.extend(["--places".to_owned(), text(&file)?]);
        }
        Ok(arguments)
    }

    /// `recount extract INPUTS ... --format jsonl` into a file.
    fn extract(&self, inputs: &[PathBuf], more: &[String], name: &str) -> Result<PathBuf> {
        let output = self.work.join(format!("{name}.jsonl"));
        let inputs: Vec<String> = inputs.iter().map(|path| text(path)).collect::<Result<_>>()?;
        let mut arguments = vec!["extract"];
        arguments.extend(inputs.iter().map(String::as_str));
        arguments.extend(["--format", "jsonl"]);
        arguments.extend(more.iter().map(String::as_str));
        self.program.run_into(&arguments, None, &output)?;
        Ok(output)
    }

    /// Reads into a new ledger and exports its incidents.
    fn incidents(&self, inputs: &[PathBuf], more: &[String], name: &str) -> Result<PathBuf> {
        let ledger = text(&self.work.join(format!("{name}.ledger")))?;
        let output = self.work.join(format!("{name}-incidents.jsonl"));
        let inputs: Vec<String> = inputs.iter().map(|path| text(path)).collect::<Result<_>>()?;
        let mut arguments = vec!["read"];
        arguments.extend(inputs.iter().map(String::as_str));
        arguments.extend(["--ledger", &ledger]);
        arguments.extend(more.iter().map(String::as_str));
        self.program.run_into(&arguments, None, &self.work.join(format!("{name}-read.txt")))?;
        self.program.run_into(&["export", "--ledger", &ledger, "--as", "jsonl"], None, &output)?;
        Ok(output)
    }

    /// Runs `score.py`, keeps its figures under `shared.NAME` and its misses.
    fn score(&self, name: &str, call: &str, files: &[&Path], results: &mut Results) -> Result<()> {
        let mut python = Command::new("python3");
        python.arg(self.eval("score.py")).arg(call).args(files).arg("--json");
        if self.misses > 0 {
            python.args(["--errors", &self.misses.to_string()]);
        }
        let done = python.stdin(Stdio::null()).output().context("python3: cannot start")?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "score.py {call}: {}", said.trim());
        said.lines().for_each(|line| results.miss(&format!("shared.{name}"), line.to_owned()));
        let figures: Value = serde_json::from_slice(&done.stdout).context("score.py printed no JSON")?;
        flatten(&format!("shared.{name}"), &figures, &mut results.scores);
        Ok(())
    }
}

/// Keeps what is a figure between 0 and 1; counts are written as whole numbers and left out.
fn flatten(name: &str, value: &Value, scores: &mut Vec<(String, Score)>) {
    if let (Some(precision), Some(recall)) = (value["p"].as_f64(), value["r"].as_f64()) {
        scores.push((name.to_owned(), Score::Pair { precision, recall }));
    } else if let Some(parts) = value.as_object() {
        for (key, value) in parts {
            flatten(&format!("{name}.{}", key.replace('_', "-").to_lowercase()), value, scores);
        }
    } else if let Some(share) = value.as_f64().filter(|_| value.is_f64()) {
        scores.push((name.to_owned(), Score::Share(share)));
    }
}

fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).with_context(|| format!("{}: is no text", path.display()))
}

fn claims(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let found = bench.extract(&[bench.eval("claims/reports.jsonl")], &bench.dense()?, "claims")?;
    bench.score("claims", "claims", &[&bench.eval("claims/gold.jsonl"), &found], results)?;
    bench.score("valid", "valid", &[Path::new("-"), &found], results)
}

fn isaf(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let gold = bench.eval("sets/isaf/dev.jsonl");
    let found = bench.extract(std::slice::from_ref(&gold), &[], "isaf")?;
    bench.score("isaf", "isaf", &[&gold, &found], results)
}

fn muc(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let parts = [bench.eval("sets/muc4/tst1.jsonl"), bench.eval("sets/muc4/tst2.jsonl")];
    let more = ["--profile", "muc", "--map", "published=dateline"].map(str::to_owned);
    let found = bench.extract(&parts, &more, "muc")?;
    let gold = bench.work.join("muc-gold.jsonl");
    let texts: Vec<String> = parts.iter().map(fs::read_to_string).collect::<std::io::Result<_>>()?;
    fs::write(&gold, texts.concat())?;
    bench.score("muc", "muc", &[&gold, &found], results)
}

fn dates(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let gold = bench.eval("sets/dates/wikiwars_dev.jsonl");
    let more = ["--map", "published=dct"].map(str::to_owned);
    let found = bench.extract(std::slice::from_ref(&gold), &more, "dates")?;
    bench.score("dates", "dates", &[&gold, &found], results)
}

fn places(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let gold = bench.eval("sets/geo/geovirus.jsonl");
    let found = bench.extract(std::slice::from_ref(&gold), &[], "places")?;
    bench.score("places", "places", &[&gold, &found], results)
}

/// Spellings of place names with known points, asked of the gazetteer itself: what its graded answers are worth.
fn spellings(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let lists = ["brief_list.tsv", "news_variants.tsv", "ucdp_sites.tsv"];
    let lists = lists.map(|name| bench.shared.join("places/eval").join(name));
    let sets = ["sy_iq_wof_geonames.tsv.zst", "sy_ucdp_ocha_supplement.tsv"];
    let sets = sets.map(|name| bench.shared.join("places").join(name));
    let mut cargo = crate::workspace::cargo();
    cargo.args(["run", "--quiet", "--package", "recount-places", "--example", "measure", "--", "--figures"]);
    let done = cargo.args(&lists).args(&sets).output().context("cargo: cannot start")?;
    ensure!(done.status.success(), "measure: {}", String::from_utf8_lossy(&done.stderr).trim());
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        let (name, value) = line.rsplit_once(' ').with_context(|| format!("measure said {line:?}"))?;
        let value: f64 = value.parse().with_context(|| format!("measure said {line:?}"))?;
        results.scores.push((format!("shared.spellings.{name}"), Score::Share(value)));
    }
    Ok(())
}

/// Undated on purpose: with the record's day in every report, the date alone would link them.
fn links(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let gold = bench.eval("records/reports_en.jsonl");
    let found = bench.incidents(std::slice::from_ref(&gold), &bench.dense()?, "links")?;
    bench.score("links", "links", &[&gold, &found], results)
}

fn incidents(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let reports = bench.eval("records/reports_en_dated.jsonl");
    let found = bench.incidents(std::slice::from_ref(&reports), &bench.dense()?, "incidents")?;
    bench.score(
        "incidents",
        "incidents",
        &[&bench.eval("records/records_en.jsonl"), &reports, &found],
        results,
    )
}

/// The seeds have a scorer of their own, which prints its misses and ends with "N of M checks".
fn seeds(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(bench.shared.join("seeds"))? {
        files.push(entry?.path());
    }
    files.sort();
    let dense = bench.dense()?;
    let extracted = bench.extract(&files, &dense, "seeds")?;
    let found = bench.incidents(&files, &dense, "seeds")?;
    let mut python = Command::new("python3");
    python.arg(bench.eval("score_seeds.py")).arg(bench.eval("seeds.json")).args([&extracted, &found]);
    let done = python.output().context("python3: cannot start")?;
    ensure!(done.status.success(), "score_seeds.py: {}", String::from_utf8_lossy(&done.stderr).trim());
    let said = String::from_utf8_lossy(&done.stdout);
    let last = said.lines().last().unwrap_or("");
    let mut words = last.split_whitespace();
    let right: f64 = words
        .next()
        .and_then(|word| word.parse().ok())
        .with_context(|| format!("score_seeds.py said {last:?}"))?;
    let of: f64 = words
        .nth(1)
        .and_then(|word| word.parse().ok())
        .with_context(|| format!("score_seeds.py said {last:?}"))?;
    results.scores.push(("shared.seeds".to_owned(), Score::Share(right / of.max(1.0))));
    said.lines()
        .filter(|line| line.starts_with("MISS"))
        .for_each(|line| results.miss("shared.seeds", line.to_owned()));
    Ok(())
}

/// Saved pages are kept compressed; Python, which the scorer needs anyway, unpacks them.
fn articles(bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    const UNPACK: &str = "import gzip, pathlib, sys\n\
        for page in sorted(pathlib.Path(sys.argv[1]).glob('*.html.gz')):\n    \
        pathlib.Path(sys.argv[2], page.name[:-3]).write_bytes(gzip.decompress(page.read_bytes()))\n";
    let set = bench.eval("sets/article-extraction/wcxb-dev");
    let pages = bench.work.join("pages");
    fs::create_dir(&pages)?;
    let mut python = Command::new("python3");
    python.args(["-c", UNPACK]).arg(set.join("html")).arg(&pages);
    crate::workspace::run(&mut python, "unpacking the saved pages")?;
    let found = bench.extract(&[pages], &[], "articles")?;
    bench.score("articles", "articles", &[&set.join("ground-truth.jsonl"), &found], results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_kept_and_counts_are_not() {
        let value = serde_json::json!({"reports": 111, "claims": {"p": 0.5, "r": 0.25, "f1": 0.333}, "kind": 1.0,
            "place_5km": null, "killed": {"n": 9, "min": 0.0}});
        let mut scores = Vec::new();
        flatten("s", &value, &mut scores);
        let names: Vec<_> = scores.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["s.claims", "s.killed.min", "s.kind"]);
        assert_eq!(scores[0].1, Score::Pair { precision: 0.5, recall: 0.25 });
    }
}
