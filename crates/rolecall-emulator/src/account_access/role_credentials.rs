//! GetRoleCredentials of account access manager: a role that is assigned and trusts the service.

use serde_json::{Value, json};

use super::{API, ASSUME_SCOPE, authenticate, invalid};
use crate::clock::EpochTime;
use crate::iam_policy::{IdentityPolicies, PolicyRequest, RequestContext, RequestPrincipal, decide_trusted};
use crate::operation::HandlerResult;
use crate::organization::{OrgAccount, OrgIamRole};
use crate::query::is_word_or;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets::access_key_id;
use crate::state::{AssumedRole, CredentialsRecord, EmulatorState, RoleSession};

const SERVICE: &str = "account-access.amazonaws.com";
const MIN_SECONDS: u64 = 900;
const DEFAULT_SECONDS: u64 = 3_600;

pub(super) fn get(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let user = authenticate(state, request, ASSUME_SCOPE)?;
    if request.query_value("accessType").as_deref() != Some("PROGRAMMATIC_ACCESS") {
        return Err(invalid("accessType is invalid"));
    }
    let arn = request
        .query_value("roleArn")
        .ok_or_else(|| invalid("roleArn is missing"))?;
    let session_name = session_name(request, &user)?;
    let (account, role) = find_role(state, &arn)
        .filter(|(_, role)| role.is_accessible_to(&user))
        .ok_or_else(|| API.forbidden())?;
    if !trusts_service(state, account, role, &arn) {
        return Err(API.forbidden());
    }
    let seconds = duration(request, role)?;
    let assumed = AssumedRole {
        account_id: account.id.clone(),
        role_name: role.name.clone(),
        is_permission_set: false,
        user: session_name,
    };
    let ttl = state.settings.credentials_ttl;
    let seconds = ttl.map_or(seconds, |ttl| ttl.min(seconds));
    let credentials = CredentialsRecord {
        secret: state.secrets.secret_access_key(),
        session_token: state.secrets.session_token(state.settings.session_token_bytes),
        assumed,
        session: RoleSession::beginning_at(state.now()),
        expires_at: state.now().after_seconds(seconds).whole_seconds(),
    };
    let key = access_key_id();
    let response = ApiResponse::ok(json!({"credentialsDetails": {"programmaticAccess": {
        "accessKeyId": key,
        "secretAccessKey": &*credentials.secret,
        "sessionToken": &*credentials.session_token,
        "expiresAt": expiry(credentials.expires_at, state.settings.fractional_expiry),
    }}}));
    state.records.credentials.insert(key, credentials);
    Ok(response)
}

fn session_name(request: &ApiRequest, user: &str) -> Result<String, ApiResponse> {
    let Some(name) = request.query_value("sessionName") else {
        return Ok(user.to_owned());
    };
    let is_valid =
        (2..=64).contains(&name.len()) && name.chars().all(|character| is_word_or(character, "+=,.@-"));
    is_valid
        .then_some(name)
        .ok_or_else(|| invalid("sessionName is invalid"))
}

fn find_role<'a>(state: &'a EmulatorState, arn: &str) -> Option<(&'a OrgAccount, &'a OrgIamRole)> {
    let account = state.directory.account(arn.split(':').nth(4)?)?;
    let mut roles = account.iam_roles.iter();
    let role = roles.find(|role| role.arn(state.partition.id, &account.id) == arn)?;
    Some((account, role))
}

/// Whether the role's trust policy lets the service assume the role and set the user's context. The first account
/// of the organization is the management account, which has the application.
fn trusts_service(state: &EmulatorState, account: &OrgAccount, role: &OrgIamRole, arn: &str) -> bool {
    let organization = &state.directory.organization;
    let management = organization
        .accounts
        .first()
        .map(|account| account.id.clone())
        .unwrap_or_default();
    let tenant = organization.account_access_tenant.as_deref().unwrap_or_default();
    let (partition, region) = (state.partition.id, &state.region);
    let mut context = RequestContext::default();
    context.set(
        "aws:SourceArn",
        format!("arn:{partition}:account-access:{region}:{management}:application/{tenant}"),
    );
    context.set("aws:SourceAccount", management);
    ["sts:AssumeRole", "sts:SetContext"].into_iter().all(|action| {
        let request = PolicyRequest {
            action,
            resource: arn,
            context: &context,
        };
        let principal = RequestPrincipal::Service(SERVICE.to_owned());
        decide_trusted(
            &role.trust(),
            &account.id,
            &principal,
            &IdentityPolicies::default(),
            &request,
        )
        .is_ok()
    })
}

fn duration(request: &ApiRequest, role: &OrgIamRole) -> Result<u64, ApiResponse> {
    let Some(text) = request.query_value("sessionDuration") else {
        return Ok(DEFAULT_SECONDS);
    };
    let bounds = MIN_SECONDS..=role.max_session_seconds;
    text.parse()
        .ok()
        .filter(|seconds| bounds.contains(seconds))
        .ok_or_else(|| invalid("sessionDuration is out of range"))
}

/// Seconds since 1970, which may have a fraction.
fn expiry(expires_at: EpochTime, has_fraction: bool) -> Value {
    if has_fraction {
        let seconds = format!("{}.25", expires_at.epoch_seconds());
        return seconds.parse().map_or(Value::Null, |seconds: f64| json!(seconds));
    }
    json!(expires_at.epoch_seconds())
}
