//! Searching the catalogue by what a user types. The window searches by the same rules in `ui/src/state/search.ts`, and both
//! run the cases in `search/cases.json`.
//!
//! White space and slashes separate the terms of a query. A role is found if every term scores above 0, and its score is the
//! sum of the best score of each term:
//!
//! - in the name of the account or the role, 100 if it is the whole name, 80 at its start, 60 at the start of a word, 40
//!   elsewhere, the last three plus the tenths of the name that were typed; 1 to 14 if it abbreviates the name: its characters
//!   stand there in this order, from the start of a word and close together (`pymt` in `payments`)
//! - in an alias of the role, the name that the user defined it under or a tag of the account, as in a name, but at most 80 unless it is the whole
//! - in the account id, for digits and dashes only: 100, 80 at the start, 40 elsewhere
//! - in the portal's name, 20 at the start of a word.
//!
//! A favourite gains 8, a role with a role session 6, a recently used one 4. Equal scores keep the order of the list.
//!
//! Case and accents are ignored. Lengths are in UTF-16 code units. A word starts at the start of a text, after what is
//! neither alphabetic nor a number, and at a capital after a lower-case character or a digit.
//!
//! It ranks; it never decides: see [`super::resolve`].

mod score;

use super::Candidate;
use rolecall_model::account::AccountId;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use score::{SearchText, Term};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

const FAVOURITE_BONUS: usize = 8;
const ACTIVE_BONUS: usize = 6;
const RECENT_BONUS: usize = 4;

const MAX_SUGGESTIONS: usize = 5;

/// What finds and ranks candidates besides their names.
#[derive(Clone, Debug)]
pub struct SearchInput<'a> {
    /// The aliases of roles.
    pub aliases: &'a BTreeMap<String, RoleRef>,
    /// The portal whose sign-in each defined role depends on.
    pub source_portals: &'a HashMap<RoleRef, PortalName>,
    /// The tags of accounts.
    pub tags: &'a BTreeMap<AccountId, Vec<String>>,
    /// The favourites, each once.
    pub favourites: Vec<&'a RoleRef>,
    /// The roles with a role session, each once.
    pub active: Vec<&'a RoleRef>,
    /// The roles used recently, each once.
    pub recents: Vec<&'a RoleRef>,
}

/// Returns the candidates in which every term of `query` is found, best first; all, in their order, for a query without terms.
/// `candidates` are in the order of the list, where the roles of an account stand together.
pub fn search<'a>(query: &str, candidates: &'a [Candidate], input: &SearchInput<'_>) -> Vec<&'a Candidate> {
    let terms = score::terms(query);
    if terms.is_empty() {
        return candidates.iter().collect();
    }
    let mut aliases: HashMap<&RoleRef, Vec<SearchText>> = HashMap::new();
    for (alias, role) in input.aliases {
        aliases.entry(role).or_default().push(SearchText::new(alias));
    }
    let bonuses = bonuses(input);
    let mut roles: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut ranked: Vec<(usize, &Candidate)> = Vec::new();
    for account in candidates.chunk_by(is_same_account) {
        let in_account = account.first().map(|any| account_scores(&terms, any, input));
        for candidate in account {
            let key = &candidate.role;
            let role = key.role_name.as_str();
            let in_role = roles.entry(role).or_insert_with(|| {
                let name = SearchText::new(role);
                terms.iter().map(|term| term.score_name(&name)).collect()
            });
            let aliases = aliases.get(key).map(Vec::as_slice).unwrap_or_default();
            let defined_name = key.defined_name().map(|name| SearchText::new(name.as_str()));
            let scores = in_account.iter().flatten().zip(in_role);
            let sum = terms
                .iter()
                .zip(scores)
                .try_fold(0, |sum, (term, (account, role))| {
                    let own_names = aliases.iter().chain(&defined_name);
                    let in_aliases = own_names.map(|name| term.score_label(name));
                    let best = in_aliases.fold((*account).max(*role), usize::max);
                    (best > 0).then_some(sum + best)
                });
            let bonus = || bonuses.get(key).copied().unwrap_or_default();
            ranked.extend(sum.map(|sum| (sum + bonus(), candidate)));
        }
    }
    ranked.sort_by_key(|(score, _)| Reverse(*score));
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

fn is_same_account(left: &Candidate, right: &Candidate) -> bool {
    left.role.account_id == right.role.account_id
        && left.role.origin == right.role.origin
        && left.account_name == right.account_name
}

/// The best score of each term in what the account of `candidate` is called.
fn account_scores(terms: &[Term], candidate: &Candidate, input: &SearchInput<'_>) -> Vec<usize> {
    let id = &candidate.role.account_id;
    let name = SearchText::new(&candidate.account_name);
    let portal = candidate.role.portal();
    let portal = portal.or_else(|| input.source_portals.get(&candidate.role));
    let portal = SearchText::new(portal.map_or("", PortalName::as_str));
    let tags = input.tags.get(id).into_iter().flatten();
    let tags: Vec<SearchText> = tags.map(|tag| SearchText::new(tag)).collect();
    let best = |term: &Term| {
        let best = term.score_name(&name).max(term.score_id(id.as_str()));
        let in_tags = tags.iter().map(|tag| term.score_label(tag));
        in_tags.fold(best.max(term.score_portal(&portal)), usize::max)
    };
    terms.iter().map(best).collect()
}

fn bonuses<'a>(input: &SearchInput<'a>) -> HashMap<&'a RoleRef, usize> {
    let mut bonuses = HashMap::new();
    for (roles, bonus) in [
        (&input.favourites, FAVOURITE_BONUS),
        (&input.active, ACTIVE_BONUS),
        (&input.recents, RECENT_BONUS),
    ] {
        for role in roles {
            *bonuses.entry(*role).or_default() += bonus;
        }
    }
    bonuses
}

/// Returns the targets that look most like a text that names nothing.
pub(super) fn suggest(
    text: &str,
    candidates: &[Candidate],
    aliases: &BTreeMap<String, RoleRef>,
) -> Vec<String> {
    let input = SearchInput {
        aliases,
        source_portals: &HashMap::new(),
        tags: &BTreeMap::new(),
        favourites: Vec::new(),
        active: Vec::new(),
        recents: Vec::new(),
    };
    let found = search(text, candidates, &input);
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

#[cfg(test)]
mod tests;
