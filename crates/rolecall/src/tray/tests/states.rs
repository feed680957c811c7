//! The menu in every state, whole.

use super::*;
use crate::settings::read_settings;
use rolecall_model::history::ProcessInfo;
use rolecall_model::history::StaleDefaultUser;

fn with(role_sessions: Vec<RoleSessionState>) -> Snapshot {
    Snapshot {
        role_sessions,
        ..corp()
    }
}

#[test]
fn before_anything_is_set_up() {
    insta::assert_snapshot!("first_run", shown(&Snapshot::default()));
    let unreadable = Snapshot {
        problems: vec![problem(ProblemCode::SettingsUnreadable)],
        ..Snapshot::default()
    };
    insta::assert_snapshot!("settings_unreadable", shown(&unreadable));
}

#[test]
fn nobody_is_signed_in() {
    for (state, sign_in) in [
        ("signed_out", SignInState::SignedOut),
        ("unknown", SignInState::Unknown),
        ("expired", SignInState::Expired),
        (
            "signing_in",
            SignInState::WaitingForBrowser {
                page: None,
                opened: true,
                expires_at: noon() + minutes(10),
            },
        ),
        (
            "signing_in_without_a_browser",
            SignInState::WaitingForBrowser {
                page: None,
                opened: false,
                expires_at: noon() + minutes(10),
            },
        ),
        (
            "signing_in_with_a_code",
            SignInState::WaitingForCode {
                user_code: "BCDF-GHJK".to_owned(),
                verification_uri: "https://device.sso.eu-west-1.amazonaws.com/".to_owned(),
                verification_uri_complete: "https://device.sso.eu-west-1.amazonaws.com/?user_code=BCDF-GHJK"
                    .to_owned(),
                expires_at: noon() + minutes(10),
            },
        ),
    ] {
        let mut snapshot = corp();
        snapshot.portals[0].sign_in = sign_in;
        snapshot.favourites = Arc::new([role(DEV, "Deploy")].into());
        insta::assert_snapshot!(state, shown(&snapshot));
    }
}

#[test]
fn the_keychain_is_locked() {
    let mut snapshot = corp();
    snapshot.portals[0].sign_in = SignInState::Unknown;
    snapshot.portals[0].problem = Some(problem(ProblemCode::KeychainLocked).with_portal(&name("corp")));
    insta::assert_snapshot!("keychain_locked", shown(&snapshot));
}

#[test]
fn aws_was_not_reached_while_listing() {
    let mut snapshot = corp();
    snapshot.portals[0].problem = Some(problem(ProblemCode::Unreachable).with_portal(&name("corp")));
    insta::assert_snapshot!("unreachable", shown(&snapshot));
}

#[test]
fn signed_in_and_idle() {
    insta::assert_snapshot!("idle", shown(&corp()));
    let mut snapshot = corp();
    snapshot.favourites =
        Arc::new([role(SHARED, "Billing"), role(DEV, "Deploy"), role(PROD, "Admin")].into());
    snapshot.recents = Arc::new(vec![
        role(DEV, "Deploy"),
        role(DEV, "ReadOnly"),
        role(SHARED, "Gone"),
        role(PROD, "ReadOnly"),
    ]);
    settings(&mut snapshot).default_role = Some(role(DEV, "Admin"));
    settings(&mut snapshot).aliases = [("bills".to_owned(), role(SHARED, "Billing"))].into();
    insta::assert_snapshot!("idle_with_favourites_recents_and_default", shown(&snapshot));
}

