//! What a click on the menu does, as the tray's action. A failure is notified, since there may be no window.

use crate::actions::{available_sign_in_method, copy_export, open_console};
use crate::app_state::{AppState, ShellEvent};
use crate::input::{ExportChoice, export_choice};
use crate::runtime::ActionContext;
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use rolecall::tray::TrayAction;
use rolecall_model::desktop_message::Room as View;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;

/// Performs a clicked action.
pub(super) async fn perform(state: &AppState, action: TrayAction) {
    let context = state.context(Surface::Tray);
    match action {
        TrayAction::OpenWindow => state.send(ShellEvent::ShowWindow(None)),
        TrayAction::OpenSettings => state.send(ShellEvent::ShowWindow(Some(View::Settings))),
        TrayAction::Quit => state.quit(),
        TrayAction::SignIn(portal) => {
            let method = available_sign_in_method(&context.ports, SignInMethod::Browser);
            context.keeper.send(Request::SignIn(portal, method));
        }
        TrayAction::CancelSignIn(portal) => context.keeper.send(Request::CancelSignIn(portal)),
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
            if let Err(problem) = try_perform(&context, action).await {
                state.send(ShellEvent::TrayActionFailed {
                    context: Box::new(context),
                    problem: Box::new(problem),
                });
            }
        }
    }
}

async fn try_perform(context: &ActionContext, action: TrayAction) -> Result<(), Problem> {
    let keeper = &context.keeper;
    match action {
        TrayAction::OpenConsole(assignment) => {
            open_console(context, &assignment, &Destination::default()).await
        }
        TrayAction::CopyCommand(assignment) => {
            let choice = ExportChoice::Command(ExportFormat::Bash);
            copy_export(context, &assignment, choice).await.map(drop)
        }
        TrayAction::CopyCredentials(assignment, format) => {
            copy_export(context, &assignment, export_choice(format)?)
                .await
                .map(drop)
        }
        TrayAction::Start(assignment) => keeper
            .ask(|reply| Request::Start(assignment, reply))
            .await
            .map(drop),
        TrayAction::Renew(assignment) => keeper
            .ask(|reply| Request::Renew(assignment, reply))
            .await
            .map(drop),
        TrayAction::MakeDefault(assignment) => {
            keeper
                .ask(|reply| Request::MakeDefault(Some(assignment), reply))
                .await
        }
        TrayAction::SetRenewing(assignment, renewing) => {
            keeper
                .ask(|reply| Request::SetRenewing(assignment, renewing, reply))
                .await
        }
        TrayAction::Stop(assignment) => keeper.ask(|reply| Request::Stop(assignment, reply)).await,
        TrayAction::StopAll => keeper.ask(Request::StopAll).await,
        TrayAction::SignOut(portal) => keeper
            .ask(|reply| Request::SignOut(portal, reply))
            .await
            .map(drop),
        TrayAction::OpenWindow
        | TrayAction::OpenSettings
        | TrayAction::Quit
        | TrayAction::SignIn(_)
        | TrayAction::CancelSignIn(_) => Ok(()),
    }
}
