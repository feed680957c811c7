//! What only builds made for tests allow: that a WebDriver drives the window, and that time goes faster.
//!
//! The web view's automation switch is an environment variable that works in every build, so a build that is not made
//! for tests refuses to start when it is set.

#[cfg(any(feature = "e2e", test))]
mod pace;

use rolecall::ports::Clock;
use std::sync::Arc;

/// Returns the clock to go by: the machine's, unless this build is for tests and a test says otherwise.
pub(crate) fn clock(machine: Arc<dyn Clock>) -> Arc<dyn Clock> {
    #[cfg(feature = "e2e")]
    if let Some(paced) =
        rolecall_os::environment::pace().and_then(|text| pace::PacedClock::read(&text, Arc::clone(&machine)))
    {
        return Arc::new(paced);
    }
    machine
}

/// Tells whether a test drives the window. Its web view then cannot be incognito: WebKitGTK has no automation there.
pub(crate) fn is_on() -> bool {
    cfg!(feature = "e2e") && rolecall_os::environment::web_view_automation_is_on()
}

/// Refuses to go on when the window could be driven from outside.
pub(crate) fn check() -> Result<(), &'static str> {
    if cfg!(feature = "e2e") || !rolecall_os::environment::web_view_automation_is_on() {
        return Ok(());
    }
    Err(
        "TAURI_WEBVIEW_AUTOMATION is set: Rolecall does not start while other programs could drive its window.",
    )
}
