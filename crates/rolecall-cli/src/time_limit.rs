//! How long a program waits for a verb.
//!
//! SDKs end `credential-process` after a minute (botocore's `ProcessProvider` and the AWS SDKs for Go, Java and JavaScript): a
//! shorter limit leaves time to say what was waited for. What a user starts in a terminal may wait longer, for an answer to a
//! prompt of the keychain for instance.

use crate::failure::Failure;
use crate::messages::program as messages;
use rolecall::ports::{Clock, Deadline, Ports};
use std::time::Duration;

/// How long `credential-process` may run, from the start of the program to its end.
pub const CREDENTIAL_PROCESS: Duration = Duration::from_secs(45);
/// How long its steps may take, so that the rest is enough to store and print what they gave, or why they failed.
const CREDENTIAL_PROCESS_STEPS: Duration = Duration::from_secs(40);
/// How long after its steps it is ended, if a step did not keep to its deadline.
const REST: Duration = Duration::from_secs(4);
/// How long other verbs may take to obtain credentials, once it is known for which role.
const OBTAINING: Duration = Duration::from_mins(2);

/// Returns the deadline for the steps of a `credential-process` that starts now.
pub fn of_credential_process(clock: &dyn Clock) -> Deadline {
    Deadline::from_now(clock, CREDENTIAL_PROCESS_STEPS)
}

/// Returns the ports for a verb that begins to obtain credentials now.
pub(crate) fn of_obtaining(ports: &Ports) -> Ports {
    ports.with_deadline(Deadline::from_now(ports.clock.as_ref(), OBTAINING))
}

/// Runs `credential-process` as a whole: what no step gave up is ended.
///
/// # Errors
/// That of `verb`, or that it took too long.
pub(crate) async fn of_whole(
    ports: &Ports,
    verb: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let ended = ports
        .deadline
        .extended(REST)
        .bound(ports.clock.as_ref(), verb)
        .await;
    ended.unwrap_or_else(|| Err(out_of_time()))
}

/// Returns the failure of a program that took too long.
pub fn out_of_time() -> Failure {
    Failure::Message(messages::out_of_time(CREDENTIAL_PROCESS))
}
