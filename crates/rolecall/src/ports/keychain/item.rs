//! What the keychain holds items for, without what is in them.
//!
//! It must not know how an item is called in a store.

use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use sha2::{Digest, Sha256};

/// In bytes: a longer role name is known by its hash.
const MAX_PLAIN_NAME: usize = 64;

/// One item of the keychain, by what it is for; no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeychainItem {
    /// The sign-in of a portal.
    SignIn(PortalName),
    /// The client registration of a portal.
    Registration(PortalName),
    /// The credentials of a role session.
    RoleSession(RoleSessionKey),
    /// What the user entered for a role that they defined.
    RoleSecret(RoleSecretKey),
}

impl KeychainItem {
    /// Returns the item with the credentials of `role`.
    pub fn role_session(role: &RoleRef) -> Self {
        Self::RoleSession(RoleSessionKey::from(role))
    }

    /// Returns whether it is the sign-in, the registration or a role session of the portal with this name.
    pub fn is_of_portal(&self, name: &PortalName) -> bool {
        match self {
            Self::SignIn(portal) | Self::Registration(portal) => portal == name,
            Self::RoleSession(key) => key.is_at_portal(name),
            Self::RoleSecret(_) => false,
        }
    }
}

/// What a secret that the user entered is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleSecretKey {
    /// The role that it is for.
    pub role: DefinedRoleName,
    /// What it is.
    pub kind: RoleSecretKind,
}

/// What a user enters for a role that they define.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleSecretKind {
    /// The secret access key of an IAM user that belongs to this access key ID. While a key is replaced there are two.
    SecretAccessKey(String),
    /// The secret of a virtual MFA device, in base 32 (RFC 6238).
    MfaSeed,
    /// The password of a private key's file, or the PIN of the token that holds the key.
    PrivateKeyPassword,
    /// A SAML assertion that leads to the role, in base 64.
    SamlAssertion,
    /// What renews a sign-in to the console, which Rolecall made for the role.
    LoginSession,
}

/// What the item of a role session is found by. Of a role with an unusual name the name itself is not known, but two keys are equal
/// only for the same role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleSessionKey {
    /// Where the role comes from.
    pub origin: RoleOrigin,
    /// Its account.
    pub account_id: AccountId,
    /// Its name, or what stands for it.
    pub role_name: ItemRoleName,
}

/// The name of a role as the name of an item holds it: in a plain alphabet, whatever AWS calls the role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemRoleName {
    /// The name: 1 to 64 of the characters that IAM allows.
    Plain(RoleName),
    /// The first 16 bytes of the SHA-256 of any other name, in hexadecimal.
    Hash(String),
}

impl RoleSessionKey {
    /// Returns the role, unless only the hash of its name is known.
    pub fn role(&self) -> Option<RoleRef> {
        match &self.role_name {
            ItemRoleName::Plain(role_name) => Some(RoleRef {
                origin: self.origin.clone(),
                account_id: self.account_id.clone(),
                role_name: role_name.clone(),
            }),
            ItemRoleName::Hash(_) => None,
        }
    }

    /// Returns whether the portal with this name lists the role.
    pub fn is_at_portal(&self, name: &PortalName) -> bool {
        match &self.origin {
            RoleOrigin::Portal(portal) => portal == name,
            RoleOrigin::Defined(_) => false,
        }
    }

    /// Returns whether the user defined the role.
    pub fn is_defined(&self) -> bool {
        match &self.origin {
            RoleOrigin::Portal(_) => false,
            RoleOrigin::Defined(_) => true,
        }
    }

    /// Returns the role's target where its name is known, and otherwise what is known of it.
    pub fn target(&self) -> String {
        self.role().map_or_else(
            || format!("{}/{}/?", self.origin.name(), self.account_id),
            |role| role.target(),
        )
    }
}

impl From<&RoleRef> for RoleSessionKey {
    fn from(role: &RoleRef) -> Self {
        Self {
            origin: role.origin.clone(),
            account_id: role.account_id.clone(),
            role_name: ItemRoleName::from(&role.role_name),
        }
    }
}

impl From<&RoleName> for ItemRoleName {
    fn from(name: &RoleName) -> Self {
        let text = name.as_str();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
        if (1..=MAX_PLAIN_NAME).contains(&text.len()) && text.bytes().all(is_plain) {
            return Self::Plain(name.clone());
        }
        let digest = Sha256::digest(text.as_bytes());
        Self::Hash(hex::encode(&digest[..16]))
    }
}
