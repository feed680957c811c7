//! Client registrations: reused while good, one per portal and grant, renewed when AWS forgot them.

use super::SignInError;
use crate::ports::{AuthorizationError, KeychainError, Ports};
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::sign_in::{ClientRegistration, Grant};
use rolecall_model::time::remaining;
use std::time::Duration;

/// A registration that ends sooner is replaced: it must outlive the sign-in made with it.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_hours(24);

/// Returns a registration for `grant` at `portal`: the stored one while good, else a new one. One that cannot be read is replaced.
///
/// # Errors
/// The keychain's or SSO OIDC's failure; nothing is written when the keychain failed.
pub(super) async fn registration(
    ports: &Ports,
    portal: &Portal,
    grant: Grant,
) -> Result<ClientRegistration, SignInError> {
    let stored = match ports.store.keychain.registration(&portal.name).await {
        Err(KeychainError::Corrupt { .. }) => None,
        read => read?,
    };
    if let Some((stored_identity, stored)) = stored {
        let lasts = remaining(stored.expires_at, ports.clock.now()) >= MIN_REMAINING_LIFETIME;
        if stored_identity.is_of(portal) && stored.grant == grant && lasts {
            return Ok(stored);
        }
    }
    let fresh = ports
        .aws
        .authorization
        .register_client(portal, grant)
        .await
        .map_err(SignInError::Authorization)?;
    ports
        .store
        .keychain
        .save_registration(&portal.name, &PortalIdentity::from(portal), &fresh)
        .await?;
    Ok(fresh)
}

/// Passes `outcome` on; a registration that AWS does not know any more is forgotten, so that the next try registers again.
pub(super) async fn erase_if_refused<T>(
    ports: &Ports,
    portal: &Portal,
    outcome: Result<T, AuthorizationError>,
) -> Result<T, SignInError> {
    if let Err(AuthorizationError::InvalidClient) = outcome {
        ports.store.keychain.erase_registration(&portal.name).await?;
    }
    outcome.map_err(|error| match error {
        AuthorizationError::Denied => SignInError::Denied,
        AuthorizationError::Expired => SignInError::TimedOut,
        AuthorizationError::Pending
        | AuthorizationError::SlowDown { .. }
        | AuthorizationError::InvalidGrant
        | AuthorizationError::InvalidClient
        | AuthorizationError::InvalidRequest { .. }
        | AuthorizationError::OtherRegion { .. }
        | AuthorizationError::Blocked(_)
        | AuthorizationError::Unreachable { .. }
        | AuthorizationError::Unexpected { .. } => SignInError::Authorization(error),
    })
}
