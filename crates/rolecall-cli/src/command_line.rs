//! The command line: verbs, arguments, help texts and examples.
//!
//! It only parses; the module `verb` runs the result.

mod arguments;
mod keys;
mod mfa_code;
mod reason;
mod role;

pub use arguments::{
    AccountAccessArgs, AppArgs, CompletionsArgs, ConsoleArgs, CredentialProcessArgs, DefaultArgs, EnvArgs,
    ExecArgs, HistoryArgs, JsonArg, LabelArgs, PortalAddArgs, PortalArg, RolesArgs, SettingArg,
    SettingSetArgs, ShellArgs, SignInArgs, StartArgs, StopArgs, TagArgs,
};

pub use keys::{KeysArgs, KeysVerb};
pub use mfa_code::MfaCodeArg;
pub use reason::ReasonArg;
pub use role::{
    CertificateArgs, EnteredArgs, LoginArgs, MfaCommandArg, MfaSeedArgs, ProcessArgs, RoleAddArgs,
    RoleEditArgs, RoleFindArgs, RoleImportArgs, RoleNameArgs, RoleOptionArgs, RoleTestArgs, RoleVerb,
    SamlArgs, UserArgs, WebIdentityArgs,
};

#[cfg(test)]
pub(crate) use arguments::{COLOURS, EVENTS};

use clap::{Parser, Subcommand};

/// The parsed command line.
#[derive(Debug, Parser)]
#[command(
    name = "rolecall",
    version,
    about = "Access your AWS accounts and roles",
    long_about = "Signs you in through IAM Identity Center, lists every account and role you can assume, \
                  stores role credentials in your system's keychain and provides them to shells and programs.",
    after_help = AFTER_HELP,
)]
pub struct CommandLine {
    /// The command to run; without one, an overview is printed.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

const AFTER_HELP: &str = "\
A TARGET is portal/account/role, account/role (account: id or name), an alias, or @default.

Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall portal add roles https://aa-gyxmap389.account-access.eu-central-1.app.aws
  rolecall sign-in
  rolecall roles pay adm
  rolecall exec payments-prod/ReadOnly -- aws s3 ls
  rolecall default payments-prod/ReadOnly
  rolecall console payments-prod/ReadOnly --destination s3

Exit codes:
  0 success                                  1 failure
  2 invalid usage or ambiguous target        3 sign-in needed
  4 not assigned, denied or limit reached    5 keychain locked or missing
  6 network or AWS unavailable
`rolecall exec` ends as its command does: 127 if that is not found, 126 if it cannot be run.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Add, list and remove access portals
    #[command(after_help = "\
Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall portal list
  rolecall portal remove work")]
    Portal {
        /// The portal command to run.
        #[command(subcommand)]
        verb: PortalVerb,
    },
    /// Sign in to a portal in the browser
    #[command(
        alias = "login",
        after_help = "\
If no browser can be opened, you sign in with a code: open the link on any device and compare the codes.

Examples:
  rolecall sign-in
  rolecall sign-in work --no-browser
  rolecall sign-in work --device-code
  rolecall sign-in work --in-window"
    )]
    SignIn(SignInArgs),
    /// Sign out: erase the sign-in and its role sessions on this computer and revoke the sign-in at AWS
    #[command(alias = "logout")]
    SignOut(PortalArg),
    /// List the accounts and roles you can assume
    #[command(after_help = "\
Uses the cached list; --refresh fetches it again.
Every word must match the portal, account name, account ID, role or alias, or be equal to a tag of the account.
When piped, prints tab-separated lines: target, account name, state.

Examples:
  rolecall roles
  rolecall roles pay adm
  rolecall roles --refresh
  rolecall roles --json | jq -r '.assignments[].target'")]
    Roles(RolesArgs),
    /// Define roles that no portal lists
    #[command(after_help = "\
A role that you define is a target under its name, like every other role. Its definition is in settings.toml.

Examples:
  rolecall role add deploy --assume arn:aws:iam::444455556666:role/Deploy --from work/111122223333/Admin
  rolecall role test deploy
  rolecall exec deploy -- aws s3 ls")]
    Role {
        /// The role command to run.
        #[command(subcommand)]
        verb: RoleVerb,
    },
    /// List and replace the access keys of IAM users
    #[command(after_help = "\
