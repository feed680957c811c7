//! The desk: all state that the keeper owns, and what each request and each happening does to it.

mod reading;

use super::portals::OnePortal;
use super::snapshot::{RoleSessionLife, RoleSessionState, SignInState, Snapshot};
use super::work::{Happening, Work, state_of};
use super::{Reply, Request, SettingsEdit};
use crate::account::AccountId;
use crate::assignment::Assignment;
use crate::catalogue::{CatalogueError, Refreshed};
use crate::credentials::remaining;
use crate::portal::{Portal, PortalName};
use crate::ports::{Ports, RoleSessionRecord};
use crate::problem::{Problem, ProblemCode};
use crate::settings::{add_portal, remove_portal};
use crate::sign_in::{SignIn, SignInError, SignInMethod};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::Id;

/// A list older than this is asked for again when the program starts.
const OLD: Duration = Duration::from_mins(10);

pub(super) struct Desk {
    work: Work,
    portals: Vec<OnePortal>,
    shown: Snapshot,
    has_news: bool,
    seen_changes: Option<i64>,
    /// The settings as last read; absent until they could be read.
    settings_text: Option<String>,
}

impl Desk {
    /// Reads settings and database; the keychain is read beside.
    pub(super) fn open(ports: Ports, happenings: UnboundedSender<Happening>) -> Self {
        let mut desk = Self {
            work: Work { ports, happenings },
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

    pub(super) fn take(&mut self, request: Request) {
        self.has_news = true;
        match request {
            Request::AddPortal(portal, reply) => self.add_portal(*portal, reply),
            Request::RemovePortal(name, reply) => match self.portal(&name) {
                Some(one) => {
                    one.give_up_all();
                    let portal = one.state.portal.clone();
                    self.work.remove_portal(portal, reply);
                }
                None => drop(reply.send(Err(unknown(&name)))),
            },
            Request::SignIn(name, method) => self.sign_in(&name, method),
            Request::CancelSignIn(name) => {
                if let Some(one) = self.portal(&name) {
                    one.give_up_sign_in();
                }
            }
            Request::SignOut(name, reply) => match self.portal(&name) {
                Some(one) => {
                    one.give_up_all();
                    let portal = one.state.portal.clone();
                    self.work.sign_out(portal, reply);
                }
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
            Request::Start(assignment, reply) => self.start(assignment, reply),
            Request::Stop(assignment, reply) => self.work.stop(vec![assignment], reply),
            Request::StopAll(reply) => {
                let all = self
                    .shown
                    .role_sessions
                    .iter()
                    .map(|state| state.record.assignment.clone())
                    .collect();
                self.work.stop(all, reply);
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

    fn sign_in(&mut self, name: &PortalName, method: SignInMethod) {
        let work = self.work.clone();
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

    fn start(&mut self, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        let work = self.work.clone();
        match self.portal(&assignment.portal) {
            Some(one) => work.start(one.state.portal.clone(), assignment, reply),
            None => drop(reply.send(Err(unknown(&assignment.portal)))),
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
