//! Renewing a sign-in without the user: one process at a time, and the new refresh token is stored before it is used.

use super::SignInError;
use crate::exclusive;
use crate::ports::{AuthorizationError, KeychainError, LockError, LockGuard, LockName, Ports};
use crate::tasks::joined;
use rolecall_model::Timestamp;
use rolecall_model::portal::{Portal, PortalIdentity, PortalName};
use rolecall_model::secret::{AccessToken, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, SignIn, Token};
use rolecall_model::time::remaining;
use std::time::Duration;

/// A bearer token that ends sooner is renewed first; AWS's own SDKs use the same five minutes.
const RENEW_BEFORE: Duration = Duration::from_mins(5);

/// AWS refuses a good refresh token now and then: how long to wait before the second try.
const RETRY_REFUSED_IN: Duration = Duration::from_secs(1);

/// How soon to try again after AWS refused twice, while the bearer token is still good.
const RETRY_LATER_IN: Duration = Duration::from_secs(30);

/// How long to wait for another process that renews the same sign-in.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Returns the sign-in stored for `portal`, renewed when it ends soon.
///
/// # Errors
/// [`SignInError::Needed`] when only the user can sign in again; [`SignInError::NotRenewed`] when AWS refused for the first time,
/// and the other cases when something failed, and the stored token is no longer valid.
pub async fn current_sign_in(ports: &Ports, portal: &Portal) -> Result<SignIn, SignInError> {
    let stored = stored_sign_in(ports, portal).await?.ok_or(SignInError::Needed)?;
    if remaining(stored.expires_at, ports.clock.now()) > RENEW_BEFORE {
        return Ok(stored);
    }
    renew(ports, portal, None).await
}

/// Returns a sign-in other than the one with `refused`, which AWS does not accept although it looks good here.
///
/// # Errors
/// As [`current_sign_in`].
pub(crate) async fn renewed_sign_in(
    ports: &Ports,
    portal: &Portal,
    refused: &AccessToken,
) -> Result<SignIn, SignInError> {
    renew(ports, portal, Some(refused)).await
}

/// Renews under the lock. What began is finished even when nobody waits for it any more: by then AWS may have taken the
/// old refresh token, and the new one must not be lost.
async fn renew(ports: &Ports, portal: &Portal, refused: Option<&AccessToken>) -> Result<SignIn, SignInError> {
    let needed_at = ports.clock.now();
    let lock = acquire_lock(ports, &portal.name).await?;
    let (ports, portal, refused) = (ports.clone(), portal.clone(), refused.cloned());
    joined(tokio::spawn(async move {
        let outcome = renew_locked(&ports, &portal, refused.as_ref(), needed_at).await;
        drop(lock);
        outcome
    }))
    .await
}

/// Makes this the one process that changes the sign-in of `portal`, until the guard is dropped.
pub(crate) async fn acquire_lock(
    ports: &Ports,
    portal: &PortalName,
) -> Result<Box<dyn LockGuard>, LockError> {
    exclusive::acquire(ports, &LockName::SignIn(portal.clone()), TIMEOUT).await
}

