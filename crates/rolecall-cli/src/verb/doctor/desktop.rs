//! What the doctor sees of the desktop: whether it runs, whether it hears, whether it starts by itself.

use super::Report;
use crate::desktop::{CHANGED, tell};
use crate::surroundings::Surroundings;
use rolecall::ports::RunningDesktopError;

const WHAT: &str = "window and tray";

pub(super) async fn look(here: &Surroundings, report: &mut Report) {
    match tell(here, &CHANGED).await {
        Ok(()) => report.good(WHAT, "running, and hear this command".to_owned()),
        Err(RunningDesktopError::NotRunning) => report.good(
            WHAT,
            "not running, so nothing is renewed by itself; start them with `rolecall app`".to_owned(),
        ),
        Err(RunningDesktopError::Failed { detail }) => report.warning(
            WHAT,
            format!("running, but do not hear this command: {detail}"),
            "End them from the tray and start them again. Until then they see what changes a little later.",
        ),
    }
    let starts = if here.machine.starts_by_itself() {
        "on"
    } else {
        "off"
    };
    report.good("start when you log in", starts.to_owned());
}
