//! The pages of the portal's lists: how many items, and the opaque token that says where the next page starts.
//! A token is valid only for the list and the user it was issued for. Must not know what is listed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::invalid_request;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

/// A page of a list.
pub(super) struct ListPage {
    start: usize,
    size: usize,
    list: String,
    key: [u8; 32],
}

impl ListPage {
    /// The page a request is for; `list` names the list, its user included.
    pub(super) fn from_request(
        state: &EmulatorState,
        request: &ApiRequest,
        list: String,
    ) -> Result<Self, ApiResponse> {
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
        let key = state.paging_key;
        let start = match request
            .query_value("next_token")
            .filter(|token| !token.is_empty())
        {
            None => 0,
            Some(token) => start_from_token(&key, &list, &token)
                .ok_or_else(|| invalid_request("Invalid next token provided"))?,
        };
        Ok(Self {
            start,
            size,
            list,
            key,
        })
    }

    /// The items of this page, and the token of the next page or null.
    pub(super) fn select<T>(&self, items: impl Iterator<Item = T>) -> (Vec<T>, Value) {
        let mut items = items.skip(self.start);
        let page: Vec<T> = items.by_ref().take(self.size).collect();
        let next = match items.next() {
            Some(_) => json!(token(&self.key, &self.list, self.start + self.size)),
            None => Value::Null,
        };
        (page, next)
    }
}

fn token(key: &[u8; 32], list: &str, start: usize) -> String {
    let mut token = seal(key, list, start);
    token.extend_from_slice(start.to_string().as_bytes());
    URL_SAFE_NO_PAD.encode(token)
}

fn start_from_token(key: &[u8; 32], list: &str, token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (token_seal, start) = bytes.split_at_checked(32)?;
    let start: usize = std::str::from_utf8(start).ok()?.parse().ok()?;
    (seal(key, list, start) == token_seal).then_some(start)
}

fn seal(key: &[u8; 32], list: &str, start: usize) -> Vec<u8> {
    crate::sigv4::hmac(key, &format!("{start}\n{list}"))
}
