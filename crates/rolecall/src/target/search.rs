//! Searching the catalogue by what a user types: every word must be found, the best match comes first.
//!
//! It ranks; it never decides: see [`super::resolve`].

use super::Candidate;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rolecall_model::account::AccountId;
use rolecall_model::role_ref::RoleRef;
use std::collections::BTreeMap;

const MAX_SUGGESTIONS: usize = 5;

/// Returns the candidates in which every word of `query` is found, best first; all, in their order, for an empty query.
///
/// A word is found in the account's name, the role or an alias when its characters stand there in this order ("pymt adm" finds
/// `payments-prod` / `AdministratorAccess`), in the portal's name, the account id or a tag of the account when it stands there
/// whole. Slashes separate words too.
pub fn search<'a>(
    query: &str,
    candidates: &'a [Candidate],
    aliases: &BTreeMap<String, RoleRef>,
    tags: &BTreeMap<AccountId, Vec<String>>,
) -> Vec<&'a Candidate> {
    let words = words(query);
    if words.is_empty() {
        return candidates.iter().collect();
    }
    let mut named: BTreeMap<&RoleRef, Vec<&str>> = BTreeMap::new();
    for (alias, role) in aliases {
        named.entry(role).or_default().push(alias);
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut ranked: Vec<(u32, &Candidate)> = candidates
        .iter()
        .filter_map(|candidate| {
            let aliases = named.get(&candidate.role).map(Vec::as_slice).unwrap_or_default();
            let tags = tags
                .get(&candidate.role.account_id)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let mut score =
                |atom: &Atom, text: &str| atom.score(Utf32Str::new(text, &mut buffer), &mut matcher);
            words
                .iter()
                .try_fold(0_u32, |sum, word| {
                    Some(sum + u32::from(word.best(candidate, (aliases, tags), &mut score)?))
                })
                .map(|score| (score, candidate))
        })
        .collect();
    ranked.sort_by(|(left, a), (right, b)| right.cmp(left).then_with(|| order(a).cmp(&order(b))));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

fn order(candidate: &Candidate) -> (usize, &str, &RoleRef) {
    let role = candidate.role.role_name.as_str();
    (
        candidate.account_name.len() + role.len(),
        &candidate.account_name,
        &candidate.role,
    )
}

/// One word of a query.
struct Word {
    fuzzy: Atom,
    whole: Atom,
}

impl Word {
    fn best(
        &self,
        candidate: &Candidate,
        (aliases, tags): (&[&str], &[String]),
        score: &mut impl FnMut(&Atom, &str) -> Option<u16>,
    ) -> Option<u16> {
        let role = &candidate.role;
        let fuzzy = [candidate.account_name.as_str(), role.role_name.as_str()];
        let whole = [role.origin.name(), role.account_id.as_str()];
        let in_names = fuzzy
            .iter()
            .chain(aliases)
            .filter_map(|text| score(&self.fuzzy, text))
            .max();
        let in_ids = whole
            .into_iter()
            .chain(tags.iter().map(String::as_str))
            .filter_map(|text| score(&self.whole, text))
            .max();
        in_names.max(in_ids)
    }
}

fn words(query: &str) -> Vec<Word> {
    let atom = |word: &str, kind| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, kind, false);
    query
        .split(|c: char| c.is_whitespace() || c == '/')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let id = undashed_id(word);
            Word {
                fuzzy: atom(word, AtomKind::Fuzzy),
                whole: atom(id.as_deref().unwrap_or(word), AtomKind::Substring),
            }
        })
        .collect()
}

/// An id as the window shows it, `1234-5678-9012`, without its dashes.
fn undashed_id(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(|c| *c != '-').collect();
    (word.contains('-') && digits.len() <= 12 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Returns the targets that look most like a text that names nothing.
pub(super) fn suggest(
    text: &str,
    candidates: &[Candidate],
    aliases: &BTreeMap<String, RoleRef>,
) -> Vec<String> {
    let found = search(text, candidates, aliases, &BTreeMap::new());
    if !found.is_empty() {
        return found
            .iter()
            .take(MAX_SUGGESTIONS)
            .map(|candidate| candidate.role.target())
            .collect();
    }
    let text_chars: Vec<char> = text.to_lowercase().chars().take(200).collect();
    let max_distance = text_chars.len().div_ceil(4);
    let mut near: Vec<(usize, String)> = candidates
        .iter()
        .flat_map(|candidate| {
            let role = candidate.role.role_name.as_str();
            let portal = candidate.role.origin.name();
            let name = candidate.account_name.as_str();
            let names = [
                format!("{name}/{role}"),
                format!("{portal}/{name}/{role}"),
                candidate.role.target(),
                name.to_owned(),
            ];
            names.into_iter().map(move |name| (name, candidate.role.target()))
        })
        .chain(aliases.keys().map(|alias| (alias.clone(), alias.clone())))
        .filter_map(|(name, target)| {
            Some((distance(&text_chars, &name.to_lowercase(), max_distance)?, target))
        })
        .collect();
    near.sort();
    let mut close: Vec<String> = Vec::new();
    for (_, target) in near {
        if close.len() < MAX_SUGGESTIONS && !close.contains(&target) {
            close.push(target);
        }
    }
    close
}

/// The number of characters to change, add or leave out (Levenshtein), if it is at max_distance `max_distance`.
fn distance(text_chars: &[char], name: &str, max_distance: usize) -> Option<usize> {
    let name_chars: Vec<char> = name.chars().take(400).collect();
    if name_chars.len().abs_diff(text_chars.len()) > max_distance {
        return None;
    }
    let mut row: Vec<usize> = (0..=text_chars.len()).collect();
    for (line, c) in name_chars.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (at, other) in text_chars.iter().enumerate() {
            let change = diagonal + usize::from(c != other);
            diagonal = row[at + 1];
            row[at + 1] = change.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= max_distance)
}
