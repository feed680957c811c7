//! Handling of requests.

use super::{KeeperState, unknown_portal};
use crate::console::Destination;
use crate::keeper::event::{EditFollowUp, StopScope};
use crate::keeper::request::{CopyContent, CopyReceipt, Reply, Request, SettingsEdit};
use crate::keeper::tasks::Tasks;
use crate::ports::CallerIdentity;
use crate::problem::Problem;
use crate::production_guard::{Confirmation, require_confirmation, require_reason};
use crate::role_session::is_over;
use crate::settings::set_default;
use rolecall_model::history::Actor;
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::KeyPassword;
use rolecall_model::settings::Settings;

impl KeeperState {
    /// Carries out `request` on behalf of `actor`, or starts a task that does.
    pub(in crate::keeper) fn handle_request(&mut self, actor: Actor, request: Request) {
        let tasks = self.tasks.with_actor(actor);
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
            Request::CancelRefresh(name) => self.cancel_refresh(&name),
            Request::PrioritizeAccounts(accounts) => self.portals.prioritize(&accounts),
            Request::Start(role, confirmation, reply) => self.start(&tasks, &role, confirmation, reply),
            Request::TestRole(role, key, asked, reply) => self.test_role(&tasks, (*role, key, asked), reply),
            Request::LogIn(role, reply) => self.log_in(&tasks, &role, reply),
            Request::Renew(role, reply) => self.renew(&tasks, &role, reply),
            Request::SetAutoRenewal(role, renew, reply) => tasks.set_auto_renewal(role, renew, reply),
            Request::Stop(role, reply) => self.stop(&tasks, role, reply),
            Request::StopAll(reply) => {
                self.role_sessions.stop(StopScope::All);
                tasks.stop_all(reply);
            }
            Request::OpenConsole(role, destination, confirmation, reply) => {
                self.open_console(&tasks, &role, (destination, confirmation), reply);
            }
            Request::CopyExport(role, content, confirmation, reply) => {
                self.copy_export(&tasks, &role, (content, confirmation), reply);
            }
            Request::SetDefault(role, confirmation, reply) => {
                self.set_default(&tasks, role, confirmation, reply);
            }
            Request::AnswerMfaQuestion(id, code, reply) => self.answer_mfa_question(id, code, reply),
            Request::CancelMfaQuestion(id) => self.cancel_mfa_question(id),
            Request::ReportMfaCodeNeeded(name, program) => self.on_program_needs_code(&name, program),
            Request::ReportSignInNeeded(name, program) => self.on_program_refused(name, program),
            Request::Reload => self.reload_all(),
            Request::SetFavourite(role, favourite, reply) => tasks.set_favourite(role, favourite, reply),
            Request::DeclineRename(rename, reply) => tasks.decline_rename(rename, reply),
            Request::ChangeSettings(edit, reply) => tasks.edit_settings(edit, EditFollowUp::Reply(reply)),
            Request::DismissProblem(Some(name)) => {
                if let Some(portal) = self.change_portal(&name) {
                    portal.set_problem(None);
                }
            }
            Request::DismissProblem(None) => self.draft.dismiss_problems(),
        }
    }

    fn cancel_refresh(&mut self, name: &PortalName) {
        if let Some(portal) = self.change_portal(name) {
            portal.cancel_refresh();
        }
    }

    /// Returns `role` with its source. A role of an account that the user has to confirm, or to give a reason for, is refused
    /// without it. The reason that an active role session was started with is enough.
    pub(super) fn admit(
        &self,
        role: &RoleRef,
        confirmation: Confirmation,
        reason: Option<&Reason>,
    ) -> Result<ResolvedRole, Problem> {
        let resolved = self.resolve(role)?;
        let (settings, catalogues) = (self.stored.settings(), || self.portals.catalogues());
        let reason = reason.or_else(|| self.role_session_reason(role));
        require_reason(settings, role, catalogues(), reason).map_err(|needed| Problem::from(&needed))?;
        require_confirmation(settings, role, catalogues(), confirmation)
            .map_err(|needed| Problem::from(&needed))?;
        Ok(resolved)
    }

    fn role_session_reason(&self, role: &RoleRef) -> Option<&Reason> {
        let record = self.role_sessions.find(role)?.record();
        let is_active = !is_over(record, self.tasks.now());
        record.reason.as_ref().filter(|_| is_active)
    }

    /// As [`Self::admit`], for a role that is defined so or is going to be.
    fn admit_as(
        &self,
        definition: RoleDefinition,
        confirmation: Confirmation,
    ) -> Result<ResolvedRole, Problem> {
        let key = definition.key();
        let mut settings = Settings::clone(self.stored.settings());
        settings.roles.retain(|role| role.name != definition.name);
        settings.roles.push(definition);
        let resolved = settings.resolve(&key).map_err(|error| Problem::from(&error))?;
        require_confirmation(&settings, &key, self.portals.catalogues(), confirmation)
            .map_err(|reason| Problem::from(&reason))?;
        Ok(resolved)
    }

    fn test_role(
        &self,
        tasks: &Tasks,
        (definition, password, confirmation): (RoleDefinition, Option<KeyPassword>, Confirmation),
        reply: Reply<CallerIdentity>,
    ) {
        if let Some((role, reply)) = or_reject(self.admit_as(definition, confirmation), reply) {
            tasks.test_role(role, password, reply);
        }
    }

    /// Whoever waits for an earlier sign-in of the same role hears that it is over.
    fn log_in(&mut self, tasks: &Tasks, role: &RoleRef, reply: Reply<()>) {
        if let Some((resolved, reply)) = or_reject(self.resolve(role), reply) {
            self.logins.insert(role.clone(), tasks.log_in(resolved, reply));
        }
    }

    fn start(
        &self,
        tasks: &Tasks,
        role: &RoleRef,
        confirmation: Confirmation,
        reply: Reply<RoleSessionRecord>,
    ) {
        if let Some((role, reply)) = or_reject(self.admit(role, confirmation, tasks.reason()), reply) {
            tasks.start(role, self.stored.settings().renew, reply);
        }
    }

    fn open_console(
        &self,
        tasks: &Tasks,
        role: &RoleRef,
        (destination, confirmation): (Box<Destination>, Confirmation),
        reply: Reply<()>,
    ) {
        if let Some((role, reply)) = or_reject(self.admit(role, confirmation, tasks.reason()), reply) {
            let region = self.stored.settings().console_region.clone();
            tasks.open_console(role, destination, region, reply);
        }
    }

    fn stop(&mut self, tasks: &Tasks, role: RoleRef, reply: Reply<()>) {
        self.role_sessions
            .stop(StopScope::RoleSessions(vec![role.clone()]));
        tasks.stop(role, reply);
    }

    fn renew(&self, tasks: &Tasks, role: &RoleRef, reply: Reply<RoleSessionRecord>) {
        let session = self.role_sessions.find(role);
        let issued_at = session.map(|session| session.record().issued_at);
        if let Some((role, reply)) = or_reject(self.resolve(role), reply) {
            tasks.renew(role, issued_at, reply);
        }
    }

    fn copy_export(
        &self,
        tasks: &Tasks,
        role: &RoleRef,
        (content, confirmation): (CopyContent, Confirmation),
        reply: Reply<CopyReceipt>,
    ) {
        match content {
            CopyContent::Command(format) => tasks.copy_command(role, format, reply),
            CopyContent::Credentials(format) => {
                let admitted = self.admit(role, confirmation, tasks.reason());
                if let Some((role, reply)) = or_reject(admitted, reply) {
                    let settings = self.stored.settings().clone();
                    tasks.copy_credentials(role, format, settings, reply);
                }
            }
        }
    }

    /// Sets what `@default` stands for; the reply does not wait for its role session to start.
    fn set_default(
        &self,
        tasks: &Tasks,
        role: Option<RoleRef>,
        confirmation: Confirmation,
        reply: Reply<()>,
    ) {
        let admit = |role| self.admit(role, confirmation, tasks.reason());
        let resolved = role.as_ref().map(admit);
        match resolved.transpose() {
            Ok(resolved) => {
                let edit: SettingsEdit = Box::new(move |text| Ok(set_default(text, role.as_ref())?));
                let follow_up = EditFollowUp::DefaultSet(tasks.actor(), resolved.map(Box::new), reply);
                self.tasks.edit_settings(edit, follow_up);
            }
            Err(problem) => reject(reply, problem),
        }
    }
}

/// Returns the role with its source, and `reply`. If there is a problem instead, replies with it and returns `None`.
fn or_reject<T>(role: Result<ResolvedRole, Problem>, reply: Reply<T>) -> Option<(ResolvedRole, Reply<T>)> {
    match role {
        Ok(role) => Some((role, reply)),
        Err(problem) => {
            reject(reply, problem);
            None
        }
    }
}

fn reject<T>(reply: Reply<T>, problem: Problem) {
    // The receiver may have stopped waiting.
    drop(reply.send(Err(problem)));
}
