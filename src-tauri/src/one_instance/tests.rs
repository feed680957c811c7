//! A sign-in that is in progress is not started again by a message.

use super::is_signing_in;
use rolecall::keeper::{PortalState, SignInState, Snapshot};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, Difference};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalName, parse_start_url};
use std::collections::HashMap;
use std::sync::Arc;

fn corp() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn snapshot(sign_in: SignInState) -> Snapshot {
    let portal = Portal {
        name: corp(),
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
            sign_in,
            catalogue: Arc::new(Catalogue::default()),
            difference: Arc::new(Difference::default()),
            failed_accounts: Arc::new(HashMap::new()),
            refresh: None,
            problem: None,
        }],
        ..Snapshot::default()
    }
}

#[test]
fn a_sign_in_in_progress_is_recognized() {
    let waiting = |opened| SignInState::WaitingForBrowser {
        page: None,
        opened,
        expires_at: Timestamp::UNIX_EPOCH,
    };
    let code = SignInState::WaitingForCode {
        user_code: "ABCD-EFGH".to_owned(),
        verification_uri: "https://corp.awsapps.com/start/#/device".to_owned(),
        verification_uri_complete: "https://corp.awsapps.com/start/#/device?user_code=ABCD-EFGH".to_owned(),
        expires_at: Timestamp::UNIX_EPOCH,
    };
    for in_progress in [waiting(true), waiting(false), code] {
        assert!(is_signing_in(&snapshot(in_progress), &corp()));
    }
    for other in [
        SignInState::Unknown,
        SignInState::SignedOut,
        SignInState::Expired,
        SignInState::SignedIn(None),
    ] {
        assert!(!is_signing_in(&snapshot(other), &corp()));
    }
    let lab = PortalName::parse("lab").unwrap();
    assert!(!is_signing_in(&snapshot(waiting(true)), &lab), "another portal's");
}
