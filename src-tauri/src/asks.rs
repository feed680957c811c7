//! What a command needs beyond one request: reading the page's words, and the use cases that copy and open.

mod settings;
mod sign_ins;
mod uses;

pub(crate) use settings::settings_edit;
pub(crate) use sign_ins::{copy_sign_in_link, open_sign_in_page};
pub(crate) use uses::{
    copy_command, copy_credentials, copy_export, destinations, exports, open_console, open_console_at,
};

use crate::ipc::wire::{AccountKey, NewPortal, SignInMethodView, StartUrlView};
use crate::view;
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall_model::account::AccountId;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, parse_start_url};
use rolecall_model::sign_in::SignInMethod;

/// Reads a pasted address for the form.
pub(crate) fn start_url(text: &str) -> StartUrlView {
    // Only an endpoint of the portal's own may be plain http on this machine: the address itself can say so.
    let endpoint = EndpointUrl::parse(&origin(text))
        .ok()
        .filter(EndpointUrl::is_on_loopback);
    match parse_start_url(text, endpoint.as_ref()) {
        Ok(reading) => StartUrlView {
            start_url: Some(reading.start_url.as_str().to_owned()),
            region: reading.region.map(|region| region.to_string()),
            suggested_name: Some(reading.suggested_name.to_string()),
            notice: (!reading.owned_by_aws && endpoint.is_none()).then(|| {
                "This address does not belong to AWS. Go on only if your organization gave it to you."
                    .to_owned()
            }),
        },
        Err(error) => StartUrlView {
            start_url: None,
            region: None,
            suggested_name: None,
            notice: Some(Problem::from(&error).summary),
        },
    }
}

fn origin(text: &str) -> String {
    text.trim().splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Reads the form of a new portal.
pub(crate) fn portal(new: &NewPortal) -> Result<Portal, Problem> {
    let wrong =
        |error: &dyn std::fmt::Display| Problem::invalid_input(format!("The portal was not added: {error}."));
    let endpoint = new
        .endpoint_url
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let endpoint_url = endpoint
        .map(EndpointUrl::parse)
        .transpose()
        .map_err(|error| wrong(&error))?;
    // An endpoint chooses the pages that the browser opens: the page of the window must not choose a stranger's.
    if endpoint_url
        .as_ref()
        .is_some_and(|endpoint| !endpoint.is_on_loopback())
    {
        return Err(wrong(
            &"an endpoint on another machine is given to `rolecall portal add … --endpoint-url`",
        ));
    }
    Ok(Portal {
        name: PortalName::parse(new.name.trim()).map_err(|error| wrong(&error))?,
        start_url: parse_start_url(&new.start_url, endpoint_url.as_ref())
            .map_err(|error| Problem::from(&error))?
            .start_url,
        region: Region::parse(new.region.trim()).map_err(|error| wrong(&error))?,
        endpoint_url,
        demo: false,
    })
}

/// Returns how to sign in here: where no browser can be opened, the user is given a code.
pub(crate) fn method(method: SignInMethodView, browser: bool) -> SignInMethod {
    match method {
        SignInMethodView::Browser if browser => SignInMethod::Browser,
        SignInMethodView::Browser | SignInMethodView::DeviceCode => SignInMethod::DeviceCode,
    }
}

/// Returns how a sign-in begins where nobody chose.
pub(crate) fn usual_method(ports: &Ports) -> SignInMethod {
    method(SignInMethodView::Browser, ports.desktop.browser.is_available())
}

pub(crate) fn account(key: &AccountKey) -> Result<(PortalName, AccountId), Problem> {
    Ok((
        view::portal_name(&key.portal)?,
        view::account_id(&key.account_id)?,
    ))
}

#[cfg(test)]
mod tests;
