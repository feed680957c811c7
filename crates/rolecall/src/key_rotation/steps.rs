//! The steps of a replacement, and which of them are left.

use super::{KeyRotationError, RotationOutcome, RotationSigner, RotationStep, secret_key, stored_key};
use crate::clock_difference::observed_clock_difference;
use crate::ports::{AccessKey, AccessKeyInfo, AccessKeysError, Ports, UserCredentials, UserStsError};
use crate::role_session::{IamUserError, RoleSessionError};
use crate::settings::{SettingsEditError, read_settings, replace_role};
use crate::settings_change::change_settings;
use rolecall_model::Timestamp;
use rolecall_model::role_definition::{AccessKeyId, IamUser, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::RoleSecret;
use std::time::Duration;

/// How often a new key is tried out: IAM needs some seconds until every region knows it.
const VERIFY_ATTEMPTS: u32 = 20;
const VERIFY_INTERVAL: Duration = Duration::from_secs(2);
/// A key that was made so long after it was noted that one is about to be made is somebody else's.
const CREATION_WINDOW: Duration = Duration::from_mins(2);

impl Note {
    /// Returns the key that `current` has replaced.
    fn former(&self, current: &AccessKeyId) -> Option<AccessKeyId> {
        AccessKeyId::parse(&self.current)
            .ok()
            .filter(|former| former != current)
    }
}

/// One replacement under way.
pub(super) struct Rotation<'a> {
    pub(super) ports: &'a Ports,
    pub(super) name: &'a DefinedRoleName,
    pub(super) user: &'a IamUser,
    pub(super) signer: &'a RotationSigner,
    pub(super) about_to: &'a (dyn Fn(&RotationStep) + Send + Sync),
}

/// What is noted before a key is made.
struct Note {
    /// The key that is used until then.
    current: String,
    noted_at: Timestamp,
}

