//! The pages of AWS that a user meets while signing in: `/authorize`, and the confirmation of a device code.

use super::FakeAws;
use super::issued::{Code, Decision};
use crate::locked;
use rolecall_model::sign_in::Grant;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// How long an authorization code lives.
const CODE_LIFE: Duration = Duration::from_mins(5);

/// Where the sign-in page sends the browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The redirect address with the code, or the error, and the state.
    pub url: String,
}

impl std::fmt::Debug for Redirect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redirect(redacted)")
    }
}

/// Why the sign-in page showed an error instead of sending the browser back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizeRefusal {
    /// Which parameter was wrong.
    pub parameter: &'static str,
}

/// What is asked of `/authorize`, checked.
struct Request {
    client_id: String,
    redirect_uri: String,
    state: String,
    challenge: String,
}

impl FakeAws {
    /// Plays the sign-in page at `url` for a user who approves.
    ///
    /// # Errors
    /// [`AuthorizeRefusal`] when the address is not one that AWS accepts.
    pub fn authorize(&self, url: &str, user: &str) -> Result<Redirect, AuthorizeRefusal> {
        let request = self.read(url)?;
        let code = self.mint.secret("authorization-code");
        let known = Code {
            client_id: request.client_id,
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge,
            user: user.to_owned(),
            expires_at: self.now() + CODE_LIFE,
        };
        locked(&self.state).issued.codes.insert(code.clone(), known);
        Ok(redirect(
            &request.redirect_uri,
            &[("code", &code), ("state", &request.state)],
        ))
    }

    /// Plays the sign-in page at `url` for a user who refuses, or with another OAuth `error`.
    ///
    /// # Errors
    /// [`AuthorizeRefusal`] when the address is not one that AWS accepts.
    pub fn refuse(&self, url: &str, error: &str) -> Result<Redirect, AuthorizeRefusal> {
        let request = self.read(url)?;
        Ok(redirect(
            &request.redirect_uri,
            &[("error", error), ("state", &request.state)],
        ))
    }

    /// Confirms a device code as a user does; tells whether the code was known and open.
    pub fn approve_device(&self, user_code: &str, user: &str) -> bool {
        self.decide(user_code, Decision::Approved(user.to_owned()))
    }

    /// Refuses a device code; tells whether the code was known and open.
    pub fn deny_device(&self, user_code: &str) -> bool {
        self.decide(user_code, Decision::Denied)
    }

    fn decide(&self, user_code: &str, decision: Decision) -> bool {
        let now = self.now();
        let mut state = locked(&self.state);
        let mut devices = state.issued.devices.values_mut();
        let open = devices.find(|device| {
            device.user_code == user_code && device.decision == Decision::Pending && now < device.expires_at
        });
        open.map(|device| device.decision = decision).is_some()
    }

    fn read(&self, url: &str) -> Result<Request, AuthorizeRefusal> {
        let refusal = |parameter| AuthorizeRefusal { parameter };
        let url = Url::parse(url).map_err(|_| refusal("url"))?;
        let mut query = BTreeMap::new();
        for (name, value) in url.query_pairs() {
            if query.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(refusal("a parameter given twice"));
            }
        }
        let mut take = |name: &'static str| {
            query
                .remove(name)
                .filter(|value| !value.is_empty())
                .ok_or(refusal(name))
        };
        let (client_id, redirect_uri, state) = (take("client_id")?, take("redirect_uri")?, take("state")?);
        let challenge = take("code_challenge")?;
        let scope = take("scope").or_else(|_| take("scopes"))?;
        let fixed = [
            ("response_type", take("response_type")? == "code"),
            ("code_challenge_method", take("code_challenge_method")? == "S256"),
            ("code_challenge", challenge.len() == 43),
            ("scopes", scope == "sso:account:access"),
            ("redirect_uri", is_loopback_callback(&redirect_uri)),
            ("path", url.path().ends_with("/authorize")),
            ("client_id", self.may_authorize(&client_id, &url)),
        ];
        match fixed.into_iter().find(|(_, right)| !right) {
            Some((parameter, _)) => Err(refusal(parameter)),
            None => Ok(Request {
                client_id,
                redirect_uri,
                state,
                challenge,
            }),
        }
    }

    /// Tells whether a client is registered for this grant, in the region or at the endpoint of `url`.
    fn may_authorize(&self, client_id: &str, url: &Url) -> bool {
        let state = locked(&self.state);
        let known = state.issued.registrations.get(client_id);
        known.is_some_and(|known| {
            let base = known.place.endpoint_url.as_ref().map_or_else(
                || {
                    format!(
                        "https://{}",
                        known.place.region.partition().oidc_host(&known.place.region)
                    )
                },
                |endpoint| endpoint.as_str().to_owned(),
            );
            known.grant == Grant::AuthorizationCode
                && self.now() < known.expires_at
                && url.as_str().starts_with(&format!("{base}/authorize?"))
        })
    }
}

fn is_loopback_callback(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|uri| {
        uri.scheme() == "http"
            && uri.host_str() == Some("127.0.0.1")
            && uri.port().is_some()
            && uri.path() == "/oauth/callback"
            && uri.query().is_none()
    })
}

fn redirect(uri: &str, query: &[(&str, &str)]) -> Redirect {
    let url = Url::parse_with_params(uri, query).expect("a redirect address that was checked");
    Redirect { url: url.into() }
}
