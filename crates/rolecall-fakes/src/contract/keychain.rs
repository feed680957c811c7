//! The suite of [`Keychain`].

mod role_secrets;

use crate::hostile;
use crate::secret_factory::SecretFactory;
use crate::world::account_access_portal;
use crate::world::{defined_role_ref, portal, role_ref};
use rolecall::ports::{Keychain, KeychainItem};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{EndpointUrl, EntitledApplicationArn, Portal, PortalIdentity};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::SourceIdentity;
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken, SecretAccessKey, SessionToken};
use rolecall_model::sign_in::{ClientRegistration, Grant, SignIn};
use std::collections::BTreeSet;
use std::time::Duration;

/// The suite of [`Keychain`]: give it an unlocked keychain. It writes items of portals called `contract-…` and erases them.
///
/// # Panics
/// When the keychain breaks its contract.
pub async fn keychain(keychain: &dyn Keychain) {
    keychain.health().await.expect("an unlocked keychain is healthy");
    keychain_items(keychain).await;
}

/// The suite of all that a [`Keychain`] stores; see [`keychain`].
///
/// # Panics
/// When the keychain breaks its contract.
pub async fn keychain_items(keychain: &dyn Keychain) {
    sign_ins(keychain).await;
    registrations(keychain).await;
    role_credentials(keychain).await;
    hostile_roles(keychain).await;
    listing(keychain).await;
    role_secrets::role_secrets(keychain).await;
    sizes(keychain).await;
}

async fn sign_ins(keychain: &dyn Keychain) {
    let (portal, other) = (
        contract_portal("contract-first"),
        contract_portal("contract-second"),
    );
    erase_all(keychain, &[&portal, &other]).await;
    assert!(
        sign_in(keychain, &portal).await.is_none(),
        "an absent item is None"
    );

    let mut values = Values::default();
    for stored in [
        values.sign_in(&portal, true, Grant::AuthorizationCode),
        values.sign_in(&portal, false, Grant::DeviceCode),
    ] {
        save_sign_in(keychain, &portal, &stored).await;
    }
    let of_other = values.sign_in(&other, true, Grant::AuthorizationCode);
    save_sign_in(keychain, &other, &of_other).await;
    for _ in 0..2 {
        let erased = keychain.erase_sign_in(&portal.name).await;
        erased.expect("no failure, also for an absent item");
    }
    assert!(
        sign_in(keychain, &portal).await.is_none(),
        "an erased item is None"
    );
    let stored = sign_in(keychain, &other).await;
    assert_same_sign_in(&stored.expect("the sign-in of another portal"), &of_other);
    erase_all(keychain, &[&portal, &other]).await;
}

async fn registrations(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-registration");
    erase_all(keychain, &[&portal]).await;
    let read = async || keychain.registration(&portal.name).await.expect("a read");
    assert!(read().await.is_none(), "an absent item is None");
    let mut values = Values::default();
    let with_endpoint = PortalIdentity {
        endpoint_url: EndpointUrl::parse("http://127.0.0.1:8999").ok(),
        ..PortalIdentity::from(&portal)
    };
    let account_access = PortalIdentity::from(&account_access_portal("contract", "eu-central-1"));
    let mut entitled = account_access.clone();
    if let Some(application) = &mut entitled.account_access {
        let arn = "arn:aws:sso::111122223333:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
        application.entitled_application_arn = EntitledApplicationArn::parse(arn).ok();
    }
    let identities = [
        PortalIdentity::from(&portal),
        with_endpoint,
        account_access,
        entitled,
    ];
    for identity in identities {
        let registration = values.registration(Grant::DeviceCode);
        let saved = keychain
            .save_registration(&portal.name, &identity, &registration)
            .await;
        saved.expect("a write");
        let (stored_identity, stored) = read().await.expect("a registration");
        assert_eq!(stored_identity, identity);
        assert_same_registration(&stored, &registration);
    }
    let erased = keychain.erase_sign_in(&portal.name).await;
    erased.expect("no failure for an absent item");
    assert!(read().await.is_some(), "a registration outlives the sign-in");
    erase_all(keychain, &[&portal]).await;
    assert!(read().await.is_none(), "an erased item is None");
}

