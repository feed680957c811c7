//! Words about SAML assertions: that there is none, and what STS says to one.

use crate::hostile_text::isolated;
use crate::ports::IdentityTokenFault;

/// Returns why STS does not accept an assertion, and what to do.
pub(crate) fn refused(fault: IdentityTokenFault) -> (&'static str, &'static str) {
    match fault {
        IdentityTokenFault::Expired => (
            "The assertion of the identity provider has expired.",
            "AWS accepts an assertion for five minutes. Check that whatever writes or prints it signs in to the identity provider each time. Check the clock of this computer, too.",
        ),
        IdentityTokenFault::Invalid => (
            "AWS does not accept the assertion of the identity provider.",
            "It has to be a SAML response for AWS (audience https://signin.aws.amazon.com/saml), signed by the provider that the role names.",
        ),
        IdentityTokenFault::Rejected => (
            "The identity provider did not sign the user in.",
            "Get a new assertion from the identity provider.",
        ),
    }
}

/// Returns that a role needs another assertion, and what to do.
pub(crate) fn needed(target: &str) -> (String, String) {
    (
        format!("The role {} needs a new assertion.", isolated(target)),
        format!(
            "AWS accepts an assertion for five minutes. Enter a new one: rolecall role edit {} --saml-assertion -",
            isolated(target)
        ),
    )
}
