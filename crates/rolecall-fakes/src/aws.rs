//! AWS in memory: one state behind the ports to SSO OIDC, the access portal, STS and sign-in federation.
//!
//! It grants nothing that AWS would refuse. It must not know the wire format; times are those of the fake clock, and
//! a wrong wall clock of this machine does not reach it.

mod access_portal;
mod authorization;
mod console;
mod federation;
mod issued;
mod organization;
mod page;
mod rate;
mod script;
mod sts;

pub use console::{ConsoleRefusal, ConsoleVisit};
pub use organization::ANN;
pub use page::{AuthorizeRefusal, Redirect};
pub use script::{Call, Fault, Operation};

use crate::clock::FakeClock;
use crate::locked;
use crate::mint::Mint;
use issued::Issued;
use organization::Organizations;
use rate::Rate;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use script::{Answer, Script};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// AWS in memory.
#[derive(Debug)]
pub struct FakeAws {
    clock: Arc<FakeClock>,
    mint: Arc<Mint>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    lives: Lives,
    organizations: Organizations,
    issued: Issued,
    script: Script,
    rate: Option<Rate>,
    calls: Vec<Call>,
    in_flight: usize,
    most_in_flight: usize,
    misdirected: Vec<Operation>,
}

/// How long what AWS gives out lives, and how it is given.
#[derive(Clone, Debug)]
pub struct Lives {
    /// A client registration: about 90 days.
    pub registration: Duration,
    /// An access token: 1 h.
    pub access_token: Duration,
    /// A sign-in, after which no refresh token works: 8 h unless the administrator says otherwise.
    pub sign_in: Duration,
    /// Role credentials: the permission set's duration, 1 h unless the administrator says otherwise.
    pub role_credentials: Duration,
    /// A device code: 10 min.
    pub device_code: Duration,
    /// The least time between two polls.
    pub interval: Duration,
    /// Whether a refresh gives a new refresh token and ends the old one.
    pub rotates_refresh_tokens: bool,
    /// How many items a page of a list holds.
    pub page_size: usize,
    /// How long every call takes.
    pub latency: Duration,
}

impl Default for Lives {
    fn default() -> Self {
        Self {
            registration: Duration::from_hours(90 * 24),
            access_token: Duration::from_hours(1),
            sign_in: Duration::from_hours(8),
            role_credentials: Duration::from_hours(1),
            device_code: Duration::from_mins(10),
            interval: Duration::from_secs(1),
            rotates_refresh_tokens: true,
            page_size: 100,
            latency: Duration::ZERO,
        }
    }
}

impl FakeAws {
    /// Makes an AWS without organizations, whose secrets `mint` remembers.
    pub fn new(clock: Arc<FakeClock>, mint: Arc<Mint>) -> Self {
        Self {
            clock,
            mint,
            state: Mutex::default(),
        }
    }

    /// Changes how long things live and how they are given.
    pub fn set(&self, change: impl FnOnce(&mut Lives)) {
        change(&mut locked(&self.state).lives);
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

    /// Makes every call end in the fault that `judge` gives for it, where the script has nothing to say.
    pub fn fail_when(&self, judge: impl Fn(&Call) -> Option<Fault> + Send + Sync + 'static) {
        locked(&self.state).script.judge(Arc::new(judge));
    }

    /// Ends every fault, scripted or judged.
    pub fn heal(&self) {
        locked(&self.state).script = Script::default();
    }

    /// Allows the access portal `per_second` requests, `burst` at once; more are answered 429 with `retry_in`.
    pub fn set_rate(&self, per_second: u32, burst: u32, retry_in: Option<Duration>) {
        locked(&self.state).rate = Some(Rate::new(per_second, burst, retry_in, self.clock.elapsed()));
    }

    /// Returns how many calls the rate refused.
    pub fn throttled(&self) -> usize {
        locked(&self.state).rate.as_ref().map_or(0, Rate::refused)
    }

    /// Returns every call, in order, whatever became of it.
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.state).calls.clone()
    }

    /// Returns how often `operation` was called.
    pub fn count(&self, operation: Operation) -> usize {
        locked(&self.state)
            .calls
            .iter()
            .filter(|call| call.operation == operation)
            .count()
    }

    /// Returns the most calls that were under way at once.
    pub fn most_in_flight(&self) -> usize {
        locked(&self.state).most_in_flight
    }

    /// Returns the operations to which a token of another portal, region or endpoint was sent.
    pub fn misdirected(&self) -> Vec<Operation> {
        locked(&self.state).misdirected.clone()
    }

    /// Forgets [`FakeAws::misdirected`]: for a test that sends tokens astray on purpose.
    pub fn forgive_misdirected(&self) {
        locked(&self.state).misdirected.clear();
    }

    fn now(&self) -> Timestamp {
        self.clock.true_now()
    }

    /// Does what every call goes through, then `act`, in one step.
    async fn perform<T, E: Answer>(
        &self,
        call: Call,
        act: impl FnOnce(&mut State, Timestamp) -> Result<T, E> + Send,
    ) -> Result<T, E> {
        let operation = call.operation;
        let fault = self.enter(call).await;
        match fault {
            None => act(&mut locked(&self.state), self.now()),
            Some(Fault::LostAnswer) => {
                let lost = act(&mut locked(&self.state), self.now());
                drop(lost);
                Err(E::of(Fault::LostAnswer, operation))
            }
            Some(fault) => Err(E::of(fault, operation)),
        }
    }

    async fn enter(&self, mut call: Call) -> Option<Fault> {
        let _in_flight = InFlight::new(self);
        let (latency, fault) = {
            let mut state = locked(&self.state);
            call.at = self.now();
            state.calls.push(call.clone());
            let limit = call
                .operation
                .is_limited()
                .then_some(state.rate.as_mut())
                .flatten();
            let fault = limit.and_then(|rate| rate.take(self.clock.elapsed()));
            (state.lives.latency, fault.or_else(|| state.script.fault(&call)))
        };
        if !latency.is_zero() {
            self.clock.sleep(latency).await;
        }
        match fault {
            Some(Fault::Delay(delay)) => {
                self.clock.sleep(delay).await;
                None
            }
            Some(Fault::Gate(gate)) => {
                gate.pass().await;
                None
            }
            fault => fault,
        }
    }
}

impl State {
    /// Tells whether a token of `place` may be used at `portal`, and remembers if it was sent astray.
    fn directed(&mut self, place: &PortalIdentity, portal: &Portal, operation: Operation) -> bool {
        let right = *place == PortalIdentity::from(portal);
        if !right {
            self.misdirected.push(operation);
        }
        right
    }
}

struct InFlight<'a>(&'a FakeAws);

impl<'a> InFlight<'a> {
    fn new(aws: &'a FakeAws) -> Self {
        let mut state = locked(&aws.state);
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
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
