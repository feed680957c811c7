//! A click on the menu as a request to the keeper or a use case, done as the tray. What fails is told by a notification: there may
//! be no window. What succeeds is seen where it happens.

use crate::desktop::Desktop;
use crate::stage::Acting;
use crate::{asks, told, window};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use rolecall::tray::TrayAction;
use rolecall_model::desktop_message::Room;
use rolecall_model::history::Surface;

/// Does what a click asks for.
pub(super) async fn take(desktop: &Desktop, action: TrayAction) {
    let acting = desktop.with_surface(Surface::Tray);
    match action {
        TrayAction::OpenWindow => window::show(desktop, None),
        TrayAction::OpenSettings => window::show(desktop, Some(Room::Settings)),
        TrayAction::Quit => desktop.quit(),
        TrayAction::SignIn(portal) => {
            let method = asks::usual_method(&acting.ports);
            acting.keeper.send(Request::SignIn(portal, method));
        }
        TrayAction::CancelSignIn(portal) => acting.keeper.send(Request::CancelSignIn(portal)),
        TrayAction::OpenConsole(_)
        | TrayAction::CopyCommand(_)
        | TrayAction::CopyCredentials(..)
        | TrayAction::Start(_)
        | TrayAction::MakeDefault(_)
        | TrayAction::Renew(_)
        | TrayAction::SetRenewing(..)
        | TrayAction::Stop(_)
        | TrayAction::StopAll
        | TrayAction::SignOut(_) => {
            if let Err(problem) = perform(&acting, action).await {
                told::failed_deed(desktop, acting, &problem);
            }
        }
    }
}

/// Does what can fail.
async fn perform(acting: &Acting, action: TrayAction) -> Result<(), Problem> {
    let keeper = &acting.keeper;
    match action {
        TrayAction::OpenConsole(assignment) => {
            asks::open_console_at(acting, &assignment, &Destination::default()).await
        }
        TrayAction::CopyCommand(assignment) => {
            asks::copy_command(acting, &assignment, ExportFormat::Bash.id()).map(drop)
        }
        TrayAction::CopyCredentials(assignment, format) => {
            asks::copy_credentials(acting, &assignment, format)
                .await
                .map(drop)
        }
        TrayAction::Start(assignment) => keeper
            .request(|reply| Request::Start(assignment, reply))
            .await
            .map(drop),
        TrayAction::Renew(assignment) => keeper
            .request(|reply| Request::Renew(assignment, reply))
            .await
            .map(drop),
        TrayAction::MakeDefault(assignment) => {
            keeper
                .request(|reply| Request::SetDefault(Some(assignment), reply))
                .await
        }
        TrayAction::SetRenewing(assignment, renewing) => {
            keeper
                .request(|reply| Request::SetAutoRenewal(assignment, renewing, reply))
                .await
        }
        TrayAction::Stop(assignment) => keeper.request(|reply| Request::Stop(assignment, reply)).await,
        TrayAction::StopAll => keeper.request(Request::StopAll).await,
        TrayAction::SignOut(portal) => keeper
            .request(|reply| Request::SignOut(portal, reply))
            .await
            .map(drop),
        TrayAction::OpenWindow
        | TrayAction::OpenSettings
        | TrayAction::Quit
        | TrayAction::SignIn(_)
        | TrayAction::CancelSignIn(_) => Ok(()),
    }
}
