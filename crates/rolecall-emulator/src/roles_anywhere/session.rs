//! A session for a certificate: the trust anchor that it leads to, the profile that has the role, and the role
//! that trusts it.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::json;

use super::authentication::SignedRequest;
use super::input::CreateSessionInput;
use super::{denied, invalid, not_found};
use crate::certificate::X509Certificate;
use crate::clock::EpochTime;
use crate::iam_policy::{IdentityPolicies, PolicyRequest, RequestContext, RequestPrincipal, decide_trusted};
use crate::operation::HandlerResult;
use crate::organization::{OrgAccount, OrgIamRole, OrgRolesAnywhereProfile, OrgTrustAnchor};
use crate::response::ApiResponse;
use crate::secrets::{access_key_id, request_id};
use crate::state::{AssumedRole, CredentialsRecord, EmulatorState, RoleSession};

const SERVICE: &str = "rolesanywhere.amazonaws.com";
const DEFAULT_SECONDS: u64 = 3_600;
/// No path of certificates is longer.
const MAX_DEPTH: usize = 6;

/// The ARN of a trust anchor or a profile, in parts.
struct ResourceArn<'a> {
    region: &'a str,
    account_id: &'a str,
    id: &'a str,
}

impl<'a> ResourceArn<'a> {
    fn parse(state: &EmulatorState, arn: &'a str, kind: &str) -> Result<Self, ApiResponse> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let wrong = || invalid(&format!("Invalid ARN: {arn}"));
        let [_, partition, "rolesanywhere", region, account_id, resource] = parts.as_slice() else {
            return Err(wrong());
        };
        let id = resource
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix('/'));
        let id = id
            .filter(|_| *partition == state.partition.id)
            .ok_or_else(wrong)?;
        Ok(Self {
            region,
            account_id,
            id,
        })
    }
}

pub(super) fn create(
    state: &mut EmulatorState,
    signed: &SignedRequest,
    input: &CreateSessionInput,
) -> HandlerResult {
    let anchor_arn = ResourceArn::parse(state, &input.trust_anchor_arn, "trust-anchor")?;
    let profile_arn = ResourceArn::parse(state, &input.profile_arn, "profile")?;
    if (anchor_arn.region, anchor_arn.account_id) != (profile_arn.region, profile_arn.account_id) {
        return Err(invalid(
            "The trust anchor and the profile are not of the same account and region.",
        ));
    }
    if anchor_arn.region != signed.region {
        return Err(denied(
            "Invalid signature: the credential is scoped to another region",
        ));
    }
    let account = state
        .directory
        .account(anchor_arn.account_id)
        .ok_or_else(|| not_found("Trust anchor not found"))?;
    let anchor = trust_anchor(state, account, &anchor_arn)?;
    let profile = profile(state, account, &profile_arn)?;
    check_certificate(signed, anchor, state.now())?;
    let (role, session_name) = (
        role(state, account, profile, input)?,
        session_name(signed, profile, input)?,
    );
    let session = RoleSession {
        tags: tags(&signed.certificate)?,
        source_identity: signed.certificate.common_name().filter(|name| !name.is_empty()),
        ..RoleSession::default()
    };
    check_trust(account, role, &session, input)?;
    let wanted = input.duration_seconds.unwrap_or(DEFAULT_SECONDS);
    let seconds = wanted.min(profile.duration_seconds);
    let assumed = AssumedRole {
        account_id: account.id.clone(),
        role_name: role.name.clone(),
        is_permission_set: false,
        user: session_name,
    };
    Ok(issue(state, assumed, session, seconds, input, anchor_arn.region))
}

fn trust_anchor<'a>(
    state: &EmulatorState,
    account: &'a OrgAccount,
    arn: &ResourceArn<'_>,
) -> Result<&'a OrgTrustAnchor, ApiResponse> {
    let region = |anchor: &OrgTrustAnchor| anchor.region.as_ref().unwrap_or(&state.region) == arn.region;
    let mut anchors = account.roles_anywhere.trust_anchors.iter();
    anchors
        .find(|anchor| anchor.id == arn.id && region(anchor))
        .filter(|anchor| anchor.enabled)
        .ok_or_else(|| not_found("Trust anchor not found or disabled"))
}

fn profile<'a>(
    state: &EmulatorState,
    account: &'a OrgAccount,
    arn: &ResourceArn<'_>,
) -> Result<&'a OrgRolesAnywhereProfile, ApiResponse> {
    let region =
        |profile: &OrgRolesAnywhereProfile| profile.region.as_ref().unwrap_or(&state.region) == arn.region;
    let mut profiles = account.roles_anywhere.profiles.iter();
    profiles
        .find(|profile| profile.id == arn.id && region(profile))
        .filter(|profile| profile.enabled)
        .ok_or_else(|| not_found("Profile not found or disabled"))
}

fn check_certificate(
    signed: &SignedRequest,
    anchor: &OrgTrustAnchor,
    now: EpochTime,
) -> Result<(), ApiResponse> {
    let leaf = &signed.certificate;
    let roots = X509Certificate::all_in(&anchor.certificates).unwrap_or_default();
    let is_trusted = leaf.is_version_3()
        && leaf.is_for_signing()
        && !leaf.is_authority()
        && leaf.is_valid_at(now)
        && leads_to(leaf, &signed.chain, &roots, now, MAX_DEPTH);
    if is_trusted {
        return Ok(());
    }
    Err(denied("Untrusted Signing Certificate"))
}

