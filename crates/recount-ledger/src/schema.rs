//! The tables of the ledger, version 2, and the way from older versions.

/// `RCNT`: tells a ledger from other SQLite files.
pub(crate) const APPLICATION_ID: i64 = 0x5243_4E54;

/// Newest schema this program knows; also what it writes.
pub(crate) const SCHEMA_VERSION: i64 = 2;

/// What makes a ledger of the version before one of the next: the first entry leads from version 1 to version 2.
/// Nothing that was written changes, so every hash stays what it was.
pub(crate) const MIGRATIONS: [&str; 1] = [
    // All days found for a report, and its encoding, are kept from version 2 on. Older reports have the chosen day alone.
    "ALTER TABLE reports ADD COLUMN days TEXT; ALTER TABLE reports ADD COLUMN encoding TEXT;",
];

/// Makes an empty ledger.
///
/// Log and judgements refuse updates and deletes by trigger. That guards against mistakes of programs; against
/// somebody who edits the file, only the hashes guard.
pub(crate) const SCHEMA: &str = "
CREATE TABLE blobs (
    id      INTEGER PRIMARY KEY,
    sha256  BLOB NOT NULL UNIQUE,
    zstd    BLOB                        -- null: erased
);

CREATE TABLE files (                    -- one row for each ingest that added something
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    blob    INTEGER NOT NULL REFERENCES blobs (id),
    salt    BLOB NOT NULL,
    seq     INTEGER NOT NULL UNIQUE     -- its entry in the log
);

CREATE TABLE reports (
    id              INTEGER PRIMARY KEY,
    report          TEXT NOT NULL UNIQUE,
    ingest          INTEGER NOT NULL REFERENCES files (id),
    blob            INTEGER NOT NULL REFERENCES blobs (id),
    raw_sha256      BLOB NOT NULL,      -- of the file, or of the line for JSONL
    siblings        INTEGER NOT NULL,   -- reports cut from the same raw bytes
    file            TEXT NOT NULL,
    ordinal         INTEGER NOT NULL,
    external_id     TEXT,
    url             TEXT,
    title           TEXT,
    title_start     INTEGER,
    title_end       INTEGER,
    publisher       TEXT,
    byline          TEXT,
    published       TEXT,
    published_basis TEXT,
    language        TEXT,
    text            BLOB,               -- zstd; null: erased
    zones           BLOB,
    map             BLOB,
    notices         TEXT,
    salt            BLOB,               -- null: erased
    content         BLOB NOT NULL,      -- salted hash of what makes a version
    digest          BLOB NOT NULL,      -- salted hash of everything above
    chain           TEXT NOT NULL,      -- first version of the same report
    version         INTEGER NOT NULL,
    superseded_by   TEXT,
    shingles        BLOB,               -- from here on: facts a reading may renew
    agency_credits  TEXT,
    publisher_source TEXT,
    days            TEXT,               -- as JSON, best first; null: none, erased, or read before version 2
    encoding        TEXT
);
CREATE INDEX reports_by_url ON reports (url) WHERE url IS NOT NULL;
CREATE INDEX reports_by_external_id ON reports (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX reports_by_file ON reports (file);
CREATE INDEX reports_by_blob ON reports (blob);
CREATE INDEX reports_by_ingest ON reports (ingest);
CREATE INDEX reports_by_raw ON reports (raw_sha256);

CREATE TABLE readings (                 -- one run of the engine over one report
    id      INTEGER PRIMARY KEY,
    report  INTEGER NOT NULL REFERENCES reports (id),
    number  INTEGER NOT NULL,
    engine  TEXT NOT NULL,
    lexicon TEXT NOT NULL,
    notices TEXT,
    root    BLOB NOT NULL,              -- of the Merkle tree over its claims
    seq     INTEGER NOT NULL UNIQUE,
    newest  INTEGER NOT NULL,
    UNIQUE (report, number)
);
CREATE UNIQUE INDEX newest_readings ON readings (report) WHERE newest = 1;

CREATE TABLE claims (
    id          INTEGER PRIMARY KEY,
    reading     INTEGER NOT NULL REFERENCES readings (id),
    position    INTEGER NOT NULL,
    claim       TEXT NOT NULL,
    as_incident TEXT NOT NULL,          -- id of the incident whose smallest anchor this claim has
    salt        BLOB,                   -- null: erased
    leaf        BLOB NOT NULL,
    row         TEXT,                   -- null: erased
    UNIQUE (reading, position)
);
CREATE INDEX claims_by_claim ON claims (claim);
CREATE INDEX claims_by_incident ON claims (as_incident);

CREATE TABLE judgements (
    id      INTEGER PRIMARY KEY,
    row     TEXT NOT NULL,
    salt    BLOB NOT NULL,
    seq     INTEGER NOT NULL UNIQUE
);

CREATE TABLE erasures (
    report  TEXT PRIMARY KEY,
    reason  TEXT NOT NULL,
    salt    BLOB NOT NULL,
    seq     INTEGER NOT NULL UNIQUE
);

CREATE TABLE log (
    seq       INTEGER PRIMARY KEY,      -- from 0, without gaps
    at        TEXT NOT NULL,
    kind      TEXT NOT NULL,
    reference TEXT NOT NULL,
    digest    BLOB NOT NULL,
    leaf      BLOB NOT NULL
);

CREATE TABLE log_state (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    size  INTEGER NOT NULL,
    peaks BLOB NOT NULL,
    root  BLOB NOT NULL
);

CREATE TABLE incidents (                -- a view: dropped and rebuilt at will
    incident TEXT PRIMARY KEY,
    row      TEXT NOT NULL
);
CREATE TABLE view_basis (               -- what the view was made from
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    profile TEXT NOT NULL,
    made_by TEXT NOT NULL,
    entries INTEGER NOT NULL
);
CREATE TABLE incident_claims (          -- a claim belongs to exactly one incident
    claim    TEXT PRIMARY KEY,
    incident TEXT NOT NULL
);
CREATE INDEX incident_claims_by_incident ON incident_claims (incident);
CREATE TABLE incident_reports (
    report   TEXT NOT NULL,
    incident TEXT NOT NULL,
    PRIMARY KEY (report, incident)
);
CREATE TABLE incident_aliases (         -- kept for ever, so that a citation never dangles
    old TEXT PRIMARY KEY,
    new TEXT,                           -- null: retired
    why TEXT NOT NULL
);

CREATE TRIGGER log_only_grows_1 BEFORE UPDATE ON log BEGIN SELECT RAISE (ABORT, 'the log only grows'); END;
CREATE TRIGGER log_only_grows_2 BEFORE DELETE ON log BEGIN SELECT RAISE (ABORT, 'the log only grows'); END;
CREATE TRIGGER judgements_only_grow_1 BEFORE UPDATE ON judgements
    BEGIN SELECT RAISE (ABORT, 'judgements only grow'); END;
CREATE TRIGGER judgements_only_grow_2 BEFORE DELETE ON judgements
    BEGIN SELECT RAISE (ABORT, 'judgements only grow'); END;
";
