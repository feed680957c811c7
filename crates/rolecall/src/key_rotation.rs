//! Replacing the access key of an IAM user: a new one is made, tried out and used, and the old one is switched off and deleted.
//!
//! Whoever is killed in between does it again: which step comes next is read from what AWS lists, what the keychain has and what the
//! settings say. Until the new key is used, a failure undoes everything; from then on what is left is done the next time. It must not
//! know who shows the steps.

mod problem;
mod steps;

use crate::exclusive;
use crate::ports::{
    AccessKey, AccessKeyInfo, AccessKeysError, KeychainError, LockError, LockName, Ports, RoleSecretKey,
    RoleSecretKind, StateStoreError, UserCredentials, UserStsError,
};
use crate::problem::Problem;
use crate::role_session::{IamUserError, RoleSessionError, role_credentials};
use crate::settings::read_settings;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::{AccessKeyId, IamUser};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::secret::SecretAccessKey;
use std::time::Duration;
use steps::Rotation;
use thiserror::Error;

/// How long to wait for another process that replaces the key of the same user.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
/// The temporary credentials that sign must outlive the replacement.
const MIN_REMAINING: Duration = Duration::from_mins(5);

/// A step that is about to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationStep {
    /// It is noted that a key is about to be made, so that one whose secret was lost is known as such.
    Note,
    /// A key is made at AWS.
    Create,
    /// Its secret is stored.
    Store(AccessKeyId),
    /// It is tried out until AWS knows it everywhere.
    Verify(AccessKeyId),
    /// The settings name it: it is used from now on.
    Switch(AccessKeyId),
    /// A former key is switched off.
    Deactivate(AccessKeyId),
    /// It is deleted at AWS.
    Delete(AccessKeyId),
    /// Its secret is erased.
    Erase(AccessKeyId),
}

