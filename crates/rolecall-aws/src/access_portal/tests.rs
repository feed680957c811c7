//! The error table of the access portal, and lists with invalid items.

use super::*;
use crate::error_response::ErrorResponse;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use std::time::Duration;

fn classify(status: u16, code: Option<&str>, headers: &[(&'static str, &'static str)]) -> AccessPortalError {
    let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
    for (name, value) in headers {
        response.headers_mut().insert(*name, *value);
    }
    access_portal_error(RequestError::ErrorResponse(Box::new(ErrorResponse::parse(
        &response, code,
    ))))
}

#[test]
fn the_exception_or_the_status_alone_is_enough() {
    for (status, code) in [
        (401, Some("UnauthorizedException")),
        (401, None),
        (400, Some("UnauthorizedException")),
    ] {
        assert!(
            matches!(classify(status, code, &[]), AccessPortalError::SignInEnded),
            "{status} {code:?}"
        );
    }
    for (status, code) in [
        (403, Some("ForbiddenException")),
        (403, None),
        (404, Some("ResourceNotFoundException")),
        (404, None),
    ] {
        assert!(
            matches!(classify(status, code, &[]), AccessPortalError::NotAssigned),
            "{status} {code:?}"
        );
    }
    for status in [500, 502, 503, 504] {
        assert!(
            matches!(classify(status, None, &[]), AccessPortalError::Unreachable { .. }),
            "{status}"
        );
    }
    for (status, code) in [
        (400, Some("InvalidRequestException")),
        (405, Some("MethodNotAllowedException")),
        (302, None),
    ] {
        assert!(
            matches!(classify(status, code, &[]), AccessPortalError::Unexpected { .. }),
            "{status} {code:?}"
        );
    }
}

#[test]
fn throttling_says_how_long_to_wait() {
    let waits = |headers: &[(&'static str, &'static str)]| {
        let error = classify(429, None, headers);
        let AccessPortalError::Throttled { retry_in } = error else {
            panic!("{error}")
        };
        retry_in
    };
    assert_eq!(waits(&[]), None);
    assert_eq!(waits(&[("retry-after", "3")]), Some(Duration::from_secs(3)));
    let dated = [
        ("retry-after", "Wed, 21 Oct 2026 07:28:09 GMT"),
        ("date", "Wed, 21 Oct 2026 07:28:00 GMT"),
    ];
    assert_eq!(waits(&dated), Some(Duration::from_secs(9)));
}

#[test]
fn unreadable_items_are_counted_and_do_not_hide_the_others() {
    let named = |id: &str, name: &str, email: &str| {
        let account = AccountInfo::builder().account_id(id);
        account.account_name(name).email_address(email).build()
    };
    let longest = "n".repeat(MAX_NAME_SIZE);
    let too_long = format!("{longest}n");
    let listed = vec![
        named("12", "a", ""),
        named("000000000001", "\u{202e}a\n", ""),
        AccountInfo::builder().build(),
        named("00000000000x", "a", ""),
        AccountInfo::builder().account_id("000000000002").build(),
        named("000000000003", &longest, &longest),
        named("000000000004", &too_long, ""),
        named("000000000005", "a", &too_long),
    ];
    let accounts = checked_page(Some(listed), Some(String::new()), account).unwrap();
    let ids: Vec<&str> = accounts.items.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["000000000001", "000000000002", "000000000003"]);
    assert_eq!(accounts.unreadable, 5);
    assert_eq!(
        (accounts.items[0].name.as_str(), &accounts.items[0].email),
        ("\u{202e}a\n", &None)
    );
    assert_eq!(accounts.next_token, None);

    let named = |name: &str| RoleInfo::builder().role_name(name).build();
    let listed = vec![
        named(""),
        RoleInfo::builder().build(),
        named(&longest),
        named(&too_long),
    ];
    let roles = checked_page(Some(listed), None, role_name).unwrap();
    assert_eq!((roles.items.len(), roles.unreadable), (1, 3));
}

#[test]
fn a_page_has_a_list_of_what_was_asked_for_and_a_token_that_fits_into_an_address() {
    let roles = |count: usize| Some(vec![RoleInfo::builder().role_name("Admin").build(); count]);
    let limit = usize::from(MAX_PAGE_SIZE);
    let token = |size: usize| Some("t".repeat(size));
    for (items, next_token, is_page) in [
        (roles(0), None, true),
        (roles(limit), token(MAX_NEXT_TOKEN_SIZE), true),
        (None, None, false),
        (roles(limit + 1), None, false),
        (roles(1), token(MAX_NEXT_TOKEN_SIZE + 1), false),
    ] {
        let count = items.as_ref().map(Vec::len);
        let read = checked_page(items, next_token, role_name);
        assert_eq!(read.is_ok(), is_page, "{count:?}");
    }
}

#[test]
fn incomplete_credentials_and_invalid_times_are_refused() {
    let whole = SdkRoleCredentials::builder()
        .access_key_id("A")
        .secret_access_key("S")
        .session_token("T");
    assert!(role_credentials(Some(whole.clone().expiration(1_700_000_000_000).build())).is_ok());
    for expiration in [0, -1, i64::MAX, i64::MIN] {
        assert!(
            role_credentials(Some(whole.clone().expiration(expiration).build())).is_err(),
            "{expiration}"
        );
    }
    assert!(role_credentials(None).is_err());
    let half = SdkRoleCredentials::builder()
        .access_key_id("A")
        .secret_access_key("")
        .session_token("T");
    assert!(role_credentials(Some(half.expiration(1_700_000_000_000).build())).is_err());
}
