//! The tray as a user reads it: whole menus in every state, hostile names, and that it changes exactly when it says.

mod hostile;
mod states;
mod times;

use super::*;
use crate::hostile_text::without_isolates;
use crate::keeper::{PortalState, SignInState, Snapshot};
use crate::problem::{Problem, ProblemCode};
use crate::role_session_status::{RoleSessionPhase, RoleSessionState};
use jiff::SignedDuration;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalKind, parse_start_url};
use rolecall_model::role_ref::RoleOrigin;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::Settings;
use std::sync::Arc;

/// The moment of every test.
fn noon() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn name(text: &str) -> PortalName {
    PortalName::parse(text).unwrap()
}

fn portal(text: &str) -> Portal {
    Portal {
        name: name(text),
        start_url: parse_start_url("https://acme.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

fn at_portal(text: &str, sign_in: SignInState, accounts: Vec<ListedAccount>) -> PortalState {
    PortalState {
        portal: portal(text),
        sign_in,
        catalogue: Arc::new(Catalogue {
            accounts,
            refreshed_at: Some(noon()),
        }),
        difference: Arc::default(),
        failed_accounts: Arc::default(),
        refresh: None,
        problem: None,
    }
}

fn listed(id: &str, account_name: &str, roles: &[&str]) -> ListedAccount {
    ListedAccount {
        account: Account {
            id: AccountId::parse(id).unwrap(),
            name: account_name.to_owned(),
            email: None,
        },
        roles: Some(roles.iter().map(|role| RoleName::new(*role)).collect()),
    }
}

const PROD: &str = "111122223333";
const DEV: &str = "444455556666";
const SHARED: &str = "777788889999";

fn accounts() -> Vec<ListedAccount> {
    vec![
        listed(PROD, "payments-prod", &["Admin", "ReadOnly"]),
        listed(DEV, "payments-dev", &["Admin", "Deploy", "ReadOnly"]),
        listed(SHARED, "shared-services", &["Admin", "Billing"]),
    ]
}

/// One portal that is signed in, and three accounts.
fn corp() -> Snapshot {
    let mut snapshot = Snapshot {
        portals: vec![at_portal("corp", SignInState::SignedIn(None), accounts())],
        ..Snapshot::default()
    };
    settings(&mut snapshot).portals = vec![portal("corp")];
    snapshot
}

fn settings(snapshot: &mut Snapshot) -> &mut Settings {
    Arc::make_mut(&mut snapshot.settings)
}

fn role(id: &str, role_name: &str) -> RoleRef {
    role_at("corp", id, role_name)
}

fn role_at(portal_name: &str, id: &str, role_name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(name(portal_name)),
        account_id: AccountId::parse(id).unwrap(),
        role_name: RoleName::new(role_name),
    }
}

/// A role session of an hour of which so many minutes are left.
fn alive(role: RoleRef, renewal: Renewal, left: i64) -> RoleSessionState {
    let expires_at = noon() + minutes(left);
    RoleSessionState {
        record: RoleSessionRecord {
            role,
            started_at: expires_at - minutes(60),
            issued_at: expires_at - minutes(60),
            expires_at,
            renewal,
            requested_by: Surface::CredentialProcess,
            reason: None,
        },
        phase: RoleSessionPhase::Active,
        limit_at: None,
    }
}

fn active_state(role: RoleRef, left: i64, phase: RoleSessionPhase) -> RoleSessionState {
    RoleSessionState {
        phase,
        ..alive(role, Renewal::On, left)
    }
}

fn problem(code: ProblemCode) -> Problem {
    Problem::new(code, "detail")
}

/// The menu as it reads, with the icon and the tooltip above it.
fn shown(snapshot: &Snapshot) -> String {
    let (icon, tooltip) = (icon(snapshot, noon()), tooltip(snapshot, noon()));
    let shown = format!("{icon:?} | {tooltip}\n\n{}", text_of(&menu(snapshot, noon()), 0));
    without_isolates(&shown).into_owned()
}

fn text_of(entries: &[MenuEntry], depth: usize) -> String {
    let indent = "    ".repeat(depth);
    let lines = entries.iter().map(|entry| match entry {
        MenuEntry::Separator => format!("{indent}---\n"),
        MenuEntry::Heading(words) => format!("{indent}({words})\n"),
        MenuEntry::Item {
            label,
            action,
            checked,
        } => {
            let mark = if *checked { "[x] " } else { "" };
            format!("{indent}{mark}{label}  => {}\n", action_of(action))
        }
        MenuEntry::Submenu { label, entries } => {
            format!("{indent}{label} >\n{}", text_of(entries, depth + 1))
        }
    });
    lines.collect()
}

fn confirmed(confirmation: Confirmation) -> &'static str {
    match confirmation {
        Confirmation::Missing => "",
        Confirmation::Present => " (confirmed)",
    }
}

fn action_of(action: &TrayAction) -> String {
    let of = |word: &str, role: &RoleRef| format!("{word} {}", role.target());
    match action {
        TrayAction::ClearDefault => "clear default".to_owned(),
        TrayAction::OpenConsole(role, confirmation) => of("console", role) + confirmed(*confirmation),
        TrayAction::CopyCommand(role) => of("copy command", role),
        TrayAction::Start(role, confirmation) => of("start", role) + confirmed(*confirmation),
        TrayAction::MakeDefault(role, confirmation) => of("default", role) + confirmed(*confirmation),
        TrayAction::Renew(role) => of("renew", role),
        TrayAction::SetRenewing(role, renewing) => of(&format!("renewing {renewing}"), role),
        TrayAction::Stop(role) => of("stop", role),
        TrayAction::StopAll => "stop all".to_owned(),
        TrayAction::SignIn(portal) => format!("sign in {portal}"),
        TrayAction::CancelSignIn(portal) => format!("cancel {portal}"),
        TrayAction::SignOut(portal) => format!("sign out {portal}"),
        TrayAction::OpenWindow => "window".to_owned(),
        TrayAction::OpenSettings => "settings".to_owned(),
        TrayAction::Quit => "quit".to_owned(),
    }
}

/// Every entry of a menu, also those behind others.
fn all(entries: &[MenuEntry]) -> Vec<&MenuEntry> {
    let mut found = Vec::new();
    for entry in entries {
        found.push(entry);
        match entry {
            MenuEntry::Submenu { entries, .. } => found.extend(all(entries)),
            MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Item { .. } => {}
        }
    }
    found
}
