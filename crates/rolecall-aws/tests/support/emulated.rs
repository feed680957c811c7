//! The emulator, the adapter, and a portal whose endpoint is the emulator.

use async_trait::async_trait;
use rolecall::ports::{AccessPortal, AccessPortalError, Authorization, AuthorizationError, Clock};
use rolecall::sign_in::{authorization_url, code_challenge};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_emulator::{Consent, EmulatorHandle, EmulatorSettings, Options, Organization, start};
use rolecall_model::Timestamp;
use rolecall_model::portal::{EndpointUrl, Portal, parse_start_url};
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, OauthState};
use rolecall_model::sign_in::{ClientRegistration, Grant, Token};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

const REDIRECT_URI: &str = "http://127.0.0.1:33821/oauth/callback";
/// Long enough for PKCE.
pub(crate) const VERIFIER: &str = "CANARY-verifier-0123456789-0123456789-0123456789";

/// The clock of this machine, which the emulator's own follows until a test moves it.
struct MachineClock;

#[async_trait]
impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the emulator reads the clock of this machine"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    async fn sleep_until(&self, _: Timestamp) {}
}

/// The emulator, the adapter, and a portal whose endpoint is the emulator.
pub(crate) struct EmulatedAws {
    /// The emulated AWS.
    pub(crate) emulator: EmulatorHandle,
    /// The adapter.
    pub(crate) aws: Aws,
    /// Its endpoint is the emulator.
    pub(crate) portal: Portal,
}

impl EmulatedAws {
    pub(crate) fn with(organization: Organization, settings: EmulatorSettings) -> Self {
        let emulator = start(Options {
            organization,
            settings,
            ..Options::default()
        })
        .unwrap();
        let endpoint = EndpointUrl::parse(emulator.url()).unwrap();
        let portal = Portal {
            start_url: parse_start_url(emulator.start_url(), None).unwrap().start_url,
            endpoint_url: Some(endpoint),
            ..super::portal(None, emulator.region())
        };
        Self {
            emulator,
            aws: Aws::new(NetworkConfig::default(), Arc::new(MachineClock)),
            portal,
        }
    }

    pub(crate) fn new() -> Self {
        Self::with(
            Organization::generated(3, 2),
            EmulatorSettings {
                consent: Consent::Auto,
                ..EmulatorSettings::default()
            },
        )
    }

    pub(crate) fn command(&self, verb: &str, body: serde_json::Value) {
        self.emulator.command(verb, body).unwrap();
    }

    pub(crate) async fn registration(&self, grant: Grant) -> ClientRegistration {
        self.aws.register_client(&self.portal, grant).await.unwrap()
    }

    /// Signs in as the browser does, and returns the authorization code.
    pub(crate) async fn authorize(&self, registration: &ClientRegistration) -> AuthorizationCode {
        let challenge = code_challenge(&CodeVerifier::from_exposed(VERIFIER));
        let state = OauthState::from_exposed("CANARY-state");
        let page = authorization_url(
            &self.portal,
            &registration.client_id,
            REDIRECT_URI,
            &state,
            &challenge,
        );
        // EXPOSE: this test plays the browser.
        let location = follow(page.expose()).await;
        let code = location
            .query_pairs()
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned();
        AuthorizationCode::from_exposed(code)
    }

    pub(crate) async fn sign_in(&self) -> (ClientRegistration, Token) {
        let registration = self.registration(Grant::AuthorizationCode).await;
        let code = self.authorize(&registration).await;
        let token = self.exchange(&registration, &code, VERIFIER).await.unwrap();
        (registration, token)
    }

    pub(crate) async fn exchange(
        &self,
        registration: &ClientRegistration,
        code: &AuthorizationCode,
        verifier: &str,
    ) -> Result<Token, AuthorizationError> {
        let verifier = CodeVerifier::from_exposed(verifier);
        self.aws
            .create_token_with_authorization_code(&self.portal, registration, code, &verifier, REDIRECT_URI)
            .await
    }

    pub(crate) async fn list(&self, token: &Token) -> Result<usize, AccessPortalError> {
        self.aws
            .list_accounts(&self.portal, &token.access_token, None)
            .await
            .map(|page| page.items.len())
    }
}

/// Requests a page and follows its redirects until one leads back to the program.
async fn follow(page: &str) -> Url {
    let mut url = Url::parse(page).unwrap();
    while url.port() != Some(33821) {
        url = url.join(&location(&fetch(&url, None).await).unwrap()).unwrap();
    }
    url
}

/// Returns the `Location` of a response.
pub(crate) fn location(response: &str) -> Option<String> {
    response.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("location").then(|| value.to_owned())
    })
}

/// Requests a page as a browser does: by GET, or by POST with a form. Returns the whole response.
pub(crate) async fn fetch(url: &Url, form: Option<&str>) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap()))
        .await
        .unwrap();
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let verb = if form.is_some() { "POST" } else { "GET" };
    let form = form.unwrap_or_default();
    let request = format!(
        "{verb} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}
