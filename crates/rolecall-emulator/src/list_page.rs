//! A page of a list, and the opaque token that says where the next page starts. A token is valid only for the list and
//! the user it was issued for. Must not know what is listed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A page of a list.
pub(crate) struct ListPage {
    start: usize,
    size: usize,
    list: String,
    key: [u8; 32],
}

impl ListPage {
    /// The first page, or the one that a token is for; none when the token is for no page of this list. `list` names
    /// the list, its user included.
    pub(crate) fn new(key: [u8; 32], list: String, size: usize, token: Option<&str>) -> Option<Self> {
        let start = match token {
            None => 0,
            Some(token) => start_from_token(&key, &list, token)?,
        };
        Some(Self {
            start,
            size,
            list,
            key,
        })
    }

    /// The items of this page, and the token of the next page.
    pub(crate) fn select<T>(&self, items: impl Iterator<Item = T>) -> (Vec<T>, Option<String>) {
        let mut items = items.skip(self.start);
        let page: Vec<T> = items.by_ref().take(self.size).collect();
        let next = items
            .next()
            .map(|_| token(&self.key, &self.list, self.start + self.size));
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
