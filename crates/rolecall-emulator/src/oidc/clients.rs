//! What the operations of SSO OIDC check alike: the client's own secret, the scope and the portal. Must not
//! know the operations.

use crate::errors::oidc::OidcError;
use crate::response::ApiResponse;
use crate::state::{ClientRecord, EmulatorState};

/// The one scope that account access needs.
const ACCOUNT_ACCESS: &str = "sso:account:access";
/// What the scopes of other applications begin with: the portal's own pages, account access manager and Amazon Q Developer.
const OTHER_APPLICATIONS: [&str; 3] = ["sso-portal:", "account_access:", "codewhisperer:"];

/// Whether AWS knows a scope.
pub(super) fn is_known_scope(scope: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-:*".contains(&b))
    };
    scope == ACCOUNT_ACCESS
        || OTHER_APPLICATIONS
            .iter()
            .any(|start| scope.strip_prefix(start).is_some_and(is_name))
}

pub(super) fn scopes(state: &EmulatorState, client_id: &str) -> Vec<String> {
    let client = state.records.clients.get(client_id);
    client.map(|client| client.scopes.clone()).unwrap_or_default()
}

/// Whether a client's tokens are for the access portal; those of a client without scopes are, as before scopes existed.
pub(super) fn has_account_access(state: &EmulatorState, client_id: &str) -> bool {
    let client = state.records.clients.get(client_id);
    client.is_some_and(|client| {
        client.scopes.is_empty() || client.scopes.iter().any(|scope| scope == ACCOUNT_ACCESS)
    })
}

/// The registered client with this id and secret.
pub(super) fn authenticate<'a>(
    state: &'a EmulatorState,
    id: &str,
    secret: &str,
) -> Result<&'a ClientRecord, ApiResponse> {
    let client = state
        .records
        .clients
        .get(id)
        .filter(|client| &*client.secret == secret)
        .ok_or_else(|| OidcError::INVALID_CLIENT.response("Invalid client provided"))?;
    if client.expires_at <= state.now() {
        return Err(OidcError::INVALID_CLIENT.response("Client registration has expired"));
    }
    Ok(client)
}

/// The name of a client, for a page.
pub(super) fn name(state: &EmulatorState, id: &str) -> String {
    let client = state.records.clients.get(id);
    client.map(|client| client.name.clone()).unwrap_or_default()
}

/// Whether this is the portal's start URL or issuer URL.
pub(super) fn is_own_portal(state: &EmulatorState, url: &str) -> bool {
    is_same_start_url(url, &state.start_url) || is_same_start_url(url, &state.partition.issuer_url())
}

/// Start URLs are the same with a slash or a fragment at the end.
fn is_same_start_url(left: &str, right: &str) -> bool {
    fn base(url: &str) -> &str {
        let before_fragment = url.split_once('#').map_or(url, |(before, _)| before);
        before_fragment.trim_end_matches('/')
    }
    base(left).eq_ignore_ascii_case(base(right))
}
