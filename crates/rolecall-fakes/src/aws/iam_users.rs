//! IAM users in memory: their keys, their device and their temporary credentials. Signatures are the emulator's business.

use super::tokens::IssuedRole;
use super::{AwsState, Call, FakeAws, Operation};
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    AccessKey, AccessKeyInfo, AccessKeys, AccessKeysError, AssumeRoleRequest, CallerIdentity,
    MfaAuthentication, StsDenial, StsError, UserCredentials, UserSts, UserStsError,
};
use rolecall::totp::MfaSeed;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::{AccessKeyId, UserSessionDuration};
use rolecall_model::secret::{RoleSecret, SecretAccessKey};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The name of the one user.
pub const CAROL: &str = "carol";
/// The user's ARN.
pub const CAROL_ARN: &str = "arn:aws:iam::111111111111:user/carol";
/// The user's virtual MFA device.
pub const CAROL_DEVICE: &str = "arn:aws:iam::111111111111:mfa/carol";
/// The secret of the device.
pub const CAROL_SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

const ACCOUNT: &str = "111111111111";
const MAX_KEYS: usize = 2;
const ROLE_LIFETIME: Duration = Duration::from_hours(1);

/// The keys of the user, the used codes, and the temporary credentials that a code was given for.
#[derive(Debug, Default)]
pub(super) struct Users {
    keys: BTreeMap<AccessKeyId, Key>,
    used_codes: BTreeSet<String>,
    with_code: BTreeSet<String>,
    next_key: u32,
}

#[derive(Clone, Debug)]
struct Key {
    secret: String,
    is_active: bool,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl FakeAws {
    /// Makes an access key of [`CAROL`], as in the IAM console.
    pub fn create_carols_key(&self) -> AccessKey {
        let now = self.now();
        let secret = self.secrets.new_secret("long-term-key");
        locked(&self.state).users.add(secret, now)
    }

    /// Deactivates or activates a key.
    pub fn set_active(&self, id: &AccessKeyId, is_active: bool) {
        let mut state = locked(&self.state);
        let key = state.users.keys.get_mut(id).expect("a key");
        key.is_active = is_active;
    }

    /// Returns the ids of the user's keys, and which are active.
    pub fn carols_keys(&self) -> Vec<(AccessKeyId, bool)> {
        let state = locked(&self.state);
        let keys = state.users.keys.iter();
        keys.map(|(id, key)| (id.clone(), key.is_active)).collect()
    }
}

impl Users {
    fn add(&mut self, secret: String, now: Timestamp) -> AccessKey {
        self.next_key += 1;
        let id = AccessKeyId::parse(&format!("AKIAFAKECAROL{:07}", self.next_key)).expect("an id");
        let key = Key {
            secret: secret.clone(),
            is_active: true,
            created_at: now,
            last_used_at: None,
        };
        self.keys.insert(id.clone(), key);
        AccessKey {
            id,
            secret: SecretAccessKey::from_exposed(secret),
        }
    }

    fn authenticate(&mut self, key: &AccessKey, now: Timestamp) -> Result<(), UserStsError> {
        let known = self.keys.get_mut(&key.id).filter(|known| known.is_active);
        let known = known.ok_or(UserStsError::KeyRefused)?;
        if !key.secret.matches(&known.secret) {
            return Err(UserStsError::SecretRefused);
        }
        known.last_used_at = Some(now);
        Ok(())
    }

    fn verify(&mut self, mfa: &MfaAuthentication, now: Timestamp) -> Result<(), UserStsError> {
        if mfa.device.as_str() != CAROL_DEVICE {
            return Err(UserStsError::UnknownDevice);
        }
        let seed = MfaSeed::parse(&RoleSecret::from_exposed(CAROL_SEED)).expect("a seed");
        // EXPOSE: the device and AWS share the secret.
        let expected = seed.code(now).expose().to_owned();
        if !mfa.code.matches(&expected) || !self.used_codes.insert(expected) {
            return Err(UserStsError::CodeRefused);
        }
        Ok(())
    }
}

impl AwsState {
    fn session_of_carol(
        &mut self,
        secrets: &crate::secret_factory::SecretFactory,
        expires_at: Timestamp,
        has_code: bool,
    ) -> RoleCredentials {
        let role = IssuedRole {
            account_id: AccountId::parse(ACCOUNT).expect("an account"),
            role_name: RoleName::new(CAROL),
            iam_role_name: CAROL.to_owned(),
            user: CAROL.to_owned(),
            expires_at,
        };
        let credentials = self.issue_role_credentials(secrets, role);
        if has_code {
            self.users.with_code.insert(credentials.access_key_id.clone());
        }
        credentials
    }

    /// IAM takes keys, and temporary credentials that were obtained with a code.
    fn may_use_iam(&mut self, signer: UserCredentials<'_>, now: Timestamp) -> Result<(), AccessKeysError> {
        match signer {
            UserCredentials::Key(key) => Ok(self.users.authenticate(key, now)?),
            UserCredentials::Session(session) => {
                let has_code = self.users.with_code.contains(&session.access_key_id);
                has_code.then_some(()).ok_or(StsError::Refused.into())
            }
        }
    }
}

#[async_trait]
impl UserSts for FakeAws {
    async fn access_key_identity(
        &self,
        _: &AwsEndpoints,
        key: &AccessKey,
    ) -> Result<CallerIdentity, UserStsError> {
        self.perform(Call::new(Operation::GetCallerIdentity, ""), |state, now| {
            state.users.authenticate(key, now)?;
            Ok(CallerIdentity {
                account: ACCOUNT.to_owned(),
                arn: CAROL_ARN.to_owned(),
                user_id: "AIDAFAKECAROL".to_owned(),
            })
        })
        .await
    }

