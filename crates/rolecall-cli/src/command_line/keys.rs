//! The commands for the access keys of IAM users, and their arguments.

use super::MfaCodeArg;
use clap::{Args, Subcommand};

/// The key commands.
#[derive(Debug, Subcommand)]
pub enum KeysVerb {
    /// List the access keys of an IAM user: how old each is, and when it was used last
    List(KeysArgs),
    /// Replace the access key of an IAM user by a new one
    #[command(after_help = "\
A new key is made, tried out and used from then on; the old one is switched off and deleted. Until the new key is used, a failure
undoes everything. Interrupted or failed after that, run it again: it completes what is left.

AWS allows an IAM user two access keys. If the user has another one that Rolecall did not make, nothing is changed: delete it first
if nobody needs it.

The user must be allowed iam:ListAccessKeys, iam:CreateAccessKey, iam:UpdateAccessKey, iam:DeleteAccessKey and
iam:GetAccessKeyLastUsed on themselves.

Examples:
  rolecall keys rotate carol
  rolecall keys rotate carol --mfa-code 123456")]
    Rotate(KeysArgs),
}

/// Arguments of `keys list` and `keys rotate`.
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// Your name for the IAM user
    pub name: String,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}
