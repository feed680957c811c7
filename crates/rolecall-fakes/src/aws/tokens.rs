//! What AWS issued: registrations, codes, tokens and credentials, and when each ends.

use super::{AwsState, FakeAws, Operation};
use crate::locked;
use crate::secret_factory::SecretFactory;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::{Portal, PortalIdentity};
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, Grant, SignIn, Token};
use std::collections::BTreeMap;
use std::time::Duration;

const REGISTRATION_LIFETIME: Duration = Duration::from_hours(90 * 24);

/// Everything issued, by the text that stands for it.
#[derive(Debug, Default)]
pub(super) struct IssuedTokens {
    pub(super) registrations: BTreeMap<String, Registration>,
    pub(super) codes: BTreeMap<String, IssuedCode>,
    pub(super) devices: BTreeMap<String, Device>,
    pub(super) role_credentials: BTreeMap<String, IssuedRole>,
    pub(super) signin_tokens: BTreeMap<String, IssuedRole>,
    sign_ins: Vec<PortalSignIn>,
    access_tokens: BTreeMap<String, IssuedAccessToken>,
    refresh_tokens: BTreeMap<String, IssuedRefreshToken>,
    reused_refresh_tokens: usize,
    numbers: u32,
}

#[derive(Debug)]
pub(super) struct Registration {
    pub(super) grant: Grant,
    pub(super) portal: PortalIdentity,
    pub(super) expires_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct IssuedCode {
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) user: String,
}

#[derive(Debug)]
pub(super) struct Device {
    pub(super) user_code: String,
    pub(super) decision: Option<Decision>,
    pub(super) expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Approve(String),
    Deny,
}

#[derive(Clone, Debug)]
pub(super) struct IssuedRole {
    pub(super) account_id: AccountId,
    pub(super) role_name: RoleName,
    pub(super) iam_role_name: String,
    pub(super) user: String,
    pub(super) expires_at: Timestamp,
}

#[derive(Debug)]
struct PortalSignIn {
    user: String,
    portal: PortalIdentity,
    ends_at: Timestamp,
}

#[derive(Debug)]
struct IssuedAccessToken {
    sign_in: usize,
    expires_at: Timestamp,
}

#[derive(Debug)]
struct IssuedRefreshToken {
    sign_in: usize,
    used: bool,
}

impl IssuedTokens {
    /// Returns the next number, so that what is not secret differs too.
    pub(super) fn next_number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    fn sign_in_of(&mut self, token: &AccessToken) -> Option<(&mut PortalSignIn, Timestamp)> {
        // EXPOSE: AWS looks the token up.
        let access = self.access_tokens.get(token.expose())?;
        let sign_in = self.sign_ins.get_mut(access.sign_in)?;
        let expires_at = access.expires_at.min(sign_in.ends_at);
        Some((sign_in, expires_at))
    }
}

impl FakeAws {
    /// Returns a sign-in of `user` at `portal`, as a sign-in by browser would end.
    pub fn new_sign_in(&self, portal: &Portal, user: &str) -> SignIn {
        let now = self.now();
        let mut state = locked(&self.state);
        let registration = state.register(&self.secrets, portal, Grant::AuthorizationCode, now);
        let token = state.sign_in(&self.secrets, portal, user, now);
        SignIn {
            portal_identity: PortalIdentity::from(portal),
            access_token: token.access_token,
            expires_at: now + token.expires_in,
            refresh_token: token.refresh_token,
            renewal_refused_at: None,
            registration,
        }
    }

    /// Ends every sign-in of `user` at AWS, as an administrator does: none of their tokens works any more.
    pub fn end_sign_ins(&self, user: &str) {
        let now = self.now();
        for sign_in in &mut locked(&self.state).tokens.sign_ins {
            if sign_in.user == user {
                sign_in.ends_at = sign_in.ends_at.min(now);
            }
        }
    }

    /// Ends every access token issued so far; refresh tokens still work.
    pub fn end_access_tokens(&self) {
        locked(&self.state).tokens.access_tokens.clear();
    }

    /// Ends every client registration.
    pub fn end_registrations(&self) {
        locked(&self.state).tokens.registrations.clear();
    }

    /// Tells whether an access token would be accepted now.
    pub fn accepts(&self, token: &AccessToken) -> bool {
        let mut state = locked(&self.state);
        let sign_in = state.tokens.sign_in_of(token);
        sign_in.is_some_and(|(_, expires_at)| self.now() < expires_at)
    }

