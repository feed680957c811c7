//! The arguments of `role find`.

use crate::command_line::MfaCodeArg;
use crate::command_line::reason::ReasonArg;
use clap::Args;

/// Arguments of `role find`.
#[derive(Debug, Args)]
pub struct RoleFindArgs {
    /// ARNs of roles, or switch-role links of the console; with -, those on standard input are added
    #[arg(value_name = "ROLE")]
    pub roles: Vec<String>,
    /// The role whose credentials are used: portal/account/role, account/role, an alias or a role that you defined
    #[arg(long, value_name = "TARGET")]
    pub from: String,
    /// Also try the usual names of administration roles, such as OrganizationAccountAccessRole, in every account of your lists
    #[arg(long)]
    pub usual_names: bool,
    /// Try at most so many roles
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u8).range(1..=200))]
    pub max: u8,
    /// Define the roles that can be assumed
    #[arg(long, conflicts_with = "plan")]
    pub add: bool,
    /// Show what would be tried, and try nothing
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Try without asking; also skips the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
    /// What the roles are tried for.
    #[command(flatten)]
    pub reason: ReasonArg,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}
