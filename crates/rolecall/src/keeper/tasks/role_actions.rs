//! Actions with a role's credentials: opening its console, trying it out, and copying its credentials or the command that exports
//! them.
//!
//! Secrets go only to the browser and the clipboard, never into an event or a reply.

use super::role_sessions::MIN_REMAINING_LIFETIME;
use super::{Tasks, blocking};
use crate::console::{Destination, open_console};
use crate::export::{
    ExportContext, ExportError, ExportFormat, ShellEnvironment, eval_command, export_text, profile_command,
};
use crate::history::record_copied;
use crate::keeper::event::KeeperEvent;
use crate::keeper::request::{CopyReceipt, Reply};
use crate::login::log_in_to_role;
use crate::login_session::LoginError;
use crate::messages::input;
use crate::ports::{BrowserWarning, CallerIdentity, Ports};
use crate::problem::Problem;
use crate::role_session::{
    request_identity, role_credentials, with_entered_password, with_role_session_reason,
};
use rolecall_model::partition::Region;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::KeyPassword;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::{SignInStep, SignInWarning};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

impl Tasks {
    /// Opens the console as `role`; `region` is used if `destination` has none. A warning is the reply: whoever asked does not
    /// wait for a page that may never open, and it can still open.
    pub(in crate::keeper) fn open_console(
        &self,
        role: ResolvedRole,
        destination: Box<Destination>,
        region: Option<Region>,
        reply: Reply<()>,
    ) {
        let tasks = self.clone();
        drop(self.spawn(async move {
            let reply = Mutex::new(Some(reply));
            let reply_once = |outcome| {
                let reply = reply.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(reply) = reply {
                    tasks.reply_about(&role, outcome, reply);
                }
            };
            let warn = |warning: BrowserWarning| reply_once(Err(Problem::from(&warning.failure)));
            let opened = open_console(&tasks.ports, &role, &destination, region.as_ref(), &warn).await;
            reply_once(opened.map_err(|error| Problem::from(&error)));
            KeeperEvent::RoleSessionUsed
        }));
    }

    /// Asks AWS who one becomes with `role`.
    pub(in crate::keeper) fn test_role(
        &self,
        role: ResolvedRole,
        password: Option<KeyPassword>,
        reply: Reply<CallerIdentity>,
    ) {
        let tasks = self.clone();
        let ports = password.map_or_else(
            || self.ports.clone(),
            |password| with_entered_password(&self.ports, password),
        );
        drop(self.spawn(async move {
            let identity = request_identity(&ports, &role).await;
            tasks.reply_about(&role, identity.map_err(|error| Problem::from(&error)), reply);
            // What it is assumed with may have been obtained.
            KeeperEvent::RoleSessionUsed
        }));
    }

    /// Signs in to the console for `role`, until what is returned is dropped. A warning is the reply, as for [`Self::open_console`].
    pub(in crate::keeper) fn log_in(&self, role: ResolvedRole, reply: Reply<()>) -> oneshot::Sender<()> {
        let tasks = self.clone();
        let (keep_alive, dropped) = oneshot::channel();
        drop(self.spawn(async move {
            let reply = Mutex::new(Some(reply));
            let reply_once = |outcome| {
                let reply = reply.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(reply) = reply {
                    tasks.reply_about(&role, outcome, reply);
                }
            };
            let report = |step| {
                if let SignInStep::Warning(warning @ SignInWarning::Browser(_)) = step {
                    reply_once(Err(Problem::from(&warning)));
                }
            };
            let outcome = tokio::select! {
                signed_in = log_in_to_role(&tasks.ports, &role, true, &report) => {
                    signed_in.map_err(|error| Problem::from(&error))
                }
                _ = dropped => Err(Problem::from(&LoginError::TimedOut)),
            };
            reply_once(outcome);
            KeeperEvent::RoleSessionUsed
        }));
        keep_alive
    }

    /// Copies the credentials of `role`; the clipboard is cleared after the time set in `settings`.
    pub(in crate::keeper) fn copy_credentials(
        &self,
        role: ResolvedRole,
        format: ExportFormat,
        settings: Arc<Settings>,
        reply: Reply<CopyReceipt>,
    ) {
        let tasks = self.clone();
        drop(self.spawn(async move {
            let region = settings.console_region.as_ref();
            let context = ExportContext::new(&role, region, &ShellEnvironment::Unknown);
            let clears_in = settings.clipboard_clear_in;
            let copied = copy_credentials(&tasks.ports, &role, (format, &context), clears_in).await;
            tasks.reply_about(&role, copied, reply);
            KeeperEvent::RoleSessionUsed
        }));
    }

    /// Copies the command that exports the credentials of `role`. It contains no secret and sends no request.
    pub(in crate::keeper) fn copy_command(
        &self,
        role: &RoleRef,
        format: ExportFormat,
        reply: Reply<CopyReceipt>,
    ) {
        let target = role.target();
        let ports = self.ports.clone();
        drop(tokio::spawn(async move {
            let command = match format {
                ExportFormat::CredentialProcess => profile_command(&target),
                ExportFormat::Bash
                | ExportFormat::Zsh
                | ExportFormat::Posix
                | ExportFormat::Fish
                | ExportFormat::PowerShell
                | ExportFormat::Cmd
                | ExportFormat::Nushell
                | ExportFormat::Dotenv
                | ExportFormat::Json => eval_command(&target, format),
            };
            let copied = command.map_err(|error| not_copied(&error)).and_then(|command| {
                let copied = blocking(|| ports.desktop.clipboard.copy(&command));
                copied.map_err(|error| Problem::from(&error))
            });
            drop(reply.send(copied.map(|()| CopyReceipt { clears_in: None })));
        }));
    }
}

async fn copy_credentials(
    ports: &Ports,
    role: &ResolvedRole,
    (format, context): (ExportFormat, &ExportContext),
    clears_in: Duration,
) -> Result<CopyReceipt, Problem> {
    let credentials = role_credentials(ports, role, MIN_REMAINING_LIFETIME)
        .await
        .map_err(|error| Problem::from(&error))?;
    let text = export_text(format, &credentials, context).map_err(|error| not_copied(&error))?;
    blocking(|| ports.desktop.clipboard.copy_secret(&text, clears_in))
        .map_err(|error| Problem::from(&error))?;
    blocking(|| {
        let ports = with_role_session_reason(ports, &role.key);
        record_copied(&ports, &role.key, credentials.expires_at, format);
    });
    Ok(CopyReceipt {
        clears_in: Some(clears_in),
    })
}

fn not_copied(error: &ExportError) -> Problem {
    Problem::invalid_input(input::not_copied(error))
}
