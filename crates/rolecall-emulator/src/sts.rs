//! STS by the query protocol: GetCallerIdentity, with the signature checked as AWS checks it. Owns the XML of
//! answers and errors. Must not know how credentials were issued.

use http::StatusCode;

use crate::answer::Answer;
use crate::call::Call;
use crate::clock::Moment;
use crate::issued::request_id;
use crate::operation::Operation;
use crate::pages::escaped;
use crate::sigv4::Authorization;
use crate::state::{Caller, State};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const VERSION: &str = "2011-06-15";
const SKEW_ALLOWED_MILLIS: i64 = 15 * 60 * 1000;

/// An error in the query protocol's shape.
pub(crate) fn failure(status: StatusCode, code: &str, message: &str) -> Answer {
    let fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let request_id = request_id();
    let text = format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\">\n  <Error>\n    <Type>{fault}</Type>\n    <Code>{}</Code>\n    \
         <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        escaped(code),
        escaped(message)
    );
    Answer::xml(status, text).with("x-amzn-requestid", request_id)
}

fn denied(code: &str, message: &str) -> Answer {
    failure(StatusCode::FORBIDDEN, code, message)
}

pub(crate) fn answer(state: &State, operation: Operation, call: &Call) -> Answer {
    let Some(action) = call.parameter("Action") else {
        return failure(
            StatusCode::BAD_REQUEST,
            "MissingAction",
            "The request must name an action.",
        );
    };
    let version = call.parameter("Version").unwrap_or_default();
    if version != VERSION {
        let message = format!("Could not find operation {action} for version {version}");
        return failure(StatusCode::BAD_REQUEST, "InvalidAction", &message);
    }
    let caller = match signer(state, call) {
        Ok(caller) => caller,
        Err(refusal) => return refusal,
    };
    if operation == Operation::GetCallerIdentity {
        return caller_identity(state, &caller);
    }
    if action == "AssumeRole" {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            caller.arn(state.partition),
            call.parameter("RoleArn").unwrap_or_default()
        );
        return denied("AccessDenied", &message);
    }
    let message = format!("Could not find operation {action} for version {version}");
    failure(StatusCode::BAD_REQUEST, "InvalidAction", &message)
}

fn caller_identity(state: &State, caller: &Caller) -> Answer {
    let request_id = request_id();
    let text = format!(
        "<GetCallerIdentityResponse xmlns=\"{NAMESPACE}\">\n  <GetCallerIdentityResult>\n    <Arn>{}</Arn>\n    \
         <UserId>{}</UserId>\n    <Account>{}</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    \
         <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n",
        escaped(&caller.arn(state.partition)),
        escaped(&caller.user_id()),
        escaped(&caller.account_id)
    );
    Answer::xml(StatusCode::OK, text).with("x-amzn-requestid", request_id)
}

/// Who signed the call, when the signature, the token and the time are right.
fn signer(state: &State, call: &Call) -> Result<Caller, Answer> {
    let header = call.header("authorization").ok_or_else(|| {
        denied(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        )
    })?;
    let incomplete = |message: &str| failure(StatusCode::BAD_REQUEST, "IncompleteSignature", message);
    let authorization = Authorization::parse(header).map_err(|message| incomplete(&message))?;
    let amz_date = call.header("x-amz-date").ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })?;
    let signed_at = Moment::from_amz_date(amz_date)
        .ok_or_else(|| incomplete("Date must be in ISO-8601 'basic format'."))?;
    let invalid_token = || {
        denied(
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        )
    };
    let known = state
        .remembered
        .credentials
        .get(&authorization.access_key_id)
        .ok_or_else(invalid_token)?;
    if call.header("x-amz-security-token") != Some(&*known.session_token) {
        return Err(invalid_token());
    }
    if known.expires <= state.now() {
        return Err(denied(
            "ExpiredToken",
            "The security token included in the request is expired",
        ));
    }
    check_scope(&authorization, amz_date)?;
    check_time(state.now(), signed_at, amz_date)?;
    if !authorization.is_by(&known.secret, amz_date, call) {
        return Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        ));
    }
    Ok(known.caller.clone())
}

fn mismatch(message: &str) -> Answer {
    denied("SignatureDoesNotMatch", message)
}

/// The region may be any the client likes; service, day and the headers that must be signed may not.
fn check_scope(authorization: &Authorization, amz_date: &str) -> Result<(), Answer> {
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
        if !authorization.signs(header) {
            return Err(mismatch(&format!(
                "'{header}' must be a 'SignedHeader' in the AWS Authorization."
            )));
        }
    }
    Ok(())
}

fn check_time(now: Moment, signed_at: Moment, amz_date: &str) -> Result<(), Answer> {
    let age = now.millis_since(signed_at);
    let now = now.amz_date();
    if age > SKEW_ALLOWED_MILLIS {
        return Err(mismatch(&format!(
            "Signature expired: {amz_date} is now earlier than {now} (- 15 min.)"
        )));
    }
    if age < -SKEW_ALLOWED_MILLIS {
        return Err(mismatch(&format!(
            "Signature not yet current: {amz_date} is still later than {now} (+ 15 min.)"
        )));
    }
    Ok(())
}
