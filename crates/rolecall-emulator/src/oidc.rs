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

pub(crate) use consent_page::user_form;
pub(crate) use redirect::{Loopback, with_parameters};

use crate::errors::Api;
use crate::operation::{ApiOperation, Route};

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(Api::Oidc, "RegisterClient", &[Route::post("/client/register")], register::register),
    ApiOperation::new(Api::Oidc, "StartDeviceAuthorization", &[Route::post("/device_authorization")], device::start),
    ApiOperation::new(Api::Oidc, "CreateToken", &[Route::post("/token")], token::create)
        .with_detail(token::grant_type)
        .counting_detail(),
    ApiOperation::new(Api::Page, "Authorize", &[Route::get("/authorize")], authorize::authorize),
    ApiOperation::new(Api::Page, "DevicePage", &DEVICE_PAGES, device::page),
    ApiOperation::new(Api::Page, "ConsentAnswer", &[Route::post("/consent")], consent::decide),
];

const DEVICE_PAGES: [Route; 4] = [
    Route::get("/device"),
    Route::get("/platform/authorize"),
    Route::get("/start"),
    Route::get("/start/"),
];
