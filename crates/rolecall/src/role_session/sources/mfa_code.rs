//! Where the code of an MFA device comes from: the secret of a virtual device that the user stored, the command that they named,
//! or the user themselves.
//!
//! It must not know what the code is for.

use super::super::iam_user_error::IamUserError;
use super::super::record::RoleSessionError;
use crate::clock_difference::observed_clock_difference;
use crate::ports::{EnteredMfaCodes, MfaCodeRequest, Ports, RoleSecretKey, RoleSecretKind};
use crate::totp::{MfaSeed, time_to_next_code};
use rolecall_model::Timestamp;
use rolecall_model::role_definition::{IamUser, MfaSerial};
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::secret::MfaCode;

/// How many codes a user may give for one request: AWS makes them wait after too many.
const MAX_ENTERED_CODES: u32 = 5;

/// An IAM user, and the name that their key and their device are stored under.
#[derive(Clone, Copy)]
pub(super) struct DefinedUser<'a> {
    pub(super) name: &'a DefinedRoleName,
    pub(super) user: &'a IamUser,
}

/// The codes of a device, one after another: each works once.
pub(super) struct DeviceCodes<'a> {
    ports: &'a Ports,
    device: &'a MfaSerial,
    origin: CodeOrigin<'a>,
    /// How many there were.
    count: u32,
}

enum CodeOrigin<'a> {
    /// They are computed.
    Seed(MfaSeed),
    /// This command prints them.
    Command(&'a str),
    User(Box<dyn EnteredMfaCodes>),
}

impl<'a> DeviceCodes<'a> {
    /// Finds where the codes of `device` come from, with which credentials of `role` are requested. Seed and command are those of
    /// the user's own device.
    ///
    /// # Errors
    /// [`IamUserError::InvalidSeed`] or [`RoleSessionError::Keychain`].
    pub(super) async fn find(
        ports: &'a Ports,
        defined: DefinedUser<'a>,
        role: &RoleRef,
        device: &'a MfaSerial,
    ) -> Result<Self, RoleSessionError> {
        let is_own = defined.user.mfa_serial.as_ref().is_none_or(|own| own == device);
        let seed = match is_own {
            true => stored_seed(ports, defined.name).await?,
            false => None,
        };
        let command = defined.user.mfa_command.as_deref().filter(|_| is_own);
        let request = || MfaCodeRequest {
            role: role.clone(),
            device: device.clone(),
        };
        let origin = match (seed, command) {
            (Some(seed), _) => CodeOrigin::Seed(seed),
            (None, Some(command)) => CodeOrigin::Command(command),
            (None, None) => CodeOrigin::User(ports.desktop.mfa_prompt.codes(request())),
        };
        Ok(Self {
            ports,
            device,
            origin,
            count: 0,
        })
    }

    /// Returns the device.
    pub(super) fn device(&self) -> &'a MfaSerial {
        self.device
    }

    /// Returns the first code.
    ///
    /// # Errors
    /// [`IamUserError::CodeNeeded`] or [`IamUserError::Command`].
    pub(super) async fn first(&mut self) -> Result<MfaCode, IamUserError> {
        let code = match &self.origin {
            CodeOrigin::Command(command) => {
                let printed = self.ports.store.mfa_commands.printed_code(command).await;
                return printed.map_err(IamUserError::Command);
            }
            CodeOrigin::Seed(seed) => Some(seed.code(aws_now(self.ports))),
            CodeOrigin::User(_) => self.entered().await,
        };
        code.ok_or_else(|| IamUserError::CodeNeeded(self.device.clone()))
    }

    /// Returns another code after one that AWS refused; nothing where there is none in time. A computed code that was used before is
    /// replaced by the next one, once.
    pub(super) async fn another(&mut self) -> Option<MfaCode> {
        self.count += 1;
        match &self.origin {
            CodeOrigin::Command(_) => None,
            CodeOrigin::Seed(seed) => {
                let (ports, clock) = (self.ports, self.ports.clock.as_ref());
                let next_in = time_to_next_code(aws_now(ports));
                if self.count > 1 || !ports.deadline.allows(clock, next_in) {
                    return None;
                }
                clock.sleep(next_in).await;
                Some(seed.code(aws_now(ports)))
            }
            CodeOrigin::User(_) if self.count >= MAX_ENTERED_CODES => None,
            CodeOrigin::User(_) => self.entered().await,
        }
    }

    async fn entered(&mut self) -> Option<MfaCode> {
        let CodeOrigin::User(codes) = &mut self.origin else {
            return None;
        };
        let (deadline, clock) = (self.ports.deadline, self.ports.clock.as_ref());
        deadline.bound(clock, codes.next()).await.flatten()
    }
}

async fn stored_seed(ports: &Ports, name: &DefinedRoleName) -> Result<Option<MfaSeed>, RoleSessionError> {
    let key = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::MfaSeed,
    };
    let Some(secret) = ports.store.keychain.role_secret(&key).await? else {
        return Ok(None);
    };
    Ok(Some(MfaSeed::parse(&secret).ok_or(IamUserError::InvalidSeed)?))
}

/// Returns the time as AWS has it: a code of a wrong clock is refused.
fn aws_now(ports: &Ports) -> Timestamp {
    let now = ports.clock.now();
    observed_clock_difference(ports).map_or(now, |difference| now + difference.offset())
}
