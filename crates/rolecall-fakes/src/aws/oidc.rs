//! SSO OIDC in memory, and its pages where a user approves or refuses a sign-in.

use super::console_sign_in::CONSOLE_CLIENT_ID;
use super::tokens::{Decision, Device, IssuedCode};
use super::{AwsState, Call, FakeAws, Operation};
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Authorization, AuthorizationError};
use rolecall::sign_in::code_challenge;
use rolecall_model::Timestamp;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, DeviceCode, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

const DEVICE_CODE_LIFETIME: Duration = Duration::from_mins(10);
const POLL_INTERVAL: Duration = Duration::from_secs(1);

impl FakeAws {
    /// Returns where the sign-in page at `url` sends the browser of `user`, who approves.
    ///
    /// # Errors
    /// The name of a parameter that is missing or wrong.
    pub fn approve(&self, url: &str, user: &str) -> Result<String, &'static str> {
        let query = self.authorization_request(url)?;
        let code = self.secrets.new_secret("authorization-code");
        let issued = IssuedCode {
            redirect_uri: query["redirect_uri"].clone(),
            challenge: query["code_challenge"].clone(),
            user: user.to_owned(),
        };
        locked(&self.state).tokens.codes.insert(code.clone(), issued);
        Ok(redirect(&query, "code", &code))
    }

    /// Returns where the sign-in page at `url` sends the browser with the OAuth `error`, `access_denied` for a refusal.
    ///
    /// # Errors
    /// The name of a parameter that is missing or wrong.
    pub fn refuse(&self, url: &str, error: &str) -> Result<String, &'static str> {
        self.authorization_request(url)
            .map(|query| redirect(&query, "error", error))
    }

    /// Confirms a device code as `user`; tells whether the code was known and undecided.
    pub fn approve_device(&self, user_code: &str, user: &str) -> bool {
        self.decide(user_code, Decision::Approve(user.to_owned()))
    }

    /// Refuses a device code; tells whether the code was known and undecided.
    pub fn deny_device(&self, user_code: &str) -> bool {
        self.decide(user_code, Decision::Deny)
    }

    fn decide(&self, user_code: &str, decision: Decision) -> bool {
        let mut state = locked(&self.state);
        let mut devices = state.tokens.devices.values_mut();
        let device = devices.find(|device| device.user_code == user_code && device.decision.is_none());
        device.map(|device| device.decision = Some(decision)).is_some()
    }

    /// Returns the parameters of an `/authorize` address that a registered client may use.
    fn authorization_request(&self, url: &str) -> Result<BTreeMap<String, String>, &'static str> {
        let url = Url::parse(url).map_err(|_| "url")?;
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        for name in ["redirect_uri", "code_challenge", "state"] {
            query.get(name).filter(|value| !value.is_empty()).ok_or(name)?;
        }
        if query.get("client_id").is_some_and(|id| id == CONSOLE_CLIENT_ID) {
            return Ok(query);
        }
        let state = locked(&self.state);
        let client = query
            .get("client_id")
            .and_then(|id| state.tokens.registrations.get(id));
        client
            .filter(|client| client.grant == Grant::AuthorizationCode && self.now() < client.expires_at)
            .ok_or("client_id")?;
        Ok(query)
    }
}

fn redirect(query: &BTreeMap<String, String>, name: &str, value: &str) -> String {
    let parameters = [(name, value), ("state", &query["state"])];
    let url = Url::parse_with_params(&query["redirect_uri"], parameters);
    url.expect("a redirect address").into()
}

#[async_trait]
impl Authorization for FakeAws {
    async fn register_client(
        &self,
        portal: &Portal,
        grant: Grant,
    ) -> Result<ClientRegistration, AuthorizationError> {
        let call = Call::new(Operation::RegisterClient, portal.start_url.as_str());
        self.perform(call, |state, now| {
            Ok(state.register(&self.secrets, portal, grant, now))
        })
        .await
    }

