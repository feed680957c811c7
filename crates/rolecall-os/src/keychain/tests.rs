//! The keychain on a store in memory: items come back, errors are classified, no caller waits for ever.

mod last_version;
pub(super) mod small_store;

use super::*;
use keyring_core::Error;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, parse_start_url};
use rolecall_model::role_ref::RoleOrigin;
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken, SecretAccessKey, SessionToken};
use rolecall_model::sign_in::Grant;
use small_store::SmallStore;

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
            region: Region::parse("eu-central-1").unwrap(),
            endpoint_url,
        },
        access_token: AccessToken::from_exposed(access_token),
        expires_at: Timestamp::from_second(1_900_000_000).unwrap(),
        refresh_token: Some(RefreshToken::from_exposed("refresh \" \\ \n \u{1f600}")),
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
    }
}

fn paths(home: &str) -> Paths {
    let environment = EnvironmentVariables {
        rolecall_home: Some(home.into()),
        ..EnvironmentVariables::default()
    };
    Paths::from_environment(&environment).unwrap()
}

fn keychain(store: &SmallStore, limit: Option<usize>) -> OsKeychain {
    OsKeychain::in_store(&paths("/homes/one"), store.shared(), limit)
}

#[tokio::test]
async fn everything_comes_back_and_can_be_erased() {
    let store = SmallStore::new(usize::MAX);
    let keychain = keychain(&store, None);
    let acme = portal();
    assert!(keychain.sign_in(&acme).await.unwrap().is_none());
    let stored = sign_in("access", Some("http://127.0.0.1:9999"));
    keychain.save_sign_in(&acme, &stored).await.unwrap();
    keychain
        .save_registration(&acme, &stored.portal_identity, &registration())
        .await
        .unwrap();
    keychain
        .save_role_credentials(&role_ref("Admin"), &credentials("token"))
        .await
        .unwrap();

    let read = keychain.sign_in(&acme).await.unwrap().unwrap();
    assert_eq!(read.portal_identity, stored.portal_identity);
    assert!(read.access_token.matches("access"));
    assert!(read.refresh_token.unwrap().matches("refresh \" \\ \n \u{1f600}"));
    assert_eq!(read.registration.grant, Grant::DeviceCode);
    assert_eq!(read.expires_at, stored.expires_at);
    let (identity, registered) = keychain.registration(&acme).await.unwrap().unwrap();
    assert_eq!(identity, stored.portal_identity);
    assert!(registered.client_secret.matches("client-secret"));
    let role = keychain
        .role_credentials(&role_ref("Admin"))
        .await
        .unwrap()
        .unwrap();
    assert!(role.session_token.matches("token") && role.secret_access_key.matches("secret-key"));
    assert_eq!(role.obtained_at, credentials("token").obtained_at);
    assert!(
        keychain
            .role_credentials(&role_ref("Audit"))
            .await
            .unwrap()
            .is_none()
    );

    for _ in 0..2 {
        keychain.erase_sign_in(&acme).await.unwrap();
        keychain.erase_registration(&acme).await.unwrap();
        keychain.erase_role_credentials(&role_ref("Admin")).await.unwrap();
    }
    assert!(store.0.lock().unwrap().items.is_empty());
}

#[tokio::test]
async fn two_homes_share_nothing() {
    let store = SmallStore::new(usize::MAX);
    let first = keychain(&store, None);
    let second = OsKeychain::in_store(&paths("/homes/two"), store.shared(), None);
    first
        .save_sign_in(&portal(), &sign_in("of the first", None))
        .await
        .unwrap();
    assert!(second.sign_in(&portal()).await.unwrap().is_none());
    second.erase_sign_in(&portal()).await.unwrap();
    assert!(
        first
            .sign_in(&portal())
            .await
            .unwrap()
            .unwrap()
            .access_token
            .matches("of the first")
    );
}

#[tokio::test]
async fn hostile_role_names_neither_collide_nor_reach_an_item_name() {
    let store = SmallStore::new(usize::MAX);
    let keychain = keychain(&store, None);
    let long = "x".repeat(256);
    let names = [
        "Admin",
        "admin",
        "a/b",
        "a\nb",
        "\u{202e}nimdA",
        "",
        "~",
        "\0",
        long.as_str(),
        "Admin ",
    ];
    for (number, name) in names.iter().enumerate() {
        keychain
            .save_role_credentials(&role_ref(name), &credentials(&number.to_string()))
            .await
            .unwrap();
    }
    for (number, name) in names.iter().enumerate() {
        let read = keychain.role_credentials(&role_ref(name)).await.unwrap().unwrap();
        assert!(read.session_token.matches(&number.to_string()), "{name:?}");
        let item = ItemName::role_session("", &role_ref(name));
        assert!(
            item.user().bytes().all(|b| b.is_ascii_graphic() || b == b' '),
            "{item:?}"
        );
        assert!(
            !item.label().contains(['\n', '\0', '\u{202e}']) && item.label().len() < 400,
            "{item:?}"
        );
    }
    assert_eq!(store.0.lock().unwrap().items.len(), names.len());
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
        (Error::NoDefaultStore, KeychainError::Absent),
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
    assert_eq!(
        keychain.erase_sign_in(&portal()).await,
        Err(KeychainError::TimedOut)
    );
    assert_eq!(
        keychain.save_sign_in(&portal(), &sign_in("late", None)).await,
        Err(KeychainError::TimedOut)
    );
    drop(busy);
    keychain.max_silence = Duration::from_secs(10);
    assert!(
        keychain.sign_in(&portal()).await.unwrap().is_none(),
        "a write that timed out took place"
    );
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
    let prompts = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let prompt = |pause: u64| {
        let prompts = prompts.clone();
        keychain.thread.run(MAX_SILENCE, move |_| {
            prompts.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(pause));
            locked()
        })
    };
    let outcomes = tokio::join!(prompt(30), prompt(0), prompt(0));
    assert!(matches!(
        outcomes,
        (
            Err(KeychainError::Locked),
            Err(KeychainError::Locked),
            Err(KeychainError::Locked)
        )
    ));
    assert_eq!(
        prompts.load(std::sync::atomic::Ordering::SeqCst),
        1,
        "the user was prompted again"
    );
    prompt(0).await.unwrap_err();
    assert_eq!(
        prompts.load(std::sync::atomic::Ordering::SeqCst),
        2,
        "a later call prompts again"
    );
}

#[tokio::test]
async fn split_items_behave_like_others() {
    for limit in [256, 2560] {
        let store = SmallStore::new(limit);
        let keychain = keychain(&store, Some(limit));
        let token = "t".repeat(10_000);
        for _ in 0..3 {
            keychain
                .save_role_credentials(&role_ref("Admin"), &credentials(&token))
                .await
                .unwrap();
            keychain
                .save_sign_in(&portal(), &sign_in(&token, None))
                .await
                .unwrap();
        }
        assert!(
            keychain
                .role_credentials(&role_ref("Admin"))
                .await
                .unwrap()
                .unwrap()
                .session_token
                .matches(&token)
        );
        assert!(
            keychain
                .sign_in(&portal())
                .await
                .unwrap()
                .unwrap()
                .access_token
                .matches(&token)
        );
        keychain.erase_role_credentials(&role_ref("Admin")).await.unwrap();
        keychain.erase_sign_in(&portal()).await.unwrap();
        assert!(store.0.lock().unwrap().items.is_empty());
    }
}
