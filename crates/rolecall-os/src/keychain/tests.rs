//! The keychain on a store in memory: items come back, errors are classified, no caller waits for ever.

mod last_version;
pub(super) mod small_store;

use super::*;
use crate::tests::paths_in;
use keyring_core::Error;
use rolecall::ports::KeychainAbsence;
use rolecall_fakes::{contract, hostile};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, parse_start_url};
use rolecall_model::role_ref::RoleOrigin;
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken, SecretAccessKey, SessionToken};
use rolecall_model::sign_in::Grant;
use small_store::SmallStore;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

pub(super) fn portal() -> PortalName {
    PortalName::parse("acme").unwrap()
}

pub(super) fn registration() -> ClientRegistration {
    ClientRegistration {
        client_id: "client".to_owned(),
        client_secret: ClientSecret::from_exposed("client-secret"),
        expires_at: Timestamp::from_second(2_000_000_000).unwrap(),
        grant: Grant::DeviceCode,
    }
}

pub(super) fn sign_in(access_token: &str, endpoint_url: Option<&str>) -> SignIn {
    let endpoint_url = endpoint_url.map(|url| EndpointUrl::parse(url).unwrap());
    let start_url = match &endpoint_url {
        Some(endpoint) => format!("{}/start", endpoint.as_str()),
        None => "https://d-1234567890.awsapps.com/start".to_owned(),
    };
    SignIn {
        portal_identity: PortalIdentity {
            start_url: parse_start_url(&start_url, endpoint_url.as_ref())
                .unwrap()
                .start_url,
            account_access: None,
            region: Region::parse("eu-central-1").unwrap(),
            endpoint_url,
        },
        access_token: AccessToken::from_exposed(access_token),
        expires_at: Timestamp::from_second(1_900_000_000).unwrap(),
        refresh_token: Some(RefreshToken::from_exposed("refresh \" \\ \n \u{1f600}")),
        renewal_refused_at: None,
        registration: registration(),
    }
}

fn role_ref(role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(portal()),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(role),
    }
}

pub(super) fn credentials(token: &str) -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed("secret-key"),
        session_token: SessionToken::from_exposed(token),
        expires_at: Timestamp::from_second(1_900_000_000).unwrap(),
        obtained_at: Some(Timestamp::from_second(1_899_996_400).unwrap()),
        source_identity: None,
        user: None,
    }
}

fn keychain(store: &SmallStore, limit: Option<usize>) -> OsKeychain {
    OsKeychain::in_store(&paths_in("/homes/one"), store.shared(), limit)
}

