//! What the emulator shows a browser outside any API: its front page, the stylesheet and the icon. Must not
//! know the pages of an API.

use http::StatusCode;

use crate::errors::Api;
use crate::html::{name, page};
use crate::operation::{ApiOperation, Route};
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const STYLE: &str = include_str!("pages/style.css");
const ICON: &str = include_str!("pages/icon.svg");

pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(
        Api::Page,
        "FrontPage",
        &[Route::get("/").without_action()],
        |state, _| Ok(front_page(state)),
    ),
    ApiOperation::new(
        Api::Page,
        "Stylesheet",
        &[Route::get("/pages/style.css")],
        |_, _| Ok(file("text/css; charset=utf-8", STYLE)),
    ),
    ApiOperation::new(Api::Page, "Icon", &[Route::get("/pages/icon.svg")], |_, _| {
        Ok(file("image/svg+xml", ICON))
    }),
];

/// What the organization is, for those who open the base address.
fn front_page(state: &EmulatorState) -> ApiResponse {
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
    page(StatusCode::OK, "A loopback AWS", &main)
}

fn file(media_type: &'static str, text: &str) -> ApiResponse {
    ApiResponse::text(StatusCode::OK, media_type, text).with_header("x-content-type-options", "nosniff")
}
