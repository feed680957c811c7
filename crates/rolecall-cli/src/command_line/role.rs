//! The commands for roles that the user defines, and their arguments.
//!
//! It must not know how credentials of a role are obtained.

mod certificate;
mod find;
mod sources;
mod user;

pub use certificate::CertificateArgs;
pub use find::RoleFindArgs;
pub use sources::{EnteredArgs, LoginArgs, ProcessArgs, SamlArgs};
pub use user::{MfaCommandArg, MfaSeedArgs, UserArgs};

use super::{JsonArg, MfaCodeArg};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};
use rolecall::settings::RoleField;
use std::path::PathBuf;

/// The role commands.
#[derive(Debug, Subcommand)]
pub enum RoleVerb {
    /// Define a role that is assumed with the credentials of another, with a token or an assertion of another identity provider, or
    /// whose credentials another tool or a sign-in to the console gives; or an IAM user
    #[command(after_help = "\
Examples:
  rolecall role add deploy --assume arn:aws:iam::444455556666:role/Deploy --from work/111122223333/Admin
  rolecall role add audit --assume arn:aws:iam::777788889999:role/Audit --from deploy \\
      --external-id acme-1234 --tag team=payments --transitive team
  rolecall role add ci --web-identity-token-file /var/run/secrets/token \\
      --role arn:aws:iam::444455556666:role/Ci --region eu-west-1
  rolecall role add carol --user --access-key-id AKIAIOSFODNN7EXAMPLE --mfa-serial arn:aws:iam::111122223333:mfa/carol
  rolecall role add corp --saml-command get-assertion --role arn:aws:iam::444455556666:role/Corp \\
      --provider arn:aws:iam::444455556666:saml-provider/Corp --region eu-west-1
  rolecall role add other-tool --process \"/opt/other/bin/tool credentials\" --region eu-west-1
  rolecall role add pasted --credentials --region eu-west-1
  rolecall role add console --login --region eu-west-1")]
    Add(Box<RoleAddArgs>),
    /// Change the definition of a role; what is not given stays
    #[command(after_help = "\
Examples:
  rolecall role edit deploy --duration 900
  rolecall role edit audit --unset external-id")]
    Edit(Box<RoleEditArgs>),
    /// Remove a role, and its alias, colour and note; its role session is stopped
    Remove(RoleNameArgs),
    /// List the roles that you defined
    List(JsonArg),
    /// Define the roles that profiles of ~/.aws/config assume, after showing which
    #[command(after_help = "\
No file of AWS tools is changed, but for access keys that are taken into the keychain: those you are offered to remove. The file as
it was is kept beside it then, with the keys in it: delete it once everything works.

Examples:
  rolecall role import --plan
  rolecall role import audit deploy
  rolecall role import carol --take-keys")]
    Import(RoleImportArgs),
    /// Find roles of other accounts that can be assumed with the credentials of a role, by trying them one by one; candidates are the roles
    /// that you name, those of ~/.aws/config and of the history
    #[command(after_help = "\
Each try is an AssumeRole call that CloudTrail shows. What would be tried is shown first, and you are asked.

Examples:
  rolecall role find --from work/111122223333/Admin --plan
  rolecall role find --from work/111122223333/Admin arn:aws:iam::444455556666:role/Deploy
  rolecall role find --from work/111122223333/Admin --usual-names --max 100 --add
  pbpaste | rolecall role find --from work/111122223333/Admin - --yes")]
    Find(RoleFindArgs),
    /// Assume a role once and show who one becomes; its credentials are not kept
    Test(RoleTestArgs),
    /// Store the secret of an IAM user's virtual MFA device, from which Rolecall then computes the codes itself
    #[command(after_help = MFA_SEED_HELP)]
    MfaSeed(MfaSeedArgs),
}

const MFA_SEED_HELP: &str = "\
The secret is what AWS shows as \"secret key\" beside the QR code of a virtual device. It is asked for, or read from standard input.

Both factors, the access key and the device, are then in the keychain of this computer: whoever can unlock it needs nothing else.
Do this only where that is accepted.

Examples:
  rolecall role mfa-seed carol
  rolecall role mfa-seed carol --remove";

/// The arguments of which one says how the credentials of a role are obtained.
const SOURCES: [&str; 8] = [
    "assume",
    "web_identity_token_file",
    "web_identity_command",
    "saml_assertion",
    "saml_command",
    "process",
    "credentials",
    "roles_anywhere",
];

/// Arguments of `role add`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(SOURCES).args(["user", "login"])))]
pub struct RoleAddArgs {
    /// Your name for the role, which is its target
    pub name: String,
    /// ARN of the role to assume with the credentials of another, or a switch-role link of the console
    #[arg(
        long,
        value_name = "ROLE_ARN",
        requires = "from",
        conflicts_with_all = ["role", "region", "endpoint_url"]
    )]
    pub assume: Option<String>,
    /// The role whose credentials are used: portal/account/role, account/role, an alias or another role that you defined
    #[arg(long, value_name = "TARGET", requires = "assume")]
    pub from: Option<String>,
    /// The token that leads to the role instead.
    #[command(flatten)]
    pub web_identity: WebIdentityArgs,
    /// The IAM user instead.
    #[command(flatten)]
    pub user: UserArgs,
    /// How codes of the MFA device are had.
    #[command(flatten)]
    pub mfa_command: MfaCommandArg,
    /// The certificate that leads to the role instead.
    #[command(flatten)]
    pub certificate: CertificateArgs,
    /// The assertion that leads to the role instead.
    #[command(flatten)]
    pub saml: SamlArgs,
    /// The command that prints its credentials instead.
    #[command(flatten)]
    pub process: ProcessArgs,
    /// The credentials that the user pastes instead.
    #[command(flatten)]
    pub entered: EnteredArgs,
    /// The sign-in to the console instead.
    #[command(flatten)]
    pub login: LoginArgs,
    /// What is asked for.
    #[command(flatten)]
    pub options: RoleOptionArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `role edit`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").args(SOURCES)))]
