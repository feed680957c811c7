//! The desk: all state that the keeper owns, and what each request and each happening does to it.

use super::portals::OnePortal;
use super::snapshot::{SignInState, Snapshot};
use super::work::{Happening, Work, state_of};
use super::{Reply, Request, SettingsEdit, settings_of};
use crate::account::AccountId;
use crate::assignment::Assignment;
use crate::catalogue::{CatalogueError, Refreshed};
use crate::credentials::remaining;
use crate::portal::{Portal, PortalName};
use crate::ports::{Ports, RoleSessionRecord};
use crate::problem::{Problem, ProblemCode};
use crate::settings::{add_portal, remove_portal};
use crate::sign_in::{SignIn, SignInError, SignInMethod, SignInStep};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// A list older than this is asked for again when the program starts.
const OLD: Duration = Duration::from_mins(10);
/// How many recents are remembered for the window.
const RECENTS: u32 = 20;

pub(super) struct Desk {
    work: Work,
    portals: Vec<OnePortal>,
    shown: Snapshot,
    has_news: bool,
    seen_changes: Option<i64>,
    settings_text: String,
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
            settings_text: String::new(),
        };
        desk.read_settings();
        desk.look_around();
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
                    one.signing_in.take().inspect(abort);
                    one.refreshing.take().inspect(abort);
                    let portal = one.state.portal.clone();
                    self.work.remove_portal(portal, reply);
                }
                None => drop(reply.send(Err(unknown(&name)))),
            },
            Request::SignIn(name, method) => self.sign_in(&name, method),
            Request::CancelSignIn(name) => {
                if let Some(one) = self.portal(&name)
                    && let Some(handle) = one.signing_in.take()
                {
                    handle.abort();
                    one.state.sign_in = one.before_sign_in.clone();
                }
            }
            Request::SignOut(name, reply) => match self.portal(&name) {
                Some(one) => {
                    one.signing_in.take().inspect(abort);
                    one.refreshing.take().inspect(abort);
                    one.end_listing();
                    let portal = one.state.portal.clone();
                    self.work.sign_out(portal, reply);
                }
                None => drop(reply.send(Err(unknown(&name)))),
            },
            Request::Refresh(Some(name)) => self.refresh(&name),
            Request::Refresh(None) => self.refresh_all(),
            Request::CancelRefresh(name) => {
                if let Some(one) = self.portal(&name) {
                    one.refreshing.take().inspect(abort);
                    one.end_listing();
                }
            }
            Request::ShowAccounts(accounts) => self.show_accounts(&accounts),
            Request::Start(assignment, reply) => self.start(assignment, reply),
            Request::Stop(assignment, reply) => self.work.stop(vec![assignment], reply),
            Request::StopAll(reply) => {
                let all = self.shown.role_sessions.iter().map(|record| record.assignment.clone()).collect();
                self.work.stop(all, reply);
            }
            Request::LookAround => self.look_around(),
            Request::SetFavourite(assignment, favourite, reply) => {
                let kept = self.work.ports.state_store.keep_favourite(&assignment, favourite);
                self.look_around();
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
            Happening::SignInStep(name, step) => self.sign_in_step(&name, step),
            Happening::SignInEnded(name, outcome) => self.sign_in_ended(&name, outcome),
            Happening::SignedOut(name, outcome, reply) => {
                if let Some(one) = self.portal(&name)
                    && outcome.is_ok()
                {
                    one.state.sign_in = SignInState::SignedOut;
                    one.state.problem = None;
                }
                drop(reply.send(outcome));
                self.work.read_role_sessions();
            }
            Happening::PortalGone(name, outcome, reply) => {
                let outcome = outcome.and_then(|()| {
                    let gone = name.clone();
                    let edit: SettingsEdit = Box::new(move |text| Ok(remove_portal(text, &gone)?));
                    self.change_settings(&edit)
                });
                drop(reply.send(outcome));
                self.work.read_role_sessions();
            }
            Happening::Listed(name, event) => {
                if let Some(one) = self.portal(&name)
                    && one.refreshing.is_some()
                {
                    one.hear(event);
                    self.shown.rows_revision += 1;
                }
            }
            Happening::ListingEnded(name, outcome) => self.listing_ended(&name, outcome),
            Happening::RoleSessions(Ok(alive)) => self.role_sessions(alive),
            Happening::RoleSessions(Err(problem)) => self.tell(problem),
        }
    }

    /// Reads again what another process may have changed.
    pub(super) fn look_around(&mut self) {
        self.read_settings();
        let store = Arc::clone(&self.work.ports.state_store);
        let changes = store.change_count().ok();
        let ended = self.shown.role_sessions.iter().any(|record| record.expires_at <= self.work.ports.clock.now());
        if changes.is_some() && changes == self.seen_changes && !ended {
            return;
        }
        self.seen_changes = changes;
        let remembered = store.favourites().and_then(|marked| Ok((marked, store.recents(RECENTS)?)));
        match remembered {
            Ok((favourites, recents)) => {
                self.shown.favourites = Arc::new(favourites.into_iter().collect());
                self.shown.recents = Arc::new(recents);
                self.shown.rows_revision += 1;
                self.has_news = true;
            }
            Err(error) => self.tell(Problem::from(&error)),
        }
        self.work.read_role_sessions();
    }

    fn portal(&mut self, name: &PortalName) -> Option<&mut OnePortal> {
        self.portals.iter_mut().find(|one| one.state.portal.name == *name)
    }

    fn tell(&mut self, problem: Problem) {
        tracing::warn!(reference = problem.reference, detail = problem.detail, "a problem of the whole program");
        self.has_news = true;
        if !self.shown.problems.contains(&problem) {
            self.shown.problems.push(problem);
        }
    }

    fn read_settings(&mut self) {
        match self.work.ports.settings_file.read() {
            Ok(text) if text == self.settings_text && self.shown.revision > 0 => {}
            Ok(text) => {
                let (settings, problem) = settings_of(&text);
                self.settings_text = text;
                match problem {
                    // What was read before stays good until the file is mended.
                    Some(problem) => self.tell(problem),
                    None => self.settle(settings),
                }
            }
            Err(error) => self.tell(Problem::from(&error)),
        }
    }

    fn settle(&mut self, settings: crate::settings::Settings) {
        self.has_news = true;
        self.shown.rows_revision += 1;
        self.shown.problems.retain(|problem| problem.code != ProblemCode::SettingsUnreadable);
        let mut old = std::mem::take(&mut self.portals);
        for portal in &settings.portals {
            let same = old.iter().position(|one| one.state.portal == *portal);
            let one = same.map(|at| old.swap_remove(at)).unwrap_or_else(|| {
                self.work.read_sign_in(portal.clone());
                let catalogue = self.work.ports.state_store.catalogue(&portal.name);
                OnePortal::new(portal.clone(), catalogue.unwrap_or_default())
            });
            self.portals.push(one);
        }
        for gone in old {
            gone.signing_in.iter().chain(&gone.refreshing).for_each(abort);
        }
        self.shown.settings = Arc::new(settings);
    }

    fn change_settings(&mut self, edit: &SettingsEdit) -> Result<(), Problem> {
        let mut refused = None;
        let replaced = self.work.ports.settings_file.edit(&mut |text| match edit(text) {
            Ok(edited) => edited,
            Err(problem) => {
                refused = Some(problem);
                text.to_owned()
            }
        });
        self.read_settings();
        refused.map_or_else(|| replaced.map_err(|error| Problem::from(&error)), Err)
    }

    fn add_portal(&mut self, portal: Portal, reply: Reply<()>) {
        let edit: SettingsEdit = Box::new(move |text| Ok(add_portal(text, &portal)?));
        drop(reply.send(self.change_settings(&edit)));
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
            one.state.sign_in =
                SignInState::WaitingForBrowser { page: None, opened: true, expires_at: now + Duration::from_mins(10) };
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
                let is_old = one.state.catalogue.refreshed_at.is_none_or(|at| remaining(at + OLD, now).is_zero());
                if signed_in && is_old {
                    self.refresh(&name.clone());
                }
            }
            Err(problem) => one.state.problem = Some(problem.at(name)),
        }
    }

    fn sign_in_step(&mut self, name: &PortalName, step: SignInStep) {
        let Some(one) = self.portal(name) else { return };
        one.state.sign_in = match step {
            SignInStep::WaitingForBrowser { page, opened, expires_at } => {
                SignInState::WaitingForBrowser { page: Some(page), opened, expires_at }
            }
            SignInStep::WaitingForCode { user_code, verification_uri, verification_uri_complete, expires_at } => {
                SignInState::WaitingForCode { user_code, verification_uri, verification_uri_complete, expires_at }
            }
        };
    }

    fn sign_in_ended(&mut self, name: &PortalName, outcome: Result<SignIn, SignInError>) {
        let ports = self.work.ports.clone();
        let Some(one) = self.portal(name) else { return };
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

    fn listing_ended(&mut self, name: &PortalName, outcome: Result<Refreshed, CatalogueError>) {
        self.shown.rows_revision += 1;
        let catalogue = self.work.ports.state_store.catalogue(name);
        let Some(one) = self.portal(name) else { return };
        one.end_listing();
        match outcome {
            Ok(refreshed) => one.state.difference = Arc::new(refreshed.difference),
            Err(error) => {
                let problem = Problem::from(&error).at(name);
                if problem.code == ProblemCode::SignInNeeded {
                    one.state.sign_in = SignInState::Expired;
                }
                one.state.problem = Some(problem);
            }
        }
        match catalogue {
            Ok(catalogue) => one.state.catalogue = Arc::new(catalogue),
            Err(error) => self.tell(Problem::from(&error)),
        }
    }

    fn show_accounts(&mut self, accounts: &[(PortalName, AccountId)]) {
        for one in &self.portals {
            let shown = accounts.iter().filter(|(name, _)| *name == one.state.portal.name);
            one.wanted.set(shown.map(|(_, account_id)| account_id.clone()).collect());
        }
    }

    fn start(&mut self, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        let work = self.work.clone();
        match self.portal(&assignment.portal) {
            Some(one) => work.start(one.state.portal.clone(), assignment, reply),
            None => drop(reply.send(Err(unknown(&assignment.portal)))),
        }
    }

    fn role_sessions(&mut self, alive: Vec<RoleSessionRecord>) {
        self.shown.role_sessions = alive;
    }
}

fn abort(handle: &tokio::task::AbortHandle) {
    handle.abort();
}

fn unknown(name: &PortalName) -> Problem {
    Problem::of_input(format!("There is no portal called {name}."))
}
