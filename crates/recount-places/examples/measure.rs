//! Measures lookup and resolution against lists of spellings with known places.
//!
//! ```text
//! cargo run --release -p recount-places --example measure -- BRIEF_LIST NEWS_VARIANTS CODED_SITES [SET ...]
//! ```
//!
//! Every list is measured with the world alone, and again after each added set, with and without the project's overlay.
//! `--misses` also prints what is wrong; `--figures` prints the figures that `cargo xtask score` keeps, one a line.

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
    /// How many coded events lie there: common places count more.
    events: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let mut flag = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name);
        at.map(|at| arguments.remove(at)).is_some()
    };
    let show = Show { misses: flag("--misses"), figures: flag("--figures") };
    let [brief, news, coded, sets @ ..] = arguments.as_slice() else {
        return Err(
            "usage: measure [--misses] [--figures] BRIEF_LIST NEWS_VARIANTS CODED_SITES [SET ...]".into()
        );
    };
    let lists = [("brief", read(brief)?), ("news", read(news)?), ("coded", read(coded)?)];
    let mut gazetteer = Gazetteer::world();
    let both = |label: &str, gazetteer: &Gazetteer| {
        measure(&format!("{label}-no-overlay"), &gazetteer.clone().without_layer("recount"), &lists, &show);
        measure(label, gazetteer, &lists, &show);
    };
    both("world", &gazetteer);
    for (number, set) in (1..).zip(sets) {
        let started = Instant::now();
        let layer = Layer::from_tsv(set, fs::File::open(set)?)?;
        if !show.figures {
            println!("\n{set}: {} places in {:.2} s", layer.len(), started.elapsed().as_secs_f64());
        }
        gazetteer = gazetteer.with_layer(layer);
        both(&format!("sets-{number}"), &gazetteer);
    }
    let queries: Vec<&Asked> = lists.iter().flat_map(|(_, list)| list).collect();
    if !show.figures {
        speed(&gazetteer, &queries);
    }
    Ok(())
}

struct Show {
    misses: bool,
    figures: bool,
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

/// Columns are found by their names: the lists differ in them.
fn read(path: &str) -> Result<Vec<Asked>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    lines
        .map(|fields| {
            let at = |name: &str| {
                let column = header.iter().position(|column| *column == name)?;
                fields.get(column).copied().filter(|field| !field.is_empty())
            };
            let number = |name: &str| at(name).and_then(|field| field.parse::<f64>().ok());
            let name = ["query", "mention", "name"].into_iter().find_map(at).unwrap_or_default();
            let area = at("context_governorate").map(governorate).or(at("admin1").map(str::to_owned));
            Ok(Asked {
                name: name.to_owned(),
                point: number("lat").zip(number("lon")).ok_or("a row without a point")?,
                area,
                near: number("near_lat").zip(number("near_lon")),
                events: number("events").unwrap_or(1.0),
            })
        })
        .collect()
}

fn ask(gazetteer: &Gazetteer, asked: &Asked) -> Resolution {
    let mut query = PlaceQuery::new(&asked.name);
    if let Some(area) = &asked.area {
        query = query.with_area(area);
    }
    let context = Context { near: asked.near, ..Context::default() };
    resolve(gazetteer, &context, &[query]).into_iter().next().unwrap_or_else(Resolution::unresolved)
}

/// Rank 1 whatever the grade, as the figures in the notes were taken.
fn first(answer: &Resolution) -> Option<(f64, f64)> {
    let best = answer.best.as_ref().filter(|_| matches!(answer.grade, Grade::Resolved | Grade::Probable));
    best.or(answer.rivals.first()).map(|candidate| (candidate.lat, candidate.lon))
}