/// Why the key was not replaced, or not completely.
#[derive(Debug, Error)]
pub enum KeyRotationError {
    /// The role is not an IAM user.
    #[error("the role is not an IAM user")]
    NotAUser,
    /// There are two keys, and one of them is none that was made here.
    #[error("the user has another access key, {0}")]
    OtherKey(AccessKeyId),
    /// AWS does not list the key that the settings name.
    #[error("the access key {0} is not one of the user's")]
    NotListed(AccessKeyId),
    /// The new key belongs to somebody else: something answers in the place of AWS.
    #[error("the new key is not of this user")]
    WrongUser,
    /// There are no credentials to do it with.
    #[error(transparent)]
    RoleSession(#[from] RoleSessionError),
    /// IAM refused or cannot be reached.
    #[error(transparent)]
    AccessKeys(#[from] AccessKeysError),
    /// The new key was not accepted in time.
    #[error(transparent)]
    Unverified(#[from] UserStsError),
    /// The keychain failed.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// Another process is busy with the same.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
    /// The settings cannot be read or changed.
    #[error("the settings are not read or changed")]
    Settings(Box<Problem>),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationOutcome {
    /// The key that is used now.
    pub key: AccessKeyId,
    /// The key that is gone.
    pub former: AccessKeyId,
    /// Whether an earlier replacement was completed.
    pub was_resumed: bool,
}

/// An access key of a user, and when it was used last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// As IAM lists it.
    pub info: AccessKeyInfo,
    /// When it was used last; `None` for never, and where IAM does not tell.
    pub last_used_at: Option<rolecall_model::Timestamp>,
    /// Whether the settings name it.
    pub is_used_here: bool,
}

/// Lists the access keys of the IAM user `role`.
///
/// # Errors
/// [`KeyRotationError`].
pub async fn list_keys(ports: &Ports, role: &ResolvedRole) -> Result<Vec<ListedKey>, KeyRotationError> {
    let user = RotatedUser::from_role(role)?;
    let signer = user.signer(ports, role).await?;
    let endpoints = user.user.endpoints();
    let name = user.user.user_arn.user_name().as_str();
    let keys = &ports.aws.access_keys;
    let mut listed = Vec::new();
    for info in keys
        .list_access_keys(&endpoints, signer.credentials(), name)
        .await?
    {
        let last_used = keys
            .access_key_last_used(&endpoints, signer.credentials(), &info.id)
            .await;
        listed.push(ListedKey {
            is_used_here: info.id == user.user.access_key_id,
            // The list is worth showing without it.
            last_used_at: last_used.unwrap_or_default(),
            info,
        });
    }
    Ok(listed)
}

/// Replaces the access key of the IAM user `name`, or completes what an earlier call began. `about_to` is told each step before it is
/// done.
///
/// # Errors
/// [`KeyRotationError`]; before the new key was used, nothing has changed.
pub async fn rotate_key(
    ports: &Ports,
    name: &DefinedRoleName,
    about_to: &(dyn Fn(&RotationStep) + Send + Sync),
) -> Result<RotationOutcome, KeyRotationError> {
    let lock = LockName::KeyRotation(name.clone());
    let _lock = exclusive::acquire(ports, &lock, LOCK_TIMEOUT).await?;
    // Another process may have replaced it until now.
    let role = defined_user(ports, name)?;
    let user = RotatedUser::from_role(&role)?;
    // Asks for a code, if one is needed, before anything is changed.
    let signer = user.signer(ports, &role).await?;
    let rotation = Rotation {
        ports,
        name: user.name,
        user: user.user,
        signer: &signer,
        about_to,
    };
    rotation.run().await
}

/// Returns the user as the settings have them now.
fn defined_user(ports: &Ports, name: &DefinedRoleName) -> Result<ResolvedRole, KeyRotationError> {
    let unreadable = |problem: Problem| KeyRotationError::Settings(Box::new(problem));
    let text = ports.store.settings_file.read();
    let text = text.map_err(|error| unreadable(Problem::from(&error)))?;
    let settings = read_settings(&text).map_err(|error| unreadable(Problem::from(&error)))?;
    let definition = settings.definition(name).ok_or(KeyRotationError::NotAUser)?;
    let resolved = settings.resolve(&definition.key());
    resolved.map_err(|error| unreadable(Problem::from(&error)))
}

/// The user whose keys are meant.
struct RotatedUser<'a> {
    name: &'a DefinedRoleName,
    user: &'a IamUser,
}

impl<'a> RotatedUser<'a> {
    fn from_role(role: &'a ResolvedRole) -> Result<Self, KeyRotationError> {
        match (&role.source, role.key.defined_name()) {
            (RoleSource::User(user), Some(name)) => Ok(Self { name, user }),
            _ => Err(KeyRotationError::NotAUser),
        }
    }

    /// Policies often ask for MFA where keys are changed: temporary credentials with a code sign where there is a device. Those
    /// without a code are not for IAM.
    async fn signer(&self, ports: &Ports, role: &ResolvedRole) -> Result<RotationSigner, KeyRotationError> {
        if self.user.mfa_serial.is_some() {
            let credentials = role_credentials(ports, role, MIN_REMAINING).await?;
            return Ok(RotationSigner::Session(Box::new(credentials)));
        }
        let id = &self.user.access_key_id;
        let key = stored_key(ports, self.name, id).await?;
        let key = key.ok_or_else(|| RoleSessionError::from(IamUserError::SecretMissing(id.clone())))?;
        Ok(RotationSigner::Key(key))
    }
}

/// Who signs.
enum RotationSigner {
    Key(AccessKey),
    Session(Box<RoleCredentials>),
}

impl RotationSigner {
    fn credentials(&self) -> UserCredentials<'_> {
        match self {
            Self::Key(key) => UserCredentials::Key(key),
            Self::Session(session) => UserCredentials::Session(session),
        }
    }
}

fn secret_key(name: &DefinedRoleName, id: &AccessKeyId) -> RoleSecretKey {
    RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::SecretAccessKey(id.to_string()),
    }
}

async fn stored_key(
    ports: &Ports,
    name: &DefinedRoleName,
    id: &AccessKeyId,
) -> Result<Option<AccessKey>, KeychainError> {
    let secret = ports.store.keychain.role_secret(&secret_key(name, id)).await?;
    Ok(secret.map(|secret| AccessKey {
        id: id.clone(),
        // EXPOSE: what is stored becomes the key that signs.
        secret: SecretAccessKey::from_exposed(secret.expose()),
    }))
}