async fn role_credentials(keychain: &dyn Keychain) {
    let [first, second] = ["contract-first", "contract-second"].map(contract_portal);
    let mut values = Values::default();
    let all = [
        role_ref(&first.name, "000000000001", "Admin"),
        role_ref(&first.name, "000000000001", "admin"),
        role_ref(&first.name, "000000000002", "Admin"),
        role_ref(&second.name, "000000000001", "Admin"),
    ];
    erase_each(keychain, &all).await;
    assert_absent(keychain, &all).await;
    let stored = save_each(keychain, &all, &mut values).await;
    assert_stored(keychain, &all, &stored).await;
    let renewed = save_each(keychain, &all, &mut values).await;
    assert_stored(keychain, &all, &renewed).await;
    erase_each(keychain, &all[..1]).await;
    assert_absent(keychain, &all[..1]).await;
    assert_stored(keychain, &all[1..], &renewed[1..]).await;
    erase_each(keychain, &all[1..]).await;
}

async fn hostile_roles(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-hostile");
    let mut all: Vec<RoleRef> = Vec::new();
    for name in hostile::names_up_to(1024) {
        all.push(role_ref(&portal.name, "999999999999", &name));
        all.push(defined_role_ref("contract-hostile", "999999999999", &name));
    }
    erase_each(keychain, &all).await;
    let stored = save_each(keychain, &all, &mut Values::default()).await;
    assert_stored(keychain, &all, &stored).await;
    erase_each(keychain, &all).await;
    assert_absent(keychain, &all).await;
}

/// What is erased is what the list says, so the list must be complete, whatever roles are called.
async fn listing(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-listing");
    let mut values = Values::default();
    let mut roles: Vec<RoleRef> = hostile::names_up_to(1024)
        .iter()
        .map(|name| role_ref(&portal.name, "999999999999", name))
        .collect();
    roles.push(role_ref(&portal.name, "999999999999", "Admin"));
    roles.push(defined_role_ref("contract-listing", "999999999999", "Admin"));
    let mut added: BTreeSet<KeychainItem> = roles.iter().map(KeychainItem::role_session).collect();
    added.insert(KeychainItem::SignIn(portal.name.clone()));
    added.insert(KeychainItem::Registration(portal.name.clone()));
    for item in &added {
        keychain.erase(item).await.expect("no failure for an absent item");
        assert!(!keychain.holds(item).await.expect("an answer"), "{item:?}");
    }
    let items = async || BTreeSet::from_iter(keychain.items().await.expect("a list"));
    let before = items().await;
    save_each(keychain, &roles, &mut values).await;
    let sign_in = values.sign_in(&portal, true, Grant::AuthorizationCode);
    save_sign_in(keychain, &portal, &sign_in).await;
    let (identity, registration) = (
        PortalIdentity::from(&portal),
        values.registration(Grant::DeviceCode),
    );
    let saved = keychain.save_registration(&portal.name, &identity, &registration);
    saved.await.expect("a write");
    let listed = items().await;
    assert_eq!(
        listed.difference(&before).cloned().collect::<BTreeSet<_>>(),
        added
    );
    for item in &added {
        assert!(keychain.holds(item).await.expect("an answer"), "{item:?}");
        for _ in 0..2 {
            keychain
                .erase(item)
                .await
                .expect("no failure, also for an absent item");
        }
        assert!(!keychain.holds(item).await.expect("an answer"), "{item:?}");
    }
    assert_eq!(items().await, before);
}

/// AWS does not limit the size of a token; SSO OIDC's client secrets have kilobytes.
async fn sizes(keychain: &dyn Keychain) {
    let portal = contract_portal("contract-sizes");
    let mut values = Values::default();
    let roles = [role_ref(&portal.name, "000000000009", "Admin")];
    for length in [12_000, 1, 2_500, 8_192, 0] {
        let mut sign_in = values.sign_in(&portal, true, Grant::AuthorizationCode);
        sign_in.access_token = AccessToken::from_exposed(long_text(length));
        sign_in.registration.client_secret = ClientSecret::from_exposed(long_text(length));
        save_sign_in(keychain, &portal, &sign_in).await;

        let mut credentials = values.credentials();
        credentials.session_token = SessionToken::from_exposed(long_text(length));
        save(keychain, &roles[0], &credentials).await;
        assert_stored(keychain, &roles, &[credentials]).await;
    }
    erase_all(keychain, &[&portal]).await;
    erase_each(keychain, &roles).await;
}