impl Rotation<'_> {
    pub(super) async fn run(&self) -> Result<RotationOutcome, KeyRotationError> {
        match self.run_once().await {
            // What a killed process asked for may arrive after the list was read.
            Err(KeyRotationError::AccessKeys(AccessKeysError::TwoKeys)) => self.run_once().await,
            outcome => outcome,
        }
    }

    async fn run_once(&self) -> Result<RotationOutcome, KeyRotationError> {
        let current = &self.user.access_key_id;
        let listed = self.list().await?;
        let find = |id: &AccessKeyId| listed.iter().find(|key| key.id == *id);
        let used = find(current).ok_or_else(|| KeyRotationError::NotListed(current.clone()))?;
        let note = self.note();
        let Some(other) = listed.iter().find(|key| key.id != *current) else {
            if let Some(former) = note.as_ref().and_then(|note| note.former(current))
                && stored_key(self.ports, self.name, &former).await?.is_some()
            {
                return self.forget(current, &former, true).await;
            }
            let new = self.create().await?;
            return self.replace_by(new, false).await;
        };
        match stored_key(self.ports, self.name, &other.id).await? {
            Some(_) if is_former(used, other, note.as_ref()) => self.retire(current, &other.id, true).await,
            Some(new) => self.replace_by(new, true).await,
            None if self.was_made_here(other, note.as_ref()).await? => {
                // Its secret was lost with the process that made it: nobody can use it.
                self.delete(self.signer.credentials(), &other.id).await?;
                let new = self.create().await?;
                self.replace_by(new, true).await
            }
            None => Err(KeyRotationError::OtherKey(other.id.clone())),
        }
    }

    async fn list(&self) -> Result<Vec<AccessKeyInfo>, KeyRotationError> {
        let keys = &self.ports.aws.access_keys;
        let (endpoints, signer) = (self.user.endpoints(), self.signer.credentials());
        Ok(keys
            .list_access_keys(&endpoints, signer, self.user_name())
            .await?)
    }

    fn user_name(&self) -> &str {
        self.user.user_arn.user_name().as_str()
    }

    /// Makes a key and stores its secret.
    async fn create(&self) -> Result<AccessKey, KeyRotationError> {
        (self.about_to)(&RotationStep::Note);
        let note = format!("{} {}", self.user.access_key_id, self.aws_now().as_second());
        let store = &self.ports.store.preference_store;
        store.set_value(&self.note_key(), &note)?;
        (self.about_to)(&RotationStep::Create);
        let keys = &self.ports.aws.access_keys;
        let signer = self.signer.credentials();
        let new = keys
            .create_access_key(&self.user.endpoints(), signer, self.user_name())
            .await?;
        (self.about_to)(&RotationStep::Store(new.id.clone()));
        // EXPOSE: the keychain keeps it.
        let secret = RoleSecret::from_exposed(new.secret.expose());
        let key = secret_key(self.name, &new.id);
        match self.ports.store.keychain.save_role_secret(&key, &secret).await {
            Ok(()) => Ok(new),
            Err(error) => {
                self.undo(&new.id).await;
                Err(error.into())
            }
        }
    }

    /// Uses `new` from now on, and gives up the present key.
    async fn replace_by(
        &self,
        new: AccessKey,
        was_resumed: bool,
    ) -> Result<RotationOutcome, KeyRotationError> {
        let switched = async {
            self.verify(&new).await?;
            self.switch(&new.id)
        };
        if let Err(error) = switched.await {
            self.undo(&new.id).await;
            return Err(error);
        }
        self.retire(&new.id, &self.user.access_key_id, was_resumed).await
    }

    async fn verify(&self, new: &AccessKey) -> Result<(), KeyRotationError> {
        (self.about_to)(&RotationStep::Verify(new.id.clone()));
        let (sessions, endpoints) = (&self.ports.aws.user_sts, self.user.endpoints());
        let mut attempt = 0;
        loop {
            attempt += 1;
            match sessions.access_key_identity(&endpoints, new).await {
                Ok(identity) if identity.arn == self.user.user_arn.as_str() => return Ok(()),
                Ok(_) => return Err(KeyRotationError::WrongUser),
                Err(UserStsError::KeyRefused) if attempt < VERIFY_ATTEMPTS => {
                    self.ports.clock.sleep(VERIFY_INTERVAL).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn switch(&self, new: &AccessKeyId) -> Result<(), KeyRotationError> {
        (self.about_to)(&RotationStep::Switch(new.clone()));
        let edit = |text: &str| {
            // Of the newest text: the user may have changed something else meanwhile.
            let mut definition = read_settings(text)?
                .definition(self.name)
                .cloned()
                .ok_or(SettingsEditError::RoleNotFound)?;
            if let RoleMethod::User(user) = &mut definition.method {
                user.access_key_id = new.clone();
            }
            replace_role(text, &definition)
        };
        change_settings(self.ports, edit).map_err(|problem| KeyRotationError::Settings(Box::new(problem)))
    }

    /// Takes back what was made; what cannot be taken back now is found by the next replacement.
    async fn undo(&self, new: &AccessKeyId) {
        if let Err(error) = self.delete(self.signer.credentials(), new).await {
            tracing::warn!(%error, "a new access key is not deleted");
            return;
        }
        let key = secret_key(self.name, new);
        if let Err(error) = self.ports.store.keychain.erase_role_secret(&key).await {
            tracing::warn!(%error, "the secret of a deleted access key is not erased");
        }
    }

    /// Switches the key `former` off, deletes it and forgets its secret; `used` signs where a key does.
    async fn retire(
        &self,
        used: &AccessKeyId,
        former: &AccessKeyId,
        was_resumed: bool,
    ) -> Result<RotationOutcome, KeyRotationError> {
        let key = stored_key(self.ports, self.name, used).await?;
        let key = key.ok_or_else(|| RoleSessionError::from(IamUserError::SecretMissing(used.clone())))?;
        let signer = match self.signer {
            RotationSigner::Session(_) => self.signer.credentials(),
            RotationSigner::Key(_) => UserCredentials::Key(&key),
        };
        (self.about_to)(&RotationStep::Deactivate(former.clone()));
        let keys = &self.ports.aws.access_keys;
        keys.set_access_key_active(&self.user.endpoints(), signer, self.user_name(), former, false)
            .await?;
        self.delete(signer, former).await?;
        self.forget(used, former, was_resumed).await
    }

    /// Erases the secret of a key that is gone.
    async fn forget(
        &self,
        used: &AccessKeyId,
        former: &AccessKeyId,
        was_resumed: bool,
    ) -> Result<RotationOutcome, KeyRotationError> {
        (self.about_to)(&RotationStep::Erase(former.clone()));
        let secret = secret_key(self.name, former);
        self.ports.store.keychain.erase_role_secret(&secret).await?;
        Ok(RotationOutcome {
            key: used.clone(),
            former: former.clone(),
            was_resumed,
        })
    }

    /// Deletes a key; one that is gone already is as well.
    async fn delete(&self, signer: UserCredentials<'_>, id: &AccessKeyId) -> Result<(), AccessKeysError> {
        (self.about_to)(&RotationStep::Delete(id.clone()));
        let keys = &self.ports.aws.access_keys;
        match keys
            .delete_access_key(&self.user.endpoints(), signer, self.user_name(), id)
            .await
        {
            Err(AccessKeysError::NotFound) => Ok(()),
            deleted => deleted,
        }
    }

    /// When a key was made is told in AWS's time.
    fn aws_now(&self) -> Timestamp {
        let now = self.ports.clock.now();
        observed_clock_difference(self.ports).map_or(now, |difference| now + difference.offset())
    }

    fn note_key(&self) -> String {
        format!("key_rotation {}", self.name)
    }

    fn note(&self) -> Option<Note> {
        let text = self.ports.store.preference_store.value(&self.note_key()).ok()??;
        let (current, seconds) = text.split_once(' ')?;
        Some(Note {
            current: current.to_owned(),
            noted_at: Timestamp::from_second(seconds.parse().ok()?).ok()?,
        })
    }

    /// Returns whether `other`, whose secret nobody stored, was made by a replacement that was killed: it was noted, made right after
    /// that, and never used.
    async fn was_made_here(
        &self,
        other: &AccessKeyInfo,
        note: Option<&Note>,
    ) -> Result<bool, KeyRotationError> {
        let noted = note.filter(|note| note.current == self.user.access_key_id.as_str());
        let (Some(note), Some(created_at)) = (noted, other.created_at) else {
            return Ok(false);
        };
        let distance = created_at.duration_since(note.noted_at).unsigned_abs();
        if distance > CREATION_WINDOW {
            return Ok(false);
        }
        let keys = &self.ports.aws.access_keys;
        let (endpoints, signer) = (self.user.endpoints(), self.signer.credentials());
        let last_used = keys.access_key_last_used(&endpoints, signer, &other.id).await?;
        Ok(last_used.is_none())
    }
}

/// Returns whether `other` is the key that `used` has replaced, and not the one that is to replace it.
fn is_former(used: &AccessKeyInfo, other: &AccessKeyInfo, note: Option<&Note>) -> bool {
    match note {
        Some(note) if note.current == other.id.as_str() => true,
        Some(note) if note.current == used.id.as_str() => false,
        Some(_) | None => other.created_at < used.created_at,
    }
}
