//! Giving a sign-in up at AWS, at the place that it was obtained from.

use super::SignInError;
use super::renewal::renew_locked;
use crate::portal_api::{LogoutOutcome, logout};
use crate::ports::{AccessPortalError, Ports};
use rolecall_model::portal::PortalName;
use rolecall_model::sign_in::SignIn;

/// What became of a sign-in at AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revocation {
    /// AWS knows it no more.
    Done,
    /// AWS could not be told.
    Failed,
    /// AWS has no operation for it at this kind of portal.
    NotOffered,
}

impl From<LogoutOutcome> for Revocation {
    fn from(outcome: LogoutOutcome) -> Self {
        match outcome {
            LogoutOutcome::Ended => Self::Done,
            LogoutOutcome::NotOffered => Self::NotOffered,
        }
    }
}

/// Revokes a sign-in that is kept under `name`, whose lock the caller holds; returns what became of it. It is sent nowhere
/// but to the portal that issued it, whatever the settings say now. One whose bearer token has run out is renewed first, or its
/// refresh token would live on at AWS.
pub(crate) async fn revoke(ports: &Ports, name: &PortalName, sign_in: &SignIn) -> Revocation {
    let portal = &sign_in.portal_identity.to_portal(name);
    match logout(&ports.aws, portal, &sign_in.access_token).await {
        Ok(outcome) => return outcome.into(),
        Err(AccessPortalError::SignInEnded) => {}
        Err(_) => return Revocation::Failed,
    }
    match renew_locked(ports, portal, Some(&sign_in.access_token), ports.clock.now()).await {
        Ok(renewed) => logout(&ports.aws, portal, &renewed.access_token)
            .await
            .map_or(Revocation::Failed, Revocation::from),
        // AWS does not know the sign-in any more: there is nothing left to revoke.
        Err(SignInError::Needed) => Revocation::Done,
        Err(_) => Revocation::Failed,
    }
}