#[test]
fn role_sessions_in_every_state_of_life() {
    let limited = |left, limit| RoleSessionState {
        limit_at: Some(noon() + minutes(limit)),
        ..alive(role(PROD, "ReadOnly"), Renewal::On, left)
    };
    for (state, role_session) in [
        ("renews", alive(role(DEV, "Admin"), Renewal::On, 42)),
        ("ends", alive(role(DEV, "Admin"), Renewal::Off, 42)),
        ("ends_soon", alive(role(DEV, "Admin"), Renewal::Off, 9)),
        ("on_demand", alive(role(DEV, "Admin"), Renewal::OnDemand, 9)),
        ("limited", limited(60, 42)),
        ("limited_and_renews_before", limited(20, 42)),
        ("limited_and_ends_soon", limited(60, 8)),
        (
            "renewing",
            active_state(role(DEV, "Admin"), 12, RoleSessionPhase::Renewing),
        ),
        (
            "retrying",
            active_state(
                role(DEV, "Admin"),
                7,
                RoleSessionPhase::Retrying {
                    problem: problem(ProblemCode::Unreachable),
                    at: noon() + minutes(1),
                },
            ),
        ),
        (
            "retrying_and_expired",
            active_state(
                role(DEV, "Admin"),
                -5,
                RoleSessionPhase::Retrying {
                    problem: problem(ProblemCode::Unreachable),
                    at: noon() + minutes(1),
                },
            ),
        ),
        (
            "refused",
            RoleSessionState {
                phase: RoleSessionPhase::Refused(problem(ProblemCode::NotAssigned)),
                ..alive(role(DEV, "Admin"), Renewal::Off, 12)
            },
        ),
    ] {
        insta::assert_snapshot!(format!("life_{state}"), shown(&with(vec![role_session])));
    }
    for (state, left) in [("needs_sign_in", 12), ("needs_sign_in_and_expired", -5)] {
        let waits = active_state(role(DEV, "Admin"), left, RoleSessionPhase::WaitingForSignIn);
        let mut snapshot = with(vec![waits]);
        snapshot.portals[0].sign_in = SignInState::Expired;
        insta::assert_snapshot!(format!("life_{state}"), shown(&snapshot));
    }
}

#[test]
fn a_working_day() {
    let mut snapshot = with(vec![
        alive(role(SHARED, "Billing"), Renewal::OnDemand, 200),
        alive(role(PROD, "Admin"), Renewal::Off, 8),
        alive(role(DEV, "Admin"), Renewal::On, 58),
    ]);
    snapshot.favourites = Arc::new([role(PROD, "Admin"), role(DEV, "Deploy")].into());
    snapshot.recents = Arc::new(vec![role(DEV, "Admin"), role(PROD, "ReadOnly")]);
    settings(&mut snapshot).default_role = Some(role(DEV, "Admin"));
    settings(&mut snapshot).aliases = [("dev".to_owned(), role(DEV, "Admin"))].into();
    settings(&mut snapshot).ask_before_production = true;
    snapshot.stale_default_users = Arc::new(vec![StaleDefaultUser {
        program: ProcessInfo {
            name: "terraform".to_owned(),
            pid: 42,
            started: 1,
            folder: None,
        },
        role: role(PROD, "Admin"),
        expires_at: noon() + minutes(8),
    }]);
    insta::assert_snapshot!("a_working_day", shown(&snapshot));
}

#[test]
fn no_click_hands_out_credentials() {
    let mut snapshot = with(vec![
        alive(role(DEV, "Admin"), Renewal::On, 42),
        alive(role(PROD, "Admin"), Renewal::Off, 8),
    ]);
    snapshot.favourites = Arc::new([role(DEV, "Deploy")].into());
    let menu = menu(&snapshot, noon());
    let copies = all(&menu).into_iter().filter_map(|entry| match entry {
        MenuEntry::Item { label, action, .. } => label.to_lowercase().contains("copy").then_some(action),
        MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Submenu { .. } => None,
    });
    let copies: Vec<_> = copies.collect();
    assert_eq!(copies.len(), 3);
    assert!(
        copies
            .iter()
            .all(|action| matches!(action, TrayAction::CopyCommand(_))),
        "{copies:?}"
    );
}

