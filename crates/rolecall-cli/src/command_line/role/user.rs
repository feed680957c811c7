//! The arguments that define an IAM user.

use clap::Args;

/// An IAM user whose temporary credentials are used.
#[derive(Debug, Default, Args)]
pub struct UserArgs {
    /// Use temporary credentials of the IAM user that --access-key-id belongs to; the secret access key is asked for, or read from
    /// standard input
    #[arg(long, requires = "access_key_id")]
    pub user: bool,
    /// Id of an access key of the user
    #[arg(long, value_name = "ID", requires = "user")]
    pub access_key_id: Option<String>,
}

/// How the code of the user's MFA device is had.
#[derive(Debug, Default, Args)]
pub struct MfaCommandArg {
    /// Command of the shell that prints a code of the user's MFA device
    #[arg(long, value_name = "COMMAND")]
    pub mfa_command: Option<String>,
}

/// Arguments of `role mfa-seed`.
#[derive(Debug, Args)]
pub struct MfaSeedArgs {
    /// Your name for the IAM user
    pub name: String,
    /// Erase it from the keychain; codes are asked for again
    #[arg(long)]
    pub remove: bool,
}
