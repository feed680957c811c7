//! The form of a new portal and how to sign in.

use crate::messages::{self, InvalidField};
use crate::view::invalid_portal;
use crate::wire::{AddPortalView, NewPortalInput, PortalFieldView, SignInMethodInput, StartUrlView};
use rolecall::new_portal::{NewAccountAccess, NewPortal};
use rolecall::problem::Problem;
use rolecall_model::partition::Region;
use rolecall_model::portal::{AddressKind, EndpointUrl, PortalName, parse_start_url_or_id};
use rolecall_model::sign_in::SignInMethod;

/// Parses a pasted address for the form, where the user may have chosen a region: what it contains, or why it cannot be used.
pub(crate) fn start_url(text: &str, region: &str) -> StartUrlView {
    // Only an endpoint of the portal's own may be plain http on this machine: the address itself can contain it.
    let endpoint = EndpointUrl::parse(&origin(text))
        .ok()
        .filter(EndpointUrl::is_on_loopback);
    let region = Region::parse_typed(region).ok();
    let is_instance = |address: &str| address.contains("://identitycenter.");
    match parse_start_url_or_id(text, region.as_ref(), endpoint.as_ref()) {
        Ok(parsed) => StartUrlView {
            is_completed: parsed.kind == AddressKind::CompletedId,
            hint: match parsed.kind {
                // Without a region an instance has the address of its issuer only.
                AddressKind::CompletedId => is_instance(parsed.start_url.as_str())
                    .then(|| messages::REGION_COMPLETES_ADDRESS.to_owned()),
                AddressKind::Vanity => Some(messages::FOREIGN_ADDRESS.to_owned()),
                AddressKind::Portal | AddressKind::AccountAccess | AddressKind::Loopback => None,
            },
            start_url: Some(parsed.start_url.as_str().to_owned()),
            // The address does not carry a region that only completed it.
            region: parsed
                .region
                .filter(|_| parsed.kind != AddressKind::CompletedId)
                .map(|region| region.to_string()),
            may_lead_to_region: parsed.kind == AddressKind::Vanity,
            is_account_access: parsed.kind == AddressKind::AccountAccess,
            suggested_name: Some(parsed.suggested_name.to_string()),
        },
        Err(error) => StartUrlView {
            start_url: None,
            region: None,
            may_lead_to_region: false,
            is_account_access: false,
            suggested_name: None,
            is_completed: false,
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
/// The field that is malformed, or the endpoint if it is not on this machine.
pub(crate) fn new_portal(new: &NewPortalInput) -> Result<NewPortal, AddPortalView> {
    let invalid = |field| {
        let at = match field {
            InvalidField::PortalName => PortalFieldView::Name,
            InvalidField::Region => PortalFieldView::Region,
            InvalidField::EndpointUrl | InvalidField::EndpointElsewhere | InvalidField::AccountId => {
                PortalFieldView::Endpoint
            }
        };
        invalid_portal(at, &Problem::invalid_input(messages::portal_not_added(field)))
    };
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
    let identity_center = new.identity_center_url.as_deref().map(str::trim);
    let region = Some(new.region.trim()).filter(|text| !text.is_empty());
    Ok(NewPortal {
        name: PortalName::parse(new.name.trim()).map_err(|_| invalid(InvalidField::PortalName))?,
        address: new.start_url.clone(),
        region: region
            .map(Region::parse_typed)
            .transpose()
            .map_err(|_| invalid(InvalidField::Region))?,
        endpoint_url,
        account_access: NewAccountAccess {
            identity_center: identity_center.filter(|text| !text.is_empty()).map(str::to_owned),
            ..NewAccountAccess::default()
        },
    })
}

/// Returns the sign-in method that the page asks for.
pub(crate) fn sign_in_method(method: SignInMethodInput) -> SignInMethod {
    match method {
        SignInMethodInput::Browser => SignInMethod::Browser,
        SignInMethodInput::DeviceCode => SignInMethod::DeviceCode,
    }
}
