//! The keeper's state of one portal, with its running sign-in and refresh.
//!
//! It must not know of the others, nor start anything.

use super::refresh::TrackedRefresh;
use crate::catalogue::{CatalogueEvent, PriorityAccounts, RefreshOutcome};
use crate::keeper::read_order::ReadOrder;
use crate::keeper::snapshot::{PortalState, RefreshState, SignInState};
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, Difference};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::sign_in::SignInStep;
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// A catalogue older than this is refreshed when the program starts.
const MAX_CATALOGUE_AGE: Duration = Duration::from_mins(10);

/// Timeout of a sign-in that is shown until its first step reports the real one.
const SIGN_IN_TIMEOUT: Duration = Duration::from_mins(10);

/// One portal of the settings.
pub(in crate::keeper) struct TrackedPortal {
    state: PortalState,
    /// The accounts whose roles are listed first; shared with the running refresh.
    priority_accounts: PriorityAccounts,
    sign_in: Option<SignInTask>,
    refresh: TrackedRefresh,
    sign_in_reads: ReadOrder,
    catalogue_reads: ReadOrder,
    /// Whether the stored catalogue has been read, or could not be.
    is_catalogue_loaded: bool,
}

/// A running sign-in, and the state before it.
struct SignInTask {
    task: AbortHandle,
    before: SignInState,
}

impl TrackedPortal {
    /// Creates the state of a portal whose stored data is not read yet; until then it shows `catalogue`.
    pub(super) fn new(portal: Portal, catalogue: Arc<Catalogue>) -> Self {
        Self {
            state: PortalState {
                portal,
                sign_in: SignInState::Unknown,
                catalogue,
                difference: Arc::new(Difference::default()),
                failed_accounts: Arc::new(HashMap::new()),
                refresh: None,
                problem: None,
            },
            priority_accounts: PriorityAccounts::default(),
            sign_in: None,
            refresh: TrackedRefresh::default(),
            sign_in_reads: ReadOrder::default(),
            catalogue_reads: ReadOrder::default(),
            is_catalogue_loaded: false,
        }
    }

    pub(in crate::keeper) fn state(&self) -> &PortalState {
        &self.state
    }

    pub(in crate::keeper) fn portal(&self) -> &Portal {
        &self.state.portal
    }

    pub(in crate::keeper) fn name(&self) -> &PortalName {
        &self.state.portal.name
    }

    pub(in crate::keeper) fn priority_accounts(&self) -> &PriorityAccounts {
        &self.priority_accounts
    }

    pub(in crate::keeper) fn is_signed_in(&self) -> bool {
        matches!(self.state.sign_in, SignInState::SignedIn(_))
    }

    /// Returns whether no sign-in is known: signed out, expired or not read yet.
    pub(in crate::keeper) fn is_sign_in_missing(&self) -> bool {
        matches!(
            self.state.sign_in,
            SignInState::SignedOut | SignInState::Expired | SignInState::Unknown
        )
    }

    /// Returns whether the portal requires a sign-in. While the user signs in again, the previous sign-in counts.
    pub(in crate::keeper) fn needs_sign_in(&self) -> bool {
        let state = self
            .sign_in
            .as_ref()
            .map_or(&self.state.sign_in, |sign_in| &sign_in.before);
        !matches!(state, SignInState::SignedIn(_) | SignInState::Unknown)
    }

    pub(in crate::keeper) fn set_problem(&mut self, problem: Option<Problem>) {
        self.state.problem = problem;
    }

    /// A sign-in started as `task`; aborts one that is already running.
    pub(in crate::keeper) fn on_sign_in_started(&mut self, task: AbortHandle, now: Timestamp) {
        let before = match self.sign_in.take() {
            Some(earlier) => {
                earlier.task.abort();
                earlier.before
            }
            None => self.state.sign_in.clone(),
        };
        self.sign_in = Some(SignInTask { task, before });
        self.state.problem = None;
        self.state.sign_in = SignInState::WaitingForBrowser {
            page: None,
            opened: true,
            expires_at: now + SIGN_IN_TIMEOUT,
        };
    }

