//! What the emulator shows a browser outside any API: its front page, a customer's own
//! address of the portal, the stylesheet and the icon. Must not
//! know the pages of an API.

use http::StatusCode;

use crate::errors::Api;
use crate::html::{name, page};
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(Api::Page, "FrontPage", &[Route::get("/").without_action()], front_page),
    ApiOperation::new(Api::Page, "Stylesheet", &[Route::get("/pages/style.css")], stylesheet),
    ApiOperation::new(Api::Page, "VanityAddress", &[Route::any_method("/vanity")], vanity),
    ApiOperation::new(Api::Page, "Icon", &[Route::get("/pages/icon.svg")], icon),
];

/// What a customer's own domain answers: where the portal is.
fn vanity(state: &mut EmulatorState, _: &ApiRequest) -> HandlerResult {
    let target = state.settings.vanity_target.as_ref().unwrap_or(&state.start_url);
    Ok(ApiResponse::redirect(target))
}

/// What the organization is, for those who open the base address.
fn front_page(state: &mut EmulatorState, _: &ApiRequest) -> HandlerResult {
    let organization = &state.directory.organization;
    let main = format!(
        "<h1>A loopback AWS</h1>\n<p>This address serves sign-in, the access portal, STS and the console of a \
         made-up organization.</p>\n<dl class=\"facts\">\n<dt>Organization</dt><dd>{}</dd>\n\
         <dt>Start URL</dt><dd>{}</dd>\n<dt>Region</dt><dd>{}</dd>\n<dt>Accounts</dt><dd>{}</dd>\n</dl>",
        name("organization", &organization.name),
        name("start-url", &state.start_url),
        name("region", &state.region),
        organization.accounts.len()
    );
    Ok(page(StatusCode::OK, "A loopback AWS", &main))
}

fn stylesheet(_: &mut EmulatorState, _: &ApiRequest) -> HandlerResult {
    file("text/css; charset=utf-8", include_str!("pages/style.css"))
}

fn icon(_: &mut EmulatorState, _: &ApiRequest) -> HandlerResult {
    file("image/svg+xml", include_str!("pages/icon.svg"))
}

fn file(media_type: &'static str, text: &str) -> HandlerResult {
    let response = ApiResponse::text(StatusCode::OK, media_type, text);
    Ok(response.with_header("x-content-type-options", "nosniff"))
}
