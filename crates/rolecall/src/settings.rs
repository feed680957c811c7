//! What the person set, as `settings.toml` holds it. The file is theirs: it is edited, never rewritten.
//!
//! It owns the file's form, its bounds and its defaults. It must not know where the file is. Keys it does not know are left
//! alone. The form:
//!
//! ```toml
//! default = "corp/111122223333/Admin"    # the assignment that @default stands for
//! console_region = "eu-central-1"        # where the console opens; absent: the portal's region
//! clipboard_clear_in_seconds = 45        # how long a copied secret stays in the clipboard
//! appearance = "system"                  # system, light or dark
//! renew = true                           # whether role sessions that a person starts are kept alive
//! history_days = 90                      # how long the history is kept: 1 to 3650
//! notify_access_changes = false          # whether the person is told of access that came or went
//! ask_before_production = false          # whether a console or an export of a production account is asked about
//! shortcut = "Ctrl+Alt+R"                # shows the window from anywhere; absent: none
//!
//! [[limit]]                              # of several that fit, the shortest counts
//! accounts = ["*prod*", "tag:pci"]       # patterns as those of an environment; absent: every account
//! roles = ["*Admin*"]                    # patterns over role names; absent: every role
//! minutes = 60                           # from the start of a role session to its end: 1 to 10080
//!
//! [portal.corp]
//! start_url = "https://d-1234567890.awsapps.com/start"
//! region = "eu-central-1"
//! endpoint_url = "http://127.0.0.1:4599" # only for an emulator or a private endpoint
//! demo = true                            # only for the demo organization
//!
//! [alias]
//! pay = "corp/111122223333/Admin"
//!
//! [colour]                               # red, orange, amber, green, teal, blue, purple or pink
//! "corp/111122223333/Admin" = "red"
//!
//! [note]                                 # any text of at most 500 letters
//! "corp/111122223333/Admin" = "Ask Ada first."
//!
//! [tags]                                 # of accounts, wherever they are listed
//! 111122223333 = ["pci", "team/payments"]
//!
//! [environment]                          # patterns with * and ? over account names and ids, and over tags after tag:
//! production = ["*prod*", "tag:pci"]
//! staging = ["*stag*"]
//! development = ["*dev*", "*sandbox*"]
//! ```

mod bounds;
mod document;
mod edit;
mod environment;
mod read;

pub use edit::{
    SettingsEditError, add_portal, remove_portal, set_alias, set_appearance, set_ask_before_production,
    set_clipboard_clear_in, set_colour, set_console_region, set_default, set_environment_patterns,
    set_history_days, set_limits, set_note, set_notify_access_changes, set_renew, set_shortcut, set_tags,
};
pub use environment::{Environment, environment_of, limit_of};
pub use read::read_settings;

use crate::account::{Account, AccountId};
use crate::assignment::Assignment;
use crate::labels::Colour;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// What the person set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The portals, in the order of the file.
    pub portals: Vec<Portal>,
    /// Short names of assignments. Their portals need not exist any more.
    pub aliases: BTreeMap<String, Assignment>,
    /// What `@default` stands for.
    pub default_assignment: Option<Assignment>,
    /// Where the console opens, if neither the destination nor the person says.
    pub console_region: Option<Region>,
    /// How long a copied secret stays in the clipboard.
    pub clipboard_clear_in: Duration,
    /// Light or dark.
    pub appearance: Appearance,
    /// Whether role sessions that a person starts are kept alive.
    pub renew: bool,
    /// How long role sessions of some assignments may last.
    pub limits: Vec<Limit>,
    /// How many days the history is kept.
    pub history_days: u16,
    /// Whether the person is told of access that came or went.
    pub notify_access_changes: bool,
    /// Whether a console or an export of a production account is asked about first.
    pub ask_before_production: bool,
    /// The keys that show the window from anywhere, such as `Ctrl+Alt+R`.
    pub shortcut: Option<String>,
    /// Colours of assignments.
    pub colours: BTreeMap<Assignment, Colour>,
    /// Notes on assignments.
    pub notes: BTreeMap<Assignment, String>,
    /// The person's own tags of accounts; an environment's pattern `tag:pci` fits an account that is tagged `pci`.
    pub tags: BTreeMap<AccountId, Vec<String>>,
    /// Patterns of production accounts: `*` and `?` over name or id, without regard to case.
    pub production_patterns: Vec<String>,
    /// Patterns of staging accounts.
    pub staging_patterns: Vec<String>,
    /// Patterns of development accounts.
    pub development_patterns: Vec<String>,
}