#[tokio::test]
async fn it_passes_the_contract_whatever_the_limit_of_an_item() {
    for limit in [None, Some(256), Some(2560)] {
        let store = SmallStore::new(limit.unwrap_or(usize::MAX));
        contract::keychain_items(&keychain(&store, limit)).await;
        assert!(store.0.lock().unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn two_homes_share_nothing() {
    let store = SmallStore::new(usize::MAX);
    let first = keychain(&store, None);
    let second = OsKeychain::in_store(&paths_in("/homes/two"), store.shared(), None);
    let stored = sign_in("of the first", None);
    first.save_sign_in(&portal(), &stored).await.unwrap();
    assert!(second.sign_in(&portal()).await.unwrap().is_none());
    second.erase_sign_in(&portal()).await.unwrap();
    let stays = first.sign_in(&portal()).await.unwrap().unwrap();
    assert!(stays.access_token.matches("of the first"));
}

#[test]
fn hostile_role_names_do_not_reach_an_item_name() {
    for name in hostile::names().iter().chain([&String::new()]) {
        let item = ItemName::role_session("", &role_ref(name));
        let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        assert!(item.user().bytes().all(is_plain), "{item:?}");
        let label = item.label();
        assert!(
            !label.contains(['\n', '\0', '\u{202e}']) && label.len() < 400,
            "{item:?}"
        );
    }
}

#[tokio::test]
async fn a_corrupt_item_is_left_unchanged() {
    let acme = portal();
    for content in [
        &b""[..],
        b"not json",
        b"{\"version\":2}",
        b"{\"split\":{\"version\":9}}",
        b"{\"split\":{\"version\":1,\"set\":\"a\",\"generation\":\"00\",\"parts\":3,\"length\":9,\"sha256\":\"\"}}",
        &[0xff; 65_536],
    ] {
        let store = SmallStore::new(usize::MAX);
        let keychain = keychain(&store, Some(100_000));
        keychain.save_sign_in(&acme, &sign_in("access", None)).await.unwrap();
        let item = {
            let mut inside = store.0.lock().unwrap();
            let (item, value) = inside.items.iter_mut().next().unwrap();
            *value = content.to_vec();
            item.clone()
        };
        let error = keychain.sign_in(&acme).await.unwrap_err();
        assert!(matches!(error, KeychainError::Corrupt { item } if item.starts_with("Rolecall: sign-in at acme")));
        assert_eq!(store.0.lock().unwrap().items[&item], content);
    }
}

#[tokio::test]
async fn errors_are_classified_and_hold_no_secret() {
    let secret = b"CANARY".to_vec();
    let cases = [
        (Error::TooLong("CANARY".to_owned(), 1), KeychainError::Full),
        (
            Error::NoDefaultStore,
            KeychainError::Absent(KeychainAbsence::Ended),
        ),
        (
            Error::NoStorageAccess(Box::new(std::io::Error::other("CANARY"))),
            KeychainError::Denied,
        ),
    ];
    for (failure, expected) in cases {
        let store = SmallStore::new(usize::MAX);
        store.0.lock().unwrap().next_failure = Some(failure);
        assert_eq!(
            keychain(&store, None).sign_in(&portal()).await.unwrap_err(),
            expected
        );
    }
    for failure in [
        Error::BadEncoding(secret.clone()),
        Error::BadStoreFormat("CANARY".to_owned()),
        Error::PlatformFailure(Box::new(std::io::Error::other("CANARY"))),
        Error::Invalid("CANARY".to_owned(), "CANARY".to_owned()),
        Error::NotSupportedByStore("CANARY".to_owned()),
    ] {
        let store = SmallStore::new(usize::MAX);
        store.0.lock().unwrap().next_failure = Some(failure);
        let error = keychain(&store, None).sign_in(&portal()).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
    }
}

#[tokio::test]
#[expect(clippy::await_holding_lock, reason = "the store is made to hang on purpose")]
async fn a_call_that_timed_out_never_runs() {
    let store = SmallStore::new(usize::MAX);
    let mut keychain = keychain(&store, None);
    keychain.max_silence = Duration::from_millis(20);
    let busy = store.0.lock().unwrap();
    let timed_out = Err(KeychainError::TimedOut);
    assert_eq!(keychain.erase_sign_in(&portal()).await, timed_out);
    let late = sign_in("late", None);
    assert_eq!(keychain.save_sign_in(&portal(), &late).await, timed_out);
    drop(busy);
    keychain.max_silence = Duration::from_secs(10);
    let stored = keychain.sign_in(&portal()).await.unwrap();
    assert!(stored.is_none(), "a write that timed out took place");
}

/// Returns what `work` came to, if it did. Nothing is awaited, or the paused clock would advance on its own.
async fn outcome_now<T>(work: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    tokio::select! {
        biased;
        outcome = work => Some(outcome),
        () = std::future::ready(()) => None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_keychain_may_take_long_in_all_and_a_silent_one_may_not() {
    let store = SmallStore::new(usize::MAX);
    let keychain = keychain(&store, None);
    let (allow, allowed) = std::sync::mpsc::channel::<()>();
    let (counted, count) = std::sync::mpsc::channel::<()>();
    let mut first = std::pin::pin!(keychain.thread.run(MAX_SILENCE, move |opened| {
        while allowed.recv().is_ok() {
            opened.responses.increment();
            // Whoever waits for a response has been woken by now.
            counted.send(()).unwrap();
        }
        Ok(())
    }));
    let name = portal();
    let mut next = std::pin::pin!(keychain.erase_sign_in(&name));
    for _ in 0..5 {
        assert!(outcome_now(&mut first).await.is_none());
        assert!(outcome_now(&mut next).await.is_none());
        tokio::time::advance(MAX_SILENCE - Duration::from_millis(1)).await;
        assert!(outcome_now(&mut first).await.is_none(), "it is being answered");
        assert!(
            outcome_now(&mut next).await.is_none(),
            "those before it are being answered"
        );
        allow.send(()).unwrap();
        count.recv().unwrap();
    }
    assert!(outcome_now(&mut first).await.is_none());
    assert!(outcome_now(&mut next).await.is_none());
    tokio::time::advance(MAX_SILENCE + Duration::from_millis(1)).await;
    assert_eq!(outcome_now(&mut first).await, Some(Err(KeychainError::TimedOut)));
    assert_eq!(outcome_now(&mut next).await, Some(Err(KeychainError::TimedOut)));
}

#[tokio::test]
async fn one_refusal_ends_all_earlier_calls() {
    let store = SmallStore::new(usize::MAX);
    let keychain = keychain(&store, None);
    let locked = || Err::<(), _>(KeychainError::Locked);
    let prompts = Arc::new(AtomicU32::new(0));
    let prompt = |pause: u64| {
        let prompts = prompts.clone();
        keychain.thread.run(MAX_SILENCE, move |_| {
            prompts.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(pause));
            locked()
        })
    };
    let outcomes = tokio::join!(prompt(30), prompt(0), prompt(0));
    assert_eq!(outcomes, (locked(), locked(), locked()));
    assert_eq!(prompts.load(Ordering::SeqCst), 1, "the user was prompted again");
    prompt(0).await.unwrap_err();
    assert_eq!(prompts.load(Ordering::SeqCst), 2, "a later call prompts again");
}
