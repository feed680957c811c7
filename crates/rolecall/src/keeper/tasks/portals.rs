//! Portals: signing in and out, refreshing, and removing stored data.

use super::{Tasks, blocking};
use crate::catalogue::{PriorityAccounts, refresh};
use crate::keeper::event::{KeeperEvent, PortalEvent};
use crate::keeper::request::Reply;
use crate::keeper::snapshot::SignInState;
use crate::labels::follow_renames;
use crate::ports::KeychainError;
use crate::problem::Problem;
use crate::settings::add_portal;
use crate::sign_in::{sign_in, stored_sign_in};
use crate::sign_out::{
    PortalLeftovers, SignOutOutcome, purge_stale_portal_data, remove_portal_data, sign_out,
};
use rolecall_model::Timestamp;
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::{SignIn, SignInLifetime, SignInMethod};
use tokio::task::{AbortHandle, id};

impl Tasks {
    /// Checks whether the keychain can hold a sign-in. A locked one can: signing in asks the user to unlock it.
    pub(in crate::keeper) fn check_keychain(&self) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let problem = match ports.store.keychain.health().await {
                Ok(_) | Err(KeychainError::Locked) => None,
                Err(error) => Some(Problem::from(&error)),
            };
            KeeperEvent::KeychainChecked(problem)
        }));
    }

    /// Reads the sign-in of a portal from the keychain; `number` is the number of this read.
    pub(in crate::keeper) fn read_sign_in(&self, portal: Portal, number: u64) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let read = stored_sign_in(&ports, &portal).await;
            let state = read.map(|stored| {
                stored.map_or(SignInState::SignedOut, |stored| {
                    sign_in_state(&stored, ports.clock.now())
                })
            });
            let state = state.map_err(|error| Problem::from(&error).with_portal(&portal.name));
            PortalEvent::SignInRead(portal.name, number, state)
        }));
    }

    pub(in crate::keeper) fn sign_in(&self, portal: Portal, method: SignInMethod) -> AbortHandle {
        let tasks = self.clone();
        self.spawn(async move {
            let report = |step| tasks.report(PortalEvent::SignInProgressed(id(), portal.name.clone(), step));
            let outcome = sign_in(&tasks.ports, &portal, method, &report).await;
            let outcome = outcome
                .map(|sign_in| sign_in_state(&sign_in, tasks.ports.clock.now()))
                .map_err(|error| Problem::from(&error).with_portal(&portal.name));
            PortalEvent::SignInFinished(id(), portal.name, outcome)
        })
    }

    pub(in crate::keeper) fn sign_out(&self, portal: Portal, reply: Reply<SignOutOutcome>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = sign_out(&ports, &portal.name)
                .await
                .map_err(|error| Problem::from(&error).with_portal(&portal.name));
            PortalEvent::SignedOut(portal.name, outcome, reply)
        }));
    }

    /// Signs out and removes the stored data of a portal. The keeper removes it from the settings afterwards.
    pub(in crate::keeper) fn remove_portal_data(&self, portal: Portal, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = remove_portal_data(&ports, &portal.name)
                .await
                .map(|left| log_leftovers(&left))
                .map_err(|error| Problem::from(&error).with_portal(&portal.name));
            PortalEvent::DataRemoved(portal.name, outcome, reply)
        }));
    }

    /// Removes data that is stored under the name of a new portal: it belongs to one that was removed from the settings file. Nothing
    /// is removed if the new portal cannot be added.
    pub(in crate::keeper) fn release_portal_name(&self, portal: Portal, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let text = blocking(|| ports.store.settings_file.read());
            let checked = text
                .map_err(|error| Problem::from(&error))
                .and_then(|text| Ok(add_portal(&text, &portal)?));
            let outcome = match checked {
                Ok(_) => purge_stale_portal_data(&ports, &portal.name, None)
                    .await
                    .map(|left| log_leftovers(&left))
                    .map_err(|error| Problem::from(&error).with_portal(&portal.name)),
                Err(problem) => Err(problem),
            };
            PortalEvent::NameReleased(Box::new(portal), outcome, reply)
        }));
    }

    /// Removes data of a previous portal with the name of `portal` but another start URL.
    pub(in crate::keeper) fn purge_stale_portal_data(&self, portal: Portal) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            match purge_stale_portal_data(&ports, &portal.name, Some(&portal)).await {
                Ok(left) => log_leftovers(&left),
                Err(error) => {
                    tracing::warn!(%error, "data of another portal of the same name is not removed");
                }
            }
            PortalEvent::StaleDataPurged(portal.name)
        }));
    }

    /// Refreshes the catalogue of a portal, and moves labels to renamed roles.
    pub(in crate::keeper) fn refresh(
        &self,
        portal: Portal,
        priority_accounts: PriorityAccounts,
    ) -> AbortHandle {
        let tasks = self.clone();
        self.spawn(async move {
            let report =
                |event| tasks.report(PortalEvent::RefreshProgressed(id(), portal.name.clone(), event));
            let outcome = refresh(&tasks.ports, &portal, &priority_accounts, &report).await;
            if let Ok(refreshed) = &outcome
                && !refreshed.renames.is_empty()
                && let Err(problem) = blocking(|| follow_renames(&tasks.ports, &refreshed.renames))
            {
                tracing::warn!(problem.reference, problem.detail, "labels did not follow a role");
            }
            let outcome = outcome.map_err(|error| Problem::from(&error).with_portal(&portal.name));
            PortalEvent::RefreshFinished(id(), portal.name, outcome)
        })
    }
}

fn log_leftovers(left: &PortalLeftovers) {
    if let Some(error) = &left.keychain {
        tracing::warn!(%error, "the keychain may still hold something of a portal");
    }
    if let Some(error) = &left.database {
        tracing::warn!(%error, "the database still has something of a portal");
    }
}

/// Returns the state of a stored sign-in at `now`. A sign-in that is renewed has no expiry time to show.
fn sign_in_state(sign_in: &SignIn, now: Timestamp) -> SignInState {
    match sign_in.lifetime(now) {
        SignInLifetime::Renews => SignInState::SignedIn(None),
        SignInLifetime::Until(end) => SignInState::SignedIn(Some(end)),
        SignInLifetime::Ended => SignInState::Expired,
    }
}
