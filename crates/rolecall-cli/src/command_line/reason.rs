//! The reason that a role is used for.

use clap::Args;

/// What a role is used for.
#[derive(Debug, Default, Args)]
pub struct ReasonArg {
    /// What you use the role for, such as a ticket; kept in the history, and shown by CloudTrail where the role allows it
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}
