//! The code of an MFA device, in the requests that take one.

use super::denied;
use crate::caller::RequestSigner;
use crate::clock::EpochTime;
use crate::mfa::Seed;
use crate::query::{TextRule, Violations, is_word_or};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const SERIAL_NUMBER_RULE: TextRule = TextRule {
    length: 9..=256,
    is_allowed: |character| is_word_or(character, "+=/:,.@-"),
    pattern: "[\\w+=/:,.@-]*",
};

const TOKEN_CODE_RULE: TextRule = TextRule {
    length: 6..=6,
    is_allowed: |character| character.is_ascii_digit(),
    pattern: "[\\d]*",
};

/// `SerialNumber` and `TokenCode`.
pub(super) fn read(request: &ApiRequest, violations: &mut Violations) -> (Option<String>, Option<String>) {
    let serial_number = violations.optional(request, "SerialNumber", &SERIAL_NUMBER_RULE);
    let token_code = violations.optional(request, "TokenCode", &TOKEN_CODE_RULE);
    (serial_number, token_code)
}

/// Checks a code and makes it unusable; returns when it was given, none when there was none.
pub(super) fn verify(
    state: &mut EmulatorState,
    caller: &RequestSigner,
    serial_number: Option<&str>,
    token_code: Option<&str>,
) -> Result<Option<EpochTime>, ApiResponse> {
    let (serial_number, code) = match (serial_number, token_code) {
        (None, None) => return Ok(None),
        (Some(serial_number), Some(code)) => (serial_number, code),
        (Some(_), None) | (None, Some(_)) => {
            return Err(denied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
            ));
        }
    };
    let seed = seed_of(state, caller, serial_number).ok_or_else(|| {
        denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial \
             number is valid and associated with this user.",
        )
    })?;
    let now = state.now();
    let step = seed.step_of(code, now);
    let used_codes = &mut state.records.iam.used_codes;
    let is_fresh = step.is_some_and(|step| used_codes.insert((serial_number.to_owned(), step)));
    if !is_fresh {
        return Err(denied(
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        ));
    }
    Ok(Some(now))
}

/// The seed of one of the caller's own devices.
fn seed_of(state: &EmulatorState, caller: &RequestSigner, serial_number: &str) -> Option<Seed> {
    let account = state.directory.account(&caller.account_id)?;
    let user = account.iam_user(caller.user_name()?)?;
    let mut devices = user.mfa_devices.iter();
    let device = devices
        .find(|device| device.serial_number(state.partition.id, &caller.account_id) == serial_number)?;
    Seed::parse(&device.seed)
}
