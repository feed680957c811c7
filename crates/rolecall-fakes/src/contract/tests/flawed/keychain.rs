//! Keychains that break one promise each.

use super::fails;
use crate::contract;
use crate::{FakeKeychain, World};
use async_trait::async_trait;
use jiff::SignedDuration;
use rolecall::ports::{Keychain, KeychainError, KeychainHealth};
use rolecall_model::account::RoleName;
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::PortalName;
use rolecall_model::secret::SessionToken;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq)]
enum KeychainFlaw {
    None,
    LosesRefreshToken,
    LosesEndpoint,
    RoundsEndUp,
    FoldsCase,
    CutsAtNul,
    CutsLongValues,
    KeepsTheFirst,
    ErasesRegistrationToo,
    RefusesToEraseNothing,
}

struct FlawedKeychain(Arc<FakeKeychain>, KeychainFlaw);

impl FlawedKeychain {
    fn name(&self, assignment: &Assignment) -> Assignment {
        let name = assignment.role_name.as_str();
        let name = match self.1 {
            KeychainFlaw::FoldsCase => name.to_lowercase(),
            KeychainFlaw::CutsAtNul => name.split('\0').next().unwrap_or_default().to_owned(),
            KeychainFlaw::None
            | KeychainFlaw::LosesRefreshToken
            | KeychainFlaw::LosesEndpoint
            | KeychainFlaw::RoundsEndUp
            | KeychainFlaw::CutsLongValues
            | KeychainFlaw::KeepsTheFirst
            | KeychainFlaw::ErasesRegistrationToo
            | KeychainFlaw::RefusesToEraseNothing => name.to_owned(),
        };
        Assignment {
            role_name: RoleName::new(name),
            ..assignment.clone()
        }
    }
}

#[async_trait]
impl Keychain for FlawedKeychain {
    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        let mut kept = self.0.sign_in(portal).await?;
        if let (Some(sign_in), KeychainFlaw::LosesRefreshToken) = (&mut kept, self.1) {
            sign_in.refresh_token = None;
        }
        Ok(kept)
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        self.0.save_sign_in(portal, sign_in).await
    }

    async fn erase_sign_in(&self, portal: &PortalName) -> Result<(), KeychainError> {
        if self.1 == KeychainFlaw::ErasesRegistrationToo {
            self.0.erase_registration(portal).await?;
        }
        if self.1 == KeychainFlaw::RefusesToEraseNothing && self.0.stored_sign_in(portal).is_none() {
            return Err(KeychainError::Unexpected {
                detail: "no such item".into(),
            });
        }
        self.0.erase_sign_in(portal).await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        let mut kept = self.0.registration(portal).await?;
        if let (Some((place, _)), KeychainFlaw::LosesEndpoint) = (&mut kept, self.1) {
            place.endpoint_url = None;
        }
        Ok(kept)
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        place: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        self.0.save_registration(portal, place, registration).await
    }

    async fn erase_registration(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.0.erase_registration(portal).await
    }

    async fn role_credentials(
        &self,
        assignment: &Assignment,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        let mut kept = self.0.role_credentials(&self.name(assignment)).await?;
        if let (Some(credentials), KeychainFlaw::RoundsEndUp) = (&mut kept, self.1) {
            credentials.expires_at += SignedDuration::from_secs(1);
        }
        if let (Some(credentials), KeychainFlaw::CutsLongValues) = (&mut kept, self.1) {
            let cut: String = credentials.session_token.expose().chars().take(2560).collect();
            credentials.session_token = SessionToken::from_exposed(cut);
        }
        Ok(kept)
    }

    async fn save_role_credentials(
        &self,
        assignment: &Assignment,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        let name = self.name(assignment);
        if self.1 == KeychainFlaw::KeepsTheFirst && self.0.stored_role_credentials(&name).is_some() {
            return Ok(());
        }
        self.0.save_role_credentials(&name, credentials).await
    }

    async fn erase_role_credentials(&self, assignment: &Assignment) -> Result<(), KeychainError> {
        self.0.erase_role_credentials(&self.name(assignment)).await
    }

    async fn health(&self) -> Result<KeychainHealth, KeychainError> {
        self.0.health().await
    }
}

#[test]
fn flawed_keychains_are_caught() {
    let caught = |flaw| {
        let world = World::new();
        let flawed = FlawedKeychain(Arc::clone(&world.keychain), flaw);
        fails(contract::keychain(&flawed))
    };
    assert!(!caught(KeychainFlaw::None));
    for flaw in [
        KeychainFlaw::LosesRefreshToken,
        KeychainFlaw::LosesEndpoint,
        KeychainFlaw::RoundsEndUp,
        KeychainFlaw::FoldsCase,
        KeychainFlaw::CutsAtNul,
        KeychainFlaw::CutsLongValues,
        KeychainFlaw::KeepsTheFirst,
        KeychainFlaw::ErasesRegistrationToo,
        KeychainFlaw::RefusesToEraseNothing,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
    let world = World::new();
    world.keychain.lock();
    assert!(
        fails(contract::keychain(&*world.keychain)),
        "a locked keychain is no working one"
    );
}