    /// Shows a step of the sign-in `task`, if it is the running one. A warning is shown as a problem until the sign-in ends.
    pub(in crate::keeper) fn on_sign_in_progress(&mut self, task: Id, step: SignInStep) {
        let running = self.sign_in.as_ref();
        if running.is_none_or(|sign_in| sign_in.task.id() != task) {
            return;
        }
        match SignInState::try_from(step) {
            Ok(state) => self.state.sign_in = state,
            Err(warning) => {
                let problem = Problem::from(&warning).with_portal(self.name());
                self.state.problem = Some(problem);
            }
        }
    }

    /// Handles the outcome of the sign-in `task`; returns whether it succeeded. The outcome of a cancelled one is ignored.
    pub(in crate::keeper) fn on_sign_in_finished(
        &mut self,
        task: Id,
        outcome: Result<SignInState, Problem>,
    ) -> bool {
        let Some(finished) = self.sign_in.take_if(|sign_in| sign_in.task.id() == task) else {
            return false;
        };
        self.sign_in_reads.invalidate();
        match outcome {
            Ok(state) => {
                self.state.sign_in = state;
                self.state.problem = None;
            }
            Err(problem) => {
                self.state.sign_in = finished.before;
                self.state.problem = Some(problem);
                return false;
            }
        }
        true
    }

    /// Cancels a running sign-in and restores the state before it.
    pub(in crate::keeper) fn cancel_sign_in(&mut self) {
        if let Some(sign_in) = self.sign_in.take() {
            sign_in.task.abort();
            self.state.sign_in = sign_in.before;
            self.state.problem = None;
        }
    }

    /// Returns the number of a read of the keychain that is about to start.
    pub(in crate::keeper) fn start_sign_in_read(&mut self) -> u64 {
        self.sign_in_reads.start()
    }

    /// Handles the result of the read `number` of the keychain; returns false if it is outdated or a sign-in is running, so that it was
    /// ignored.
    pub(in crate::keeper) fn on_sign_in_read(
        &mut self,
        number: u64,
        read: Result<SignInState, Problem>,
    ) -> bool {
        if !self.sign_in_reads.accept(number) || self.sign_in.is_some() {
            return false;
        }
        match read {
            Ok(state) => self.state.sign_in = state,
            Err(problem) => self.state.problem = Some(problem),
        }
        true
    }

    /// The user signed out: results of reads that started before become outdated.
    pub(in crate::keeper) fn on_signed_out(&mut self) {
        self.sign_in_reads.invalidate();
        self.state.sign_in = SignInState::SignedOut;
        self.state.problem = None;
    }

    /// AWS rejected the sign-in, although the keychain still holds it; returns whether the state changed.
    pub(in crate::keeper) fn on_sign_in_ended_by_aws(&mut self) -> bool {
        let is_changed = matches!(
            self.state.sign_in,
            SignInState::SignedIn(_) | SignInState::Unknown
        );
        if is_changed {
            self.state.sign_in = SignInState::Expired;
        }
        is_changed
    }

    /// Marks a sign-in that has expired at `now`; returns whether the state changed, and otherwise when the sign-in expires. One that is
    /// renewed does not expire.
    pub(super) fn expire_sign_in(&mut self, now: Timestamp) -> (bool, Option<Timestamp>) {
        match self.state.sign_in {
            SignInState::SignedIn(Some(end)) if end <= now => {
                self.state.sign_in = SignInState::Expired;
                (true, None)
            }
            SignInState::SignedIn(end) => (false, end),
            SignInState::Unknown
            | SignInState::SignedOut
            | SignInState::Expired
            | SignInState::WaitingForBrowser { .. }
            | SignInState::WaitingForCode { .. } => (false, None),
        }
    }

    /// Returns the number of a read of the catalogue that is about to start.
    pub(in crate::keeper) fn start_catalogue_read(&mut self) -> u64 {
        self.catalogue_reads.start()
    }

    /// Returns whether the stored catalogue has been read, or could not be.
    pub(in crate::keeper) fn is_catalogue_loaded(&self) -> bool {
        self.is_catalogue_loaded
    }

