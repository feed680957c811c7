//! What the shell itself says, in English. Another language is another set of these functions; the page has words of its own, and
//! what all surfaces share is in [`rolecall::messages`].
//!
//! Each function takes values and returns text. It must not know where the text is shown, nor decide which one is.

use crate::arguments::ArgumentError;
use crate::compose::{AutostartError, SidecarError};
use rolecall::export::ExportFormat;
use rolecall::hostile_text::{isolated, printable};
use rolecall::messages::export::format_name;
use rolecall::messages::input;
use rolecall::ports::RunningDesktopError;
use rolecall::settings::bounds::{MAX_PATTERN_LENGTH, MAX_PATTERNS};
use std::path::Path;

#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) const PROGRAM_NAME: &str = "Rolecall";

pub(crate) const HELP: &str = "\
The desktop program of Rolecall: its window and its tray icon. The command is `rolecall`.

Usage: rolecall-app [--hidden | --view roles|history|settings]

  --hidden                       Start without a window
  --view roles|history|settings  Show this view
  -h, --help                     Print this text
  -V, --version                  Print the version";
pub(crate) const VERSION: &str = concat!("rolecall-app ", env!("CARGO_PKG_VERSION"));

pub(crate) const AUTOMATION: &str =
    "TAURI_WEBVIEW_AUTOMATION is set: Rolecall does not start while other programs could control its window.";
pub(crate) const NO_DISPLAY: &str = "there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set";
pub(crate) const NO_HOME: &str = "HOME or ROLECALL_HOME is not an absolute path, or there is no home folder; set ROLECALL_HOME to the absolute path of a folder of yours";

pub(crate) const DEMO_WITHOUT_HOME: &str = "The demo did not start: there is no home folder.";
pub(crate) const DEMO_OF_OTHER_VERSION: &str = "The demo did not start: its emulator is a different version.";

pub(crate) const NO_SIGN_IN: &str = "There is no sign-in in progress.";
pub(crate) const UNKNOWN_FORMAT: &str = "Nothing was copied: the format is unknown.";
pub(crate) const TEXT_NOT_COPIED: &str = "Nothing was copied: the text is empty or too long.";
pub(crate) const INVALID_MFA_CODE: &str = "An MFA code is six digits.";
pub(crate) const INVALID_TIME: &str = "The history could not be read: invalid time.";
pub(crate) const EMPTY_SPAN: &str = "The history could not be read: the end must be later than the start.";
pub(crate) const ALIAS_IN_USE: &str = "The alias was not set: another role already uses it.";
pub(crate) const VIEW_TOO_LARGE: &str = "The view was not saved: it is too large.";
pub(crate) const FOREIGN_ADDRESS: &str = "This address does not belong to AWS. It will be asked which access portal it leads to: continue only if your organization gave it to you.";

pub(crate) const REGION_COMPLETES_ADDRESS: &str =
    "Choose the region: it is part of this portal\u{2019}s address.";

pub(crate) const SHORTCUT_ON_WAYLAND: &str = "On Wayland, programs cannot register global shortcuts. In the keyboard settings of your desktop, \
     assign the shortcut to the command `rolecall app`.";
pub(crate) const SHORTCUT_IN_USE: &str =
    "This shortcut is already in use by another program or the desktop. Choose another one.";
pub(crate) const NO_SHORTCUTS: &str = "This desktop does not support global shortcuts.";
pub(crate) const INVALID_SHORTCUT: &str = "This shortcut is invalid. Write it like Ctrl+Alt+R.";
pub(crate) const UNSAFE_SHORTCUT: &str =
    "Add Ctrl, Alt or Super: otherwise the key could not be typed into any text field.";

pub(crate) const STILL_RUNNING: &str = "Rolecall is still running";
pub(crate) const RUNS_IN_TRAY: &str =
    "It keeps your role sessions active from the tray. Open it or quit from there.";
