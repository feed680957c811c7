//! STS: GetCallerIdentity and AssumeRole, with the signature checked as AWS checks it. Must not know how the
//! credentials were issued that sign a request.

mod assume_role;

use http::StatusCode;

use crate::clock::EpochTime;
use crate::errors::Api;
use crate::html::escape;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets::request_id;
use crate::sigv4::SigV4Authorization;
use crate::state::{AssumedRole, EmulatorState};

const API: Api = Api::Sts;
const VERSION: &str = "2011-06-15";
const MAX_SKEW_MILLIS: i64 = 15 * 60 * 1000;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "GetCallerIdentity", &[Route::action("/", "GetCallerIdentity")], get_caller_identity),
    ApiOperation::new(API, "AssumeRole", &[Route::action("/", "AssumeRole")], assume_role::assume_role)
        .with_detail(|request| request.parameter("RoleArn")),
    ApiOperation::new(API, "OtherQueryAction", &[Route::any_method("/")], other_query_action)
        .with_detail(|request| request.parameter("Action")),
];

fn get_caller_identity(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, assumed) = authenticate(state, request)?;
    let request_id = request_id();
    let text = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/{VERSION}/\">\n  \
         <GetCallerIdentityResult>\n    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    <Account>{}</Account>\n  \
         </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  \
         </ResponseMetadata>\n</GetCallerIdentityResponse>\n",
        escape(&assumed.arn(state.partition)),
        escape(&assumed.user_id()),
        escape(&assumed.account_id)
    );
    Ok(ApiResponse::xml(StatusCode::OK, &text).with_header("x-amzn-requestid", request_id))
}

fn other_query_action(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (action, _) = authenticate(state, request)?;
    Err(unknown_action(&action, VERSION))
}

fn invalid(code: &str, message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, code, message)
}

fn denied(code: &str, message: &str) -> ApiResponse {
    API.error(StatusCode::FORBIDDEN, code, message)
}

fn unknown_action(action: &str, version: &str) -> ApiResponse {
    let message = format!("Could not find operation {action} for version {version}");
    invalid("InvalidAction", &message)
}

/// The action of a request and the role that signed it.
fn authenticate(state: &EmulatorState, request: &ApiRequest) -> Result<(String, AssumedRole), ApiResponse> {
    let action = request
        .parameter("Action")
        .ok_or_else(|| invalid("MissingAction", "The request must name an action."))?;
    let version = request.parameter("Version").unwrap_or_default();
    if version != VERSION {
        return Err(unknown_action(&action, &version));
    }
    Ok((action, signer(state, request)?))
}

/// The role that signed a request, when signature, session token and time are valid.
fn signer(state: &EmulatorState, request: &ApiRequest) -> Result<AssumedRole, ApiResponse> {
    let header = request.header("authorization").ok_or_else(|| {
        denied(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        )
    })?;
    let incomplete = |message: &str| invalid("IncompleteSignature", message);
    let authorization = SigV4Authorization::parse(header).map_err(|message| incomplete(&message))?;
    let amz_date = request.header("x-amz-date").ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })?;
    let signed_at = EpochTime::from_amz_date(amz_date)
        .ok_or_else(|| incomplete("Date must be in ISO-8601 'basic format'."))?;
    let credentials = state
        .records
        .credentials
        .get(&authorization.access_key_id)
        .ok_or_else(|| API.unauthorized())?;
    if request.header("x-amz-security-token") != Some(&*credentials.session_token) {
        return Err(API.unauthorized());
    }
    if credentials.expires_at <= state.now() {
        return Err(denied(
            "ExpiredToken",
            "The security token included in the request is expired",
        ));
    }
    check_scope(&authorization, amz_date)?;
    check_time(state.now(), signed_at, amz_date)?;
    if !authorization.is_signed_with(&credentials.secret, amz_date, request) {
        return Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        ));
    }
    Ok(credentials.assumed.clone())
}

fn mismatch(message: &str) -> ApiResponse {
    denied("SignatureDoesNotMatch", message)
}

/// Checks service, day and signed headers. Any region is accepted.
fn check_scope(authorization: &SigV4Authorization, amz_date: &str) -> Result<(), ApiResponse> {
    if authorization.service != "sts" {
        return Err(mismatch(
            "Credential should be scoped to correct service: 'sts'. ",
        ));
    }
    if amz_date.get(..8) != Some(&authorization.date) {
        return Err(mismatch(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
        ));
    }
    for header in ["host", "x-amz-date", "x-amz-security-token"] {
        if !authorization.covers(header) {
            return Err(mismatch(&format!(
                "'{header}' must be a 'SignedHeader' in the AWS Authorization."
            )));
        }
    }
    Ok(())
}

fn check_time(now: EpochTime, signed_at: EpochTime, amz_date: &str) -> Result<(), ApiResponse> {
    let age = now.millis_since(signed_at);
    let now = now.amz_date();
    if age > MAX_SKEW_MILLIS {
        return Err(mismatch(&format!(
            "Signature expired: {amz_date} is now earlier than {now} (- 15 min.)"
        )));
    }
    if age < -MAX_SKEW_MILLIS {
        return Err(mismatch(&format!(
            "Signature not yet current: {amz_date} is still later than {now} (+ 15 min.)"
        )));
    }
    Ok(())
}