    /// Takes over the stored catalogue, unless the read is outdated or a refresh is running; returns whether it differs from the shown
    /// one.
    pub(in crate::keeper) fn on_catalogue_read(&mut self, number: u64, catalogue: Catalogue) -> bool {
        if !self.catalogue_reads.accept(number) || self.is_refreshing() {
            return false;
        }
        self.is_catalogue_loaded = true;
        let differs = catalogue != *self.state.catalogue;
        if differs {
            self.state.catalogue = Arc::new(catalogue);
        }
        differs
    }

    /// The stored catalogue cannot be read: the shown one stays.
    pub(in crate::keeper) fn on_catalogue_unreadable(&mut self) {
        self.is_catalogue_loaded = true;
    }

    pub(in crate::keeper) fn is_refreshing(&self) -> bool {
        self.refresh.is_running()
    }

    /// Returns whether the user is signed in and the catalogue is old.
    pub(in crate::keeper) fn is_refresh_due(&self, now: Timestamp) -> bool {
        let refreshed_at = self.state.catalogue.refreshed_at;
        let is_old = refreshed_at.is_none_or(|at| remaining(at + MAX_CATALOGUE_AGE, now).is_zero());
        self.is_signed_in() && self.is_catalogue_loaded && is_old
    }

    pub(in crate::keeper) fn refresh_started_at(&self) -> Option<Timestamp> {
        self.refresh.started_at()
    }

    /// The user waits for the running refresh.
    pub(in crate::keeper) fn mark_refresh_requested(&mut self) {
        self.refresh.mark_requested();
    }

    /// A refresh started as `task`; `is_requested` tells whether the user waits for it.
    pub(in crate::keeper) fn on_refresh_started(
        &mut self,
        task: AbortHandle,
        is_requested: bool,
        now: Timestamp,
    ) {
        self.refresh = TrackedRefresh::new(task, is_requested, now);
        self.catalogue_reads.invalidate();
        self.state.refresh = Some(RefreshState::default());
        self.state.failed_accounts = Arc::new(HashMap::new());
        if is_requested {
            self.state.problem = None;
        }
    }

    /// Cancels the running refresh, if there is one.
    pub(in crate::keeper) fn cancel_refresh(&mut self) {
        self.refresh.abort();
        self.catalogue_reads.invalidate();
        self.state.refresh = None;
    }

    /// Handles the outcome of the refresh `task`; `None` if it is not the running one. A problem is shown if the user waits for the
    /// refresh, and returned otherwise; so is what the list leaves out.
    pub(in crate::keeper) fn on_refresh_finished(
        &mut self,
        task: Id,
        outcome: Result<RefreshOutcome, Problem>,
    ) -> Option<Result<(), Problem>> {
        if !self.refresh.is_task(task) {
            return None;
        }
        self.cancel_refresh();
        let is_sign_in_needed =
            |problem: &Problem| problem.code == ProblemCode::SignInNeeded && self.sign_in.is_none();
        if outcome.as_ref().is_err_and(is_sign_in_needed) {
            self.state.sign_in = SignInState::Expired;
        }
        match outcome {
            Ok(refreshed) => {
                self.state.difference = Arc::new(refreshed.difference);
                if self.refresh.is_requested() {
                    let problem = Problem::of_unreadable_items(refreshed.unreadable);
                    self.state.problem = problem.map(|problem| problem.with_portal(&self.state.portal.name));
                }
            }
            Err(problem) if self.refresh.is_requested() => self.state.problem = Some(problem),
            Err(problem) => return Some(Err(problem)),
        }
        Some(Ok(()))
    }

    /// Cancels the running sign-in and the running refresh.
    pub(in crate::keeper) fn cancel_all(&mut self) {
        self.cancel_sign_in();
        self.cancel_refresh();
    }

    /// Handles an event of the refresh `task`; returns false if it is not the running one.
    pub(in crate::keeper) fn on_refresh_progress(&mut self, task: Id, event: CatalogueEvent) -> bool {
        if !self.refresh.is_task(task) {
            return false;
        }
        self.refresh.apply(event, &mut self.state);
        true
    }
}
