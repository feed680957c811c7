//! The snapshot: all of the state but the rows of the list.

use super::mfa::mfa_question;
use super::role_session::{role_session, stale_default_user};
use super::rows::defined_roles;
use super::{count, problem, role_key, settings};
use crate::wire::{
    AliasMoveView, CatalogueView, DesktopView, PageView, PortalView, RefreshView, RenameKey, SignInView,
    SnapshotView,
};
use rolecall::keeper::{PortalState, RefreshState, SignInState, Snapshot};
use rolecall::labels::AliasMove;
use rolecall::problem::Problem;
use rolecall_model::account::AccountId;
use rolecall_model::catalogue::ListedAccount;
use rolecall_model::desktop_message::WindowView as View;
use rolecall_model::portal::PortalName;

/// Returns the snapshot for the page; `warning` is a problem of the program itself, shown after those of the keeper.
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
        role_sessions: snapshot
            .role_sessions
            .iter()
            .map(|state| role_session(snapshot, state))
            .collect(),
        catalogue: catalogue(snapshot),
        default: snapshot.settings.default_role.as_ref().map(role_key),
        stale_default_users: snapshot
            .stale_default_users
            .iter()
            .map(stale_default_user)
            .collect(),
        alias_moves: snapshot.alias_moves().into_iter().map(alias_move).collect(),
        mfa_questions: snapshot.mfa_questions.iter().map(mfa_question).collect(),
        problems: snapshot.problems.iter().chain(&warning).map(problem).collect(),
        settings: settings(&snapshot.settings),
        desktop,
    }
}

fn portal(state: &PortalState) -> PortalView {
    PortalView {
        name: state.portal.name.to_string(),
        start_url: state.portal.start_url.as_str().to_owned(),
        region: state.portal.region.to_string(),
        is_account_access: state.portal.kind.account_access().is_some(),
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
        SignInState::SignedIn(expires_at) => SignInView::SignedIn {
            expires_at: expires_at.map(|at| at.to_string()),
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

fn alias_move(moved: AliasMove) -> AliasMoveView {
    AliasMoveView {
        aliases: moved.aliases,
        rename: RenameKey {
            role_key: role_key(&moved.rename.from),
            new_name: moved.rename.to.role_name.as_str().to_owned(),
        },
    }
}

fn catalogue(snapshot: &Snapshot) -> CatalogueView {
    let lists = || snapshot.portals.iter().map(|state| &state.catalogue);
    let roles = |listed: &ListedAccount| listed.roles.as_ref().map_or(0, Vec::len);
    let defined = defined_roles(snapshot);
    let lists_account = |(portal, id): &(Option<&PortalName>, AccountId)| {
        let state = portal.and_then(|name| snapshot.portal(name));
        state.is_some_and(|state| state.catalogue.account(id).is_some())
    };
    let unlisted = defined.keys().filter(|account| !lists_account(account)).count();
    let listed = lists().flat_map(|list| &list.accounts).map(roles);
    CatalogueView {
        revision: snapshot.rows_revision,
        accounts: count(lists().map(|list| list.accounts.len()).sum::<usize>() + unlisted),
        roles: count(listed.chain(defined.values().map(Vec::len)).sum()),
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

/// Returns the page's name of a view.
pub(crate) fn page_view(view: View) -> PageView {
    match view {
        View::Roles => PageView::Roles,
        View::History => PageView::History,
        View::Settings => PageView::Settings,
    }
}
