//! Starting, renewing, ending and stopping role sessions.

use super::{Tasks, blocking};
use crate::history::record_event;
use crate::keeper::event::{KeeperEvent, RenewalOutcome, StopScope};
use crate::keeper::request::Reply;
use crate::ports::Ports;
use crate::problem::Problem;
use crate::role_session::{
    RoleSessionError, Stopped, end_at_limit, renew_role_session, role_sessions, start_role_session,
    stop_all_role_sessions, stop_role_session,
};
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryEvent;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, id};

/// Minimum remaining lifetime of credentials that a user requests.
pub(super) const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

impl Tasks {
    /// Starts a role session for a user; `renew` tells whether it is renewed automatically.
    pub(in crate::keeper) fn start(&self, role: ResolvedRole, renew: bool, reply: Reply<RoleSessionRecord>) {
        let tasks = self.clone();
        drop(self.spawn(async move { tasks.start_now(&role, renew, reply).await }));
    }

    async fn start_now(
        &self,
        role: &ResolvedRole,
        renew: bool,
        reply: Reply<RoleSessionRecord>,
    ) -> KeeperEvent {
        let started = start_role_session(&self.ports, role, MIN_REMAINING_LIFETIME, renew).await;
        self.reply_about(role, started.map_err(|error| Problem::from(&error)), reply);
        KeeperEvent::RoleSessionUsed
    }

    /// Logs the new `@default` in the history, and starts its role session so that it is ready for the next program.
    pub(in crate::keeper) fn start_default(&self, role: ResolvedRole, renew: bool) {
        let tasks = self.clone();
        drop(self.spawn(async move {
            let event = HistoryEvent::DefaultChanged;
            blocking(|| record_event(&tasks.ports, event, &role.key, None, None));
            // Nobody waits for the reply: a failure is shown at the portal.
            let (reply, _) = oneshot::channel();
            tasks.start_now(&role, renew, reply).await
        }));
    }

    /// Renews a role session for a user, unless its credentials are already newer than `issued_at`.
    pub(in crate::keeper) fn renew(
        &self,
        role: ResolvedRole,
        issued_at: Option<Timestamp>,
        reply: Reply<RoleSessionRecord>,
    ) {
        let tasks = self.clone();
        drop(self.spawn(async move {
            let issued_at = issued_at.unwrap_or_else(|| tasks.ports.clock.now());
            let renewed = renew_role_session(&tasks.ports, &role, issued_at).await;
            tasks.reply_about(&role, renewed.map_err(|error| Problem::from(&error)), reply);
            KeeperEvent::RoleSessionUsed
        }));
    }

    /// Renews a role session without a request.
    pub(in crate::keeper) fn renew_automatically(
        &self,
        role: ResolvedRole,
        issued_at: Timestamp,
    ) -> AbortHandle {
        let ports = self.ports.clone();
        self.spawn(async move {
            let outcome = match renew_role_session(&ports, &role, issued_at).await {
                Ok(record) => RenewalOutcome::Renewed(record),
                Err(error) => renewal_outcome(&ports, &role, &error),
            };
            KeeperEvent::RenewalFinished(id(), role.key, outcome)
        })
    }

    /// Ends a role session that has reached its limit.
    pub(in crate::keeper) fn enforce_limit(&self, record: RoleSessionRecord) -> AbortHandle {
        let ports = self.ports.clone();
        self.spawn(async move {
            let outcome = end_at_limit(&ports, &record.role, record.started_at)
                .await
                .map_err(|error| Problem::from(&error).with_portal(record.role.portal()));
            KeeperEvent::LimitEnforced(id(), record.role, outcome)
        })
    }

