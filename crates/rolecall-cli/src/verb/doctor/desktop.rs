//! Checks of the window and the tray: whether they run, whether they can be reached, whether they start at login.

use super::Report;
use crate::context::Context;
use crate::desktop::{CHANGED, send};
use rolecall::ports::RunningDesktopError;

const SUBJECT: &str = "window and tray";

pub(super) async fn check(ctx: &Context, report: &mut Report) {
    match send(ctx, &CHANGED).await {
        Ok(()) => report.good(SUBJECT, "running and reachable".to_owned()),
        Err(RunningDesktopError::NotRunning) => report.good(
            SUBJECT,
            "not running, so role sessions are not renewed automatically; start them with `rolecall app`"
                .to_owned(),
        ),
        Err(RunningDesktopError::Failed { detail }) => report.warning(
            SUBJECT,
            format!("running but not reachable: {detail}"),
            "Quit Rolecall from the tray and start it again. Until then it shows changes with a short delay.",
        ),
    }
    let starts = if ctx.machine.starts_at_login() {
        "on"
    } else {
        "off"
    };
    report.good("start at login", starts.to_owned());
}