/// Text whose every part differs from the next, so that a lost or doubled part shows; not all ASCII.
fn long_text(length: usize) -> String {
    (0..)
        .flat_map(|n: u32| format!("{n}é\"\\\n/+=").chars().collect::<Vec<_>>())
        .take(length)
        .collect()
}

async fn sign_in(keychain: &dyn Keychain, portal: &Portal) -> Option<SignIn> {
    keychain.sign_in(&portal.name).await.expect("a read")
}

/// Saves a sign-in and checks that it comes back.
async fn save_sign_in(keychain: &dyn Keychain, portal: &Portal, expected: &SignIn) {
    let saved = keychain.save_sign_in(&portal.name, expected).await;
    saved.expect("a write of any size");
    let stored = sign_in(keychain, portal).await;
    assert_same_sign_in(&stored.expect("the sign-in that was saved"), expected);
}

async fn save(keychain: &dyn Keychain, role: &RoleRef, credentials: &RoleCredentials) {
    let saved = keychain.save_role_credentials(role, credentials).await;
    saved.expect("a write of any size");
}

async fn save_each(keychain: &dyn Keychain, all: &[RoleRef], values: &mut Values) -> Vec<RoleCredentials> {
    let mut saved = Vec::new();
    for role in all {
        let credentials = values.credentials();
        save(keychain, role, &credentials).await;
        saved.push(credentials);
    }
    saved
}

async fn assert_stored(keychain: &dyn Keychain, all: &[RoleRef], expected: &[RoleCredentials]) {
    for (role, expected) in all.iter().zip(expected) {
        let stored = keychain.role_credentials(role).await.expect("a read");
        let stored = stored.unwrap_or_else(|| panic!("{role:?} was saved"));
        assert_eq!(stored.access_key_id, expected.access_key_id, "{role:?}");
        // EXPOSE: the suite compares what was saved with what comes back.
        let secret_access_key = expected.secret_access_key.expose();
        // EXPOSE: the suite compares what was saved with what comes back.
        let session_token = expected.session_token.expose();
        assert!(
            stored.secret_access_key.matches(secret_access_key),
            "secret key of {role:?}"
        );
        assert!(
            stored.session_token.matches(session_token),
            "session token of {role:?}"
        );
        assert_same_time(stored.expires_at, expected.expires_at);
        assert_eq!(
            (&stored.source_identity, &stored.user),
            (&expected.source_identity, &expected.user),
            "the source that issued them"
        );
        match (stored.obtained_at, expected.obtained_at) {
            (Some(stored), Some(expected)) => assert_same_time(stored, expected),
            (stored, expected) => assert_eq!(stored, expected, "when {role:?} was obtained"),
        }
    }
}

async fn assert_absent(keychain: &dyn Keychain, all: &[RoleRef]) {
    for role in all {
        let stored = keychain.role_credentials(role).await.expect("a read");
        assert!(stored.is_none(), "{role:?} is absent");
    }
}

async fn erase_each(keychain: &dyn Keychain, all: &[RoleRef]) {
    for role in all {
        let erased = keychain.erase_role_credentials(role).await;
        erased.expect("no failure, also for an absent item");
    }
}

async fn erase_all(keychain: &dyn Keychain, portals: &[&Portal]) {
    for portal in portals {
        for _ in 0..2 {
            let erased = keychain.erase_sign_in(&portal.name).await;
            erased.expect("no failure, also for an absent item");
            let erased = keychain.erase_registration(&portal.name).await;
            erased.expect("no failure, also for an absent item");
        }
    }
}

