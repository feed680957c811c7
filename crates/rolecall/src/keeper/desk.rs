//! The desk: all state that the keeper owns, and what each request and each happening does to it.

mod access;
mod holding;
mod house;
mod living;
mod reading;
mod telling;

use super::Request;
use super::care::{Care, Leaving};
use super::portals::OnePortal;
use super::snapshot::{SignInState, Snapshot};
use super::work::{Happening, Work};
use crate::ports::Ports;
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use std::collections::HashMap;
use std::sync::Arc;
use telling::Telling;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

pub(super) struct Desk {
    work: Work,
    calls_for_window: watch::Sender<u32>,
    portals: Vec<OnePortal>,
    shown: Snapshot,
    has_news: bool,
    seen_changes: Option<i64>,
    /// The settings as last read; absent until they could be read.
    settings_text: Option<String>,
    /// Whether the settings could be read at all; until then they are the default ones.
    settings_known: bool,
    care: Care,
    telling: Telling,
    /// The newest entry of the history that was seen.
    history_seen: Option<Timestamp>,
    next_look: Option<Timestamp>,
    /// When the desk last looked whether files changed, and when it looks again for changes that came too soon after.
    looked_at: Option<Timestamp>,
    look_at: Option<Timestamp>,
    holders_seen_at: Option<Timestamp>,
    house_kept_at: Option<Timestamp>,
    /// The portals of role sessions that the settings do not hold, and since when.
    orphans: HashMap<PortalName, Timestamp>,
}

impl Desk {
    /// Reads settings and database; the keychain is read beside.
    pub(super) fn open(
        ports: Ports,
        happenings: UnboundedSender<Happening>,
        calls_for_window: watch::Sender<u32>,
    ) -> Self {
        let mut desk = Self {
            work: Work::new(ports.with_actor(Surface::Keeper), happenings),
            calls_for_window,
            portals: Vec::new(),
            shown: Snapshot::default(),
            has_news: false,
            seen_changes: None,
            settings_text: None,
            settings_known: false,
            care: Care::default(),
            telling: Telling::new(),
            history_seen: None,
            next_look: None,
            looked_at: None,
            look_at: None,
            holders_seen_at: None,
            house_kept_at: None,
            orphans: HashMap::new(),
        };
        desk.read_all();
        desk
    }

    pub(super) fn has_news(&self) -> bool {
        self.has_news
    }

    /// Returns when something is due although nothing happens; nothing when nothing is.
    pub(super) fn next_look(&self) -> Option<Timestamp> {
        self.next_look
    }

    pub(super) fn snapshot(&mut self) -> Arc<Snapshot> {
        self.has_news = false;
        self.shown.revision += 1;
        self.shown.portals = self.portals.iter().map(|one| one.state.clone()).collect();
        Arc::new(self.shown.clone())
    }

    pub(super) fn take(&mut self, surface: Surface, request: Request) {
        self.has_news = true;
        let work = self.work.with_surface(surface);
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
            Request::Refresh(Some(name)) => self.list(&name, true),
            Request::Refresh(None) => self.refresh_all(),
            Request::CancelRefresh(name) => {
                if let Some(one) = self.portal(&name) {
                    one.give_up_listing();
                }
            }
            Request::PrioritizeAccounts(accounts) => self.show_accounts(&accounts),
            Request::Start(assignment, reply) => self.start(&work, assignment, reply),
            Request::Renew(assignment, reply) => self.renew_now(&work, assignment, reply),
            Request::SetRenewing(assignment, renewing, reply) => {
                drop(reply.send(self.set_renewing(&assignment, renewing)));
            }
            Request::Stop(assignment, reply) => {
                self.care.give_up(Leaving::One(assignment.clone()));
                work.stop(assignment, reply);
            }
            Request::StopAll(reply) => {
                self.care.give_up(Leaving::All);
                work.stop_all(reply);
            }
            Request::MakeDefault(assignment, reply) => {
                drop(reply.send(self.make_default(&work, assignment)));
            }
            Request::SignInNeeded(name, program) => self.sign_in_needed(name, program),
            Request::Reload => self.look_again(),
            Request::SetFavourite(assignment, favourite, reply) => {
                let kept = self
                    .work
                    .ports
                    .store
                    .preference_store
                    .set_favourite(&assignment, favourite);
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
        // What is read again may be what was known.
        self.has_news |= !matches!(happening, Happening::RoleSessionsChanged);
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
            Happening::PortalGone(name, outcome, reply) => self.portal_gone(name, outcome, reply),
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
            Happening::Renewed(task, assignment, outcome) => self.renewed(task, &assignment, outcome),
            Happening::Ended(task, assignment, outcome) => self.ended(task, &assignment, outcome),
            Happening::Unanswered(problem) => self.show_problem(problem),
            Happening::RoleSessionsChanged => self.role_sessions_changed(),
            Happening::Left(leaving) => self.have_left(&leaving),
            Happening::NoticeEnded(kind, matters, end) => self.notice_ended(kind, matters, end),
        }
    }

    fn portal(&mut self, name: &PortalName) -> Option<&mut OnePortal> {
        self.portals.iter_mut().find(|one| one.state.portal.name == *name)
    }
}

fn unknown(name: &PortalName) -> Problem {
    Problem::invalid_input(format!("There is no portal called {name}."))
}
