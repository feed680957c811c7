//! The four ports of one portal of an AWS, and what only its driver can do: be the user, move the clock, fail a call.

use crate::aws::{ANN, FakeAws, Fault, Operation};
use crate::clock::FakeClock;
use crate::hostile;
use crate::secret_factory::SecretFactory;
use crate::world::{account_access_portal, portal};
use async_trait::async_trait;
use rolecall::ports::{
    AccessPortal, AccessPortalError, AccountAccessRuntime, AssignedRole, Authorization, AuthorizationError,
    Federation, Sts,
};
use rolecall::sign_in::{authorization_url, code_challenge};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::Portal;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::{AccessToken, AuthorizationCode, AuthorizationUrl, CodeVerifier, OauthState};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(super) const REDIRECT_URI: &str = "http://127.0.0.1:41234/oauth/callback";
pub(super) const VERIFIER: &str = "contract-verifier-0123456789-abcdefghijklmnopqrstuvwxyz-._~";
const STATE: &str = "contract-state-0123456789-abcdefghij";

/// How the next call of an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallFailure {
    /// AWS throttles and asks to wait 7 s: `Retry-After` at the access portal, `slow_down` at SSO OIDC.
    Throttled,
    /// AWS answers 5xx, as often as the adapter may try within one call.
    ServerError,
    /// The connection is closed without a response, as often as the adapter may try within one call.
    ConnectionLost,
}

/// One portal with a user who may use it, behind adapters: what a suite of AWS's ports needs.
///
/// The organization has at least two accounts and 101 roles in one of them, so that lists have pages; names may be
/// hostile. Role credentials and access tokens live an hour, device codes ten minutes; refresh tokens rotate.
#[async_trait]
pub trait AwsFixture: Sync {
    /// Returns the portal.
    fn portal(&self) -> Portal;
    /// Returns what the user may assume there: every account with its roles, in any order.
    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)>;
    /// Returns SSO OIDC.
    fn authorization(&self) -> &dyn Authorization;
    /// Returns the access portal.
    fn access_portal(&self) -> &dyn AccessPortal;
    /// Returns the portal of account access manager of the same organization, with the same user.
    fn account_access_portal(&self) -> Portal;
    /// Returns the IAM roles that the user may assume there, on more than one page; some have a path, and some accounts no name.
    fn assigned_iam_roles(&self) -> Vec<AssignedRole>;
    /// Returns the runtime API of account access manager.
    fn account_access(&self) -> &dyn AccountAccessRuntime;
    /// Returns STS.
    fn sts(&self) -> &dyn Sts;
    /// Returns sign-in federation.
    fn federation(&self) -> &dyn Federation;
    /// Approves at the sign-in page; returns the address that the browser is sent to, without following it.
    async fn approve(&self, page: &AuthorizationUrl) -> String;
    /// Confirms or refuses a device code as the user.
    async fn decide_device(&self, device: &DeviceAuthorization, approve: bool);
    /// Moves AWS's clock forward.
    async fn advance(&self, time: Duration);
    /// Makes the next call of `operation` fail.
    async fn fail_next(&self, operation: Operation, failure: CallFailure);
}

pub(super) async fn register(aws: &dyn AwsFixture, grant: Grant) -> ClientRegistration {
    register_at(aws, &aws.portal(), grant).await
}

pub(super) async fn register_at(aws: &dyn AwsFixture, portal: &Portal, grant: Grant) -> ClientRegistration {
    let registered = aws.authorization().register_client(portal, grant).await;
    registered.expect("a registration")
}

/// Approves a sign-in of a client as the user, and returns the code that comes back.
pub(super) async fn code_of(aws: &dyn AwsFixture, registration: &ClientRegistration) -> AuthorizationCode {
    code_at(aws, &aws.portal(), registration).await
}

/// As [`code_of`], at a portal.
pub(super) async fn code_at(
    aws: &dyn AwsFixture,
    portal: &Portal,
    registration: &ClientRegistration,
) -> AuthorizationCode {
    let page = authorization_url(
        portal,
        &registration.client_id,
        REDIRECT_URI,
        &OauthState::from_exposed(STATE),
        &code_challenge(&CodeVerifier::from_exposed(VERIFIER)),
    );
    let redirect = aws.approve(&page).await;
    assert!(
        redirect.starts_with(&format!("{REDIRECT_URI}?")),
        "the browser returns to the port it came from"
    );
    let redirect = Url::parse(&redirect).expect("an address");
    let parameter = |name: &str| {
        let mut pairs = redirect.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    assert_eq!(parameter("state").as_deref(), Some(STATE), "the state comes back");
    AuthorizationCode::from_exposed(parameter("code").expect("a code"))
}

pub(super) async fn exchange(
    aws: &dyn AwsFixture,
    registration: &ClientRegistration,
    code: &AuthorizationCode,
    verifier: &str,
    redirect_uri: &str,
) -> Result<Token, AuthorizationError> {
    let verifier = CodeVerifier::from_exposed(verifier);
    aws.authorization()
        .create_token_with_authorization_code(&aws.portal(), registration, code, &verifier, redirect_uri)
        .await
}

/// Signs the user in by authorization code with PKCE.
pub(super) async fn sign_in(aws: &dyn AwsFixture) -> (ClientRegistration, Token) {
    let registration = register(aws, Grant::AuthorizationCode).await;
    let code = code_of(aws, &registration).await;
    let token = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI).await;
    (registration, token.expect("a token for a code"))
}

