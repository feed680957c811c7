//! A sign-in that is in progress is not started again by a message.

use super::is_signing_in;
use crate::tests::{corp, portal_state};
use rolecall::keeper::{SignInState, Snapshot};
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;

fn snapshot(sign_in: SignInState) -> Snapshot {
    Snapshot {
        portals: vec![portal_state(sign_in, Vec::new())],
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