#[test]
fn several_portals_and_names_that_are_alike() {
    let mut snapshot = corp();
    let lab = vec![
        listed(PROD, "payments-prod", &["Admin"]),
        listed("000000000042", "payments-dev", &["Admin"]),
        listed("000000000043", "", &["Admin"]),
    ];
    snapshot
        .portals
        .push(at_portal("lab", SignInState::SignedOut, lab));
    snapshot.role_sessions = vec![
        alive(role(PROD, "Admin"), Renewal::On, 42),
        alive(role_at("lab", PROD, "Admin"), Renewal::On, 42),
        alive(role(DEV, "Admin"), Renewal::On, 42),
        alive(role_at("lab", "000000000042", "Admin"), Renewal::On, 42),
        alive(role_at("lab", "000000000043", "Admin"), Renewal::On, 42),
        alive(role_at("lab", "000000000099", "Unlisted"), Renewal::On, 42),
    ];
    let menu = menu(&snapshot, noon());
    let labels: Vec<&str> = menu.iter().filter_map(label_of).collect();
    insta::assert_snapshot!("alike", without_isolates(&labels.join("\n")));
}

fn label_of(entry: &MenuEntry) -> Option<&str> {
    match entry {
        MenuEntry::Separator => None,
        MenuEntry::Heading(label) | MenuEntry::Item { label, .. } | MenuEntry::Submenu { label, .. } => {
            Some(label)
        }
    }
}

#[test]
fn the_demo_says_what_it_is() {
    let mut snapshot = corp();
    settings(&mut snapshot).portals[0].demo = true;
    snapshot.portals[0].portal.demo = true;
    insta::assert_snapshot!("demo", shown(&snapshot));
}

#[test]
fn thousands_of_accounts_stay_a_menu() {
    let many: Vec<ListedAccount> = (0..5_000)
        .map(|number| {
            listed(
                &format!("{number:012}"),
                &format!("account-{number:04}"),
                &["Admin"],
            )
        })
        .collect();
    let of = |numbers: std::ops::Range<u32>| {
        numbers
            .map(|number| role(&format!("{number:012}"), "Admin"))
            .collect::<Vec<_>>()
    };
    let mut snapshot = corp();
    snapshot.portals[0].catalogue = Arc::new(Catalogue {
        accounts: many,
        refreshed_at: Some(noon()),
    });
    let started = of(0..60);
    snapshot.role_sessions = started
        .into_iter()
        .map(|role| alive(role, Renewal::On, 42))
        .collect();
    snapshot.favourites = Arc::new(of(50..4_000).into_iter().collect());
    snapshot.recents = Arc::new(of(3_990..4_100));
    for number in 0..12 {
        let extra = at_portal(&format!("portal-{number:02}"), SignInState::SignedOut, Vec::new());
        snapshot.portals.push(extra);
    }
    snapshot.problems = vec![
        problem(ProblemCode::StateStoreFailed),
        problem(ProblemCode::SettingsUnwritable),
        problem(ProblemCode::KeychainFailed),
        problem(ProblemCode::Bug),
    ];
    let menu = menu(&snapshot, noon());
    let labels: Vec<&str> = menu.iter().filter_map(label_of).collect();
    insta::assert_snapshot!("thousands", without_isolates(&labels.join("\n")));
    assert!(
        menu.len() < 60 && all(&menu).len() < 4_000,
        "{}",
        all(&menu).len()
    );
}

#[test]
fn what_ended_is_offered_to_start_again() {
    let ended = |renewal| {
        let mut snapshot = with(vec![alive(role(DEV, "Admin"), renewal, 0)]);
        snapshot.favourites = Arc::new([role(DEV, "Admin")].into());
        all(&menu(&snapshot, noon())).into_iter().any(|entry| {
            matches!(
                entry,
                MenuEntry::Item {
                    action: TrayAction::Start(..),
                    ..
                }
            )
        })
    };
    assert!(ended(Renewal::Off) && ended(Renewal::OnDemand) && !ended(Renewal::On));
}

#[test]
fn a_role_that_depends_on_no_sign_in_is_offered_without_one() {
    let roles = r#"[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
certificate = "/etc/host.pem"
private_key = "/etc/host.key"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"
"#;
    let mut snapshot = corp();
    snapshot.portals[0].sign_in = SignInState::SignedOut;
    let host = read_settings(roles).unwrap().roles.remove(0);
    snapshot.favourites = Arc::new([host.key()].into());
    settings(&mut snapshot).roles.push(host);
    insta::assert_snapshot!("role_without_sign_in", shown(&snapshot));
}
