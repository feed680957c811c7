//! AssumeRoleWithWebIdentity: a role for the bearer of an OpenID Connect token.

use serde_json::Value;

use super::federated::{FederatedSession, expired_token, invalid_identity_token};
use super::issue::{read_minimum_token_size, write_session};
use super::session_tags::SessionTags;
use super::target_role::TargetRole;
use super::{API, ARN_RULE, NAME_RULE, NAMESPACE, action, session_policy};
use crate::clock::EpochTime;
use crate::iam_policy::RequestContext;
use crate::identity_provider::{Jwt, JwtError, VerificationKey};
use crate::operation::HandlerResult;
use crate::organization::OrgOidcProvider;
use crate::query::{TextRule, Violations, respond};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
const TOKEN_RULE: TextRule = TextRule {
    length: 4..=20_000,
    is_allowed: |_| true,
    pattern: ".*",
};
/// The claims that are condition keys.
const CONDITION_CLAIMS: [&str; 6] = ["aud", "sub", "azp", "amr", "email", "oaud"];
const TAGS_CLAIM: &str = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY_CLAIM: &str = "https://aws.amazon.com/source_identity";

pub(super) fn assume_role_with_web_identity(
    state: &mut EmulatorState,
    request: &ApiRequest,
) -> HandlerResult {
    action(request)?;
    let mut violations = Violations::default();
    let role_arn = violations.required(request, "RoleArn", &ARN_RULE);
    let session_name = violations.required(request, "RoleSessionName", &NAME_RULE);
    let token = violations.required(request, "WebIdentityToken", &TOKEN_RULE);
    let duration_seconds = violations.number(request, "DurationSeconds", 900..=43_200);
    let minimum_token_size = read_minimum_token_size(request, &mut violations);
    violations.finish(API)?;
    let role = TargetRole::find(state, &role_arn)?;
    let policies = session_policy::read(state, request, &role.account_id)?;

    let token = Jwt::parse(&token).map_err(token_error)?;
    let provider = find_provider(state, &role, &token)?;
    token.verify(&keys(state, provider)).map_err(token_error)?;
    let audience = check_claims(&token, provider, state.now())?;
    let subject = required_claim(&token, "sub")?.to_owned();
    let session = FederatedSession {
        action: ACTION,
        provider_arn: provider.arn(state.partition.id, &role.account_id),
        session_name,
        tags: session_tags(&token)?,
        source_identity: token.text(SOURCE_IDENTITY_CLAIM).map(str::to_owned),
        policies,
        duration_seconds,
        minimum_token_size,
        context: condition_keys(&token, provider.host_and_path()),
    };
    let issuer = provider.url.clone();
    let issued = session.issue(state, &role)?;
    Ok(respond("AssumeRoleWithWebIdentity", NAMESPACE, |xml| {
        write_session(xml, &issued);
        xml.element("SubjectFromWebIdentityToken", &subject);
        xml.element("Provider", &issuer);
        xml.element("Audience", &audience);
    }))
}

fn token_error(error: JwtError) -> ApiResponse {
    invalid_identity_token(match error {
        JwtError::NotAToken => {
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        }
        JwtError::NoKey => {
            "Couldn't retrieve verification key from your identity provider,  please reference \
             AssumeRoleWithWebIdentity documentation for requirements"
        }
        JwtError::WrongSignature => "The ID Token's signature could not be verified",
    })
}

fn required_claim<'a>(token: &'a Jwt, name: &str) -> Result<&'a str, ApiResponse> {
    token
        .text(name)
        .ok_or_else(|| invalid_identity_token(&format!("Missing a required claim: {name}")))
}

/// The provider of the role's account that issued the token.
fn find_provider<'a>(
    state: &'a EmulatorState,
    role: &TargetRole,
    token: &Jwt,
) -> Result<&'a OrgOidcProvider, ApiResponse> {
    let issuer = required_claim(token, "iss")?;
    let account = state.directory.account(&role.account_id);
    let mut providers = account.into_iter().flat_map(|account| &account.oidc_providers);
    providers.find(|provider| provider.url == issuer).ok_or_else(|| {
        invalid_identity_token(&format!(
            "No OpenIDConnect provider found in your account for {issuer}"
        ))
    })
}

fn keys(state: &EmulatorState, provider: &OrgOidcProvider) -> Vec<(Option<String>, VerificationKey)> {
    match &provider.keys {
        Some(keys) => {
            let keys = keys.iter();
            keys.filter_map(|jwk| Some((jwk.kid.clone(), VerificationKey::from_jwk(jwk)?)))
                .collect()
        }
        None => state.own_key.iter().map(|key| (None, key.public())).collect(),
    }
}

/// Checks audience and times; returns the audience.
fn check_claims(token: &Jwt, provider: &OrgOidcProvider, now: EpochTime) -> Result<String, ApiResponse> {
    let audiences = token.texts("aud");
    let audience = audiences
        .iter()
        .find(|audience| provider.audiences.contains(audience))
        .ok_or_else(|| invalid_identity_token("Incorrect token audience"))?;
    let now = now.epoch_seconds();
    let ends = token
        .seconds("exp")
        .ok_or_else(|| invalid_identity_token("Missing a required claim: exp"))?;
    if ends <= now {
        return Err(expired_token(&format!(
            "Token expired: current date/time {now} must be before the expiration date/time {ends}"
        )));
    }
    if let Some(begins) = token.seconds("nbf").filter(|begins| *begins > now) {
        return Err(invalid_identity_token(&format!(
            "Token is not yet valid: current date/time {now} must not be before {begins}"
        )));
    }
    Ok(audience.clone())
}

/// The tags that the provider puts into the token, in a claim of AWS's form.
fn session_tags(token: &Jwt) -> Result<SessionTags, ApiResponse> {
    let claim = token.claim(TAGS_CLAIM);
    let member = |name: &str| claim.and_then(|claim| claim.get(name));
    let principal_tags = member("principal_tags").and_then(Value::as_object);
    let first = |value: &Value| {
        let value = value
            .as_array()
            .and_then(|values| values.first())
            .unwrap_or(value);
        value.as_str().unwrap_or_default().to_owned()
    };
    let tags = principal_tags.into_iter().flatten();
    let transitive = member("transitive_tag_keys").and_then(Value::as_array);
    let transitive = transitive.into_iter().flatten().filter_map(Value::as_str);
    SessionTags::new(
        tags.map(|(key, value)| (key.clone(), first(value))).collect(),
        transitive.map(str::to_owned).collect(),
    )
}

fn condition_keys(token: &Jwt, host_and_path: &str) -> RequestContext {
    let mut context = RequestContext::default();
    for claim in CONDITION_CLAIMS {
        let values = token.texts(claim);
        if !values.is_empty() {
            context.set_all(&format!("{host_and_path}:{claim}"), values);
        }
    }
    context
}