/// Whether a path of valid authorities leads from a certificate to one of the roots.
fn leads_to(
    certificate: &X509Certificate,
    chain: &[X509Certificate],
    roots: &[X509Certificate],
    now: EpochTime,
    depth: usize,
) -> bool {
    let is_issuer = |issuer: &&X509Certificate| {
        issuer.is_authority() && issuer.is_valid_at(now) && certificate.is_issued_by(issuer)
    };
    if depth == 0 {
        return false;
    }
    roots.iter().any(|root| is_issuer(&root))
        || chain
            .iter()
            .filter(is_issuer)
            .any(|issuer| leads_to(issuer, chain, roots, now, depth - 1))
}

fn role<'a>(
    state: &EmulatorState,
    account: &'a OrgAccount,
    profile: &OrgRolesAnywhereProfile,
    input: &CreateSessionInput,
) -> Result<&'a OrgIamRole, ApiResponse> {
    let arn = |role: &OrgIamRole| {
        let (partition, account_id) = (state.partition.id, &account.id);
        format!("arn:{partition}:iam::{account_id}:role{}{}", role.path, role.name)
    };
    if !profile.role_arns.contains(&input.role_arn) {
        return Err(denied(&unable_to_assume(&input.role_arn)));
    }
    let role = account.iam_roles.iter().find(|role| arn(role) == input.role_arn);
    role.ok_or_else(|| denied(&unable_to_assume(&input.role_arn)))
}

fn unable_to_assume(role_arn: &str) -> String {
    format!("Unable to assume role for {role_arn}")
}

fn session_name(
    signed: &SignedRequest,
    profile: &OrgRolesAnywhereProfile,
    input: &CreateSessionInput,
) -> Result<String, ApiResponse> {
    match &input.session_name {
        Some(_) if !profile.accept_role_session_name => Err(denied("Not authorized to set roleSessionName.")),
        Some(name) => Ok(name.clone()),
        None => Ok(signed.certificate.serial_hex()),
    }
}

/// Subject and issuer become session tags, as far as their texts may be in one.
fn tags(certificate: &X509Certificate) -> Result<BTreeMap<String, String>, ApiResponse> {
    let subject = certificate
        .subject()
        .into_iter()
        .map(|(key, value)| (format!("x509Subject/{key}"), value));
    let issuer = certificate
        .issuer()
        .into_iter()
        .map(|(key, value)| (format!("x509Issuer/{key}"), value));
    let tags: BTreeMap<String, String> = subject.chain(issuer).collect();
    let is_suitable = |value: &String| {
        value.chars().count() <= 256
            && value
                .chars()
                .all(|c| c.is_alphanumeric() || " _.:/=+-@".contains(c))
    };
    if tags.values().all(is_suitable) {
        return Ok(tags);
    }
    Err(denied("Some attributes failed to be mapped into session tags"))
}

/// A role must let the service assume it, tag its session and set its source identity.
fn check_trust(
    account: &OrgAccount,
    role: &OrgIamRole,
    session: &RoleSession,
    input: &CreateSessionInput,
) -> Result<(), ApiResponse> {
    let mut context = RequestContext::default();
    context.set("aws:SourceArn", input.trust_anchor_arn.clone());
    context.set("aws:SourceAccount", account.id.clone());
    context.set_tags("aws:PrincipalTag", &session.tags);
    context.set_tags("aws:RequestTag", &session.tags);
    context.set_all("aws:TagKeys", session.tags.keys().cloned().collect());
    if let Some(name) = &session.source_identity {
        context.set("sts:SourceIdentity", name.clone());
    }
    let principal = RequestPrincipal::Service(SERVICE.to_owned());
    let own = IdentityPolicies::default();
    for action in ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] {
        let request = PolicyRequest {
            action,
            resource: &input.role_arn,
            context: &context,
        };
        decide_trusted(&role.trust(), &account.id, &principal, &own, &request)
            .map_err(|_| denied(&unable_to_assume(&input.role_arn)))?;
    }
    Ok(())
}

fn issue(
    state: &mut EmulatorState,
    assumed: AssumedRole,
    session: RoleSession,
    seconds: u64,
    input: &CreateSessionInput,
    region: &str,
) -> ApiResponse {
    let seconds = state
        .settings
        .credentials_ttl
        .map_or(seconds, |ttl| ttl.min(seconds));
    let credentials = CredentialsRecord {
        secret: state.secrets.secret_access_key(),
        session_token: state.secrets.session_token(state.settings.session_token_bytes),
        expires_at: state.now().after_seconds(seconds).whole_seconds(),
        assumed,
        session,
    };
    let key = access_key_id();
    let (partition, account_id) = (state.partition.id, &credentials.assumed.account_id);
    let body = json!({
        "credentialSet": [{
            "assumedRoleUser": {
                "arn": credentials.assumed.arn(state.partition),
                "assumedRoleId": credentials.assumed.user_id(),
            },
            "credentials": {
                "accessKeyId": key,
                "secretAccessKey": &*credentials.secret,
                "sessionToken": &*credentials.session_token,
                "expiration": credentials.expires_at.iso(),
            },
            "packedPolicySize": 40,
            "roleArn": input.role_arn,
            "sourceIdentity": credentials.session.source_identity,
        }],
        "subjectArn": format!("arn:{partition}:rolesanywhere:{region}:{account_id}:subject/{}", request_id()),
    });
    state.records.credentials.insert(key, credentials);
    ApiResponse::json(StatusCode::CREATED, body)
}
