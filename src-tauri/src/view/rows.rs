//! The rows of the role list, with the user's labels.

use super::{environment, problem, role_key};
use crate::wire::{AccountView, ColourView, EnvironmentMarkView, OtherAliasView, RoleView, RowsView};
use rolecall::keeper::{PortalState, Snapshot};
use rolecall_model::account::{Account, AccountId};
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Environment, EnvironmentMark, Settings};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Returns the rows of all portals, and of the roles that the user defined.
pub(crate) fn rows(snapshot: &Snapshot) -> RowsView {
    let rows = Rows::new(snapshot);
    let portals = snapshot.portals.iter();
    RowsView {
        revision: snapshot.rows_revision,
        accounts: portals.flat_map(|state| rows.of_portal(state)).collect(),
        recents: snapshot.recents.iter().map(role_key).collect(),
        other_aliases: other_aliases(&snapshot.settings),
    }
}

fn other_aliases(settings: &Settings) -> Vec<OtherAliasView> {
    let mut with_alias: HashSet<&RoleRef> = HashSet::new();
    settings
        .aliases
        .iter()
        .filter(|(_, role)| !with_alias.insert(role))
        .map(|(alias, role)| OtherAliasView {
            role_key: role_key(role),
            alias: alias.clone(),
        })
        .collect()
}

/// What the rows are made of.
struct Rows<'a> {
    snapshot: &'a Snapshot,
    aliases: HashMap<&'a RoleRef, &'a str>,
    /// The roles that the user defined, by the portal whose sign-in they depend on and by account.
    defined: BTreeMap<(&'a PortalName, AccountId), Vec<RoleRef>>,
}

impl<'a> Rows<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let settings = &snapshot.settings;
        let mut defined: BTreeMap<_, Vec<RoleRef>> = BTreeMap::new();
        for role in settings.roles.iter().map(RoleDefinition::key) {
            if let Some(state) = snapshot.portal_of(&role) {
                let account = (&state.portal.name, role.account_id.clone());
                defined.entry(account).or_default().push(role);
            }
        }
        let aliases = settings.aliases.iter().rev();
        Self {
            snapshot,
            aliases: aliases.map(|(alias, role)| (role, alias.as_str())).collect(),
            defined,
        }
    }

    /// Returns the accounts that a portal lists, then those of defined roles that it does not list.
    fn of_portal(&self, state: &'a PortalState) -> Vec<AccountView> {
        let added: HashSet<&RoleRef> = state.difference.added.iter().collect();
        let portal = &state.portal.name;
        let mut defined: BTreeMap<&AccountId, &[RoleRef]> = BTreeMap::new();
        for ((_, account_id), roles) in self.defined.iter().filter(|((name, _), _)| *name == portal) {
            defined.insert(account_id, roles);
        }
        let mut views = Vec::with_capacity(state.catalogue.accounts.len());
        for listed in &state.catalogue.accounts {
            let account = &listed.account;
            let assigned = listed.roles.iter().flatten();
            let assigned = assigned.map(|name| RoleRef::at_portal(portal, &account.id, name));
            let own = defined.remove(&account.id).unwrap_or_default();
            let roles = assigned.chain(own.iter().cloned());
            views.push(AccountView {
                roles_listed: listed.roles.is_some(),
                roles: roles
                    .map(|role| self.role(&role, added.contains(&role)))
                    .collect(),
                problem: state.failed_accounts.get(&account.id).map(problem),
                ..self.account(state, account)
            });
        }
        for roles in defined.into_values() {
            let account = roles.first().map(|role| self.snapshot.account_or_unlisted(role));
            views.extend(account.map(|account| AccountView {
                roles: roles.iter().map(|role| self.role(role, false)).collect(),
                ..self.account(state, &account)
            }));
        }
        views
    }

    /// Returns an account without its roles.
    fn account(&self, state: &PortalState, account: &Account) -> AccountView {
        let settings = &self.snapshot.settings;
        AccountView {
            portal: state.portal.name.to_string(),
            account_id: account.id.to_string(),
            name: account.name.clone(),
            email: account.email.clone(),
            environment: settings.environment_of(account).map(environment),
            mark: settings.mark_of(&account.id).map(mark),
            tags: settings.tags.get(&account.id).cloned().unwrap_or_default(),
            roles_listed: true,
            roles: Vec::new(),
            problem: None,
        }
    }

    fn role(&self, role: &RoleRef, added: bool) -> RoleView {
        let labels = &self.snapshot.settings;
        let definition = role.defined_name().and_then(|name| labels.definition(name));
        RoleView {
            origin: role.origin.key(),
            name: role.role_name.as_str().to_owned(),
            defined_name: definition.map(|definition| definition.name.to_string()),
            assumed_with: definition
                .and_then(|definition| definition.method.parent())
                .map(RoleRef::target),
            arn: definition
                .and_then(|definition| definition.method.role_arn())
                .map(str::to_owned),
            favourite: self.snapshot.favourites.contains(role),
            added,
            alias: self.aliases.get(role).map(|alias| (*alias).to_owned()),
            colour: labels.colours.get(role).copied().map(colour),
            note: labels.notes.get(role).cloned(),
        }
    }
}

fn mark(mark: EnvironmentMark) -> EnvironmentMarkView {
    match mark {
        EnvironmentMark::Of(Environment::Production) => EnvironmentMarkView::Production,
        EnvironmentMark::Of(Environment::Staging) => EnvironmentMarkView::Staging,
        EnvironmentMark::Of(Environment::Development) => EnvironmentMarkView::Development,
        EnvironmentMark::NoEnvironment => EnvironmentMarkView::None,
    }
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
