//! AWS in memory: what the use cases need of SSO OIDC, the access portal, STS and sign-in federation.
//!
//! It refuses a token that is unknown, ended or sent to another portal, and fails as a test scripts it. It must not
//! know the wire format or the rules of the protocols: the emulator has those. Times are those of the fake clock; a
//! wrong wall clock of this machine does not reach it.

mod access_portal;
mod account_access;
mod console_sign_in;
mod fault;
mod iam_users;
mod oidc;
mod organization;
mod rate;
mod role_credentials;
mod roles_anywhere;
mod start_url_redirect;
mod tokens;

pub use console_sign_in::CONSOLE_ACCOUNT;
pub use fault::{Call, Fault, Operation};
pub use iam_users::{CAROL, CAROL_ARN, CAROL_DEVICE, CAROL_SEED};
pub use organization::ANN;
pub use role_credentials::ConsoleSession;

use crate::clock::FakeClock;
use crate::latch::Latch;
use crate::locked;
use crate::secret_factory::SecretFactory;
use fault::{FaultScript, PortError};
use organization::Organizations;
use rate::RequestRate;
use role_credentials::TrustedAssertion;
use rolecall::ports::{AwsClock, Clock};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::time::ClockOffset;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokens::IssuedTokens;

/// AWS in memory.
#[derive(Debug)]
pub struct FakeAws {
    clock: Arc<FakeClock>,
    secrets: Arc<SecretFactory>,
    state: Mutex<AwsState>,
}

#[derive(Debug, Default)]
struct AwsState {
    settings: AwsSettings,
    organizations: Organizations,
    tokens: IssuedTokens,
    /// By start URL, where a customer's own domain leads; what is not here does not answer.
    redirects: BTreeMap<String, Option<String>>,
    /// By the ARN of a role, who may assume it.
    trusts: BTreeMap<String, Vec<(AccountId, RoleName)>>,
    /// By the ARN of a role, the tokens that lead to it.
    trusted_identity_tokens: BTreeMap<String, Vec<String>>,
    /// The assertions that lead to roles.
    trusted_assertions: Vec<TrustedAssertion>,
    /// By the ARN of a role, the serial numbers of the certificates that may lead to it.
    trusted_certificates: BTreeMap<String, Vec<String>>,
    /// The sign-ins to the console.
    console_sign_ins: console_sign_in::ConsoleSignIns,
    /// The IAM users, with their keys and devices.
    users: iam_users::Users,
    script: FaultScript,
    rate: Option<RequestRate>,
    calls: Vec<Call>,
    in_flight: usize,
    max_in_flight: usize,
    misdirected_calls: Vec<Operation>,
}

/// How long tokens and credentials are valid, and how calls are answered.
#[derive(Clone, Debug)]
pub struct AwsSettings {
    /// An access token: 1 h.
    pub access_token_lifetime: Duration,
    /// A sign-in, after which no refresh token works: 8 h unless the administrator says otherwise.
    pub sign_in_lifetime: Duration,
    /// Role credentials: the permission set's duration, 1 h unless the administrator says otherwise.
    pub role_credentials_lifetime: Duration,
    /// The path of every IAM role.
    pub role_path: &'static str,
    /// Whether a refresh gives a new refresh token and ends the old one.
    pub rotates_refresh_tokens: bool,
    /// How many items a page of a list holds.
    pub page_size: usize,
    /// How long every call takes.
    pub latency: Duration,
    /// Whether `ListAccounts` succeeds with any token, as what answers in the place of AWS may do.
    pub accepts_any_token: bool,
}

impl Default for AwsSettings {
    fn default() -> Self {
        Self {
            access_token_lifetime: Duration::from_hours(1),
            sign_in_lifetime: Duration::from_hours(8),
            role_credentials_lifetime: Duration::from_hours(1),
            role_path: "/team/",
            rotates_refresh_tokens: true,
            page_size: 100,
            latency: Duration::ZERO,
            accepts_any_token: false,
        }
    }
}

/// Known as soon as a call was made, as from the first response.
impl AwsClock for FakeAws {
    fn offset(&self) -> Option<ClockOffset> {
        let has_answered = !locked(&self.state).calls.is_empty();
        has_answered.then(|| self.now().duration_since(self.clock.now()))
    }
}

impl FakeAws {
    /// Makes an AWS without organizations, whose secrets come from `secrets`.
    pub fn new(clock: Arc<FakeClock>, secrets: Arc<SecretFactory>) -> Self {
        Self {
            clock,
            secrets,
            state: Mutex::default(),
        }
    }

