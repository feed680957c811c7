//! An AWS under test: the four ports of one portal, and what only its driver can do: be the user, move the time.

use super::authorization::sign_in_by_browser;
use crate::aws::{ANN, FakeAws, Fault, Operation};
use crate::clock::FakeClock;
use crate::hostile;
use crate::mint::Mint;
use crate::world::portal;
use async_trait::async_trait;
use rolecall::ports::{AccessPortal, Authorization, Federation, Sts};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::Portal;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Token};
use std::sync::Arc;
use std::time::Duration;

/// How the next call of an operation is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// AWS throttles and asks to wait 7 s: `Retry-After` at the access portal, `slow_down` at SSO OIDC.
    Throttled,
    /// AWS answers 5xx, as often as the adapter may try within one call.
    ServerError,
    /// The connection is closed without an answer, as often as the adapter may try within one call.
    ConnectionLost,
}

/// One portal with a user who may use it, behind adapters: what a suite of AWS's ports needs.
///
/// The organization has at least two accounts and 101 roles in one of them, so that lists have pages; names may be
/// hostile. Role credentials live an hour, access tokens an hour, device codes ten minutes; refresh tokens rotate.
#[async_trait]
pub trait AwsUnderTest: Sync {
    /// Returns the portal.
    fn portal(&self) -> Portal;
    /// Returns what the user may assume there: every account with its roles, in any order.
    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)>;
    /// Returns SSO OIDC.
    fn authorization(&self) -> &dyn Authorization;
    /// Returns the access portal.
    fn access_portal(&self) -> &dyn AccessPortal;
    /// Returns STS.
    fn sts(&self) -> &dyn Sts;
    /// Returns sign-in federation.
    fn federation(&self) -> &dyn Federation;
    /// Opens the sign-in page as a user who approves; returns the address the browser is sent to, without going there.
    async fn approve(&self, page: &AuthorizationUrl) -> String;
    /// Opens the sign-in page as a user who refuses; likewise.
    async fn refuse(&self, page: &AuthorizationUrl) -> String;
    /// Confirms a device code as the user.
    async fn approve_device(&self, device: &DeviceAuthorization);
    /// Refuses a device code as the user.
    async fn deny_device(&self, device: &DeviceAuthorization);
    /// Moves AWS's clock.
    async fn pass(&self, time: Duration);
    /// Makes the next call of `operation` fail.
    async fn trouble_next(&self, operation: Operation, trouble: Trouble);
}

/// Signs the user in as an adapter's own test may want it.
///
/// # Panics
/// When AWS refuses.
pub async fn signed_in(aws: &dyn AwsUnderTest) -> (ClientRegistration, Token) {
    sign_in_by_browser(aws).await
}

/// [`FakeAws`] as an AWS under test, with a hostile organization.
#[derive(Debug)]
pub struct FakeAwsUnderTest {
    aws: FakeAws,
    clock: Arc<FakeClock>,
    portal: Portal,
    assigned: Vec<(Account, Vec<RoleName>)>,
}

impl Default for FakeAwsUnderTest {
    fn default() -> Self {
        let clock = Arc::new(FakeClock::manual());
        let aws = FakeAws::new(Arc::clone(&clock), Arc::new(Mint::default()));
        let portal = portal("contract", "eu-central-1");
        let assigned = hostile_assignments();
        for (account, roles) in &assigned {
            aws.assign_account(&portal, ANN, account.clone(), roles.clone());
        }
        Self {
            aws,
            clock,
            portal,
            assigned,
        }
    }
}

/// Returns an account for each hostile name, and one with a role for each of them and more, so that both lists have pages.
pub fn hostile_assignments() -> Vec<(Account, Vec<RoleName>)> {
    let names = hostile::names_up_to(1024);
    let id = |number: u32| AccountId::parse(&format!("{number:012}")).expect("12 digits");
    let mut all: Vec<(Account, Vec<RoleName>)> = (1_u32..)
        .zip(&names)
        .map(|(number, name)| {
            let account = Account {
                id: id(number),
                name: name.clone(),
                email: Some(format!("a{number}@example.com")),
            };
            (account, vec![RoleName::new("Admin")])
        })
        .collect();
    let plain = (1_000..1_050).map(|number| {
        let account = Account {
            id: id(number),
            name: format!("Account {number}"),
            email: None,
        };
        (account, vec![RoleName::new("Reader")])
    });
    all.extend(plain);
    let many = names
        .into_iter()
        .chain((0..110).map(|number| format!("Role{number}")));
    let account = Account {
        id: id(999),
        name: "Many roles".into(),
        email: None,
    };
    all.push((account, many.map(RoleName::new).collect()));
    all
}

#[async_trait]
impl AwsUnderTest for FakeAwsUnderTest {
    fn portal(&self) -> Portal {
        self.portal.clone()
    }

    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)> {
        self.assigned.clone()
    }

    fn authorization(&self) -> &dyn Authorization {
        &self.aws
    }

    fn access_portal(&self) -> &dyn AccessPortal {
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
            .authorize(page.expose(), ANN)
            .expect("a sign-in page AWS accepts")
            .url
    }

    async fn refuse(&self, page: &AuthorizationUrl) -> String {
        // EXPOSE: the user follows the link.
        self.aws
            .refuse(page.expose(), "access_denied")
            .expect("a sign-in page AWS accepts")
            .url
    }

    async fn approve_device(&self, device: &DeviceAuthorization) {
        assert!(
            self.aws.approve_device(&device.user_code, ANN),
            "a code AWS knows"
        );
    }

    async fn deny_device(&self, device: &DeviceAuthorization) {
        assert!(self.aws.deny_device(&device.user_code), "a code AWS knows");
    }

    async fn pass(&self, time: Duration) {
        self.clock.skip(time);
    }

    async fn trouble_next(&self, operation: Operation, trouble: Trouble) {
        let fault = match trouble {
            Trouble::Throttled => Fault::Throttled {
                retry_in: Some(Duration::from_secs(7)),
            },
            Trouble::ServerError | Trouble::ConnectionLost => Fault::Unreachable,
        };
        self.aws.fail_next(operation, fault);
    }
}
