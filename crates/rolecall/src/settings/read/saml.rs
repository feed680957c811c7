//! Reads the roles that a SAML assertion leads to.
//!
//! It must not know how an assertion is read.

use super::super::error::ExpectedValue;
use super::super::{SettingsError, is_token_command, keys};
use super::SettingsReader;
use super::roles::path;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssertionSource, IdentityTokenSource, RoleSessionOptions, SamlProviderArn, SamlRole,
};
use rolecall_model::role_ref::DefinedRoleName;
use std::path::Path;
use toml_edit::{Item, TableLike};

/// Stands for an assertion that the user enters.
pub(in super::super) const ENTERED: &str = "-";

impl SettingsReader<'_> {
    /// Returns the role `name`, which an assertion leads to.
    pub(super) fn saml(
        &self,
        name: &DefinedRoleName,
        role_arn: &RoleArn,
        item: &Item,
    ) -> Result<SamlRole, SettingsError> {
        let missing = |key| self.missing(item, &path(name.as_str()), key);
        let table = item.as_table_like().ok_or_else(|| missing(keys::REGION))?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        let provider = self.parse_text(
            table,
            keys::SAML_PROVIDER,
            ExpectedValue::SamlProviderArn,
            |text| SamlProviderArn::parse(text).ok(),
        )?;
        let assertion = self.assertion_source(table)?;
        Ok(SamlRole {
            role_arn: role_arn.clone(),
            provider: provider.ok_or_else(|| missing(keys::SAML_PROVIDER))?,
            assertion: assertion.ok_or_else(|| missing(keys::SAML_ASSERTION))?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            endpoint_url: self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?,
            session: RoleSessionOptions {
                // The identity provider puts it into the assertion.
                name: None,
                ..self.role_session_options(table)?
            },
        })
    }

    fn assertion_source(&self, table: &dyn TableLike) -> Result<Option<AssertionSource>, SettingsError> {
        let assertion = self.parse_text(table, keys::SAML_ASSERTION, ExpectedValue::Assertion, |text| {
            let path = Path::new(text);
            if text == ENTERED {
                return Some(AssertionSource::Entered);
            }
            path.is_absolute()
                .then(|| AssertionSource::Read(IdentityTokenSource::File(path.to_owned())))
        })?;
        let command = self.parse_text(table, keys::SAML_COMMAND, ExpectedValue::Command, |text| {
            let command = IdentityTokenSource::Command(text.to_owned());
            is_token_command(text).then_some(AssertionSource::Read(command))
        })?;
        Ok(assertion.or(command))
    }
}
