//! Invented incidents of which every report is known, for measuring how well and how fast claims are put together.
//!
//! `cargo xtask synthetic` runs it optimised. The first part tells 10,000 incidents twice, with jittered days, places
//! and counts, and prints our links beside those of a fixed window of one day and five kilometres. The second part
//! reconciles many claims and prints the time. Nothing in it is a real place or happening; the numbers come from a
//! fixed sequence, so each run measures the same.
#![allow(clippy::print_stdout, reason = "a measurement exists to be read")]

use std::collections::HashMap;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use recount_engine::reconcile::{
    ClaimRow, Profile, ReportHead, ReportRow, SourceFacts, reconcile, reconcile_each,
};
use recount_model::{
    AgeSex, Amount, Attribution, Bound, Certainty, Claim, ClaimAnchor, Evidence, Figure, Grade, Harm,
    Incident, Kind, Occupation, Place, PlacePrecision, Polarity, Provenance, RawRange, ReportId, Role,
    Status, Telling, Text, When, WhenPrecision,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let profile = Profile::built_in("airwars").ok_or("no such profile")??;
    let counts: Vec<usize> = std::env::args().skip(1).map(|count| count.parse()).collect::<Result<_, _>>()?;
    let world = World { towns: 400, side_km: 300.0, days: 365 };
    let told = tell(&world, 10_000, &mut |_| 2);
    let (incidents, time) = timed(|| run(&told, &profile));
    println!("10,000 incidents told twice, a year, 400 towns");
    print_score("recount", &time, score(&told, links_of(&told, &incidents)));
    let (links, time) = timed(|| window(&told));
    print_score("fixed window, 1 day and 5 km", &time, score(&told, links));
    let world = World { towns: 5_000, side_km: 1_000.0, days: 3_650 };
    let mut before: Option<f64> = None;
    for count in counts {
        // One to four reports of each happening: a few are told often, most once or twice.
        let told = tell(&world, count / 2, &mut |n| [1, 1, 2, 4][n % 4]);
        let before_it = resident_kilobytes("VmRSS");
        let mut made = 0usize;
        let (_, time) = timed(|| {
            let sources = |_: &str| None::<SourceFacts>;
            reconcile_each(&told.reports, &told.claims, &sources, &profile, &[], &mut |_| made += 1)
        });
        let times = |then| format!(", {:.1} times the last", time.cpu / then);
        let growth = before.map_or(String::new(), times);
        let gigabytes = before_it.zip(resident_kilobytes("VmHWM")).map_or(String::new(), |(own, most)| {
            format!("; {:.2} GB, of it claims and reports {:.2}", most as f64 / 1e6, own as f64 / 1e6)
        });
        println!("{} claims, {made} incidents: {time}{growth}{gigabytes}", told.claims.len());
        before = Some(time.cpu);
    }
    Ok(())
}

fn run(told: &Told, profile: &Profile) -> Vec<Incident> {
    let sources = |_: &str| None::<SourceFacts>;
    reconcile(&told.reports, &told.claims, &sources, profile)
}

/// Seconds of the clock and of all processors together: on a busy machine only the second says much.
struct Time {
    clock: f64,
    cpu: f64,
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} s ({:.2} s of processor)", self.clock, self.cpu)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Time) {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let made = work();
    (made, Time { clock: start.elapsed().as_secs_f64(), cpu: cpu_seconds() - cpu })
}

/// Seconds this program has used, where the system says so (in hundredths).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// What the system says of this program's memory: what it holds (`VmRSS`) and the most it ever held (`VmHWM`).
fn resident_kilobytes(which: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(which))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

struct World {
    towns: usize,
    side_km: f64,
    days: i64,
}

/// Reports and claims, with the happening each claim tells of.
struct Told {
    reports: Vec<ReportRow>,
    claims: Vec<ClaimRow>,
    truth: Vec<usize>,
}

/// A sequence that is the same each time (splitmix64).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct Town {
    name: String,
    lat: f64,
    lon: f64,
}

struct Happening {
    town: usize,
    day: Date,
    killed: u32,
    injured: u32,
    kind: Kind,
    actor: usize,
    target: usize,
}

fn syllables(sequence: &mut Sequence, count: usize) -> String {
    let (heads, tails) =
        (["b", "d", "k", "l", "m", "n", "r", "s", "t", "z", "gh", "sh"], ["a", "e", "i", "o", "u"]);
    let syllable = |sequence: &mut Sequence| {
        let (head, tail) = (sequence.below(heads.len()), sequence.below(tails.len()));
        format!("{}{}", heads[head], tails[tail])
    };
    (0..count).map(|_| syllable(sequence)).collect()
}