    pub(in crate::keeper) fn stop(&self, role: RoleRef, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = stop_outcome(stop_role_session(&ports, &role).await);
            drop(reply.send(outcome.map_err(|problem| problem.with_portal(role.portal()))));
            KeeperEvent::StopFinished(StopScope::RoleSessions(vec![role]))
        }));
    }

    /// Stops every role session that the keychain or the index has, even if no snapshot has shown it yet.
    pub(in crate::keeper) fn stop_all(&self, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = match stop_all_role_sessions(&ports).await {
                Ok(stopped) => {
                    let outcomes = stopped.into_iter().map(|(_, outcome)| stop_outcome(outcome));
                    outcomes.fold(Ok(()), Result::and)
                }
                Err(error) => Err(Problem::from(&error)),
            };
            drop(reply.send(outcome));
            KeeperEvent::StopFinished(StopScope::All)
        }));
    }

    /// Stops role sessions whose source was removed from the settings; gives up at the first failure.
    pub(in crate::keeper) fn stop_orphans(&self, roles: Vec<RoleRef>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            for role in &roles {
                if let Err(error) = stop_role_session(&ports, role).await {
                    tracing::warn!(%error, "role sessions without a source are not stopped");
                    break;
                }
            }
            KeeperEvent::StopFinished(StopScope::RoleSessions(roles))
        }));
    }

    /// Erases expired credentials.
    pub(in crate::keeper) fn erase_expired(&self) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            if let Err(error) = role_sessions(&ports).await {
                tracing::warn!(%error, "expired credentials are not erased");
            }
            KeeperEvent::ExpiredErased
        }));
    }
}

/// Returns the outcome for a failed renewal. If AWS permanently refused, renewal is switched off in the index so that it is not tried
/// again.
fn renewal_outcome(ports: &Ports, role: &ResolvedRole, error: &RoleSessionError) -> RenewalOutcome {
    let portal = role.source.portal().map(|portal| &portal.name);
    let problem = Problem::from(error).with_portal(portal);
    match error {
        RoleSessionError::Stopped | RoleSessionError::LimitReached => RenewalOutcome::Gone,
        RoleSessionError::AccessPortal(_)
        | RoleSessionError::Sts(_)
        | RoleSessionError::RolesAnywhere(_)
        | RoleSessionError::Login(_)
        | RoleSessionError::OtherIdentity
        | RoleSessionError::AssertionNeeded(_)
        | RoleSessionError::CredentialsEnded(_)
            if error.is_denied() || needs_user(error) =>
        {
            refused(ports, role, problem)
        }
        // A user has to do something first, such as to give a code: trying again would ask for nothing, or lock a device.
        RoleSessionError::IamUser(_) => refused(ports, role, problem),
        RoleSessionError::AccessPortal(_)
        | RoleSessionError::Sts(_)
        | RoleSessionError::RolesAnywhere(_)
        | RoleSessionError::Login(_)
        | RoleSessionError::ClientCertificate(_)
        | RoleSessionError::CertificateExpired(_)
        | RoleSessionError::CertificateNotYetValid(_)
        | RoleSessionError::IdentityToken(_)
        | RoleSessionError::OtherIdentity
        | RoleSessionError::AssertionNeeded(_)
        | RoleSessionError::CredentialProcess(_)
        | RoleSessionError::CredentialsEnded(_)
        | RoleSessionError::SignIn(_)
        | RoleSessionError::Keychain(_)
        | RoleSessionError::Lock(_)
        | RoleSessionError::ClockAhead
        | RoleSessionError::StateStore(_) => RenewalOutcome::Failed(problem),
    }
}

/// Switches the renewal of `role` off.
fn refused(ports: &Ports, role: &ResolvedRole, problem: Problem) -> RenewalOutcome {
    let index = &ports.store.role_session_index;
    let saved = blocking(|| index.set_renewal(&role.key, Renewal::Off));
    if let Err(error) = &saved {
        tracing::warn!(%error, "a refused role session is to be renewed after the next start");
    }
    let is_saved = saved.is_ok();
    RenewalOutcome::Refused { problem, is_saved }
}

/// Tells whether nothing but the user changes it: what they entered is over.
fn needs_user(error: &RoleSessionError) -> bool {
    matches!(
        error,
        RoleSessionError::OtherIdentity
            | RoleSessionError::AssertionNeeded(_)
            | RoleSessionError::CredentialsEnded(_)
    )
}

/// Returns the problem of a role session that was not stopped, or that the index still has.
fn stop_outcome(outcome: Result<Stopped, RoleSessionError>) -> Result<(), Problem> {
    match outcome {
        Ok(Stopped {
            index_error: None, ..
        }) => Ok(()),
        Ok(Stopped {
            index_error: Some(error),
            ..
        }) => Err(Problem::from(&error)),
        Err(error) => Err(Problem::from(&error)),
    }
}
