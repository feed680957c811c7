//! One instance: a second start hands over what it was asked and ends; the first hears it, and the `rolecall` command, over the local
//! socket. What arrives is hostile input: it can show the window, begin a sign-in and end the program, and learns nothing.

use crate::arguments::Arguments;
use crate::compose::{Composition, DesktopSocket, ListenError};
use crate::desktop::Desktop;
use crate::{asks, window};
use rolecall::keeper::{Request, SignInState, Snapshot};
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use tauri::State;
use thiserror::Error;

/// Which start this is.
pub(crate) enum Start {
    /// The first; it hears the others, where the system has a way.
    First(Option<DesktopSocket>),
    /// Another desktop runs and was told.
    Second,
}

/// Another desktop runs, and there is no speaking to it.
#[derive(Debug, Error)]
#[error("Rolecall runs already and does not answer; end it, then start it again ({0})")]
pub(crate) struct Unheard(RunningDesktopError);

/// Takes the place of the one desktop of this home, or tells the one that has it.
///
/// # Errors
/// [`Unheard`] when the other one does not answer.
pub(crate) async fn start(composition: &Composition, arguments: Arguments) -> Result<Start, Unheard> {
    match composition.listen() {
        Ok(socket) => return Ok(Start::First(Some(socket))),
        Err(ListenError::AlreadyRunning) => {}
        Err(error) => {
            tracing::warn!(%error, "other programs cannot reach this desktop");
            return Ok(Start::First(None));
        }
    }
    if arguments.hidden {
        // It runs, which is all that was wanted.
        return Ok(Start::Second);
    }
    let message = DesktopMessage::Show { room: arguments.room };
    composition
        .other_desktop()
        .tell(&message)
        .await
        .map_err(Unheard)?;
    Ok(Start::Second)
}

/// Hears what other programs of the user say, until the program ends.
pub(crate) async fn hear(desktop: State<'_, Desktop>, socket: Option<DesktopSocket>) {
    let Some(mut socket) = socket else { return };
    loop {
        let message = socket.next().await;
        take(&desktop, message);
    }
}

fn take(desktop: &Desktop, message: DesktopMessage) {
    let acting = desktop.with_surface(Surface::Command);
    match message {
        DesktopMessage::Changed => acting.keeper.send(Request::Reload),
        DesktopMessage::Show { room } => window::show(desktop, room),
        DesktopMessage::SignIn { portal } => sign_in(desktop, portal),
        DesktopMessage::SignInNeeded { portal, program } => {
            acting.keeper.send(Request::ReportSignInNeeded(portal, program));
        }
        DesktopMessage::Quit => desktop.quit(),
    }
}

fn sign_in(desktop: &Desktop, portal: PortalName) {
    if desktop.stage().is_demo {
        // Other programs speak of the user's own portals.
        desktop.leave_demo();
    }
    window::show(desktop, None);
    let acting = desktop.with_surface(Surface::Command);
    if !is_signing_in(&acting.keeper.snapshot(), &portal) {
        let method = asks::usual_method(&acting.ports);
        acting.keeper.send(Request::SignIn(portal, method));
    }
}

/// A sign-in that is under way is shown and not begun again: no program fills the browser with pages, or ends what the user has
/// half done.
fn is_signing_in(snapshot: &Snapshot, portal: &PortalName) -> bool {
    snapshot.portal(portal).is_some_and(|state| match state.sign_in {
        SignInState::WaitingForBrowser { .. } | SignInState::WaitingForCode { .. } => true,
        SignInState::Unknown | SignInState::SignedOut | SignInState::Expired | SignInState::SignedIn(_) => {
            false
        }
    })
}

/// Ends the program cleanly when the system or a terminal asks.
pub(crate) async fn hear_signals(desktop: State<'_, Desktop>) {
    if asked_to_end().await {
        desktop.quit();
    }
}

#[cfg(unix)]
async fn asked_to_end() -> bool {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminated), Ok(mut interrupted)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return false;
    };
    tokio::select! {
        came = terminated.recv() => came.is_some(),
        came = interrupted.recv() => came.is_some(),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

#[cfg(test)]
mod tests;