/// As [`renewed_sign_in`], for a caller that holds the lock and has needed the sign-in since `needed_at`.
pub(super) async fn renew_locked(
    ports: &Ports,
    portal: &Portal,
    refused: Option<&AccessToken>,
    needed_at: Timestamp,
) -> Result<SignIn, SignInError> {
    let stored = stored_sign_in(ports, portal).await?.ok_or(SignInError::Needed)?;
    let left = remaining(stored.expires_at, ports.clock.now());
    let is_refused = refused.is_some_and(|token| same(&stored.access_token, token));
    if left > RENEW_BEFORE && !is_refused {
        return Ok(stored);
    }
    let usable = (!left.is_zero() && !is_refused).then(|| stored.clone());
    let Some(refresh_token) = stored.refresh_token.clone() else {
        return usable.ok_or(SignInError::Needed);
    };
    let now = ports.clock.now();
    // A time in the future was written by a clock that has been set back.
    if let Some(refused_at) = stored.renewal_refused_at.filter(|at| *at <= now) {
        let is_recent = !remaining(refused_at + RETRY_LATER_IN, now).is_zero();
        match usable {
            Some(usable) if is_recent => return Ok(usable),
            // Whoever waited for the lock meanwhile has the same need as the process that was refused.
            None if refused_at > needed_at => return Err(SignInError::NotRenewed),
            Some(_) | None => {}
        }
    }
    match refresh(ports, portal, &stored.registration, &refresh_token).await {
        Ok(token) => {
            let registration = stored.registration.clone();
            let fresh = sign_in_from(ports, portal, registration, token, stored.refresh_token);
            ports.store.keychain.save_sign_in(&portal.name, &fresh).await?;
            Ok(fresh)
        }
        // A bearer token that the access portal refuses, too, shows that the sign-in has ended.
        Err(AuthorizationError::InvalidGrant) if stored.renewal_refused_at.is_none() && !is_refused => {
            save_refused(ports, portal, stored).await?;
            usable.ok_or(SignInError::NotRenewed)
        }
        Err(
            error @ (AuthorizationError::InvalidGrant
            | AuthorizationError::InvalidClient
            | AuthorizationError::Expired
            | AuthorizationError::Denied),
        ) => {
            save_ended(ports, portal, stored, usable.is_some(), &error).await?;
            usable.ok_or(SignInError::Needed)
        }
        Err(
            error @ (AuthorizationError::Pending
            | AuthorizationError::SlowDown { .. }
            | AuthorizationError::InvalidRequest { .. }
            | AuthorizationError::OtherRegion { .. }
            | AuthorizationError::Blocked(_)
            | AuthorizationError::Unreachable { .. }
            | AuthorizationError::Unexpected { .. }),
        ) => usable.ok_or(SignInError::Authorization(error)),
    }
}

/// Exchanges `refresh_token`; once more after a second when AWS refuses it, as AWS's own clients do.
async fn refresh(
    ports: &Ports,
    portal: &Portal,
    registration: &ClientRegistration,
    refresh_token: &RefreshToken,
) -> Result<Token, AuthorizationError> {
    let authorization = &ports.aws.authorization;
    let exchange = || authorization.create_token_with_refresh_token(portal, registration, refresh_token);
    let is_retry_allowed = || ports.deadline.allows(ports.clock.as_ref(), RETRY_REFUSED_IN);
    match exchange().await {
        Err(AuthorizationError::InvalidGrant) if is_retry_allowed() => {
            ports.clock.sleep(RETRY_REFUSED_IN).await;
            exchange().await
        }
        exchanged => exchanged,
    }
}

/// Keeps the refresh token that AWS refused, and records when.
async fn save_refused(ports: &Ports, portal: &Portal, stored: SignIn) -> Result<(), SignInError> {
    let refused = SignIn {
        renewal_refused_at: Some(ports.clock.now()),
        ..stored
    };
    Ok(ports.store.keychain.save_sign_in(&portal.name, &refused).await?)
}

/// Records that AWS renews the sign-in no more, so that every surface says so and nobody asks again in vain.
async fn save_ended(
    ports: &Ports,
    portal: &Portal,
    stored: SignIn,
    is_usable: bool,
    error: &AuthorizationError,
) -> Result<(), SignInError> {
    if matches!(error, AuthorizationError::InvalidClient) {
        ports.store.keychain.erase_registration(&portal.name).await?;
    }
    let ended = SignIn {
        refresh_token: None,
        renewal_refused_at: None,
        expires_at: if is_usable {
            stored.expires_at
        } else {
            ports.clock.now()
        },
        ..stored
    };
    Ok(ports.store.keychain.save_sign_in(&portal.name, &ended).await?)
}

/// Returns what is stored for `portal`, unless it belongs to another portal of the same name.
///
/// # Errors
/// The keychain's failure.
pub async fn stored_sign_in(ports: &Ports, portal: &Portal) -> Result<Option<SignIn>, KeychainError> {
    let stored = ports.store.keychain.sign_in(&portal.name).await?;
    Ok(stored.filter(|sign_in| sign_in.portal_identity.is_of(portal)))
}

/// Returns the sign-in that `CreateToken` gave.
pub(super) fn sign_in_from(
    ports: &Ports,
    portal: &Portal,
    registration: ClientRegistration,
    token: Token,
    old_refresh_token: Option<RefreshToken>,
) -> SignIn {
    SignIn {
        portal_identity: PortalIdentity::from(portal),
        access_token: token.access_token,
        expires_at: ports.clock.now() + token.expires_in,
        refresh_token: token.refresh_token.or(old_refresh_token),
        renewal_refused_at: None,
        registration,
    }
}

fn same(token: &AccessToken, other: &AccessToken) -> bool {
    // EXPOSE: compared in constant time, nothing leaves
    token.matches(other.expose())
}
