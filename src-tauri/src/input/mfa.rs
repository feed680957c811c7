//! Codes of MFA devices.

use crate::messages;
use rolecall::ports::parse_mfa_code;
use rolecall::problem::Problem;
use rolecall_model::secret::MfaCode;

/// Parses a code: six digits, between which some devices show a space.
///
/// # Errors
/// `WrongInput` for anything else.
pub(crate) fn mfa_code(text: &str) -> Result<MfaCode, Problem> {
    parse_mfa_code(text).ok_or_else(|| Problem::invalid_input(messages::INVALID_MFA_CODE))
}
