//! `rolecall portal`, and what is said of a portal elsewhere.

use rolecall::messages::input;
use rolecall_model::portal::PortalName;

pub(crate) const SIGNED_IN: &str = "signed in";
pub(crate) const SIGN_IN_ENDED: &str = "ended";
pub(crate) const SIGNED_OUT: &str = "signed out";
pub(crate) const SIGN_IN_UNKNOWN: &str = "unknown";
pub(crate) const INVALID_ENDPOINT: &str = "Invalid endpoint.";
pub(crate) const ENDPOINT_FORM: &str =
    "An endpoint is an https address, or http on 127.0.0.1 or [::1], without a user name, query or fragment.";
pub(crate) const NO_REGION: &str = "The start URL does not contain the region of the portal.";
pub(crate) const ADD_REGION: &str =
    "Add --region. Your administrator knows it; in ~/.aws/config it is sso_region.";
pub(crate) const ADD_IDENTITY_CENTER: &str = "Add --identity-center-url with its start URL, as in https://d-1234567890.awsapps.com/start. Your administrator knows it; \
     in ~/.aws/config it is sso_start_url.";
pub(crate) const INVALID_APPLICATION: &str = "Invalid application.";
pub(crate) const APPLICATION_FORM: &str =
    "The ARN of an application looks like arn:aws:sso::123456789012:application/ssoins-…/apl-….";
pub(crate) const INVALID_DURATION: &str = "Invalid duration.";
pub(crate) const DURATION_FORM: &str = "A duration is 900 to 43200 seconds.";
pub(crate) const INVALID_SESSION_NAME: &str = "Invalid session name.";
pub(crate) const SESSION_NAME_FORM: &str = "A session name is 2 to 64 letters, digits or _ + = , . @ -.";
pub(crate) const EMPTY: &str =
    "You have not added a portal yet. Add one with `rolecall portal add NAME --start-url URL`.";

pub(crate) fn added(name: &PortalName) -> String {
    format!("Added {name}. Sign in with `rolecall sign-in {name}`.")
}

pub(crate) fn removed(name: &PortalName) -> String {
    format!("Removed {name}.")
}

/// A portal was removed where there is no keychain to ask, as `problem` says.
pub(crate) fn no_keychain_to_erase_from(name: &PortalName, problem: &str) -> String {
    format!(
        "{problem} If a sign-in or credentials of {name} are in one that is not available now, they stay there: once it is, erase \
         them with `rolecall sign-out {name}`."
    )
}

/// A portal was added although the keychain did not say what an earlier one of that name left.
pub(crate) fn keychain_not_asked(name: &PortalName, problem: &str) -> String {
    format!(
        "{problem} What an earlier portal called {name} may have left in it is not erased: run `rolecall sign-out {name}` \
         before you sign in."
    )
}

pub(crate) fn invalid_name(text: &str) -> String {
    format!("Invalid portal name \"{text}\": {}.", input::PORTAL_NAME)
}

/// Returns what is said of a portal that is not at AWS's own endpoints: `demo http://…` or `endpoint http://…`.
pub(crate) fn banner(is_demo: bool, endpoint: &str) -> String {
    if is_demo {
        format!("demo {endpoint}")
    } else {
        format!("endpoint {endpoint}")
    }
}

pub(crate) fn other_endpoints(name: &PortalName, banner: &str) -> String {
    format!("{name} does not use AWS's own endpoints: {banner}")
}