    async fn get_session_token(
        &self,
        _: &AwsEndpoints,
        key: &AccessKey,
        duration: UserSessionDuration,
        mfa: Option<&MfaAuthentication>,
    ) -> Result<RoleCredentials, UserStsError> {
        self.perform(Call::new(Operation::GetSessionToken, ""), |state, now| {
            state.users.authenticate(key, now)?;
            if let Some(mfa) = mfa {
                state.users.verify(mfa, now)?;
            }
            let expires_at = now + Duration::from_secs(duration.seconds().into());
            Ok(state.session_of_carol(&self.secrets, expires_at, mfa.is_some()))
        })
        .await
    }

    async fn assume_role_with_mfa(
        &self,
        _: &AwsEndpoints,
        key: &AccessKey,
        request: &AssumeRoleRequest<'_>,
        mfa: &MfaAuthentication,
    ) -> Result<RoleCredentials, UserStsError> {
        let role_arn = &request.role.role_arn;
        self.perform(Call::new(Operation::AssumeRole, ""), |state, now| {
            state.users.authenticate(key, now)?;
            state.users.verify(mfa, now)?;
            let caller = (
                AccountId::parse(ACCOUNT).expect("an account"),
                RoleName::new(CAROL),
            );
            let trusted = state.trusts.get(role_arn.as_str());
            if !trusted.is_some_and(|trusted| trusted.contains(&caller)) {
                return Err(UserStsError::Sts(StsError::Denied(StsDenial::Unexplained)));
            }
            let duration = request.role.session.duration;
            let lifetime = duration.map_or(ROLE_LIFETIME, |duration| {
                Duration::from_secs(duration.seconds().into())
            });
            let role = IssuedRole {
                account_id: role_arn.account_id().clone(),
                role_name: role_arn.role_name().clone(),
                iam_role_name: role_arn.role_name().as_str().to_owned(),
                user: request.session_name.to_owned(),
                expires_at: now + lifetime,
            };
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }
}

#[async_trait]
impl AccessKeys for FakeAws {
    async fn list_access_keys(
        &self,
        _: &AwsEndpoints,
        signer: UserCredentials<'_>,
        _: &str,
    ) -> Result<Vec<AccessKeyInfo>, AccessKeysError> {
        self.perform(Call::new(Operation::ListAccessKeys, ""), |state, now| {
            state.may_use_iam(signer, now)?;
            let keys = state.users.keys.iter();
            let info = |(id, key): (&AccessKeyId, &Key)| AccessKeyInfo {
                id: id.clone(),
                is_active: key.is_active,
                created_at: Some(key.created_at),
            };
            Ok(keys.map(info).collect())
        })
        .await
    }

    async fn access_key_last_used(
        &self,
        _: &AwsEndpoints,
        signer: UserCredentials<'_>,
        id: &AccessKeyId,
    ) -> Result<Option<Timestamp>, AccessKeysError> {
        self.perform(Call::new(Operation::GetAccessKeyLastUsed, ""), |state, now| {
            state.may_use_iam(signer, now)?;
            let key = state.users.keys.get(id).ok_or(AccessKeysError::NotFound)?;
            Ok(key.last_used_at)
        })
        .await
    }

    async fn create_access_key(
        &self,
        _: &AwsEndpoints,
        signer: UserCredentials<'_>,
        _: &str,
    ) -> Result<AccessKey, AccessKeysError> {
        self.perform(Call::new(Operation::CreateAccessKey, ""), |state, now| {
            state.may_use_iam(signer, now)?;
            if state.users.keys.len() >= MAX_KEYS {
                return Err(AccessKeysError::TwoKeys);
            }
            Ok(state.users.add(self.secrets.new_secret("long-term-key"), now))
        })
        .await
    }

    async fn set_access_key_active(
        &self,
        _: &AwsEndpoints,
        signer: UserCredentials<'_>,
        _: &str,
        id: &AccessKeyId,
        is_active: bool,
    ) -> Result<(), AccessKeysError> {
        self.perform(Call::new(Operation::UpdateAccessKey, ""), |state, now| {
            state.may_use_iam(signer, now)?;
            let key = state.users.keys.get_mut(id).ok_or(AccessKeysError::NotFound)?;
            key.is_active = is_active;
            Ok(())
        })
        .await
    }

    async fn delete_access_key(
        &self,
        _: &AwsEndpoints,
        signer: UserCredentials<'_>,
        _: &str,
        id: &AccessKeyId,
    ) -> Result<(), AccessKeysError> {
        self.perform(Call::new(Operation::DeleteAccessKey, ""), |state, now| {
            state.may_use_iam(signer, now)?;
            state.users.keys.remove(id).ok_or(AccessKeysError::NotFound)?;
            Ok(())
        })
        .await
    }
}