pub(crate) const RUNS_WITHOUT_TRAY: &str = "It keeps your role sessions active without a window. Start it again to open the window; Ctrl+Q in the window quits the program.";
pub(crate) const NO_TRAY: &str = "This desktop shows no tray icons";

/// Returns how to use the program without a tray icon, and how to get one on the desktop environment with these names
/// (`XDG_CURRENT_DESKTOP`).
pub(crate) fn without_tray(desktop_names: &[String]) -> String {
    const TRAYS: [(&str, &str); 10] = [
        (
            "GNOME",
            "GNOME\u{2019}s extension \u{201c}AppIndicator and KStatusNotifierItem Support\u{201d} shows its icon.",
        ),
        (
            "KDE",
            "The widget \u{201c}System Tray\u{201d} of Plasma\u{2019}s panel shows its icon.",
        ),
        (
            "XFCE",
            "The item \u{201c}Status Tray Plugin\u{201d} of Xfce\u{2019}s panel shows its icon.",
        ),
        (
            "MATE",
            "The item \u{201c}Notification Area\u{201d} of MATE\u{2019}s panel shows its icon.",
        ),
        (
            "X-Cinnamon",
            "Cinnamon\u{2019}s applet \u{201c}XApp Status Applet\u{201d} shows its icon.",
        ),
        (
            "LXQt",
            "The widget \u{201c}Status Notifier Plugin\u{201d} of LXQt\u{2019}s panel shows its icon.",
        ),
        (
            "Budgie",
            "Budgie\u{2019}s applet \u{201c}System Tray\u{201d} shows its icon.",
        ),
        (
            "sway",
            "A bar with a tray, such as Waybar with its module \u{201c}tray\u{201d}, shows its icon.",
        ),
        (
            "Hyprland",
            "A bar with a tray, such as Waybar with its module \u{201c}tray\u{201d}, shows its icon.",
        ),
        (
            "i3",
            "A bar that shows StatusNotifierItem icons, such as Polybar or xfce4-panel, shows its icon.",
        ),
    ];
    let is_here = |known: &str| desktop_names.iter().any(|name| name.eq_ignore_ascii_case(known));
    let tray = TRAYS.iter().find(|(known, _)| is_here(known));
    let tray = tray.map_or(
        "A panel or bar that shows StatusNotifierItem icons shows its icon.",
        |(_, tray)| tray,
    );
    format!(
        "Rolecall keeps running without one: open its window from the applications menu or with \u{201c}rolecall app\u{201d}. {tray}"
    )
}

pub(crate) const SIGN_IN: &str = "Sign in";

pub(crate) const DATABASE_REPLACED: &str =
    "Rolecall's local database was damaged and has been replaced by a new one.";

pub(crate) const COPIED_COMMAND: &str = "the command";
pub(crate) const COPIED_SIGN_IN_LINK: &str = "the sign-in link";
pub(crate) const COPIED_SIGN_IN_CODE: &str = "the code";
pub(crate) const PROFILE_COMMAND: &str = "credential_process for ~/.aws/config";

/// Why a setting or portal that the page sent cannot be used.
#[derive(Clone, Copy)]
pub(crate) enum InvalidField {
    PortalName,
    AccountId,
    Region,
    EndpointUrl,
    EndpointElsewhere,
}

impl InvalidField {
    fn reason(self) -> &'static str {
        match self {
            Self::PortalName => input::PORTAL_NAME,
            Self::AccountId => input::ACCOUNT_ID,
            Self::Region => input::REGION,
            Self::EndpointUrl => input::ENDPOINT_URL,
            Self::EndpointElsewhere => {
                "to use an endpoint on another machine, run `rolecall portal add … --endpoint-url`"
            }
        }
    }
}

pub(crate) fn patterns_not_used() -> String {
    format!(
        "The patterns cannot be tried: a list has at most {MAX_PATTERNS} patterns of at most {MAX_PATTERN_LENGTH} characters."
    )
}

