//! A role that a SAML assertion of an identity provider leads to (STS, `AssumeRoleWithSAML`).

use super::role_session_options::RoleSessionOptions;
use super::web_identity::IdentityTokenSource;
use crate::account::AccountId;
use crate::partition::Region;
use crate::portal::{AwsEndpoints, EndpointUrl};
use crate::role_arn::RoleArn;
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// Where an assertion is when one is needed: it is accepted for five minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssertionSource {
    /// Where somebody else puts one, in base 64.
    Read(IdentityTokenSource),
    /// The user entered one, which the keychain holds.
    Entered,
}

/// A role that is assumed with an assertion, and with nobody's credentials. The name of its sessions and their tags are in the
/// assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlRole {
    /// The role.
    pub role_arn: RoleArn,
    /// The identity provider in the account of the role.
    pub provider: SamlProviderArn,
    /// Where the assertion is.
    pub assertion: AssertionSource,
    /// The region of STS, and of whatever is done with the credentials.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
    /// What any role session may be given; never a name.
    pub session: RoleSessionOptions,
}

impl SamlRole {
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
            "{} {:?} {} {:?} {:?}",
            self.provider,
            self.assertion,
            self.region,
            self.endpoint_url.as_ref().map(EndpointUrl::as_str),
            self.session
        );
        let digest = hex::encode(&Sha256::digest(rest)[..16]);
        format!("saml {} {digest}", self.role_arn)
    }
}

/// The ARN of a SAML identity provider (IAM User Guide, "IAM identifiers"): `arn:partition:iam::account:saml-provider/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamlProviderArn(String);

/// The text is not the ARN of a SAML identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the ARN of a SAML provider looks like arn:aws:iam::123456789012:saml-provider/Name")]
pub struct InvalidSamlProviderArn;

/// In characters: the longest name of a provider (IAM API Reference, `CreateSAMLProvider`).
const MAX_NAME_LENGTH: usize = 128;

impl SamlProviderArn {
    /// Parses an ARN.
    ///
    /// # Errors
    /// [`InvalidSamlProviderArn`].
    pub fn parse(text: &str) -> Result<Self, InvalidSamlProviderArn> {
        let is_valid = || {
            let (partition, rest) = text.strip_prefix("arn:")?.split_once(":iam::")?;
            let (account_id, resource) = rest.split_once(':')?;
            let name = resource.strip_prefix("saml-provider/")?;
            AccountId::parse(account_id).ok()?;
            let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            let is_partition = partition == "aws"
                || partition.strip_prefix("aws-").is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                });
            let is_valid =
                is_partition && (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.chars().all(is_name);
            is_valid.then_some(())
        };
        is_valid()
            .map(|()| Self(text.to_owned()))
            .ok_or(InvalidSamlProviderArn)
    }

    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SamlProviderArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_arn_of_a_saml_provider_is_taken() {
        for valid in [
            "arn:aws:iam::111122223333:saml-provider/Corp",
            "arn:aws-cn:iam::111122223333:saml-provider/my.corp_idp-1",
        ] {
            assert_eq!(SamlProviderArn::parse(valid).unwrap().as_str(), valid);
        }
        for invalid in [
            "",
            "Corp",
            "arn:aws:iam::111122223333:oidc-provider/Corp",
            "arn:aws:iam::1:saml-provider/Corp",
            "arn:aws:iam::111122223333:saml-provider/",
            "arn:aws:iam::111122223333:saml-provider/a b",
            "arn:aws-:iam::111122223333:saml-provider/Corp",
            "arn:other:iam::111122223333:saml-provider/Corp",
        ] {
            assert_eq!(
                SamlProviderArn::parse(invalid),
                Err(InvalidSamlProviderArn),
                "{invalid}"
            );
        }
    }
}
