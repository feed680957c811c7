//! Sign-in by device code (RFC 8628): for machines without a browser, and only when asked for.

use super::SignInError;
use super::registration::{erase_if_refused, registration};
use super::save::save;
use crate::ports::{AuthorizationError, Ports};
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, SignIn, SignInStep, Token};
use rolecall_model::time::remaining;
use std::time::Duration;

/// Added to the interval for the rest of the sign-in whenever AWS says `slow_down` (RFC 8628, 3.5).
const SLOW_DOWN_STEP: Duration = Duration::from_secs(5);

pub(super) async fn sign_in(
    ports: &Ports,
    portal: &Portal,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<SignIn, SignInError> {
    let (registration, device) = start(ports, portal).await?;
    report(SignInStep::WaitingForCode {
        user_code: device.user_code.clone(),
        verification_uri: device.verification_uri.clone(),
        verification_uri_complete: device.verification_uri_complete.clone(),
        expires_at: ports.clock.now() + device.expires_in,
    });
    let token = poll(ports, portal, &registration, &device).await;
    let token = erase_if_refused(ports, portal, token).await?;
    save(ports, portal, registration, token).await
}

/// Starts the grant; a registration that AWS forgot is replaced once, since nobody has been asked anything yet.
async fn start(
    ports: &Ports,
    portal: &Portal,
) -> Result<(ClientRegistration, DeviceAuthorization), SignInError> {
    let stored = registration(ports, portal, Grant::DeviceCode).await?;
    let started = ports
        .aws
        .authorization
        .start_device_authorization(portal, &stored)
        .await;
    if !matches!(started, Err(AuthorizationError::InvalidClient)) {
        return Ok((stored, started.map_err(SignInError::Authorization)?));
    }
    ports.store.keychain.erase_registration(&portal.name).await?;
    let fresh = registration(ports, portal, Grant::DeviceCode).await?;
    let started = ports
        .aws
        .authorization
        .start_device_authorization(portal, &fresh)
        .await;
    Ok((fresh, started.map_err(SignInError::Authorization)?))
}

async fn poll(
    ports: &Ports,
    portal: &Portal,
    registration: &ClientRegistration,
    device: &DeviceAuthorization,
) -> Result<Token, AuthorizationError> {
    let ends_at = ports.clock.now() + device.expires_in;
    let mut interval = device.interval;
    loop {
        // Whatever interval AWS asks for, nobody waits for a code that is dead.
        ports
            .clock
            .sleep(interval.min(remaining(ends_at, ports.clock.now())))
            .await;
        if ports.clock.now() >= ends_at {
            return Err(AuthorizationError::Expired);
        }
        match ports
            .aws
            .authorization
            .create_token_with_device_code(portal, registration, device)
            .await
        {
            Err(AuthorizationError::Pending) => {}
            Err(AuthorizationError::SlowDown { retry_in }) => {
                interval = interval
                    .saturating_add(SLOW_DOWN_STEP)
                    .max(retry_in.unwrap_or_default());
            }
            // A dropped connection must not cost the user the code they are typing (RFC 8628, 3.5).
            Err(AuthorizationError::Unreachable { .. }) => interval = interval.saturating_add(SLOW_DOWN_STEP),
            ended => return ended,
        }
    }
}
