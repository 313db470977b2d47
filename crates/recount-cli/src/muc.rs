//! The role fillers of MUC-4, for comparison with other systems on that corpus.
//!
//! That task asks for more than a claim holds: every name of an attacker, an organisation, a thing hit, a weapon and a
//! victim in the sentences around an act of violence, each as the text has it. They are read from the marks of those
//! sentences and stand in this profile's output only; persons are named nowhere else.

use std::collections::BTreeMap;

use recount_engine::mark::chunk::Source;
use recount_engine::mark::figure::Told;
use recount_engine::mark::{Chunk, MarkedSentence, What};
use recount_engine::{Engine, Trace};
use recount_model::{Claim, Kind, Report, Telling};
use serde_json::{Value, json};

/// Roles of MUC-4 as its scorers call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    PerpInd,
    PerpOrg,
    Target,
    Victim,
    Weapon,
}

impl Role {
    fn as_str(self) -> &'static str {
        match self {
            Self::PerpInd => "PerpInd",
            Self::PerpOrg => "PerpOrg",
            Self::Target => "Target",
            Self::Victim => "Victim",
            Self::Weapon => "Weapon",
        }
    }
}

/// Acts between armies, and what police do, are no acts of terrorism; the task leaves them out.
const LEFT_OUT: [Kind; 6] =
    [Kind::Clash, Kind::Arrest, Kind::Interception, Kind::Airlift, Kind::Airdrop, Kind::Airstrike];

/// Chunks between a word of harm and the name of who was harmed.
const REACH: usize = 8;

/// Endings of English words, which tell them from names where everything is in capitals.
const WORD_ENDINGS: [&str; 18] = [
    "ING", "ED", "LY", "TION", "TIONS", "MENT", "NESS", "ITY", "OUS", "IVE", "ABLE", "IBLE", "ENCE", "ANCE",
    "ISM", "IST", "ISTS", "IAL",
];

/// Adds `roles` to the claims of a report line: to each claim the fillers of the sentences from it to the next one.
pub fn with_roles(engine: &Engine, report: &Report, line: &str) -> String {
    let Ok(mut json) = serde_json::from_str::<Value>(line) else { return line.to_owned() };
    let trace = engine.trace(report);
    let reader = Reader::of(engine, report, &trace);
    let starts: Vec<usize> = trace.claims.iter().map(|claim| claim.evidence.quote.start()).collect();
    let mut roles: Vec<BTreeMap<Role, Vec<String>>> = vec![BTreeMap::new(); starts.len()];
    for sentence in &trace.marks.sentences {
        let at = reader.start(sentence.sentence.from);
        let owner = (0..starts.len()).filter(|claim| starts[*claim] <= at).max_by_key(|claim| starts[*claim]);
        if owner.is_some_and(|owner| is_outside_task(report, &trace.claims[owner])) {
            continue;
        }
        let Some(fillers) = roles.get_mut(owner.unwrap_or(0)) else { break };
        for (role, text) in reader.fillers(sentence) {
            let known: &mut Vec<String> = fillers.entry(role).or_default();
            if !text.is_empty() && !known.contains(&text) {
                known.push(text);
            }
        }
    }
    for (claim, fillers) in json["claims"].as_array_mut().into_iter().flatten().zip(roles) {
        let fillers = fillers.into_iter().map(|(role, texts)| {
            let each: Vec<Value> = texts.into_iter().map(|text| json!([text])).collect();
            (role.as_str().to_owned(), Value::Array(each))
        });
        claim["roles"] = Value::Object(fillers.collect());
    }
    json.to_string()
}

/// The task asks for single acts of the last two months.
const TASK_DAYS: i32 = 61;

fn is_outside_task(report: &Report, claim: &Claim) -> bool {
    let latest = claim.when.as_ref().and_then(|when| when.latest);
    let age = latest.zip(report.published).map(|(day, published)| (published.on - day).get_days());
    claim.telling == Telling::Aggregate || age.is_some_and(|days| days > TASK_DAYS)
}

struct Reader<'t> {
    source: Source<'t>,
    trace: &'t Trace,
    /// Figures of people who were harmed, who are victims and no attackers.
    harmed: Vec<u32>,
    /// How each named actor is called most often.
    names: BTreeMap<u32, String>,
}

