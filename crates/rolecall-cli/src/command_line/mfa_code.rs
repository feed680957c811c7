//! The argument that gives the code of an MFA device.

use clap::Args;

/// The code of an MFA device.
#[derive(Clone, Debug, Default, Args)]
pub struct MfaCodeArg {
    /// Code that the MFA device shows, for an IAM user or a role that asks for one; without it you are asked in the terminal
    #[arg(long, value_name = "CODE")]
    pub mfa_code: Option<String>,
}
