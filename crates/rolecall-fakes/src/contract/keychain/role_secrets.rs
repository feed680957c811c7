//! What a keychain holds for roles that the user defined.

use super::long_text;
use rolecall::ports::{Keychain, KeychainItem, RoleSecretKey, RoleSecretKind};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::RoleSecret;

/// Each secret is an item of its own, is listed, and comes back as it was, whatever is in it.
pub(super) async fn role_secrets(keychain: &dyn Keychain) {
    let keys: Vec<RoleSecretKey> = ["contract.first", "contract-second@a+b_c"]
        .iter()
        .flat_map(|role| kinds().map(|kind| key(role, kind)))
        .collect();
    for key in &keys {
        let erased = keychain.erase_role_secret(key).await;
        erased.expect("no failure for an absent item");
        let absent = keychain.role_secret(key).await.expect("a read");
        assert!(absent.is_none(), "{key:?}");
    }
    for round in ["first", "second"] {
        let text = |index: usize| format!("{round} {index} {}", long_text(index * 700));
        for (index, key) in keys.iter().enumerate() {
            let secret = RoleSecret::from_exposed(text(index));
            let saved = keychain.save_role_secret(key, &secret).await;
            saved.expect("a write of any size");
        }
        let listed = keychain.items().await.expect("a list");
        for (index, key) in keys.iter().enumerate() {
            let stored = keychain.role_secret(key).await.expect("a read");
            let stored = stored.unwrap_or_else(|| panic!("{key:?} was saved"));
            assert!(stored.matches(&text(index)), "{key:?}");
            assert!(listed.contains(&KeychainItem::RoleSecret(key.clone())), "{key:?}");
        }
    }
    let (erased, others) = keys.split_first().expect("several");
    erase(keychain, erased).await;
    for key in others {
        let stored = keychain.role_secret(key).await.expect("a read");
        assert!(stored.is_some(), "{key:?} is an item of its own");
        erase(keychain, key).await;
    }
}

async fn erase(keychain: &dyn Keychain, key: &RoleSecretKey) {
    for _ in 0..2 {
        let erased = keychain.erase_role_secret(key).await;
        erased.expect("no failure, also for an absent item");
    }
    let absent = keychain.role_secret(key).await.expect("a read");
    assert!(absent.is_none(), "{key:?}");
}

fn kinds() -> [RoleSecretKind; 6] {
    [
        RoleSecretKind::SecretAccessKey("AKIAIOSFODNN7EXAMPLE".into()),
        RoleSecretKind::SecretAccessKey("AKIAI44QH8DHBEXAMPLE".into()),
        RoleSecretKind::MfaSeed,
        RoleSecretKind::PrivateKeyPassword,
        RoleSecretKind::SamlAssertion,
        RoleSecretKind::LoginSession,
    ]
}

fn key(role: &str, kind: RoleSecretKind) -> RoleSecretKey {
    RoleSecretKey {
        role: DefinedRoleName::parse(role).expect("a name"),
        kind,
    }
}
