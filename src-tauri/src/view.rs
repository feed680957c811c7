//! Turns what the keeper knows into what the page is told. Nothing here holds a secret, so nothing here can leak one.

use crate::ipc::wire::{
    AccountView, AppearanceView, AssignmentKey, CatalogueView, EnvironmentView, PortalView, ProblemView,
    RecoveryView, RefreshView, RoleSessionView, RoleView, RowsView, SettingsView, SignInView, SnapshotView,
};
use rolecall::account::{AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::catalogue::ListedAccount;
use rolecall::keeper::{PortalState, RefreshState, SignInState, Snapshot};
use rolecall::portal::PortalName;
use rolecall::ports::RoleSessionRecord;
use rolecall::problem::{Problem, Recovery};
use rolecall::settings::{Appearance, Environment, Settings, environment_of};
use std::collections::{HashMap, HashSet};

pub(crate) fn snapshot(snapshot: &Snapshot, demo: bool) -> SnapshotView {
    SnapshotView {
        revision: snapshot.revision,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo,
        portals: snapshot.portals.iter().map(portal).collect(),
        role_sessions: snapshot.role_sessions.iter().map(role_session).collect(),
        catalogue: catalogue(snapshot),
        problems: snapshot.problems.iter().map(problem).collect(),
        settings: settings(&snapshot.settings),
    }
}

fn portal(state: &PortalState) -> PortalView {
    PortalView {
        name: state.portal.name.to_string(),
        start_url: state.portal.start_url.as_str().to_owned(),
        region: state.portal.region.to_string(),
        endpoint_url: state
            .portal
            .endpoint_url
            .as_ref()
            .map(|endpoint| endpoint.as_str().to_owned()),
        demo: state.portal.demo,
        sign_in: sign_in(&state.sign_in),
        refresh: state.refresh.as_ref().map(refresh),
        problem: state.problem.as_ref().map(problem),
    }
}

fn sign_in(state: &SignInState) -> SignInView {
    match state {
        SignInState::Unknown => SignInView::Unknown,
        SignInState::SignedOut => SignInView::SignedOut,
        SignInState::Expired => SignInView::Expired,
        SignInState::WaitingForBrowser {
            opened, expires_at, ..
        } => SignInView::WaitingForBrowser {
            opened: *opened,
            expires_at: expires_at.to_string(),
        },
        SignInState::WaitingForCode {
            user_code,
            verification_uri,
            expires_at,
            ..
        } => SignInView::WaitingForCode {
            user_code: user_code.clone(),
            verification_uri: verification_uri.clone(),
            expires_at: expires_at.to_string(),
        },
        SignInState::SignedIn(until) => SignInView::SignedIn {
            expires_at: until.map(|until| until.to_string()),
        },
    }
}

fn refresh(state: &RefreshState) -> RefreshView {
    RefreshView {
        accounts_done: state.accounts_done,
        accounts_total: state.complete.then_some(state.accounts_found),
        throttled: state.throttled,
    }
}

pub(crate) fn role_session(record: &RoleSessionRecord) -> RoleSessionView {
    RoleSessionView {
        assignment: key(&record.assignment),
        started_at: record.started_at.to_string(),
        expires_at: record.expires_at.to_string(),
    }
}

fn catalogue(snapshot: &Snapshot) -> CatalogueView {
    let lists = || snapshot.portals.iter().map(|state| &state.catalogue);
    let roles = |listed: &ListedAccount| listed.roles.as_ref().map_or(0, Vec::len);
    CatalogueView {
        revision: snapshot.rows_revision,
        accounts: count(lists().map(|list| list.accounts.len()).sum()),
        roles: count(lists().flat_map(|list| &list.accounts).map(roles).sum()),
        refreshed_at: lists()
            .filter_map(|list| list.refreshed_at)
            .min()
            .map(|at| at.to_string()),
        added: count(
            snapshot
                .portals
                .iter()
                .map(|state| state.difference.added.len())
                .sum(),
        ),
        removed: count(
            snapshot
                .portals
                .iter()
                .map(|state| state.difference.removed.len())
                .sum(),
        ),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

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
            RoleView {
                name: name.as_str().to_owned(),
                favourite: snapshot.favourites.contains(&assignment),
                added: added.contains(&assignment),
                alias: aliases.get(&assignment).map(|alias| (*alias).to_owned()),
            }
        };
        AccountView {
            portal: state.portal.name.to_string(),
            account_id: listed.account.id.to_string(),
            name: listed.account.name.clone(),
            email: listed.account.email.clone(),
            environment: environment_of(&snapshot.settings, &listed.account).map(environment),
            listed: listed.roles.is_some(),
            roles: listed.roles.iter().flatten().map(role).collect(),
            problem: state.failed.get(&listed.account.id).map(problem),
        }
    })
}

fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Production => EnvironmentView::Production,
        Environment::Staging => EnvironmentView::Staging,
        Environment::Development => EnvironmentView::Development,
    }
}

pub(crate) fn problem(problem: &Problem) -> ProblemView {
    let portal = || problem.portal.as_ref().map(ToString::to_string);
    ProblemView {
        code: serde_json::to_value(problem.code)
            .ok()
            .and_then(|code| code.as_str().map(ToOwned::to_owned))
            .unwrap_or_default(),
        summary: problem.summary.clone(),
        advice: problem.advice.clone(),
        recovery: match (problem.recovery, portal()) {
            (Recovery::SignIn, Some(portal)) => RecoveryView::SignIn { portal },
            (Recovery::SignInWithCode, Some(portal)) => RecoveryView::SignInWithCode { portal },
            (Recovery::Retry, _) => RecoveryView::Retry,
            (Recovery::UnlockKeychain, _) => RecoveryView::UnlockKeychain,
            (Recovery::None | Recovery::SignIn | Recovery::SignInWithCode, _) => RecoveryView::None,
        },
        reference: problem.reference.clone(),
    }
}

fn settings(settings: &Settings) -> SettingsView {
    SettingsView {
        appearance: match settings.appearance {
            Appearance::System => AppearanceView::System,
            Appearance::Light => AppearanceView::Light,
            Appearance::Dark => AppearanceView::Dark,
        },
        console_region: settings.console_region.as_ref().map(ToString::to_string),
        clipboard_clear_seconds: u32::try_from(settings.clipboard_clear_in.as_secs()).unwrap_or(u32::MAX),
        production_patterns: settings.production_patterns.clone(),
    }
}

pub(crate) fn key(assignment: &Assignment) -> AssignmentKey {
    AssignmentKey {
        portal: assignment.portal.to_string(),
        account_id: assignment.account_id.to_string(),
        role_name: assignment.role_name.as_str().to_owned(),
    }
}

/// Reads a key that came from the page.
pub(crate) fn assignment(key: &AssignmentKey) -> Result<Assignment, Problem> {
    Ok(Assignment {
        portal: portal_name(&key.portal)?,
        account_id: account_id(&key.account_id)?,
        role_name: RoleName::new(key.role_name.clone()),
    })
}

/// Reads a portal's name that came from the page.
pub(crate) fn portal_name(text: &str) -> Result<PortalName, Problem> {
    PortalName::parse(text).map_err(|error| Problem::of_input(format!("The name cannot be used: {error}.")))
}

/// Reads an account id that came from the page.
pub(crate) fn account_id(text: &str) -> Result<AccountId, Problem> {
    AccountId::parse(text).map_err(|error| Problem::of_input(format!("The account cannot be used: {error}.")))
}

#[cfg(test)]
mod tests;
