//! What a surface of the desktop sees: all state at one time, without secrets but the page of a sign-in that is under way.
//!
//! It must not know how the state came about.

use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::{Catalogue, Difference};
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::SignInStep;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All state of the desktop at one time. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Grows with every snapshot.
    pub revision: u32,
    /// Grows when accounts, roles, favourites, aliases or recents changed.
    pub rows_revision: u32,
    /// The portals in the order of the settings.
    pub portals: Vec<PortalState>,
    /// The role sessions that are active or wait for new credentials, by start.
    pub role_sessions: Vec<RoleSessionState>,
    /// The programs that still use credentials of what `@default` meant before.
    pub stale_default_users: Arc<Vec<StaleDefaultUser>>,
    /// The assignments the user marked.
    pub favourites: Arc<HashSet<Assignment>>,
    /// The assignments last used, newest first.
    pub recents: Arc<Vec<Assignment>>,
    /// What the user set.
    pub settings: Arc<Settings>,
    /// What is wrong with the program as a whole.
    pub problems: Vec<Problem>,
}

impl Snapshot {
    /// Returns the state of a portal.
    pub fn portal(&self, name: &PortalName) -> Option<&PortalState> {
        self.portals.iter().find(|state| state.portal.name == *name)
    }

    /// Returns the account of `assignment`; one without a name if its portal does not list it.
    pub fn account_or_unlisted(&self, assignment: &Assignment) -> Account {
        match self.portal(&assignment.portal) {
            Some(state) => state.catalogue.account_or_unlisted(&assignment.account_id),
            None => Account::unlisted(&assignment.account_id),
        }
    }
}

/// One role session at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSessionState {
    /// What the index says of it.
    pub record: RoleSessionRecord,
    /// Whether its credentials are good, and else what it waits for.
    pub phase: RoleSessionPhase,
    /// When its limit ends it, where it has one.
    pub ends_at: Option<Timestamp>,
}

/// Whether the credentials of a role session are good, and else what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSessionPhase {
    /// Its credentials are good.
    Active,
    /// New credentials are requested.
    Renewing,
    /// New credentials were not given, and are requested again.
    Retrying {
        /// Why they were not given.
        problem: Problem,
        /// When they are requested again.
        at: Timestamp,
    },
    /// New credentials need a sign-in.
    WaitingForSignIn,
    /// AWS will not give new ones: it ends with its credentials.
    Refused(Problem),
}

/// One portal at one time.
#[derive(Clone, Debug)]
pub struct PortalState {
    /// What the user set.
    pub portal: Portal,
    /// The user's authorization.
    pub sign_in: SignInState,
    /// What is listed.
    pub catalogue: Arc<Catalogue>,
    /// What the last listing changed.
    pub difference: Arc<Difference>,
    /// Accounts whose roles could not be listed, and why.
    pub failed: Arc<HashMap<AccountId, Problem>>,
    /// The listing under way.
    pub refresh: Option<RefreshState>,
    /// Why the last request about the portal failed.
    pub problem: Option<Problem>,
}

/// A user's authorization at a portal.
#[derive(Clone, Debug)]
pub enum SignInState {
    /// The keychain was not read yet.
    Unknown,
    /// Nobody is signed in.
    SignedOut,
    /// The sign-in ended.
    Expired,
    /// A browser shows the sign-in page.
    WaitingForBrowser {
        /// The page, for the user who copies it; absent until it is known.
        page: Option<AuthorizationUrl>,
        /// Whether a browser was opened.
        opened: bool,
        /// When waiting ends.
        expires_at: Timestamp,
    },
    /// A code must be confirmed.
    WaitingForCode {
        /// To be compared.
        user_code: String,
        /// The page without the code.
        verification_uri: String,
        /// The page with the code.
        verification_uri_complete: String,
        /// When the code ends.
        expires_at: Timestamp,
    },
    /// Signed in; until then, when it is not renewed.
    SignedIn(Option<Timestamp>),
}

impl From<SignInStep> for SignInState {
    fn from(step: SignInStep) -> Self {
        match step {
            SignInStep::WaitingForBrowser {
                page,
                opened,
                expires_at,
            } => Self::WaitingForBrowser {
                page: Some(page),
                opened,
                expires_at,
            },
            SignInStep::WaitingForCode {
                user_code,
                verification_uri,
                verification_uri_complete,
                expires_at,
            } => Self::WaitingForCode {
                user_code,
                verification_uri,
                verification_uri_complete,
                expires_at,
            },
        }
    }
}

/// A listing under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshState {
    /// Accounts whose roles are listed or failed.
    pub accounts_done: u32,
    /// Accounts found so far.
    pub accounts_found: u32,
    /// Whether all accounts are found.
    pub complete: bool,
    /// Whether AWS asked to slow down.
    pub throttled: bool,
}
