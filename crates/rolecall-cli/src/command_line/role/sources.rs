//! The arguments of roles that an assertion leads to, or whose credentials others obtain.

use clap::Args;
use std::path::PathBuf;

/// The arguments for credentials that are not pasted.
const OTHER_SOURCES: [&str; 6] = [
    "assume",
    "web_identity_token_file",
    "web_identity_command",
    "saml_assertion",
    "saml_command",
    "process",
];

/// The assertion of an identity provider that leads to a role.
#[derive(Debug, Default, Args)]
pub struct SamlArgs {
    /// File with a SAML assertion in base 64, read again at each renewal; - reads one from standard input, once
    #[arg(long, value_name = "FILE")]
    pub saml_assertion: Option<PathBuf>,
    /// Command of the shell that prints such an assertion
    #[arg(long, value_name = "COMMAND")]
    pub saml_command: Option<String>,
    /// ARN of the SAML provider that signs the assertion
    #[arg(long, value_name = "PROVIDER_ARN")]
    pub provider: Option<String>,
}

/// The command that prints the credentials of a role.
#[derive(Debug, Default, Args)]
pub struct ProcessArgs {
    /// Command of the shell that prints credentials, as credential_process of an AWS profile does; it is run once to learn whose
    #[arg(long, value_name = "COMMAND")]
    pub process: Option<String>,
}

/// A sign-in to the console that gives the credentials of a role.
#[derive(Debug, Default, Args)]
pub struct LoginArgs {
    /// Sign in to the console in the browser, as `aws login` does; the role is whoever signs in
    #[arg(long)]
    pub login: bool,
    /// Print the sign-in link instead of opening a browser; open it on this computer
    #[arg(long, requires = "login")]
    pub no_browser: bool,
}

/// Credentials that the user pastes.
#[derive(Debug, Default, Args)]
pub struct EnteredArgs {
    /// Paste temporary credentials, or pipe them in: the lines for a shell, the section of a profile, or JSON
    #[arg(long)]
    pub credentials: bool,
    /// When the pasted credentials end: a time, or a duration such as 45m or 8h; if not given, what is pasted says, else in one hour
    #[arg(long, value_name = "TIME", requires = "credentials", conflicts_with_all = OTHER_SOURCES)]
    pub expires: Option<String>,
}
