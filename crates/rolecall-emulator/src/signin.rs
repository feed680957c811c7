//! AWS Sign-In (API 2023-01-01) for programs that sign a user in to the console: the page where one approves, and its tokens.
//! Must not know STS or what the credentials are used for.

mod authorize;
mod consent;
mod identity;
mod proof;
mod token;

use crate::errors::Api;
use crate::operation::{ApiOperation, Route};

const API: Api = Api::SignIn;

/// The clients that AWS has for programs: on the computer of the browser, and elsewhere.
const CLIENTS: [&str; 2] = [
    "arn:aws:signin:::devtools/same-device",
    "arn:aws:signin:::devtools/cross-device",
];

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "CreateOAuth2Token", &[Route::post("/v1/token")], token::create)
        .with_detail(token::grant_type)
        .counting_detail(),
    ApiOperation::new(Api::Page, "AuthorizeOAuth2Access", &[Route::get("/v1/authorize")], authorize::authorize),
    ApiOperation::new(Api::Page, "OAuth2ConsentAnswer", &[Route::post("/v1/consent")], consent::decide),
];
