//! RegisterClient. Must not know how a registration is used later.

use serde::Deserialize;
use serde_json::json;

use super::clients::{is_known_scope, is_own_portal};
use super::redirect;
use crate::errors::oidc::OidcError;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets;
use crate::settings::MixedGrants;
use crate::state::{ClientRecord, EmulatorState, Grants};

pub(super) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterClientRequest {
    client_name: Option<String>,
    client_type: Option<String>,
    scopes: Option<Vec<String>>,
    redirect_uris: Option<Vec<String>>,
    grant_types: Option<Vec<String>>,
    issuer_url: Option<String>,
}

pub(super) fn register(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let client = check(state, request)?;
    let id = secrets::client_id();
    let response = ApiResponse::ok(json!({
        "clientId": id,
        "clientSecret": &*client.secret,
        "clientIdIssuedAt": state.now().epoch_seconds(),
        "clientSecretExpiresAt": client.expires_at.epoch_seconds(),
        "authorizationEndpoint": null,
        "tokenEndpoint": null,
    }));
    state.records.clients.insert(id, client);
    Ok(response)
}

fn check(state: &mut EmulatorState, request: &ApiRequest) -> Result<ClientRecord, ApiResponse> {
    let body: RegisterClientRequest = request
        .json()
        .map_err(|_| OidcError::INVALID_REQUEST.response("Invalid request body"))?;
    let name = body
        .client_name
        .filter(|name| !name.is_empty())
        .ok_or_else(|| OidcError::INVALID_REQUEST.response("Missing client name"))?;
    if body.client_type.as_deref() != Some("public") {
        return Err(OidcError::INVALID_CLIENT_METADATA.response("Invalid client type"));
    }
    let scopes = body.scopes.unwrap_or_default();
    if scopes.iter().any(|scope| !is_known_scope(scope)) {
        return Err(OidcError::INVALID_SCOPE.response("Invalid scope"));
    }
    let grants = grants(state.settings.mixed_grants, body.grant_types.as_deref())?;
    let redirect_uris = body.redirect_uris.unwrap_or_default();
    if redirect_uris
        .iter()
        .any(|uri| redirect::Loopback::parse(uri).is_none())
    {
        return Err(OidcError::INVALID_REDIRECT_URI.response("Invalid redirect URI"));
    }
    if grants.authorization_code && (redirect_uris.is_empty() || body.issuer_url.is_none()) {
        return Err(OidcError::INVALID_REQUEST
            .response("The authorization_code grant needs redirectUris and issuerUrl"));
    }
    if body.issuer_url.is_some_and(|url| !is_own_portal(state, &url)) {
        return Err(OidcError::INVALID_REQUEST.response("Invalid issuer URL"));
    }
    let now = state.now();
    Ok(ClientRecord {
        secret: state.secrets.client_secret(now),
        name,
        scopes,
        grants,
        redirect_uris,
        expires_at: now.after_seconds(state.settings.registration_ttl),
    })
}

/// A client without grant types is a device client, as before grant types existed.
fn grants(mixed: MixedGrants, names: Option<&[String]>) -> Result<Grants, ApiResponse> {
    let Some(names) = names.filter(|names| !names.is_empty()) else {
        return Ok(Grants {
            authorization_code: false,
            device_code: true,
            refresh_token: true,
        });
    };
    let mut grants = Grants::default();
    for name in names {
        match name.as_str() {
            "authorization_code" => grants.authorization_code = true,
            "refresh_token" => grants.refresh_token = true,
            DEVICE_GRANT => grants.device_code = true,
            _ => return Err(OidcError::UNSUPPORTED_GRANT_TYPE.response("Unsupported grant type")),
        }
    }
    if grants.authorization_code && grants.device_code && mixed == MixedGrants::Fail {
        return Err(OidcError::INTERNAL_SERVER.response("Internal server error"));
    }
    Ok(grants)
}
