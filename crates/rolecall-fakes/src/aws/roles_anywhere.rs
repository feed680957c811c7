//! IAM Roles Anywhere in memory: which certificate leads to which role. Signatures are the emulator's business.

use super::tokens::IssuedRole;
use super::{Call, FakeAws, Operation};
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{ClientCertificate, CreateSessionRequest, RolesAnywhere, RolesAnywhereError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use std::time::Duration;

const DEFAULT_LIFETIME: Duration = Duration::from_hours(1);

impl FakeAws {
    /// Lets a certificate lead to the role with this ARN from now on.
    pub fn trust_certificate(&self, role_arn: &str, certificate: &ClientCertificate) {
        let mut state = locked(&self.state);
        let trusted = state.trusted_certificates.entry(role_arn.to_owned()).or_default();
        trusted.push(certificate.serial.to_string());
    }
}

#[async_trait]
impl RolesAnywhere for FakeAws {
    async fn create_session(
        &self,
        _: &AwsEndpoints,
        request: &CreateSessionRequest<'_>,
        certificate: &ClientCertificate,
    ) -> Result<RoleCredentials, RolesAnywhereError> {
        let role_arn = request.role_arn;
        let mut call = Call::new(Operation::CreateSession, "");
        call.account_id = Some(role_arn.account_id().to_string());
        call.role_name = Some(role_arn.role_name().as_str().to_owned());
        let serial = certificate.serial.to_string();
        self.perform(call, |state, now| {
            if now > certificate.not_after || now < certificate.not_before {
                return Err(RolesAnywhereError::UntrustedCertificate);
            }
            let trusted = state.trusted_certificates.get(role_arn.as_str());
            if !trusted.is_some_and(|trusted| trusted.contains(&serial)) {
                return Err(RolesAnywhereError::NotTrustedByRole);
            }
            let role = IssuedRole {
                account_id: role_arn.account_id().clone(),
                role_name: role_arn.role_name().clone(),
                iam_role_name: role_arn.role_name().as_str().to_owned(),
                user: request.session_name.unwrap_or(&serial).to_owned(),
                expires_at: now + request.duration.unwrap_or(DEFAULT_LIFETIME),
            };
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }
}
