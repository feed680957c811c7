//! The suite of [`Keychain`].

use crate::hostile;
use crate::mint::Mint;
use crate::world::{assignment, portal};
use rolecall::ports::Keychain;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::{EndpointUrl, Portal};
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken, SecretAccessKey, SessionToken};
use rolecall_model::sign_in::{ClientRegistration, Grant, SignIn};
use std::time::Duration;

/// The suite of [`Keychain`]: give it an unlocked keychain. It writes items of portals called `contract-…` and erases them.
///
/// # Panics
/// When the keychain breaks its word.
pub async fn keychain(keychain: &dyn Keychain) {
    keychain.health().await.expect("an unlocked keychain is healthy");
    sign_ins(keychain).await;
    registrations(keychain).await;
    role_credentials(keychain).await;
    hostile_roles(keychain).await;
    sizes(keychain).await;
}

async fn sign_ins(keychain: &dyn Keychain) {
    let (one, two) = (contract_portal("contract-one"), contract_portal("contract-two"));
    erase_all(keychain, &[&one, &two]).await;
    assert!(
        keychain.sign_in(&one.name).await.expect("a read").is_none(),
        "what is not kept is None"
    );

    let mut mint = Minted::new();
    for sign_in in [
        mint.sign_in(&one, true, Grant::AuthorizationCode),
        mint.sign_in(&one, false, Grant::DeviceCode),
    ] {
        keychain.save_sign_in(&one.name, &sign_in).await.expect("a write");
        let kept = keychain
            .sign_in(&one.name)
            .await
            .expect("a read")
            .expect("a sign-in that was kept");
        assert_same_sign_in(&kept, &sign_in);
    }
    let other = mint.sign_in(&two, true, Grant::AuthorizationCode);
    keychain.save_sign_in(&two.name, &other).await.expect("a write");
    keychain.erase_sign_in(&one.name).await.expect("an erasure");
    keychain
        .erase_sign_in(&one.name)
        .await
        .expect("erasing nothing is fine");
    assert!(
        keychain.sign_in(&one.name).await.expect("a read").is_none(),
        "what was erased is None"
    );
    let kept = keychain
        .sign_in(&two.name)
        .await
        .expect("a read")
        .expect("another portal's sign-in stays");
    assert_same_sign_in(&kept, &other);
    erase_all(keychain, &[&one, &two]).await;
}

async fn registrations(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-registration");
    erase_all(keychain, &[&portal]).await;
    let mut mint = Minted::new();
    assert!(
        keychain
            .registration(&portal.name)
            .await
            .expect("a read")
            .is_none(),
        "what is not kept is None"
    );
    let endpoint = EndpointUrl::parse("http://127.0.0.1:8999").expect("an endpoint");
    let at_endpoint = PortalIdentity {
        endpoint_url: Some(endpoint),
        ..PortalIdentity::from(&portal)
    };
    for place in [PortalIdentity::from(&portal), at_endpoint] {
        let registration = mint.registration(Grant::DeviceCode);
        keychain
            .save_registration(&portal.name, &place, &registration)
            .await
            .expect("a write");
        let (kept_place, kept) = keychain
            .registration(&portal.name)
            .await
            .expect("a read")
            .expect("a registration");
        assert_eq!(kept_place, place, "the place comes back");
        assert_same_registration(&kept, &registration);
    }
    keychain
        .erase_sign_in(&portal.name)
        .await
        .expect("erasing nothing is fine");
    assert!(
        keychain
            .registration(&portal.name)
            .await
            .expect("a read")
            .is_some(),
        "a registration outlives the sign-in"
    );
    keychain
        .erase_registration(&portal.name)
        .await
        .expect("an erasure");
    keychain
        .erase_registration(&portal.name)
        .await
        .expect("erasing nothing is fine");
    assert!(
        keychain
            .registration(&portal.name)
            .await
            .expect("a read")
            .is_none(),
        "what was erased is None"
    );
}

