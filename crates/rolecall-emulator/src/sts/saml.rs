//! AssumeRoleWithSAML: a role for the subject of a SAML assertion.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use ring::digest;

use super::federated::{FederatedSession, expired_token, invalid_identity_token};
use super::issue::{read_minimum_token_size, write_session};
use super::session_tags::SessionTags;
use super::target_role::TargetRole;
use super::{API, ARN_RULE, NAME_RULE, NAMESPACE, action, denied, session_policy};
use crate::clock::EpochTime;
use crate::iam_policy::RequestContext;
use crate::identity_provider::{SamlAssertion, SamlError, VerificationKey};
use crate::operation::HandlerResult;
use crate::organization::OrgSamlProvider;
use crate::query::{TextRule, Violations, respond};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const ACTION: &str = "sts:AssumeRoleWithSAML";
const ASSERTION_RULE: TextRule = TextRule {
    length: 4..=100_000,
    is_allowed: |_| true,
    pattern: ".*",
};
/// Whom an assertion may be for.
const AUDIENCES: [&str; 2] = ["https://signin.aws.amazon.com/saml", "urn:amazon:webservices"];

pub(super) fn assume_role_with_saml(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    action(request)?;
    let mut violations = Violations::default();
    let role_arn = violations.required(request, "RoleArn", &ARN_RULE);
    let principal_arn = violations.required(request, "PrincipalArn", &ARN_RULE);
    let response = violations.required(request, "SAMLAssertion", &ASSERTION_RULE);
    let duration_seconds = violations.number(request, "DurationSeconds", 900..=43_200);
    let minimum_token_size = read_minimum_token_size(request, &mut violations);
    violations.finish(API)?;
    let role = TargetRole::find(state, &role_arn)?;
    let policies = session_policy::read(state, request, &role.account_id)?;

    let provider = find_provider(state, &role, &principal_arn)?;
    let key = key(state, provider).ok_or_else(|| saml_error(SamlError::WrongSignature))?;
    let assertion = SamlAssertion::verified(&response, &key).map_err(saml_error)?;
    check(&assertion, provider, state.now())?;
    if !names_role(&assertion, &role_arn, &principal_arn) {
        return Err(denied(&format!("Not authorized to perform {ACTION}")));
    }
    let qualifier = name_qualifier(&assertion, &role.account_id, &provider.name);
    let doc = format!("{}/{}", role.account_id, provider.name);
    let session = FederatedSession {
        action: ACTION,
        provider_arn: principal_arn,
        session_name: session_name(&assertion)?,
        tags: session_tags(&assertion)?,
        source_identity: assertion.values("SourceIdentity").first().cloned(),
        policies,
        duration_seconds,
        minimum_token_size,
        context: condition_keys(&assertion, &qualifier, &doc),
    };
    let issued = session.issue(state, &role)?;
    Ok(respond("AssumeRoleWithSAML", NAMESPACE, |xml| {
        write_session(xml, &issued);
        xml.element("Subject", &assertion.subject);
        xml.element("SubjectType", &assertion.subject_type);
        xml.element("Issuer", &assertion.issuer);
        xml.element("Audience", &assertion.recipient);
        xml.element("NameQualifier", &qualifier);
    }))
}

fn find_provider<'a>(
    state: &'a EmulatorState,
    role: &TargetRole,
    arn: &str,
) -> Result<&'a OrgSamlProvider, ApiResponse> {
    let account = state.directory.account(&role.account_id);
    let mut providers = account.into_iter().flat_map(|account| &account.saml_providers);
    providers
        .find(|provider| provider.arn(state.partition.id, &role.account_id) == arn)
        .ok_or_else(|| invalid_identity_token("Specified provider doesn't exist"))
}

fn key(state: &EmulatorState, provider: &OrgSamlProvider) -> Option<VerificationKey> {
    match &provider.certificate {
        Some(certificate) => VerificationKey::from_pem(certificate),
        None => state.own_key.as_ref().map(|key| key.public()),
    }
}

fn saml_error(error: SamlError) -> ApiResponse {
    match error {
        SamlError::NotAResponse => invalid_identity_token("Invalid SAML response"),
        SamlError::WrongSignature => invalid_identity_token("Response signature invalid"),
        SamlError::Rejected => {
            let message = "The identity provider (IdP) reported that authentication failed";
            API.error(StatusCode::FORBIDDEN, "IDPRejectedClaim", message)
        }
    }
}

fn check(assertion: &SamlAssertion, provider: &OrgSamlProvider, now: EpochTime) -> Result<(), ApiResponse> {
    if assertion.issuer != provider.issuer {
        return Err(invalid_identity_token("Issuer not present in specified provider"));
    }
    let is_for_aws = |text: &String| AUDIENCES.contains(&text.as_str());
    if !assertion.audiences.iter().any(is_for_aws) || !is_for_aws(&assertion.recipient) {
        return Err(invalid_identity_token(
            "Audience of the SAML assertion is not AWS",
        ));
    }
    if assertion.ends.is_none_or(|ends| ends <= now) {
        return Err(expired_token(
            "Token must be redeemed within 5 minutes of issuance",
        ));
    }
    if assertion.not_before.is_some_and(|begins| begins > now) {
        return Err(invalid_identity_token("SAML assertion is not yet valid"));
    }
    Ok(())
}

/// A value of the Role attribute is the ARNs of a role and a provider, in any order.
fn names_role(assertion: &SamlAssertion, role_arn: &str, principal_arn: &str) -> bool {
    assertion.values("Role").iter().any(|value| {
        let arns: Vec<&str> = value.split(',').map(str::trim).collect();
        arns == [role_arn, principal_arn] || arns == [principal_arn, role_arn]
    })
}

fn session_name(assertion: &SamlAssertion) -> Result<String, ApiResponse> {
    let name = assertion
        .values("RoleSessionName")
        .first()
        .ok_or_else(|| invalid_identity_token("RoleSessionName is required in AuthnResponse"))?;
    let is_valid = NAME_RULE.length.contains(&name.len()) && name.chars().all(NAME_RULE.is_allowed);
    is_valid.then(|| name.clone()).ok_or_else(|| {
        invalid_identity_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
    })
}

fn session_tags(assertion: &SamlAssertion) -> Result<SessionTags, ApiResponse> {
    let tags = assertion.attributes.iter().filter_map(|(name, values)| {
        let key = name.strip_prefix("PrincipalTag:")?;
        Some((key.to_owned(), values.first().cloned().unwrap_or_default()))
    });
    SessionTags::new(tags.collect(), assertion.values("TransitiveTagKeys").to_vec())
}

/// Base 64 of the SHA-1 of issuer, account and provider, as the STS API Reference defines it.
fn name_qualifier(assertion: &SamlAssertion, account_id: &str, provider: &str) -> String {
    let text = format!("{}{account_id}/{provider}", assertion.issuer);
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
    STANDARD.encode(digest)
}

fn condition_keys(assertion: &SamlAssertion, qualifier: &str, doc: &str) -> RequestContext {
    let mut context = RequestContext::default();
    context.set("saml:aud", assertion.recipient.clone());
    context.set("saml:iss", assertion.issuer.clone());
    context.set("saml:sub", assertion.subject.clone());
    context.set("saml:sub_type", assertion.subject_type.clone());
    context.set("saml:namequalifier", qualifier);
    context.set("saml:doc", doc);
    context
}
