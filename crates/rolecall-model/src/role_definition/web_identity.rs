//! A role that a token of another identity provider leads to (STS, `AssumeRoleWithWebIdentity`).

use super::role_session_options::RoleSessionOptions;
use crate::partition::Region;
use crate::portal::{AwsEndpoints, EndpointUrl};
use crate::role_arn::RoleArn;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Where a token is whenever one is needed: identity providers issue them for minutes or hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityTokenSource {
    /// A file that somebody else keeps up to date.
    File(PathBuf),
    /// A command of the system's shell that prints one.
    Command(String),
}

/// A role that is assumed with a token, and with nobody's credentials: it lasts for up to twelve hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebIdentityRole {
    /// The role.
    pub role_arn: RoleArn,
    /// Where the token is.
    pub token: IdentityTokenSource,
    /// The region of STS, and of whatever is done with the credentials.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
    /// What any role session may be given.
    pub session: RoleSessionOptions,
}

impl WebIdentityRole {
    /// Returns where requests with its credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the ARN, with a hash of everything else: a command is nobody else's business.
    pub(crate) fn fingerprint(&self) -> String {
        let rest = format!(
            "{:?} {} {:?} {:?}",
            self.token,
            self.region,
            self.endpoint_url.as_ref().map(EndpointUrl::as_str),
            self.session
        );
        let digest = hex::encode(&Sha256::digest(rest)[..16]);
        format!("web-identity {} {digest}", self.role_arn)
    }
}
