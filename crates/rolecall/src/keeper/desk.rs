//! The desk: all state that the keeper owns, and what each request and each happening does to it.

mod reading;

use super::portals::OnePortal;
use super::snapshot::{RoleSessionLife, RoleSessionState, SignInState, Snapshot};
use super::work::{Happening, Work, state_of};
use super::{Reply, Request, SettingsEdit};
use crate::Timestamp;
use crate::account::AccountId;
use crate::assignment::Assignment;
use crate::catalogue::{CatalogueError, Refreshed};
use crate::credentials::remaining;
use crate::history::Surface;
use crate::portal::{Portal, PortalName};
use crate::ports::{Ports, Renewal, RoleSessionRecord};
use crate::problem::{Problem, ProblemCode};
use crate::settings::{add_portal, remove_portal, set_default};
use crate::sign_in::{SignIn, SignInError, SignInMethod};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::Id;

/// A list older than this is asked for again when the program starts.
const OLD: Duration = Duration::from_mins(10);

pub(super) struct Desk {
    work: Work,
    calls_for_window: watch::Sender<u32>,
    portals: Vec<OnePortal>,
    shown: Snapshot,
    has_news: bool,
    seen_changes: Option<i64>,
    /// The settings as last read; absent until they could be read.
    settings_text: Option<String>,
}

impl Desk {
    /// Reads settings and database; the keychain is read beside.
    pub(super) fn open(
        ports: Ports,
        happenings: UnboundedSender<Happening>,
        calls_for_window: watch::Sender<u32>,
    ) -> Self {
        let mut desk = Self {
            work: Work { ports, happenings },
            calls_for_window,
            portals: Vec::new(),
            shown: Snapshot::default(),
            has_news: false,
            seen_changes: None,
            settings_text: None,
        };
        desk.look_again();
        desk
    }

    pub(super) fn has_news(&self) -> bool {
        self.has_news
    }

    pub(super) fn snapshot(&mut self) -> Arc<Snapshot> {
        self.has_news = false;
        self.shown.revision += 1;
        self.shown.portals = self.portals.iter().map(|one| one.state.clone()).collect();
        Arc::new(self.shown.clone())
    }

    pub(super) fn take(&mut self, surface: Surface, request: Request) {
        self.has_news = true;
        let work = self.work.acting_as(surface);
        match request {
            Request::AddPortal(portal, reply) => self.add_portal(*portal, reply),
            Request::RemovePortal(name, reply) => match self.left(&name) {
                Some(portal) => work.remove_portal(portal, reply),
                None => drop(reply.send(Err(unknown(&name)))),
            },
            Request::SignIn(name, method) => self.sign_in(&work, &name, method),
            Request::CancelSignIn(name) => {
                if let Some(one) = self.portal(&name) {
                    one.give_up_sign_in();
                }
            }
            Request::SignOut(name, reply) => match self.left(&name) {
                Some(portal) => work.sign_out(portal, reply),
                None => drop(reply.send(Err(unknown(&name)))),
            },
            Request::Refresh(Some(name)) => self.refresh(&name),
            Request::Refresh(None) => self.refresh_all(),
            Request::CancelRefresh(name) => {
                if let Some(one) = self.portal(&name) {
                    one.give_up_listing();
                }
            }
            Request::ShowAccounts(accounts) => self.show_accounts(&accounts),
            Request::Start(assignment, reply) => match self.portal_of(&assignment) {
                Ok(portal) => work.start(portal, assignment, self.shown.settings.renew, reply),
                Err(problem) => drop(reply.send(Err(problem))),
            },
            Request::Renew(assignment, reply) => match self.portal_of(&assignment) {
                Ok(portal) => {
                    let issued_at = self.issued_at(&assignment);
                    work.renew(portal, assignment, issued_at, reply);
                }
                Err(problem) => drop(reply.send(Err(problem))),
            },
            Request::SetRenewing(assignment, renewing, reply) => {
                drop(reply.send(self.set_renewing(&assignment, renewing)));
            }
            Request::Stop(assignment, reply) => work.stop(vec![assignment], reply),
            Request::StopAll(reply) => work.stop_all(reply),
            Request::MakeDefault(assignment, reply) => {
                drop(reply.send(self.make_default(&work, assignment)));
            }
            Request::SignInNeeded(name, _program) => {
                if let Some(one) = self.portal(&name) {
                    work.read_sign_in(one.state.portal.clone());
                }
            }
            Request::LookAround => self.look_again(),
            Request::SetFavourite(assignment, favourite, reply) => {
                let kept = self.work.ports.state_store.keep_favourite(&assignment, favourite);
                self.read_remembered();
                drop(reply.send(kept.map_err(|error| Problem::from(&error))));
            }
            Request::ChangeSettings(edit, reply) => drop(reply.send(self.change_settings(&edit))),
            Request::Dismiss(Some(name)) => {
                if let Some(one) = self.portal(&name) {
                    one.state.problem = None;
                }
            }
            Request::Dismiss(None) => self.shown.problems.clear(),
        }
    }