impl Settings {
    /// Returns the portal of that name.
    pub fn portal(&self, name: &PortalName) -> Option<&Portal> {
        self.portals.iter().find(|portal| portal.name == *name)
    }

    /// Returns the environment of `account`; see [`environment_of`].
    pub fn environment_of(&self, account: &Account) -> Option<Environment> {
        environment_of(self, account)
    }

    /// Returns the alias of `assignment`, the first by name where it has several.
    pub fn alias_of(&self, assignment: &Assignment) -> Option<&str> {
        self.aliases
            .iter()
            .find(|(_, named)| *named == assignment)
            .map(|(alias, _)| alias.as_str())
    }

    /// Tells whether a portal is of the demo organization.
    pub fn is_demo(&self) -> bool {
        self.portals.iter().any(|portal| portal.demo)
    }
}

impl Default for Settings {
    fn default() -> Self {
        let patterns = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            portals: Vec::new(),
            aliases: BTreeMap::new(),
            default_assignment: None,
            console_region: None,
            clipboard_clear_in: Duration::from_secs(45),
            appearance: Appearance::System,
            renew: true,
            limits: Vec::new(),
            history_days: 90,
            notify_access_changes: false,
            ask_before_production: false,
            shortcut: None,
            colours: BTreeMap::new(),
            notes: BTreeMap::new(),
            tags: BTreeMap::new(),
            production_patterns: patterns(&["*prod*", "*prd*", "*live*"]),
            staging_patterns: patterns(&["*stag*", "*stg*", "*preprod*", "*pre-prod*", "*uat*"]),
            development_patterns: patterns(&["*dev*", "*sandbox*", "*test*", "*nonprod*", "*non-prod*"]),
        }
    }
}

/// How long role sessions may last where both patterns fit; of several limits the shortest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Patterns over account name, id and tags as those of an environment; none: every account.
    pub accounts: Vec<String>,
    /// Patterns over the role's name; none: every role.
    pub roles: Vec<String>,
    /// From the start of the role session to its end.
    pub time: Duration,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// As the desktop is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Appearance {
    /// Every appearance, in the order a menu offers them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Returns the word that the file holds.
    pub fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word that the file holds.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|appearance| appearance.id() == text)
    }
}

/// Why the settings cannot be read. Settings that cannot be read are never written over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the settings: {message}")]
pub struct SettingsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there; may quote a key, never a value.
    pub message: String,
}

/// The keys of the file.
mod keys {
    pub(super) const ACCOUNTS: &str = "accounts";
    pub(super) const ALIAS: &str = "alias";
    pub(super) const APPEARANCE: &str = "appearance";
    pub(super) const ASK_BEFORE_PRODUCTION: &str = "ask_before_production";
    pub(super) const CLIPBOARD: &str = "clipboard_clear_in_seconds";
    pub(super) const COLOUR: &str = "colour";
    pub(super) const CONSOLE_REGION: &str = "console_region";
    pub(super) const DEFAULT: &str = "default";
    pub(super) const DEMO: &str = "demo";
    pub(super) const ENDPOINT_URL: &str = "endpoint_url";
    pub(super) const ENVIRONMENT: &str = "environment";
    pub(super) const HISTORY_DAYS: &str = "history_days";
    pub(super) const LIMIT: &str = "limit";
    pub(super) const MINUTES: &str = "minutes";
    pub(super) const NOTE: &str = "note";
    pub(super) const NOTIFY_ACCESS_CHANGES: &str = "notify_access_changes";
    pub(super) const PORTAL: &str = "portal";
    pub(super) const REGION: &str = "region";
    pub(super) const RENEW: &str = "renew";
    pub(super) const ROLES: &str = "roles";
    pub(super) const SHORTCUT: &str = "shortcut";
    pub(super) const START_URL: &str = "start_url";
    pub(super) const TAGS: &str = "tags";
}

#[cfg(test)]
mod tests;
