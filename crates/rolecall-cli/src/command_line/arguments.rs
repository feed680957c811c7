//! The arguments of the verbs as they are typed.
//!
//! It must not know what a verb does with them.

use clap::Args;
use std::ffi::OsString;

/// What describes a portal.
#[derive(Debug, Args)]
pub struct PortalAddArgs {
    /// Your name for it.
    pub name: String,
    /// The address of the access portal, as you find it in the browser.
    #[arg(long, value_name = "URL")]
    pub start_url: String,
    /// The region of its IAM Identity Center; may be left out where the address tells it.
    #[arg(long)]
    pub region: Option<String>,
    /// Replaces the addresses of AWS: an emulator or a private endpoint.
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}

/// How to sign in.
#[derive(Debug, Args)]
pub struct SignInArgs {
    /// The portal; may be left out when there is one.
    pub portal: Option<String>,
    /// Signs in by a code that you confirm on any device.
    #[arg(long, conflicts_with = "no_browser")]
    pub device_code: bool,
    /// Opens no browser: shows the link to open in a browser of this computer.
    #[arg(long)]
    pub no_browser: bool,
    /// Asks Rolecall's window, which must be open or in the tray, to show the sign-in.
    #[arg(long, conflicts_with_all = ["device_code", "no_browser"])]
    pub in_window: bool,
}

/// A portal.
#[derive(Debug, Args)]
pub struct PortalArg {
    /// The portal; may be left out when there is one.
    pub portal: Option<String>,
}

/// What to list.
#[derive(Debug, Args)]
pub struct RolesArgs {
    /// Words to look for in portal, account, id, role, alias and tags.
    pub query: Vec<String>,
    /// Obtains the list again.
    #[arg(long)]
    pub refresh: bool,
    /// Answers with JSON.
    #[arg(long)]
    pub json: bool,
}

/// A target.
#[derive(Debug, Args)]
pub struct TargetArg {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
}

/// What to start.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
    /// Lets it end with its credentials, whatever the settings say.
    #[arg(long)]
    pub no_renew: bool,
    /// Does not ask before production.
    #[arg(long, short)]
    pub yes: bool,
}

/// What @default shall mean.
#[derive(Debug, Args)]
pub struct DefaultArgs {
    /// portal/account/role, account/role or an alias; shows the present one when left out.
    pub target: Option<String>,
    /// Lets it mean nothing.
    #[arg(long, conflicts_with = "target")]
    pub clear: bool,
}

/// Which shell to start.
#[derive(Debug, Args)]
pub struct ShellArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
    /// Does not ask before production.
    #[arg(long, short)]
    pub yes: bool,
}

/// Which part of the history.
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// Words to look for in portal, account, id, role, alias, program, folder and detail.
    pub query: Vec<String>,
    /// From when; from the beginning when left out.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Until when; until now when left out.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// Only this kind of event; may be given several times.
    #[arg(long, value_name = "KIND", value_parser = EVENTS)]
    pub event: Vec<String>,
    /// No more than so many, the newest. On a terminal 50 when left out, elsewhere all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Answers with JSON.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Answers with CSV.
    #[arg(long)]
    pub csv: bool,
}

/// The ids of the domain's events; a test holds them equal.
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

/// What to call and mark a role with.
#[derive(Debug, Args)]
pub struct LabelArgs {
    /// portal/account/role, account/role, an alias or @default; lists every label when left out.
    pub target: Option<String>,
    /// Sets a short name, which is a target, too.
    #[arg(long, value_name = "NAME", requires = "target", conflicts_with = "no_alias")]
    pub alias: Option<String>,
    /// Takes its short names away.
    #[arg(long, requires = "target")]
    pub no_alias: bool,
    /// Sets a colour.
    #[arg(long, alias = "color", value_parser = COLOURS, requires = "target", conflicts_with = "no_colour")]
    pub colour: Option<String>,
    /// Takes the colour away.
    #[arg(long, alias = "no-color", requires = "target")]
    pub no_colour: bool,
    /// Sets a note.
    #[arg(long, value_name = "TEXT", requires = "target", conflicts_with = "no_note")]
    pub note: Option<String>,
    /// Takes the note away.
    #[arg(long, requires = "target")]
    pub no_note: bool,
    /// Makes it a favourite.
    #[arg(
        long,
        alias = "favorite",
        requires = "target",
        conflicts_with = "no_favourite"
    )]
    pub favourite: bool,
    /// Makes it no favourite.
    #[arg(long, alias = "no-favorite", requires = "target")]
    pub no_favourite: bool,
    /// Answers with JSON.
    #[arg(long)]
    pub json: bool,
}

/// The ids of the domain's colours; a test holds them equal.
pub(crate) const COLOURS: [&str; 8] = [
    "red", "orange", "amber", "green", "teal", "blue", "purple", "pink",
];

/// What to tag an account with.
#[derive(Debug, Args)]
pub struct TagArgs {
    /// The account's id or name; lists every tag when left out.
    pub account: Option<String>,
    /// The tags to add; shows the present ones when left out.
    #[arg(value_name = "TAG")]
    pub tags: Vec<String>,
    /// Takes the tags away instead.
    #[arg(long, requires = "tags")]
    pub remove: bool,
    /// Answers with JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to do with the window.
#[derive(Debug, Args)]
pub struct AppArgs {
    /// Ends Rolecall's window and tray. Role sessions stay as they are and are renewed no more.
    #[arg(long)]
    pub quit: bool,
}

/// What to stop.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct StopArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: Option<String>,
    /// Stops every role session.
    #[arg(long)]
    pub all: bool,
}

/// The form of the answer.
#[derive(Debug, Args)]
pub struct JsonArg {
    /// Answers with JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to print for which shell.
#[derive(Debug, Args)]
pub struct EnvArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
    /// The shell or form to print for; your own shell when left out.
    #[arg(long, value_name = "SHELL", value_parser = FORMATS)]
    pub shell: Option<String>,
    /// Does not ask before production.
    #[arg(long, short)]
    pub yes: bool,
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

/// What to run.
#[derive(Debug, Args)]
pub struct ExecArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
    /// Does not ask before production.
    #[arg(long, short)]
    pub yes: bool,
}

/// Where to land.
#[derive(Debug, Args)]
pub struct ConsoleArgs {
    /// portal/account/role, account/role, an alias or @default.
    pub target: String,
    /// Where to land: a service such as s3, a path, or an address of the console.
    #[arg(long)]
    pub destination: Option<String>,
    /// The region to land in.
    #[arg(long)]
    pub region: Option<String>,
    /// Prints the link instead of opening it. For some minutes, whoever has it is signed in as the role.
    #[arg(long)]
    pub print: bool,
    /// Does not ask before production.
    #[arg(long, short)]
    pub yes: bool,
}

/// For which shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish"])]
    pub shell: String,
}
