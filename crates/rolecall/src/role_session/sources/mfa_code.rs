//! Where the code of an MFA device comes from: the secret of a virtual device that the user stored, the command that they named,
//! or the user themselves.
//!
//! It must not know what the code is for.

use super::super::iam_user_error::IamUserError;
use super::super::record::RoleSessionError;
use crate::clock_difference::observed_clock_difference;
use crate::ports::{Ports, RoleSecretKey, RoleSecretKind};
use crate::totp::{MfaSeed, time_to_next_code};
use rolecall_model::Timestamp;
use rolecall_model::role_definition::{IamUser, MfaSerial};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::MfaCode;
use std::time::Duration;

/// An IAM user, and the name that their key and their device are stored under.
#[derive(Clone, Copy)]
pub(super) struct DefinedUser<'a> {
    pub(super) name: &'a DefinedRoleName,
    pub(super) user: &'a IamUser,
}

/// A code, and where it is from.
pub(super) struct FoundCode {
    pub(super) code: MfaCode,
    pub(super) origin: CodeOrigin,
}

/// Where a code is from.
#[derive(Clone, Copy)]
pub(super) enum CodeOrigin {
    /// Computed; there is another one in this time.
    Seed { next_in: Duration },
    /// From a command or from the user.
    Entered,
}

/// Returns a code of `device`. Seed and command are those of the user's own device.
///
/// # Errors
/// [`RoleSessionError::IamUser`] or [`RoleSessionError::Keychain`].
pub(super) async fn find(
    ports: &Ports,
    defined: DefinedUser<'_>,
    device: &MfaSerial,
) -> Result<FoundCode, RoleSessionError> {
    let entered = |code| FoundCode {
        code,
        origin: CodeOrigin::Entered,
    };
    let is_own = defined.user.mfa_serial.as_ref().is_none_or(|own| own == device);
    if is_own {
        let key = RoleSecretKey {
            role: defined.name.clone(),
            kind: RoleSecretKind::MfaSeed,
        };
        if let Some(secret) = ports.store.keychain.role_secret(&key).await? {
            let seed = MfaSeed::parse(&secret).ok_or(IamUserError::InvalidSeed)?;
            let now = aws_now(ports);
            return Ok(FoundCode {
                code: seed.code(now),
                origin: CodeOrigin::Seed {
                    next_in: time_to_next_code(now),
                },
            });
        }
        if let Some(command) = &defined.user.mfa_command {
            let printed = ports.store.mfa_commands.printed_code(command).await;
            return Ok(entered(printed.map_err(IamUserError::Command)?));
        }
    }
    let asked = ports.desktop.mfa_prompt.code(device);
    let code = ports.deadline.bound(ports.clock.as_ref(), asked).await.flatten();
    let code = code.ok_or_else(|| IamUserError::CodeNeeded(device.clone()))?;
    Ok(entered(code))
}

/// Returns the time as AWS has it: a code of a wrong clock is refused.
fn aws_now(ports: &Ports) -> Timestamp {
    let now = ports.clock.now();
    observed_clock_difference(ports).map_or(now, |difference| now + difference.offset())
}