    async fn start_device_authorization(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
    ) -> Result<DeviceAuthorization, AuthorizationError> {
        let operation = Operation::StartDeviceAuthorization;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            state.check_client(portal, registration, operation, Some(Grant::DeviceCode), now)?;
            if !state.organizations.has(portal) {
                return Err(AuthorizationError::InvalidRequest {
                    detail: "Invalid start url provided".into(),
                });
            }
            let device_code = self.secrets.new_secret("device-code");
            let user_code = format!("FAKE-{:04}", state.tokens.next_number());
            let device = Device {
                user_code: user_code.clone(),
                decision: None,
                expires_at: now + DEVICE_CODE_LIFETIME,
            };
            state.tokens.devices.insert(device_code.clone(), device);
            let verification_uri = format!("https://device.sso.{}.amazonaws.com/", portal.region);
            Ok(DeviceAuthorization {
                device_code: DeviceCode::from_exposed(device_code),
                verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
                user_code,
                verification_uri,
                expires_in: DEVICE_CODE_LIFETIME,
                interval: POLL_INTERVAL,
            })
        })
        .await
    }

    async fn create_token_with_device_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        device: &DeviceAuthorization,
    ) -> Result<Token, AuthorizationError> {
        let operation = Operation::CreateTokenWithDeviceCode;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            state.check_client(portal, registration, operation, Some(Grant::DeviceCode), now)?;
            // EXPOSE: AWS looks the code up.
            let device_code = device.device_code.expose();
            let device = state.tokens.devices.get(device_code);
            let device = device.ok_or(AuthorizationError::InvalidGrant)?;
            if now >= device.expires_at {
                return Err(AuthorizationError::Expired);
            }
            match device.decision.clone() {
                None => Err(AuthorizationError::Pending),
                Some(Decision::Deny) => Err(AuthorizationError::Denied),
                Some(Decision::Approve(user)) => {
                    state.tokens.devices.remove(device_code);
                    Ok(state.sign_in(&self.secrets, portal, &user, now))
                }
            }
        })
        .await
    }

    async fn create_token_with_authorization_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        code: &AuthorizationCode,
        verifier: &CodeVerifier,
        redirect_uri: &str,
    ) -> Result<Token, AuthorizationError> {
        let operation = Operation::CreateTokenWithAuthorizationCode;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            state.check_client(
                portal,
                registration,
                operation,
                Some(Grant::AuthorizationCode),
                now,
            )?;
            // EXPOSE: AWS looks the code up.
            let issued = state.tokens.codes.remove(code.expose());
            let issued = issued.filter(|issued| {
                issued.redirect_uri == redirect_uri && issued.challenge == code_challenge(verifier)
            });
            let user = issued.ok_or(AuthorizationError::InvalidGrant)?.user;
            Ok(state.sign_in(&self.secrets, portal, &user, now))
        })
        .await
    }

    async fn create_token_with_refresh_token(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        refresh_token: &RefreshToken,
    ) -> Result<Token, AuthorizationError> {
        let operation = Operation::CreateTokenWithRefreshToken;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            state.check_client(portal, registration, operation, None, now)?;
            let token = state.refresh(&self.secrets, portal, refresh_token, now);
            token.ok_or(AuthorizationError::InvalidGrant)
        })
        .await
    }
}

impl AwsState {
    fn check_client(
        &mut self,
        portal: &Portal,
        registration: &ClientRegistration,
        operation: Operation,
        grant: Option<Grant>,
        now: Timestamp,
    ) -> Result<(), AuthorizationError> {
        let client = self.tokens.registrations.get(&registration.client_id);
        let client = client.filter(|client| now < client.expires_at);
        let client = client.ok_or(AuthorizationError::InvalidClient)?;
        if grant.is_some_and(|grant| grant != client.grant) {
            return Err(AuthorizationError::Unexpected {
                detail: "unauthorized_client".into(),
            });
        }
        let issued_at = client.portal.clone();
        self.is_directed(&issued_at, portal, operation)
            .then_some(())
            .ok_or(AuthorizationError::InvalidClient)
    }
}