    /// Gives up all that is under way at a portal that is left.
    fn left(&mut self, name: &PortalName) -> Option<Portal> {
        let one = self.portal(name)?;
        one.give_up_all();
        Some(one.state.portal.clone())
    }

    fn portal_of(&self, assignment: &Assignment) -> Result<Portal, Problem> {
        let portal = self.shown.settings.portal(&assignment.portal).cloned();
        portal.ok_or_else(|| unknown(&assignment.portal))
    }

    /// Returns when the present credentials were issued, as a surface shows them.
    fn issued_at(&self, assignment: &Assignment) -> Timestamp {
        let shown = self
            .shown
            .role_sessions
            .iter()
            .find(|state| state.record.assignment == *assignment);
        shown.map_or_else(|| self.work.ports.clock.now(), |state| state.record.issued_at)
    }

    fn set_renewing(&mut self, assignment: &Assignment, renewing: bool) -> Result<(), Problem> {
        let renewal = if renewing { Renewal::On } else { Renewal::Off };
        let kept = self.work.ports.state_store.keep_renewal(assignment, renewal);
        self.work.read_role_sessions();
        kept.map_err(|error| Problem::from(&error))
    }

    fn make_default(&mut self, work: &Work, assignment: Option<Assignment>) -> Result<(), Problem> {
        let portal = assignment
            .as_ref()
            .map(|assignment| self.portal_of(assignment))
            .transpose()?;
        let set = assignment.clone();
        let edit: SettingsEdit = Box::new(move |text| Ok(set_default(text, set.as_ref())?));
        self.change_settings(&edit)?;
        if let (Some(portal), Some(assignment)) = (portal, assignment) {
            work.warm(portal, assignment, self.shown.settings.renew);
        }
        Ok(())
    }

    pub(super) fn hear(&mut self, happening: Happening) {
        self.has_news = true;
        match happening {
            Happening::SignInRead(name, read) => self.sign_in_read(&name, read),
            Happening::SignInStep(task, name, step) => {
                if let Some(one) = self.portal(&name).filter(|one| one.is_signing_in(task)) {
                    one.state.sign_in = SignInState::from(step);
                }
            }
            Happening::SignInEnded(task, name, outcome) => self.sign_in_ended(task, &name, outcome),
            Happening::SignedOut(name, outcome, reply) => {
                self.signed_out(&name, outcome.is_ok());
                drop(reply.send(outcome));
            }
            Happening::PortalGone(name, outcome, reply) => {
                self.signed_out(&name, outcome.is_ok());
                let outcome = outcome.and_then(|()| {
                    let edit: SettingsEdit = Box::new(move |text| Ok(remove_portal(text, &name)?));
                    self.change_settings(&edit)
                });
                drop(reply.send(outcome));
            }
            Happening::NameIsFree(portal, outcome, reply) => {
                let outcome = outcome.and_then(|()| self.add_to_settings(*portal));
                drop(reply.send(outcome));
            }
            Happening::Listed(task, name, event) => {
                if let Some(one) = self.portal(&name).filter(|one| one.is_listing(task)) {
                    one.hear(event);
                    self.shown.rows_revision += 1;
                }
            }
            Happening::ListingEnded(task, name, outcome) => self.listing_ended(task, &name, outcome),
            Happening::NotWarm(problem) => {
                if let Some(one) = problem.portal.clone().and_then(|name| self.portal(&name)) {
                    one.state.problem = Some(problem);
                }
            }
            Happening::RoleSessions(Ok(alive)) => self.role_sessions(alive),
            Happening::RoleSessions(Err(problem)) => self.tell(problem),
        }
    }

    fn portal(&mut self, name: &PortalName) -> Option<&mut OnePortal> {
        self.portals.iter_mut().find(|one| one.state.portal.name == *name)
    }

    fn add_portal(&mut self, portal: Portal, reply: Reply<()>) {
        let text = self
            .work
            .ports
            .settings_file
            .read()
            .map_err(|error| Problem::from(&error));
        match text.and_then(|text| Ok(add_portal(&text, &portal)?)) {
            // Nothing is forgotten for a portal that cannot be added.
            Err(problem) => drop(reply.send(Err(problem))),
            Ok(_) => self.work.free_name(portal, reply),
        }
    }

    fn add_to_settings(&mut self, portal: Portal) -> Result<(), Problem> {
        let edit: SettingsEdit = Box::new(move |text| Ok(add_portal(text, &portal)?));
        self.change_settings(&edit)
    }

