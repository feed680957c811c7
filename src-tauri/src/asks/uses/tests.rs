//! Production is asked about first when the user wants it so, and only then.

use super::guard;
use rolecall::keeper::{PortalState, SignInState, Snapshot};
use rolecall::problem::ProblemCode;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::{Catalogue, Difference, ListedAccount};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalName, parse_start_url};
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::sync::Arc;

fn role(account_id: &str) -> Assignment {
    Assignment {
        portal: PortalName::parse("corp").unwrap(),
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

fn world(asks: bool) -> Snapshot {
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
            failed: Arc::new(HashMap::new()),
            refresh: None,
            problem: None,
        }],
        settings: Arc::new(Settings {
            ask_before_production: asks,
            ..Settings::default()
        }),
        ..Snapshot::default()
    }
}

#[test]
fn production_needs_a_word_where_the_user_wants_to_be_asked() {
    let refused = guard(&world(true), &role("000000000001"), false).unwrap_err();
    assert_eq!(refused.code, ProblemCode::ConfirmationNeeded);
    assert!(guard(&world(true), &role("000000000001"), true).is_ok());
    assert!(guard(&world(true), &role("000000000002"), false).is_ok());
    assert!(guard(&world(false), &role("000000000001"), false).is_ok());
}

#[test]
fn production_that_is_not_listed_is_known_by_its_id_and_its_tags() {
    let mut world = world(true);
    world.settings = Arc::new(Settings {
        production_patterns: vec!["00000000000?".to_owned(), "tag:pci".to_owned()],
        tags: [(role("111111111111").account_id, vec!["pci".to_owned()])].into(),
        ..(*world.settings).clone()
    });
    for account_id in ["000000000009", "111111111111"] {
        let refused = guard(&world, &role(account_id), false).unwrap_err();
        assert_eq!(refused.code, ProblemCode::ConfirmationNeeded, "{account_id}");
    }
    assert!(guard(&world, &role("222222222222"), false).is_ok());
}
