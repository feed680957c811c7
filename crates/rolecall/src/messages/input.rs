//! What a user typed and why it cannot be used.

use super::export::format_name;
use super::settings::invalid_value;
use crate::console::DestinationError;
use crate::export::ExportError;
use crate::hostile_text::isolated;
use crate::new_portal::{AddressOrigin, IdentityCenterOrigin, LocatedPortal, NewPortalError};
use crate::settings::InvalidSettingValue;
use crate::target::TargetError;
use rolecall_model::partition::Region;
use rolecall_model::portal::{PortalRegionError, StartUrlError};

/// Why a text cannot name a portal; ends a sentence.
pub const PORTAL_NAME: &str =
    "a portal name is 1 to 64 letters, digits or . _ @ + -, and starts with a letter or digit";
/// Why a text cannot name a defined role; ends a sentence.
pub const DEFINED_ROLE_NAME: &str =
    "a role's name is 1 to 64 letters, digits or . _ @ + -, and starts with a letter or digit";
/// Why a text cannot be a region; ends a sentence.
pub const REGION: &str = "a region looks like eu-central-1";
/// Why a text cannot be an endpoint; ends a sentence.
pub const ENDPOINT_URL: &str =
    "an endpoint is an https address, or http on 127.0.0.1 or [::1], without a user name, query or fragment";
/// Why a text cannot be an account id; ends a sentence.
pub const ACCOUNT_ID: &str = "an account id is 12 digits";

pub(crate) const PORTAL_EXISTS: &str = "There already is a portal with this name.";
pub(crate) const PORTAL_NOT_FOUND: &str = "There is no portal with this name.";
pub(crate) const ROLE_EXISTS: &str = "There already is a role with this name.";
pub(crate) const ROLE_NOT_FOUND: &str = "There is no role with this name.";
pub(crate) const MFA_QUESTION_OVER: &str = "Nothing waits for this code any more.";
pub(crate) const ALIAS: &str = "An alias is one word of letters, digits and . _ + -.";
pub(crate) const LIMIT: &str =
    "A limit is 1 minute to 7 days, with at most 100 patterns of 1 to 256 characters.";
pub(crate) const NOTE: &str = "A note has 1 to 500 characters.";
pub(crate) const TAGS: &str =
    "An account has at most 16 tags, each one word of letters, digits and . _ + - / : = @.";
pub(crate) const SETTINGS_LAYOUT: &str =
    "The settings file is written in a way that this change does not fit into: make it by hand.";

/// Returns why a text cannot be a destination in the console.
pub fn destination(error: &DestinationError) -> String {
    match error {
        DestinationError::NotADestination => {
            "This is not a service, a console path or a console address.".to_owned()
        }
        DestinationError::NotTheConsole => "This is not an address of the AWS console.".to_owned(),
        DestinationError::OtherPartition { destination, portal } => format!(
            "The destination is in the partition {}, but the portal is in {}.",
            destination.id(),
            portal.id()
        ),
    }
}

/// Returns why a text cannot be a target.
pub fn target(error: &TargetError) -> &'static str {
    match error {
        TargetError::Empty => "A target is empty.",
        TargetError::Malformed => "A target is portal/account/role, account/role, an alias or @default.",
    }
}

pub(crate) fn start_url(error: &StartUrlError) -> &'static str {
    match error {
        StartUrlError::Empty => "Paste the address of your access portal.",
        StartUrlError::NotAnAddress => "This is not an address.",
        StartUrlError::NotHttps => "The address of an access portal starts with https.",
        StartUrlError::NotAPortal => "This is not the address of an access portal.",
    }
}

pub(crate) const NO_ANSWER_FROM_ADDRESS: &str =
    "The address does not belong to AWS, and could not be asked which access portal it leads to.";

