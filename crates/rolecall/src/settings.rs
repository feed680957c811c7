//! The user's settings in `settings.toml`. The user may edit the file too, so the program changes single values and never
//! rewrites the whole file.
//!
//! It owns the file's format, the valid values and the defaults. It must not know where the file is. Unknown keys are left
//! unchanged. The format:
//!
//! ```toml
//! default = "corp/111122223333/Admin"    # the role that @default stands for
//! console_region = "eu-central-1"        # where the console opens; absent: the portal's region
//! clipboard_clear_in_seconds = 45        # how long a copied secret stays in the clipboard: 1 to 3600
//! appearance = "system"                  # system, light or dark
//! renew = true                           # whether role sessions that the user starts are renewed automatically
//! history_days = 90                      # how long the history is stored: 1 to 3650
//! notify_access_changes = false          # whether the user is notified of gained or lost access
//! ask_before_production = false          # whether the console and exports of a production account need a confirmation
//! shortcut = "Ctrl+Alt+R"                # global shortcut that shows the window; absent: none
//!
//! [[limit]]                              # of several that match, the shortest applies
//! accounts = ["*prod*", "tag:pci"]       # patterns as those of an environment; absent: every account
//! roles = ["*Admin*"]                    # patterns over role names; absent: every role
//! minutes = 60                           # maximum duration of a role session: 1 to 10080
//!
//! [portal.corp]
//! start_url = "https://d-1234567890.awsapps.com/start"
//! region = "eu-central-1"
//! endpoint_url = "http://127.0.0.1:4599" # only for an emulator or a private endpoint
//! demo = true                            # only for the demo organization
//!
//! [role.deploy]                          # a role that is assumed with the credentials of another
//! assume = "arn:aws:iam::444455556666:role/Deploy"
//! from = "corp/111122223333/Admin"       # or the name of another defined role
//!
//! [alias]
//! pay = "corp/111122223333/Admin"
//!
//! [colour]                               # red, orange, amber, green, teal, blue, purple or pink
//! "corp/111122223333/Admin" = "red"
//!
//! [note]                                 # any text of at most 500 characters
//! "corp/111122223333/Admin" = "Ask Ada first."
//!
//! [tags]                                 # of accounts, at every portal
//! 111122223333 = ["pci", "team/payments"]
//!
//! [environment]                          # patterns with * and ? over account names and ids, and over tags after tag:
//! production = ["*prod*", "tag:pci"]
//! staging = ["*stag*"]
//! development = ["*dev*", "*sandbox*"]
//! ```

pub mod bounds;
mod document;
mod edit;
mod error;
mod read;

pub use edit::{
    add_portal, remove_portal, set_alias, set_appearance, set_ask_before_production, set_clipboard_clear_in,
    set_colour, set_console_region, set_default, set_environment_patterns, set_history_days, set_limits,
    set_note, set_notify_access_changes, set_renew, set_shortcut, set_tags,
};
pub use error::{SettingsEditError, SettingsError};
pub use read::read_settings;

/// The keys of the file.
mod keys {
    pub(super) const ACCOUNTS: &str = "accounts";
    pub(super) const ALIAS: &str = "alias";
    pub(super) const APPEARANCE: &str = "appearance";
    pub(super) const ASK_BEFORE_PRODUCTION: &str = "ask_before_production";
    pub(super) const ASSUME: &str = "assume";
    pub(super) const CLIPBOARD: &str = "clipboard_clear_in_seconds";
    pub(super) const COLOUR: &str = "colour";
    pub(super) const CONSOLE_REGION: &str = "console_region";
    pub(super) const DEFAULT: &str = "default";
    pub(super) const DEMO: &str = "demo";
    pub(super) const ENDPOINT_URL: &str = "endpoint_url";
    pub(super) const ENVIRONMENT: &str = "environment";
    pub(super) const FROM: &str = "from";
    pub(super) const HISTORY_DAYS: &str = "history_days";
    pub(super) const LIMIT: &str = "limit";
    pub(super) const MINUTES: &str = "minutes";
    pub(super) const NOTE: &str = "note";
    pub(super) const NOTIFY_ACCESS_CHANGES: &str = "notify_access_changes";
    pub(super) const PORTAL: &str = "portal";
    pub(super) const REGION: &str = "region";
    pub(super) const RENEW: &str = "renew";
    pub(super) const ROLE: &str = "role";
    pub(super) const ROLES: &str = "roles";
    pub(super) const SHORTCUT: &str = "shortcut";
    pub(super) const START_URL: &str = "start_url";
    pub(super) const TAGS: &str = "tags";
}

#[cfg(test)]
mod tests;
