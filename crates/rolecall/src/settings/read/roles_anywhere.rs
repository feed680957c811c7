//! Reads the roles that a certificate leads to.
//!
//! It must not know how a certificate is read.

use super::super::SettingsError;
use super::super::error::{CertificateField, ExpectedValue, RoleField};
use super::SettingsReader;
use super::roles::path;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{RolesAnywhereRole, SessionNameTemplate};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::roles_anywhere::{CertificateLocation, Pkcs11Uri, ProfileArn, TrustAnchorArn};
use std::path::{Path, PathBuf};
use toml_edit::{Item, TableLike};

/// The path does not begin at the root: where it leads would depend on who reads it.
struct RelativePath;

impl SettingsReader<'_> {
    /// Returns the role `name`, which a certificate leads to.
    pub(super) fn roles_anywhere(
        &self,
        name: &DefinedRoleName,
        role_arn: &RoleArn,
        item: &Item,
    ) -> Result<RolesAnywhereRole, SettingsError> {
        let missing = |field: CertificateField| self.missing(item, &path(name.as_str()), field.key());
        let (anchor_field, profile_field) = (CertificateField::TrustAnchor, CertificateField::Profile);
        let table = item.as_table_like().ok_or_else(|| missing(anchor_field))?;
        let trust_anchor = self.certificate_text(table, anchor_field, TrustAnchorArn::parse)?;
        let trust_anchor = trust_anchor.ok_or_else(|| missing(anchor_field))?;
        let profile = self.certificate_text(table, profile_field, |text| {
            let profile = ProfileArn::parse(text).ok();
            profile
                .filter(|profile| profile.region() == trust_anchor.region())
                .ok_or(())
        })?;
        Ok(RolesAnywhereRole {
            role_arn: role_arn.clone(),
            profile: profile.ok_or_else(|| missing(profile_field))?,
            trust_anchor,
            certificate: self.certificate_location(table, missing)?,
            session_name: self.role_text(table, RoleField::SessionName, SessionNameTemplate::parse)?,
            duration: self.session_duration(table)?,
            endpoint_url: self.certificate_text(table, CertificateField::EndpointUrl, EndpointUrl::parse)?,
        })
    }

    fn certificate_location(
        &self,
        table: &dyn TableLike,
        missing: impl Fn(CertificateField) -> SettingsError,
    ) -> Result<CertificateLocation, SettingsError> {
        let file = |field| self.certificate_text(table, field, absolute_path);
        let (certificate, chain) = (
            file(CertificateField::Certificate)?,
            file(CertificateField::Chain)?,
        );
        let second = |field: CertificateField| {
            let item = table.get(field.key()).ok_or_else(|| missing(field))?;
            Err(self.unexpected(item, field.key(), ExpectedValue::CertificateField(field)))
        };
        match (
            file(CertificateField::PrivateKey)?,
            file(CertificateField::Pkcs12)?,
            self.certificate_text(table, CertificateField::Pkcs11, Pkcs11Uri::parse)?,
        ) {
            (Some(private_key), None, None) => Ok(CertificateLocation::Pem {
                certificate: certificate.ok_or_else(|| missing(CertificateField::Certificate))?,
                private_key,
                chain,
            }),
            (None, Some(file), None) => Ok(CertificateLocation::Pkcs12 {
                file,
                certificate,
                chain,
            }),
            (None, None, Some(uri)) => Ok(CertificateLocation::Pkcs11 {
                uri,
                certificate,
                chain,
            }),
            (None, None, None) => Err(missing(CertificateField::PrivateKey)),
            (_, _, Some(_)) => second(CertificateField::Pkcs11),
            (_, Some(_), None) => second(CertificateField::Pkcs12),
        }
    }

    fn certificate_text<T, E>(
        &self,
        table: &dyn TableLike,
        field: CertificateField,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, SettingsError> {
        let expected = ExpectedValue::CertificateField(field);
        self.parse_text(table, field.key(), expected, |text| parse(text).ok())
    }
}

fn absolute_path(text: &str) -> Result<PathBuf, RelativePath> {
    let path = Path::new(text);
    path.is_absolute().then(|| path.to_owned()).ok_or(RelativePath)
}
