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
/// One for the authorization-code grant is saved as ended until [`save_answered`]. AWS shows a client that it has forgotten as an
/// error page in the browser and tells nobody else, so one that got no answer must not be offered again; and a program that
/// is interrupted or killed while it waits can save nothing.
///
/// # Errors
/// The keychain's or SSO OIDC's failure; nothing is written when the keychain failed.
pub(super) async fn registration(
    ports: &Ports,
    portal: &Portal,
    grant: Grant,
) -> Result<ClientRegistration, SignInError> {
    let stored = reusable(ports, portal, grant).await?;
    let is_stored = stored.is_some();
    let registration = match stored {
        Some(stored) => stored,
        None => ports
            .aws
            .authorization
            .register_client(portal, grant)
            .await
            .map_err(SignInError::Authorization)?,
    };
    match grant {
        Grant::AuthorizationCode => {
            let unanswered = ClientRegistration {
                expires_at: ports.clock.now(),
                ..registration.clone()
            };
            save(ports, portal, &unanswered).await?;
        }
        Grant::DeviceCode if !is_stored => save(ports, portal, &registration).await?,
        Grant::DeviceCode => {}
    }
    Ok(registration)
}

async fn reusable(
    ports: &Ports,
    portal: &Portal,
    grant: Grant,
) -> Result<Option<ClientRegistration>, SignInError> {
    let stored = match ports.store.keychain.registration(&portal.name).await {
        Err(KeychainError::Corrupt { .. }) => None,
        read => read?,
    };
    let Some((identity, stored)) = stored else {
        return Ok(None);
    };
    let lasts = remaining(stored.expires_at, ports.clock.now()) >= MIN_REMAINING_LIFETIME;
    Ok(Some(stored).filter(|stored| identity.is_of(portal) && stored.grant == grant && lasts))
}

/// Saves `registration` for the next sign-in: AWS has answered, so it knows it.
pub(super) async fn save_answered(
    ports: &Ports,
    portal: &Portal,
    registration: &ClientRegistration,
) -> Result<(), SignInError> {
    save(ports, portal, registration).await
}

async fn save(ports: &Ports, portal: &Portal, registration: &ClientRegistration) -> Result<(), SignInError> {
    let identity = PortalIdentity::from(portal);
    let keychain = &ports.store.keychain;
    Ok(keychain
        .save_registration(&portal.name, &identity, registration)
        .await?)
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
