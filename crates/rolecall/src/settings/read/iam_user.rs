//! Reads the IAM users whose temporary credentials are used.
//!
//! It must not know where the secret of a key is.

use super::super::error::{ExpectedValue, RoleField, UserField};
use super::super::{SettingsError, is_token_command, keys};
use super::SettingsReader;
use super::roles::path;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{AccessKeyId, IamUser, IamUserArn, MfaSerial, UserSessionDuration};
use rolecall_model::role_ref::DefinedRoleName;
use toml_edit::{Item, TableLike};

impl SettingsReader<'_> {
    /// Returns the user `user_arn`, defined as `name`.
    pub(super) fn iam_user(
        &self,
        name: &DefinedRoleName,
        user_arn: &IamUserArn,
        item: &Item,
    ) -> Result<IamUser, SettingsError> {
        let missing = |key| self.missing(item, &path(name.as_str()), key);
        let table = item.as_table_like().ok_or_else(|| missing(keys::REGION))?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        let access_key_id = self.user_text(table, UserField::AccessKeyId, |text| {
            AccessKeyId::parse(text).ok()
        })?;
        Ok(IamUser {
            user_arn: user_arn.clone(),
            access_key_id: access_key_id.ok_or_else(|| missing(UserField::AccessKeyId.key()))?,
            mfa_serial: self.role_text(table, RoleField::MfaSerial, MfaSerial::parse)?,
            mfa_command: self.user_text(table, UserField::MfaCommand, |text| {
                is_token_command(text).then(|| text.to_owned())
            })?,
            duration: self.user_session_duration(table)?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            endpoint_url: self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?,
        })
    }

    fn user_text<T>(
        &self,
        table: &dyn TableLike,
        field: UserField,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        self.parse_text(table, field.key(), ExpectedValue::UserField(field), parse)
    }

    fn user_session_duration(
        &self,
        table: &dyn TableLike,
    ) -> Result<Option<UserSessionDuration>, SettingsError> {
        let field = UserField::Duration;
        self.number(table, field.key(), ExpectedValue::UserField(field), |seconds| {
            UserSessionDuration::from_seconds(seconds).ok()
        })
    }
}