    /// Returns how often a refresh token was used again after it was replaced.
    pub fn reused_refresh_tokens(&self) -> usize {
        locked(&self.state).tokens.reused_refresh_tokens
    }
}

impl AwsState {
    pub(super) fn register(
        &mut self,
        secrets: &SecretFactory,
        portal: &Portal,
        grant: Grant,
        now: Timestamp,
    ) -> ClientRegistration {
        let client_id = format!("client-{}", self.tokens.next_number());
        let expires_at = now + REGISTRATION_LIFETIME;
        let registration = Registration {
            grant,
            portal: PortalIdentity::from(portal),
            expires_at,
        };
        self.tokens.registrations.insert(client_id.clone(), registration);
        ClientRegistration {
            client_id,
            client_secret: ClientSecret::from_exposed(secrets.new_secret("client-secret")),
            expires_at,
            grant,
        }
    }

    /// Signs `user` in at `portal` and issues the first tokens.
    pub(super) fn sign_in(
        &mut self,
        secrets: &SecretFactory,
        portal: &Portal,
        user: &str,
        now: Timestamp,
    ) -> Token {
        self.tokens.sign_ins.push(PortalSignIn {
            user: user.to_owned(),
            portal: PortalIdentity::from(portal),
            ends_at: now + self.settings.sign_in_lifetime,
        });
        self.issue(secrets, self.tokens.sign_ins.len() - 1, true, now)
    }

    /// Exchanges a refresh token at `portal`; returns nothing if it is unknown, used, ended or of another portal.
    pub(super) fn refresh(
        &mut self,
        secrets: &SecretFactory,
        portal: &Portal,
        refresh_token: &RefreshToken,
        now: Timestamp,
    ) -> Option<Token> {
        let rotates = self.settings.rotates_refresh_tokens;
        // EXPOSE: AWS looks the token up.
        let issued = self.tokens.refresh_tokens.get_mut(refresh_token.expose())?;
        if issued.used {
            self.tokens.reused_refresh_tokens += 1;
            return None;
        }
        let index = issued.sign_in;
        let sign_in = self
            .tokens
            .sign_ins
            .get(index)
            .filter(|sign_in| now < sign_in.ends_at)?;
        issued.used = rotates;
        let issued_at = sign_in.portal.clone();
        self.is_directed(&issued_at, portal, Operation::CreateTokenWithRefreshToken)
            .then(|| self.issue(secrets, index, rotates, now))
    }

    /// Returns the user whose access token it is, if it is valid at `portal`.
    pub(super) fn user_of(
        &mut self,
        portal: &Portal,
        token: &AccessToken,
        operation: Operation,
        now: Timestamp,
    ) -> Option<String> {
        let (sign_in, expires_at) = self.tokens.sign_in_of(token)?;
        let (user, issued_at) = (sign_in.user.clone(), sign_in.portal.clone());
        (self.is_directed(&issued_at, portal, operation) && now < expires_at).then_some(user)
    }

    /// Ends the sign-in of an access token.
    pub(super) fn end_sign_in(&mut self, token: &AccessToken, now: Timestamp) {
        if let Some((sign_in, _)) = self.tokens.sign_in_of(token) {
            sign_in.ends_at = now;
        }
    }

    /// Tells whether what was issued at `issued_at` may be sent to `portal`, and records it if not.
    pub(super) fn is_directed(
        &mut self,
        issued_at: &PortalIdentity,
        portal: &Portal,
        operation: Operation,
    ) -> bool {
        let directed = *issued_at == PortalIdentity::from(portal);
        if !directed {
            self.misdirected_calls.push(operation);
        }
        directed
    }

    fn issue(&mut self, secrets: &SecretFactory, sign_in: usize, refreshable: bool, now: Timestamp) -> Token {
        let expires_in = self.settings.access_token_lifetime;
        let access_token = secrets.new_secret("access-token");
        let access = IssuedAccessToken {
            sign_in,
            expires_at: now + expires_in,
        };
        self.tokens.access_tokens.insert(access_token.clone(), access);
        let refresh_token = refreshable.then(|| secrets.new_secret("refresh-token"));
        if let Some(refresh_token) = &refresh_token {
            let refresh = IssuedRefreshToken { sign_in, used: false };
            self.tokens.refresh_tokens.insert(refresh_token.clone(), refresh);
        }
        Token {
            access_token: AccessToken::from_exposed(access_token),
            expires_in,
            refresh_token: refresh_token.map(RefreshToken::from_exposed),
        }
    }
}
