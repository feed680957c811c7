//! Turns what the keeper knows into what the page is told. Nothing here holds a secret, so nothing here can leak one.

mod role_session;
mod rows;
mod settings;

pub(crate) use role_session::role_session_just_obtained;
pub(crate) use rows::{environment, rows};

use crate::ipc::wire::{
    AssignmentKey, CatalogueView, DesktopView, PortalView, ProblemView, RecoveryView, RefreshView, RoomView,
    SignInView, SnapshotView,
};
use role_session::{holder, role_session};
use rolecall::keeper::{PortalState, RefreshState, SignInState, Snapshot};
use rolecall::problem::{Problem, Recovery};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::ListedAccount;
use rolecall_model::desktop_message::Room;
use rolecall_model::portal::PortalName;

pub(crate) fn snapshot(
    snapshot: &Snapshot,
    demo: bool,
    warning: Option<Problem>,
    desktop: DesktopView,
) -> SnapshotView {
    SnapshotView {
        revision: snapshot.revision,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo,
        portals: snapshot.portals.iter().map(portal).collect(),
        role_sessions: snapshot.role_sessions.iter().map(role_session).collect(),
        catalogue: catalogue(snapshot),
        default: snapshot.settings.default_assignment.as_ref().map(key),
        holders: snapshot.stale_default_users.iter().map(holder).collect(),
        problems: snapshot.problems.iter().chain(&warning).map(problem).collect(),
        settings: settings::view(&snapshot.settings),
        desktop,
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

/// Returns how the page calls a room.
pub(crate) fn room(room: Room) -> RoomView {
    match room {
        Room::Roles => RoomView::Roles,
        Room::History => RoomView::History,
        Room::Settings => RoomView::Settings,
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
    PortalName::parse(text)
        .map_err(|error| Problem::invalid_input(format!("The name cannot be used: {error}.")))
}

/// Reads an account id that came from the page.
pub(crate) fn account_id(text: &str) -> Result<AccountId, Problem> {
    AccountId::parse(text)
        .map_err(|error| Problem::invalid_input(format!("The account cannot be used: {error}.")))
}

#[cfg(test)]
mod tests;
