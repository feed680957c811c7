//! What the user set: portals, aliases, the default, the look. Read from TOML text, and edited without losing anything.
//!
//! ```toml
//! [portal.acme]
//! start_url = "https://acme.awsapps.com/start"
//! region = "eu-central-1"
//! endpoint_url = "http://127.0.0.1:4566"   # an emulator or a private endpoint
//!
//! [alias]
//! pay-admin = "acme/111122223333/AdministratorAccess"
//!
//! [default]
//! target = "acme/111122223333/ReadOnlyAccess"
//!
//! [console]
//! region = "eu-west-1"
//!
//! [clipboard]
//! clear_after_seconds = 45
//!
//! [appearance]
//! theme = "system"
//!
//! [environment]
//! production = ["*prod*"]
//! ```
//!
//! It must not know where the text is kept. Keys that it does not know are kept and ignored.

mod edit;
mod pattern;
mod read;

pub use edit::{
    add_portal, remove_portal, set_alias, set_appearance, set_clipboard_clear_in, set_console_region, set_default,
    set_environment_patterns,
};
pub use read::read_settings;

use crate::account::Account;
use crate::assignment::Assignment;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// Why the settings cannot be used. The file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{message}", .line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct SettingsError {
    /// Where, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What kind of account the user's rules say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Environment {
    /// Be careful.
    Production,
    /// Nearly.
    Staging,
    /// For trying.
    Development,
}

impl Environment {
    /// Every kind, the most careful first.
    pub const ALL: [Self; 3] = [Self::Production, Self::Staging, Self::Development];

    /// Returns the key in the settings file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
        }
    }

    fn default_patterns(self) -> &'static [&'static str] {
        match self {
            Self::Production => &["*prod*", "*-prd", "*-live"],
            Self::Staging => &["*stag*", "*-stg", "*preprod*", "*pre-prod*", "*-uat"],
            Self::Development => &["*dev*", "*sandbox*", "*test*", "*playground*"],
        }
    }
}

/// What the user set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The portals, in the order of the file.
    pub portals: Vec<Portal>,
    /// The person's own names of assignments.
    pub aliases: BTreeMap<String, Assignment>,
    /// What `@default` means.
    pub default_assignment: Option<Assignment>,
    /// The region a console opens in; the portal's when absent.
    pub console_region: Option<Region>,
    /// When a copied secret leaves the clipboard.
    pub clipboard_clear_in: Duration,
    /// Light or dark.
    pub appearance: Appearance,
    /// Patterns over account names and ids (`*` stands for anything, case does not count), by kind of account.
    pub environment_patterns: BTreeMap<Environment, Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        let patterns = |environment: Environment| {
            (environment, environment.default_patterns().iter().map(|pattern| (*pattern).to_owned()).collect())
        };
        Self {
            portals: Vec::new(),
            aliases: BTreeMap::new(),
            default_assignment: None,
            console_region: None,
            clipboard_clear_in: Duration::from_secs(45),
            appearance: Appearance::System,
            environment_patterns: Environment::ALL.into_iter().map(patterns).collect(),
        }
    }
}

impl Settings {
    /// Returns the portal called `name`.
    pub fn portal(&self, name: &PortalName) -> Option<&Portal> {
        self.portals.iter().find(|portal| portal.name == *name)
    }

    /// Returns what kind of account the rules say it is. A "pre-production" account is staging although it says "prod".
    pub fn environment_of(&self, account: &Account) -> Option<Environment> {
        let matched = |environment: &Environment| {
            self.environment_patterns.get(environment).into_iter().flatten().any(|rule| {
                pattern::matches(rule, &account.name) || pattern::matches(rule, account.id.as_str())
            })
        };
        let before_production = account.name.to_lowercase().replace(['-', '_', ' '], "").contains("preprod");
        let first = if before_production { Environment::Staging } else { Environment::Production };
        [first].into_iter().chain(Environment::ALL).find(|environment| matched(environment))
    }

    /// Returns the alias of `assignment`, the first by name where it has several.
    pub fn alias_of(&self, assignment: &Assignment) -> Option<&str> {
        self.aliases.iter().find(|(_, named)| *named == assignment).map(|(alias, _)| alias.as_str())
    }

    /// Tells whether a portal is of the demo organization.
    pub fn is_demo(&self) -> bool {
        self.portals.iter().any(|portal| portal.demo)
    }
}

#[cfg(test)]
mod tests;
