//! The keys of a portal of account access manager. The address says that it is one.

use super::SettingsReader;
use crate::settings::error::{ExpectedValue, RoleField};
use crate::settings::{SettingsError, keys};
use rolecall_model::portal::{
    AccountAccess, AccountAccessApplication, EndpointUrl, EntitledApplicationArn, PortalKind, SessionName,
    StartUrl,
};
use toml_edit::TableLike;

impl SettingsReader<'_> {
    /// Returns the kind of a portal; `None` if a key that the kind needs is missing.
    pub(super) fn portal_kind(
        &self,
        table: &dyn TableLike,
        start_url: &StartUrl,
        endpoint: Option<&EndpointUrl>,
    ) -> Result<Option<PortalKind>, SettingsError> {
        let Some(tenant_id) = start_url.account_access_tenant() else {
            return Ok(Some(PortalKind::IdentityCenter));
        };
        let identity_center_url = self.parse_text(
            table,
            keys::IDENTITY_CENTER_URL,
            ExpectedValue::IdentityCenterUrl,
            |text| {
                let url = StartUrl::parse_stored(text, endpoint).ok()?;
                url.account_access_tenant().is_none().then_some(url)
            },
        )?;
        let entitled_application_arn = self.parse_text(
            table,
            keys::ENTITLED_APPLICATION_ARN,
            ExpectedValue::EntitledApplicationArn,
            |text| EntitledApplicationArn::parse(text).ok(),
        )?;
        let name = RoleField::SessionName.key();
        let session_name = self.parse_text(table, name, ExpectedValue::SessionName, |text| {
            SessionName::parse(text).ok()
        })?;
        let session_duration = self.session_duration(table)?;
        Ok(identity_center_url.map(|identity_center_url| {
            PortalKind::AccountAccess(Box::new(AccountAccess {
                application: AccountAccessApplication {
                    tenant_id,
                    identity_center_url,
                    entitled_application_arn,
                },
                session_duration,
                session_name,
            }))
        }))
    }
}
