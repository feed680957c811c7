//! Reads the roles that a token of another identity provider leads to.
//!
//! It must not know how a token is read.

use super::super::error::ExpectedValue;
use super::super::{SettingsError, is_token_command, keys};
use super::SettingsReader;
use super::roles::path;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{IdentityTokenSource, WebIdentityRole};
use rolecall_model::role_ref::DefinedRoleName;
use std::path::Path;
use toml_edit::{Item, TableLike};

impl SettingsReader<'_> {
    /// Returns the role `name`, which a token leads to.
    pub(super) fn web_identity(
        &self,
        name: &DefinedRoleName,
        role_arn: &RoleArn,
        item: &Item,
    ) -> Result<WebIdentityRole, SettingsError> {
        let missing = |key| self.missing(item, &path(name.as_str()), key);
        let table = item.as_table_like().ok_or_else(|| missing(keys::REGION))?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        let token = self.identity_token_source(table)?;
        Ok(WebIdentityRole {
            role_arn: role_arn.clone(),
            token: token.ok_or_else(|| missing(keys::WEB_IDENTITY_TOKEN_FILE))?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            endpoint_url: self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?,
            session: self.role_session_options(table)?,
        })
    }

    fn identity_token_source(
        &self,
        table: &dyn TableLike,
    ) -> Result<Option<IdentityTokenSource>, SettingsError> {
        let file = self.parse_text(
            table,
            keys::WEB_IDENTITY_TOKEN_FILE,
            ExpectedValue::FilePath,
            |text| {
                let path = Path::new(text);
                path.is_absolute()
                    .then(|| IdentityTokenSource::File(path.to_owned()))
            },
        )?;
        let command = self.parse_text(
            table,
            keys::WEB_IDENTITY_COMMAND,
            ExpectedValue::Command,
            |text| is_token_command(text).then(|| IdentityTokenSource::Command(text.to_owned())),
        )?;
        Ok(file.or(command))
    }
}
