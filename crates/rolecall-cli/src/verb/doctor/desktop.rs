//! Checks of the window and the tray: whether they run, whether they can be reached, whether they start at login.

use super::Report;
use crate::context::Context;
use crate::desktop::{CHANGED, send};
use crate::messages::doctor as messages;
use rolecall::ports::RunningDesktopError;

pub(super) async fn check(ctx: &Context, report: &mut Report) {
    match send(ctx, &CHANGED).await {
        Ok(()) => report.good(messages::DESKTOP, messages::DESKTOP_RUNS.to_owned()),
        Err(RunningDesktopError::NotRunning) => {
            report.good(messages::DESKTOP, messages::DESKTOP_NOT_RUNNING.to_owned())
        }
        Err(RunningDesktopError::Failed { detail }) => report.warning(
            messages::DESKTOP,
            messages::desktop_not_reachable(&detail),
            messages::RESTART_DESKTOP,
        ),
    }
    let starts = messages::starts_at_login(ctx.machine.starts_at_login());
    report.good(messages::START_AT_LOGIN, starts.to_owned());
}
