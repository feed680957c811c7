//! What only test builds (feature `e2e`) allow: a WebDriver controls the window, and time passes faster.
//!
//! The web view's automation switch is an environment variable that works in every build, so other builds refuse to start when it is
//! set.

#[cfg(any(feature = "e2e", test))]
mod pace;

use crate::messages;
use rolecall::ports::Clock;
use std::sync::Arc;

/// Returns the clock of the program: the machine's, unless a test build is told to run faster.
pub(crate) fn clock(machine: Arc<dyn Clock>) -> Arc<dyn Clock> {
    #[cfg(feature = "e2e")]
    if let Some(paced) =
        rolecall_os::environment::pace().and_then(|text| pace::PacedClock::parse(&text, Arc::clone(&machine)))
    {
        return Arc::new(paced);
    }
    machine
}

/// Tells whether a test controls the window. Its web view then cannot be incognito: WebKitGTK does not automate private sessions.
pub(crate) fn is_on() -> bool {
    cfg!(feature = "e2e") && rolecall_os::environment::web_view_automation_is_on()
}

/// Checks that no other program can control the window.
///
/// # Errors
/// The message for the user, when the automation switch is set in a build that is not for tests.
pub(crate) fn check() -> Result<(), &'static str> {
    if cfg!(feature = "e2e") || !rolecall_os::environment::web_view_automation_is_on() {
        return Ok(());
    }
    Err(messages::AUTOMATION)
}
