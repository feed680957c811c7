//! Browsers that do not open and answers that do not come: what happened, then what to do.

use crate::hostile_text::isolated;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::sign_in::IgnoredRequest;

pub(crate) const REGISTRATION_FORGOTTEN: (&str, &str) = (
    "AWS no longer knows Rolecall's registration with this portal.",
    "Sign in again; Rolecall then gets a new registration.",
);

pub(crate) const NOT_RENEWED: (&str, &str) = (
    "AWS did not renew the sign-in this time.",
    "Try again in a few seconds. If it happens again, sign in.",
);

const OPEN_LINK: &str = "Copy the link and open it in a browser, or sign in with a code.";
const OPEN_LINK_IF_NEEDED: &str = "If no page opens, copy the link and open it in a browser.";
const CANCEL_IF_DENIED: &str =
    "Rolecall still waits. If the browser shows that the sign-in failed, cancel it and sign in again.";

/// Returns why a page may not have opened, and what to do.
pub(crate) fn browser_failure(failure: &BrowserFailure) -> (String, &'static str) {
    match failure {
        BrowserFailure::ProgramNotFound { variable } => (
            format!(
                "BROWSER names no program that can be found: {}.",
                isolated(variable)
            ),
            "Correct it or unset it. If no page opens, copy the link and open it in a browser.",
        ),
        BrowserFailure::NotStarted { detail } => (
            format!("The browser could not be started: {}.", isolated(detail)),
            OPEN_LINK,
        ),
        BrowserFailure::ProgramFailed { status } => (
            format!(
                "The program that opens the browser reported a failure ({}).",
                isolated(status)
            ),
            OPEN_LINK_IF_NEEDED,
        ),
        BrowserFailure::OtherUser => (
            "The browser runs as another user of this computer, so it did not get the page.".to_owned(),
            "Copy the link and open it in a browser of your own.",
        ),
        BrowserFailure::UnknownUser { detail } => (
            format!(
                "The system did not tell whose browser asked for the page: {}.",
                isolated(detail)
            ),
            OPEN_LINK,
        ),
        BrowserFailure::NotFetched => ("No browser asked for the page in time.".to_owned(), OPEN_LINK),
    }
}

/// Returns what came back instead of the answer, and what to do.
pub(crate) fn ignored_request(request: &IgnoredRequest) -> (String, &'static str) {
    match request {
        IgnoredRequest::ErrorWithoutState { code } if code == "access_denied" => (
            "The browser reports that access was denied, but not for which sign-in.".to_owned(),
            CANCEL_IF_DENIED,
        ),
        IgnoredRequest::ErrorWithoutState { code } => (
            format!(
                "The browser reports the error {}, but not for which sign-in.",
                isolated(code)
            ),
            CANCEL_IF_DENIED,
        ),
        IgnoredRequest::OtherState => (
            "The browser came back from another sign-in.".to_owned(),
            "Rolecall still waits: finish the sign-in in the page that was opened last.",
        ),
        IgnoredRequest::UnknownPath => (
            "The browser came back to an unexpected address.".to_owned(),
            CANCEL_IF_DENIED,
        ),
        IgnoredRequest::NotUnderstood => (
            "The browser came back with a request that Rolecall does not understand.".to_owned(),
            CANCEL_IF_DENIED,
        ),
    }
}
