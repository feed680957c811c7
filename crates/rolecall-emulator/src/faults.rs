//! Injected failures: their form, and which requests they affect. Must not know any API: what a failure looks
//! like is decided where errors are written.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One injection, as `POST /_emulator/faults` takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InjectedFault {
    /// An operation's name, or `*` for every API operation.
    #[serde(default = "every_operation")]
    operation: String,
    /// Only requests about this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    /// How many requests are affected; 0 means until removed.
    #[serde(default = "default_count")]
    count: u32,
    /// How many matching requests are left alone first.
    #[serde(default)]
    skip: u32,
    #[serde(flatten)]
    effect: FaultEffect,
}

/// What an affected request gets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum FaultEffect {
    /// The API's own "too many requests".
    Throttle {
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The right response, later; it is done just before that, and not at all for a client that went away.
    Delay { ms: u64 },
    /// It is done at once, and the right response comes later.
    DelayAfter { ms: u64 },
    /// The connection is closed; nothing was done.
    Drop,
    /// It was done, and the connection is closed without a response.
    DropAfter,
    /// It was done, and the connection is closed in the middle of the response body.
    CutBody,
    /// A 5xx in the API's shape.
    ServerError {
        #[serde(default = "default_status")]
        status: u16,
    },
    /// Status 200 with a body that does not parse.
    Malformed,
    /// Portal: the token is not accepted. Others: their nearest error.
    Unauthorized,
    /// Portal: "No access", as before an assignment has propagated.
    Forbidden,
    /// Any error of the API's own.
    Error {
        status: u16,
        code: String,
        #[serde(default)]
        message: String,
    },
}

/// A request, as far as faults select by it.
#[derive(Debug)]
pub(crate) struct FaultTarget<'a> {
    pub(crate) operation: &'a str,
    /// Whether `*` selects it.
    pub(crate) is_aws: bool,
    pub(crate) account_id: Option<String>,
}

/// The `count` of a fault that has affected its last request.
const USED_UP: u32 = u32::MAX;

fn every_operation() -> String {
    "*".to_owned()
}

fn default_count() -> u32 {
    1
}

fn default_status() -> u16 {
    500
}

/// The effect of the first fault that selects a request, and the delays of all that do; counts them as used.
pub(crate) fn take_effect(
    faults: &mut Vec<InjectedFault>,
    target: &FaultTarget<'_>,
) -> (Option<FaultEffect>, Duration) {
    let mut delay = Duration::ZERO;
    let mut effect = None;
    for fault in faults.iter_mut() {
        let is_delay = matches!(fault.effect, FaultEffect::Delay { .. });
        if (effect.is_some() && !is_delay) || !fault.selects(target) {
            continue;
        }
        if let FaultEffect::Delay { ms } = fault.effect {
            delay += Duration::from_millis(ms);
        } else {
            effect = Some(fault.effect.clone());
        }
        fault.use_once();
    }
    faults.retain(|fault| fault.count != USED_UP);
    (effect, delay)
}

impl InjectedFault {
    fn selects(&mut self, target: &FaultTarget<'_>) -> bool {
        let is_operation = self.operation == target.operation || (self.operation == "*" && target.is_aws);
        let is_account = self.account_id.is_none() || self.account_id == target.account_id;
        if !(is_operation && is_account) {
            return false;
        }
        let is_skipped = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        !is_skipped
    }

    fn use_once(&mut self) {
        match self.count {
            0 => {}
            1 => self.count = USED_UP,
            remaining => self.count = remaining - 1,
        }
    }

    /// Checks an injection before it is accepted.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.count == USED_UP {
            return Err("count is too large".to_owned());
        }
        if let FaultEffect::ServerError { status } | FaultEffect::Error { status, .. } = &self.effect
            && !(400..=599).contains(status)
        {
            return Err(format!("{status} is not the status of an error"));
        }
        Ok(())
    }
}
