//! STS and IAM for the access keys of users, which count as unreachable when the deadline passes.

use super::aws::{BoundAws, OutOfTime};
use crate::ports::{
    AccessKey, AccessKeyInfo, AccessKeys, AccessKeysError, AssumeRoleRequest, CallerIdentity,
    MfaAuthentication, StsError, UserCredentials, UserSts, UserStsError,
};
use async_trait::async_trait;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::{AccessKeyId, UserSessionDuration};

impl OutOfTime for UserStsError {
    fn out_of_time(detail: String) -> Self {
        Self::Sts(StsError::out_of_time(detail))
    }
}

impl OutOfTime for AccessKeysError {
    fn out_of_time(detail: String) -> Self {
        Self::Session(UserStsError::out_of_time(detail))
    }
}

#[async_trait]
impl UserSts for BoundAws {
    async fn access_key_identity(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
    ) -> Result<CallerIdentity, UserStsError> {
        let sessions = &self.aws.user_sts;
        self.bound(sessions.access_key_identity(endpoints, key)).await
    }

    async fn get_session_token(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        duration: UserSessionDuration,
        mfa: Option<&MfaAuthentication>,
    ) -> Result<RoleCredentials, UserStsError> {
        let sessions = &self.aws.user_sts;
        self.bound(sessions.get_session_token(endpoints, key, duration, mfa))
            .await
    }

    async fn assume_role_with_mfa(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        request: &AssumeRoleRequest<'_>,
        mfa: &MfaAuthentication,
    ) -> Result<RoleCredentials, UserStsError> {
        let sessions = &self.aws.user_sts;
        self.bound(sessions.assume_role_with_mfa(endpoints, key, request, mfa))
            .await
    }
}

#[async_trait]
impl AccessKeys for BoundAws {
    async fn list_access_keys(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<Vec<AccessKeyInfo>, AccessKeysError> {
        let keys = &self.aws.access_keys;
        self.bound(keys.list_access_keys(endpoints, signer, user_name))
            .await
    }

    async fn access_key_last_used(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        id: &AccessKeyId,
    ) -> Result<Option<Timestamp>, AccessKeysError> {
        let keys = &self.aws.access_keys;
        self.bound(keys.access_key_last_used(endpoints, signer, id)).await
    }

    async fn create_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<AccessKey, AccessKeysError> {
        let keys = &self.aws.access_keys;
        self.bound(keys.create_access_key(endpoints, signer, user_name))
            .await
    }

    async fn set_access_key_active(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
        is_active: bool,
    ) -> Result<(), AccessKeysError> {
        let keys = &self.aws.access_keys;
        self.bound(keys.set_access_key_active(endpoints, signer, user_name, id, is_active))
            .await
    }

    async fn delete_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
    ) -> Result<(), AccessKeysError> {
        let keys = &self.aws.access_keys;
        self.bound(keys.delete_access_key(endpoints, signer, user_name, id))
            .await
    }
}
