//! What the person set, as `settings.toml` holds it. The file is theirs: it is edited, never rewritten.
//!
//! It owns the file's form and its defaults. It must not know where the file is. Keys it does not know are left alone. The form:
//!
//! ```toml
//! default = "corp/111122223333/Admin"    # the assignment that @default stands for
//! console_region = "eu-central-1"        # where the console opens; absent: the portal's region
//! clipboard_clear_in_seconds = 45        # how long a copied secret stays in the clipboard
//! appearance = "system"                  # system, light or dark
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
//! [environment]                          # patterns with * and ? over account names and ids
//! production = ["*prod*"]
//! staging = ["*stag*"]
//! development = ["*dev*", "*sandbox*"]
//! ```

mod document;
mod edit;
mod environment;
mod read;

pub use edit::{
    SettingsEditError, add_portal, remove_portal, set_alias, set_appearance, set_clipboard_clear_in,
    set_console_region, set_default, set_environment_patterns,
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
    pub(super) const ALIAS: &str = "alias";
    pub(super) const APPEARANCE: &str = "appearance";
    pub(super) const CLIPBOARD: &str = "clipboard_clear_in_seconds";
    pub(super) const CONSOLE_REGION: &str = "console_region";
    pub(super) const DEFAULT: &str = "default";
    pub(super) const DEMO: &str = "demo";
    pub(super) const ENDPOINT_URL: &str = "endpoint_url";
    pub(super) const ENVIRONMENT: &str = "environment";
    pub(super) const PORTAL: &str = "portal";
    pub(super) const REGION: &str = "region";
    pub(super) const START_URL: &str = "start_url";
}

/// A copied secret stays for at least a second and at most an hour.
fn is_clipboard_time(seconds: u64) -> bool {
    (1..=3600).contains(&seconds)
}

/// An alias is one word that no other kind of target looks like, safe in a shell and a menu.
fn is_alias(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c))
}

#[cfg(test)]
mod tests;
