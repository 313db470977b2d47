//! Identities. They are decided here once because citations and judgements stand on them.

use std::fmt;

use sha2::Digest;

use crate::claim::Kind;
use crate::span::RawRange;

/// The SHA-256 of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Hashes parts with their lengths, so that moving a byte from one part to the next changes the hash.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = sha2::Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| DIGITS[usize::from(nibble)] as char).collect()
}

/// Makes an id type: a prefix and the first 12 bytes of a SHA-256 in hexadecimal.
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The id that stands for these parts.
            pub fn of_parts(parts: &[&[u8]]) -> Self {
                Self(format!(concat!($prefix, "{}"), hex(&Sha256::of_parts(parts).0[..12])))
            }

            /// Reads an id back from its text; none if it is not one of this type.
            pub fn from_text(text: &str) -> Option<Self> {
                let digits = text.strip_prefix($prefix)?;
                let fits = digits.len() == 24 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                fits.then(|| Self(text.to_owned()))
            }

            /// The id as it is printed.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// One report: raw bytes' hash, place in the file, hash of its text.
    ReportId, "r-"
);
id_type!(
    /// One claim, derived from its [`ClaimAnchor`].
    ClaimId, "c-"
);
id_type!(
    /// One incident, derived from its smallest anchor; the ledger keeps an alias table for ids that were merged away.
    IncidentId, "i-"
);

impl ReportId {
    /// The id of the `ordinal`-th report (from 0) of a file.
    pub fn of_report(raw: Sha256, ordinal: u32, text: &str) -> Self {
        Self::of_parts(&[&raw.0, &ordinal.to_be_bytes(), &Sha256::of(text.as_bytes()).0])
    }
}

/// What a judgement binds to: a claim told by these raw bytes of this report, of this kind.
///
/// A new engine that finds the same passage finds the same anchor; incident ids may move, anchors do not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimAnchor {
    /// The report.
    pub report: ReportId,
    /// Bytes of the quote in the original file.
    pub quote: RawRange,
    /// Kind of happening.
    pub kind: Kind,
    /// Counts claims of one kind that share a quote, from 0.
    pub ordinal: u32,
}

impl ClaimAnchor {
    /// The claim's id.
    pub fn claim_id(&self) -> ClaimId {
        ClaimId::of_parts(&self.parts().each_ref().map(Vec::as_slice))
    }

    /// The id of an incident whose smallest anchor this is.
    pub fn incident_id(&self) -> IncidentId {
        IncidentId::of_parts(&self.parts().each_ref().map(Vec::as_slice))
    }

    fn parts(&self) -> [Vec<u8>; 5] {
        [
            self.report.as_str().as_bytes().to_vec(),
            self.quote.start.to_be_bytes().to_vec(),
            self.quote.end.to_be_bytes().to_vec(),
            self.kind.as_str().as_bytes().to_vec(),
            self.ordinal.to_be_bytes().to_vec(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text_and_others_do_not() {
        let id = ReportId::of_report(Sha256::of(b"raw"), 0, "text");
        assert_eq!(ReportId::from_text(id.as_str()), Some(id.clone()));
        assert_eq!(ClaimId::from_text(id.as_str()), None);
        assert_eq!(ReportId::from_text("r-12"), None);
    }

    #[test]
    fn the_place_in_the_file_is_part_of_the_identity() {
        let raw = Sha256::of(b"raw");
        assert_ne!(ReportId::of_report(raw, 0, "text"), ReportId::of_report(raw, 1, "text"));
    }

    #[test]
    fn parts_keep_their_borders() {
        assert_ne!(Sha256::of_parts(&[b"ab", b"c"]), Sha256::of_parts(&[b"a", b"bc"]));
    }
}
