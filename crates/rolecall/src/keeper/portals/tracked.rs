//! What the keeper knows of one portal while it runs: its state, the sign-in and the listing under way.
//!
//! It must not know of the others, nor start anything.

use super::refresh::TrackedRefresh;
use crate::catalogue::{CatalogueEvent, PriorityAccounts};
use crate::keeper::read_order::ReadOrder;
use crate::keeper::snapshot::{PortalState, RefreshState, SignInState};
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, Difference};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// A list older than this is refreshed when the program starts.
const MAX_LIST_AGE: Duration = Duration::from_mins(10);

/// How long a browser sign-in may take before its page says when it ends.
const SIGN_IN_TIMEOUT: Duration = Duration::from_mins(10);

/// One portal of the settings.
pub(in crate::keeper) struct TrackedPortal {
    state: PortalState,
    /// The accounts whose roles are listed first; shared with the listing while it runs.
    priority_accounts: PriorityAccounts,
    sign_in: Option<SignInTask>,
    refresh: TrackedRefresh,
    sign_in_reads: ReadOrder,
    catalogue_reads: ReadOrder,
    /// Whether what was last listed is read from the database.
    is_catalogue_known: bool,
}

/// A sign-in under way, and what was there before it.
struct SignInTask {
    task: AbortHandle,
    before: SignInState,
}

