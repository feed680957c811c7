//! The keychain on a real gnome-keyring, each state of it on a private bus with a private home.
//!
//! Each test starts itself again inside such a desktop; nothing of the user's own keychain is touched.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

mod desktop;
#[path = "secret_service/kwallet.rs"]
mod kwallet;
#[path = "secret_service/no_keyring_yet.rs"]
mod no_keyring_yet;
#[path = "secret_service/stub_crypto.rs"]
mod stub_crypto;
#[path = "secret_service/stub_keyring.rs"]
mod stub_keyring;

use desktop::{Keyring, PrivateDesktop, run, shell};
use rolecall::ports::{Keychain, KeychainAbsence, KeychainError, KeychainItem};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use rolecall_os::{EnvironmentVariables, OsKeychain, Paths};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn keychain() -> OsKeychain {
    let environment = EnvironmentVariables::read();
    OsKeychain::new(&Paths::from_environment(&environment).unwrap(), &environment)
}

fn keychain_with_display() -> OsKeychain {
    let environment = EnvironmentVariables {
        has_display: true,
        ..EnvironmentVariables::read()
    };
    OsKeychain::new(&Paths::from_environment(&environment).unwrap(), &environment)
}

fn role_ref(role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse("acme").unwrap()),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(role),
    }
}

fn credentials(token: &str) -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed("CANARY-key"),
        session_token: SessionToken::from_exposed(token),
        expires_at: Timestamp::from_second(1_900_000_000).unwrap(),
        obtained_at: None,
        source_identity: None,
        user: None,
    }
}

fn lock() {
    shell(
        "gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets \
         -m org.freedesktop.Secret.Service.Lock \"['/org/freedesktop/secrets/collection/login']\"",
    );
}

async fn stored_token(keychain: &OsKeychain, role: &str) -> Result<Option<String>, KeychainError> {
    let read = keychain.role_credentials(&role_ref(role)).await?;
    Ok(read.map(|credentials| credentials.session_token.expose().to_owned()))
}

async fn save(keychain: &OsKeychain, token: &str) {
    let (role, credentials) = (role_ref("Admin"), credentials(token));
    keychain.save_role_credentials(&role, &credentials).await.unwrap();
}

async fn assert_stored(keychain: &OsKeychain, token: &str) {
    assert_eq!(stored_token(keychain, "Admin").await, Ok(Some(token.to_owned())));
}

async fn everything_fails_with(keychain: &OsKeychain, expected: &KeychainError) {
    for role in ["Admin", "Missing"] {
        assert_eq!(
            stored_token(keychain, role).await.as_ref(),
            Err(expected),
            "a read of {role}"
        );
    }
    let written = keychain
        .save_role_credentials(&role_ref("Admin"), &credentials("CANARY-new"))
        .await;
    assert_eq!(written.as_ref(), Err(expected), "a write");
    assert_eq!(keychain.items().await.as_ref(), Err(expected), "the list");
    assert_eq!(keychain.health().await.as_ref(), Err(expected), "the health");
}

/// No secret is anywhere under the home; `control` must be found, or the search proves nothing.
fn no_secret_on_the_disk() {
    let home = std::env::var("HOME").unwrap();
    std::fs::write(Path::new(&home).join("control"), "CANARY").unwrap();
    let found = shell("grep -rl CANARY \"$HOME\" | sort");
    assert_eq!(found.trim(), format!("{home}/control"));
}

/// The calls of the Secret Service and its replies, as the bus sees them.
struct Calls {
    file: PathBuf,
}

impl Calls {
    fn record() -> Self {
        let file = Path::new(&std::env::var("HOME").unwrap()).join("calls");
        let monitor = "dbus-monitor --session --profile \"type='method_call'\" \"type='method_return'\"";
        shell(&format!("{monitor} >'{}' 2>/dev/null &", file.display()));
        let calls = Self { file };
        calls.wait_for("GetId");
        calls
    }

    /// Calls this method of the bus until it was recorded: whatever happened before was recorded, too.
    fn wait_for(&self, method: &str) {
        shell(&format!(
            "timeout 20 bash -c 'until grep -q {method} \"{}\"; do \
             gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.{method} >/dev/null; done'",
            self.file.display()
        ));
    }

