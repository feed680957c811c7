//! Adapters of AWS's ports, and listeners, that break one promise each.

use super::fails;
use crate::contract::{self, AwsUnderTest, FakeAwsUnderTest, Trouble};
use crate::{FakeRedirectListener, Operation, World};
use async_trait::async_trait;
use rolecall::ports::{
    AccessPortal, AccessPortalError, Authorization, Federation, Page, RedirectError, RedirectListener,
    RedirectWait, Sts,
};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AccessToken, AuthorizationCode, AuthorizationUrl, OauthState};
use rolecall_model::sign_in::DeviceAuthorization;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[derive(Clone, Copy, Debug, PartialEq)]
enum PortalFlaw {
    None,
    DropsTheLastPage,
    TrimsNames,
    HidesRetryAfter,
    TriesAgainWhenThrottled,
    TakesRefusalForEnd,
}

/// The access portal of the fake AWS behind an adapter with a flaw.
struct FlawedPortal(FakeAwsUnderTest, PortalFlaw);

#[async_trait]
impl AccessPortal for FlawedPortal {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        let ask = || self.0.access_portal().list_accounts(portal, token, next_token);
        let mut answer = ask().await;
        if self.1 == PortalFlaw::TriesAgainWhenThrottled
            && matches!(answer, Err(AccessPortalError::Throttled { .. }))
        {
            answer = ask().await;
        }
        match (answer, self.1) {
            (Err(AccessPortalError::Throttled { .. }), PortalFlaw::HidesRetryAfter) => {
                Err(AccessPortalError::Throttled { retry_in: None })
            }
            (Ok(mut page), PortalFlaw::TrimsNames) => {
                page.items
                    .iter_mut()
                    .for_each(|account| account.name = account.name.trim().to_owned());
                Ok(page)
            }
            (answer, _) => answer,
        }
    }

    async fn list_account_roles(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        let mut page = self
            .0
            .access_portal()
            .list_account_roles(portal, token, account_id, next_token)
            .await?;
        if self.1 == PortalFlaw::DropsTheLastPage {
            page.next_token = None;
        }
        Ok(page)
    }

    async fn get_role_credentials(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        match self
            .0
            .access_portal()
            .get_role_credentials(portal, token, account_id, role_name)
            .await
        {
            Err(AccessPortalError::NotAssigned) if self.1 == PortalFlaw::TakesRefusalForEnd => {
                Err(AccessPortalError::SignInEnded)
            }
            answer => answer,
        }
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        self.0.access_portal().logout(portal, token).await
    }
}

#[async_trait]
impl AwsUnderTest for FlawedPortal {
    fn portal(&self) -> Portal {
        self.0.portal()
    }
    fn assigned(&self) -> Vec<(Account, Vec<RoleName>)> {
        self.0.assigned()
    }
    fn authorization(&self) -> &dyn Authorization {
        self.0.authorization()
    }
    fn access_portal(&self) -> &dyn AccessPortal {
        self
    }
    fn sts(&self) -> &dyn Sts {
        self.0.sts()
    }
    fn federation(&self) -> &dyn Federation {
        self.0.federation()
    }
    async fn approve(&self, page: &AuthorizationUrl) -> String {
        self.0.approve(page).await
    }
    async fn refuse(&self, page: &AuthorizationUrl) -> String {
        self.0.refuse(page).await
    }
    async fn approve_device(&self, device: &DeviceAuthorization) {
        self.0.approve_device(device).await;
    }
    async fn deny_device(&self, device: &DeviceAuthorization) {
        self.0.deny_device(device).await;
    }
    async fn pass(&self, time: Duration) {
        self.0.pass(time).await;
    }
    async fn trouble_next(&self, operation: Operation, trouble: Trouble) {
        self.0.trouble_next(operation, trouble).await;
    }
}

#[test]
fn flawed_access_portals_are_caught() {
    let caught = |flaw| {
        fails(contract::access_portal(&FlawedPortal(
            FakeAwsUnderTest::default(),
            flaw,
        )))
    };
    assert!(!caught(PortalFlaw::None));
    for flaw in [
        PortalFlaw::DropsTheLastPage,
        PortalFlaw::TrimsNames,
        PortalFlaw::HidesRetryAfter,
        PortalFlaw::TriesAgainWhenThrottled,
        PortalFlaw::TakesRefusalForEnd,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
}

/// A listener that cuts codes, as one with a small buffer does.
struct SmallBuffer(Arc<FakeRedirectListener>);

struct SmallBufferWait(Box<dyn RedirectWait>);

#[async_trait]
impl RedirectListener for SmallBuffer {
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError> {
        Ok(Box::new(SmallBufferWait(self.0.bind().await?)))
    }
}

#[async_trait]
impl RedirectWait for SmallBufferWait {
    fn redirect_uri(&self) -> String {
        self.0.redirect_uri()
    }

    async fn answer(&mut self, state: &OauthState) -> Result<AuthorizationCode, RedirectError> {
        let code = self.0.answer(state).await?;
        Ok(AuthorizationCode::from_exposed(
            code.expose().chars().take(2048).collect::<String>(),
        ))
    }
}

/// A listener that every request with some state satisfies.
struct Gullible;

struct GullibleWait(tokio::net::TcpListener);

#[async_trait]
impl RedirectListener for Gullible {
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError> {
        Ok(Box::new(GullibleWait(
            tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(),
        )))
    }
}

#[async_trait]
impl RedirectWait for GullibleWait {
    fn redirect_uri(&self) -> String {
        format!("http://{}/oauth/callback", self.0.local_addr().unwrap())
    }

    async fn answer(&mut self, _: &OauthState) -> Result<AuthorizationCode, RedirectError> {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut request = vec![0; 65_536];
        let length = stream.read(&mut request).await.unwrap();
        let line = String::from_utf8_lossy(&request[..length]).into_owned();
        let path = line.split(' ').nth(1).unwrap().to_owned();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        let url = url::Url::parse(&format!("http://127.0.0.1{path}")).unwrap();
        let get = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        match (get("code"), get("error")) {
            (_, Some(error)) if error == "access_denied" => Err(RedirectError::Denied),
            (_, Some(error)) => Err(RedirectError::Failed {
                code: error
                    .chars()
                    .filter(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect(),
            }),
            (code, None) => Ok(AuthorizationCode::from_exposed(code.unwrap_or_default())),
        }
    }
}

#[test]
fn flawed_listeners_are_caught() {
    let world = World::new();
    let small = SmallBuffer(Arc::clone(&world.redirect_listener));
    assert!(fails(contract::redirect_listener(
        &small,
        &*world.redirect_listener
    )));
    assert!(fails(contract::redirect_listener(
        &Gullible,
        &contract::TcpVisitor
    )));
}
