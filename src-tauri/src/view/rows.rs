//! The rows of the list, with the user's labels.

use super::{key, problem};
use crate::ipc::wire::{AccountView, EnvironmentView, RoleView, RowsView};
use rolecall::keeper::{PortalState, Snapshot};
use rolecall_model::account::RoleName;
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::{Environment, environment_of};
use std::collections::{HashMap, HashSet};

pub(crate) fn rows(snapshot: &Snapshot) -> RowsView {
    RowsView {
        revision: snapshot.rows_revision,
        accounts: snapshot
            .portals
            .iter()
            .flat_map(|state| accounts(snapshot, state))
            .collect(),
        recents: snapshot.recents.iter().map(key).collect(),
    }
}

fn accounts<'a>(snapshot: &'a Snapshot, state: &'a PortalState) -> impl Iterator<Item = AccountView> + 'a {
    let added: HashSet<&Assignment> = state.difference.added.iter().collect();
    let aliases: HashMap<&Assignment, &str> = snapshot
        .settings
        .aliases
        .iter()
        .rev()
        .map(|(alias, named)| (named, alias.as_str()))
        .collect();
    state.catalogue.accounts.iter().map(move |listed| {
        let role = |name: &RoleName| {
            let assignment = Assignment {
                portal: state.portal.name.clone(),
                account_id: listed.account.id.clone(),
                role_name: name.clone(),
            };
            let labels = &snapshot.settings;
            RoleView {
                name: name.as_str().to_owned(),
                favourite: snapshot.favourites.contains(&assignment),
                added: added.contains(&assignment),
                alias: aliases.get(&assignment).map(|alias| (*alias).to_owned()),
                colour: labels
                    .colours
                    .get(&assignment)
                    .map(|colour| colour.id().to_owned()),
                note: labels.notes.get(&assignment).cloned(),
            }
        };
        AccountView {
            portal: state.portal.name.to_string(),
            account_id: listed.account.id.to_string(),
            name: listed.account.name.clone(),
            email: listed.account.email.clone(),
            environment: environment_of(&snapshot.settings, &listed.account).map(environment),
            tags: snapshot
                .settings
                .tags
                .get(&listed.account.id)
                .cloned()
                .unwrap_or_default(),
            listed: listed.roles.is_some(),
            roles: listed.roles.iter().flatten().map(role).collect(),
            problem: state.failed.get(&listed.account.id).map(problem),
        }
    })
}

pub(crate) fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Production => EnvironmentView::Production,
        Environment::Staging => EnvironmentView::Staging,
        Environment::Development => EnvironmentView::Development,
    }
}
