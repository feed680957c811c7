//! Trying out a role: who one becomes with it.

use super::obtain::parent_credentials;
use super::record::{RoleSessionError, stored_for_source};
use super::sources;
use crate::history::record_event;
use crate::ports::{CallerIdentity, Ports};
use rolecall_model::history::HistoryEvent;
use rolecall_model::role_source::ResolvedRole;

/// Requests new credentials of `role`, asks AWS whose they are and lets go of them: nothing is stored of `role` itself. What it is
/// assumed with is obtained, used and stored as ever.
///
/// # Errors
/// [`RoleSessionError`].
pub async fn request_identity(
    ports: &Ports,
    role: &ResolvedRole,
) -> Result<CallerIdentity, RoleSessionError> {
    sources::refuse_recursion(ports, role)?;
    let parent = parent_credentials(ports, role).await?;
    let issued = match sources::request_credentials(ports, role, parent.as_ref()).await {
        Err(error) if error.is_denied() => {
            record_event(ports, HistoryEvent::Denied, &role.key, None, None);
            return Err(error);
        }
        // Nobody gives others: the stored ones are tried out.
        Err(ended @ RoleSessionError::CredentialsEnded(_)) => {
            let now = ports.clock.now();
            let stored = stored_for_source(ports, role).await?;
            stored
                .filter(|stored| !stored.remaining(now).is_zero())
                .ok_or(ended)?
        }
        issued => issued?,
    };
    let endpoints = role.source.endpoints();
    let sts = &ports.aws.sts;
    Ok(sts
        .get_caller_identity(&endpoints, &endpoints.region, &issued)
        .await?)
}

/// Requests credentials of `role` and lets go of them: nothing of it is stored, and the history says nothing. What it is assumed with is
/// obtained, used and stored as ever.
///
/// # Errors
/// [`RoleSessionError`].
pub(crate) async fn try_to_assume(ports: &Ports, role: &ResolvedRole) -> Result<(), RoleSessionError> {
    let parent = parent_credentials(ports, role).await?;
    let issued = sources::request_credentials(ports, role, parent.as_ref()).await;
    issued.map(drop)
}
