//! The form of a new portal and how to sign in.

use crate::messages::{self, InvalidField};
use crate::wire::{NewPortalInput, SignInMethodInput, StartUrlView};
use rolecall::problem::Problem;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, parse_start_url};
use rolecall_model::sign_in::SignInMethod;

/// Parses a pasted address for the form: what it contains, or why it cannot be used.
pub(crate) fn start_url(text: &str) -> StartUrlView {
    // Only an endpoint of the portal's own may be plain http on this machine: the address itself can contain it.
    let endpoint = EndpointUrl::parse(&origin(text))
        .ok()
        .filter(EndpointUrl::is_on_loopback);
    match parse_start_url(text, endpoint.as_ref()) {
        Ok(parsed) => StartUrlView {
            start_url: Some(parsed.start_url.as_str().to_owned()),
            region: parsed.region.map(|region| region.to_string()),
            suggested_name: Some(parsed.suggested_name.to_string()),
            hint: (!parsed.owned_by_aws && endpoint.is_none()).then(|| messages::FOREIGN_ADDRESS.to_owned()),
        },
        Err(error) => StartUrlView {
            start_url: None,
            region: None,
            suggested_name: None,
            hint: Some(Problem::from(&error).summary),
        },
    }
}

fn origin(text: &str) -> String {
    text.trim().splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Parses the form of a new portal.
///
/// # Errors
/// `WrongInput` when a field is malformed, or the endpoint is not on this machine.
pub(crate) fn portal(new: &NewPortalInput) -> Result<Portal, Problem> {
    let invalid = |field| Problem::invalid_input(messages::portal_not_added(field));
    let endpoint = new
        .endpoint_url
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let endpoint_url = endpoint
        .map(EndpointUrl::parse)
        .transpose()
        .map_err(|_| invalid(InvalidField::EndpointUrl))?;
    // An endpoint chooses the pages that the browser opens: the page of the window must not choose a stranger's.
    if endpoint_url
        .as_ref()
        .is_some_and(|endpoint| !endpoint.is_on_loopback())
    {
        return Err(invalid(InvalidField::EndpointElsewhere));
    }
    Ok(Portal {
        name: PortalName::parse(new.name.trim()).map_err(|_| invalid(InvalidField::PortalName))?,
        start_url: parse_start_url(&new.start_url, endpoint_url.as_ref())
            .map_err(|error| Problem::from(&error))?
            .start_url,
        region: Region::parse(new.region.trim()).map_err(|_| invalid(InvalidField::Region))?,
        endpoint_url,
        demo: false,
    })
}

/// Returns the sign-in method that the page asks for.
pub(crate) fn sign_in_method(method: SignInMethodInput) -> SignInMethod {
    match method {
        SignInMethodInput::Browser => SignInMethod::Browser,
        SignInMethodInput::DeviceCode => SignInMethod::DeviceCode,
    }
}