/// Returns why a portal cannot be added, and what to do.
pub(crate) fn new_portal(error: &NewPortalError) -> (String, &'static str) {
    const GIVE_THE_PORTAL: &str = "Open it in a browser and give the address of the page that it leads to.";
    let text = match error {
        NewPortalError::StartUrl(error) => return (start_url(error).to_owned(), ""),
        NewPortalError::Region(error) => return portal_region(error),
        NewPortalError::Redirect(_) => NO_ANSWER_FROM_ADDRESS.to_owned(),
        NewPortalError::NoIdentityCenter { region, configured } => {
            return (no_identity_center(region, *configured), GIVE_IDENTITY_CENTER);
        }
        NewPortalError::IdentityCenter(error) => {
            let (why, advice) = new_portal(error);
            return (
                format!("The start URL of IAM Identity Center cannot be used. {why}"),
                advice,
            );
        }
        NewPortalError::NotAccountAccess => {
            return (
                "This is not a portal of account access manager, so it takes none of that portal's settings."
                    .to_owned(),
                "Give the address of the portal, as in https://aa-….account-access.eu-west-1.app.aws, or leave the settings out.",
            );
        }
        NewPortalError::NoRedirect => {
            "This address does not belong to AWS and does not lead to an access portal.".to_owned()
        }
        NewPortalError::RedirectsElsewhere { host } if host.is_empty() => {
            "This address leads to something that is not an access portal of AWS.".to_owned()
        }
        NewPortalError::RedirectsElsewhere { host } => {
            format!(
                "This address leads to {}, which is not an access portal of AWS.",
                isolated(host)
            )
        }
    };
    (text, GIVE_THE_PORTAL)
}

const GIVE_IDENTITY_CENTER: &str = "Give the start URL of IAM Identity Center as well, as in https://d-1234567890.awsapps.com/start. Your administrator \
     knows it; in ~/.aws/config it is sso_start_url.";

/// A portal of account access manager is to be added, and where its users sign in is not clear.
fn no_identity_center(region: &Region, configured: usize) -> String {
    let why = match configured {
        0 => "its address does not say where",
        _ => "you have several portals there",
    };
    format!(
        "People sign in to a portal of account access manager through the IAM Identity Center of their organization in {region}, and \
         {why}."
    )
}

/// Returns which Identity Center was taken for a portal of account access manager, if none was given.
pub fn located_identity_center(located: &LocatedPortal) -> Option<String> {
    let Some(IdentityCenterOrigin::Configured(name)) = &located.identity_center else {
        return None;
    };
    let url = located.portal.identity_center_url().as_str();
    Some(format!(
        "You sign in there through {}, as for {}.",
        isolated(url),
        isolated(name.as_str())
    ))
}

/// Returns why the region of a portal is not known, and what to do.
pub fn portal_region(error: &PortalRegionError) -> (String, &'static str) {
    match error {
        PortalRegionError::Missing => (
            "The start URL does not contain the region of the portal.".to_owned(),
            "Choose the region of IAM Identity Center. Your administrator knows it; in ~/.aws/config it is sso_region.",
        ),
        PortalRegionError::OtherRegion { address, given } => (
            format!("The start URL belongs to the region {address}, not to {given}."),
            "Leave the region out, or use the start URL of the other region.",
        ),
        PortalRegionError::OtherPartition { address, given } => (
            format!(
                "The start URL belongs to the partition {}, but the region {given} is in {}.",
                address.id(),
                given.partition().id()
            ),
            "Check both: they are not of the same portal.",
        ),
    }
}

/// Returns what became of the address that a user gave for a portal if it is another now, or that the region contradicts it.
pub fn located_portal(located: &LocatedPortal) -> Option<String> {
    let (start_url, region) = (located.portal.start_url.as_str(), &located.portal.region);
    match located.origin {
        AddressOrigin::Unchanged => {
            let contradiction = located.portal.check_region().err()?;
            Some(portal_region(&contradiction).0)
        }
        AddressOrigin::Completed => Some(completed_address(start_url)),
        AddressOrigin::Redirected => Some(format!(
            "The address leads to {}, in {region}.",
            isolated(start_url)
        )),
    }
}

/// An id or an alias was completed to `start_url`.
pub fn completed_address(start_url: &str) -> String {
    format!("Completed to {}.", isolated(start_url))
}

pub(crate) fn not_copied(error: &ExportError) -> String {
    format!("Nothing was copied: {}.", cannot_carry(error))
}

/// Returns why credentials have no text in a format; ends a sentence.
pub fn cannot_carry(ExportError::CannotCarry { what, format }: &ExportError) -> String {
    format!(
        "the value of {what} holds a character that {} cannot carry",
        format_name(*format)
    )
}

pub(crate) fn setting_not_changed(error: &InvalidSettingValue) -> String {
    format!("The setting was not changed: {}.", invalid_value(error))
}
