//! The rows of the role list, with the user's labels.

use super::role_definition::role_definition;
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
        accounts: portals
            .clone()
            .flat_map(|state| rows.of_portal(state))
            .chain(rows.of_no_portal())
            .collect(),
        removed: portals
            .flat_map(|state| &state.difference.removed)
            .map(role_key)
            .collect(),
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
    defined: DefinedRoles<'a>,
}

/// The roles that the user defined, by the portal under which their account stands, if one does, and by account.
type DefinedRoles<'a> = BTreeMap<(Option<&'a PortalName>, AccountId), Vec<RoleRef>>;

pub(super) fn defined_roles(snapshot: &Snapshot) -> DefinedRoles<'_> {
    let mut defined = DefinedRoles::new();
    for role in snapshot.settings.roles.iter().map(RoleDefinition::key) {
        let account = (portal_above(snapshot, &role), role.account_id.clone());
        defined.entry(account).or_default().push(role);
    }
    defined
}

/// Returns the portal under which the account of a defined role stands: the one whose sign-in it depends on, or else the first that
/// lists the account.
fn portal_above<'a>(snapshot: &'a Snapshot, role: &RoleRef) -> Option<&'a PortalName> {
    let lists = |state: &&PortalState| state.catalogue.account(&role.account_id).is_some();
    let state = snapshot.portal_of(role);
    let state = state.or_else(|| snapshot.portals.iter().find(lists));
    state.map(|state| &state.portal.name)
}

impl<'a> Rows<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let aliases = snapshot.settings.aliases.iter().rev();
        Self {
            snapshot,
            aliases: aliases.map(|(alias, role)| (role, alias.as_str())).collect(),
            defined: defined_roles(snapshot),
        }
    }

    /// Returns the accounts that a portal lists, then those of defined roles that it does not list.
    fn of_portal(&self, state: &'a PortalState) -> Vec<AccountView> {
        let added: HashSet<&RoleRef> = state.difference.added.iter().collect();
        let portal = &state.portal.name;
        let mut defined = self.defined_at(Some(portal));
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
                ..self.account(Some(portal), account)
            });
        }
        views.extend(self.unlisted(Some(portal), defined));
        views
    }

    /// Returns the accounts of defined roles that stand under no portal.
    fn of_no_portal(&self) -> impl Iterator<Item = AccountView> {
        self.unlisted(None, self.defined_at(None))
    }

    fn defined_at(&self, portal: Option<&PortalName>) -> BTreeMap<&AccountId, &[RoleRef]> {
        let accounts = self.defined.iter().filter(|((at, _), _)| *at == portal);
        accounts.map(|((_, id), roles)| (id, roles.as_slice())).collect()
    }

    fn unlisted(
        &self,
        portal: Option<&PortalName>,
        defined: BTreeMap<&AccountId, &[RoleRef]>,
    ) -> impl Iterator<Item = AccountView> {
        defined.into_values().filter_map(move |roles| {
            let account = self.snapshot.account_or_unlisted(roles.first()?);
            Some(AccountView {
                roles: roles.iter().map(|role| self.role(role, false)).collect(),
                ..self.account(portal, &account)
            })
        })
    }

    /// Returns an account without its roles.
    fn account(&self, portal: Option<&PortalName>, account: &Account) -> AccountView {
        let settings = &self.snapshot.settings;
        AccountView {
            portal: portal.map(PortalName::to_string),
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
        let portal = self.snapshot.portal_of(role);
        RoleView {
            origin: role.origin.key(),
            name: role.role_name.as_str().to_owned(),
            portal: portal.map(|state| state.portal.name.to_string()),
            definition: definition.map(|definition| role_definition(self.snapshot, definition)),
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
