//! The arguments of each verb.
//!
//! It must not know what a verb does with them.

use super::MfaCodeArg;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rolecall::settings::{SETTINGS, SettingDescriptor, find_setting};
use std::ffi::OsString;

/// Arguments of `portal add`.
#[derive(Debug, Args)]
pub struct PortalAddArgs {
    /// Your name for the portal
    pub name: String,
    /// Start URL of the access portal, as shown in your browser
    #[arg(
        value_name = "URL",
        required_unless_present = "start_url",
        conflicts_with = "start_url"
    )]
    pub url: Option<String>,
    /// The same, as an option
    #[arg(long, value_name = "URL")]
    pub start_url: Option<String>,
    /// Region of IAM Identity Center; optional if the start URL contains it
    #[arg(long)]
    pub region: Option<String>,
    /// Use this endpoint instead of AWS's own, such as an emulator or a private endpoint
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// What only a portal of account access manager takes.
    #[command(flatten)]
    pub account_access: AccountAccessArgs,
}

/// What `portal add` takes for a portal of account access manager.
#[derive(Debug, Args)]
#[command(next_help_heading = "For a portal of account access manager")]
pub struct AccountAccessArgs {
    /// Start URL of IAM Identity Center; optional if you have one portal in the same region
    #[arg(long, value_name = "URL")]
    pub identity_center_url: Option<String>,
    /// Application that client registrations name, if your administrator says that they must
    #[arg(long, value_name = "ARN")]
    pub entitled_application_arn: Option<String>,
    /// How long role sessions last, 900 to 43200 [default: as long as AWS decides]
    #[arg(long, value_name = "SECONDS")]
    pub duration: Option<u64>,
    /// Name of role sessions, which CloudTrail shows [default: AWS names them]
    #[arg(long, value_name = "NAME")]
    pub session_name: Option<String>,
}

/// Arguments of `sign-in`.
#[derive(Debug, Args)]
pub struct SignInArgs {
    /// Name of the portal; optional if you have only one
    pub portal: Option<String>,
    /// Sign in with a code that you confirm on any device
    #[arg(long, conflicts_with = "no_browser")]
    pub device_code: bool,
    /// Print the sign-in link instead of opening a browser; open it on this computer
    #[arg(long)]
    pub no_browser: bool,
    /// Sign in through Rolecall's window, which must be open or in the tray
    #[arg(long, conflicts_with_all = ["device_code", "no_browser"])]
    pub in_window: bool,
}

/// Arguments of a verb that takes a portal.
#[derive(Debug, Args)]
pub struct PortalArg {
    /// Name of the portal; optional if you have only one
    pub portal: Option<String>,
}

/// Arguments of `roles`.
#[derive(Debug, Args)]
pub struct RolesArgs {
    /// Words to find in portal, account, account ID, role, alias and tags
    pub query: Vec<String>,
    /// Fetch the list again
    #[arg(long)]
    pub refresh: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `credential-process`.
#[derive(Debug, Args)]
pub struct CredentialProcessArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

/// Arguments of `start`.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// Do not renew the role session automatically, whatever the settings say
    #[arg(long)]
    pub no_renew: bool,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

/// Arguments of `default`.
#[derive(Debug, Args)]
pub struct DefaultArgs {
    /// portal/account/role, account/role or an alias; without it, the current default is shown
    pub target: Option<String>,
    /// Clear it
    #[arg(long, conflicts_with = "target")]
    pub clear: bool,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
}

/// Arguments of `shell`.
#[derive(Debug, Args)]
pub struct ShellArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

/// Arguments of `history`.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Words to find in portal, account, account ID, role, alias, program, folder and detail
    pub query: Vec<String>,
    /// Start of the period [default: the first entry]
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// End of the period [default: now]
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// Show only events of this kind; can be repeated
    #[arg(long, value_name = "KIND", value_parser = EVENTS)]
    pub event: Vec<String>,
    /// Show at most the N newest entries [default: 50 in a terminal, otherwise all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print CSV
    #[arg(long)]
    pub csv: bool,
}

/// The IDs of the domain's history events; a test compares them.
pub(crate) const EVENTS: [&str; 11] = [
    "signed-in",
    "signed-out",
    "issued",
    "renewed",
    "given",
    "copied",
    "console-opened",
    "stopped",
    "limit-reached",
    "denied",
    "default-changed",
];