fn assert_same_sign_in(stored: &SignIn, expected: &SignIn) {
    assert_eq!(
        stored.portal_identity, expected.portal_identity,
        "the portal that issued it"
    );
    // EXPOSE: the suite compares what was saved with what comes back.
    let access_token = expected.access_token.expose();
    assert!(stored.access_token.matches(access_token), "access token");
    match (&stored.refresh_token, &expected.refresh_token) {
        // EXPOSE: the suite compares what was saved with what comes back.
        (Some(stored), Some(expected)) => assert!(stored.matches(expected.expose()), "refresh token"),
        (None, None) => {}
        (stored, expected) => panic!("refresh token: {stored:?} instead of {expected:?}"),
    }
    assert_same_time(stored.expires_at, expected.expires_at);
    match (stored.renewal_refused_at, expected.renewal_refused_at) {
        (Some(stored), Some(expected)) => assert_same_time(stored, expected),
        (stored, expected) => assert_eq!(stored, expected, "refused renewal"),
    }
    assert_same_registration(&stored.registration, &expected.registration);
}

fn assert_same_registration(stored: &ClientRegistration, expected: &ClientRegistration) {
    assert_eq!(
        (&stored.client_id, stored.grant),
        (&expected.client_id, expected.grant)
    );
    // EXPOSE: the suite compares what was saved with what comes back.
    let client_secret = expected.client_secret.expose();
    assert!(stored.client_secret.matches(client_secret), "client secret");
    assert_same_time(stored.expires_at, expected.expires_at);
}

/// A time may be stored in whole seconds; it never comes back later than it was.
fn assert_same_time(stored: Timestamp, expected: Timestamp) {
    let lost = expected.duration_since(stored);
    assert!(
        !lost.is_negative() && lost.as_secs() < 1,
        "{stored} instead of {expected}"
    );
}

fn contract_portal(name: &str) -> Portal {
    portal(name, "eu-central-1")
}

/// Makes secrets and times that all differ.
#[derive(Default)]
struct Values {
    secrets: SecretFactory,
    number: i64,
}

impl Values {
    fn time(&mut self) -> Timestamp {
        self.number += 1;
        Timestamp::from_millisecond(1_772_366_400_123 + self.number * 61_001).expect("a time in range")
    }

    fn registration(&mut self, grant: Grant) -> ClientRegistration {
        let expires_at = self.time();
        ClientRegistration {
            client_id: format!("client-{}", self.number),
            client_secret: ClientSecret::from_exposed(self.secrets.new_secret("client-secret")),
            expires_at,
            grant,
        }
    }

    fn sign_in(&mut self, portal: &Portal, refreshable: bool, grant: Grant) -> SignIn {
        let refresh_token =
            refreshable.then(|| RefreshToken::from_exposed(self.secrets.new_secret("refresh-token")));
        SignIn {
            portal_identity: PortalIdentity::from(portal),
            access_token: AccessToken::from_exposed(self.secrets.new_secret("access-token")),
            expires_at: self.time(),
            refresh_token,
            renewal_refused_at: refreshable.then(|| self.time()),
            registration: self.registration(grant),
        }
    }

    fn credentials(&mut self) -> RoleCredentials {
        let expires_at = self.time();
        let even = self.number % 2 == 0;
        RoleCredentials {
            access_key_id: format!("ASIA{:016}", self.number),
            secret_access_key: SecretAccessKey::from_exposed(self.secrets.new_secret("secret-access-key")),
            session_token: SessionToken::from_exposed(self.secrets.new_secret("session-token")),
            expires_at,
            obtained_at: even.then(|| expires_at - Duration::from_hours(1)),
            source_identity: even.then(|| source_identity(self.number)),
            user: even.then(|| format!("user-{}@example.com", self.number)),
        }
    }
}

/// A portal, or a chain of as many roles as `number` says.
fn source_identity(number: i64) -> SourceIdentity {
    let step = |step| format!("arn:aws:iam::111122223333:role/Step{step}");
    SourceIdentity {
        portal: Some(PortalIdentity::from(&contract_portal("contract-first"))),
        steps: (0..number % 4).map(step).collect(),
    }
}
