//! Roles whose credentials others obtain: a command prints them, or the user pastes them. Whose they are was asked of AWS once, and
//! is what names the role.

use crate::account::{AccountId, RoleName};
use crate::partition::Region;
use crate::portal::{AwsEndpoints, EndpointUrl};
use sha2::{Digest, Sha256};

/// Whose credentials are expected, and where they are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignRole {
    /// The account.
    pub account_id: AccountId,
    /// The name of the role, or of the user who is in its place.
    pub role_name: RoleName,
    /// The region of STS, and of whatever is done with the credentials.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
}

/// A role whose credentials a command prints, as `credential_process` of an AWS profile does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialProcessRole {
    /// A command of the system's shell.
    pub command: String,
    /// Whose credentials it prints.
    pub role: ForeignRole,
}

impl ForeignRole {
    /// Returns where requests with its credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the fingerprint of a role whose credentials the user pastes.
    pub(crate) fn fingerprint(&self) -> String {
        format!("entered {}", self.digest(""))
    }

    fn digest(&self, command: &str) -> String {
        let endpoint_url = self.endpoint_url.as_ref().map(EndpointUrl::as_str);
        let text = format!(
            "{:?}",
            (command, &self.account_id, self.role_name.as_str(), endpoint_url)
        );
        hex::encode(&Sha256::digest(text)[..16])
    }
}

impl CredentialProcessRole {
    /// Returns a hash of the definition: a command is nobody else's business.
    pub(crate) fn fingerprint(&self) -> String {
        format!("process {}", self.role.digest(&self.command))
    }
}
