//! The rows of the role list, with the user's labels.

use super::{environment, problem, role_key};
use crate::wire::{AccountView, ColourView, RoleView, RowsView};
use rolecall::keeper::{PortalState, Snapshot};
use rolecall_model::account::RoleName;
use rolecall_model::colour::Colour;
use rolecall_model::role_ref::RoleRef;
use std::collections::{HashMap, HashSet};

/// Returns the rows of all portals.
pub(crate) fn rows(snapshot: &Snapshot) -> RowsView {
    RowsView {
        revision: snapshot.rows_revision,
        accounts: snapshot
            .portals
            .iter()
            .flat_map(|state| accounts(snapshot, state))
            .collect(),
        recents: snapshot.recents.iter().map(role_key).collect(),
    }
}

fn accounts<'a>(snapshot: &'a Snapshot, state: &'a PortalState) -> impl Iterator<Item = AccountView> + 'a {
    let added: HashSet<&RoleRef> = state.difference.added.iter().collect();
    let aliases: HashMap<&RoleRef, &str> = snapshot
        .settings
        .aliases
        .iter()
        .rev()
        .map(|(alias, role)| (role, alias.as_str()))
        .collect();
    state.catalogue.accounts.iter().map(move |listed| {
        let role = |name: &RoleName| {
            let role = RoleRef {
                portal: state.portal.name.clone(),
                account_id: listed.account.id.clone(),
                role_name: name.clone(),
            };
            let labels = &snapshot.settings;
            RoleView {
                name: name.as_str().to_owned(),
                favourite: snapshot.favourites.contains(&role),
                added: added.contains(&role),
                alias: aliases.get(&role).map(|alias| (*alias).to_owned()),
                colour: labels.colours.get(&role).copied().map(colour),
                note: labels.notes.get(&role).cloned(),
            }
        };
        AccountView {
            portal: state.portal.name.to_string(),
            account_id: listed.account.id.to_string(),
            name: listed.account.name.clone(),
            email: listed.account.email.clone(),
            environment: snapshot.settings.environment_of(&listed.account).map(environment),
            tags: snapshot
                .settings
                .tags
                .get(&listed.account.id)
                .cloned()
                .unwrap_or_default(),
            roles_listed: listed.roles.is_some(),
            roles: listed.roles.iter().flatten().map(role).collect(),
            problem: state.failed_accounts.get(&listed.account.id).map(problem),
        }
    })
}

fn colour(colour: Colour) -> ColourView {
    match colour {
        Colour::Red => ColourView::Red,
        Colour::Orange => ColourView::Orange,
        Colour::Amber => ColourView::Amber,
        Colour::Green => ColourView::Green,
        Colour::Teal => ColourView::Teal,
        Colour::Blue => ColourView::Blue,
        Colour::Purple => ColourView::Purple,
        Colour::Pink => ColourView::Pink,
    }
}
