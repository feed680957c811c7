//! Where there is no keyring yet, no service any more, or a user who must allow each item.

use super::desktop::{Keyring, PrivateDesktop, run, shell};
use super::stub_keyring::{StubKeyring, User};
use super::{assert_stored, credentials, keychain, keychain_with_display, role_ref, save, stored_token};
use rolecall::ports::{Keychain, KeychainAbsence, KeychainError};
use rolecall_os::OsKeychain;

fn desktop() -> PrivateDesktop {
    PrivateDesktop::with(Keyring::NotInstalled)
}

fn absent<T>(absence: KeychainAbsence) -> Result<T, KeychainError> {
    Err(KeychainError::Absent(absence))
}

async fn try_to_save(keychain: &OsKeychain) -> Result<(), KeychainError> {
    let (role, credentials) = (role_ref("Admin"), credentials("CANARY"));
    keychain.save_role_credentials(&role, &credentials).await
}

#[test]
fn a_display_lets_the_user_make_a_keyring() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        service.state().has_collection = false;
        let without = keychain();
        assert_eq!(try_to_save(&without).await, absent(KeychainAbsence::NoKeyring));
        assert_eq!(
            stored_token(&without, "Admin").await,
            absent(KeychainAbsence::NoKeyring)
        );

        let keychain = keychain_with_display();
        assert_eq!(stored_token(&keychain, "Admin").await, Ok(None), "it is empty");
        assert_eq!(
            keychain.health().await.map(drop),
            absent(KeychainAbsence::NoKeyring)
        );
        assert_eq!(service.state().prompts, 0);
        service.state().user = User::Dismisses;
        assert_eq!(try_to_save(&keychain).await, absent(KeychainAbsence::NoKeyring));
        service.state().user = User::Accepts;
        save(&keychain, "kept").await;
        assert_stored(&keychain, "kept").await;
        assert_eq!(service.state().prompts, 2);
    });
}

#[test]
fn each_cause_has_an_answer_of_its_own() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        service.state().refuses_all = true;
        assert_eq!(
            try_to_save(&keychain()).await,
            absent(KeychainAbsence::NoEncryption)
        );
        service.state().refuses_all = false;

        let long_lived = keychain();
        save(&long_lived, "kept").await;
        service.end().await;
        assert_eq!(
            stored_token(&long_lived, "Admin").await,
            absent(KeychainAbsence::Ended)
        );
        assert_eq!(
            stored_token(&keychain(), "Admin").await,
            absent(KeychainAbsence::NotInstalled)
        );
    });
}

/// The bus knows how to start KWallet, not that it has the Secret Service.
#[test]
fn kwallet_is_started_in_its_first_session() {
    run(PrivateDesktop::with(Keyring::Dormant), async {
        assert_eq!(
            stored_token(&keychain(), "Admin").await,
            absent(KeychainAbsence::NotOffered)
        );
        let is_running = shell(
            "gdbus call --session -d org.freedesktop.DBus -o / \
             -m org.freedesktop.DBus.NameHasOwner org.kde.kwalletd5",
        );
        assert_eq!(is_running.trim(), "(true,)");
    });
}

/// As KeePassXC does, if it is told to.
#[test]
fn a_user_who_must_allow_each_item() {
    run(desktop(), async {
        let service = StubKeyring::start().await;
        save(&keychain(), "kept").await;
        service.state().asks_per_item = true;
        service.state().user = User::Dismisses;
        assert_eq!(
            stored_token(&keychain(), "Admin").await,
            Err(KeychainError::Denied)
        );
        assert_eq!(service.state().prompts, 1);

        let silent = keychain();
        silent.never_prompt();
        assert_eq!(stored_token(&silent, "Admin").await, Err(KeychainError::Denied));
        assert_eq!(service.state().prompts, 1);

        service.state().user = User::Accepts;
        assert_stored(&keychain(), "kept").await;
    });
}
