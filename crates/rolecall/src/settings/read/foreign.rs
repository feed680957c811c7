//! Reads the roles whose credentials others obtain: a command prints them, or the user pastes them.
//!
//! It must not know how a command is run, nor where credentials are.

use super::super::error::ExpectedValue;
use super::super::{SettingsError, is_token_command, keys};
use super::SettingsReader;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{CredentialProcessRole, ForeignRole, RoleMethod};
use toml_edit::{Item, TableLike};

/// What stands for credentials that the user pastes.
pub(in super::super) const ENTERED: &str = "entered";
/// In characters: the longest name of a role or a user.
const MAX_NAME_LENGTH: usize = 64;

impl SettingsReader<'_> {
    /// Returns whose credentials are expected by the table at `path`.
    pub(super) fn foreign_role(
        &self,
        path: &str,
        item: &Item,
        table: &dyn TableLike,
    ) -> Result<ForeignRole, SettingsError> {
        let missing = |key| self.missing(item, path, key);
        let account_id = self.parse_text(table, keys::ACCOUNT, ExpectedValue::AccountId, |text| {
            AccountId::parse(text).ok()
        })?;
        let role_name = self.parse_text(table, keys::ROLE_NAME, ExpectedValue::RoleName, |text| {
            is_role_name(text).then(|| RoleName::new(text))
        })?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        Ok(ForeignRole {
            account_id: account_id.ok_or_else(|| missing(keys::ACCOUNT))?,
            role_name: role_name.ok_or_else(|| missing(keys::ROLE_NAME))?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            endpoint_url: self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?,
        })
    }

    /// Returns how the credentials of `role` are obtained.
    pub(super) fn foreign_method(
        &self,
        path: &str,
        role: &ForeignRole,
        item: &Item,
    ) -> Result<RoleMethod, SettingsError> {
        let missing = || self.missing(item, path, keys::CREDENTIAL_PROCESS);
        let table = item.as_table_like().ok_or_else(missing)?;
        let entered = self.parse_text(
            table,
            keys::CREDENTIALS,
            ExpectedValue::EnteredCredentials,
            |text| (text == ENTERED).then_some(()),
        )?;
        if entered.is_some() {
            return Ok(RoleMethod::Entered(role.clone()));
        }
        let command = self.parse_text(table, keys::CREDENTIAL_PROCESS, ExpectedValue::Command, |text| {
            is_token_command(text).then(|| text.to_owned())
        })?;
        Ok(RoleMethod::CredentialProcess(CredentialProcessRole {
            command: command.ok_or_else(missing)?,
            role: role.clone(),
        }))
    }
}

/// Letters, digits and `_+=,.@-` (IAM User Guide, "IAM and AWS STS quotas").
fn is_role_name(text: &str) -> bool {
    (1..=MAX_NAME_LENGTH).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}
