//! The keychain on a Secret Service that agrees on keys as KWallet does.

use super::desktop::{Keyring, PrivateDesktop, run};
use super::stub_keyring::{Agreement, StubKeyring};
use super::{assert_stored, credentials, keychain, role_ref, save, stored_token};
use Agreement::{OtherKey, OtherKeyUnnoticed, Refused};
use rolecall::ports::Keychain;
use rolecall_fakes::soak;

fn desktop() -> PrivateDesktop {
    PrivateDesktop::with(Keyring::NotInstalled)
}

#[test]
fn it_passes_the_contract() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        service.state().agreements.extend([Refused, OtherKey]);
        rolecall_fakes::contract::keychain(&keychain()).await;
        assert!(service.state().sessions >= 3);
    });
}

/// Each round is three new connections: one creates an item, one reads it, one replaces it.
#[test]
fn no_connection_fails() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        let rounds = soak::size(667, 4);
        for round in 0..rounds {
            let (first, second) = (format!("first {round}"), format!("second {round}"));
            save(&keychain(), &first).await;
            assert_stored(&keychain(), &first).await;
            let third = keychain();
            save(&third, &second).await;
            assert_stored(&third, &second).await;
            third.erase_role_credentials(&role_ref("Admin")).await.unwrap();
        }
        assert!(service.state().sessions >= 3 * rounds);
    });
}

#[test]
fn another_key_pair_is_tried_whatever_goes_wrong_with_the_first() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        for wrong in [
            &[Refused][..],
            &[OtherKey],
            &[OtherKeyUnnoticed],
            &[Refused, OtherKey, OtherKeyUnnoticed, Refused],
        ] {
            let fresh = || {
                service.state().agreements.extend(wrong);
                keychain()
            };
            save(&fresh(), "created").await;
            assert_stored(&fresh(), "created").await;
            save(&fresh(), "replaced").await;
            assert_stored(&keychain(), "replaced").await;
            let role = role_ref("Admin");
            fresh().erase_role_credentials(&role).await.unwrap();
            assert_eq!(stored_token(&keychain(), "Admin").await, Ok(None), "{wrong:?}");
            service.state().agreements.clear();
        }
    });
}

#[test]
fn a_restarted_service_and_a_wrong_key_at_once() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        let keychain = keychain();
        save(&keychain, "before").await;
        service.end().await;
        let service = StubKeyring::start().await;
        service.state().agreements.extend([OtherKeyUnnoticed]);
        save(&keychain, "after").await;
        assert_stored(&keychain, "after").await;
        assert_eq!(service.state().sessions, 2);
    });
}

/// What is read through a connection shows that the key is right: nothing is read twice because of it.
#[test]
fn only_the_first_write_is_read_again() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        let keychain = keychain();
        save(&keychain, "first").await;
        let reads = service.state().reads;
        for number in 0..3 {
            let credentials = credentials(&number.to_string());
            keychain
                .save_role_credentials(&role_ref("Admin"), &credentials)
                .await
                .unwrap();
        }
        assert_eq!((reads, service.state().reads), (1, 1));
    });
}
