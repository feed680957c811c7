//! Tokens and assertions of other identity providers in memory, by where they are.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{IdentityTokenError, IdentityTokens, parse_assertion, parse_identity_token};
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::{SamlAssertion, WebIdentityToken};
use std::sync::Mutex;

/// The tokens of this machine; none at first.
#[derive(Debug, Default)]
pub struct FakeIdentityTokens {
    tokens: Mutex<Vec<(IdentityTokenSource, Result<String, IdentityTokenError>)>>,
}

impl FakeIdentityTokens {
    /// Sets what is found at `source` from now on.
    pub fn put(&self, source: &IdentityTokenSource, text: &str) {
        self.set(source, Ok(text.to_owned()));
    }

    /// Lets `source` fail from now on.
    pub fn fail(&self, source: &IdentityTokenSource, error: IdentityTokenError) {
        self.set(source, Err(error));
    }

    fn set(&self, source: &IdentityTokenSource, found: Result<String, IdentityTokenError>) {
        let mut tokens = locked(&self.tokens);
        tokens.retain(|(known, _)| known != source);
        tokens.push((source.clone(), found));
    }

    fn text(&self, source: &IdentityTokenSource) -> Result<String, IdentityTokenError> {
        let tokens = locked(&self.tokens);
        let found = tokens.iter().find(|(known, _)| known == source);
        match (found, source) {
            (Some((_, found)), _) => found.clone(),
            (None, IdentityTokenSource::File(path)) => Err(IdentityTokenError::Missing(path.clone())),
            (None, IdentityTokenSource::Command(_)) => {
                Err(IdentityTokenError::Failed("exit status: 127".to_owned()))
            }
        }
    }
}

#[async_trait]
impl IdentityTokens for FakeIdentityTokens {
    async fn token(&self, source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError> {
        parse_identity_token(&self.text(source)?)
    }

    async fn assertion(&self, source: &IdentityTokenSource) -> Result<SamlAssertion, IdentityTokenError> {
        parse_assertion(&self.text(source)?)
    }
}
