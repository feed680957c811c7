//! IAM Roles Anywhere: CreateSession, in the wire forms of AWS's two clients (User Guide, "Signing process").
//! Must not know how a certificate was made.

mod authentication;
mod input;
mod session;

use http::StatusCode;

use crate::errors::Api;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const API: Api = Api::RolesAnywhere;

pub(crate) const OPERATIONS: &[ApiOperation] =
    &[
        ApiOperation::new(API, "CreateSession", &[Route::post("/sessions")], create_session)
            .with_detail(|request| input::parameter(request, "roleArn")),
    ];

fn create_session(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let signed = authentication::authenticate(state, request)?;
    let input = input::CreateSessionInput::read(request)?;
    session::create(state, &signed, &input)
}

fn denied(message: &str) -> ApiResponse {
    API.error(StatusCode::FORBIDDEN, "AccessDeniedException", message)
}

fn invalid(message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, "ValidationException", message)
}

fn not_found(message: &str) -> ApiResponse {
    API.error(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
}
