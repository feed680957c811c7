//! Labels follow a role that has another name now.
//!
//! Identity Center does not tell of a new name: a permission set is gone and another is there. It must not know how a portal is
//! listed.

use crate::account::{AccountId, RoleName};
use crate::assignment::Assignment;
use crate::catalogue::Catalogue;
use crate::portal::PortalName;
use crate::ports::Ports;
use crate::problem::Problem;
use crate::settings::{Settings, SettingsEditError, read_settings, set_alias, set_colour, set_note};
use crate::settings_change::change_settings;
use std::collections::{BTreeMap, BTreeSet};

/// An assignment whose role has another name now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// As it was called.
    pub from: Assignment,
    /// As it is called.
    pub to: Assignment,
}

/// Returns the assignments whose role was renamed between two complete listings of a portal: a role that is nowhere any more, and
/// one that was nowhere before, in exactly the same accounts, where no other role came or went in exactly those.
pub fn renames(portal: &PortalName, before: &Catalogue, after: &Catalogue) -> Vec<Rename> {
    if before.refreshed_at.is_none() {
        return Vec::new();
    }
    let (old, new) = (accounts_by_role(before), accounts_by_role(after));
    let gone = by_accounts(&old, &new);
    let come = by_accounts(&new, &old);
    let mut renames = Vec::new();
    for (accounts, gone) in &gone {
        let come = come.get(accounts).map(Vec::as_slice);
        let ([from], Some([to])) = (gone.as_slice(), come) else {
            continue;
        };
        renames.extend(accounts.iter().map(|account_id| {
            let named = |role_name: &RoleName| Assignment {
                portal: portal.clone(),
                account_id: (*account_id).clone(),
                role_name: role_name.clone(),
            };
            Rename {
                from: named(from),
                to: named(to),
            }
        }));
    }
    renames
}

/// Moves what a person calls and marks each assignment with to its new name: favourite, uses, aliases, colour, note. What the new
/// name has of its own stays. `@default`, role sessions and limits never follow: who asks for a role by those must not get another.
///
/// # Errors
/// The state database's or the settings file's failure; what was moved before stays moved.
pub fn follow_renames(ports: &Ports, renames: &[Rename]) -> Result<(), Problem> {
    for rename in renames {
        ports
            .state_store
            .keep_rename(&rename.from, &rename.to)
            .map_err(|error| Problem::from(&error))?;
    }
    let text = ports
        .settings_file
        .read()
        .map_err(|error| Problem::from(&error))?;
    if renamed(&text, renames)? == text {
        return Ok(());
    }
    change_settings(ports, |text| renamed(text, renames))
}

type Accounts<'a> = BTreeSet<&'a AccountId>;

fn accounts_by_role(catalogue: &Catalogue) -> BTreeMap<&RoleName, Accounts<'_>> {
    let mut roles: BTreeMap<&RoleName, Accounts<'_>> = BTreeMap::new();
    for listed in &catalogue.accounts {
        for role_name in listed.roles.iter().flatten() {
            roles.entry(role_name).or_default().insert(&listed.account.id);
        }
    }
    roles
}

/// The roles that `other` does not know, by their accounts.
fn by_accounts<'a>(
    roles: &BTreeMap<&'a RoleName, Accounts<'a>>,
    other: &BTreeMap<&'a RoleName, Accounts<'a>>,
) -> BTreeMap<Accounts<'a>, Vec<&'a RoleName>> {
    let mut by_accounts: BTreeMap<Accounts<'a>, Vec<&'a RoleName>> = BTreeMap::new();
    for (role_name, accounts) in roles {
        if !other.contains_key(role_name) {
            by_accounts.entry(accounts.clone()).or_default().push(role_name);
        }
    }
    by_accounts
}

fn renamed(text: &str, renames: &[Rename]) -> Result<String, SettingsEditError> {
    let mut text = text.to_owned();
    for rename in renames {
        let settings = read_settings(&text)?;
        text = with_aliases(text, &settings, rename)?;
        if let Some(colour) = settings.colours.get(&rename.from) {
            if !settings.colours.contains_key(&rename.to) {
                text = set_colour(&text, &rename.to, Some(*colour))?;
            }
            text = set_colour(&text, &rename.from, None)?;
        }
        if let Some(note) = settings.notes.get(&rename.from) {
            if !settings.notes.contains_key(&rename.to) {
                text = set_note(&text, &rename.to, Some(note))?;
            }
            text = set_note(&text, &rename.from, None)?;
        }
    }
    Ok(text)
}

fn with_aliases(mut text: String, settings: &Settings, rename: &Rename) -> Result<String, SettingsEditError> {
    for (alias, named) in &settings.aliases {
        if *named == rename.from {
            text = set_alias(&text, alias, Some(&rename.to))?;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
