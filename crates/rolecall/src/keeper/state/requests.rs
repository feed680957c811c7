//! Handling of requests.

use super::{KeeperState, unknown_portal};
use crate::console::Destination;
use crate::keeper::event::{EditFollowUp, StopScope};
use crate::keeper::request::{CopyContent, CopyReceipt, Reply, Request, SettingsEdit};
use crate::keeper::tasks::Tasks;
use crate::problem::Problem;
use crate::settings::set_default;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::role_session::RoleSessionRecord;

impl KeeperState {
    /// Carries out `request` on behalf of `surface`, or starts a task that does.
    pub(in crate::keeper) fn handle_request(&mut self, surface: Surface, request: Request) {
        let tasks = self.tasks.with_surface(surface);
        match request {
            Request::AddPortal(portal, reply) => self.tasks.release_portal_name(*portal, reply),
            Request::RemovePortal(name, reply) => match self.leave_portal(&name) {
                Some(portal) => tasks.remove_portal_data(portal, reply),
                None => reject(reply, unknown_portal(&name)),
            },
            Request::SignIn(name, method) => self.sign_in(&tasks, &name, method),
            Request::CancelSignIn(name) => {
                if let Some(portal) = self.change_portal(&name) {
                    portal.cancel_sign_in();
                }
            }
            Request::SignOut(name, reply) => match self.leave_portal(&name) {
                Some(portal) => tasks.sign_out(portal, reply),
                None => reject(reply, unknown_portal(&name)),
            },
            Request::Refresh(Some(name)) => self.refresh(&name, true),
            Request::Refresh(None) => self.refresh_all(),
            Request::CancelRefresh(name) => {
                if let Some(portal) = self.change_portal(&name) {
                    portal.cancel_refresh();
                }
            }
            Request::PrioritizeAccounts(accounts) => self.portals.prioritize(&accounts),
            Request::Start(assignment, reply) => self.start(&tasks, assignment, reply),
            Request::Renew(assignment, reply) => self.renew(&tasks, assignment, reply),
            Request::SetAutoRenewal(assignment, renew, reply) => {
                tasks.set_auto_renewal(assignment, renew, reply);
            }
            Request::Stop(assignment, reply) => {
                self.role_sessions
                    .stop(StopScope::RoleSession(assignment.clone()));
                tasks.stop(assignment, reply);
            }
            Request::StopAll(reply) => {
                self.role_sessions.stop(StopScope::All);
                tasks.stop_all(reply);
            }
            Request::OpenConsole(assignment, destination, reply) => {
                self.open_console(&tasks, assignment, destination, reply);
            }
            Request::CopyExport(assignment, content, reply) => {
                self.copy_export(&tasks, assignment, content, reply);
            }
            Request::SetDefault(assignment, reply) => self.set_default(surface, assignment, reply),
            Request::ReportSignInNeeded(name, program) => self.on_program_refused(name, program),
            Request::Reload => self.reload_all(),
            Request::SetFavourite(assignment, favourite, reply) => {
                tasks.set_favourite(assignment, favourite, reply);
            }
            Request::ChangeSettings(edit, reply) => tasks.edit_settings(edit, EditFollowUp::Reply(reply)),
            Request::DismissProblem(Some(name)) => {
                if let Some(portal) = self.change_portal(&name) {
                    portal.set_problem(None);
                }
            }
            Request::DismissProblem(None) => self.draft.dismiss_problems(),
        }
    }

    /// Returns the portal of `assignment` and `reply`. If there is no such portal, replies with a problem and returns `None`.
    fn portal_or_reject<T>(&self, assignment: &Assignment, reply: Reply<T>) -> Option<(Portal, Reply<T>)> {
        match self.portal_of(assignment) {
            Ok(portal) => Some((portal, reply)),
            Err(problem) => {
                reject(reply, problem);
                None
            }
        }
    }

    fn start(&self, tasks: &Tasks, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        if let Some((portal, reply)) = self.portal_or_reject(&assignment, reply) {
            tasks.start(portal, assignment, self.stored.settings().renew, reply);
        }
    }

    fn renew(&self, tasks: &Tasks, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        let session = self.role_sessions.find(&assignment);
        let issued_at = session.map(|session| session.record().issued_at);
        if let Some((portal, reply)) = self.portal_or_reject(&assignment, reply) {
            tasks.renew(portal, assignment, issued_at, reply);
        }
    }

    fn open_console(
        &self,
        tasks: &Tasks,
        assignment: Assignment,
        destination: Box<Destination>,
        reply: Reply<()>,
    ) {
        if let Some((portal, reply)) = self.portal_or_reject(&assignment, reply) {
            let region = self.stored.settings().console_region.clone();
            tasks.open_console(portal, assignment, destination, region, reply);
        }
    }

    fn copy_export(
        &self,
        tasks: &Tasks,
        assignment: Assignment,
        content: CopyContent,
        reply: Reply<CopyReceipt>,
    ) {
        match content {
            CopyContent::Command(format) => tasks.copy_command(&assignment, format, reply),
            CopyContent::Credentials(format) => {
                if let Some((portal, reply)) = self.portal_or_reject(&assignment, reply) {
                    let settings = self.stored.settings().clone();
                    tasks.copy_credentials(portal, assignment, format, settings, reply);
                }
            }
        }
    }

    /// Sets what `@default` stands for; the reply does not wait for its role session to start.
    fn set_default(&self, surface: Surface, assignment: Option<Assignment>, reply: Reply<()>) {
        let portal = assignment.as_ref().map(|assignment| self.portal_of(assignment));
        match portal.transpose() {
            Ok(portal) => {
                let set = assignment.clone();
                let edit: SettingsEdit = Box::new(move |text| Ok(set_default(text, set.as_ref())?));
                let default = portal.zip(assignment).map(Box::new);
                let follow_up = EditFollowUp::DefaultSet(surface, default, reply);
                self.tasks.edit_settings(edit, follow_up);
            }
            Err(problem) => reject(reply, problem),
        }
    }
}

fn reject<T>(reply: Reply<T>, problem: Problem) {
    // The receiver may have stopped waiting.
    drop(reply.send(Err(problem)));
}
