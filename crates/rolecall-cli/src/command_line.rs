//! The command line as it is typed: verbs, arguments, help and examples.
//!
//! It must not do anything: see [`crate::verb`].

mod arguments;

pub use arguments::{
    AppArgs, CompletionsArgs, ConsoleArgs, DefaultArgs, EnvArgs, ExecArgs, HistoryArgs, JsonArg, LabelArgs,
    PortalAddArgs, PortalArg, RolesArgs, ShellArgs, SignInArgs, StartArgs, StopArgs, TagArgs, TargetArg,
};

#[cfg(test)]
pub(crate) use arguments::{COLOURS, EVENTS};

use clap::{Parser, Subcommand};

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
  rolecall default payments-prod/ReadOnly
  rolecall console payments-prod/ReadOnly --destination s3

Exit codes:
  0 done                                 1 failed
  2 wrong use, or an ambiguous target    3 sign-in needed
  4 not assigned, denied or at its limit 5 keychain locked or absent
  6 network or AWS unavailable";

/// What a user may ask for.
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
  rolecall sign-in work --device-code
  rolecall sign-in work --in-window"
    )]
    SignIn(SignInArgs),
    /// Signs out: erases the sign-in and its role sessions here, and revokes the sign-in at AWS.
    #[command(alias = "logout")]
    SignOut(PortalArg),
    /// Lists the accounts and roles you may assume.
    #[command(after_help = "\
The list is the one last obtained; it is obtained again with --refresh, or when there is none.
Words are looked for in portal, account, id, role and alias; a tag of the account counts when it is written whole.
Piped, each line is: target, account name, state, parted by tabs. A target ends with its role.

Examples:
  rolecall roles
  rolecall roles pay adm
  rolecall roles --refresh
  rolecall roles --json | jq -r '.assignments[].target'")]
    Roles(RolesArgs),
    /// Starts a role session: its credentials are kept in the keychain.
    #[command(after_help = "\
While Rolecall's window or tray runs, it renews the role session until you stop it, the sign-in ends or a limit is reached.
After a limit ended one, programs get no new credentials until you start another.

Examples:
  rolecall start payments-prod/ReadOnly
  rolecall start payments-prod/Admin --no-renew")]
    Start(StartArgs),
    /// Stops a role session: its credentials leave the keychain.
    #[command(after_help = "\
Examples:
  rolecall stop payments-prod/ReadOnly
  rolecall stop --all")]
    Stop(StopArgs),
    /// Lists the role sessions that are active, and those that wait to be renewed.
    #[command(
        name = "sessions",
        after_help = "\
Piped, each line is: target, account name, time left, until when, renewal, marks, programs that hold it,
parted by tabs.

Examples:
  rolecall sessions
  rolecall sessions --json | jq -r '.role_sessions[] | [.target, .renewal, .ends_at] | @tsv'"
    )]
    RoleSessions(JsonArg),
    /// Shows or sets what @default means, for every shell and program that asks for it.
    #[command(after_help = "\
No file is rewritten: what is started next gets the new role. What still holds the old one is told.
Programs ask for it where a profile of ~/.aws/config says:
  credential_process = rolecall credential-process @default

Examples:
  rolecall default
  rolecall default payments-prod/ReadOnly
  rolecall default --clear")]
    Default(DefaultArgs),
    /// Lists what was done with which role, when, and for which program.
    #[command(after_help = "\
A WHEN is a time (2026-11-24T09:30:00Z), a date, today, yesterday, or how long ago: 30m, 2h, 7d.
A date includes its whole day. Times are this computer's on a terminal, and UTC in JSON and CSV.
Piped, each line is: time, event, role, detail, by whom, parted by tabs; the newest comes first.

Examples:
  rolecall history
  rolecall history payments --since 7d
  rolecall history --since yesterday --until yesterday --event console-opened
  rolecall history --json | jq -r '.entries[].program.name'
  rolecall history --since 2026-11-01 --csv > november.csv")]
    History(HistoryArgs),
    /// Shows or sets your own words for a role: alias, colour, note, favourite.
    #[command(after_help = "\
Labels stay when the list is obtained again, and when a role is renamed.

Examples:
  rolecall label
  rolecall label payments-prod/Admin --alias pay --colour red --favourite
  rolecall label pay --note 'break glass: tell the channel first'
  rolecall label pay --no-alias --no-note")]
    Label(LabelArgs),
    /// Shows or sets your own tags of an account.
    #[command(after_help = "\
`rolecall roles TAG` finds accounts by tag, and a pattern tag:TAG in the settings tells what environment they are.

Examples:
  rolecall tag
  rolecall tag payments-prod pci team-a
  rolecall tag 111122223333 pci --remove")]
    Tag(TagArgs),
    /// Prints commands that give a shell the credentials of a role.
    #[command(after_help = "\
Examples:
  eval \"$(rolecall env payments-prod/ReadOnly)\"
  rolecall env payments-prod/ReadOnly --shell fish | source
  rolecall env payments-prod/ReadOnly --shell powershell | Out-String | Invoke-Expression
  rolecall env payments-prod/ReadOnly --shell dotenv > .env

Where ask_before_production is set, a production account is asked about on a terminal; --yes answers.")]
    Env(EnvArgs),
    /// Runs a command with the credentials of a role in its environment, and nowhere else.
    #[command(after_help = "\
Examples:
  rolecall exec payments-prod/ReadOnly -- aws sts get-caller-identity
  rolecall exec @default -- terraform plan")]
    Exec(ExecArgs),
    /// Starts your shell with the credentials of a role in its environment.
    Shell(ShellArgs),
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
    /// Opens the window, or shows the one that is open.
    #[command(after_help = "\
Examples:
  rolecall app
  rolecall app --quit")]
    App(AppArgs),
}

impl Verb {
    /// Tells whether it gives credentials to a program, which may have asked for them where no user looks.
    pub(crate) fn is_for_a_program(&self) -> bool {
        match self {
            Self::Env(_) | Self::Exec(_) | Self::Shell(_) | Self::CredentialProcess(_) => true,
            Self::Portal { .. }
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
            | Self::Doctor(_)
            | Self::Completions(_)
            | Self::App(_) => false,
        }
    }
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
