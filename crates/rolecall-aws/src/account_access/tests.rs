//! Lists with invalid items, the end of credentials, and the error table of account access manager.

use super::response::{assigned_role, credentials, credentials_error, list_error};
use super::*;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use rolecall_model::Timestamp;
use serde_json::{Value, json};

fn credentials_of(access: &Value) -> Result<RoleCredentials, AccessPortalError> {
    credentials(json!({ "credentialsDetails": access }).to_string().as_bytes())
}

fn issued(expires_at: &Value) -> Value {
    json!({"programmaticAccess": {
        "accessKeyId": "ASIA1", "secretAccessKey": "S", "sessionToken": "T", "expiresAt": expires_at,
    }})
}

#[test]
fn the_end_is_in_seconds_whole_or_not() {
    for end in [
        json!(1_796_120_400),
        json!(1_796_120_400.25),
        json!(1_796_120_400.0),
    ] {
        let credentials = credentials_of(&issued(&end)).unwrap();
        assert_eq!(
            credentials.expires_at,
            Timestamp::from_second(1_796_120_400).unwrap()
        );
    }
    for end in [
        json!(0),
        json!(-1),
        json!(1e300),
        json!("2026-12-01T00:00:00Z"),
        Value::Null,
        json!(1_796_120_400_000_i64),
    ] {
        let read = credentials_of(&issued(&end));
        assert!(matches!(read, Err(AccessPortalError::Unexpected { .. })), "{end}");
    }
}

#[test]
fn another_kind_of_access_is_said_to_be_newer() {
    let newer = json!({"consoleAccess": {"url": "x"}});
    assert!(matches!(
        credentials_of(&newer),
        Err(AccessPortalError::UnknownAccess)
    ));
    let both = json!({"consoleAccess": null, "programmaticAccess": issued(&json!(1_796_120_400))["programmaticAccess"]});
    assert!(credentials_of(&both).is_ok());
    for nothing in [json!({}), json!({"programmaticAccess": null}), json!([])] {
        let read = credentials_of(&nothing);
        assert!(
            matches!(read, Err(AccessPortalError::Unexpected { .. })),
            "{nothing}"
        );
    }
    let half = json!({"programmaticAccess": {"accessKeyId": "A", "secretAccessKey": "", "sessionToken": "T", "expiresAt": 1_796_120_400}});
    assert!(matches!(
        credentials_of(&half),
        Err(AccessPortalError::Unexpected { .. })
    ));
}

#[test]
fn a_role_may_have_a_path_and_its_account_no_name() {
    let role = assigned_role(
        json!({"accountId": "012345678901", "roleArn": "arn:aws:iam::012345678901:role/team/Developer"}),
    );
    let role = role.unwrap();
    assert_eq!(role.account.id.as_str(), "012345678901");
    assert_eq!(
        (role.account.name.as_str(), role.role_arn.role_name().as_str()),
        ("", "Developer")
    );
    for unreadable in [
        json!({"accountId": "012345678901"}),
        json!({"accountId": "12345678901", "roleArn": "arn:aws:iam::12345678901:role/Developer"}),
        json!({"accountId": "012345678901", "roleArn": "arn:aws:iam::111122223333:role/Developer"}),
        json!({"accountId": "012345678901", "roleArn": "arn:aws:iam::012345678901:user/Developer"}),
        json!({"accountId": "012345678901", "accountName": "n".repeat(2000), "roleArn": "arn:aws:iam::012345678901:role/D"}),
        json!("role"),
    ] {
        assert!(assigned_role(unreadable.clone()).is_none(), "{unreadable}");
    }
}

fn answer(status: u16, name: Option<&str>) -> RequestError {
    let body = SdkBody::from(r#"{"message":"what AWS says"}"#);
    let response = HttpResponse::new(status.try_into().unwrap(), body);
    RequestError::ErrorResponse(Box::new(ErrorResponse::parse(&response, name)))
}

#[test]
fn every_error_has_its_meaning() {
    let of_list = |status, name| list_error(answer(status, name));
    let of_credentials = |status, name| credentials_error(answer(status, name));
    for (status, name) in [(401, Some("UnauthorizedException")), (401, None)] {
        assert!(matches!(of_list(status, name), AccessPortalError::SignInEnded));
        assert!(matches!(
            of_credentials(status, name),
            AccessPortalError::SignInEnded
        ));
    }
    for (status, name) in [(403, Some("AccessDeniedException")), (403, None)] {
        assert!(matches!(of_list(status, name), AccessPortalError::WrongScope));
        let error = of_credentials(status, name);
        assert!(matches!(error, AccessPortalError::NotAssignedOrNotTrusted));
    }
    let AccessPortalError::InvalidRequest { detail } = of_list(400, Some("ValidationException")) else {
        panic!("a request that is not accepted")
    };
    assert_eq!(detail, "what AWS says");
    for (status, name) in [(429, Some("ThrottlingException")), (429, None)] {
        let error = of_credentials(status, name);
        assert!(matches!(error, AccessPortalError::Throttled { retry_in: None }));
    }
    for (status, name) in [(500, Some("InternalServerException")), (503, None)] {
        assert!(matches!(
            of_list(status, name),
            AccessPortalError::Unreachable { .. }
        ));
    }
    for (status, name) in [(400, None), (404, None), (302, None)] {
        assert!(matches!(
            of_list(status, name),
            AccessPortalError::Unexpected { .. }
        ));
    }
}
