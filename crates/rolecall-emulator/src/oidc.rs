//! SSO OIDC: its operations and the pages of its two browser flows; each has its file. Must not know the portal
//! or STS.

mod authorize;
mod clients;
mod consent;
mod consent_page;
pub(crate) mod device;
mod redirect;
mod register;
mod token;

use crate::errors::Api;
use crate::operation::{ApiOperation, Route};

pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(
        Api::Oidc,
        "RegisterClient",
        &[Route::post("/client/register")],
        register::register_client,
    ),
    ApiOperation::new(
        Api::Oidc,
        "StartDeviceAuthorization",
        &[Route::post("/device_authorization")],
        device::start_device_authorization,
    ),
    ApiOperation::new(
        Api::Oidc,
        "CreateToken",
        &[Route::post("/token")],
        token::create_token,
    )
    .with_detail(token::grant_type)
    .counting_detail(),
    ApiOperation::new(
        Api::Page,
        "Authorize",
        &[Route::get("/authorize")],
        authorize::authorize,
    ),
    ApiOperation::new(
        Api::Page,
        "DevicePage",
        &[
            Route::get("/device"),
            Route::get("/platform/authorize"),
            Route::get("/start"),
            Route::get("/start/"),
        ],
        |state, request| Ok(device::page(state, request)),
    ),
    ApiOperation::new(
        Api::Page,
        "ConsentAnswer",
        &[Route::post("/consent")],
        consent::decide,
    ),
];