/// Arguments of `label`.
#[derive(Debug, Args)]
pub struct LabelArgs {
    /// portal/account/role, account/role, an alias or @default; without it, all labels are listed
    pub target: Option<String>,
    /// Set a short name that you can use as a target
    #[arg(long, value_name = "NAME", requires = "target", conflicts_with = "no_alias")]
    pub alias: Option<String>,
    /// Remove all aliases of the role
    #[arg(long, requires = "target")]
    pub no_alias: bool,
    /// Set a colour
    #[arg(long, alias = "color", value_parser = COLOURS, requires = "target", conflicts_with = "no_colour")]
    pub colour: Option<String>,
    /// Remove the colour
    #[arg(long, alias = "no-color", requires = "target")]
    pub no_colour: bool,
    /// Set a note
    #[arg(long, value_name = "TEXT", requires = "target", conflicts_with = "no_note")]
    pub note: Option<String>,
    /// Remove the note
    #[arg(long, requires = "target")]
    pub no_note: bool,
    /// Add to favourites
    #[arg(
        long,
        alias = "favorite",
        requires = "target",
        conflicts_with = "no_favourite"
    )]
    pub favourite: bool,
    /// Remove from favourites
    #[arg(long, alias = "no-favorite", requires = "target")]
    pub no_favourite: bool,
    /// Move all aliases of a role that is gone to the one that came in its place
    #[arg(
        long,
        requires = "target",
        conflicts_with_all = ["alias", "no_alias", "ignore_rename"]
    )]
    pub follow_rename: bool,
    /// Keep the aliases of a role that is gone, and do not be told of its rename again
    #[arg(long, requires = "target")]
    pub ignore_rename: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The IDs of the domain's colours; a test compares them.
pub(crate) const COLOURS: [&str; 8] = [
    "red", "orange", "amber", "green", "teal", "blue", "purple", "pink",
];

/// Arguments of `tag`.
#[derive(Debug, Args)]
pub struct TagArgs {
    /// ID or name of the account; without it, all tags are listed
    pub account: Option<String>,
    /// Tags to add; without any, the current tags are shown
    #[arg(value_name = "TAG")]
    pub tags: Vec<String>,
    /// Remove the tags instead
    #[arg(long, requires = "tags")]
    pub remove: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of a verb that takes a setting.
#[derive(Debug, Args)]
pub struct SettingArg {
    /// Name of the setting
    #[arg(value_name = "KEY", value_parser = setting_parser())]
    pub setting: &'static SettingDescriptor,
}

/// Arguments of `settings set`.
#[derive(Debug, Args)]
pub struct SettingSetArgs {
    /// Name of the setting
    #[arg(value_name = "KEY", value_parser = setting_parser())]
    pub setting: &'static SettingDescriptor,
    /// Its value; for patterns as many as you like, or '' for none
    #[arg(value_name = "VALUE", required = true, allow_negative_numbers = true)]
    pub values: Vec<String>,
    /// Skip the confirmation for production accounts when setting `default`
    #[arg(long, short)]
    pub yes: bool,
}

fn setting_parser() -> impl TypedValueParser<Value = &'static SettingDescriptor> {
    let keys = SETTINGS
        .iter()
        .map(|setting| PossibleValue::new(setting.key).help(setting.description));
    PossibleValuesParser::new(keys).try_map(|key| find_setting(&key).ok_or("no setting has this name"))
}

/// Arguments of `app`.
#[derive(Debug, Args)]
pub struct AppArgs {
    /// Quit Rolecall's window and tray; role sessions stay active but are no longer renewed
    #[arg(long)]
    pub quit: bool,
}

/// Arguments of `stop`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct StopArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: Option<String>,
    /// Stop all role sessions
    #[arg(long)]
    pub all: bool,
}

/// Arguments of a verb that only takes an output format.
#[derive(Debug, Args)]
pub struct JsonArg {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `env`.
#[derive(Debug, Args)]
pub struct EnvArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// Shell or format to print for [default: your shell]
    #[arg(long, value_name = "SHELL", value_parser = FORMATS)]
    pub shell: Option<String>,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

const FORMATS: [&str; 9] = [
    "bash",
    "zsh",
    "posix",
    "fish",
    "powershell",
    "cmd",
    "nushell",
    "dotenv",
    "json",
];

/// Arguments of `exec`.
#[derive(Debug, Args)]
pub struct ExecArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// Command to run and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

/// Arguments of `console`.
#[derive(Debug, Args)]
pub struct ConsoleArgs {
    /// portal/account/role, account/role, an alias or @default
    pub target: String,
    /// Page to open: a service such as s3, a path, or a console URL
    #[arg(long)]
    pub destination: Option<String>,
    /// Region to open the console in
    #[arg(long)]
    pub region: Option<String>,
    /// Print the link instead of opening it; for some minutes, anyone who has it can sign in as the role
    #[arg(long)]
    pub print: bool,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish"])]
    pub shell: String,
}
