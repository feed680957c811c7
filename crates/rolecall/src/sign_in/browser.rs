//! The user in the browser: opens the page of a sign-in and waits for the code that the browser brings back (RFC 8252, 7.3).
//!
//! It must not know whose page it is, nor what the code is exchanged for.

use crate::ports::{BrowserError, BrowserPage, Ports, RedirectError, RedirectWait};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall_model::secret::{AuthorizationCode, AuthorizationUrl, CodeVerifier, OauthState};
use rolecall_model::sign_in::{SignInStep, SignInWarning};
use sha2::{Digest, Sha256};
use std::future::pending;
use std::time::Duration;

/// How long a user may take in the browser; the AWS CLI waits as long.
const TIMEOUT: Duration = Duration::from_mins(10);

/// Shows `page` to the user, in the browser if `open`, and returns what came back with `state`; nothing if nothing came in time.
pub(crate) async fn wait_for_code(
    ports: &Ports,
    wait: &mut dyn RedirectWait,
    page: &AuthorizationUrl,
    state: &OauthState,
    open: bool,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Option<Result<AuthorizationCode, RedirectError>> {
    let expires_at = ports.clock.now() + TIMEOUT;
    let waiting = |opened| SignInStep::WaitingForBrowser {
        page: page.clone(),
        opened,
        expires_at,
    };
    report(waiting(open));
    let opening = async {
        if open {
            open_page(ports, page, &waiting, report).await;
        }
        pending::<Result<AuthorizationCode, RedirectError>>().await
    };
    let ignored = |request| report(SignInStep::Warning(SignInWarning::IgnoredRequest(request)));
    tokio::select! {
        answer = wait.answer(state, &ignored) => Some(answer),
        never = opening => Some(never),
        () = ports.clock.sleep(TIMEOUT) => None,
    }
}

/// Opens `page` in the browser, and reports what the user must know of it.
async fn open_page(
    ports: &Ports,
    page: &AuthorizationUrl,
    waiting: &(dyn Fn(bool) -> SignInStep + Sync),
    report: &(dyn Fn(SignInStep) + Send + Sync),
) {
    let warn = |failure| report(SignInStep::Warning(SignInWarning::Browser(failure)));
    let opened = ports
        .desktop
        .browser
        .open(&BrowserPage::SignIn(page.clone()), &|warning| {
            warn(warning.failure)
        })
        .await;
    match opened {
        Ok(()) => {}
        Err(BrowserError::Failed(failure)) => {
            report(waiting(false));
            warn(failure);
        }
        Err(BrowserError::Absent | BrowserError::Refused) => report(waiting(false)),
    }
}

/// Returns the PKCE challenge of `verifier`: unpadded base64url of its SHA-256 (RFC 7636, 4.2).
pub fn code_challenge(verifier: &CodeVerifier) -> String {
    // EXPOSE: the challenge is the hash of the verifier
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))
}