Examples:
  rolecall keys list carol
  rolecall keys rotate carol")]
    Keys {
        /// The key command to run.
        #[command(subcommand)]
        verb: KeysVerb,
    },
    /// Start a role session and store its credentials in the keychain
    #[command(after_help = "\
While Rolecall's window or tray is running, the role session is renewed automatically until you stop it, the sign-in
ends or a limit is reached. After a limit is reached, programs get no new credentials until you start it again.

Examples:
  rolecall start payments-prod/ReadOnly
  rolecall start payments-prod/Admin --no-renew")]
    Start(StartArgs),
    /// Stop a role session and remove its credentials from the keychain
    #[command(after_help = "\
Examples:
  rolecall stop payments-prod/ReadOnly
  rolecall stop --all")]
    Stop(StopArgs),
    /// List the role sessions that are active or waiting to be renewed
    #[command(
        name = "sessions",
        after_help = "\
When piped, prints tab-separated lines: target, account name, time left, end, renewal, environment and @default,
programs that use it.

Examples:
  rolecall sessions
  rolecall sessions --json | jq -r '.role_sessions[] | [.target, .renewal, .ends_at] | @tsv'"
    )]
    RoleSessions(JsonArg),
    /// Show or set the role that @default stands for in every shell and program
    #[command(after_help = "\
Programs that start next get the new role; no file is changed. Running programs that still use the previous role are
listed. To use @default in a profile, add this to ~/.aws/config:
  credential_process = rolecall credential-process @default

Examples:
  rolecall default
  rolecall default payments-prod/ReadOnly
  rolecall default --clear")]
    Default(DefaultArgs),
    /// Show which role was used when, and by which program
    #[command(after_help = "\
WHEN is a time (2026-11-24T09:30:00Z), a date, today, yesterday, or an age such as 30m, 2h or 7d.
A date includes the whole day. Times are local in the terminal, and UTC in JSON and CSV.
When piped, prints tab-separated lines: time, event, role, detail, used by. The newest entry comes first.

Examples:
  rolecall history
  rolecall history payments --since 7d
  rolecall history --since yesterday --until yesterday --event console-opened
  rolecall history --json | jq -r '.entries[].program.name'
  rolecall history --since 2026-11-01 --csv > november.csv")]
    History(HistoryArgs),
    /// Show or set your labels for a role: alias, colour, note, favourite
    #[command(after_help = "\
Labels are kept when the list is refreshed. When a role seems to be renamed, its colour, note and favourite follow;
aliases move only if you say so.

Examples:
  rolecall label
  rolecall label payments-prod/Admin --alias pay --colour red --favourite
  rolecall label pay --note 'emergencies only'
  rolecall label pay --no-alias --no-note
  rolecall label pay --follow-rename")]
    Label(LabelArgs),
    /// Show or set your tags for an account
    #[command(after_help = "\
`rolecall roles TAG` finds accounts by tag. In the settings, the pattern tag:TAG assigns them to an environment.

Examples:
  rolecall tag
  rolecall tag payments-prod pci team-a
  rolecall tag 111122223333 pci --remove")]
    Tag(TagArgs),
    /// Print shell commands that export the credentials of a role
    #[command(after_help = "\
Examples:
  eval \"$(rolecall env payments-prod/ReadOnly)\"
  rolecall env payments-prod/ReadOnly --shell fish | source
  rolecall env payments-prod/ReadOnly --shell powershell | Out-String | Invoke-Expression
  rolecall env payments-prod/ReadOnly --shell dotenv > .env

If it fails, it prints a command that fails in your shell, so that a script notices.
If ask_before_production is set, you are asked to confirm the use of a production account; --yes skips this.")]
    Env(EnvArgs),
    /// Run a command with the credentials of a role in its environment
    #[command(after_help = "\
Examples:
  rolecall exec payments-prod/ReadOnly -- aws sts get-caller-identity
  rolecall exec @default -- terraform plan")]
    Exec(ExecArgs),
    /// Start your shell with the credentials of a role in its environment
    Shell(ShellArgs),
    /// Print credentials for an SDK (credential_process in ~/.aws/config)
    #[command(after_help = "\
Example, in ~/.aws/config:
  [profile payments-prod]
  credential_process = rolecall credential-process work/123456789012/ReadOnly")]
    CredentialProcess(CredentialProcessArgs),
    /// Open the AWS console as a role
    #[command(after_help = "\
