//! Reads one role session from the keychain, or keeps one with `keep`: the least that a warm command does, to be timed
//! against `secret-tool lookup` of the same item.
#![expect(clippy::expect_used, reason = "a figure of a failed read would be none")]

use rolecall::account::{AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::credentials::RoleCredentials;
use rolecall::portal::PortalName;
use rolecall::ports::Keychain;
use rolecall::secret::{SecretAccessKey, SessionToken};
use rolecall_os::{Environment, OsKeychain, Places};

fn main() {
    let _hardening = rolecall_os::harden();
    let environment = Environment::read();
    let keychain = OsKeychain::new(
        &Places::from_environment(&environment).expect("a home"),
        &environment,
    );
    let assignment = Assignment {
        portal: PortalName::parse("acme").expect("a name"),
        account_id: AccountId::parse("111122223333").expect("an id"),
        role_name: RoleName::new("Admin"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        if std::env::args().nth(1).as_deref() == Some("keep") {
            let credentials = RoleCredentials {
                access_key_id: "ASIAEXAMPLE".to_owned(),
                secret_access_key: SecretAccessKey::from_exposed("k".repeat(40)),
                session_token: SessionToken::from_exposed("t".repeat(1200)),
                expires_at: "2099-01-01T00:00:00Z".parse().expect("a time"),
                obtained_at: None,
            };
            keychain
                .keep_role_credentials(&assignment, &credentials)
                .await
                .expect("a write");
        }
        keychain
            .role_credentials(&assignment)
            .await
            .expect("a read")
            .expect("an item");
    });
}
