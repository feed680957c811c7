//! What the doctor sees of the desktop: whether it runs, whether it hears, whether it starts by itself.

use super::Report;
use crate::desktop::{CHANGED, tell};
use crate::surroundings::Surroundings;
use rolecall::ports::RunningDesktopError;

const WHAT: &str = "window and tray";

pub(super) async fn look(here: &Surroundings, report: &mut Report) {
    match tell(here, &CHANGED).await {
        Ok(()) => report.good(WHAT, "run, and hear this command".to_owned()),
        Err(RunningDesktopError::NotRunning) => report.good(
            WHAT,
            "do not run: nothing is renewed by itself until `rolecall app`".to_owned(),
        ),
        Err(RunningDesktopError::Failed { detail }) => report.warning(
            WHAT,
            format!("run and do not hear this command: {detail}"),
            "End them from the tray and start them anew. Until then they see what changes a little later.",
        ),
    }
    match here.machine.starts_by_itself() {
        Ok(true) => report.good("start with the desktop", "on".to_owned()),
        Ok(false) => report.good("start with the desktop", "off".to_owned()),
        Err(detail) => report.warning(
            "start with the desktop",
            format!("is not known: {detail}"),
            "Switch it in the settings of the window.",
        ),
    }
}
