//! What takes time: started by the keeper, runs beside it, comes back as a [`Happening`].

use super::care::Leaving;
use super::{Reply, SignInState};
use crate::catalogue::{CatalogueError, CatalogueEvent, PriorityAccounts, Refreshed, refresh};
use crate::history::{log_event, prune_old};
use crate::labels::follow_renames;
use crate::notices::{NoticeCause, NoticeKind};
use crate::ports::{Notification, NotificationEnd, Ports};
use crate::problem::{Problem, ProblemCode};
use crate::role_session::{
    RoleSessionError, end_at_limit, renew_role_session, role_sessions, start_role_session, stop_role_session,
    stop_role_sessions_of,
};
use crate::sign_in::{SignInError, sign_in};
use crate::sign_out::{SignOutOutcome, purge_stale_portal_data, remove_portal_data, sign_out};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::{SignIn, SignInLifetime, SignInMethod, SignInStep};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, Id, id};

/// A role session started by hand is worth at least this much time.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

/// What work beside the keeper tells it. What was given up may still have said something: the task tells it apart.
pub(super) enum Happening {
    SignInRead(PortalName, Result<SignInState, Problem>),
    SignInStep(Id, PortalName, SignInStep),
    SignInEnded(Id, PortalName, Result<SignIn, SignInError>),
    SignedOut(PortalName, Result<SignOutOutcome, Problem>, Reply<SignOutOutcome>),
    PortalGone(PortalName, Result<(), Problem>, Reply<()>),
    NameIsFree(Box<Portal>, Result<(), Problem>, Reply<()>),
    Listed(Id, PortalName, CatalogueEvent),
    ListingEnded(Id, PortalName, Result<Refreshed, CatalogueError>),
    Renewed(Id, Assignment, Result<RoleSessionRecord, RoleSessionError>),
    Ended(Id, Assignment, Result<(), RoleSessionError>),
    /// Something went wrong that nobody waits for.
    Unanswered(Problem),
    /// The index may hold something else now.
    RoleSessionsChanged,
    /// What was to be stopped is stopped, or could not be.
    Left(Leaving),
    NoticeEnded(NoticeKind, Vec<NoticeCause>, NotificationEnd),
}

/// Starts work; everything it needs is cloned into it.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) ports: Ports,
    happenings: UnboundedSender<Happening>,
}

impl Work {
    pub(super) fn new(ports: Ports, happenings: UnboundedSender<Happening>) -> Self {
        Self { ports, happenings }
    }

    /// Returns the same work, done in the name of `surface`.
    pub(super) fn with_surface(&self, surface: Surface) -> Self {
        Self {
            ports: self.ports.with_actor(surface),
            ..self.clone()
        }
    }

    fn tell(&self, happening: Happening) {
        // The keeper ended, and with it the program.
        drop(self.happenings.send(happening));
    }

    fn spawn(&self, work: impl Future<Output = Happening> + Send + 'static) -> AbortHandle {
        let told = self.clone();
        tokio::spawn(async move { told.tell(work.await) }).abort_handle()
    }

