//! The requests that the desktop's surfaces send to the keeper.
//!
//! It owns the requests and where their replies go. It must not know how a request is carried out.

use crate::console::Destination;
use crate::export::ExportFormat;
use crate::ports::CallerIdentity;
use crate::problem::Problem;
use crate::production_guard::Confirmation;
use crate::sign_out::SignOutOutcome;
use rolecall_model::account::AccountId;
use rolecall_model::catalogue::Rename;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::secret::{KeyPassword, MfaCode};
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;
use tokio::sync::oneshot;

/// Where the outcome of a request goes.
pub type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// An edit of the settings file's text. It runs again if another program changes the file meanwhile.
pub type SettingsEdit = Box<dyn Fn(&str) -> Result<String, Problem> + Send>;

/// What is copied for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyContent {
    /// Its credentials in a format; they are cleared from the clipboard after the time that the settings say.
    Credentials(ExportFormat),
    /// The command that exports its credentials in a format. It contains no secret.
    Command(ExportFormat),
}

/// Confirms that something was copied. The copied text is never part of a reply or a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyReceipt {
    /// After how long the clipboard is cleared; `None` if the copied text is no secret.
    pub clears_in: Option<Duration>,
}

/// A request to the keeper.
#[expect(
    missing_debug_implementations,
    reason = "edits and replies have nothing to show"
)]
pub enum Request {
    /// Adds a portal to the settings.
    AddPortal(Box<Portal>, Reply<()>),
    /// Signs out of a portal, removes all its data and removes it from the settings.
    RemovePortal(PortalName, Reply<()>),
    /// Starts a sign-in; the snapshots show its steps.
    SignIn(PortalName, SignInMethod),
    /// Cancels a running sign-in.
    CancelSignIn(PortalName),
    /// Signs out of a portal.
    SignOut(PortalName, Reply<SignOutOutcome>),
    /// Refreshes the catalogue of a portal, or of all portals that are signed in.
    Refresh(Option<PortalName>),
    /// Cancels a running refresh.
    CancelRefresh(PortalName),
    /// Sets which accounts are visible or match a search: their roles are listed first.
    PrioritizeAccounts(Vec<(PortalName, AccountId)>),
    /// Starts a role session for the user, after the production guard; the settings determine whether it is renewed.
    Start(RoleRef, Confirmation, Reply<RoleSessionRecord>),
    /// Tries out a role as it would be defined, after the production guard: says who one becomes, and stores nothing of it.
    /// A password or PIN opens the key of its certificate.
    TestRole(
        Box<RoleDefinition>,
        Option<KeyPassword>,
        Confirmation,
        Reply<CallerIdentity>,
    ),
    /// Signs in to the console for a defined role, in the browser; an earlier sign-in for it that is not finished ends.
    LogIn(RoleRef, Reply<()>),
    /// Renews a role session now, although its credentials are still valid.
    Renew(RoleRef, Reply<RoleSessionRecord>),
    /// Sets whether a role session is renewed automatically.
    SetAutoRenewal(RoleRef, bool, Reply<()>),
    /// Stops a role session.
    Stop(RoleRef, Reply<()>),
    /// Stops every role session.
    StopAll(Reply<()>),
    /// Opens the console as a role in the user's browser, after the production guard; starts its role session if there is none.
    OpenConsole(RoleRef, Box<Destination>, Confirmation, Reply<()>),
    /// Copies the credentials of a role, after the production guard, or the command that exports them, which has no secret.
    CopyExport(RoleRef, CopyContent, Confirmation, Reply<CopyReceipt>),
    /// Sets what `@default` stands for, after the production guard, and starts its role session so that it is ready for the
    /// next program.
    SetDefault(Option<RoleRef>, Confirmation, Reply<()>),
    /// Gives the code of an MFA device that a task waits for.
    AnswerMfaQuestion(u32, MfaCode, Reply<()>),
    /// Gives no code: what waits for it fails.
    CancelMfaQuestion(u32),
    /// Reports that a program could not get credentials of a role because they need a code of an MFA device.
    ReportMfaCodeNeeded(DefinedRoleName, Option<ProcessInfo>),
    /// Reports that a program could not get credentials because nobody is signed in.
    ReportSignInNeeded(PortalName, Option<ProcessInfo>),
    /// Rereads everything, because another process reported a change.
    Reload,
    /// Marks or unmarks a favourite.
    SetFavourite(RoleRef, bool, Reply<()>),
    /// Declines to move the aliases of a renamed role: they stay, and the question is not asked again.
    DeclineRename(Rename, Reply<()>),
    /// Changes the settings.
    ChangeSettings(SettingsEdit, Reply<()>),
    /// Dismisses the problem of a portal, or those of the whole program.
    DismissProblem(Option<PortalName>),
}