    fn sign_in(&mut self, work: &Work, name: &PortalName, method: SignInMethod) {
        let now = work.ports.clock.now();
        if let Some(one) = self.portal(name) {
            match one.signing_in.take() {
                Some(handle) => handle.abort(),
                None => one.before_sign_in = one.state.sign_in.clone(),
            }
            one.state.problem = None;
            one.state.sign_in = SignInState::WaitingForBrowser {
                page: None,
                opened: true,
                expires_at: now + Duration::from_mins(10),
            };
            one.signing_in = Some(work.sign_in(one.state.portal.clone(), method));
        }
    }

    fn sign_in_read(&mut self, name: &PortalName, read: Result<SignInState, Problem>) {
        let now = self.work.ports.clock.now();
        let Some(one) = self.portal(name) else { return };
        if one.signing_in.is_some() {
            return;
        }
        match read {
            Ok(state) => {
                one.state.sign_in = state;
                let signed_in = matches!(one.state.sign_in, SignInState::SignedIn(_));
                let is_old = one
                    .state
                    .catalogue
                    .refreshed_at
                    .is_none_or(|at| remaining(at + OLD, now).is_zero());
                if signed_in && is_old {
                    self.refresh(&name.clone());
                }
            }
            Err(problem) => one.state.problem = Some(problem.at(name)),
        }
    }

    fn sign_in_ended(&mut self, task: Id, name: &PortalName, outcome: Result<SignIn, SignInError>) {
        let ports = self.work.ports.clone();
        let Some(one) = self.portal(name).filter(|one| one.is_signing_in(task)) else {
            return;
        };
        one.signing_in = None;
        match outcome {
            Ok(sign_in) => {
                one.state.sign_in = state_of(&sign_in, &ports);
                self.refresh(name);
            }
            Err(error) => {
                one.state.sign_in = one.before_sign_in.clone();
                one.state.problem = Some(Problem::from(&error).at(name));
            }
        }
    }

    fn signed_out(&mut self, name: &PortalName, done: bool) {
        let work = self.work.clone();
        if let Some(one) = self.portal(name) {
            if done {
                one.state.sign_in = SignInState::SignedOut;
                one.state.problem = None;
            } else {
                // How far it came is told by the keychain alone.
                work.read_sign_in(one.state.portal.clone());
            }
        }
        work.read_role_sessions();
    }

    fn refresh(&mut self, name: &PortalName) {
        let work = self.work.clone();
        if let Some(one) = self.portal(name)
            && one.refreshing.is_none()
        {
            let handle = work.refresh(one.state.portal.clone(), one.wanted.clone());
            one.start_listing(handle);
        }
    }

    fn refresh_all(&mut self) {
        let signed_in: Vec<PortalName> = self
            .portals
            .iter()
            .filter(|one| matches!(one.state.sign_in, SignInState::SignedIn(_)))
            .map(|one| one.state.portal.name.clone())
            .collect();
        signed_in.iter().for_each(|name| self.refresh(name));
    }

    fn listing_ended(&mut self, task: Id, name: &PortalName, outcome: Result<Refreshed, CatalogueError>) {
        let work = self.work.clone();
        let Some(one) = self.portal(name).filter(|one| one.is_listing(task)) else {
            return;
        };
        one.give_up_listing();
        match outcome {
            Ok(refreshed) => {
                one.state.difference = Arc::new(refreshed.difference);
                if !matches!(one.state.sign_in, SignInState::SignedIn(_)) {
                    // The keychain was locked before, or somebody signed in on the command line.
                    work.read_sign_in(one.state.portal.clone());
                }
            }
            Err(error) => {
                let problem = Problem::from(&error).at(name);
                if problem.code == ProblemCode::SignInNeeded {
                    one.state.sign_in = SignInState::Expired;
                }
                one.state.problem = Some(problem);
            }
        }
        self.read_catalogue(name);
    }

    fn show_accounts(&mut self, accounts: &[(PortalName, AccountId)]) {
        for one in &self.portals {
            let shown = accounts.iter().filter(|(name, _)| *name == one.state.portal.name);
            one.wanted
                .set(shown.map(|(_, account_id)| account_id.clone()).collect());
        }
    }

    /// A role session that was started or stopped is a use, too.
    fn role_sessions(&mut self, alive: Vec<RoleSessionRecord>) {
        self.shown.role_sessions = alive
            .into_iter()
            .map(|record| RoleSessionState {
                record,
                life: RoleSessionLife::Alive,
                ends_at: None,
            })
            .collect();
        self.read_remembered();
    }
}

fn unknown(name: &PortalName) -> Problem {
    Problem::of_input(format!("There is no portal called {name}."))
}
