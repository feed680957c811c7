//! What the desktop's surfaces may request of the keeper.
//!
//! It owns the requests and where their replies go. It must not know how a request is carried out.

use crate::console::Destination;
use crate::export::ExportFormat;
use crate::problem::Problem;
use crate::sign_out::SignOutOutcome;
use rolecall_model::account::AccountId;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;
use tokio::sync::oneshot;

/// Where the outcome of a request goes.
pub type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// An edit of the settings file's text. It may run more than once, when another program changes the file meanwhile.
pub type SettingsEdit = Box<dyn Fn(&str) -> Result<String, Problem> + Send>;

/// What is copied for a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyContent {
    /// Its credentials in a format; they are cleared from the clipboard after the time that the settings say.
    Credentials(ExportFormat),
    /// The command that passes its credentials on in a format. It holds no secret.
    Command(ExportFormat),
}

/// That something was copied. What was copied is in no reply and no snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyReceipt {
    /// After how long the clipboard is cleared; absent for what is no secret.
    pub clears_in: Option<Duration>,
}

/// What the desktop's surfaces may request.
#[expect(
    missing_debug_implementations,
    reason = "edits and replies have nothing to show"
)]
pub enum Request {
    /// Adds a portal to the settings.
    AddPortal(Box<Portal>, Reply<()>),
    /// Signs out of a portal, removes all data of it and takes it out of the settings.
    RemovePortal(PortalName, Reply<()>),
    /// Starts a sign-in; its steps are in the snapshots.
    SignIn(PortalName, SignInMethod),
    /// Cancels a sign-in that is under way.
    CancelSignIn(PortalName),
    /// Signs out.
    SignOut(PortalName, Reply<SignOutOutcome>),
    /// Lists a portal, or all that are signed in, again.
    Refresh(Option<PortalName>),
    /// Cancels a listing that is under way.
    CancelRefresh(PortalName),
    /// Sets which accounts are visible or searched: their roles are listed first.
    PrioritizeAccounts(Vec<(PortalName, AccountId)>),
    /// Starts a role session for the user; whether it is renewed is for the settings to say.
    Start(Assignment, Reply<RoleSessionRecord>),
    /// Obtains new credentials of a role session, although the present ones are good.
    Renew(Assignment, Reply<RoleSessionRecord>),
    /// Sets whether a role session is renewed automatically.
    SetAutoRenewal(Assignment, bool, Reply<()>),
    /// Stops a role session.
    Stop(Assignment, Reply<()>),
    /// Stops every role session.
    StopAll(Reply<()>),
    /// Opens the console as a role in the user's browser; begins its role session where there is none.
    OpenConsole(Assignment, Box<Destination>, Reply<()>),
    /// Copies credentials of a role, or the command that passes them on.
    CopyExport(Assignment, CopyContent, Reply<CopyReceipt>),
    /// Sets what `@default` means, and starts its role session so that the next call finds it ready.
    SetDefault(Option<Assignment>, Reply<()>),
    /// Reports that a program was refused credentials because nobody is signed in.
    ReportSignInNeeded(PortalName, Option<ProcessInfo>),
    /// Reads everything again, because another process said that it changed something.
    Reload,
    /// Marks or unmarks a favourite.
    SetFavourite(Assignment, bool, Reply<()>),
    /// Changes the settings.
    ChangeSettings(SettingsEdit, Reply<()>),
    /// Dismisses the problem of a portal, or those of the whole program.
    DismissProblem(Option<PortalName>),
}
