//! What the surfaces of the desktop show: all state at one time. The only secret in it is the page of a running sign-in.
//!
//! It must not know how the state came about.

use crate::hostile_text::isolated;
use crate::labels::{AliasMove, alias_moves};
use crate::messages;
use crate::notices::Names;
use crate::problem::Problem;
use crate::production_guard::{ConfirmationNeeded, confirmation_needed};
use crate::role_session_status::RoleSessionState;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::catalogue::{Catalogue, Difference, Rename, account_of};
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_definition::MfaSerial;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::{SignInStep, SignInWarning};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All state of the desktop at one time. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Increases with every snapshot.
    pub revision: u32,
    /// Increases when accounts, roles, favourites, aliases or recents changed.
    pub rows_revision: u32,
    /// The portals in the order of the settings.
    pub portals: Vec<PortalState>,
    /// The role sessions that are active or wait for new credentials, by start time.
    pub role_sessions: Vec<RoleSessionState>,
    /// The programs that still use credentials of a previous `@default`.
    pub stale_default_users: Arc<Vec<StaleDefaultUser>>,
    /// The user's favourites.
    pub favourites: Arc<HashSet<RoleRef>>,
    /// The roles last used, newest first.
    pub recents: Arc<Vec<RoleRef>>,
    /// The renames of roles that the user has not declined.
    pub renames: Arc<Vec<Rename>>,
    /// The certificates that lead to roles, where something is known of them.
    pub certificates: Arc<HashMap<RoleRef, CertificateState>>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Problems that concern no single portal.
    pub problems: Vec<Problem>,
    /// The codes of MFA devices that tasks wait for, the oldest first.
    pub mfa_questions: Arc<Vec<MfaQuestion>>,
}

/// A code of an MFA device that a task waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaQuestion {
    /// What a code is given for.
    pub id: u32,
    /// The role whose credentials it leads to.
    pub role: RoleRef,
    /// The device.
    pub device: MfaSerial,
    /// Whether the user or AWS is waited for.
    pub phase: MfaQuestionPhase,
}

/// Who is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaQuestionPhase {
    /// The user.
    Open {
        /// Whether AWS refused the code that they gave before.
        was_refused: bool,
    },
    /// AWS.
    Checking,
}

impl Snapshot {
    /// Returns the state of a portal.
    pub fn portal(&self, name: &PortalName) -> Option<&PortalState> {
        self.portals.iter().find(|state| state.portal.name == *name)
    }

    /// Returns the state of the portal whose sign-in `role` depends on.
    pub fn portal_of(&self, role: &RoleRef) -> Option<&PortalState> {
        match role.portal() {
            Some(name) => self.portal(name),
            None => {
                let resolved = self.settings.resolve(role).ok()?;
                self.portal(&resolved.source.portal()?.name)
            }
        }
    }

    /// Returns the aliases whose role seems to be renamed: the user is asked whether they move.
    pub fn alias_moves(&self) -> Vec<AliasMove> {
        alias_moves(&self.settings, &self.renames, |role| {
            let portal = role.portal().and_then(|name| self.portal(name));
            portal.is_some_and(|state| state.catalogue.lists_role(&role.account_id, &role.role_name))
        })
    }

    /// Returns the account of `role`; one without a name if no portal lists it.
    pub fn account_or_unlisted(&self, role: &RoleRef) -> Account {
        account_of(role, self.catalogues())
    }

    /// Returns why the user has to confirm what they do with `role`; nothing if they need not.
    pub fn confirmation_needed(&self, role: &RoleRef) -> Option<ConfirmationNeeded> {
        confirmation_needed(&self.settings, role, self.catalogues())
    }

    /// Returns the sentence that something did not happen with `role`, which names the role and its account.
    pub fn failure_with_role(&self, role: &RoleRef, problem: &Problem) -> String {
        let catalogues: Vec<_> = self.catalogues().collect();
        Names::new(&self.settings, &catalogues).failure(role, &problem.summary)
    }

    /// Returns the sentence that something did not happen at a portal, which names it.
    pub fn failure_at_portal(portal: &PortalName, problem: &Problem) -> String {
        messages::notices::failure(&isolated(portal.as_str()), &problem.summary)
    }

    fn catalogues(&self) -> impl Iterator<Item = (&PortalName, &Catalogue)> {
        let portals = self.portals.iter();
        portals.map(|state| (&state.portal.name, state.catalogue.as_ref()))
    }
}

/// The certificate of a role at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateState {
    /// Until when it is valid.
    pub ends_at: Timestamp,
    /// Whether it is to be replaced soon, or has ended.
    pub ends_soon: bool,
}

/// One portal at one time.
#[derive(Clone, Debug)]
pub struct PortalState {
    /// The portal as set by the user.
    pub portal: Portal,
    /// The user's authorization.
    pub sign_in: SignInState,
    /// Its accounts and roles.
    pub catalogue: Arc<Catalogue>,
    /// What the last refresh changed.
    pub difference: Arc<Difference>,
    /// Accounts whose roles could not be listed, and why.
    pub failed_accounts: Arc<HashMap<AccountId, Problem>>,
    /// The running refresh.
    pub refresh: Option<RefreshState>,
    /// Why the last action on the portal failed.
    pub problem: Option<Problem>,
}

/// A user's authorization at a portal.
#[derive(Clone, Debug)]
pub enum SignInState {
    /// The keychain has not been read yet.
    Unknown,
    /// Nobody is signed in.
    SignedOut,
    /// The sign-in has expired.
    Expired,
    /// A browser shows the sign-in page.
    WaitingForBrowser {
        /// The page, for the user to copy; `None` until it is known.
        page: Option<AuthorizationUrl>,
        /// Whether a browser was opened.
        opened: bool,
        /// When the sign-in times out.
        expires_at: Timestamp,
    },
    /// The user must confirm a code.
    WaitingForCode {
        /// The code that the user compares.
        user_code: String,
        /// The address of the page without the code.
        verification_uri: String,
        /// The address of the page with the code.
        verification_uri_complete: String,
        /// When the code expires.
        expires_at: Timestamp,
    },
    /// Signed in. Contains the expiry time, unless the sign-in is renewed.
    SignedIn(Option<Timestamp>),
}

/// A warning is no state of a sign-in.
impl TryFrom<SignInStep> for SignInState {
    type Error = SignInWarning;

    fn try_from(step: SignInStep) -> Result<Self, SignInWarning> {
        Ok(match step {
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
            SignInStep::Warning(warning) => return Err(warning),
        })
    }
}

/// The progress of a running refresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshState {
    /// Number of accounts whose roles are listed, or could not be.
    pub accounts_done: u32,
    /// Number of accounts found so far.
    pub accounts_found: u32,
    /// Whether all accounts are found.
    pub complete: bool,
    /// Whether AWS asked to slow down.
    pub throttled: bool,
}
