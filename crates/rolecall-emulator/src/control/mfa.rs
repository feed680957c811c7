//! What a virtual MFA device shows, for tests that have none at hand. Must not make a code used.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::mfa::{Seed, seconds_left, step_at};
use crate::state::EmulatorState;

/// Which code is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MfaCommand {
    serial_number: String,
    /// 0 for the current step, -1 for the one before, 1 for the next.
    #[serde(default)]
    step: i64,
}

pub(super) fn show_code(state: &EmulatorState, command: &MfaCommand) -> Result<Value, String> {
    let partition = state.partition.id;
    let accounts = &state.directory.organization.accounts;
    let devices = accounts.iter().flat_map(|account| {
        let devices = account.iam_users.iter().flat_map(|user| &user.mfa_devices);
        devices.map(|device| (device.serial_number(partition, &account.id), &device.seed))
    });
    let named = devices
        .into_iter()
        .find(|(serial_number, _)| *serial_number == command.serial_number);
    let seed = named
        .and_then(|(_, seed)| Seed::parse(seed))
        .ok_or("there is no such MFA device")?;
    let now = state.now();
    let step = step_at(now).saturating_add(command.step);
    Ok(json!({"code": seed.code(step), "seconds_left": seconds_left(now)}))
}