impl<'t> Reader<'t> {
    fn of(engine: &'t Engine, report: &'t Report, trace: &'t Trace) -> Self {
        let source = Source {
            text: report.text.as_str(),
            segmented: &trace.segmented,
            lexicon: engine.lexicon(),
            known: engine.known(),
        };
        let harmed = trace.told.happenings.iter().flat_map(|h| h.figures.iter().map(|f| f.mark)).collect();
        let mut counts: BTreeMap<u32, BTreeMap<String, usize>> = BTreeMap::new();
        let mut reader = Self { source, trace, harmed, names: BTreeMap::new() };
        for chunk in trace.marks.sentences.iter().flat_map(|sentence| &sentence.chunks) {
            if let What::Actor(actor, _) = chunk.what {
                *counts.entry(actor).or_default().entry(reader.words(chunk)).or_default() += 1;
            }
        }
        let most = |names: BTreeMap<String, usize>| names.into_iter().max_by_key(|(_, count)| *count);
        reader.names =
            counts.into_iter().filter_map(|(actor, names)| Some((actor, most(names)?.0))).collect();
        reader
    }

    fn start(&self, token: usize) -> usize {
        self.trace.segmented.tokens.get(token).map_or(0, |token| token.start as usize)
    }

    /// The words of a chunk on one line, without an article.
    fn words(&self, chunk: &Chunk) -> String {
        let k = self.source.known;
        let from = (chunk.from..chunk.to)
            .find(|token| !self.source.token_can_be(*token, k.det))
            .unwrap_or(chunk.from);
        self.source.text_between(from, chunk.to).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn fillers(&self, sentence: &MarkedSentence) -> Vec<(Role, String)> {
        let chunks = &sentence.chunks;
        if !chunks.iter().any(|chunk| self.reports_violence(chunk)) {
            return Vec::new();
        }
        let k = self.source.known;
        let mut out: Vec<(Role, String)> = Vec::new();
        for (at, chunk) in chunks.iter().enumerate() {
            if let Some((role, actor)) = self.perpetrator(chunk).filter(|_| !self.describes(chunks, at)) {
                let name = self.names.get(&actor).filter(|_| role == Role::PerpOrg);
                out.push((role, name.cloned().unwrap_or_else(|| self.words(chunk))));
            } else if chunk.class == k.weapon {
                out.push((Role::Weapon, self.words(chunk)));
            } else if let Some(whole) = self.whole_thing(chunks, at).filter(|_| self.is_hit(chunks, at)) {
                out.push((Role::Target, self.words(&whole)));
            }
        }
        out.extend(self.victims(chunks).into_iter().map(|name| (Role::Victim, name)));
        out
    }

    fn reports_violence(&self, chunk: &Chunk) -> bool {
        let word = chunk.words.first().map(|word| self.source.word(*word));
        let kind = word.and_then(|word| word.kind);
        self.source.known.violence().contains(&chunk.class)
            && !kind.is_some_and(|kind| LEFT_OUT.contains(&kind))
    }

    /// Named armed groups are organisations; their like without a name are individuals, unless they were harmed.
    fn perpetrator(&self, chunk: &Chunk) -> Option<(Role, u32)> {
        let actor = match chunk.what {
            What::Actor(actor, _) => actor,
            What::People(group) => {
                let (figure, _) = self.trace.marks.groups.get(group as usize)?.members.first()?;
                let mark = self.trace.marks.figures.get(*figure as usize)?;
                mark.side.filter(|_| mark.told != Told::PartOfThem && !self.harmed.contains(figure))?
            }
            _ => return None,
        };
        let entry = &self.source.lexicon.actors[actor as usize];
        // "FMLN FIGHTERS": individuals of an organisation; "MEMBERS OF THE FMLN" name the organisation.
        let fighters = matches!(chunk.what, What::People(_))
            && self.source.token_can_be(chunk.to - 1, self.source.known.group);
        let role = match (entry.kind.as_str(), entry.id.as_str()) {
            ("armed-group", _) if fighters => Role::PerpInd,
            (_, "unnamed.armed-group" | "unnamed.traffickers" | "unnamed.opposition") => Role::PerpInd,
            ("armed-group", _) => Role::PerpOrg,
            _ => return None,
        };
        Some((role, actor))
    }

    /// "GUERRILLA" in "GUERRILLA ATTACK": one of its like that describes the noun behind it.
    fn describes(&self, chunks: &[Chunk], at: usize) -> bool {
        let k = self.source.known;
        let is_plural = self.words(&chunks[at]).to_uppercase().ends_with(['S', 'N']);
        let nouns = [k.word, k.trigger_noun, k.harm_noun, k.thing, k.weapon, k.people];
        !is_plural
            && chunks
                .get(at + 1)
                .is_some_and(|next| nouns.contains(&next.class) || self.source.can_be(next, k.trigger_noun))
    }

    /// The thing that ends at a chunk, with the words that describe it ("POLICE PATROL CAR"); none where it goes on.
    fn whole_thing(&self, chunks: &[Chunk], at: usize) -> Option<Chunk> {
        let k = self.source.known;
        let is_last = |chunk: &Chunk| chunk.class != k.thing;
        if chunks[at].class != k.thing || !chunks.get(at + 1).is_none_or(is_last) {
            return None;
        }
        let mut first = at;
        while first > 0 && self.describes_a_thing(&chunks[first - 1]) {
            first -= 1;
        }
        Some(Chunk { from: chunks[first].from, ..chunks[at].clone() })
    }

    fn describes_a_thing(&self, chunk: &Chunk) -> bool {
        let k = self.source.known;
        let class = chunk.class;
        let is_name = class == k.word || class == k.name || class == k.group_modifier;
        let is_owner = matches!(chunk.what, What::People(_)) && chunk.to - chunk.from <= 2
            || matches!(chunk.what, What::Actor(..));
        class == k.thing || is_owner || is_name && !self.is_small(chunk)
    }

    /// Words that end a phrase, whatever class they were given.
    fn is_small(&self, chunk: &Chunk) -> bool {
        let text = self.source.chunk_text(chunk).to_uppercase();
        !text.chars().all(|c| c.is_alphabetic() || c == '-' || c == '.')
            || ["ED", "ING", "LY", "WHO", "WHICH", "SOME", "MANY", "ALSO"]
                .iter()
                .any(|end| text.ends_with(end))
    }

    /// Whether a thing stands where an act hits it: behind its word, or in front of a passive.
    fn is_hit(&self, chunks: &[Chunk], thing: usize) -> bool {
        let k = self.source.known;
        let act = |chunk: &Chunk| {
            [k.trigger_noun, k.trigger_verb].contains(&chunk.class) && self.reports_violence(chunk)
        };
        let goes_on = |chunk: &&Chunk| chunk.class != k.stop && chunk.class != k.semicolon;
        let before = chunks[..thing].iter().rev().take(REACH).take_while(goes_on).any(act);
        let behind = chunks[thing + 1..].iter().take(REACH).take_while(goes_on);
        before || behind.skip_while(|chunk| chunk.class != k.be).any(act)
    }

    /// Names of persons beside a word of harm: "the murder of X", "X was kidnapped", "killed X".
    fn victims(&self, chunks: &[Chunk]) -> Vec<String> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < chunks.len() {
            if let Some(name) = self.named_person(&chunks[at]) {
                out.push(name);
            }
            let mut end = at;
            while chunks.get(end).is_some_and(|chunk| self.may_name_a_person(chunk)) {
                end += 1;
            }
            let tokens = chunks[at..end].last().map_or(0, |last| last.to - chunks[at].from);
            if (2..=5).contains(&tokens) && self.is_harmed(chunks, at, end) {
                let name = self.source.text_between(chunks[at].from, chunks[end - 1].to);
                out.push(name.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            at = end.max(at + 1);
        }
        out
    }

    /// "JESUIT PRIEST A. B." without what he was, where somebody harmed is named.
    fn named_person(&self, chunk: &Chunk) -> Option<String> {
        let k = self.source.known;
        let What::People(group) = chunk.what else { return None };
        let (figure, _) = self.trace.marks.groups.get(group as usize)?.members.first()?;
        let mark = self.trace.marks.figures.get(*figure as usize)?;
        if mark.told != Told::Named || !self.harmed.contains(figure) {
            return None;
        }
        let sorts = [k.group, k.person, k.group_modifier, k.people, k.family, k.speaker, k.title, k.det];
        let describes = |token: &usize| sorts.iter().any(|class| self.source.token_can_be(*token, *class));
        let from = (chunk.from..chunk.to).rev().find(describes).map_or(chunk.from, |last| last + 1);
        let name = self.source.text_between(from, chunk.to);
        (from < chunk.to).then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// A word that no entry knows and that does not end as English words do.
    fn may_name_a_person(&self, chunk: &Chunk) -> bool {
        let k = self.source.known;
        let text = self.source.chunk_text(chunk);
        (chunk.class == k.word || chunk.class == k.name)
            && chunk.words.is_empty()
            && chunk.what == What::Plain
            && text.len() > 1
            && text.chars().all(|c| c.is_alphabetic() || c == '.' || c == '\'' || c == ' ')
            && text.chars().next().is_some_and(char::is_uppercase)
            && !text.split(' ').any(|word| {
                let word = word.to_uppercase();
                WORD_ENDINGS.iter().any(|ending| word.ends_with(ending))
            })
    }

    fn is_harmed(&self, chunks: &[Chunk], from: usize, to: usize) -> bool {
        let k = self.source.known;
        let mut behind_of = false;
        for chunk in chunks[..from].iter().rev().take(REACH) {
            if [k.comma, k.stop, k.semicolon, k.by].contains(&chunk.class) {
                break;
            }
            if chunk.class == k.harm_noun || chunk.class == k.trigger_noun {
                return behind_of && self.reports_violence(chunk);
            }
            if [k.harm_ed, k.harm_ing, k.harm_base].contains(&chunk.class) {
                return true;
            }
            behind_of |= chunk.class == k.of;
        }
        let mut passive = false;
        for chunk in chunks[to..].iter().take(REACH + REACH / 2) {
            if chunk.class == k.stop || chunk.class == k.semicolon {
                break;
            }
            if chunk.class == k.harm_intr || passive && chunk.class == k.harm_ed {
                return true;
            }
            passive |= chunk.class == k.be;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn roles(text: &str) -> Value {
        let lexicon = recount_lexicon::Lexicon::embedded().unwrap();
        let gazetteer = recount_places::Gazetteer::empty();
        let engine = Engine::new(Arc::new(lexicon), Arc::new(gazetteer));
        let report = recount_engine::example_report(text);
        let claims = engine.trace(&report).claims.len();
        let line = json!({"claims": vec![json!({}); claims]}).to_string();
        serde_json::from_str::<Value>(&with_roles(&engine, &report, &line)).unwrap()["claims"][0]["roles"]
            .clone()
    }

    #[test]
    fn a_thing_is_named_in_full_and_a_victim_without_what_he_was() {
        let roles =
            roles("JESUIT PRIEST JUAN EXAMPLO WAS KILLED BY GUNMEN WHO ATTACKED A POLICE PATROL CAR.");
        assert_eq!(roles["Victim"], json!([["JUAN EXAMPLO"]]));
        assert_eq!(roles["Target"], json!([["POLICE PATROL CAR"]]));
    }

    #[test]
    fn a_word_that_describes_an_attack_names_no_attacker() {
        let roles = roles("A GUERRILLA ATTACK DESTROYED A BRIDGE IN ODD HOLLOW.");
        assert_eq!(roles["PerpInd"], Value::Null, "{roles}");
    }

    #[test]
    fn fighters_of_a_named_group_are_individuals() {
        let roles = roles("FMLN FIGHTERS BOMBED A BUS IN ODD HOLLOW ON MONDAY, KILLING THREE PASSENGERS.");
        assert_eq!(roles["PerpInd"], json!([["FMLN FIGHTERS"]]), "{roles}");
    }

    #[test]
    fn attackers_things_and_weapons_around_an_act_are_fillers_of_its_claim() {
        let roles =
            roles("GUNMEN BOMBED A BUS WITH DYNAMITE IN ODD HOLLOW ON MONDAY, KILLING THREE PASSENGERS.");
        assert_eq!(roles["PerpInd"], json!([["GUNMEN"]]));
        assert_eq!(roles["Target"], json!([["BUS"]]));
        assert_eq!(roles["Weapon"], json!([["DYNAMITE"]]));
        assert_eq!(roles["Victim"], Value::Null, "passengers are no names: {roles}");
    }
}