Examples:
  rolecall console payments-prod/ReadOnly
  rolecall console payments-prod/ReadOnly --destination s3 --region eu-central-1
  rolecall console payments-prod/ReadOnly --print")]
    Console(ConsoleArgs),
    /// List, show and change your settings
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "\
Without a command, lists your settings. When piped, prints tab-separated lines: key, value,
default or file. Changes are written to settings.toml, where your comments stay. Rolecall's window
and tray follow at once.

Set with commands of their own: portals (`rolecall portal`), aliases, colours and notes
(`rolecall label`) and tags (`rolecall tag`). Limits of role sessions are set in the window, or in
the file with `rolecall settings edit`.

Examples:
  rolecall settings
  rolecall settings set history_days 365
  rolecall settings set environment.production '*prod*' tag:pci
  rolecall settings unset shortcut
  rolecall settings list --json | jq -r '.settings[] | select(.source == \"file\") | .key'"
    )]
    Settings {
        /// The settings command to run.
        #[command(subcommand)]
        verb: Option<SettingsVerb>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check your setup and show how to fix problems
    Doctor(JsonArg),
    /// Print shell completions; targets are completed from the cached list
    #[command(after_help = "\
Examples:
  rolecall completions bash > ~/.local/share/bash-completion/completions/rolecall
  rolecall completions zsh > ~/.zfunc/_rolecall
  rolecall completions fish > ~/.config/fish/completions/rolecall.fish")]
    Completions(CompletionsArgs),
    /// Open Rolecall's window, or show it if it is running
    #[command(after_help = "\
Examples:
  rolecall app
  rolecall app --quit")]
    App(AppArgs),
}

impl Verb {
    /// Returns the target whose credentials the verb provides to a program, possibly where no user sees its output.
    pub(crate) fn vended_target(&self) -> Option<&str> {
        match self {
            Self::Env(args) => Some(&args.target),
            Self::Exec(args) => Some(&args.target),
            Self::Shell(args) => Some(&args.target),
            Self::CredentialProcess(args) => Some(&args.target),
            Self::Portal { .. }
            | Self::Role { .. }
            | Self::Keys { .. }
            | Self::SignIn(_)
            | Self::SignOut(_)
            | Self::Roles(_)
            | Self::Start(_)
            | Self::Stop(_)
            | Self::RoleSessions(_)
            | Self::Default(_)
            | Self::History(_)
            | Self::Label(_)
            | Self::Tag(_)
            | Self::Console(_)
            | Self::Settings { .. }
            | Self::Doctor(_)
            | Self::Completions(_)
            | Self::App(_) => None,
        }
    }

    /// Returns whether the verb says which parts of the settings are not used. `doctor` reports them as a finding; SDKs run
    /// `credential-process` before every request, and nobody reads what it says.
    pub(crate) fn reports_settings(&self) -> bool {
        !matches!(
            self,
            Self::CredentialProcess(_) | Self::Doctor(_) | Self::Completions(_)
        )
    }
}

/// The portal commands.
#[derive(Debug, Subcommand)]
pub enum PortalVerb {
    /// Add an access portal
    #[command(after_help = "\
Examples:
  rolecall portal add work --start-url https://d-1234567890.awsapps.com/start --region eu-central-1
  rolecall portal add trial --start-url http://127.0.0.1:8080/start --region us-east-1 \\
      --endpoint-url http://127.0.0.1:8080")]
    Add(PortalAddArgs),
    /// List your portals and their sign-in status
    List(JsonArg),
    /// Sign out of a portal and remove it
    Remove {
        /// Name of the portal
        name: String,
    },
}

/// The settings commands.
#[derive(Debug, Subcommand)]
pub enum SettingsVerb {
    /// List your settings
    List(JsonArg),
    /// Print the value of a setting; nothing if it has none, and one pattern per line
    Get(SettingArg),
    /// Change a setting
    #[command(after_help = "\
`rolecall settings set default TARGET` does what `rolecall default TARGET` does.

Examples:
  rolecall settings set appearance dark
  rolecall settings set shortcut Ctrl+Alt+R
  rolecall settings set environment.production '*prod*' tag:pci")]
    Set(SettingSetArgs),
    /// Return a setting to its default
    Unset(SettingArg),
    /// Edit the settings file in your editor; an invalid file is not saved
    #[command(after_help = "\
Opens a copy in the editor that VISUAL or EDITOR names. The copy replaces the file only if it is
valid and nobody changed the file meanwhile; otherwise it is kept.")]
    Edit,
    /// Print the path of the settings file
    Path,
}
