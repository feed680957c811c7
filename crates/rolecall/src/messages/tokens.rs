//! Words about tokens that hold a private key (PKCS #11).

use crate::hostile_text::{fit, isolated, printable};
use crate::ports::{PinTries, TokenError};

/// The widest that the name of a token or a module's own words may be, in columns.
const MAX_WIDTH: usize = 80;

const ENTER_PIN: &str = "Enter it: `rolecall role edit NAME --roles-anywhere` asks for it.";
const UNLOCK: &str = "Only the token's own program can help, for instance with its unlocking code (PUK).";

/// Returns why a token does not sign, and what to do.
pub(crate) fn unusable(error: &TokenError) -> (String, &'static str) {
    let name = |text: &str| isolated(&fit(&printable(text), MAX_WIDTH));
    match error {
        TokenError::Module { module, detail } => (
            format!("The module {} cannot be used: {}.", name(module), name(detail)),
            "Check the module-path of the PKCS #11 URI, and that the module is installed.",
        ),
        TokenError::Absent => (
            "The token with the private key is not there.".to_owned(),
            "Plug it in, or check the PKCS #11 URI of the role.",
        ),
        TokenError::Ambiguous(count) => (
            format!("The PKCS #11 URI fits {count} tokens."),
            "Say in it which, for instance with token=NAME.",
        ),
        TokenError::NoKey(token) => (
            format!("The token {} has no such private key.", name(token)),
            "Check object and id in the PKCS #11 URI of the role.",
        ),
        TokenError::NoCertificate(token) => (
            format!(
                "No certificate belongs to the private key on the token {}.",
                name(token)
            ),
            "Put it onto the token, or name its file with --certificate.",
        ),
        TokenError::PinNeeded(token) => (format!("The token {} needs its PIN.", name(token)), ENTER_PIN),
        TokenError::WrongPin { token, tries } => (
            format!(
                "The token {} does not accept the PIN.{}",
                name(token),
                left(*tries)
            ),
            "It is not tried again. Enter the right one: `rolecall role edit NAME --roles-anywhere` asks for it.",
        ),
        TokenError::LastTry(token) => (
            format!(
                "One more wrong PIN locks the token {}: Rolecall does not try.",
                name(token)
            ),
            "Enter the right PIN once in the token's own program, then try again.",
        ),
        TokenError::PinLocked(token) => (
            format!(
                "The PIN of the token {} is locked after too many wrong ones.",
                name(token)
            ),
            UNLOCK,
        ),
        TokenError::Failed { token, detail } => (
            format!("The token {} does not work: {}.", name(token), name(detail)),
            "Plug it in again, or try it with its own program.",
        ),
    }
}

fn left(tries: PinTries) -> &'static str {
    match tries {
        PinTries::Unknown => "",
        PinTries::Few => " Only a few tries are left before it is locked.",
        PinTries::One => " One try is left before it is locked.",
    }
}
