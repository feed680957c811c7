//! Words about sign-ins to the console: why there is none, then what to do.

use crate::hostile_text::isolated;
use crate::login_session::LoginError;
use crate::ports::ConsoleSignInError;
use rolecall_model::role_ref::DefinedRoleName;

const SIGN_IN_AGAIN: &str = "Sign in again.";
const FINISH_IN_BROWSER: &str = "Sign in again, and finish it in the page that the browser opens.";

/// Returns why nobody is signed in to the console, and what to do; nothing for an error of something else.
pub(crate) fn unavailable(error: &LoginError) -> Option<(String, String)> {
    let (summary, advice) = match error {
        LoginError::Needed(role) => (
            format!(
                "Nobody is signed in to the console for {}.",
                isolated(role.as_str())
            ),
            sign_in(role),
        ),
        LoginError::Ended {
            role,
            cause: ConsoleSignInError::CredentialsChanged,
        } => (
            format!(
                "The sign-in to the console for {} ended, because the password or another credential of the user changed.",
                isolated(role.as_str())
            ),
            sign_in(role),
        ),
        LoginError::Ended { role, cause: _ } => (
            format!(
                "The sign-in to the console for {} ended. AWS lets one last twelve hours at most.",
                isolated(role.as_str())
            ),
            sign_in(role),
        ),
        LoginError::TimedOut => (
            "The sign-in to the console was not finished in time.".to_owned(),
            FINISH_IN_BROWSER.to_owned(),
        ),
        LoginError::Denied => (
            "The sign-in to the console was refused in the browser.".to_owned(),
            SIGN_IN_AGAIN.to_owned(),
        ),
        LoginError::OtherIdentity { signed_in } => (
            format!(
                "{} signed in, but this role is defined for somebody else. The sign-in was not kept.",
                isolated(signed_in)
            ),
            "Choose the right console session in the browser, or define another role for this one."
                .to_owned(),
        ),
        LoginError::UnknownIdentity => (
            "AWS did not say who signed in to the console, so the sign-in was not kept.".to_owned(),
            "Try again. If you are behind a proxy or a captive portal, sign in to it first.".to_owned(),
        ),
        LoginError::ConsoleSignIn(error) => return refused(error),
        LoginError::Redirect(_) | LoginError::Keychain(_) | LoginError::Lock(_) => return None,
    };
    Some((summary, advice))
}

fn refused(error: &ConsoleSignInError) -> Option<(String, String)> {
    let (summary, advice) = match error {
        ConsoleSignInError::NotAllowed => (
            "AWS does not allow this user to sign programs in to the console.",
            "Ask your administrator for signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token, which the managed policy SignInLocalDevelopmentAccess has.",
        ),
        ConsoleSignInError::Ended => (
            "The sign-in to the console took too long: its code is over.",
            SIGN_IN_AGAIN,
        ),
        ConsoleSignInError::CredentialsChanged => (
            "The password or another credential of the user changed meanwhile.",
            SIGN_IN_AGAIN,
        ),
        ConsoleSignInError::Refused { .. } => (
            "AWS does not accept the sign-in to the console.",
            "Sign in again. If it happens again, check the region: one signs in where the user's console sign-in is.",
        ),
        ConsoleSignInError::Throttled { .. }
        | ConsoleSignInError::Blocked(_)
        | ConsoleSignInError::Unreachable { .. }
        | ConsoleSignInError::Unexpected { .. } => return None,
    };
    Some((summary.to_owned(), advice.to_owned()))
}

fn sign_in(role: &DefinedRoleName) -> String {
    format!("Sign in: rolecall sign-in {}", isolated(role.as_str()))
}
