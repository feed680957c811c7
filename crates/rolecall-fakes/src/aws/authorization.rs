//! SSO OIDC in memory (API 2019-06-10; RFC 6749, RFC 7636, RFC 8628).

use super::issued::{Decision, Device};
use super::script::{Call, Operation};
use super::{FakeAws, State};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{Authorization, AuthorizationError};
use rolecall_model::Timestamp;
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, DeviceCode, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// RFC 8628, 3.5: what a poll that came too soon adds to the interval.
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// The AWS CLI polls twice at once before it waits.
const FREE_POLLS: usize = 2;

#[async_trait]
impl Authorization for FakeAws {
    async fn register_client(
        &self,
        portal: &Portal,
        grant: Grant,
    ) -> Result<ClientRegistration, AuthorizationError> {
        let call = Call::new(Operation::RegisterClient, portal.start_url.as_str());
        self.perform(call, |state, now| {
            Ok(state.register(&self.mint, portal, grant, now))
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
            state.check_client(portal, registration, operation, now)?;
            if !state.organizations.has(portal) {
                return Err(AuthorizationError::InvalidRequest {
                    detail: "Invalid start url provided".into(),
                });
            }
            let device_code = self.mint.secret("device-code");
            let user_code = user_code(state.issued.number());
            let (expires_in, interval) = (state.lives.device_code, state.lives.interval);
            let device = Device {
                client_id: registration.client_id.clone(),
                user_code: user_code.clone(),
                decision: Decision::Pending,
                expires_at: now + expires_in,
                interval,
                polled: Vec::new(),
            };
            state.issued.devices.insert(device_code.clone(), device);
            let verification_uri = verification_uri(portal);
            Ok(DeviceAuthorization {
                device_code: DeviceCode::from_exposed(device_code),
                verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
                user_code,
                verification_uri,
                expires_in,
                interval,
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
            state.check_client(portal, registration, operation, now)?;
            // EXPOSE: AWS looks the code up.
            let user = state.poll(device.device_code.expose(), &registration.client_id, now)?;
            let sign_in = state.begin_sign_in(PortalIdentity::from(portal), &user, now);
            Ok(state.issue(&self.mint, sign_in, Some(&registration.client_id), now))
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
            state.check_client(portal, registration, operation, now)?;
            // EXPOSE: AWS looks the code up; it is spent whether it fits or not.
            let known = state
                .issued
                .codes
                .remove(code.expose())
                .ok_or(AuthorizationError::InvalidGrant)?;
            // EXPOSE: AWS compares the verifier's hash with the challenge (RFC 7636, 4.6).
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()));
            let fits = known.client_id == registration.client_id
                && known.redirect_uri == redirect_uri
                && known.challenge == challenge
                && now < known.expires_at;
            if !fits {
                return Err(AuthorizationError::InvalidGrant);
            }
            let sign_in = state.begin_sign_in(PortalIdentity::from(portal), &known.user, now);
            Ok(state.issue(&self.mint, sign_in, Some(&registration.client_id), now))
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
            state.check_client(portal, registration, operation, now)?;
            // EXPOSE: AWS looks the token up.
            let sign_in = state.spend_refresh_token(refresh_token.expose(), portal, registration, now)?;
            let renewal = state
                .lives
                .rotates_refresh_tokens
                .then_some(registration.client_id.as_str());
            Ok(state.issue(&self.mint, sign_in, renewal, now))
        })
        .await
    }
}

impl State {
    fn check_client(
        &mut self,
        portal: &Portal,
        registration: &ClientRegistration,
        operation: Operation,
        now: Timestamp,
    ) -> Result<(), AuthorizationError> {
        let known = self.issued.registrations.get(&registration.client_id);
        let known =
            known.filter(|known| registration.client_secret.matches(&known.secret) && now < known.expires_at);
        let (place, registered) = known
            .map(|known| (known.place.clone(), known.grant))
            .ok_or(AuthorizationError::InvalidClient)?;
        if !self.directed(&place, portal, operation) {
            return Err(AuthorizationError::InvalidClient);
        }
        if operation.grant().is_some_and(|grant| grant != registered) {
            return Err(AuthorizationError::Unexpected {
                detail: "unauthorized_client".into(),
            });
        }
        Ok(())
    }

    fn poll(
        &mut self,
        device_code: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Result<String, AuthorizationError> {
        let devices = &mut self.issued.devices;
        let device = devices
            .get_mut(device_code)
            .filter(|device| device.client_id == client_id);
        let device = device.ok_or(AuthorizationError::InvalidGrant)?;
        if now >= device.expires_at {
            return Err(AuthorizationError::Expired);
        }
        let last = device.polled.last().copied();
        device.polled.push(now);
        let soon = last.is_some_and(|last| now < last + device.interval);
        if soon && device.polled.len() > FREE_POLLS {
            device.interval += SLOW_DOWN;
            return Err(AuthorizationError::SlowDown { retry_in: None });
        }
        match device.decision.clone() {
            Decision::Pending => Err(AuthorizationError::Pending),
            Decision::Denied => Err(AuthorizationError::Denied),
            Decision::Approved(user) => {
                devices.remove(device_code);
                Ok(user)
            }
        }
    }

    fn spend_refresh_token(
        &mut self,
        refresh_token: &str,
        portal: &Portal,
        registration: &ClientRegistration,
        now: Timestamp,
    ) -> Result<usize, AuthorizationError> {
        let rotates = self.lives.rotates_refresh_tokens;
        let known = self
            .issued
            .refresh_tokens
            .get_mut(refresh_token)
            .ok_or(AuthorizationError::InvalidGrant)?;
        if known.used {
            self.issued.reused_refresh_tokens += 1;
            return Err(AuthorizationError::InvalidGrant);
        }
        let sign_in = known.sign_in;
        let lasts = self
            .issued
            .sign_ins
            .get(sign_in)
            .is_some_and(|sign_in| now < sign_in.ends_at);
        if known.client_id != registration.client_id || !lasts {
            return Err(AuthorizationError::InvalidGrant);
        }
        known.used = rotates;
        let place = self.issued.sign_ins[sign_in].place.clone();
        if !self.directed(&place, portal, Operation::CreateTokenWithRefreshToken) {
            return Err(AuthorizationError::InvalidGrant);
        }
        Ok(sign_in)
    }
}

fn verification_uri(portal: &Portal) -> String {
    match &portal.endpoint_url {
        Some(endpoint) => format!("{}/device", endpoint.as_str()),
        None => format!("https://device.sso.{}.amazonaws.com/", portal.region),
    }
}

/// Returns a code as AWS writes them: two groups of four letters.
fn user_code(number: u32) -> String {
    let letters = b"BCDFGHJKLMNPQRST";
    let letter =
        |nibble: u32| char::from(letters[usize::try_from(number >> (nibble * 4) & 15).unwrap_or_default()]);
    let group = |from: u32| (from..from + 4).rev().map(letter).collect::<String>();
    format!("{}-{}", group(4), group(0))
}
