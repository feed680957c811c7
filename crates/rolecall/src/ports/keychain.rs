//! The port to the OS keychain, the only place where secrets are kept: typed, one item per thing kept.

mod item;

pub use item::{ItemRoleName, KeychainItem, RoleSecretKey, RoleSecretKind, RoleSessionKey};

use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{PortalIdentity, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::RoleSecret;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use thiserror::Error;

/// Why the keychain did not do it. None of these means "empty": never write after one of them, except over a corrupt item whose
/// content can be had again (role credentials, a client registration).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeychainError {
    /// It is locked and nobody unlocked it.
    #[error("the keychain is locked")]
    Locked,
    /// There is none to keep anything in.
    #[error("there is no keychain: {0}")]
    Absent(KeychainAbsence),
    /// The user or the system refused this program.
    #[error("the keychain refused access")]
    Denied,
    /// The item is too large or the store is full.
    #[error("the keychain is full")]
    Full,
    /// The item is there but cannot be understood; it is left as it is.
    #[error("the keychain item \"{item}\" cannot be read")]
    Corrupt {
        /// The item's label.
        item: String,
    },
    /// It cannot tell what it holds.
    #[error("the keychain cannot list its items")]
    CannotList,
    /// It did not answer in time; a prompt may be waiting.
    #[error("the keychain did not answer")]
    TimedOut,
    /// Anything else.
    #[error("the keychain failed: {detail}")]
    Unexpected {
        /// What failed; no secret.
        detail: String,
    },
}

/// Why there is no keychain to keep anything in; each has another remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeychainAbsence {
    /// No program offers one.
    #[error("no program offers one")]
    NotInstalled,
    /// There is no session bus through which it could be reached.
    #[error("there is no session bus")]
    NoBus,
    /// KWallet is installed and offers no Secret Service.
    #[error("KWallet offers no Secret Service")]
    NotOffered,
    /// It runs, and nobody has made a keyring in it yet.
    #[error("it has no keyring")]
    NoKeyring,
    /// Its program ended or could not be started.
    #[error("its program ended")]
    Ended,
    /// It agrees on no key to encrypt secrets with on their way.
    #[error("it agrees on no key")]
    NoEncryption,
}

impl KeychainError {
    /// Returns whether there is nothing that could hold an item for this program now.
    pub fn is_no_keychain(&self) -> bool {
        match self {
            Self::Absent(_) => true,
            Self::Locked
            | Self::Denied
            | Self::Full
            | Self::Corrupt { .. }
            | Self::CannotList
            | Self::TimedOut
            | Self::Unexpected { .. } => false,
        }
    }
}

/// What is known of the keychain without reading an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeychainHealth {
    /// What it is called, such as "Secret Service".
    pub store: String,
    /// Whether it is kept as plain text on the disk (gnome-keyring with an empty password).
    pub stored_in_plain: bool,
}

/// The OS keychain. An item is updated in place; a missing item is `None`, never an error. Where another program made a second item
/// in the place of one, the newest counts: writing leaves one, erasing none.
#[async_trait]
pub trait Keychain: Send + Sync {
    /// Returns every item of this home, each once, whoever wrote it and whatever else is known of it; reads no secret.
    ///
    /// # Errors
    /// [`KeychainError::CannotList`] where the store has no such call, and as everywhere.
    async fn items(&self) -> Result<Vec<KeychainItem>, KeychainError>;
    /// Returns whether there is such an item, without reading it or asking the user to unlock it.
    async fn holds(&self, item: &KeychainItem) -> Result<bool, KeychainError>;
    /// Erases an item; erasing nothing is fine.
    async fn erase(&self, item: &KeychainItem) -> Result<(), KeychainError>;

    /// Returns the sign-in kept for `portal`.
    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError>;
    /// Keeps the sign-in of `portal`, replacing what was there.
    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError>;
    /// Erases the sign-in of `portal`.
    async fn erase_sign_in(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(&KeychainItem::SignIn(portal.clone())).await
    }

    /// Returns the client registration kept for `portal`, and the portal that it is registered at.
    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError>;
    /// Keeps the client registration of `portal`.
    async fn save_registration(
        &self,
        portal: &PortalName,
        identity: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError>;
    /// Erases the client registration of `portal`.
    async fn erase_registration(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(&KeychainItem::Registration(portal.clone())).await
    }

    /// Returns the credentials kept under `key`.
    async fn stored_credentials(
        &self,
        key: &RoleSessionKey,
    ) -> Result<Option<RoleCredentials>, KeychainError>;
    /// Returns the credentials kept for the role session of `role`.
    async fn role_credentials(&self, role: &RoleRef) -> Result<Option<RoleCredentials>, KeychainError> {
        self.stored_credentials(&RoleSessionKey::from(role)).await
    }
    /// Keeps the credentials of one role session, replacing what was there.
    async fn save_role_credentials(
        &self,
        role: &RoleRef,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError>;
    /// Erases the credentials of one role session.
    async fn erase_role_credentials(&self, role: &RoleRef) -> Result<(), KeychainError> {
        self.erase(&KeychainItem::role_session(role)).await
    }

    /// Returns what the user entered for a role that they defined.
    async fn role_secret(&self, key: &RoleSecretKey) -> Result<Option<RoleSecret>, KeychainError>;
    /// Keeps what the user entered for a role that they defined, replacing what was there.
    async fn save_role_secret(&self, key: &RoleSecretKey, secret: &RoleSecret) -> Result<(), KeychainError>;
    /// Erases what the user entered for a role that they defined.
    async fn erase_role_secret(&self, key: &RoleSecretKey) -> Result<(), KeychainError> {
        self.erase(&KeychainItem::RoleSecret(key.clone())).await
    }

    /// Asks whether the keychain is there and unlocked, without a prompt.
    async fn health(&self) -> Result<KeychainHealth, KeychainError>;

    /// From now on, what would need a prompt fails with [`KeychainError::Locked`].
    fn never_prompt(&self);
}