fn tell(world: &World, happenings: usize, tellings: &mut dyn FnMut(usize) -> usize) -> Told {
    let mut sequence = Sequence(20_261_121);
    let degrees = world.side_km / 111.0;
    let towns: Vec<Town> = (0..world.towns)
        .map(|_| Town {
            name: syllables(&mut sequence, 4),
            lat: 10.0 + sequence.unit() * degrees,
            lon: 10.0 + sequence.unit() * degrees,
        })
        .collect();
    let mut told = Told { reports: Vec::new(), claims: Vec::new(), truth: Vec::new() };
    for happening in 0..happenings {
        let kinds = [Kind::Airstrike, Kind::Shelling, Kind::Clash, Kind::Explosion, Kind::DroneStrike];
        // A few towns see most of it, and small numbers are common.
        let fact = Happening {
            town: ((sequence.unit() * sequence.unit()) * world.towns as f64) as usize,
            day: date(2015, 1, 1).saturating_add((sequence.below(world.days as usize) as i64).days()),
            killed: (1.0 + 40.0 * sequence.unit().powi(4)) as u32,
            injured: (60.0 * sequence.unit().powi(3)) as u32,
            kind: kinds[sequence.below(kinds.len())],
            actor: sequence.below(6),
            target: sequence.below(40),
        };
        for _ in 0..tellings(happening) {
            let report = told.reports.len();
            told.reports.push(report_row(report, &fact, &mut sequence));
            told.claims.push(claim_row(&told.reports[report], report, &fact, &towns, &mut sequence));
            told.truth.push(happening);
        }
    }
    told
}

fn report_row(number: usize, fact: &Happening, sequence: &mut Sequence) -> ReportRow {
    let id = ReportId::of_parts(&[b"synthetic", &number.to_le_bytes()]);
    let published = fact.day.saturating_add((sequence.below(3) as i64).days());
    let head = ReportHead {
        id,
        external_id: None,
        file: String::new(),
        publisher: Some(format!("paper {}", sequence.below(200))),
        publisher_source: None,
        url: None,
        published: (sequence.unit() < 0.9).then_some(published),
        title: None,
    };
    ReportRow { head, shingles: Vec::new(), names: Vec::new(), agency_credits: Vec::new() }
}

fn claim_row(
    report: &ReportRow,
    number: usize,
    fact: &Happening,
    towns: &[Town],
    sequence: &mut Sequence,
) -> ClaimRow {
    let span = Text::new("x").whole();
    let near = [Kind::Airstrike, Kind::Explosion, Kind::Clash, Kind::Shelling, Kind::Airstrike];
    let kind = if sequence.unit() < 0.85 { fact.kind } else { near[sequence.below(near.len())] };
    let mut figures = Vec::new();
    for (harm, number) in [(Harm::Killed, fact.killed), (Harm::Injured, fact.injured)] {
        let amount = amount_of(number, sequence);
        figures.extend(amount.filter(|_| number > 0).map(|amount| Figure {
            harm,
            amount,
            status: Status::Civilian,
            age_sex: AgeSex::Unknown,
            occupation: Occupation::Unknown,
            side: None,
            span,
            part_of: None,
            because: String::new(),
        }));
    }
    let claim = Claim {
        anchor: ClaimAnchor {
            report: report.head.id.clone(),
            quote: RawRange { start: 0, end: 80 },
            kind,
            ordinal: 0,
        },
        kind,
        role: Role::News,
        telling: Telling::Single,
        incident: "A".to_owned(),
        polarity: Polarity::Affirmed,
        certainty: Certainty::Stated,
        evidence: Evidence { quote: span, also: Vec::new() },
        when: when_of(fact.day, sequence),
        places: vec![place_of(fact.town, towns, sequence)],
        alleged: Vec::new(),
        targets: Vec::new(),
        weapons: Vec::new(),
        figures,
        attribution: Attribution::default(),
        provenance: Provenance { because: Vec::new(), lexicon: String::new(), engine: String::new() },
    };
    let town = &towns[fact.town].name;
    let quote = format!("The {} near {town} left {} dead.", kind.as_str(), fact.killed);
    let actor = (sequence.unit() < 0.6).then(|| format!("actor-{}", fact.actor));
    let target = (sequence.unit() < 0.4).then(|| format!("target-{}", fact.target));
    ClaimRow {
        claim,
        quote,
        report: number,
        speakers: Vec::new(),
        alleged_words: actor.into_iter().map(|actor| (actor.clone(), Some(actor))).collect(),
        weapons: Vec::new(),
        target_words: target.into_iter().collect(),
    }
}

fn amount_of(number: u32, sequence: &mut Sequence) -> Option<Amount> {
    match sequence.unit() {
        0.0..0.55 => Some(Amount::exact(number)),
        0.55..0.70 => Some(Amount { low: Some(number), high: None, bound: Bound::AtLeast, vague: None }),
        0.70..0.90 => {
            let off = 1.0 + (sequence.unit() - 0.5) * 0.4;
            Some(Amount::exact((f64::from(number) * off).round().max(1.0) as u32))
        }
        _ => None,
    }
}

