//! An action with a production account needs a confirmation when the settings ask for it, and only then.

use super::require_confirmation;
use rolecall::keeper::{PortalState, SignInState, Snapshot};
use rolecall::problem::ProblemCode;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Difference, ListedAccount};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalName, parse_start_url};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::sync::Arc;

fn role(account_id: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse("corp").unwrap()),
        account_id: AccountId::parse(account_id).unwrap(),
        role_name: RoleName::new("Admin"),
    }
}

fn listed(account_id: &str, name: &str) -> ListedAccount {
    ListedAccount {
        account: Account {
            id: role(account_id).account_id,
            name: name.to_owned(),
            email: None,
        },
        roles: Some(vec![RoleName::new("Admin")]),
    }
}

fn snapshot(ask_before_production: bool) -> Snapshot {
    let portal = Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://corp.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("eu-central-1").unwrap(),
        endpoint_url: None,
        demo: false,
    };
    Snapshot {
        portals: vec![PortalState {
            portal,
            sign_in: SignInState::SignedIn(None),
            catalogue: Arc::new(Catalogue {
                accounts: vec![
                    listed("000000000001", "payments-prod"),
                    listed("000000000002", "payments-dev"),
                ],
                refreshed_at: None,
            }),
            difference: Arc::new(Difference::default()),
            failed_accounts: Arc::new(HashMap::new()),
            refresh: None,
            problem: None,
        }],
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
