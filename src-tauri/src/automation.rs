//! Whether a WebDriver may drive the window: only in builds made for tests.
//!
//! The web view's automation switch is an environment variable that works in every build, so a build that is not made
//! for tests refuses to start when it is set.

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