impl TrackedPortal {
    /// Makes the state of a portal of which nothing is known but what was shown as its catalogue before.
    pub(super) fn new(portal: Portal, catalogue: Arc<Catalogue>) -> Self {
        Self {
            state: PortalState {
                portal,
                sign_in: SignInState::Unknown,
                catalogue,
                difference: Arc::new(Difference::default()),
                failed: Arc::new(HashMap::new()),
                refresh: None,
                problem: None,
            },
            priority_accounts: PriorityAccounts::default(),
            sign_in: None,
            refresh: TrackedRefresh::default(),
            sign_in_reads: ReadOrder::default(),
            catalogue_reads: ReadOrder::default(),
            is_catalogue_known: false,
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

    /// Tells whether nobody is signed in, as far as that is known.
    pub(in crate::keeper) fn is_sign_in_missing(&self) -> bool {
        matches!(
            self.state.sign_in,
            SignInState::SignedOut | SignInState::Expired | SignInState::Unknown
        )
    }

    /// Tells whether somebody has to sign in before AWS gives anything. Who signs in again while the old sign-in is good does not lose it.
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

    /// A sign-in began as `task`, in place of one that is under way.
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

    /// Shows the step of the sign-in `task`, if that one is under way.
    pub(in crate::keeper) fn on_sign_in_progress(&mut self, task: Id, step: SignInState) {
        if self.sign_in.as_ref().is_some_and(|it| it.task.id() == task) {
            self.state.sign_in = step;
        }
    }

    /// Takes the outcome of the sign-in `task`; tells whether somebody is signed in by it. Of one that was cancelled nothing counts.
    pub(in crate::keeper) fn on_sign_in_finished(
        &mut self,
        task: Id,
        outcome: Result<SignInState, Problem>,
    ) -> bool {
        let Some(finished) = self.sign_in.take_if(|it| it.task.id() == task) else {
            return false;
        };
        self.sign_in_reads.outdate();
        match outcome {
            Ok(state) => self.state.sign_in = state,
            Err(problem) => {
                self.state.sign_in = finished.before;
                self.state.problem = Some(problem);
                return false;
            }
        }
        true
    }

    /// Cancels a sign-in that is under way; what was there before it is there again.
    pub(in crate::keeper) fn cancel_sign_in(&mut self) {
        if let Some(sign_in) = self.sign_in.take() {
            sign_in.task.abort();
            self.state.sign_in = sign_in.before;
        }
    }

    /// Returns the number of a read of the keychain's sign-in that is about to start.
    pub(in crate::keeper) fn start_sign_in_read(&mut self) -> u64 {
        self.sign_in_reads.start()
    }

    /// Takes what the read `number` of the keychain gave; tells whether it counts. Nothing counts while somebody signs in.
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

    /// Somebody signed out: nothing that was read before counts.
    pub(in crate::keeper) fn on_signed_out(&mut self) {
        self.sign_in_reads.outdate();
        self.state.sign_in = SignInState::SignedOut;
        self.state.problem = None;
    }

    /// AWS ended the sign-in, whatever the keychain says of it; tells whether that is new.
    pub(in crate::keeper) fn on_sign_in_ended_by_aws(&mut self) -> bool {
        let is_new = matches!(
            self.state.sign_in,
            SignInState::SignedIn(_) | SignInState::Unknown
        );
        if is_new {
            self.state.sign_in = SignInState::Expired;
        }
        is_new
    }

    /// Ends a sign-in that is not renewed and is over at `now`; returns whether that is new, and else when it ends.
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

    /// Tells whether what was last listed is read from the database.
    pub(in crate::keeper) fn is_catalogue_known(&self) -> bool {
        self.is_catalogue_known
    }

    /// Takes what the database holds, unless that is being listed now or was since; tells whether it differs.
    pub(in crate::keeper) fn on_catalogue_read(&mut self, number: u64, catalogue: Catalogue) -> bool {
        if !self.catalogue_reads.accept(number) || self.is_refreshing() {
            return false;
        }
        self.is_catalogue_known = true;
        let differs = catalogue != *self.state.catalogue;
        if differs {
            self.state.catalogue = Arc::new(catalogue);
        }
        differs
    }

    /// The catalogue cannot be read: it is as if nothing was listed.
    pub(in crate::keeper) fn on_catalogue_unreadable(&mut self) {
        self.is_catalogue_known = true;
    }

    pub(in crate::keeper) fn is_refreshing(&self) -> bool {
        self.refresh.is_running()
    }

    /// Tells whether somebody is signed in and what was last listed is old.
    pub(in crate::keeper) fn is_refresh_due(&self, now: Timestamp) -> bool {
        let refreshed_at = self.state.catalogue.refreshed_at;
        let is_old = refreshed_at.is_none_or(|at| remaining(at + MAX_LIST_AGE, now).is_zero());
        self.is_signed_in() && self.is_catalogue_known && is_old
    }

    pub(in crate::keeper) fn refresh_began_at(&self) -> Option<Timestamp> {
        self.refresh.began_at()
    }

    /// Somebody waits for the listing that is under way.
    pub(in crate::keeper) fn request_refresh(&mut self) {
        self.refresh.request();
    }

    /// A listing began as `task`; `is_requested` tells whether somebody waits for it.
    pub(in crate::keeper) fn on_refresh_started(
        &mut self,
        task: AbortHandle,
        is_requested: bool,
        now: Timestamp,
    ) {
        self.refresh = TrackedRefresh::new(task, is_requested, now);
        self.catalogue_reads.outdate();
        self.state.refresh = Some(RefreshState::default());
        self.state.failed = Arc::new(HashMap::new());
        if is_requested {
            self.state.problem = None;
        }
    }

    /// Ends a listing, if one is under way.
    pub(in crate::keeper) fn cancel_refresh(&mut self) {
        self.refresh.abort();
        self.catalogue_reads.outdate();
        self.state.refresh = None;
    }

    /// Takes the outcome of the listing `task`; tells whether that one was under way. A problem is shown to whoever waits for it, and
    /// returned where nobody does.
    pub(in crate::keeper) fn on_refresh_finished(
        &mut self,
        task: Id,
        outcome: Result<Arc<Difference>, Problem>,
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
            Ok(difference) => self.state.difference = difference,
            Err(problem) if self.refresh.is_requested() => self.state.problem = Some(problem),
            Err(problem) => return Some(Err(problem)),
        }
        Some(Ok(()))
    }

    /// Cancels everything that is under way.
    pub(in crate::keeper) fn cancel_all(&mut self) {
        self.cancel_sign_in();
        self.cancel_refresh();
    }

    /// Takes what the listing `task` found; tells whether that one is under way.
    pub(in crate::keeper) fn on_refresh_progress(&mut self, task: Id, event: CatalogueEvent) -> bool {
        if !self.refresh.is_task(task) {
            return false;
        }
        self.refresh.apply(event, &mut self.state);
        true
    }
}
