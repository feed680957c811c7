//! RegisterClient. Must not know how a registration is used later.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{ACCOUNT_ACCESS, OidcError, is_own_portal, redirect};
use crate::answer::Answer;
use crate::call::Call;
use crate::issued;
use crate::settings::MixedGrants;
use crate::state::{Grants, Registration, State};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_name: Option<String>,
    client_type: Option<String>,
    scopes: Option<Vec<String>>,
    redirect_uris: Option<Vec<String>>,
    grant_types: Option<Vec<String>>,
    issuer_url: Option<String>,
}

pub(crate) fn register_client(state: &mut State, call: &Call) -> Answer {
    match checked(state, call) {
        Ok(registration) => registered(state, registration),
        Err(refusal) => refusal,
    }
}

fn checked(state: &mut State, call: &Call) -> Result<Registration, Answer> {
    let request: Request = call
        .json()
        .map_err(|_| OidcError::InvalidRequest.because("Invalid request body"))?;
    let name = request
        .client_name
        .filter(|name| !name.is_empty())
        .ok_or_else(|| OidcError::InvalidRequest.because("Missing client name"))?;
    if request.client_type.as_deref() != Some("public") {
        return Err(OidcError::InvalidClientMetadata.because("Invalid client type"));
    }
    let scopes = request.scopes.unwrap_or_default();
    if scopes.iter().any(|scope| scope != ACCOUNT_ACCESS) {
        return Err(OidcError::InvalidScope.because("Invalid scope"));
    }
    let grants = grants(state.settings.mixed_grants, request.grant_types.as_deref())?;
    let redirect_uris = request.redirect_uris.unwrap_or_default();
    if redirect_uris
        .iter()
        .any(|uri| redirect::Loopback::parse(uri).is_none())
    {
        return Err(OidcError::InvalidRedirectUri.because("Invalid redirect URI"));
    }
    if grants.authorization_code && (redirect_uris.is_empty() || request.issuer_url.is_none()) {
        return Err(OidcError::InvalidRequest
            .because("The authorization_code grant needs redirectUris and issuerUrl"));
    }
    if request.issuer_url.is_some_and(|url| !is_own_portal(state, &url)) {
        return Err(OidcError::InvalidRequest.because("Invalid issuer URL"));
    }
    let now = state.now();
    Ok(Registration {
        secret: state.mint.client_secret(now),
        name,
        scopes,
        grants,
        redirect_uris,
        expires: now.after_seconds(state.settings.registration_ttl),
    })
}

/// Without grant types a client is the device client of old.
fn grants(mixed: MixedGrants, names: Option<&[String]>) -> Result<Grants, Answer> {
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
            _ => return Err(OidcError::UnsupportedGrantType.because("Unsupported grant type")),
        }
    }
    if grants.authorization_code && grants.device_code && mixed == MixedGrants::Fail {
        return Err(OidcError::InternalServer.because("Internal server error"));
    }
    Ok(grants)
}

fn registered(state: &mut State, registration: Registration) -> Answer {
    let id = issued::client_id();
    let answer = Answer::json(
        StatusCode::OK,
        json!({
            "clientId": id,
            "clientSecret": &*registration.secret,
            "clientIdIssuedAt": state.now().epoch_seconds(),
            "clientSecretExpiresAt": registration.expires.epoch_seconds(),
            "authorizationEndpoint": null,
            "tokenEndpoint": null,
        }),
    );
    state.remembered.registrations.insert(id, registration);
    answer
}