async fn role_credentials(keychain: &dyn Keychain) {
    let (one, two) = (contract_portal("contract-one"), contract_portal("contract-two"));
    let mut mint = Minted::new();
    let all = [
        assignment(&one.name, "000000000001", "Admin"),
        assignment(&one.name, "000000000001", "admin"),
        assignment(&one.name, "000000000002", "Admin"),
        assignment(&two.name, "000000000001", "Admin"),
    ];
    for assignment in &all {
        keychain
            .erase_role_credentials(assignment)
            .await
            .expect("erasing nothing is fine");
        assert!(
            keychain
                .role_credentials(assignment)
                .await
                .expect("a read")
                .is_none(),
            "what is not kept is None"
        );
    }
    let kept = keep_each(keychain, &all, &mut mint).await;
    assert_kept(keychain, &all, &kept).await;
    let renewed = keep_each(keychain, &all, &mut mint).await;
    assert_kept(keychain, &all, &renewed).await;

    keychain
        .erase_role_credentials(&all[0])
        .await
        .expect("an erasure");
    assert!(
        keychain
            .role_credentials(&all[0])
            .await
            .expect("a read")
            .is_none(),
        "what was erased is None"
    );
    assert_kept(keychain, &all[1..], &renewed[1..]).await;
    erase_each(keychain, &all[1..]).await;
}

async fn hostile_roles(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-hostile");
    let mut mint = Minted::new();
    let named = |name: &String| assignment(&portal.name, "999999999999", name);
    let all: Vec<Assignment> = hostile::names_up_to(1024).iter().map(named).collect();
    erase_each(keychain, &all).await;
    let kept = keep_each(keychain, &all, &mut mint).await;
    assert_kept(keychain, &all, &kept).await;
    erase_each(keychain, &all).await;
    for assignment in &all {
        assert!(
            keychain
                .role_credentials(assignment)
                .await
                .expect("a read")
                .is_none(),
            "{assignment:?} was erased"
        );
    }
}

/// AWS names no greatest size of a token; SSO OIDC's client secrets have kilobytes.
async fn sizes(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-sizes");
    let mut mint = Minted::new();
    let assignment = assignment(&portal.name, "000000000009", "Admin");
    for length in [12_000, 1, 2_500, 8_192, 0] {
        let mut sign_in = mint.sign_in(&portal, true, Grant::AuthorizationCode);
        sign_in.access_token = AccessToken::from_exposed(long_text(length));
        sign_in.registration.client_secret = ClientSecret::from_exposed(long_text(length));
        keychain
            .save_sign_in(&portal.name, &sign_in)
            .await
            .expect("a write of any size");
        let kept = keychain
            .sign_in(&portal.name)
            .await
            .expect("a read")
            .expect("a sign-in that was kept");
        assert_same_sign_in(&kept, &sign_in);

        let mut credentials = mint.credentials();
        credentials.session_token = SessionToken::from_exposed(long_text(length));
        keychain
            .save_role_credentials(&assignment, &credentials)
            .await
            .expect("a write of any size");
        assert_kept(
            keychain,
            std::slice::from_ref(&assignment),
            std::slice::from_ref(&credentials),
        )
        .await;
    }
    erase_all(keychain, &[&portal]).await;
    erase_each(keychain, &[assignment]).await;
}

/// Text whose every part differs from the next, so that a part lost or doubled shows; not all ASCII.
fn long_text(length: usize) -> String {
    (0..)
        .flat_map(|n: u32| format!("{n}é\"\\\n/+=").chars().collect::<Vec<_>>())
        .take(length)
        .collect()
}

async fn keep_each(keychain: &dyn Keychain, all: &[Assignment], mint: &mut Minted) -> Vec<RoleCredentials> {
    let mut kept = Vec::new();
    for assignment in all {
        let credentials = mint.credentials();
        keychain
            .save_role_credentials(assignment, &credentials)
            .await
            .expect("a write");
        kept.push(credentials);
    }
    kept
}

async fn assert_kept(keychain: &dyn Keychain, all: &[Assignment], expected: &[RoleCredentials]) {
    for (assignment, expected) in all.iter().zip(expected) {
        let kept = keychain.role_credentials(assignment).await.expect("a read");
        let kept = kept.unwrap_or_else(|| panic!("the credentials of {assignment:?} were kept"));
        assert_eq!(kept.access_key_id, expected.access_key_id, "{assignment:?}");
        // EXPOSE: the suite compares what was kept with what comes back.
        assert!(
            kept.secret_access_key
                .matches(expected.secret_access_key.expose()),
            "secret key of {assignment:?}"
        );
        // EXPOSE: the suite compares what was kept with what comes back.
        assert!(
            kept.session_token.matches(expected.session_token.expose()),
            "session token of {assignment:?}"
        );
        assert_same_time(kept.expires_at, expected.expires_at);
        assert_eq!(kept.place, expected.place, "the portal they are of comes back");
        match (kept.obtained_at, expected.obtained_at) {
            (Some(kept), Some(expected)) => assert_same_time(kept, expected),
            (kept, expected) => assert_eq!(kept, expected, "when {assignment:?} was obtained"),
        }
    }
}

