//! What the desk does about portals: adding, signing in and out, listing.

use super::super::care::Leaving;
use super::super::work::{Work, state_of};
use super::super::{Reply, SettingsEdit};
use super::Desk;
use crate::catalogue::{CatalogueError, Refreshed};
use crate::keeper::SignInState;
use crate::problem::{Problem, ProblemCode, Recovery};
use crate::settings::{add_portal, remove_portal};
use crate::sign_in::SignInError;
use rolecall_model::account::AccountId;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::sign_in::{SignIn, SignInMethod};
use rolecall_model::time::remaining;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::Id;

/// A list older than this is asked for again when the program starts.
const OLD: Duration = Duration::from_mins(10);

impl Desk {
    pub(super) fn add_portal(&mut self, portal: Portal, reply: Reply<()>) {
        let text = self
            .work
            .ports
            .store
            .settings_file
            .read()
            .map_err(|error| Problem::from(&error));
        match text.and_then(|text| Ok(add_portal(&text, &portal)?)) {
            // Nothing is forgotten for a portal that cannot be added.
            Err(problem) => drop(reply.send(Err(problem))),
            Ok(_) => self.work.free_name(portal, reply),
        }
    }

    pub(super) fn add_to_settings(&mut self, portal: Portal) -> Result<(), Problem> {
        let edit: SettingsEdit = Box::new(move |text| Ok(add_portal(text, &portal)?));
        self.change_settings(&edit)
    }

    pub(super) fn portal_gone(&mut self, name: PortalName, outcome: Result<(), Problem>, reply: Reply<()>) {
        self.signed_out(&name, outcome.is_ok());
        let outcome = outcome.and_then(|()| {
            let edit: SettingsEdit = Box::new(move |text| Ok(remove_portal(text, &name)?));
            self.change_settings(&edit)
        });
        drop(reply.send(outcome));
    }

    pub(super) fn sign_in(&mut self, work: &Work, name: &PortalName, method: SignInMethod) {
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

    pub(super) fn sign_in_read(&mut self, name: &PortalName, read: Result<SignInState, Problem>) {
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
                self.care.keychain_answers(now);
                if signed_in {
                    self.is_signed_in(name);
                }
                if signed_in && is_old {
                    self.list(name, true);
                }
            }
            Err(problem) => {
                let is_shut = problem.recovery == Recovery::UnlockKeychain;
                one.state.problem = Some(problem.at(name));
                if is_shut {
                    self.care.keychain_is_shut();
                }
            }
        }
    }

    pub(super) fn sign_in_ended(
        &mut self,
        task: Id,
        name: &PortalName,
        outcome: Result<SignIn, SignInError>,
    ) {
        let ports = self.work.ports.clone();
        let Some(one) = self.portal(name).filter(|one| one.is_signing_in(task)) else {
            return;
        };
        one.signing_in = None;
        match outcome {
            Ok(sign_in) => {
                one.state.sign_in = state_of(&sign_in, &ports);
                self.is_signed_in(name);
                self.list(name, true);
            }
            Err(error) => {
                one.state.sign_in = one.before_sign_in.clone();
                one.state.problem = Some(Problem::from(&error).at(name));
            }
        }
    }

    /// What waited for the sign-in goes on.
    fn is_signed_in(&mut self, name: &PortalName) {
        self.telling.note_signed_in_or_out(name);
        let now = self.work.ports.clock.now();
        self.care.signed_in(name, now);
    }

    /// A program was refused for want of a sign-in. What the keychain holds now tells whether that still is so.
    pub(super) fn sign_in_needed(&mut self, name: PortalName, program: Option<ProcessInfo>) {
        let work = self.work.clone();
        if let Some(one) = self.portal(&name) {
            work.read_sign_in(one.state.portal.clone());
            self.telling.note_asked(name, program);
        }
    }

    /// Shows at its portal what went wrong that nobody waits for any more.
    pub(super) fn show_problem(&mut self, problem: Problem) {
        if let Some(one) = problem.portal.clone().and_then(|name| self.portal(&name)) {
            one.state.problem = Some(problem);
        }
    }

    pub(super) fn signed_out(&mut self, name: &PortalName, done: bool) {
        let work = self.work.clone();
        self.have_left(&Leaving::Portal(name.clone()));
        if let Some(one) = self.portal(name) {
            if done {
                one.state.sign_in = SignInState::SignedOut;
                one.state.problem = None;
            } else {
                // How far it came is told by the keychain alone.
                work.read_sign_in(one.state.portal.clone());
            }
        }
    }

    /// Lists a portal, unless that is under way; `is_asked` tells whether somebody waits for it, who is told what goes wrong.
    pub(super) fn list(&mut self, name: &PortalName, is_asked: bool) {
        let work = self.work.clone();
        let now = work.ports.clock.now();
        if let Some(one) = self.portal(name) {
            one.is_listing_asked |= is_asked;
            if one.refreshing.is_none() {
                let handle = work.refresh(one.state.portal.clone(), one.wanted.clone());
                one.start_listing(handle, is_asked, now);
            }
        }
    }

    pub(super) fn refresh_all(&mut self) {
        let signed_in: Vec<PortalName> = self
            .portals
            .iter()
            .filter(|one| matches!(one.state.sign_in, SignInState::SignedIn(_)))
            .map(|one| one.state.portal.name.clone())
            .collect();
        signed_in.iter().for_each(|name| self.list(name, true));
    }

    pub(super) fn listing_ended(
        &mut self,
        task: Id,
        name: &PortalName,
        outcome: Result<Refreshed, CatalogueError>,
    ) {
        let work = self.work.clone();
        let Some(one) = self.portal(name).filter(|one| one.is_listing(task)) else {
            return;
        };
        one.give_up_listing();
        match outcome {
            Ok(refreshed) => {
                let difference = Arc::new(refreshed.difference);
                one.state.difference = Arc::clone(&difference);
                if !matches!(one.state.sign_in, SignInState::SignedIn(_)) {
                    // The keychain was locked before, or somebody signed in on the command line.
                    work.read_sign_in(one.state.portal.clone());
                }
                self.note_access(name, &difference);
            }
            Err(error) => {
                let problem = Problem::from(&error).at(name);
                if problem.code == ProblemCode::SignInNeeded {
                    one.state.sign_in = SignInState::Expired;
                }
                if one.is_listing_asked {
                    one.state.problem = Some(problem);
                } else {
                    tracing::info!(
                        reference = problem.reference,
                        detail = problem.detail,
                        "access could not be listed"
                    );
                }
            }
        }
        self.read_catalogue(name);
        // Labels follow a renamed role: this process's own writes are told by nobody.
        self.read_settings();
        self.read_remembered();
        self.set_ends();
    }

    pub(super) fn show_accounts(&mut self, accounts: &[(PortalName, AccountId)]) {
        for one in &self.portals {
            let shown = accounts.iter().filter(|(name, _)| *name == one.state.portal.name);
            one.wanted
                .set(shown.map(|(_, account_id)| account_id.clone()).collect());
        }
    }

    /// Gives up all that is under way at a portal that is left: nothing of it may come back.
    pub(super) fn left(&mut self, name: &PortalName) -> Option<Portal> {
        let one = self.portal(name)?;
        one.give_up_all();
        let portal = one.state.portal.clone();
        self.care.give_up(Leaving::Portal(portal.name.clone()));
        self.telling.note_signed_in_or_out(name);
        Some(portal)
    }
}