    pub(super) fn read_sign_in(&self, portal: Portal) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let read = ports.store.keychain.sign_in(&portal.name).await;
            let state = read.map(|kept| {
                kept.filter(|kept| kept.place == PortalIdentity::from(&portal))
                    .map_or(SignInState::SignedOut, |kept| state_of(&kept, &ports))
            });
            Happening::SignInRead(portal.name, state.map_err(|error| Problem::from(&error)))
        }));
    }

    pub(super) fn sign_in(&self, portal: Portal, method: SignInMethod) -> AbortHandle {
        let work = self.clone();
        self.spawn(async move {
            let report = |step| work.tell(Happening::SignInStep(id(), portal.name.clone(), step));
            let outcome = sign_in(&work.ports, &portal, method, &report).await;
            Happening::SignInEnded(id(), portal.name.clone(), outcome)
        })
    }

    pub(super) fn sign_out(&self, portal: Portal, reply: Reply<SignOutOutcome>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = sign_out(&ports, &portal)
                .await
                .map_err(|error| Problem::from(&error).at(&portal.name));
            Happening::SignedOut(portal.name, outcome, reply)
        }));
    }

    /// Signs out and forgets; the settings are changed by the keeper when this comes back.
    pub(super) fn remove_portal(&self, portal: Portal, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = remove_portal_data(&ports, &portal)
                .await
                .map_err(|error| Problem::from(&error).at(&portal.name));
            Happening::PortalGone(portal.name, outcome, reply)
        }));
    }

    /// Forgets what is remembered under the name of a new portal: it belongs to one that somebody took out of the file.
    pub(super) fn free_name(&self, portal: Portal, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = purge_stale_portal_data(&ports, &portal.name).await;
            let outcome = outcome.map_err(|error| Problem::from(&error).at(&portal.name));
            Happening::NameIsFree(Box::new(portal), outcome, reply)
        }));
    }

    /// Forgets what is remembered of the portal that had the name of `portal` at another start URL.
    pub(super) fn purge_stale_portal_data(&self, portal: Portal) {
        let work = self.clone();
        drop(self.spawn(async move {
            if let Err(error) = purge_stale_portal_data(&work.ports, &portal.name).await {
                tracing::warn!(%error, "another portal of the same name is not forgotten");
            }
            work.read_sign_in(portal);
            Happening::RoleSessionsChanged
        }));
    }

    pub(super) fn refresh(&self, portal: Portal, wanted: PriorityAccounts) -> AbortHandle {
        let work = self.clone();
        self.spawn(async move {
            let report = |event| work.tell(Happening::Listed(id(), portal.name.clone(), event));
            let outcome = refresh(&work.ports, &portal, &wanted, &report).await;
            if let Ok(refreshed) = &outcome
                && let Err(problem) = follow_renames(&work.ports, &refreshed.renames)
            {
                tracing::warn!(problem.reference, problem.detail, "labels did not follow a role");
            }
            Happening::ListingEnded(id(), portal.name.clone(), outcome)
        })
    }

    pub(super) fn start(
        &self,
        portal: Portal,
        assignment: Assignment,
        renew: bool,
        reply: Reply<RoleSessionRecord>,
    ) {
        let work = self.clone();
        drop(self.spawn(async move {
            let outcome =
                start_role_session(&work.ports, &portal, &assignment, MIN_REMAINING_LIFETIME, renew).await;
            work.answer(portal, outcome, reply);
            Happening::RoleSessionsChanged
        }));
    }

    pub(super) fn renew(
        &self,
        portal: Portal,
        assignment: Assignment,
        issued_at: Timestamp,
        reply: Reply<RoleSessionRecord>,
    ) {
        let work = self.clone();
        drop(self.spawn(async move {
            let outcome = renew_role_session(&work.ports, &portal, &assignment, issued_at).await;
            work.answer(portal, outcome, reply);
            Happening::RoleSessionsChanged
        }));
    }

    /// Answers whoever asked; where nobody waits for it, a problem is shown.
    fn answer<T>(&self, portal: Portal, outcome: Result<T, RoleSessionError>, reply: Reply<T>) {
        let outcome = outcome.map_err(|error| Problem::from(&error).at(&portal.name));
        if let Err(problem) = &outcome
            && problem.code == ProblemCode::SignInNeeded
        {
            self.read_sign_in(portal);
        }
        if let Err(Err(problem)) = reply.send(outcome) {
            self.tell(Happening::Unanswered(problem));
        }
    }

    /// Writes down what `@default` means now, and starts its role session so that the next call finds it warm.
    pub(super) fn make_default(&self, portal: Portal, assignment: Assignment, renew: bool) {
        log_event(&self.ports, HistoryEvent::DefaultChanged, &assignment, None, None);
        self.start(portal, assignment, renew, oneshot::channel().0);
    }

    /// Writes down that `@default` means nothing any more, and what it meant before.
    pub(super) fn default_cleared(&self, before: &Assignment) {
        log_event(
            &self.ports,
            HistoryEvent::DefaultChanged,
            before,
            None,
            Some("cleared"),
        );
    }

    /// Renews a role session that is kept alive.
    pub(super) fn keep_alive(&self, portal: Portal, record: RoleSessionRecord) -> AbortHandle {
        let ports = self.ports.clone();
        self.spawn(async move {
            let outcome = renew_role_session(&ports, &portal, &record.assignment, record.issued_at).await;
            Happening::Renewed(id(), record.assignment, outcome)
        })
    }

    /// Ends a role session that has reached its limit.
    pub(super) fn end(&self, record: RoleSessionRecord) -> AbortHandle {
        let ports = self.ports.clone();
        self.spawn(async move {
            let outcome = end_at_limit(&ports, &record.assignment, record.started_at).await;
            Happening::Ended(id(), record.assignment, outcome)
        })
    }

    pub(super) fn stop(&self, assignment: Assignment, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            drop(reply.send(stop_each(&ports, vec![assignment.clone()]).await));
            Happening::Left(Leaving::One(assignment))
        }));
    }

    /// Stops whatever is in the index, also what no snapshot showed yet.
    pub(super) fn stop_all(&self, reply: Reply<()>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let outcome = match ports.store.role_session_index.role_sessions() {
                Ok(records) => {
                    let all = records.into_iter().map(|record| record.assignment);
                    stop_each(&ports, all.collect()).await
                }
                Err(error) => Err(Problem::from(&error)),
            };
            drop(reply.send(outcome));
            Happening::Left(Leaving::All)
        }));
    }

    /// Stops the role sessions of a portal that is gone.
    pub(super) fn stop_of(&self, portal: PortalName) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            if let Err(error) = stop_role_sessions_of(&ports, &portal).await {
                tracing::warn!(%error, "role sessions of a portal that is gone are not stopped");
            }
            Happening::Left(Leaving::Portal(portal))
        }));
    }

    /// Erases what expired.
    pub(super) fn tidy(&self) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            if let Err(error) = role_sessions(&ports).await {
                tracing::warn!(%error, "what expired is not erased");
            }
            Happening::RoleSessionsChanged
        }));
    }

    pub(super) fn forget_old_history(&self, settings: Arc<Settings>) {
        let ports = self.ports.clone();
        drop(tokio::spawn(async move {
            if let Err(error) = prune_old(&ports, &settings) {
                tracing::warn!(%error, "the history is kept for longer than it should be");
            }
        }));
    }

    /// Shows a notification beside; what the user does about it comes back.
    pub(super) fn show(&self, notification: Notification, kind: NoticeKind, matters: Vec<NoticeCause>) {
        let notifier = Arc::clone(&self.ports.desktop.notifier);
        drop(self.spawn(async move {
            let end = notifier.show(&notification).await.unwrap_or_else(|error| {
                tracing::info!(%error, "a notification was not shown");
                NotificationEnd::Closed
            });
            Happening::NoticeEnded(kind, matters, end)
        }));
    }

    pub(super) fn withdraw(&self, kind: NoticeKind) {
        let notifier = Arc::clone(&self.ports.desktop.notifier);
        drop(tokio::spawn(async move { notifier.withdraw(kind.cause()).await }));
    }
}

/// Stops each, whatever becomes of the others; returns the last failure.
async fn stop_each(ports: &Ports, assignments: Vec<Assignment>) -> Result<(), Problem> {
    let mut outcome = Ok(());
    for assignment in assignments {
        if let Err(error) = stop_role_session(ports, &assignment).await {
            outcome = Err(Problem::from(&error).at(&assignment.portal));
        }
    }
    outcome
}

/// Returns what a kept sign-in means: one that renews itself has no end that a user must know.
pub(super) fn state_of(kept: &SignIn, ports: &Ports) -> SignInState {
    match kept.lifetime(ports.clock.now()) {
        SignInLifetime::Renews => SignInState::SignedIn(None),
        SignInLifetime::Until(end) => SignInState::SignedIn(Some(end)),
        SignInLifetime::Ended => SignInState::Expired,
    }
}
