//! Reads the roles that the user defined.
//!
//! It must not know how credentials of a role are obtained.

use super::super::error::{ExpectedValue, SettingsFault};
use super::super::{SettingsError, keys};
use super::SettingsReader;
use crate::target::parse_target;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use rolecall_model::role_source::{RoleDefinition, RoleMethod};
use std::collections::BTreeMap;
use toml_edit::{Item, Table};

impl SettingsReader<'_> {
    /// Returns the defined roles in the order of the file.
    pub(super) fn roles(&self, root: &Table) -> Vec<RoleDefinition> {
        let arn = |(name, item)| Ok((self.role_name(name, item)?, self.role_arn(name, item)?, item));
        let entries = self.entries(root, keys::ROLE).into_iter();
        let arns: Vec<_> = entries.filter_map(|entry| self.or_left_out(arn(entry))).collect();
        let keys: BTreeMap<&str, RoleRef> = arns
            .iter()
            .map(|(name, arn, _)| (name.as_str(), defined_key(name, arn)))
            .collect();
        let defined = arns.iter().filter_map(|(name, role_arn, item)| {
            let from = self.or_left_out(self.role_from(name, item, &keys))?;
            let role_arn = role_arn.clone();
            Some(RoleDefinition {
                name: name.clone(),
                method: RoleMethod::AssumeRole { role_arn, from },
            })
        });
        defined.collect()
    }

    fn role_name(&self, name: &str, item: &Item) -> Result<DefinedRoleName, SettingsError> {
        DefinedRoleName::parse(name).map_err(|_| self.error(item, SettingsFault::InvalidRoleName))
    }

    fn role_arn(&self, name: &str, item: &Item) -> Result<RoleArn, SettingsError> {
        let path = path(name);
        let table = item
            .as_table_like()
            .ok_or_else(|| self.unexpected(item, &path, ExpectedValue::Table))?;
        let arn = self.parse_text(table, keys::ASSUME, ExpectedValue::RoleArn, |text| {
            RoleArn::parse(text).ok()
        })?;
        arn.ok_or_else(|| self.missing(item, &path, keys::ASSUME))
    }

    fn role_from(
        &self,
        name: &DefinedRoleName,
        item: &Item,
        keys: &BTreeMap<&str, RoleRef>,
    ) -> Result<RoleRef, SettingsError> {
        let missing = || self.missing(item, &path(name.as_str()), keys::FROM);
        let table = item.as_table_like().ok_or_else(missing)?;
        let from = self.parse_text(table, keys::FROM, ExpectedValue::Role, |text| {
            let explicit = parse_target(text).ok()?.explicit();
            explicit.or_else(|| keys.get(text).cloned())
        })?;
        from.ok_or_else(missing)
    }
}

/// Returns the key of the table that defines a role.
fn path(name: &str) -> String {
    format!("{}.{name}", keys::ROLE)
}

fn defined_key(name: &DefinedRoleName, arn: &RoleArn) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Defined(name.clone()),
        account_id: arn.account_id().clone(),
        role_name: arn.role_name().clone(),
    }
}
