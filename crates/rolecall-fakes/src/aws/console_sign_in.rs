//! Sign-ins to the console in memory. Proofs are the emulator's business; here the key itself is compared.

use super::tokens::IssuedRole;
use super::{AwsState, Call, FakeAws, Operation};
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{CodeExchange, ConsoleSignIn, ConsoleSignInError, ConsoleTokens};
use rolecall::sign_in::code_challenge;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::{DpopKey, RefreshToken};
use std::collections::BTreeMap;
use std::time::Duration;

/// The account of whoever signs in to the console.
pub const CONSOLE_ACCOUNT: &str = "111122223333";

const LIFETIME: Duration = Duration::from_mins(15);

/// The client that needs no registration.
pub(super) const CONSOLE_CLIENT_ID: &str = "arn:aws:signin:::devtools/same-device";

/// By refresh token, whose it is, and the key that it is bound to.
#[derive(Debug, Default)]
pub(super) struct ConsoleSignIns(BTreeMap<String, ConsoleUser>);

#[derive(Clone, Debug)]
struct ConsoleUser {
    name: String,
    key: String,
}

impl FakeAws {
    /// Ends every sign-in to the console.
    pub fn end_console_sign_ins(&self) {
        locked(&self.state).console_sign_ins = ConsoleSignIns::default();
    }
}

#[async_trait]
impl ConsoleSignIn for FakeAws {
    async fn exchange_code(
        &self,
        _: &AwsEndpoints,
        key: &DpopKey,
        exchange: CodeExchange<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let call = Call::new(Operation::CreateOAuth2TokenWithCode, "");
        self.perform(call, |state, now| {
            let refused = || ConsoleSignInError::Refused {
                detail: "ValidationException".into(),
            };
            let code = state
                .tokens
                .codes
                .remove(exchange.code.expose())
                .ok_or_else(refused)?;
            let is_right = code.redirect_uri == exchange.redirect_uri
                && code.challenge == code_challenge(exchange.verifier);
            is_right.then_some(()).ok_or_else(refused)?;
            let user = ConsoleUser {
                name: code.user,
                key: key.expose().to_owned(),
            };
            let login_session = format!("arn:aws:iam::{CONSOLE_ACCOUNT}:user/{}", user.name);
            Ok(ConsoleTokens {
                login_session: Some(login_session),
                ..self.issue(state, user, now)
            })
        })
        .await
    }

    async fn refresh(
        &self,
        _: &AwsEndpoints,
        key: &DpopKey,
        refresh_token: &RefreshToken,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let call = Call::new(Operation::CreateOAuth2TokenWithRefreshToken, "");
        self.perform(call, |state, now| {
            let token = refresh_token.expose();
            let user = state.console_sign_ins.0.get(token).cloned();
            let user = user.filter(|user| key.matches(&user.key));
            let user = user.ok_or(ConsoleSignInError::Ended)?;
            state.console_sign_ins.0.remove(token);
            Ok(self.issue(state, user, now))
        })
        .await
    }
}

impl FakeAws {
    fn issue(&self, state: &mut AwsState, user: ConsoleUser, now: Timestamp) -> ConsoleTokens {
        let refresh_token = self.secrets.new_secret("console-refresh-token");
        let role = IssuedRole {
            account_id: AccountId::parse(CONSOLE_ACCOUNT).expect("12 digits"),
            role_name: RoleName::new(&user.name),
            iam_role_name: user.name.clone(),
            user: user.name.clone(),
            expires_at: now + LIFETIME,
        };
        state.console_sign_ins.0.insert(refresh_token.clone(), user);
        ConsoleTokens {
            credentials: state.issue_role_credentials(&self.secrets, role),
            refresh_token: RefreshToken::from_exposed(refresh_token),
            login_session: None,
        }
    }
}
