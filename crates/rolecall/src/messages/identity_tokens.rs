//! Words about tokens of other identity providers: why there is none, and what STS says to one.

use crate::hostile_text::isolated;
use crate::ports::{IdentityTokenError, IdentityTokenFault};
use std::path::Path;

/// Returns why STS does not accept a token, and what to do.
pub(crate) fn refused(fault: IdentityTokenFault) -> (&'static str, &'static str) {
    match fault {
        IdentityTokenFault::Expired => (
            "The token of the identity provider has expired.",
            "Check that whatever writes or prints the token still runs and signs in to the identity provider. Check the clock of this computer, too.",
        ),
        IdentityTokenFault::Invalid => (
            "AWS does not accept the token of the identity provider.",
            "It has to be an OpenID Connect token whose issuer is an identity provider of the role's account, for an audience that is listed there.",
        ),
        IdentityTokenFault::Rejected => (
            "The identity provider rejects the token.",
            "It may have been revoked, or hold a claim that does not fit. Get a new token from the identity provider.",
        ),
    }
}

/// Returns why there is no token, and what to do.
pub(crate) fn unavailable(error: &IdentityTokenError) -> (String, &'static str) {
    let name = |path: &Path| isolated(&path.to_string_lossy());
    match error {
        IdentityTokenError::Missing(path) => (
            format!("There is no file {}.", name(path)),
            "Check that whatever writes the token runs, and that the role names its file.",
        ),
        IdentityTokenError::Unreadable { path, .. } => (
            format!("The file {} cannot be read.", name(path)),
            "Check its permissions.",
        ),
        IdentityTokenError::NotAToken => (
            "What was read is not a token of an identity provider.".to_owned(),
            "The file, or what the command prints, has to be one token of at most 20,000 characters and nothing else.",
        ),
        IdentityTokenError::NotAnAssertion => (
            "What was read is not an assertion of an identity provider.".to_owned(),
            "The file, or what the command prints, has to be one SAML response in base 64 of at most 100,000 characters and nothing else.",
        ),
        IdentityTokenError::CallsItself => (
            "The command that prints the token asks Rolecall for this role.".to_owned(),
            "It would wait for itself. Let the command use other credentials.",
        ),
        IdentityTokenError::NotRun(_) => (
            "The command that prints the token cannot be run.".to_owned(),
            "Check the command in a terminal.",
        ),
        IdentityTokenError::Failed(status) => (
            format!("The command that prints the token failed ({}).", isolated(status)),
            "Run it in a terminal to see why.",
        ),
        IdentityTokenError::TimedOut => (
            "The command that prints the token did not end in time.".to_owned(),
            "It must not wait for anybody. Run it in a terminal to see what it waits for.",
        ),
    }
}
