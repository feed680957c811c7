//! The command line as it is typed: verbs, arguments, help and examples.
//!
//! It must not do anything: see [`crate::verb`].

use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "rolecall",
    version,
    about = "Access to your AWS accounts and roles",
    long_about = "Signs you in through IAM Identity Center, lists every account and role you may assume, \
                  keeps role credentials in the keychain of this computer and hands them to shells and programs.",
    after_help = AFTER_HELP,
)]
pub struct CommandLine {
    /// What to do; nothing shows what is active.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const AFTER_HELP: &str = "\
A TARGET is portal/account/role, account/role (account: id or name), an alias, or @default.

Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall sign-in
  rolecall roles pay adm
  rolecall exec payments-prod/ReadOnly -- aws s3 ls
  rolecall console payments-prod/ReadOnly --destination s3

Exit codes:
  0 done            1 failed                  2 wrong use, or an ambiguous target
  3 sign-in needed  4 not assigned or denied  5 keychain locked or absent
  6 network or AWS unavailable";

/// What a person may ask for.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Adds, lists and removes access portals.
    #[command(after_help = "\
Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall portal list
  rolecall portal remove work")]
    Portal {
        /// What to do with portals.
        #[command(subcommand)]
        verb: PortalVerb,
    },
    /// Signs in to a portal in the browser.
    #[command(
        alias = "login",
        after_help = "\
Where no browser can be opened, a code is offered instead: open the link on any device and compare the code.

Examples:
  rolecall sign-in
  rolecall sign-in work --no-browser
  rolecall sign-in work --device-code"
    )]
    SignIn(SignInArgs),
    /// Signs out: erases the sign-in and its role sessions here, and revokes the sign-in at AWS.
    #[command(alias = "logout")]
    SignOut(PortalArg),
    /// Lists the accounts and roles you may assume.
    #[command(after_help = "\
The list is the one last obtained; it is obtained anew with --refresh, or when there is none.
Piped, each line is: target, account name, state, parted by tabs. A target ends with its role.

Examples:
  rolecall roles
  rolecall roles pay adm
  rolecall roles --refresh
  rolecall roles --json | jq -r '.assignments[].target'")]
    Roles(RolesArgs),
    /// Starts a role session: its credentials are kept in the keychain.
    Start(TargetArg),
    /// Stops a role session: its credentials leave the keychain.
    #[command(after_help = "\
Examples:
  rolecall stop payments-prod/ReadOnly
  rolecall stop --all")]
    Stop(StopArgs),
    /// Lists the role sessions that are active.
    #[command(name = "sessions")]
    RoleSessions(JsonArg),
    /// Shows or sets what @default means.
    #[command(after_help = "\
Examples:
  rolecall default
  rolecall default payments-prod/ReadOnly")]
    Default(OptionalTargetArg),
    /// Prints commands that give a shell the credentials of a role.
    #[command(after_help = "\
Examples:
  eval \"$(rolecall env payments-prod/ReadOnly)\"
  rolecall env payments-prod/ReadOnly --shell fish | source
  rolecall env payments-prod/ReadOnly --shell powershell | Out-String | Invoke-Expression
  rolecall env payments-prod/ReadOnly --shell dotenv > .env")]
    Env(EnvArgs),
    /// Runs a command with the credentials of a role in its environment, and nowhere else.
    #[command(after_help = "\
Examples:
  rolecall exec payments-prod/ReadOnly -- aws sts get-caller-identity
  rolecall exec @default -- terraform plan")]
    Exec(ExecArgs),
    /// Starts your shell with the credentials of a role in its environment.
    Shell(TargetArg),
    /// Answers an SDK that asks for credentials (credential_process of the AWS config file).
    #[command(after_help = "\
Example, in ~/.aws/config:
  [profile payments-prod]
  credential_process = rolecall credential-process work/123456789012/ReadOnly")]
    CredentialProcess(TargetArg),
    /// Opens the AWS console as a role.
    #[command(after_help = "\
Examples:
  rolecall console payments-prod/ReadOnly
  rolecall console payments-prod/ReadOnly --destination s3 --region eu-central-1
  rolecall console payments-prod/ReadOnly --print")]
    Console(ConsoleArgs),
    /// Checks what Rolecall needs and says what to mend.
    Doctor(JsonArg),
    /// Prints the completions of a shell; targets are completed from the kept list.
    #[command(after_help = "\
Examples:
  rolecall completions bash > ~/.local/share/bash-completion/completions/rolecall
  rolecall completions zsh > ~/.zfunc/_rolecall
  rolecall completions fish > ~/.config/fish/completions/rolecall.fish")]
    Completions(CompletionsArgs),
    /// Opens the window.
    App,
}

/// What may be done with portals.
#[derive(Debug, Subcommand)]
pub enum PortalVerb {
    /// Adds an access portal.
    #[command(after_help = "\
Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall portal add trial --start-url http://127.0.0.1:8080/start --region us-east-1 \\
      --endpoint-url http://127.0.0.1:8080")]
    Add(PortalAddArgs),
    /// Lists the portals and who is signed in.
    List(JsonArg),
    /// Signs out of a portal and forgets it.
    Remove {
        /// The portal's name.
        name: String,
    },
}

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
    /// Words to look for in portal, account, id, role and alias.
    pub query: Vec<String>,
    /// Obtains the list anew.
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

/// A target, if any.
#[derive(Debug, Args)]
pub struct OptionalTargetArg {
    /// portal/account/role, account/role or an alias.
    pub target: Option<String>,
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
}

/// For which shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell", "elvish"])]
    pub shell: String,
}