pub(crate) const UNKNOWN_SETTING: &str = "The settings were not changed: one of them is unknown.";

pub(crate) fn name_not_used(field: InvalidField) -> String {
    format!("The name cannot be used: {}.", field.reason())
}

pub(crate) fn account_not_used(field: InvalidField) -> String {
    format!("The account cannot be used: {}.", field.reason())
}

pub(crate) fn portal_not_added(field: InvalidField) -> String {
    format!("The portal was not added: {}.", field.reason())
}

pub(crate) fn console_not_opened(field: InvalidField) -> String {
    format!("The console was not opened: {}.", field.reason())
}

pub(crate) fn not_started(detail: &str) -> String {
    format!("Rolecall could not start: {}", printable(detail))
}

pub(crate) fn other_instance_not_responding(error: &RunningDesktopError) -> String {
    let detail = match error {
        RunningDesktopError::NotRunning => "nobody listens to its socket",
        RunningDesktopError::Failed { detail } => detail,
    };
    format!(
        "Rolecall is already running but does not respond; quit it, then start it again ({})",
        printable(detail)
    )
}

pub(crate) fn argument(error: &ArgumentError) -> String {
    match error {
        ArgumentError::Unexpected(argument) => format!(
            "unexpected argument `{argument}`; the arguments are --hidden and --view roles|history|settings"
        ),
        ArgumentError::Duplicate(argument) => format!("{argument} was given twice"),
        ArgumentError::InvalidView => "--view takes one of: roles, history, settings".to_owned(),
        ArgumentError::HiddenView => "--hidden and --view cannot be used together".to_owned(),
    }
}

pub(crate) fn demo_not_started(error: &SidecarError) -> String {
    match error {
        SidecarError::Missing(program) => {
            format!(
                "The demo did not start: the program {} is not installed beside Rolecall.",
                isolated(program)
            )
        }
        SidecarError::Failed { program, detail } => {
            format!(
                "The demo did not start: {} could not be started: {}.",
                isolated(program),
                isolated(detail)
            )
        }
        SidecarError::NotReady(program) => format!(
            "The demo did not start: {} did not become ready.",
            isolated(program)
        ),
    }
}

pub(crate) fn autostart_not_changed(error: &AutostartError) -> String {
    match error {
        AutostartError::NoProgram => {
            "The autostart setting could not be changed: the program rolecall-app is not found.".to_owned()
        }
        AutostartError::ImpossiblePath { path } => format!(
            "The autostart setting could not be changed: the desktop environment cannot start a program at such a path: {}.",
            isolated(path)
        ),
        AutostartError::Failed { detail } => {
            format!(
                "The autostart setting could not be changed: {}.",
                isolated(detail)
            )
        }
    }
}

pub(crate) fn history_not_exported(detail: &str) -> String {
    format!("The history was not exported: {}.", isolated(detail))
}

pub(crate) fn database_moved_aside(damaged: &Path) -> String {
    format!(
        "Lists return with the next refresh; favourites and the history do not. The damaged file is {}.",
        isolated(&damaged.to_string_lossy())
    )
}

/// Returns the name of a format in the menu of what can be copied.
pub(crate) fn export_label(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Bash => "bash, zsh",
        ExportFormat::Dotenv => ".env file",
        ExportFormat::Cmd => "cmd",
        ExportFormat::CredentialProcess => "credential_process JSON",
        ExportFormat::Zsh
        | ExportFormat::Posix
        | ExportFormat::Fish
        | ExportFormat::PowerShell
        | ExportFormat::Nushell
        | ExportFormat::Json => format_name(format),
    }
}

pub(crate) fn command_label(format: ExportFormat) -> String {
    format!("Command for {}", export_label(format))
}

pub(crate) fn copied_credentials(format: ExportFormat) -> String {
    format!("credentials for {}", format_name(format))
}

#[cfg(test)]
mod tests;
