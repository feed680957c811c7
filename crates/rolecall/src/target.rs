//! Targets: how a user names one role, and how the name is matched. A target is never guessed.
//!
//! It must not know where the catalogue and the aliases are kept. What it matches is hostile text.

mod search;

pub use search::{SearchInput, search};

use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;

/// How a user names one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `@default`: the role that was made the default.
    Default,
    /// `portal/account/role` or `account/role`. Names may hold slashes: the parts are the plainest of several readings, and
    /// [`resolve`] considers them all.
    Named {
        /// The portal, where three parts were given.
        portal: Option<String>,
        /// The account's id or name.
        account: String,
        /// The role's name.
        role: String,
    },
    /// One word: an alias, or the name of a defined role.
    Name(String),
}

/// Why a text names nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TargetError {
    /// It is empty.
    #[error("a target is empty")]
    Empty,
    /// It begins with `@` and is not `@default`, or a part between slashes is missing.
    #[error("a target is portal/account/role, account/role, an alias or @default")]
    Malformed,
}

/// A role that a target may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The role.
    pub role: RoleRef,
    /// The name of its account as AWS gave it; not safe to print.
    pub account_name: String,
}

/// Returns a candidate for each role that the user defined, in the order of the settings.
pub fn defined_candidates(settings: &Settings) -> impl Iterator<Item = Candidate> {
    settings.roles.iter().map(|definition| Candidate {
        role: definition.key(),
        account_name: String::new(),
    })
}

/// Why a target names no single role. What is listed are targets; not safe to print.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResolveError {
    /// Nothing matches.
    #[error("no role has this name")]
    NoMatch {
        /// Targets that look alike, best first, at most five.
        suggestions: Vec<String>,
    },
    /// Several match.
    #[error("several roles have this name")]
    Ambiguous {
        /// The target of each.
        candidates: Vec<String>,
    },
    /// `@default`, and no default was set.
    #[error("no default was set")]
    NoDefault,
}

const DEFAULT: &str = "@default";

/// Reads a target. Spaces around one word are not part of it; with slashes every space counts, for names may hold them.
///
/// # Errors
/// [`TargetError`].
pub fn parse_target(text: &str) -> Result<Target, TargetError> {
    let Some((first, rest)) = text.split_once('/') else {
        return match text.trim() {
            "" => Err(TargetError::Empty),
            DEFAULT => Ok(Target::Default),
            word if word.starts_with('@') => Err(TargetError::Malformed),
            word => Ok(Target::Name(word.to_owned())),
        };
    };
    if first.is_empty() || rest.is_empty() {
        return Err(TargetError::Malformed);
    }
    let three = rest
        .split_once('/')
        .filter(|(account, role)| !account.is_empty() && !role.is_empty());
    let explicit = three.is_some_and(|(account, _)| is_id(account) && PortalName::parse(first).is_ok());
    Ok(match three {
        Some((account, role)) if explicit || !is_id(first) => Target::Named {
            portal: Some(first.to_owned()),
            account: account.to_owned(),
            role: role.to_owned(),
        },
        Some(_) | None => Target::Named {
            portal: None,
            account: first.to_owned(),
            role: rest.to_owned(),
        },
    })
}

impl Target {
    /// Returns whether the target may name a role of `account` at `portal`, as far as that can be told without its roles.
    pub fn may_name_role_of(&self, portal: &PortalName, account: &Account) -> bool {
        if !matches!(self, Self::Named { .. }) {
            return false;
        }
        let text = self.to_string().to_lowercase();
        let portal = portal.as_str().to_lowercase();
        let at_portal = text.strip_prefix(&portal).and_then(|rest| rest.strip_prefix('/'));
        let begins_with = |text: &str, account: &str| {
            let role = text.strip_prefix(account).and_then(|rest| rest.strip_prefix('/'));
            role.is_some_and(|role| !role.is_empty())
        };
        let name = account.name.to_lowercase();
        [Some(text.as_str()), at_portal]
            .into_iter()
            .flatten()
            .any(|text| begins_with(text, account.id.as_str()) || begins_with(text, &name))
    }

    /// Returns the role of a target `portal/account-id/role`, which needs no catalogue to be understood.
    pub fn explicit(&self) -> Option<RoleRef> {
        let Self::Named {
            portal: Some(portal),
            account,
            role,
        } = self
        else {
            return None;
        };
        Some(RoleRef::at_portal(
            &PortalName::parse(portal).ok()?,
            &AccountId::parse(account).ok()?,
            &RoleName::new(role.as_str()),
        ))
    }
}

/// The text that reads back to the same target; not safe to print.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str(DEFAULT),
            Self::Name(name) => f.write_str(name),
            Self::Named {
                portal: Some(portal),
                account,
                role,
            } => write!(f, "{portal}/{account}/{role}"),
            Self::Named {
                portal: None,
                account,
                role,
            } => write!(f, "{account}/{role}"),
        }
    }
}

/// As [`resolve`], from the settings alone: `None` where the lists of the portals are needed.
pub fn resolve_without_lists(target: &Target, settings: &Settings) -> Option<Result<RoleRef, ResolveError>> {
    let defined: Vec<Candidate> = match target {
        Target::Name(_) => defined_candidates(settings).collect(),
        // A portal may list the same role of the same account.
        Target::Default | Target::Named { .. } => Vec::new(),
    };
    match resolve(
        target,
        &defined,
        &settings.aliases,
        settings.default_role.as_ref(),
    ) {
        Err(ResolveError::NoMatch { .. }) => None,
        resolved => Some(resolved),
    }
}