async fn erase_each(keychain: &dyn Keychain, all: &[Assignment]) {
    for assignment in all {
        keychain
            .erase_role_credentials(assignment)
            .await
            .expect("an erasure");
    }
}

async fn erase_all(keychain: &dyn Keychain, portals: &[&Portal]) {
    for portal in portals {
        keychain
            .erase_sign_in(&portal.name)
            .await
            .expect("erasing nothing is fine");
        keychain
            .erase_registration(&portal.name)
            .await
            .expect("erasing nothing is fine");
    }
}

fn assert_same_sign_in(kept: &SignIn, expected: &SignIn) {
    assert_eq!(kept.place, expected.place, "the place comes back");
    // EXPOSE: the suite compares what was kept with what comes back.
    assert!(
        kept.access_token.matches(expected.access_token.expose()),
        "the access token comes back"
    );
    match (&kept.refresh_token, &expected.refresh_token) {
        // EXPOSE: the suite compares what was kept with what comes back.
        (Some(kept), Some(expected)) => {
            assert!(kept.matches(expected.expose()), "the refresh token comes back")
        }
        (None, None) => {}
        (kept, expected) => panic!("refresh token: {kept:?} instead of {expected:?}"),
    }
    assert_same_time(kept.expires_at, expected.expires_at);
    assert_same_registration(&kept.registration, &expected.registration);
}

fn assert_same_registration(kept: &ClientRegistration, expected: &ClientRegistration) {
    assert_eq!(kept.client_id, expected.client_id);
    assert_eq!(kept.grant, expected.grant);
    // EXPOSE: the suite compares what was kept with what comes back.
    assert!(
        kept.client_secret.matches(expected.client_secret.expose()),
        "the client secret comes back"
    );
    assert_same_time(kept.expires_at, expected.expires_at);
}

/// An end may be kept in whole seconds; it never comes back later than it was.
fn assert_same_time(kept: Timestamp, expected: Timestamp) {
    let lost = expected.duration_since(kept);
    assert!(
        !lost.is_negative() && lost.as_secs() < 1,
        "{kept} instead of {expected}"
    );
}

fn contract_portal(name: &str) -> Portal {
    portal(name, "eu-central-1")
}

/// Makes secrets and times that all differ.
struct Minted {
    mint: Mint,
    number: i64,
}

impl Minted {
    fn new() -> Self {
        Self {
            mint: Mint::default(),
            number: 0,
        }
    }

    fn time(&mut self) -> Timestamp {
        self.number += 1;
        Timestamp::from_millisecond(1_772_366_400_123 + self.number * 61_001).expect("a time in range")
    }

    fn registration(&mut self, grant: Grant) -> ClientRegistration {
        let expires_at = self.time();
        ClientRegistration {
            client_id: format!("client-{}", self.number),
            client_secret: ClientSecret::from_exposed(self.mint.secret("client-secret")),
            expires_at,
            grant,
        }
    }

    fn sign_in(&mut self, portal: &Portal, refreshable: bool, grant: Grant) -> SignIn {
        SignIn {
            place: PortalIdentity::from(portal),
            access_token: AccessToken::from_exposed(self.mint.secret("access-token")),
            expires_at: self.time(),
            refresh_token: refreshable.then(|| RefreshToken::from_exposed(self.mint.secret("refresh-token"))),
            registration: self.registration(grant),
        }
    }

    fn credentials(&mut self) -> RoleCredentials {
        let expires_at = self.time();
        RoleCredentials {
            access_key_id: format!("ASIA{:016}", self.number),
            secret_access_key: SecretAccessKey::from_exposed(self.mint.secret("secret-access-key")),
            session_token: SessionToken::from_exposed(self.mint.secret("session-token")),
            expires_at,
            obtained_at: (self.number % 2 == 0).then(|| expires_at - Duration::from_hours(1)),
            place: (self.number % 2 == 0).then(|| PortalIdentity::from(&contract_portal("contract-one"))),
        }
    }
}
