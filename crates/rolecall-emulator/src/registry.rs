//! Every operation of the emulator: the rows of all APIs in one table, and the search in it. An API is added
//! by one line here. Must not know what an operation does.

use crate::errors::unknown_operation;
use crate::operation::{ApiOperation, RouteMatch};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::{
    access_portal, account_access, console, control, federation, iam, oidc, pages, roles_anywhere, signin,
    sts,
};

/// The first row that takes a request wins, within an API and between them.
const APIS: [&[ApiOperation]; 11] = [
    control::OPERATIONS,
    oidc::OPERATIONS,
    access_portal::OPERATIONS,
    signin::OPERATIONS,
    account_access::OPERATIONS,
    federation::OPERATIONS,
    console::OPERATIONS,
    pages::OPERATIONS,
    iam::OPERATIONS,
    roles_anywhere::OPERATIONS,
    // Last, because it takes every query action that no other row names.
    sts::OPERATIONS,
];

fn operations() -> impl Iterator<Item = &'static ApiOperation> {
    APIS.into_iter().flatten()
}

/// Finds the operation that a request is for.
///
/// # Errors
/// The response to a request that is for none: 405 when only the method is wrong, else 404.
pub(crate) fn find(request: &ApiRequest) -> Result<&'static ApiOperation, ApiResponse> {
    let with = |expected| operations().find(|operation| operation.matches(request) == expected);
    if let Some(operation) = with(RouteMatch::Full) {
        return Ok(operation);
    }
    Err(with(RouteMatch::WrongMethod)
        .map_or_else(unknown_operation, |operation| operation.api.method_not_allowed()))
}

#[cfg(test)]
mod tests;
