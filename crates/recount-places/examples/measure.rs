//! Measures lookup and resolution against lists of spellings with known places.
//!
//! ```text
//! cargo run --release -p recount-places --example measure -- BRIEF_LIST NEWS_VARIANTS [SET ...]
//! ```
//!
//! Every list is measured with the world alone, and again after each added set. `--misses` also prints what is wrong.

#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::hint::black_box;
use std::time::Instant;
use std::{env, error::Error, fs};

use recount_places::{Context, Gazetteer, Grade, Layer, PlaceQuery, Resolution, distance_km, resolve};

struct Asked {
    name: String,
    point: (f64, f64),
    area: Option<String>,
    near: Option<(f64, f64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let misses = arguments.iter().position(|a| a == "--misses").map(|at| arguments.remove(at)).is_some();
    let [brief, news, sets @ ..] = arguments.as_slice() else {
        return Err("usage: measure [--misses] BRIEF_LIST NEWS_VARIANTS [SET ...]".into());
    };
    let brief = read(brief, |fields| (fields.get(3).map(|code| governorate(code)), None))?;
    let news = read(news, |fields| {
        let near =
            fields.get(4).zip(fields.get(5)).and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        (fields.get(3).map(|area| (*area).to_owned()), near)
    })?;
    let mut gazetteer = Gazetteer::world();
    measure("world without overlay", &gazetteer.clone().without_layer("recount"), &brief, &news, misses);
    measure("world", &gazetteer, &brief, &news, misses);
    for set in sets {
        let started = Instant::now();
        let layer = Layer::from_tsv(set, fs::File::open(set)?)?;
        println!("\n{set}: {} places in {:.2} s", layer.len(), started.elapsed().as_secs_f64());
        gazetteer = gazetteer.with_layer(layer);
        measure(
            "  with it, without overlay",
            &gazetteer.clone().without_layer("recount"),
            &brief,
            &news,
            false,
        );
        measure("  with it", &gazetteer, &brief, &news, misses);
    }
    speed(&gazetteer, &news);
    Ok(())
}

fn governorate(code: &str) -> String {
    let names = [
        ("DZ", "Deir ez-Zor"),
        ("HI", "Homs"),
        ("HL", "Aleppo"),
        ("TA", "Tartus"),
        ("AN", "Anbar"),
        ("SD", "Salah ad-Din"),
        ("NI", "Nineveh"),
        ("LA", "Latakia"),
    ];
    names.iter().find(|entry| entry.0 == code).map_or(code, |entry| entry.1).to_owned() + " Governorate"
}

type Extra = (Option<String>, Option<(f64, f64)>);

fn read(path: &str, extra: impl Fn(&[&str]) -> Extra) -> Result<Vec<Asked>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|fields| {
        let (area, near) = extra(&fields);
        let point = (fields[1].parse()?, fields[2].parse()?);
        Ok(Asked { name: fields[0].to_owned(), point, area, near })
    })
    .collect()
}

fn ask(gazetteer: &Gazetteer, asked: &Asked, contexts: bool) -> Resolution {
    let mut query = PlaceQuery::new(&asked.name);
    if let Some(area) = &asked.area {
        query = query.with_area(area);
    }
    let context = Context { near: asked.near.filter(|_| contexts), ..Context::default() };
    resolve(gazetteer, &context, &[query]).into_iter().next().unwrap_or_else(Resolution::unresolved)
}

/// Rank 1 whatever the grade, as the figures in the notes were taken.
fn first(answer: &Resolution) -> Option<(f64, f64)> {
    let best = answer.best.as_ref().filter(|_| matches!(answer.grade, Grade::Resolved | Grade::Probable));
    best.or(answer.rivals.first()).map(|candidate| (candidate.lat, candidate.lon))
}

fn measure(label: &str, gazetteer: &Gazetteer, brief: &[Asked], news: &[Asked], misses: bool) {
    println!("{label}:");
    for (list, asked, contexts) in [("brief", brief, false), ("news", news, true)] {
        let (mut right, mut answered, mut answered_right, mut sure, mut sure_right) = (0, 0, 0, 0, 0);
        for one in asked {
            let answer = ask(gazetteer, one, contexts);
            let is_right =
                |point: Option<(f64, f64)>| point.is_some_and(|point| distance_km(point, one.point) <= 5.0);
            let hit = is_right(first(&answer));
            right += usize::from(hit);
            let given = matches!(answer.grade, Grade::Resolved | Grade::Probable);
            answered += usize::from(given);
            answered_right += usize::from(given && hit);
            sure += usize::from(answer.grade == Grade::Resolved);
            sure_right += usize::from(answer.grade == Grade::Resolved && hit);
            if misses && !hit {
                let best = answer.best.as_ref().or(answer.rivals.first());
                let shown = best.map(|b| {
                    let km = distance_km((b.lat, b.lon), one.point);
                    format!(
                        "{} [{}] {} {} {km:.0} km {:?} {:.2}",
                        b.name, b.alias, b.feature, b.country, b.parts, b.score
                    )
                });
                println!(
                    "    {list}: {} ({:?}) -> {:?} {}",
                    one.name,
                    one.area,
                    answer.grade,
                    shown.unwrap_or_default()
                );
            }
        }
        println!(
            "  {list}: rank 1 within 5 km {right} of {} ({:.3}); resolved or probable {answered}, right {:.3}; resolved {sure}, right {:.3}",
            asked.len(),
            right as f64 / asked.len().max(1) as f64,
            f64::from(answered_right as u32) / f64::from(answered.max(1) as u32),
            f64::from(sure_right as u32) / f64::from(sure.max(1) as u32),
        );
    }
}

fn speed(gazetteer: &Gazetteer, news: &[Asked]) {
    println!("\nspeed ({} sets):", gazetteer.layers().len());
    let words: Vec<Vec<&str>> = news.iter().map(|asked| asked.name.split(' ').collect()).collect();
    let started = Instant::now();
    for _ in 0..200 {
        for words in &words {
            black_box(gazetteer.is_known_name(words));
        }
    }
    println!("  is_known_name {:.2} µs", started.elapsed().as_secs_f64() * 1e6 / (200 * words.len()) as f64);
    let started = Instant::now();
    for _ in 0..5 {
        news.iter().for_each(|asked| drop(black_box(gazetteer.lookup(&asked.name))));
    }
    println!("  lookup {:.1} µs", started.elapsed().as_secs_f64() * 1e6 / (5 * news.len()) as f64);
    let mut times: Vec<f64> = Vec::new();
    for report in news.chunks(6) {
        let queries: Vec<PlaceQuery> = report.iter().map(|asked| PlaceQuery::new(&asked.name)).collect();
        let started = Instant::now();
        black_box(resolve(gazetteer, &Context::default(), &queries));
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "  resolve six names: median {:.3} ms, worst {:.3} ms",
        times[times.len() / 2],
        times[times.len() - 1]
    );
}
