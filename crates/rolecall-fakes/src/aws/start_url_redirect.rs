//! Customers' own domains in memory.

use super::FakeAws;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{StartUrlRedirect, StartUrlRedirectError};
use rolecall_model::portal::StartUrl;

impl FakeAws {
    /// Makes `start_url` answer: with a redirect to `target`, or with a page. Others do not answer.
    pub fn set_redirect(&self, start_url: &str, target: Option<&str>) {
        let redirects = &mut locked(&self.state).redirects;
        redirects.insert(start_url.to_owned(), target.map(str::to_owned));
    }
}

#[async_trait]
impl StartUrlRedirect for FakeAws {
    async fn redirect_target(&self, start_url: &StartUrl) -> Result<Option<String>, StartUrlRedirectError> {
        let state = locked(&self.state);
        let known = state.redirects.get(start_url.as_str()).cloned();
        known.ok_or_else(|| StartUrlRedirectError::Unreachable {
            detail: "connection refused".to_owned(),
        })
    }
}
