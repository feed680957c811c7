//! The suite of [`AccessPortal`](rolecall::ports::AccessPortal).

use super::authorization::{assert_accepted, sign_in_by_browser};
use super::under_test::{AwsUnderTest, Trouble};
use crate::aws::Operation;
use rolecall::ports::{AccessPortalError, Page};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::secret::AccessToken;
use std::collections::BTreeSet;
use std::time::Duration;

/// The suite of [`AccessPortal`](rolecall::ports::AccessPortal).
///
/// # Panics
/// When the access portal breaks its word.
pub async fn access_portal(aws: &dyn AwsUnderTest) {
    let (_, token) = sign_in_by_browser(aws).await;
    lists(aws, &token.access_token).await;
    role_credentials(aws, &token.access_token).await;
    not_assigned(aws, &token.access_token).await;
    troubles(aws, &token.access_token).await;
    ends(aws).await;
}

async fn lists(aws: &dyn AwsUnderTest, token: &AccessToken) {
    let portal = aws.portal();
    let mut assigned = aws.assigned();
    assigned.sort_by(|one, other| one.0.id.cmp(&other.0.id));
    let listed = all_accounts(aws, token).await;
    let expected: Vec<Account> = assigned.iter().map(|(account, _)| account.clone()).collect();
    assert_eq!(listed.len(), expected.len(), "every account once");
    for (listed, expected) in listed.iter().zip(&expected) {
        assert_eq!(
            (&listed.id, &listed.name),
            (&expected.id, &expected.name),
            "names come byte for byte"
        );
        let email = |account: &Account| account.email.clone().filter(|email| !email.is_empty());
        assert_eq!(
            email(listed),
            email(expected),
            "the e-mail address of {}",
            listed.id
        );
    }
    let mut longest = 0;
    for (account, roles) in &assigned {
        let listed = all_roles(aws, token, &account.id).await;
        assert_eq!(listed.len(), roles.len(), "every role of {} once", account.id);
        let (listed, roles): (BTreeSet<_>, BTreeSet<_>) = (listed.iter().collect(), roles.iter().collect());
        assert_eq!(listed, roles, "role names of {} come byte for byte", account.id);
        longest = longest.max(roles.len());
    }
    assert!(
        longest > 100,
        "an organization whose lists have pages, or this proves little"
    );
    let wrong = aws
        .access_portal()
        .list_accounts(&portal, &AccessToken::from_exposed("no-such-token"), None)
        .await;
    assert!(
        matches!(wrong, Err(AccessPortalError::SignInEnded)),
        "an unknown token: {wrong:?}"
    );
}

async fn role_credentials(aws: &dyn AwsUnderTest, token: &AccessToken) {
    let portal = aws.portal();
    for (account, roles) in aws.assigned() {
        let Some(role) = roles.first() else { continue };
        let credentials = aws
            .access_portal()
            .get_role_credentials(&portal, token, &account.id, role)
            .await;
        let credentials = credentials.expect("credentials of an assigned role");
        assert!(credentials.access_key_id.starts_with("ASIA"), "temporary keys");
        let identity = aws
            .sts()
            .get_caller_identity(&portal, &portal.region, &credentials)
            .await;
        assert_eq!(
            identity.expect("keys that work").account,
            account.id.as_str(),
            "keys of the account asked for"
        );
    }
    let many = aws
        .assigned()
        .into_iter()
        .find(|(_, roles)| roles.len() > 100)
        .expect("an account of many roles");
    for role in &many.1 {
        let credentials = aws
            .access_portal()
            .get_role_credentials(&portal, token, &many.0.id, role)
            .await;
        assert!(
            credentials.is_ok(),
            "any role name reaches AWS byte for byte: {role:?}: {credentials:?}"
        );
    }
}

async fn not_assigned(aws: &dyn AwsUnderTest, token: &AccessToken) {
    let portal = aws.portal();
    let known = aws.assigned().remove(0).0.id;
    let unknown = AccountId::parse("987654321098").expect("12 digits");
    for (account, role) in [(&known, "NotMine"), (&known, "admin\0"), (&unknown, "Admin")] {
        let role = RoleName::new(role);
        let refused = aws
            .access_portal()
            .get_role_credentials(&portal, token, account, &role)
            .await;
        assert!(
            matches!(refused, Err(AccessPortalError::NotAssigned)),
            "{account} {role:?}: {refused:?}"
        );
    }
}

async fn troubles(aws: &dyn AwsUnderTest, token: &AccessToken) {
    let (account, roles) = aws.assigned().remove(0);
    aws.trouble_next(Operation::ListAccounts, Trouble::Throttled)
        .await;
    let throttled = aws
        .access_portal()
        .list_accounts(&aws.portal(), token, None)
        .await;
    let Err(AccessPortalError::Throttled { retry_in }) = throttled else {
        panic!(
            "429 is told at once, not tried again: {:?}",
            throttled.map(|_| ())
        );
    };
    assert_eq!(retry_in, Some(Duration::from_secs(7)), "Retry-After is passed on");
    for trouble in [Trouble::ServerError, Trouble::ConnectionLost] {
        aws.trouble_next(Operation::GetRoleCredentials, trouble).await;
        let refused = aws
            .access_portal()
            .get_role_credentials(&aws.portal(), token, &account.id, &roles[0])
            .await;
        assert!(
            matches!(refused, Err(AccessPortalError::Unreachable { .. })),
            "{trouble:?}: {refused:?}"
        );
    }
    assert_accepted(aws, token, true).await;
}

async fn ends(aws: &dyn AwsUnderTest) {
    let (_, one) = sign_in_by_browser(aws).await;
    let (_, two) = sign_in_by_browser(aws).await;
    aws.access_portal()
        .logout(&aws.portal(), &one.access_token)
        .await
        .expect("a logout");
    assert_accepted(aws, &one.access_token, false).await;
    let again = aws.access_portal().logout(&aws.portal(), &one.access_token).await;
    assert!(
        matches!(again, Ok(()) | Err(AccessPortalError::SignInEnded)),
        "twice is no failure: {again:?}"
    );
    aws.pass(two.expires_in + Duration::from_secs(1)).await;
    assert_accepted(aws, &two.access_token, false).await;
}

async fn all_accounts(aws: &dyn AwsUnderTest, token: &AccessToken) -> Vec<Account> {
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = aws
            .access_portal()
            .list_accounts(&aws.portal(), token, next.as_deref())
            .await;
        next = gather(&mut all, page.expect("a page of accounts"));
        if next.is_none() {
            all.sort_by(|one, other| one.id.cmp(&other.id));
            return all;
        }
    }
}

async fn all_roles(aws: &dyn AwsUnderTest, token: &AccessToken, account: &AccountId) -> Vec<RoleName> {
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let page = aws
            .access_portal()
            .list_account_roles(&aws.portal(), token, account, next.as_deref())
            .await;
        next = gather(&mut all, page.expect("a page of roles"));
        if next.is_none() {
            return all;
        }
    }
}

fn gather<T>(all: &mut Vec<T>, page: Page<T>) -> Option<String> {
    assert!(page.items.len() <= 100, "a page has at most 100");
    assert!(
        page.next_token.as_deref() != Some(""),
        "an empty token is the end"
    );
    all.extend(page.items);
    page.next_token
}
