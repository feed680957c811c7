//! An action with a production account needs a confirmation when the settings ask for it, and only then.

use super::require_confirmation;
use crate::tests::{listed_account, portal_state, role_ref};
use rolecall::keeper::{SignInState, Snapshot};
use rolecall::problem::ProblemCode;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::sync::Arc;

fn role(account_id: &str) -> RoleRef {
    role_ref(account_id, "Admin")
}

fn snapshot(ask_before_production: bool) -> Snapshot {
    let accounts = vec![
        listed_account("000000000001", "payments-prod", &["Admin"]),
        listed_account("000000000002", "payments-dev", &["Admin"]),
    ];
    Snapshot {
        portals: vec![portal_state(SignInState::SignedIn(None), accounts)],
        settings: Arc::new(Settings {
            ask_before_production,
            ..Settings::default()
        }),
        ..Snapshot::default()
    }
}

#[test]
fn production_needs_a_confirmation_when_the_settings_ask_for_it() {
    let problem = require_confirmation(&snapshot(true), &role("000000000001"), false).unwrap_err();
    assert_eq!(problem.code, ProblemCode::ConfirmationNeeded);
    assert!(require_confirmation(&snapshot(true), &role("000000000001"), true).is_ok());
    assert!(require_confirmation(&snapshot(true), &role("000000000002"), false).is_ok());
    assert!(require_confirmation(&snapshot(false), &role("000000000001"), false).is_ok());
}

#[test]
fn an_unlisted_account_is_production_by_its_id_or_tags() {
    let mut snapshot = snapshot(true);
    snapshot.settings = Arc::new(Settings {
        production_patterns: vec!["00000000000?".to_owned(), "tag:pci".to_owned()],
        tags: [(role("111111111111").account_id, vec!["pci".to_owned()])].into(),
        ..(*snapshot.settings).clone()
    });
    for account_id in ["000000000009", "111111111111"] {
        let problem = require_confirmation(&snapshot, &role(account_id), false).unwrap_err();
        assert_eq!(problem.code, ProblemCode::ConfirmationNeeded, "{account_id}");
    }
    assert!(require_confirmation(&snapshot, &role("222222222222"), false).is_ok());
}
