//! The pages of the portal's lists, as its requests name them. Must not know what is listed.

use super::invalid_request;
use crate::list_page::ListPage;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

/// The page a request is for; `list` names the list, its user included.
pub(super) fn page(
    state: &EmulatorState,
    request: &ApiRequest,
    list: String,
) -> Result<ListPage, ApiResponse> {
    let size = match request.query_value("max_result") {
        None => state.settings.page_size.clamp(1, 100),
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=100).contains(size))
            .ok_or_else(|| {
                invalid_request("ResultSize parameter must be within the valid limits of: 1-100")
            })?,
    };
    let token = request
        .query_value("next_token")
        .filter(|token| !token.is_empty());
    ListPage::new(state.paging_key, list, size, token.as_deref())
        .ok_or_else(|| invalid_request("Invalid next token provided"))
}
