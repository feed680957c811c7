//! What a click on the menu does, as the tray's action. A failure is notified, since there may be no window.

use crate::actions::available_sign_in_method;
use crate::app_state::{AppEvent, AppState};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::{CopyContent, Keeper, Request};
use rolecall::problem::Problem;
use rolecall::production_guard::Confirmation;
use rolecall::tray::TrayAction;
use rolecall_model::desktop_message::WindowView as View;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;

/// Performs a clicked action.
pub(super) async fn perform(state: &AppState, action: TrayAction) {
    let context = state.context(Surface::Tray);
    match action {
        TrayAction::OpenWindow => state.send(AppEvent::ShowWindow(None)),
        TrayAction::OpenSettings => state.send(AppEvent::ShowWindow(Some(View::Settings))),
        TrayAction::Quit => state.quit(),
        TrayAction::SignIn(portal) => {
            let method = available_sign_in_method(&context.ports, SignInMethod::Browser);
            context.keeper.send(Request::SignIn(portal, method));
        }
        TrayAction::CancelSignIn(portal) => context.keeper.send(Request::CancelSignIn(portal)),
        TrayAction::OpenConsole(..)
        | TrayAction::CopyCommand(_)
        | TrayAction::Start(..)
        | TrayAction::MakeDefault(..)
        | TrayAction::Renew(_)
        | TrayAction::SetRenewing(..)
        | TrayAction::Stop(_)
        | TrayAction::StopAll
        | TrayAction::SignOut(_) => {
            if let Err(problem) = try_perform(&context.keeper, action).await {
                state.send(AppEvent::TrayActionFailed {
                    context: Box::new(context),
                    problem: Box::new(problem),
                });
            }
        }
    }
}

async fn try_perform(keeper: &Keeper, action: TrayAction) -> Result<(), Problem> {
    match action {
        TrayAction::OpenConsole(role, confirmation) => {
            let home = Box::new(Destination::default());
            keeper
                .request(|reply| Request::OpenConsole(role, home, confirmation, reply))
                .await
        }
        TrayAction::CopyCommand(role) => {
            let content = CopyContent::Command(ExportFormat::Bash);
            keeper
                .request(|reply| Request::CopyExport(role, content, Confirmation::Missing, reply))
                .await
                .map(drop)
        }
        TrayAction::Start(role, confirmation) => keeper
            .request(|reply| Request::Start(role, confirmation, reply))
            .await
            .map(drop),
        TrayAction::Renew(role) => keeper
            .request(|reply| Request::Renew(role, reply))
            .await
            .map(drop),
        TrayAction::MakeDefault(role, confirmation) => {
            keeper
                .request(|reply| Request::SetDefault(Some(role), confirmation, reply))
                .await
        }
        TrayAction::SetRenewing(role, renewing) => {
            keeper
                .request(|reply| Request::SetAutoRenewal(role, renewing, reply))
                .await
        }
        TrayAction::Stop(role) => keeper.request(|reply| Request::Stop(role, reply)).await,
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
