//! The settings as values: what the user set, its defaults, and what patterns over accounts and roles make of it.
//!
//! It must not know the form of the file or where it is.

mod environment;
mod pattern;
mod production_preview;
mod role_sources;

pub use environment::{Environment, EnvironmentMark};
pub use production_preview::ProductionPreview;

use crate::account::AccountId;
use crate::colour::Colour;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use crate::role_definition::RoleDefinition;
use crate::role_ref::{DefinedRoleName, RoleRef};
use std::collections::BTreeMap;
use std::time::Duration;

/// What the user set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The portals, in the order of the file.
    pub portals: Vec<Portal>,
    /// The roles that the user defined, in the order of the file.
    pub roles: Vec<RoleDefinition>,
    /// Short names of roles. Their portals need not exist any more.
    pub aliases: BTreeMap<String, RoleRef>,
    /// What `@default` stands for.
    pub default_role: Option<RoleRef>,
    /// Where the console opens, if neither the destination nor the user says.
    pub console_region: Option<Region>,
    /// How long a copied secret stays in the clipboard.
    pub clipboard_clear_in: Duration,
    /// Light or dark.
    pub appearance: Appearance,
    /// Whether role sessions that a user starts are renewed automatically.
    pub renew: bool,
    /// How long role sessions of some roles may last.
    pub limits: Vec<RoleSessionLimit>,
    /// How many days the history is retained: 1 to 3650.
    pub history_days: u32,
    /// Whether the user is notified of roles that were assigned or removed.
    pub notify_access_changes: bool,
    /// Whether the user is asked before they use a role of a production account.
    pub ask_before_production: bool,
    /// Whether the user has to say why they use a role of a production account.
    pub require_reason_for_production: bool,
    /// The keys that show the window from anywhere, such as `Ctrl+Alt+R`.
    pub shortcut: Option<String>,
    /// Colours of roles.
    pub colours: BTreeMap<RoleRef, Colour>,
    /// Notes on roles.
    pub notes: BTreeMap<RoleRef, String>,
    /// The user's own tags of accounts; an environment's pattern `tag:pci` fits an account that is tagged `pci`.
    pub tags: BTreeMap<AccountId, Vec<String>>,
    /// Patterns of production accounts: `*` and `?` over name or id, without regard to case; `word:prod` fits an account whose name has
    /// the word `prod`, as in `acme-prod-eu`, but not `acme-products`.
    pub production_patterns: Vec<String>,
    /// Patterns of staging accounts.
    pub staging_patterns: Vec<String>,
    /// Patterns of development accounts.
    pub development_patterns: Vec<String>,
    /// Patterns of accounts without an environment, where a pattern of an environment is no more exact.
    pub no_environment_patterns: Vec<String>,
}

impl Settings {
    /// Returns the portal of that name.
    pub fn portal(&self, name: &PortalName) -> Option<&Portal> {
        self.portals.iter().find(|portal| portal.name == *name)
    }

    /// Returns the alias of `role`, the first by name where it has several.
    pub fn alias_of(&self, role: &RoleRef) -> Option<&str> {
        self.aliases
            .iter()
            .find(|(_, named)| *named == role)
            .map(|(alias, _)| alias.as_str())
    }

    /// Returns the user's own name for `role`: its alias, or the name that it is defined under.
    pub fn own_name_of<'a>(&'a self, role: &'a RoleRef) -> Option<&'a str> {
        self.alias_of(role)
            .or_else(|| role.defined_name().map(DefinedRoleName::as_str))
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
            roles: Vec::new(),
            aliases: BTreeMap::new(),
            default_role: None,
            console_region: None,
            clipboard_clear_in: Duration::from_secs(45),
            appearance: Appearance::System,
            renew: true,
            limits: Vec::new(),
            history_days: 90,
            notify_access_changes: false,
            ask_before_production: false,
            require_reason_for_production: false,
            shortcut: None,
            colours: BTreeMap::new(),
            notes: BTreeMap::new(),
            tags: BTreeMap::new(),
            production_patterns: patterns(&["word:prod", "word:production", "word:prd", "word:live"]),
            staging_patterns: patterns(&[
                "word:staging",
                "word:stage",
                "word:stg",
                "word:uat",
                "word:preprod",
                "word:preproduction",
                "word:preprd",
                "word:pre-prod",
                "word:pre-production",
            ]),
            development_patterns: patterns(&[
                "word:dev",
                "word:development",
                "word:test",
                "word:testing",
                "word:tests",
                "word:sandbox",
                "word:sandboxes",
                "word:nonprod",
                "word:nonproduction",
                "word:nonprd",
                "word:non-prod",
                "word:non-production",
            ]),
            no_environment_patterns: Vec::new(),
        }
    }
}

/// The maximum duration of role sessions whose account and role match; of several limits the shortest applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSessionLimit {
    /// Patterns over account name, id and tags, as those of an environment; if empty, every account matches.
    pub accounts: Vec<String>,
    /// Patterns over the role name; if empty, every role matches.
    pub roles: Vec<String>,
    /// How long a role session may last from its start.
    pub max_duration: Duration,
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

    /// The words of [`Self::ALL`] that the file holds.
    pub const IDS: [&str; 3] = [Self::System.id(), Self::Light.id(), Self::Dark.id()];

    /// Returns the word that the file holds.
    pub const fn id(self) -> &'static str {
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
