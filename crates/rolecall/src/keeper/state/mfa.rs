//! Codes of MFA devices: showing the questions for them, passing on the codes, and reporting that one is needed.

use super::KeeperState;
use crate::keeper::mfa_prompt::MfaEvent;
use crate::keeper::request::{Reply, Request};
use crate::messages::input;
use crate::notices::NoticeCause;
use crate::problem::Problem;
use crate::production_guard::Confirmation;
use rolecall_model::history::ProcessInfo;
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::secret::MfaCode;
use tokio::sync::oneshot;

impl KeeperState {
    pub(super) fn on_mfa_event(&mut self, event: MfaEvent) {
        if matches!(
            event,
            MfaEvent::CodeWanted {
                was_refused: false,
                ..
            }
        ) {
            // The user may have begun it in the tray's menu, or with a notification.
            self.notifications.request_window();
        }
        self.mfa_questions.on_event(event);
        self.publish_mfa_questions();
    }

    pub(super) fn answer_mfa_question(&mut self, id: u32, code: MfaCode, reply: Reply<()>) {
        let outcome = match self.mfa_questions.answer(id, code) {
            true => Ok(()),
            false => Err(Problem::invalid_input(input::MFA_QUESTION_OVER)),
        };
        self.publish_mfa_questions();
        // The receiver may have stopped waiting.
        drop(reply.send(outcome));
    }

    pub(super) fn cancel_mfa_question(&mut self, id: u32) {
        self.mfa_questions.cancel(id);
        self.publish_mfa_questions();
    }

    fn publish_mfa_questions(&mut self) {
        self.draft.set_mfa_questions(self.mfa_questions.questions());
    }

    /// A program could not get credentials of the role because nobody could be asked for a code.
    pub(super) fn on_program_needs_code(&mut self, name: &DefinedRoleName, program: Option<ProcessInfo>) {
        // Whoever reports it may be wrong.
        let definition = self.stored.settings().definition(name);
        if let Some(role) = definition.map(|definition| definition.key()) {
            self.on_code_needed(&role, program);
        }
    }

    /// A program, or a renewal, could not get credentials of `role`.
    pub(super) fn on_code_needed(&mut self, role: &RoleRef, program: Option<ProcessInfo>) {
        let now = self.tasks.now();
        let cause = NoticeCause::MfaCode {
            role: role.clone(),
            program,
            needed_at: now,
        };
        self.notifications.on_code_needed(role, cause, now);
    }

    /// Returns the request that asks for the code that credentials of `role` need. Nobody waits for its reply.
    pub(super) fn request_with_code(&self, role: RoleRef) -> Request {
        let reply = oneshot::channel().0;
        match self.role_sessions.find(&role) {
            Some(_) => Request::Renew(role, reply),
            None => Request::Start(role, Confirmation::Missing, reply),
        }
    }
}
