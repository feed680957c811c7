//! One instance: a second start passes its arguments to the first over the local socket and ends. The first receives messages of later
//! starts and of the `rolecall` command.
//!
//! Messages are hostile input: they can show the window, start a sign-in, reload and quit, and get no reply.

use crate::actions::available_sign_in_method;
use crate::app_state::{AppEvent, AppState};
use crate::arguments::Arguments;
use crate::compose::{Composition, DesktopSocket, ListenError};
use rolecall::keeper::{Request, SignInState, Snapshot};
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use rolecall_model::sign_in::SignInMethod;
use tauri::State;

/// Which instance of the program this is.
pub(crate) enum Instance {
    /// The first, with the socket that it receives messages on, where the system supports one.
    First(Option<DesktopSocket>),
    /// A later one; the first has received its arguments.
    Later,
}

/// The first instance does not accept messages.
#[derive(Debug)]
pub(crate) struct UnresponsiveInstance(pub(crate) RunningDesktopError);

/// Becomes the first instance, or passes the arguments to it.
///
/// # Errors
/// [`UnresponsiveInstance`] when there is one that does not accept messages.
pub(crate) async fn claim(
    composition: &Composition,
    arguments: Arguments,
) -> Result<Instance, UnresponsiveInstance> {
    match composition.listen() {
        Ok(socket) => return Ok(Instance::First(Some(socket))),
        Err(ListenError::AlreadyRunning) => {}
        Err(error) => {
            tracing::warn!(%error, "other programs cannot reach this desktop");
            return Ok(Instance::First(None));
        }
    }
    if arguments.hidden {
        // A hidden start wants nothing but a running program.
        return Ok(Instance::Later);
    }
    let message = DesktopMessage::Show { view: arguments.view };
    composition
        .running_instance()
        .tell(&message)
        .await
        .map_err(UnresponsiveInstance)?;
    Ok(Instance::Later)
}

/// Handles the messages of later starts and of the `rolecall` command, until the program ends.
pub(crate) async fn handle_messages(state: State<'_, AppState>, socket: Option<DesktopSocket>) {
    let Some(mut socket) = socket else { return };
    loop {
        let message = socket.next().await;
        handle(&state, message);
    }
}

fn handle(state: &AppState, message: DesktopMessage) {
    let context = state.context(Surface::Command);
    match message {
        DesktopMessage::Changed => context.keeper.send(Request::Reload),
        DesktopMessage::Show { view } => state.send(AppEvent::ShowWindow(view)),
        DesktopMessage::SignIn { portal } => sign_in(state, portal),
        DesktopMessage::SignInNeeded { portal, program } => {
            context.keeper.send(Request::ReportSignInNeeded(portal, program));
        }
        DesktopMessage::MfaCodeNeeded { role, program } => {
            context.keeper.send(Request::ReportMfaCodeNeeded(role, program));
        }
        DesktopMessage::Quit => state.quit(),
    }
}

fn sign_in(state: &AppState, portal: PortalName) {
    if state.runtime().is_demo {
        // Messages are about the user's own portals.
        state.leave_demo();
    }
    state.send(AppEvent::ShowWindow(None));
    let context = state.context(Surface::Command);
    if !is_signing_in(&context.keeper.snapshot(), &portal) {
        let method = available_sign_in_method(&context.ports, SignInMethod::Browser);
        context.keeper.send(Request::SignIn(portal, method));
    }
}

/// Tells whether a sign-in is in progress. It is shown and not started again, so that no program can fill the browser with pages or
/// cancel what the user is doing.
fn is_signing_in(snapshot: &Snapshot, portal: &PortalName) -> bool {
    snapshot.portal(portal).is_some_and(|state| match state.sign_in {
        SignInState::WaitingForBrowser { .. } | SignInState::WaitingForCode { .. } => true,
        SignInState::Unknown | SignInState::SignedOut | SignInState::Expired | SignInState::SignedIn(_) => {
            false
        }
    })
}

/// Quits the program cleanly on SIGTERM or SIGINT.
pub(crate) async fn quit_on_signal(state: State<'_, AppState>) {
    if next_signal().await {
        state.quit();
    }
}

#[cfg(unix)]
async fn next_signal() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminated), Ok(mut interrupted)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return false;
    };
    tokio::select! {
        signal = terminated.recv() => signal.is_some(),
        signal = interrupted.recv() => signal.is_some(),
    }
}

#[cfg(not(unix))]
async fn next_signal() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

#[cfg(test)]
mod tests;
