//! Reads the sign-ins to the console that give credentials.
//!
//! It must not know how one signs in.

use super::super::error::ExpectedValue;
use super::super::{SettingsError, keys};
use super::SettingsReader;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{LoginRole, LoginSessionArn};
use toml_edit::{Item, TableLike};

impl SettingsReader<'_> {
    /// Returns who signs in by the table at `path`, and where.
    pub(super) fn login(
        &self,
        path: &str,
        item: &Item,
        table: &dyn TableLike,
    ) -> Result<LoginRole, SettingsError> {
        let missing = |key| self.missing(item, path, key);
        let login_session = self.parse_text(
            table,
            keys::LOGIN_SESSION,
            ExpectedValue::LoginSessionArn,
            |text| LoginSessionArn::parse(text).ok(),
        )?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        Ok(LoginRole {
            login_session: login_session.ok_or_else(|| missing(keys::LOGIN_SESSION))?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            endpoint_url: self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?,
        })
    }
}
