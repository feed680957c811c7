//! What an error of STS means (STS API Reference, "Common Errors"; IAM User Guide, "Troubleshoot access denied error messages").
//!
//! The reason of a denial is in AWS's sentence alone. Here, and nowhere else, it is read.

use crate::error_response::ErrorResponse;
use crate::request_error::RequestError;
use rolecall::ports::{InvalidStsRequest, StsDenial, StsError};
use rolecall_model::time::{ClockDifference, ClockOffset};

/// A 4xx with an error code is STS refusing the credentials or the request. A 4xx without one comes from a proxy in between.
pub(crate) fn sts_error(error: RequestError, offset: Option<ClockOffset>) -> StsError {
    match error {
        RequestError::Blocked(cause) => StsError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            StsError::Unreachable { detail }
        }
        RequestError::InvalidResponse(detail) => StsError::Unreachable {
            detail: detail.to_owned(),
        },
        RequestError::ErrorResponse(response) => of_response(&response, offset),
    }
}

fn of_response(response: &ErrorResponse, offset: Option<ClockOffset>) -> StsError {
    let message = response.message.as_deref().unwrap_or_default();
    match (response.status, response.code.as_deref()) {
        (429, _) | (_, Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded") | None) => {
            StsError::Unreachable {
                detail: response.summary(),
            }
        }
        (400..=499, Some("AccessDenied")) => StsError::Denied(denial(message)),
        (400..=499, Some("RegionDisabledException")) => StsError::RegionDisabled,
        (400..=499, Some(code)) => invalid_request(code, message).map_or_else(
            || match offset.and_then(ClockDifference::from_offset) {
                Some(difference) if is_about_signature(code) => StsError::WrongTime(difference),
                _ => StsError::Refused,
            },
            StsError::InvalidRequest,
        ),
        (_, Some(_)) => StsError::Unreachable {
            detail: response.summary(),
        },
    }
}

/// Errors that a signature of another time has ("Common errors", "Troubleshooting Signature Version 4").
fn is_about_signature(code: &str) -> bool {
    matches!(
        code,
        "SignatureDoesNotMatch" | "RequestExpired" | "RequestTimeTooSkewed" | "InvalidSignatureException"
    )
}

fn invalid_request(code: &str, message: &str) -> Option<InvalidStsRequest> {
    match code {
        "MalformedPolicyDocument" | "MalformedPolicyDocumentException" => Some(InvalidStsRequest::Policy),
        "PackedPolicyTooLarge" | "PackedPolicyTooLargeException" => Some(InvalidStsRequest::TooLarge),
        "ValidationError" | "ValidationException" => Some(if message.contains("role chaining") {
            InvalidStsRequest::ChainedDuration
        } else if message.contains("MaxSessionDuration") {
            InvalidStsRequest::Duration
        } else {
            InvalidStsRequest::Other
        }),
        "InvalidParameterValue" | "InvalidParameterCombination" => Some(InvalidStsRequest::Other),
        _ => None,
    }
}

/// Reads why access is denied. What a sentence quotes, such as the name of a role, holds no space, so it cannot say one of these.
fn denial(message: &str) -> StsDenial {
    let words: Vec<&str> = message.split_whitespace().collect();
    let text = words.join(" ");
    let says = |reason: &str| text.contains(reason);
    if says(" with an explicit deny in a") {
        StsDenial::ExplicitDeny
    } else if says(" because no role trust policy allows ")
        || says(" because no resource-based policy allows ")
    {
        StsDenial::Trust
    } else if says(" because no identity-based policy allows ")
        || says(" because no session policy allows ")
        || says(" because no permissions boundary allows ")
        || says(" because no service control policy allows ")
        || says(" because no VPC endpoint policy allows ")
        || says(" because no resource control policy allows ")
    {
        StsDenial::Permissions
    } else {
        StsDenial::Unexplained
    }
}

#[cfg(test)]
mod tests;