    /// Returns what each client of the Secret Service called and got, in that order.
    fn messages_by_client(&self) -> Vec<Vec<String>> {
        self.wait_for("ListNames");
        let text = std::fs::read_to_string(&self.file).unwrap();
        let mut clients: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for line in text.lines() {
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["mc", _, _, client, _, path, _, member] if path.starts_with("/org/freedesktop/secrets") => {
                    clients.entry(client).or_default().push(member.to_owned());
                }
                ["mr", _, _, _, client, ..] => {
                    if let Some(messages) = clients.get_mut(client) {
                        messages.push("a reply".to_owned());
                    }
                }
                _ => {}
            }
        }
        clients.into_values().collect()
    }
}

#[test]
fn unlocked() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let keychain = keychain();
        rolecall_fakes::contract::keychain(&keychain).await;

        for token in ["CANARY-one", "CANARY-two"] {
            save(&keychain, token).await;
        }
        assert_stored(&keychain, "CANARY-two").await;
        let items =
            shell("secret-tool search --all --unlock username 'role-session acme/111122223333/Admin' 2>&1");
        assert_eq!(items.matches("label = ").count(), 1, "updated in place: {items}");
        assert!(
            items.contains("label = Rolecall: acme / 111122223333 / Admin"),
            "{items}"
        );
        assert!(items.contains("attribute.service = rolecall"), "{items}");
        let attributes = items.lines().filter(|line| line.starts_with("attribute."));
        assert!(attributes.clone().count() >= 2 && attributes.clone().all(|line| !line.contains("CANARY")));

        let health = keychain.health().await.unwrap();
        assert_eq!(
            (health.store.as_str(), health.stored_in_plain),
            ("Secret Service", false)
        );
        no_secret_on_the_disk();
    });
}

#[test]
fn unlocked_without_a_password() {
    run(PrivateDesktop::with(Keyring::Plain), async {
        let keychain = keychain();
        save(&keychain, "CANARY").await;
        assert!(keychain.health().await.unwrap().stored_in_plain);
        let found = shell("grep -rl CANARY \"$HOME\" || true");
        assert!(found.contains(".keyring"), "the warning would be wrong: {found}");
    });
}

#[test]
fn locked() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        save(&keychain(), "CANARY-old").await;
        let long_lived = keychain();
        assert!(stored_token(&long_lived, "Admin").await.unwrap().is_some());
        lock();
        everything_fails_with(&long_lived, &KeychainError::Locked).await;
        everything_fails_with(&keychain(), &KeychainError::Locked).await;
        assert_eq!(
            long_lived.erase_role_credentials(&role_ref("Admin")).await,
            Err(KeychainError::Locked)
        );
        desktop::restart_keyring();
        // Nothing was overwritten.
        assert_stored(&keychain(), "CANARY-old").await;
        no_secret_on_the_disk();
    });
}

#[test]
fn no_collection() {
    run(PrivateDesktop::with(Keyring::Activated), async {
        everything_fails_with(&keychain(), &KeychainError::Absent(KeychainAbsence::NoKeyring)).await;
        no_secret_on_the_disk();
    });
}

#[test]
fn no_service() {
    run(PrivateDesktop::with(Keyring::NotInstalled), async {
        everything_fails_with(&keychain(), &KeychainError::Absent(KeychainAbsence::NotInstalled)).await;
        no_secret_on_the_disk();
    });
}

#[test]
fn no_bus() {
    run(PrivateDesktop::without_bus(), async {
        everything_fails_with(&keychain(), &KeychainError::Absent(KeychainAbsence::NoBus)).await;
        no_secret_on_the_disk();
    });
}

/// The attributes of the item of `role_ref("Admin")`.
const ADMIN_ITEM: &str = "service rolecall username 'role-session acme/111122223333/Admin'";

#[test]
fn an_item_of_others_in_its_place() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let keychain = keychain();
        save(&keychain, "CANARY").await;
        shell(&format!(
            "printf 'not ours' | secret-tool store --label=x {ADMIN_ITEM}"
        ));
        let item = "Rolecall: acme / 111122223333 / Admin".to_owned();
        assert_eq!(
            stored_token(&keychain, "Admin").await,
            Err(KeychainError::Corrupt { item })
        );
        assert_eq!(shell(&format!("secret-tool lookup {ADMIN_ITEM}")), "not ours");
    });
}

