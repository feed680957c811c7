//! Tokens and assertions of the identity providers that have no key of their own, for tests that have no provider.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::identity_provider::{Jwt, SamlResponse};
use crate::secrets::{SecretKind, canary};
use crate::state::EmulatorState;

const DEFAULT_SECONDS: i64 = 3_600;

/// The token that is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebIdentityTokenCommand {
    /// The provider's URL.
    issuer: String,
    subject: String,
    /// The provider's first audience when absent.
    #[serde(default)]
    audience: Option<String>,
    #[serde(default = "default_seconds")]
    expires_in: i64,
    /// Further claims.
    #[serde(default)]
    claims: Map<String, Value>,
}

fn default_seconds() -> i64 {
    DEFAULT_SECONDS
}

pub(super) fn web_identity_token(
    state: &mut EmulatorState,
    command: WebIdentityTokenCommand,
) -> Result<Value, String> {
    let accounts = &state.directory.organization.accounts;
    let mut providers = accounts.iter().flat_map(|account| &account.oidc_providers);
    let provider = providers
        .find(|provider| provider.url == command.issuer && provider.keys.is_none())
        .ok_or("there is no such provider without keys of its own")?;
    let now = state.now().epoch_seconds();
    let audience = command.audience.or_else(|| provider.audiences.first().cloned());
    let mut claims = json!({
        "iss": command.issuer,
        "sub": command.subject,
        "aud": audience,
        "iat": now,
        "exp": now.saturating_add(command.expires_in),
        "jti": canary(SecretKind::WebIdentityToken),
    });
    if let Some(members) = claims.as_object_mut() {
        members.extend(command.claims);
    }
    let key = state.own_key.as_ref().ok_or("there is no key")?;
    let token = Jwt::signed(&claims, key).ok_or("the key did not sign")?;
    let token = state.secrets.record(SecretKind::WebIdentityToken, token);
    Ok(json!({"token": &*token}))
}

/// The SAML response that is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SamlAssertionCommand {
    /// The ARN of the provider.
    provider: String,
    subject: String,
    /// The ARNs of the roles that the subject may choose from.
    roles: Vec<String>,
    /// The subject when absent.
    #[serde(default)]
    session_name: Option<String>,
    #[serde(default = "five_minutes")]
    expires_in: u64,
    /// Further attributes of AWS, by the last part of their name.
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
}

fn five_minutes() -> u64 {
    300
}

pub(super) fn saml_assertion(
    state: &mut EmulatorState,
    command: SamlAssertionCommand,
) -> Result<Value, String> {
    let partition = state.partition.id;
    let accounts = &state.directory.organization.accounts;
    let mut providers = accounts.iter().flat_map(|account| {
        let providers = account.saml_providers.iter();
        providers.map(|provider| (provider.arn(partition, &account.id), provider))
    });
    let (arn, provider) = providers
        .find(|(arn, provider)| *arn == command.provider && provider.certificate.is_none())
        .ok_or("there is no such provider without a certificate of its own")?;
    let roles = command.roles.iter().map(|role| format!("{role},{arn}"));
    let session_name = command.session_name.unwrap_or_else(|| command.subject.clone());
    let mut attributes = vec![
        ("Role".to_owned(), roles.collect()),
        ("RoleSessionName".to_owned(), vec![session_name]),
    ];
    attributes.extend(command.attributes);
    let now = state.now();
    let response = SamlResponse {
        id: canary(SecretKind::SamlAssertion),
        issuer: provider.issuer.clone(),
        subject: command.subject,
        now,
        ends: now.after_seconds(command.expires_in),
        attributes,
    };
    let key = state.own_key.as_ref().ok_or("there is no key")?;
    let text = response.signed(key).ok_or("the key did not sign")?;
    let text = state.secrets.record(SecretKind::SamlAssertion, text);
    Ok(json!({"assertion": &*text}))
}