    /// Changes the settings from now on.
    pub fn configure(&self, change: impl FnOnce(&mut AwsSettings)) {
        change(&mut locked(&self.state).settings);
    }

    /// Makes the next call of `operation` that is not scripted yet end in `fault`.
    pub fn fail_next(&self, operation: Operation, fault: Fault) {
        locked(&self.state).script.push(operation, Some(fault));
    }

    /// Scripts the next calls of `operation`: a fault, or nothing for a call that works.
    pub fn script(&self, operation: Operation, outcomes: impl IntoIterator<Item = Option<Fault>>) {
        let mut state = locked(&self.state);
        outcomes
            .into_iter()
            .for_each(|outcome| state.script.push(operation, outcome));
    }

    /// Makes every call end in the fault that `rule` gives for it, where the script has no outcome for it.
    pub fn fail_when(&self, rule: impl Fn(&Call) -> Option<Fault> + Send + Sync + 'static) {
        locked(&self.state).script.set_rule(Box::new(rule));
    }

    /// Every call of `operation` ends with `fault`, until another rule is set.
    pub fn fail_every(&self, operation: Operation, fault: Fault) {
        self.fail_when(move |call| (call.operation == operation).then(|| fault.clone()));
    }

    /// Holds the next call of `operation` until the latch is opened.
    pub fn hold_next(&self, operation: Operation) -> Latch {
        let latch = Latch::default();
        self.fail_next(operation, Fault::Hold(latch.clone()));
        latch
    }

    /// Ends every fault, whether scripted or by a rule.
    pub fn clear_faults(&self) {
        locked(&self.state).script = FaultScript::default();
    }

    /// Allows the access portal `per_second` requests, `burst` at once; more are answered 429 with `retry_in`.
    pub fn set_rate(&self, per_second: u32, burst: u32, retry_in: Option<Duration>) {
        locked(&self.state).rate = Some(RequestRate::new(
            per_second,
            burst,
            retry_in,
            self.clock.elapsed(),
        ));
    }

    /// Returns how many calls the rate refused.
    pub fn throttled_calls(&self) -> usize {
        locked(&self.state).rate.as_ref().map_or(0, RequestRate::refused)
    }

    /// Returns every call, in order, whatever its outcome.
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.state).calls.clone()
    }

    /// Returns how often `operation` was called.
    pub fn count(&self, operation: Operation) -> usize {
        let state = locked(&self.state);
        state
            .calls
            .iter()
            .filter(|call| call.operation == operation)
            .count()
    }

    /// Returns the largest number of calls that were under way at once.
    pub fn max_in_flight(&self) -> usize {
        locked(&self.state).max_in_flight
    }

    /// Returns the operations to which a token of another portal, region or endpoint was sent.
    pub fn misdirected_calls(&self) -> Vec<Operation> {
        locked(&self.state).misdirected_calls.clone()
    }

    fn now(&self) -> Timestamp {
        self.clock.true_now()
    }

    /// Records `call`, lets it wait and fail as scripted, and answers it by `respond` if it does not fail.
    async fn perform<T, E: PortError>(
        &self,
        mut call: Call,
        respond: impl FnOnce(&mut AwsState, Timestamp) -> Result<T, E> + Send,
    ) -> Result<T, E> {
        let operation = call.operation;
        let _in_flight = InFlight::new(self);
        let (latency, fault) = {
            let mut state = locked(&self.state);
            call.at = self.now();
            state.calls.push(call.clone());
            let rate = state.rate.as_mut().filter(|_| operation.is_rate_limited());
            let throttled = rate.and_then(|rate| rate.take(self.clock.elapsed()));
            (
                state.settings.latency,
                throttled.or_else(|| state.script.fault(&call)),
            )
        };
        if !latency.is_zero() {
            self.clock.sleep(latency).await;
        }
        match fault {
            None => {}
            Some(Fault::Hold(latch)) => latch.wait().await,
            Some(fault) => {
                let error = E::from_fault(&fault);
                return Err(error.unwrap_or_else(|| panic!("{operation:?} never ends in {fault:?}")));
            }
        }
        respond(&mut locked(&self.state), self.now())
    }
}

struct InFlight<'a>(&'a FakeAws);

impl<'a> InFlight<'a> {
    fn new(aws: &'a FakeAws) -> Self {
        let mut state = locked(&aws.state);
        state.in_flight += 1;
        state.max_in_flight = state.max_in_flight.max(state.in_flight);
        Self(aws)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        locked(&self.0.state).in_flight -= 1;
    }
}

#[cfg(test)]
mod tests;
