//! The language of a whole report.

use recount_lexicon::publication::{Publication, Role};
use whatlang::{Lang, Script};

/// Below this many bytes statistics mislead ("Place: 12 dead" is Welsh to trigrams), so only the script and stop words
/// speak.
const LEAST_BYTES: usize = 200;

/// The ISO 639-1 code of the language, or none where the text does not show it.
pub fn find_language(text: &str, publication: &Publication) -> Option<String> {
    // Long reports show their language early; the cap keeps the cost flat.
    let text = &text[..boundary(text, 6_000)];
    let (mut arabic, mut latin) = (0usize, 0usize);
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            latin += 1;
        } else if ('\u{0620}'..='\u{06FF}').contains(&c) {
            arabic += 1;
        }
    }
    if arabic > latin && arabic >= 10 {
        // Persian and Urdu share the script; the trigrams tell them apart on long texts only.
        let detected = (text.len() >= LEAST_BYTES).then(|| whatlang::detect(text)).flatten();
        return Some(
            match detected.map(|info| info.lang()) {
                Some(Lang::Pes) => "fa",
                Some(Lang::Urd) => "ur",
                _ => "ar",
            }
            .to_owned(),
        );
    }
    // Saved pages often open with menus, so the middle is asked too.
    let middle = &text[boundary(text, text.len() / 2)..];
    if has_english_share(text, publication) || has_english_share(middle, publication) {
        return Some("en".to_owned());
    }
    if text.len() < LEAST_BYTES {
        return None;
    }
    let detected = whatlang::detect(text)?;
    let trusted = detected.is_reliable() || detected.script() != Script::Latin;
    trusted.then(|| short_code(detected.lang())).flatten().map(str::to_owned)
}

/// The last character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether English stop words dominate. In English news they are about 30 words of 100; in other languages of Latin
/// script a few of them ("in", "an", "was") reach about 8.
fn has_english_share(text: &str, publication: &Publication) -> bool {
    let (mut words, mut stops) = (0usize, 0usize);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(150) {
        words += 1;
        stops += usize::from(word.len() <= 7 && word.is_ascii() && publication.is_word(Role::StopWord, word));
    }
    words >= 8 && stops >= 3 && stops * 100 >= words * 17
}

fn short_code(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Ara => "ar",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Tur => "tr",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Heb => "he",
        Lang::Pol => "pl",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Ron => "ro",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Hrv => "hr",
        Lang::Ell => "el",
        Lang::Hun => "hu",
        Lang::Aze => "az",
        Lang::Hye => "hy",
        Lang::Kat => "ka",
        Lang::Amh => "am",
        Lang::Mya => "my",
        Lang::Ind => "id",
        Lang::Vie => "vi",
        Lang::Tha => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::publication;
    use super::*;

    #[test]
    fn a_short_english_text_is_english_and_a_bare_headline_is_nothing() {
        let text = "Two people were killed in the town on Monday, the mayor said.";
        assert_eq!(find_language(text, publication()).as_deref(), Some("en"));
        assert_eq!(find_language("Gaza: 12 dead", publication()), None);
    }

    #[test]
    fn arabic_script_decides_by_itself() {
        let text = "قتل مدنيان في المدينة يوم الاثنين بحسب مصادر محلية";
        assert_eq!(find_language(text, publication()).as_deref(), Some("ar"));
    }

    #[test]
    fn other_languages_in_latin_script_are_not_taken_for_english() {
        let text = "Bei dem Angriff auf die Stadt wurden nach Angaben der Behörden in der Nacht zum Montag zwei Menschen \
                    getötet, teilte der Bürgermeister mit. Mehrere Gebäude wurden beschädigt, und in einem Wohnviertel \
                    brach ein Feuer aus, das erst am Morgen gelöscht wurde.";
        assert_eq!(find_language(text, publication()).as_deref(), Some("de"));
    }
}