fn when_of(day: Date, sequence: &mut Sequence) -> Option<When> {
    let when = |earliest: Date, latest: Date, precision: WhenPrecision| When {
        span: None,
        earliest: Some(earliest),
        latest: Some(latest),
        precision,
        partial: None,
    };
    match sequence.unit() {
        0.0..0.75 => Some(when(day, day, WhenPrecision::Day)),
        0.75..0.85 => {
            let next = day.saturating_add((sequence.below(2) as i64 * 2 - 1).days());
            Some(when(next, next, WhenPrecision::Day))
        }
        0.85..0.90 => Some(when(day.first_of_month(), day.last_of_month(), WhenPrecision::Month)),
        0.90..0.95 => {
            let partial = Some(format!("--{:02}-{:02}", day.month(), day.day()));
            let (earliest, latest, precision) = (None, None, WhenPrecision::Day);
            Some(When { span: None, earliest, latest, precision, partial })
        }
        _ => None,
    }
}

fn place_of(at: usize, towns: &[Town], sequence: &mut Sequence) -> Place {
    let town = &towns[at];
    let resolved = |name: &str, id: String, lat: f64, lon: f64, precision: PlacePrecision| Place {
        span: None,
        name: name.to_owned(),
        within: vec!["Zubara".to_owned()],
        grade: Grade::Resolved,
        precision,
        point: Some((lat, lon)),
        radius_km: Some(2.0),
        gazetteer_id: Some(id),
        gazetteer_name: Some(name.to_owned()),
        country: Some("ZZ".to_owned()),
        admin1: Some("Zubara".to_owned()),
        rivals: Vec::new(),
    };
    let whole = || resolved(&town.name, format!("town-{at}"), town.lat, town.lon, PlacePrecision::Settlement);
    match sequence.unit() {
        0.0..0.80 => whole(),
        // Another spelling, which no gazetteer knows.
        0.80..0.88 => Place {
            name: town.name.replace('i', "e").replace('o', "u"),
            grade: Grade::Unresolved,
            point: None,
            radius_km: None,
            gazetteer_id: None,
            gazetteer_name: None,
            admin1: None,
            ..whole()
        },
        // A farm or a crossing some kilometres off.
        0.88..0.94 => {
            let off = |sequence: &mut Sequence| (sequence.unit() - 0.5) * 0.08;
            let (lat, lon) = (town.lat + off(sequence), town.lon + off(sequence));
            let id = format!("site-{}", sequence.next());
            Place { within: vec![town.name.clone()], ..resolved("Farm", id, lat, lon, PlacePrecision::Point) }
        }
        _ => Place {
            name: "Zubara".to_owned(),
            within: Vec::new(),
            precision: PlacePrecision::Governorate,
            radius_km: Some(200.0),
            gazetteer_id: Some("zubara".to_owned()),
            gazetteer_name: Some("Zubara".to_owned()),
            ..whole()
        },
    }
}

/// Pairs of claims that stand in one incident.
fn links_of(told: &Told, incidents: &[Incident]) -> Vec<(usize, usize)> {
    let ids: HashMap<_, usize> =
        told.claims.iter().enumerate().map(|(at, row)| (row.claim.anchor.claim_id(), at)).collect();
    let mut links = Vec::new();
    for incident in incidents {
        let members: Vec<usize> = incident.claims.iter().filter_map(|id| ids.get(id).copied()).collect();
        for (n, a) in members.iter().enumerate() {
            links.extend(members[n + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
        }
    }
    links
}

/// Pairs of claims whose days are at most one apart and whose places at most five kilometres.
fn window(told: &Told) -> Vec<(usize, usize)> {
    let mut by_day: Vec<(Date, usize)> = Vec::new();
    for (at, row) in told.claims.iter().enumerate() {
        let when = row.claim.when.as_ref().filter(|when| when.precision == WhenPrecision::Day);
        by_day.extend(when.and_then(|when| when.earliest).map(|day| (day, at)));
    }
    by_day.sort();
    let mut links = Vec::new();
    for (n, (day, a)) in by_day.iter().enumerate() {
        for (other, b) in &by_day[n + 1..] {
            if other.saturating_sub(1.day()) > *day {
                break;
            }
            let point = |at: usize| told.claims[at].claim.places[0].point;
            let Some(((lat_a, lon_a), (lat_b, lon_b))) = point(*a).zip(point(*b)) else { continue };
            let (north, east) = (lat_a - lat_b, (lon_a - lon_b) * lat_a.to_radians().cos());
            if (north * north + east * east).sqrt() * 111.0 <= 5.0 {
                links.push((*a.min(b), *a.max(b)));
            }
        }
    }
    links
}

/// Precision and recall of pairs of claims.
fn score(told: &Told, links: Vec<(usize, usize)>) -> (f64, f64) {
    let right = links.iter().filter(|(a, b)| told.truth[*a] == told.truth[*b]).count() as f64;
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for happening in &told.truth {
        *sizes.entry(*happening).or_default() += 1;
    }
    let wanted: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
    (right / links.len().max(1) as f64, right / wanted.max(1) as f64)
}

fn print_score(name: &str, time: &Time, (precision, recall): (f64, f64)) {
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    println!("  {name:30} precision {precision:.3}  recall {recall:.3}  F1 {f1:.3}  {time}");
}