/// Adds a second item with the content of the first but another token, a second later: the times of items are in seconds.
fn add_second_item(token: &str, store_arguments: &str) {
    shell(&format!(
        "now=$(date +%s); until [ \"$(date +%s)\" -gt \"$now\" ]; do :; done; \
         secret-tool lookup {ADMIN_ITEM} | sed 's/CANARY-[a-z]*\",\"exp/{token}\",\"exp/' \
         | secret-tool store --label=copy {store_arguments} {ADMIN_ITEM}"
    ));
    let found = shell(&format!("secret-tool search --all {ADMIN_ITEM} 2>&1"));
    assert_eq!(found.matches("label = ").count(), 2, "{found}");
}

/// A keyring was restored beside another, or a collection was copied.
#[test]
fn of_two_items_the_newest_counts_and_one_is_left() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let keychain = keychain();
        let search = format!("secret-tool search --all {ADMIN_ITEM} 2>&1");
        for (number, place) in ["--collection=session", "--collection=session", "other attribute"]
            .into_iter()
            .enumerate()
        {
            save(&keychain, "CANARY-old").await;
            let token = ["CANARY-copied", "CANARY-again", "CANARY-other"][number];
            add_second_item(token, place);
            assert_stored(&keychain, token).await;
            assert!(
                keychain
                    .holds(&KeychainItem::role_session(&role_ref("Admin")))
                    .await
                    .unwrap()
            );
            assert_eq!(keychain.items().await.unwrap().len(), 1, "it is one item");
            if number == 0 {
                save(&keychain, "CANARY-new").await;
                assert_stored(&keychain, "CANARY-new").await;
                let left = shell(&search);
                assert_eq!(left.matches("label = ").count(), 1, "{left}");
                assert!(
                    !left.contains("/session/"),
                    "it outlasts the desktop session: {left}"
                );
            } else {
                keychain.erase_role_credentials(&role_ref("Admin")).await.unwrap();
                assert_eq!(stored_token(&keychain, "Admin").await, Ok(None));
                assert_eq!(shell(&search), "");
            }
        }
    });
}

/// A client whose first message opens a session can make gnome-keyring abort, and so can one that only pinged before: the answer
/// that counts comes from the daemon's main loop.
#[test]
fn a_session_is_opened_once_after_an_answered_call() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let calls = Calls::record();
        let keychain = keychain();
        for role in ["Admin", "ReadOnly"] {
            assert_eq!(stored_token(&keychain, role).await, Ok(None));
            keychain
                .save_role_credentials(&role_ref(role), &credentials("CANARY"))
                .await
                .unwrap();
            keychain.erase_role_credentials(&role_ref(role)).await.unwrap();
            keychain.health().await.unwrap();
        }
        let messages = calls.messages_by_client();
        assert_eq!(
            messages.len(),
            3,
            "the store's connection and one for each health check: {messages:?}"
        );
        let is_introduced = |client: &Vec<String>| client[..2] == ["ReadAlias", "a reply"];
        assert!(messages.iter().all(is_introduced), "{messages:?}");
        let sessions = messages
            .iter()
            .flatten()
            .filter(|message| *message == "OpenSession");
        assert_eq!(sessions.count(), 1, "{messages:?}");
    });
}

#[test]
fn the_daemon_is_killed() {
    run(PrivateDesktop::with(Keyring::Unlocked), async {
        let keychain = keychain();
        save(&keychain, "CANARY-old").await;
        desktop::kill_keyring();
        let read = stored_token(&keychain, "Admin").await;
        assert_eq!(
            read,
            Err(KeychainError::Locked),
            "the bus starts it again, locked"
        );
        desktop::restart_keyring();
        // A fresh connection.
        assert_stored(&keychain, "CANARY-old").await;
        save(&keychain, "CANARY-new").await;
        assert_stored(&keychain, "CANARY-new").await;
    });
}

#[test]
fn a_daemon_that_comes_late_is_found() {
    run(PrivateDesktop::with(Keyring::NotInstalled), async {
        let keychain = keychain();
        let absent = Err(KeychainError::Absent(KeychainAbsence::NotInstalled));
        assert_eq!(stored_token(&keychain, "Admin").await, absent);
        desktop::start_keyring();
        assert_eq!(stored_token(&keychain, "Admin").await, Ok(None));
        save(&keychain, "late").await;
        assert_stored(&keychain, "late").await;
    });
}
