//! The identity providers that an account trusts: OpenID Connect and SAML. Owns their JSON schema and rules.

use serde::{Deserialize, Serialize};

use super::{OrgAccount, OrgError};
use crate::identity_provider::{Jwk, VerificationKey};

/// An OpenID Connect provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgOidcProvider {
    /// The issuer, an `https` address, as `iss` of its tokens has it.
    pub url: String,
    /// The client ids; a token is for one of them.
    pub audiences: Vec<String>,
    /// The keys of its tokens; the emulator's own key when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<Jwk>>,
}

/// A SAML provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgSamlProvider {
    /// The last part of its ARN, `arn:aws:iam::<account>:saml-provider/<name>`.
    pub name: String,
    /// Its entity id, the issuer of its assertions.
    pub issuer: String,
    /// Its certificate in PEM; the emulator's own key when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

impl OrgOidcProvider {
    /// The issuer without its scheme: the end of the ARN and the start of condition keys.
    pub(crate) fn host_and_path(&self) -> &str {
        self.url.strip_prefix("https://").unwrap_or(&self.url)
    }

    pub(crate) fn arn(&self, partition: &str, account_id: &str) -> String {
        format!(
            "arn:{partition}:iam::{account_id}:oidc-provider/{}",
            self.host_and_path()
        )
    }
}

impl OrgSamlProvider {
    pub(crate) fn arn(&self, partition: &str, account_id: &str) -> String {
        format!("arn:{partition}:iam::{account_id}:saml-provider/{}", self.name)
    }
}

pub(super) fn check(account: &OrgAccount) -> Result<(), OrgError> {
    let id = &account.id;
    let invalid = |reason: String| Err(OrgError::Invalid(reason));
    for provider in &account.oidc_providers {
        let url = &provider.url;
        if !url.starts_with("https://") || url.ends_with('/') {
            return invalid(format!("{url} in {id} is not https or has a slash at its end"));
        }
        let keys = provider.keys.iter().flatten();
        if keys.map(VerificationKey::from_jwk).any(|key| key.is_none()) {
            return invalid(format!("a key of {url} in {id} is neither RSA nor P-256"));
        }
    }
    for provider in &account.saml_providers {
        let certificate = provider.certificate.as_deref();
        if certificate
            .map(VerificationKey::from_pem)
            .is_some_and(|key| key.is_none())
        {
            let name = &provider.name;
            return invalid(format!(
                "the certificate of {name} in {id} is not PEM with an RSA or P-256 key"
            ));
        }
    }
    Ok(())
}