/// Checks that the access portal accepts a token.
pub(super) async fn assert_accepted(aws: &dyn AwsFixture, token: &AccessToken) {
    let listed = aws
        .access_portal()
        .list_accounts(&aws.portal(), token, None)
        .await;
    assert_matches!(listed, Ok(_), "the token is valid");
}

/// Checks that the access portal refuses a token.
pub(super) async fn assert_ended(aws: &dyn AwsFixture, token: &AccessToken) {
    let listed = aws
        .access_portal()
        .list_accounts(&aws.portal(), token, None)
        .await;
    assert_matches!(listed, Err(AccessPortalError::SignInEnded), "the token ended");
}

/// [`FakeAws`] with a hostile organization.
#[derive(Debug)]
pub struct FakeAwsFixture {
    aws: FakeAws,
    clock: Arc<FakeClock>,
    portal: Portal,
}

impl Default for FakeAwsFixture {
    fn default() -> Self {
        let clock = Arc::new(FakeClock::manual());
        let aws = FakeAws::new(Arc::clone(&clock), Arc::new(SecretFactory::default()));
        let portal = portal("contract", "eu-central-1");
        for (account, roles) in hostile_roles() {
            aws.assign_account(&portal, ANN, account, roles);
        }
        let iam = account_access_portal("contract", "eu-central-1");
        for AssignedRole { account, role_arn } in iam_roles() {
            aws.assign_account(&iam, ANN, account, [role_arn.role_name().clone()]);
        }
        Self { aws, clock, portal }
    }
}

/// Returns IAM roles of two accounts, one without a name, on more than one page.
///
/// # Panics
/// Never: all are roles of AWS.
pub fn iam_roles() -> Vec<AssignedRole> {
    let role = |number: usize| {
        let id = format!("{:012}", 500_000_000_007 + number % 2);
        let role_arn = RoleArn::parse(&format!("arn:aws:iam::{id}:role/team/Role{number}"));
        AssignedRole {
            account: Account {
                id: AccountId::parse(&id).expect("12 digits"),
                name: ["", "Payments"][number % 2].to_owned(),
                email: None,
            },
            role_arn: role_arn.expect("an ARN"),
        }
    };
    (0..130).map(role).collect()
}

/// Returns an account for each hostile name, and one with a role for each of them and more, so that both lists have pages.
pub fn hostile_roles() -> Vec<(Account, Vec<RoleName>)> {
    let names = hostile::names_up_to(1024);
    let account = |number: u32, name: &str, email: Option<String>| Account {
        id: AccountId::parse(&format!("{number:012}")).expect("12 digits"),
        name: name.to_owned(),
        email,
    };
    let mut all: Vec<(Account, Vec<RoleName>)> = Vec::new();
    for (number, name) in (1..).zip(&names) {
        let email = Some(format!("a{number}@example.com"));
        all.push((account(number, name, email), vec![RoleName::new("Admin")]));
    }
    for number in 1_000..1_050 {
        let plain = account(number, &format!("Account {number}"), None);
        all.push((plain, vec![RoleName::new("Reader")]));
    }
    let many = names
        .into_iter()
        .chain((0..110).map(|number| format!("Role{number}")));
    all.push((
        account(999, "Many roles", None),
        many.map(RoleName::new).collect(),
    ));
    all
}

#[async_trait]
impl AwsFixture for FakeAwsFixture {
    fn portal(&self) -> Portal {
        self.portal.clone()
    }

    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)> {
        hostile_roles()
    }

    fn authorization(&self) -> &dyn Authorization {
        &self.aws
    }

    fn access_portal(&self) -> &dyn AccessPortal {
        &self.aws
    }

    fn account_access_portal(&self) -> Portal {
        account_access_portal("contract", "eu-central-1")
    }

    fn assigned_iam_roles(&self) -> Vec<AssignedRole> {
        iam_roles()
    }

    fn account_access(&self) -> &dyn AccountAccessRuntime {
        &self.aws
    }

    fn sts(&self) -> &dyn Sts {
        &self.aws
    }

    fn federation(&self) -> &dyn Federation {
        &self.aws
    }

    async fn approve(&self, page: &AuthorizationUrl) -> String {
        // EXPOSE: the user follows the link.
        self.aws
            .approve(page.expose(), ANN)
            .expect("an address that AWS accepts")
    }

    async fn decide_device(&self, device: &DeviceAuthorization, approve: bool) {
        let known = match approve {
            true => self.aws.approve_device(&device.user_code, ANN),
            false => self.aws.deny_device(&device.user_code),
        };
        assert!(known, "a code that AWS knows");
    }

    async fn advance(&self, time: Duration) {
        self.clock.skip(time);
    }

    async fn fail_next(&self, operation: Operation, failure: CallFailure) {
        let fault = match failure {
            CallFailure::Throttled => Fault::Throttled {
                retry_in: Some(Duration::from_secs(7)),
            },
            CallFailure::ServerError | CallFailure::ConnectionLost => Fault::Unreachable,
        };
        self.aws.fail_next(operation, fault);
    }
}
