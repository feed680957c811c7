//! Sentences of AWS, and what they mean.

use super::*;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;

fn meaning(status: u16, code: &str, message: &str) -> StsError {
    let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
    let response = ErrorResponse::parse(&response, Some(code)).with_message(Some(message));
    sts_error(RequestError::ErrorResponse(Box::new(response)), None)
}

const WHO: &str = "User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com is \
                   not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/X";

#[test]
fn a_denial_says_who_denies_as_far_as_aws_tells() {
    for (reason, expected) in [
        ("", StsDenial::Unexplained),
        (
            " because no identity-based policy allows the sts:AssumeRole action",
            StsDenial::Permissions,
        ),
        (
            " because no session policy allows the sts:AssumeRole action",
            StsDenial::Permissions,
        ),
        (
            " because no permissions boundary allows the sts:AssumeRole action",
            StsDenial::Permissions,
        ),
        (
            " because no role trust policy allows the sts:AssumeRole action",
            StsDenial::Trust,
        ),
        (
            "\nbecause no resource-based policy allows the\nsts:AssumeRole action",
            StsDenial::Trust,
        ),
        (
            " with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-a/p-1",
            StsDenial::ExplicitDeny,
        ),
        (
            " with an explicit deny in an identity-based policy. Go to https://us-east-1.console.aws.amazon.com/",
            StsDenial::ExplicitDeny,
        ),
    ] {
        let message = format!("{WHO}{reason}");
        let StsError::Denied(denial) = meaning(403, "AccessDenied", &message) else {
            panic!("{message}");
        };
        assert_eq!(denial, expected, "{message}");
    }
    let plain = meaning(403, "AccessDenied", "Access Denied");
    assert!(matches!(plain, StsError::Denied(StsDenial::Unexplained)));
}

#[test]
fn a_request_that_can_never_succeed_says_what_is_wrong_with_it() {
    for (code, message, expected) in [
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            InvalidStsRequest::Duration,
        ),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            InvalidStsRequest::ChainedDuration,
        ),
        (
            "ValidationError",
            "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint",
            InvalidStsRequest::Other,
        ),
        (
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
            InvalidStsRequest::Policy,
        ),
        ("PackedPolicyTooLarge", "", InvalidStsRequest::TooLarge),
    ] {
        let StsError::InvalidRequest(cause) = meaning(400, code, message) else {
            panic!("{message}");
        };
        assert_eq!(cause, expected, "{message}");
    }
    let disabled = meaning(403, "RegionDisabledException", "STS is not activated");
    assert!(matches!(disabled, StsError::RegionDisabled));
    let expired = meaning(
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
    );
    assert!(matches!(expired, StsError::Refused));
}
