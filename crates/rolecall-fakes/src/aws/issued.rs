//! What AWS gave out: registrations, codes, tokens and credentials, each with its end.

use super::{FakeAws, State};
use crate::locked;
use crate::mint::Mint;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::secret::{AccessToken, ClientSecret, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, Grant, SignIn, Token};
use std::collections::BTreeMap;
use std::time::Duration;

/// Everything given out, by the text that stands for it.
#[derive(Debug, Default)]
pub(super) struct Issued {
    pub(super) registrations: BTreeMap<String, Registration>,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) devices: BTreeMap<String, Device>,
    pub(super) sign_ins: Vec<PortalSignIn>,
    pub(super) access_tokens: BTreeMap<String, Access>,
    pub(super) refresh_tokens: BTreeMap<String, Refresh>,
    pub(super) role_credentials: BTreeMap<String, RoleKeys>,
    pub(super) signin_tokens: BTreeMap<String, Signin>,
    pub(super) reused_refresh_tokens: usize,
    pub(super) numbers: u32,
}

#[derive(Debug)]
pub(super) struct Registration {
    pub(super) secret: String,
    pub(super) grant: Grant,
    pub(super) place: PortalIdentity,
    pub(super) expires_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Code {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) user: String,
    pub(super) expires_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Device {
    pub(super) client_id: String,
    pub(super) user_code: String,
    pub(super) decision: Decision,
    pub(super) expires_at: Timestamp,
    pub(super) interval: Duration,
    pub(super) polled: Vec<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Pending,
    Approved(String),
    Denied,
}

#[derive(Debug)]
pub(super) struct PortalSignIn {
    pub(super) user: String,
    pub(super) place: PortalIdentity,
    pub(super) ends_at: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) sign_in: usize,
    pub(super) expires_at: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Refresh {
    pub(super) sign_in: usize,
    pub(super) client_id: String,
    pub(super) used: bool,
}

#[derive(Clone, Debug)]
pub(super) struct RoleKeys {
    pub(super) secret: String,
    pub(super) session_token: String,
    pub(super) user: String,
    pub(super) account_id: AccountId,
    pub(super) role_name: RoleName,
    pub(super) partition: &'static str,
    pub(super) expires_at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Signin {
    pub(super) keys: RoleKeys,
    pub(super) expires_at: Timestamp,
}

impl Issued {
    /// Returns the next number, so that what is not secret differs too.
    pub(super) fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// Returns the sign-in that an access token belongs to, while both last.
    pub(super) fn signed_in(&self, token: &str, now: Timestamp) -> Option<&PortalSignIn> {
        let access = self
            .access_tokens
            .get(token)
            .filter(|access| now < access.expires_at)?;
        self.sign_ins
            .get(access.sign_in)
            .filter(|sign_in| now < sign_in.ends_at)
    }
}

impl FakeAws {
    /// Signs a user in without any step: registers a client and gives tokens, as a sign-in by browser would end.
    pub fn signed_in(&self, portal: &Portal, user: &str) -> SignIn {
        let now = self.now();
        let mut state = locked(&self.state);
        let registration = state.register(&self.mint, portal, Grant::AuthorizationCode, now);
        let sign_in = state.begin_sign_in(PortalIdentity::from(portal), user, now);
        let token = state.issue(&self.mint, sign_in, Some(&registration.client_id), now);
        SignIn {
            place: PortalIdentity::from(portal),
            access_token: token.access_token,
            expires_at: now + token.expires_in,
            refresh_token: token.refresh_token,
            registration,
        }
    }

    /// Ends every sign-in of a user at AWS, as an administrator does: no token of theirs works any more.
    pub fn end_sign_ins(&self, user: &str) {
        let now = self.now();
        let mut state = locked(&self.state);
        let theirs = state
            .issued
            .sign_ins
            .iter_mut()
            .filter(|sign_in| sign_in.user == user);
        theirs.for_each(|sign_in| sign_in.ends_at = sign_in.ends_at.min(now));
    }

    /// Ends every access token given so far; refresh tokens still work.
    pub fn end_access_tokens(&self) {
        locked(&self.state).issued.access_tokens.clear();
    }

    /// Forgets every client registration.
    pub fn forget_registrations(&self) {
        locked(&self.state).issued.registrations.clear();
    }

    /// Tells whether an access token would be accepted now.
    pub fn accepts(&self, token: &AccessToken) -> bool {
        // EXPOSE: AWS looks the token up.
        locked(&self.state)
            .issued
            .signed_in(token.expose(), self.now())
            .is_some()
    }

    /// Returns how often a refresh token was used again after it was replaced.
    pub fn reused_refresh_tokens(&self) -> usize {
        locked(&self.state).issued.reused_refresh_tokens
    }
}

impl State {
    pub(super) fn register(
        &mut self,
        mint: &Mint,
        portal: &Portal,
        grant: Grant,
        now: Timestamp,
    ) -> ClientRegistration {
        let secret = mint.secret("client-secret");
        let expires_at = now + self.lives.registration;
        let client_id = format!("client-{}", self.issued.number());
        let place = PortalIdentity::from(portal);
        let known = Registration {
            secret: secret.clone(),
            grant,
            place,
            expires_at,
        };
        self.issued.registrations.insert(client_id.clone(), known);
        ClientRegistration {
            client_id,
            client_secret: ClientSecret::from_exposed(secret),
            expires_at,
            grant,
        }
    }

    /// Begins the sign-in of a user at the place of a registration; returns its number.
    pub(super) fn begin_sign_in(&mut self, place: PortalIdentity, user: &str, now: Timestamp) -> usize {
        let ends_at = now + self.lives.sign_in;
        self.issued.sign_ins.push(PortalSignIn {
            user: user.to_owned(),
            place,
            ends_at,
        });
        self.issued.sign_ins.len() - 1
    }

    /// Gives an access token of a sign-in, and a refresh token where one is due.
    pub(super) fn issue(
        &mut self,
        mint: &Mint,
        sign_in: usize,
        renewal: Option<&str>,
        now: Timestamp,
    ) -> Token {
        let access_token = mint.secret("access-token");
        let expires_in = self.lives.access_token;
        let access = Access {
            sign_in,
            expires_at: now + expires_in,
        };
        self.issued.access_tokens.insert(access_token.clone(), access);
        let refresh_token = renewal.map(|client_id| {
            let refresh_token = mint.secret("refresh-token");
            let refresh = Refresh {
                sign_in,
                client_id: client_id.to_owned(),
                used: false,
            };
            self.issued.refresh_tokens.insert(refresh_token.clone(), refresh);
            RefreshToken::from_exposed(refresh_token)
        });
        Token {
            access_token: AccessToken::from_exposed(access_token),
            expires_in,
            refresh_token,
        }
    }
}