/// What one list gives under one gazetteer.
#[derive(Default)]
struct Tally {
    asked: f64,
    events: f64,
    right: f64,
    right_events: f64,
    given: f64,
    given_right: f64,
    sure: f64,
    sure_right: f64,
    sure_right_25: f64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.asked, other.asked),
            (&mut self.events, other.events),
            (&mut self.right, other.right),
            (&mut self.right_events, other.right_events),
            (&mut self.given, other.given),
            (&mut self.given_right, other.given_right),
            (&mut self.sure, other.sure),
            (&mut self.sure_right, other.sure_right),
            (&mut self.sure_right_25, other.sure_right_25),
        ] {
            *mine += theirs;
        }
    }

    fn figures(&self) -> [(&'static str, f64); 6] {
        [
            ("first-5km", self.right / self.asked),
            ("first-5km-by-events", self.right_events / self.events),
            ("answered", self.given / self.asked),
            ("resolved", self.sure / self.asked),
            ("resolved-5km", self.sure_right / self.sure.max(1.0)),
            ("resolved-25km", self.sure_right_25 / self.sure.max(1.0)),
        ]
    }
}

fn measure(label: &str, gazetteer: &Gazetteer, lists: &[(&str, Vec<Asked>); 3], show: &Show) {
    let mut both = Tally::default();
    for (list, asked) in lists {
        let mut tally = Tally::default();
        for one in asked {
            let answer = ask(gazetteer, one);
            let km = first(&answer).map_or(f64::INFINITY, |point| distance_km(point, one.point));
            let share = |is: bool| f64::from(u8::from(is));
            let given = matches!(answer.grade, Grade::Resolved | Grade::Probable);
            let sure = answer.grade == Grade::Resolved;
            tally.add(&Tally {
                asked: 1.0,
                events: one.events,
                right: share(km <= 5.0),
                right_events: share(km <= 5.0) * one.events,
                given: share(given),
                given_right: share(given && km <= 5.0),
                sure: share(sure),
                sure_right: share(sure && km <= 5.0),
                sure_right_25: share(sure && km <= 25.0),
            });
            if show.misses && (km > 5.0 || !given) {
                let best = answer.best.as_ref().or(answer.rivals.first()).map(|b| {
                    let km = distance_km((b.lat, b.lon), one.point);
                    format!(
                        "{} [{}] {} {} {km:.0} km {:?} {:.2}",
                        b.name,
                        gazetteer.alias(&b.found),
                        b.feature,
                        b.country,
                        b.parts,
                        b.score
                    )
                });
                println!(
                    "    {label} {list}: {} ({:?}) -> {:?} {}",
                    one.name,
                    one.area,
                    answer.grade,
                    best.unwrap_or_default()
                );
            }
        }
        print(&format!("{label}.{list}"), &tally, show);
        if *list != "brief" {
            both.add(&tally);
        }
    }
    print(&format!("{label}.news-and-coded"), &both, show);
}

fn print(label: &str, tally: &Tally, show: &Show) {
    if show.figures {
        tally.figures().iter().for_each(|(name, value)| println!("{label}.{name} {value:.4}"));
        return;
    }
    let figures: Vec<String> =
        tally.figures().iter().map(|(name, value)| format!("{name} {value:.3}")).collect();
    println!("  {label} ({:.0} of {:.0} right): {}", tally.right, tally.asked, figures.join(", "));
}

fn speed(gazetteer: &Gazetteer, asked: &[&Asked]) {
    println!("\nspeed ({} sets):", gazetteer.layers().len());
    let words: Vec<Vec<&str>> = asked.iter().map(|asked| asked.name.split(' ').collect()).collect();
    let started = Instant::now();
    for _ in 0..50 {
        for words in &words {
            black_box(gazetteer.is_known_name(words));
        }
    }
    println!("  is_known_name {:.2} µs", started.elapsed().as_secs_f64() * 1e6 / (50 * words.len()) as f64);
    let mut times: Vec<f64> = asked
        .iter()
        .map(|asked| {
            let started = Instant::now();
            drop(black_box(gazetteer.lookup(&asked.name)));
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("  lookup: median {:.3} ms, worst {:.3} ms", times[times.len() / 2], times[times.len() - 1]);
    let mut times: Vec<f64> = Vec::new();
    for report in asked.chunks(6) {
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
