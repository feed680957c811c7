//! The suite of [`AccessPortal`](rolecall::ports::AccessPortal).

use super::aws_fixture::{AwsFixture, CallFailure, assert_accepted, assert_ended, sign_in};
use crate::aws::Operation;
use rolecall::ports::{AccessPortalError, Page};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::secret::AccessToken;
use std::collections::BTreeSet;
use std::time::Duration;

/// The suite of [`AccessPortal`](rolecall::ports::AccessPortal).
///
/// # Panics
/// When the access portal breaks its contract.
pub async fn access_portal(aws: &dyn AwsFixture) {
    let (_, token) = sign_in(aws).await;
    let token = token.access_token;
    lists(aws, &token).await;
    role_credentials(aws, &token).await;
    failures(aws, &token).await;
    assert_accepted(aws, &token).await;
    ends(aws).await;
}

async fn lists(aws: &dyn AwsFixture, token: &AccessToken) {
    let mut assigned = aws.assigned();
    assigned.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
    let listed = all_accounts(aws, token).await;
    assert_eq!(listed.len(), assigned.len(), "every account once");
    for (listed, (account, roles)) in listed.iter().zip(&assigned) {
        assert_eq!((&listed.id, &listed.name), (&account.id, &account.name));
        let email = |account: &Account| account.email.clone().filter(|email| !email.is_empty());
        assert_eq!(
            email(listed),
            email(account),
            "the e-mail address of {}",
            listed.id
        );
        let listed = all_roles(aws, token, &account.id).await;
        assert_eq!(listed.len(), roles.len(), "every role of {} once", account.id);
        let [listed, roles] = [&listed, roles].map(|names| names.iter().collect::<BTreeSet<_>>());
        assert_eq!(listed, roles, "names come byte for byte");
    }
    assert!(
        assigned.iter().any(|(_, roles)| roles.len() > 100),
        "a list of roles that has pages"
    );
    assert_ended(aws, &AccessToken::from_exposed("no-such-token")).await;
}

async fn role_credentials(aws: &dyn AwsFixture, token: &AccessToken) {
    let portal = aws.portal();
    for (account, roles) in aws.assigned() {
        let credentials = get(aws, token, &account.id, &roles[0]).await;
        let credentials = credentials.expect("credentials of an assigned role");
        assert!(credentials.access_key_id.starts_with("ASIA"), "temporary keys");
        let identity = aws
            .sts()
            .get_caller_identity(&portal.endpoints(), &portal.region, &credentials)
            .await;
        assert_eq!(identity.expect("valid keys").account, account.id.as_str());
        for role in &roles[1..] {
            let credentials = get(aws, token, &account.id, role).await;
            assert!(credentials.is_ok(), "any role name: {role:?}: {credentials:?}");
        }
    }
    let known = aws.assigned().remove(0).0.id;
    let unknown = AccountId::parse("987654321098").expect("12 digits");
    for (account, role) in [(&known, "NotMine"), (&known, "admin\0"), (&unknown, "Admin")] {
        let refused = get(aws, token, account, &RoleName::new(role)).await;
        assert_matches!(refused, Err(AccessPortalError::NotAssigned), role);
    }
}

async fn failures(aws: &dyn AwsFixture, token: &AccessToken) {
    let (account, roles) = aws.assigned().remove(0);
    aws.fail_next(Operation::ListAccounts, CallFailure::Throttled)
        .await;
    let throttled = aws
        .access_portal()
        .list_accounts(&aws.portal(), token, None)
        .await;
    let Err(AccessPortalError::Throttled { retry_in }) = throttled else {
        panic!("429 is returned at once, without a retry");
    };
    assert_eq!(retry_in, Some(Duration::from_secs(7)), "Retry-After");
    for failure in [CallFailure::ServerError, CallFailure::ConnectionLost] {
        aws.fail_next(Operation::GetRoleCredentials, failure).await;
        let failed = get(aws, token, &account.id, &roles[0]).await;
        assert_matches!(failed, Err(AccessPortalError::Unreachable { .. }), "no response");
    }
}

async fn ends(aws: &dyn AwsFixture) {
    let (_, token) = sign_in(aws).await;
    let (_, other) = sign_in(aws).await;
    let logout = async || {
        aws.access_portal()
            .logout(&aws.portal(), &token.access_token)
            .await
    };
    logout().await.expect("a logout");
    assert_ended(aws, &token.access_token).await;
    assert_matches!(
        logout().await,
        Ok(()) | Err(AccessPortalError::SignInEnded),
        "a second logout is no failure"
    );
    assert_accepted(aws, &other.access_token).await;
    aws.advance(other.expires_in + Duration::from_secs(1)).await;
    assert_ended(aws, &other.access_token).await;
}

async fn get(
    aws: &dyn AwsFixture,
    token: &AccessToken,
    account: &AccountId,
    role: &RoleName,
) -> Result<RoleCredentials, AccessPortalError> {
    aws.access_portal()
        .get_role_credentials(&aws.portal(), token, account, role)
        .await
}

async fn all_accounts(aws: &dyn AwsFixture, token: &AccessToken) -> Vec<Account> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let page = aws
            .access_portal()
            .list_accounts(&aws.portal(), token, next.as_deref())
            .await;
        next = append(&mut all, page.expect("a page of accounts"));
        if next.is_none() {
            all.sort_by(|a, b| a.id.cmp(&b.id));
            return all;
        }
    }
}

async fn all_roles(aws: &dyn AwsFixture, token: &AccessToken, account: &AccountId) -> Vec<RoleName> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let page = aws
            .access_portal()
            .list_account_roles(&aws.portal(), token, account, next.as_deref())
            .await;
        next = append(&mut all, page.expect("a page of roles"));
        if next.is_none() {
            return all;
        }
    }
}

fn append<T>(all: &mut Vec<T>, page: Page<T>) -> Option<String> {
    assert!(page.items.len() <= 100, "a page has at most 100 items");
    assert!(
        page.next_token.as_deref() != Some(""),
        "an empty token is the end"
    );
    all.extend(page.items);
    page.next_token
}
