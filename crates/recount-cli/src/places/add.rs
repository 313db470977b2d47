//! `recount places add`: the villages of a country from GeoNames, the one command that opens a connection.

use super::arguments::Add;
use crate::tell::Outcome;

/// Runs the command.
#[cfg(not(feature = "download"))]
pub fn run(arguments: &Add) -> anyhow::Result<Outcome> {
    anyhow::bail!(
        "this recount was built without downloading; get {}.zip from GeoNames and use recount places import",
        arguments.countries.join(".zip, ")
    )
}

/// Runs the command.
#[cfg(feature = "download")]
pub fn run(arguments: &Add) -> anyhow::Result<Outcome> {
    use recount_gazetteer_store::Bounds;
    use recount_places::Gazetteer;

    use super::home;
    use crate::tell::tell;

    if arguments.sha256.is_some() && arguments.countries.len() != 1 {
        anyhow::bail!("--sha256 is the checksum of one file: name one country");
    }
    let store = home::store(&arguments.home)?;
    let bounds = Bounds::of(&Gazetteer::world());
    let mut failed = 0;
    for country in &arguments.countries {
        match add_one(arguments, country, &store, &bounds) {
            Ok(left_out) => failed += left_out,
            Err(error) => {
                tell(error);
                failed += 1;
            }
        }
    }
    Ok(Outcome::of_failures(failed))
}

/// Fetches and imports one country; gives the number of rows that were left out.
#[cfg(feature = "download")]
fn add_one(
    arguments: &Add,
    country: &str,
    store: &recount_gazetteer_store::Store,
    bounds: &recount_gazetteer_store::Bounds,
) -> anyhow::Result<usize> {
    use recount_gazetteer_store::Request;
    use recount_gazetteer_store::download::{GEONAMES_DUMPS, Wanted, fetch};

    use super::import::{report, say_progress, today};
    use crate::tell::tell;

    let base = arguments.from.as_deref().unwrap_or(GEONAMES_DUMPS).trim_end_matches('/');
    let url = format!("{base}/{country}.zip");
    let target = store.home().join("downloads").join(format!("{country}.zip"));
    let before = store.manifests()?.into_iter().find(|manifest| manifest.name == country);
    let before = before.and_then(|manifest| manifest.origin.into_iter().next());
    tell(format_args!("fetching {url}"));
    let bar = Bar::start();
    let wanted =
        Wanted { url: &url, target: &target, sha256: arguments.sha256.as_deref(), before: before.as_ref() };
    let fetched = fetch(&wanted, &mut |have, of| bar.update(have, of));
    bar.finish();
    let fetched = fetched?;
    let resumed = match fetched.resumed_at {
        0 => String::new(),
        at => format!(", the first {at} from an earlier try"),
    };
    tell(format_args!("{} bytes{resumed}; SHA-256 {}", fetched.bytes, fetched.sha256));
    if before.as_ref().is_some_and(|before| before.sha256 == fetched.sha256) {
        tell(format_args!("{country}: the same file as last time"));
    }
    let request = Request {
        paths: vec![fetched.path.clone()],
        name: Some(country.to_owned()),
        countries: Vec::new(),
        map: Default::default(),
        source: None,
        licence: None,
        today: today(),
        bounds,
        fetched: Some((url.clone(), fetched.version.clone())),
    };
    let imported = store.import(&request, &mut say_progress());
    // Rows and checksum are kept; the packed file would only take space.
    let _ = std::fs::remove_file(&fetched.path);
    let imported = imported?;
    report(&imported)?;
    Ok(imported.problems.number() as usize)
}

/// How far a fetch is, on a terminal.
#[cfg(feature = "download")]
struct Bar(Option<indicatif::ProgressBar>);

#[cfg(feature = "download")]
impl Bar {
    fn start() -> Self {
        use std::io::IsTerminal;
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = indicatif::ProgressBar::new(0);
            let style =
                indicatif::ProgressStyle::with_template("{bar:24} {bytes} of {total_bytes}, {bytes_per_sec}");
            bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
            bar
        });
        Self(bar)
    }

    fn update(&self, have: u64, of: Option<u64>) {
        if let Some(bar) = &self.0 {
            bar.set_length(of.unwrap_or(have));
            bar.set_position(have);
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
