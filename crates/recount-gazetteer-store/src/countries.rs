//! Codes of countries in the spellings that publishers use.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A country with its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Two letters, ISO 3166.
    pub iso2: &'static str,
    /// Three letters, ISO 3166.
    pub iso3: &'static str,
    /// The codes of the former American standard FIPS 10-4, which the NGA's older files use.
    fips: &'static str,
    /// The name in English.
    pub name: &'static str,
}

const TABLE: &str = include_str!("../../../places/countries.tsv");

/// All countries, in the order of their codes.
#[must_use]
pub fn countries() -> &'static [Country] {
    static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.filter_map(|row| {
            let mut cells = row.split('\t');
            let (iso2, iso3, fips, name) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            Some(Country { iso2, iso3, fips, name })
        })
        .collect()
    });
    &COUNTRIES
}

/// The country that a user or a table means: a code of two or three letters, or the English name.
#[must_use]
pub fn country_of(words: &str) -> Option<Country> {
    static KNOWN: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
        let all = countries().iter();
        all.flat_map(|country| {
            [country.iso2, country.iso3, country.name].map(|word| (word.to_uppercase(), *country))
        })
        .collect()
    });
    KNOWN.get(words.trim().to_uppercase().as_str()).copied()
}

/// The country of a FIPS 10-4 code.
pub(crate) fn country_of_fips(code: &str) -> Option<Country> {
    static KNOWN: LazyLock<HashMap<&str, Country>> = LazyLock::new(|| {
        let codes = |country: &'static Country| country.fips.split(',').map(|code| (code, *country));
        countries().iter().flat_map(codes).filter(|(code, _)| !code.is_empty()).collect()
    });
    KNOWN.get(code.trim()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_any_of_its_codes_and_by_name() {
        assert!(countries().len() > 240);
        for words in ["SY", "sy", "SYR", "Syria", "syria "] {
            assert_eq!(country_of(words).map(|country| country.iso2), Some("SY"), "{words}");
        }
        assert_eq!(country_of("Atlantis"), None);
    }

    #[test]
    fn the_older_american_codes_are_other_countries_than_the_same_letters_in_iso() {
        let of = |code| country_of_fips(code).map(|country| country.iso2);
        assert_eq!(
            (of("IZ"), of("GZ"), of("WE"), of("IS"), of("")),
            (Some("IQ"), Some("PS"), Some("PS"), Some("IL"), None)
        );
    }
}
