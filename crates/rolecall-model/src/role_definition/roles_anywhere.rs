//! A role that the certificate of this machine leads to (IAM Roles Anywhere, `CreateSession`).

use super::role_session_options::SessionNameTemplate;
use crate::portal::{AwsEndpoints, EndpointUrl};
use crate::role_arn::RoleArn;
use crate::roles_anywhere::{CertificateLocation, ProfileArn, TrustAnchorArn};
use crate::session_duration::SessionDuration;
use sha2::{Digest, Sha256};

/// A role that is assumed with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolesAnywhereRole {
    /// The role.
    pub role_arn: RoleArn,
    /// Whose certificates the account accepts.
    pub trust_anchor: TrustAnchorArn,
    /// Which roles a certificate may lead to; in the region of the trust anchor.
    pub profile: ProfileArn,
    /// Where the certificate and its key are.
    pub certificate: CertificateLocation,
    /// `roleSessionName`, which the profile must allow; absent: the certificate's serial number.
    pub session_name: Option<SessionNameTemplate>,
    /// `durationSeconds`; absent: one hour. That of the profile is the limit.
    pub duration: Option<SessionDuration>,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
}

impl RolesAnywhereRole {
    /// Returns where requests with its credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.trust_anchor.region().clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the ARN, with a hash of everything else: where a key is stored is nobody else's business.
    pub(crate) fn fingerprint(&self) -> String {
        let rest = format!(
            "{} {} {:?} {:?} {:?} {:?}",
            self.trust_anchor,
            self.profile,
            self.certificate,
            self.session_name,
            self.duration,
            self.endpoint_url.as_ref().map(EndpointUrl::as_str)
        );
        let digest = hex::encode(&Sha256::digest(rest)[..16]);
        format!("roles-anywhere {} {digest}", self.role_arn)
    }
}