pub struct RoleEditArgs {
    /// Your name for the role
    pub name: String,
    /// ARN of the role to assume
    #[arg(long, value_name = "ROLE_ARN")]
    pub assume: Option<String>,
    /// The role whose credentials are used: portal/account/role, account/role, an alias or another role that you defined
    #[arg(long, value_name = "TARGET")]
    pub from: Option<String>,
    /// The token that leads to the role.
    #[command(flatten)]
    pub web_identity: WebIdentityArgs,
    /// How codes of the MFA device are had.
    #[command(flatten)]
    pub mfa_command: MfaCommandArg,
    /// The certificate that leads to the role.
    #[command(flatten)]
    pub certificate: CertificateArgs,
    /// The assertion that leads to the role.
    #[command(flatten)]
    pub saml: SamlArgs,
    /// The command that prints its credentials.
    #[command(flatten)]
    pub process: ProcessArgs,
    /// The credentials that the user pastes.
    #[command(flatten)]
    pub entered: EnteredArgs,
    /// What is asked for.
    #[command(flatten)]
    pub options: RoleOptionArgs,
    /// Remove a value; can be repeated
    #[arg(long, value_name = "OPTION", value_parser = field_parser())]
    pub unset: Vec<RoleField>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// The token of another identity provider that leads to a role, and to which.
#[derive(Debug, Default, Args)]
pub struct WebIdentityArgs {
    /// File with a token of another identity provider (OpenID Connect), read again at each renewal
    #[arg(long, value_name = "FILE")]
    pub web_identity_token_file: Option<PathBuf>,
    /// Command of the shell that prints such a token
    #[arg(long, value_name = "COMMAND")]
    pub web_identity_command: Option<String>,
    /// ARN of the role that the token, the assertion or the certificate leads to
    #[arg(long, value_name = "ROLE_ARN")]
    pub role: Option<String>,
    /// Region of AWS STS, and of the role or the IAM user
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Address that replaces every one of AWS: https, or http on this computer
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}

/// What a role may be asked for with.
#[derive(Debug, Default, Args)]
pub struct RoleOptionArgs {
    /// External id, which the trust policy of a third party's role asks for
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// Duration of a role session in seconds: 900 to 43200; AWS grants one hour to a role assumed with another, and up to 129600 to an
    /// IAM user
    #[arg(long, value_name = "SECONDS")]
    pub duration: Option<u64>,
    /// Name of the role session in CloudTrail; {user} stands for the user of the sign-in, {reason} for --reason
    #[arg(long, value_name = "NAME")]
    pub session_name: Option<String>,
    /// Source identity, which stays when further roles are assumed
    #[arg(long, value_name = "NAME")]
    pub source_identity: Option<String>,
    /// Session tag; can be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub tag: Vec<String>,
    /// Key of a session tag that stays when further roles are assumed; can be repeated
    #[arg(long, value_name = "KEY")]
    pub transitive: Vec<String>,
    /// File with a session policy in JSON, which narrows what the role may do
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// ARN of a managed policy that narrows what the role may do; can be repeated
    #[arg(long, value_name = "ARN")]
    pub policy_arn: Vec<String>,
    /// ARN or serial number of the IAM user's MFA device whose code is given with each request
    #[arg(long, value_name = "ARN")]
    pub mfa_serial: Option<String>,
}

/// Arguments of `role remove`.
#[derive(Debug, Args)]
pub struct RoleNameArgs {
    /// Your name for the role
    pub name: String,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `role import`.
#[derive(Debug, Args)]
pub struct RoleImportArgs {
    /// Names of profiles; every one that assumes a role, if none is given
    #[arg(value_name = "PROFILE")]
    pub profiles: Vec<String>,
    /// Show what would be added, and add nothing
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Take access keys of IAM users from the files into the keychain; AWS is asked whose they are
    #[arg(long)]
    pub take_keys: bool,
    /// Then remove them from the files without asking; the files as they were are kept beside them
    #[arg(long, requires = "take_keys", conflicts_with = "plan")]
    pub remove_keys: bool,
    /// Run the commands of credential_process once, to see whose credentials they print
    #[arg(long)]
    pub run_commands: bool,
    /// Add without asking
    #[arg(long, short)]
    pub yes: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `role test`.
#[derive(Debug, Args)]
pub struct RoleTestArgs {
    /// Your name for the role
    pub name: String,
    /// Skip the confirmation for production accounts
    #[arg(long, short)]
    pub yes: bool,
    /// The code of an MFA device.
    #[command(flatten)]
    pub mfa: MfaCodeArg,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Returns the name of the option that sets a field.
fn option_name(field: RoleField) -> &'static str {
    match field {
        RoleField::SessionName => "session-name",
        RoleField::Duration => "duration",
        RoleField::Policy => "policy",
        RoleField::PolicyArns => "policy-arn",
        RoleField::ExternalId => "external-id",
        RoleField::SourceIdentity => "source-identity",
        RoleField::Tags => "tag",
        RoleField::TransitiveTags => "transitive",
        RoleField::MfaSerial => "mfa-serial",
    }
}

fn field_parser() -> impl TypedValueParser<Value = RoleField> {
    PossibleValuesParser::new(RoleField::ALL.map(option_name)).try_map(|name| {
        let mut fields = RoleField::ALL.into_iter();
        fields
            .find(|field| option_name(*field) == name)
            .ok_or("no option has this name")
    })
}
