//! Why there are no credentials of an IAM user.

use crate::ports::{MfaCommandError, UserStsError};
use rolecall_model::role_definition::{AccessKeyId, MfaSerial};
use thiserror::Error;

/// Why there are no credentials of an IAM user, or of a role that is assumed with their MFA device.
#[derive(Debug, Error)]
pub enum IamUserError {
    /// Nobody gave the code of this device.
    #[error("a code of the MFA device {0} is needed")]
    CodeNeeded(MfaSerial),
    /// The secret of the virtual device that is stored is none.
    #[error("the stored secret of the MFA device cannot be read")]
    InvalidSeed,
    /// The command that prints codes gave none.
    #[error("no MFA code: {0}")]
    Command(#[from] MfaCommandError),
    /// The keychain has no secret for the access key.
    #[error("there is no secret for the access key {0}")]
    SecretMissing(AccessKeyId),
    /// STS refused or cannot be reached.
    #[error(transparent)]
    Session(#[from] UserStsError),
}