/// Returns the one role that `target` names.
///
/// What reads as an account id is one, whatever accounts are called. `portal/account-id/role` stands for itself, listed or not.
/// Names are compared exactly; only if that finds nothing, without regard to case.
///
/// # Errors
/// [`ResolveError`] when it names none or several.
pub fn resolve(
    target: &Target,
    candidates: &[Candidate],
    aliases: &BTreeMap<String, RoleRef>,
    default: Option<&RoleRef>,
) -> Result<RoleRef, ResolveError> {
    match target {
        Target::Default => default.cloned().ok_or(ResolveError::NoDefault),
        Target::Name(name) => resolve_name(name, candidates, aliases),
        Target::Named { .. } => resolve_named(target, candidates, aliases),
    }
}

fn resolve_name(
    name: &str,
    candidates: &[Candidate],
    aliases: &BTreeMap<String, RoleRef>,
) -> Result<RoleRef, ResolveError> {
    let names = || {
        let aliases = aliases.iter().map(|(alias, role)| (alias.as_str(), role));
        let defined = candidates.iter().filter_map(|candidate| {
            let name = candidate.role.defined_name()?;
            Some((name.as_str(), &candidate.role))
        });
        aliases.chain(defined)
    };
    let exact = names().filter(|(known, _)| *known == name).map(|(_, role)| role);
    if let Some(found) = exactly_one(exact) {
        return found;
    }
    let folded = name.to_lowercase();
    let alike = names()
        .filter(|(known, _)| known.to_lowercase() == folded)
        .map(|(_, role)| role);
    match exactly_one(alike) {
        Some(found) => found,
        None => Err(ResolveError::NoMatch {
            suggestions: search::suggest(name, candidates, aliases),
        }),
    }
}

fn resolve_named(
    target: &Target,
    candidates: &[Candidate],
    aliases: &BTreeMap<String, RoleRef>,
) -> Result<RoleRef, ResolveError> {
    let text = target.to_string();
    let roles = |fits: fn(&Candidate, &str) -> bool, text: &str| {
        let fitting: Vec<&RoleRef> = candidates
            .iter()
            .filter(|candidate| fits(candidate, text))
            .map(|candidate| &candidate.role)
            .collect();
        exactly_one(fitting.into_iter())
    };
    let explicit = target.explicit();
    if let Some(role) = &explicit
        && candidates.iter().any(|candidate| candidate.role == *role)
    {
        return Ok(role.clone());
    }
    if let Some(found) = roles(Candidate::has_id_and_role, &text) {
        return found;
    }
    if let Some(role) = explicit {
        return Ok(role);
    }
    let by_id = text.split('/').next().is_some_and(is_id);
    if !by_id {
        let folded = text.to_lowercase();
        if let Some(found) =
            roles(Candidate::has_name, &text).or_else(|| roles(Candidate::has_folded_name, &folded))
        {
            return found;
        }
    }
    Err(ResolveError::NoMatch {
        suggestions: search::suggest(&text, candidates, aliases),
    })
}

impl Candidate {
    /// `account-id/role`.
    fn has_id_and_role(&self, text: &str) -> bool {
        before_role(text, self.role.role_name.as_str()) == Some(self.role.account_id.as_str())
    }

    /// `name/role` or `portal/name/role`.
    fn has_name(&self, text: &str) -> bool {
        names_account(
            text,
            self.role.origin.name(),
            &self.account_name,
            self.role.role_name.as_str(),
        )
    }

    /// As [`Self::has_name`], `folded` being in lower case.
    fn has_folded_name(&self, folded: &str) -> bool {
        names_account(
            folded,
            &self.role.origin.name().to_lowercase(),
            &self.account_name.to_lowercase(),
            &self.role.role_name.as_str().to_lowercase(),
        ) || before_role(folded, &self.role.role_name.as_str().to_lowercase()).is_some_and(|account| {
            account
                .strip_prefix(&self.role.origin.name().to_lowercase())
                .and_then(|rest| rest.strip_prefix('/'))
                == Some(self.role.account_id.as_str())
        })
    }
}

fn names_account(text: &str, portal: &str, name: &str, role: &str) -> bool {
    before_role(text, role).is_some_and(|account| {
        account == name
            || account
                .strip_prefix(portal)
                .and_then(|rest| rest.strip_prefix('/'))
                == Some(name)
    })
}

fn before_role<'a>(text: &'a str, role: &str) -> Option<&'a str> {
    text.strip_suffix(role)?.strip_suffix('/')
}

fn is_id(text: &str) -> bool {
    AccountId::parse(text).is_ok()
}

/// The only one of `found`; nothing when there is none, an error when there are several.
fn exactly_one<'a>(found: impl Iterator<Item = &'a RoleRef>) -> Option<Result<RoleRef, ResolveError>> {
    let mut different: Vec<&RoleRef> = found.collect();
    different.sort_unstable();
    different.dedup();
    match different.as_slice() {
        [] => None,
        [role] => Some(Ok((*role).clone())),
        several => Some(Err(ResolveError::Ambiguous {
            candidates: several.iter().map(|role| role.target()).collect(),
        })),
    }
}

#[cfg(test)]
mod tests;
