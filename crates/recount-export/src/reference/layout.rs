//! Which column of a table is which.

/// Layouts of reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// UCDP Georeferenced Event Dataset.
    Ucdp,
    /// ACLED.
    Acled,
    /// Airwars' published incidents.
    Airwars,
    /// Our own names of columns.
    Csv,
}

/// Our names of columns.
pub const COLUMNS: [&str; 14] = [
    "id",
    "date",
    "date_end",
    "place",
    "lat",
    "lon",
    "date_precision",
    "place_precision",
    "kind",
    "deaths_low",
    "deaths_best",
    "deaths_high",
    "injured_low",
    "injured_high",
];

/// What each layout calls our columns. Airwars' tables are named differently from release to release, so there several
/// names are tried; `--map` names any other.
/// A field of ours, and its names in each kind of data set.
type Names = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const NAMES: [Names; 14] = [
    (
        "id",
        &["id"],
        &["event_id_cnty", "data_id"],
        &["unique_reference_code", "reference_code", "incident_code", "code", "id"],
    ),
    ("date", &["date_start"], &["event_date"], &["incident_date", "date", "start_date"]),
    ("date_end", &["date_end"], &[], &["incident_date_end", "end_date", "date_end"]),
    ("place", &["where_coordinates"], &["location"], &["location_name", "location", "place"]),
    ("lat", &["latitude"], &["latitude"], &["latitude", "lat"]),
    ("lon", &["longitude"], &["longitude"], &["longitude", "lon", "lng"]),
    ("date_precision", &["date_prec"], &["time_precision"], &[]),
    ("place_precision", &["where_prec"], &["geo_precision"], &["accuracy", "geolocation_accuracy"]),
    ("kind", &["type_of_violence"], &["sub_event_type", "event_type"], &["strike_type", "type"]),
    ("deaths_low", &["low"], &[], &["civilians_killed_min", "killed_min", "deaths_min", "min_killed"]),
    ("deaths_best", &["best"], &["fatalities"], &[]),
    ("deaths_high", &["high"], &[], &["civilians_killed_max", "killed_max", "deaths_max", "max_killed"]),
    ("injured_low", &[], &[], &["civilians_injured_min", "injured_min", "min_injured"]),
    ("injured_high", &[], &[], &["civilians_injured_max", "injured_max", "max_injured"]),
];

/// Where each of our columns stands in a table.
pub(super) struct Columns(Vec<(&'static str, usize)>);

impl Columns {
    /// Finds the columns; the error names all that are missing and those there are.
    pub(super) fn find(header: &[String], layout: Layout, map: &[(String, String)]) -> Result<Self, String> {
        let plain = |name: &str| name.trim().to_lowercase().replace([' ', '-'], "_");
        let at = |name: &str| header.iter().position(|column| plain(column) == plain(name));
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for (ours, ucdp, acled, airwars) in NAMES {
            let own = [ours];
            let names: &[&str] = match layout {
                Layout::Ucdp => ucdp,
                Layout::Acled => acled,
                Layout::Airwars => airwars,
                Layout::Csv => &own,
            };
            if let Some((_, theirs)) = map.iter().find(|(name, _)| name == ours) {
                match at(theirs) {
                    Some(column) => found.push((ours, column)),
                    None => missing.push(format!("{theirs:?}, which --map names for {ours}")),
                }
                continue;
            }
            found.extend(names.iter().find_map(|name| at(name)).map(|column| (ours, column)));
        }
        let columns = Self(found);
        let wanted = |ours: &str| {
            let (_, ucdp, acled, airwars) = NAMES.iter().find(|(name, ..)| *name == ours)?;
            match layout {
                Layout::Ucdp => ucdp.first(),
                Layout::Acled => acled.first(),
                Layout::Airwars => airwars.first(),
                Layout::Csv => None,
            }
        };
        if !columns.has("date") {
            missing.push(format!("{:?}", wanted("date").unwrap_or(&"date")));
        }
        if !(columns.has("place") || columns.has("lat") && columns.has("lon")) {
            missing.push(format!(
                "{:?}, or those of latitude and longitude",
                wanted("place").unwrap_or(&"place")
            ));
        }
        if missing.is_empty() {
            return Ok(columns);
        }
        let there = header.iter().map(|column| column.trim()).collect::<Vec<_>>().join(", ");
        Err(format!(
            "a column is missing: {}; the table has {there}; --map OURS=THEIRS names them",
            missing.join("; and ")
        ))
    }

    fn has(&self, ours: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == ours)
    }

    /// The columns that nothing here asks for.
    pub(super) fn unused(&self, header: &[String]) -> Vec<String> {
        let is_used = |at: usize| self.0.iter().any(|(_, column)| *column == at);
        let unused = header.iter().enumerate().filter(|(at, name)| !is_used(*at) && !name.trim().is_empty());
        unused.map(|(_, name)| name.trim().to_owned()).collect()
    }

    /// A cell; none where the table has no such column or the cell is empty.
    pub(super) fn cell<'r>(&self, record: &'r ::csv::StringRecord, ours: &str) -> Option<&'r str> {
        let (_, at) = self.0.iter().find(|(name, _)| *name == ours)?;
        record.get(*at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// The cells that should hold days.
    pub(super) fn dates<'r>(
        &self,
        record: &'r ::csv::StringRecord,
    ) -> impl Iterator<Item = &'r str> + use<'r> {
        [self.cell(record, "date"), self.cell(record, "date_end")].into_iter().flatten()
    }
}
