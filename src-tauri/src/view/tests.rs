//! What the page is told: all it needs, and no secret.

use super::{assignment, problem, rows, snapshot};
use crate::ipc::wire::{AssignmentKey, EnvironmentView, RecoveryView, SignInView};
use rolecall::Timestamp;
use rolecall::account::{Account, AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::catalogue::{Catalogue, Difference, ListedAccount};
use rolecall::keeper::{PortalState, RefreshState, SignInState, Snapshot};
use rolecall::partition::Region;
use rolecall::portal::{Portal, PortalName, read_start_url};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::secret::AuthorizationUrl;
use rolecall::settings::Settings;
use std::collections::HashMap;
use std::sync::Arc;

const ROLE: &str = "Ad\"min\u{202e}\n/x";

fn name() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn named(role: &str) -> Assignment {
    let account_id = AccountId::parse("000000000001").unwrap();
    Assignment {
        portal: name(),
        account_id,
        role_name: RoleName::new(role),
    }
}

fn state(sign_in: SignInState) -> PortalState {
    let account = Account {
        id: named(ROLE).account_id,
        name: "payments-prod".to_owned(),
        email: None,
    };
    let roles = Some(vec![RoleName::new(ROLE), RoleName::new("ReadOnly")]);
    PortalState {
        portal: Portal {
            name: name(),
            start_url: read_start_url("https://corp.awsapps.com/start", None)
                .unwrap()
                .start_url,
            region: Region::parse("eu-central-1").unwrap(),
            endpoint_url: None,
            demo: false,
        },
        sign_in,
        catalogue: Arc::new(Catalogue {
            accounts: vec![ListedAccount { account, roles }],
            refreshed_at: None,
        }),
        difference: Arc::new(Difference {
            added: vec![named("ReadOnly")],
            removed: vec![named("Gone")],
        }),
        failed: Arc::new(HashMap::from([(
            named(ROLE).account_id,
            Problem::new(ProblemCode::Unreachable, "x"),
        )])),
        refresh: Some(RefreshState {
            accounts_done: 1,
            accounts_found: 3,
            complete: false,
            throttled: true,
        }),
        problem: None,
    }
}

fn world(sign_in: SignInState) -> Snapshot {
    let aliases = [("pay", ROLE), ("again", ROLE)].map(|(alias, role)| (alias.to_owned(), named(role)));
    Snapshot {
        portals: vec![state(sign_in)],
        favourites: Arc::new([named(ROLE)].into()),
        recents: Arc::new(vec![named("ReadOnly")]),
        settings: Arc::new(Settings {
            aliases: aliases.into(),
            ..Settings::default()
        }),
        ..Snapshot::default()
    }
}

#[test]
fn rows_carry_names_byte_for_byte_and_what_is_known_of_each() {
    let rows = rows(&world(SignInState::SignedOut));
    let account = &rows.accounts[0];
    assert_eq!((account.name.as_str(), account.listed), ("payments-prod", true));
    assert!(matches!(account.environment, Some(EnvironmentView::Production)));
    assert_eq!(account.problem.as_ref().unwrap().code, "unreachable");
    let [admin, read_only] = &account.roles[..] else {
        panic!("{:?}", account.roles)
    };
    assert_eq!(
        (admin.name.as_str(), admin.favourite, admin.added),
        (ROLE, true, false)
    );
    assert_eq!(admin.alias.as_deref(), Some("again"), "the first by name");
    assert_eq!(
        (read_only.favourite, read_only.added, read_only.alias.as_deref()),
        (false, true, None)
    );
    assert_eq!(rows.recents[0].role_name, "ReadOnly");
}

#[test]
fn a_snapshot_counts_and_says_no_total_before_it_is_known() {
    let view = snapshot(&world(SignInState::SignedIn(None)), true);
    assert!(view.demo && view.catalogue.refreshed_at.is_none());
    let counts = (
        view.catalogue.accounts,
        view.catalogue.roles,
        view.catalogue.added,
        view.catalogue.removed,
    );
    assert_eq!(counts, (1, 2, 1, 1));
    let refresh = view.portals[0].refresh.as_ref().unwrap();
    assert_eq!(
        (refresh.accounts_done, refresh.accounts_total, refresh.throttled),
        (1, None, true)
    );
}

#[test]
fn the_page_of_a_sign_in_never_crosses() {
    let expires_at = Timestamp::UNIX_EPOCH;
    let page = Some(AuthorizationUrl::from_exposed(
        "https://oidc.example/authorize?state=CANARY",
    ));
    let code = SignInState::WaitingForCode {
        user_code: "ABCD-EFGH".to_owned(),
        verification_uri: "https://device.example/".to_owned(),
        verification_uri_complete: "https://device.example/?user_code=CANARY".to_owned(),
        expires_at,
    };
    for sign_in in [
        SignInState::WaitingForBrowser {
            page,
            opened: true,
            expires_at,
        },
        code,
    ] {
        let view = snapshot(&world(sign_in), false);
        assert!(!matches!(view.portals[0].sign_in, SignInView::SignedOut));
        let crossed = serde_json::to_string(&view).unwrap();
        assert!(
            crossed.contains("1970-01-01T00:00:00Z") && !crossed.contains("CANARY"),
            "{crossed}"
        );
    }
}

#[test]
fn a_problem_offers_only_what_can_be_done_and_keeps_what_aws_said() {
    for code in ProblemCode::ALL {
        let bare = Problem::new(code, "CANARY");
        let view = problem(&bare);
        assert!(!view.code.is_empty() && !view.summary.is_empty() && view.reference == bare.reference);
        assert!(
            !serde_json::to_string(&view).unwrap().contains("CANARY"),
            "{code:?}"
        );
        let needs_portal = matches!(
            view.recovery,
            RecoveryView::SignIn { .. } | RecoveryView::SignInWithCode { .. }
        );
        assert!(!needs_portal, "{code:?} names no portal to sign in at");
    }
    let at = problem(&Problem::new(ProblemCode::SignInNeeded, "").at(&name()));
    assert!(matches!(at.recovery, RecoveryView::SignIn { portal } if portal == "corp"));
}

#[test]
fn a_key_that_comes_back_means_the_same_and_a_forged_one_is_refused() {
    let key = super::key(&named(ROLE));
    assert_eq!(assignment(&key).unwrap(), named(ROLE));
    let forged = [
        AssignmentKey {
            portal: "../corp".to_owned(),
            ..key.clone()
        },
        AssignmentKey {
            account_id: "00000000000x".to_owned(),
            ..key
        },
    ];
    for key in forged {
        assert_eq!(assignment(&key).unwrap_err().code, ProblemCode::WrongInput);
    }
}
