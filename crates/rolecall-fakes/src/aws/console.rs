//! The console's door: what happens to a browser that follows a console link.

use super::FakeAws;
use crate::locked;
use rolecall_model::account::{AccountId, RoleName};
use std::collections::BTreeMap;
use url::Url;

/// A browser that is signed in to the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleVisit {
    /// In which account.
    pub account_id: AccountId,
    /// As which role.
    pub role_name: RoleName,
    /// As whom.
    pub user: String,
    /// Where it landed.
    pub destination: String,
    /// Where the console sends people when the sign-in ends.
    pub issuer: Option<String>,
}

/// Why the console did not let a browser in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleRefusal {
    /// The link is not understood.
    Malformed(&'static str),
    /// The sign-in token is unknown, used or older than 15 minutes.
    SigninToken,
    /// The destination is no console page.
    Destination,
}

impl FakeAws {
    /// Follows a console link once, as a browser does.
    ///
    /// # Errors
    /// [`ConsoleRefusal`]; the sign-in token is spent all the same.
    pub fn open_console(&self, url: &str) -> Result<ConsoleVisit, ConsoleRefusal> {
        let url = Url::parse(url).map_err(|_| ConsoleRefusal::Malformed("url"))?;
        let mut query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        if url.path() != "/federation" {
            return Err(ConsoleRefusal::Malformed("path"));
        }
        if query.get("Action").map(String::as_str) != Some("login") {
            return Err(ConsoleRefusal::Malformed("Action"));
        }
        let token = query
            .remove("SigninToken")
            .ok_or(ConsoleRefusal::Malformed("SigninToken"))?;
        let signin = locked(&self.state)
            .issued
            .signin_tokens
            .remove(&token)
            .ok_or(ConsoleRefusal::SigninToken)?;
        if self.now() >= signin.expires_at {
            return Err(ConsoleRefusal::SigninToken);
        }
        let destination = query
            .remove("Destination")
            .ok_or(ConsoleRefusal::Malformed("Destination"))?;
        if !Url::parse(&destination).is_ok_and(|page| is_console(&page, &url)) {
            return Err(ConsoleRefusal::Destination);
        }
        Ok(ConsoleVisit {
            account_id: signin.keys.account_id,
            role_name: signin.keys.role_name,
            user: signin.keys.user,
            destination,
            issuer: query.remove("Issuer"),
        })
    }
}

/// Tells whether `page` is a console page beside the sign-in page `door`: of AWS, or of the same endpoint.
fn is_console(page: &Url, door: &Url) -> bool {
    let host = page.host_str().unwrap_or_default();
    let of_aws = host.split('.').any(|label| label == "console") && page.scheme() == "https";
    of_aws || page.origin() == door.origin()
}
