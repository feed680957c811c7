//! Reads the roles that the user defined.
//!
//! One with a value that is not valid is left out whole: without its session policy, for example, a role would be allowed more. It
//! must not know how credentials of a role are obtained.

use super::super::error::{ExpectedValue, RoleField, SettingsFault};
use super::super::{SettingsError, keys};
use super::SettingsReader;
use crate::target::parse_target;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, ForeignRole, IamUserArn, InvalidRoleSessionOption, LoginRole, MAX_POLICY_ARNS,
    MAX_SESSION_TAGS, MfaSerial, PolicyArn, RoleDefinition, RoleMethod, RoleSessionOptions, SessionDuration,
    SessionNameTemplate, SessionPolicy, SessionTag, SourceIdentityName, TagKey,
};
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use std::collections::BTreeMap;
use toml_edit::{Item, Table, TableLike};

impl SettingsReader<'_> {
    /// Returns the defined roles in the order of the file.
    pub(super) fn roles(&self, root: &Table) -> Vec<RoleDefinition> {
        let entries = self.entries(root, keys::ROLE).into_iter();
        let entries = entries.filter_map(|(name, item)| self.or_left_out(self.role_entry(name, item)));
        let entries: Vec<RoleEntry<'_>> = entries.collect();
        let keys: BTreeMap<&str, RoleRef> = entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.key()))
            .collect();
        let defined = entries.iter().filter_map(|RoleEntry { name, arn, item }| {
            let method = match (arn, method_key(item)) {
                (DefinedArn::User(arn), _) => self.iam_user(name, arn, item).map(RoleMethod::User),
                (DefinedArn::Foreign(role), _) => self.foreign_method(&path(name.as_str()), role, item),
                (DefinedArn::Login(login), _) => Ok(RoleMethod::Login(login.clone())),
                (DefinedArn::Role(arn), keys::ROLES_ANYWHERE) => self
                    .roles_anywhere(name, arn, item)
                    .map(RoleMethod::RolesAnywhere),
                (DefinedArn::Role(arn), keys::WEB_IDENTITY_TOKEN_FILE | keys::WEB_IDENTITY_COMMAND) => {
                    self.web_identity(name, arn, item).map(RoleMethod::WebIdentity)
                }
                (DefinedArn::Role(arn), keys::SAML_ASSERTION | keys::SAML_COMMAND) => {
                    self.saml(name, arn, item).map(RoleMethod::Saml)
                }
                (DefinedArn::Role(arn), _) => self
                    .assume_role(name, arn, item, &keys)
                    .map(RoleMethod::AssumeRole),
            };
            Some(RoleDefinition {
                name: name.clone(),
                method: self.or_left_out(method)?,
            })
        });
        defined.collect()
    }

    fn role_entry<'a>(&self, name: &str, item: &'a Item) -> Result<RoleEntry<'a>, SettingsError> {
        Ok(RoleEntry {
            name: self.role_name(name, item)?,
            arn: self.defined_arn(name, item)?,
            item,
        })
    }

    fn role_name(&self, name: &str, item: &Item) -> Result<DefinedRoleName, SettingsError> {
        DefinedRoleName::parse(name).map_err(|_| self.error(item, SettingsFault::InvalidRoleName))
    }

    fn defined_arn(&self, name: &str, item: &Item) -> Result<DefinedArn, SettingsError> {
        let path = path(name);
        let table = item
            .as_table_like()
            .ok_or_else(|| self.unexpected(item, &path, ExpectedValue::Table))?;
        let mut methods = keys::METHODS.into_iter().filter(|key| table.contains_key(key));
        if let (Some(first), Some(second)) = (methods.next(), methods.next()) {
            let conflict = SettingsFault::Conflict {
                table: path,
                keys: [first, second],
            };
            return Err(self.error(item, conflict));
        }
        let key = match method_key(item) {
            keys::WEB_IDENTITY_TOKEN_FILE
            | keys::WEB_IDENTITY_COMMAND
            | keys::SAML_ASSERTION
            | keys::SAML_COMMAND => keys::ROLE,
            keys::CREDENTIAL_PROCESS | keys::CREDENTIALS => {
                return self.foreign_role(&path, item, table).map(DefinedArn::Foreign);
            }
            keys::LOGIN_SESSION => return self.login(&path, item, table).map(DefinedArn::Login),
            method => method,
        };
        let arn = if key == keys::USER {
            let parse = |text: &str| IamUserArn::parse(text).ok().map(DefinedArn::User);
            self.parse_text(table, key, ExpectedValue::UserArn, parse)?
        } else {
            let parse = |text: &str| RoleArn::parse(text).ok().map(DefinedArn::Role);
            self.parse_text(table, key, ExpectedValue::RoleArn, parse)?
        };
        arn.ok_or_else(|| self.missing(item, &path, key))
    }

    fn assume_role(
        &self,
        name: &DefinedRoleName,
        role_arn: &RoleArn,
        item: &Item,
        keys: &BTreeMap<&str, RoleRef>,
    ) -> Result<AssumeRole, SettingsError> {
        let missing = || self.missing(item, &path(name.as_str()), keys::FROM);
        let table = item.as_table_like().ok_or_else(missing)?;
        let from = self.parse_text(table, keys::FROM, ExpectedValue::Role, |text| {
            let explicit = parse_target(text).ok()?.explicit();
            explicit.or_else(|| keys.get(text).cloned())
        })?;
        Ok(AssumeRole {
            role_arn: role_arn.clone(),
            from: from.ok_or_else(missing)?,
            session: self.role_session_options(table)?,
            external_id: self.role_text(table, RoleField::ExternalId, ExternalId::parse)?,
            source_identity: self.role_text(table, RoleField::SourceIdentity, SourceIdentityName::parse)?,
            tags: self.session_tags(table)?,
            transitive_tags: self.role_texts(
                table,
                RoleField::TransitiveTags,
                MAX_SESSION_TAGS,
                TagKey::parse,
            )?,
            mfa_serial: self.role_text(table, RoleField::MfaSerial, MfaSerial::parse)?,
        })
    }

    pub(super) fn role_session_options(
        &self,
        table: &dyn TableLike,
    ) -> Result<RoleSessionOptions, SettingsError> {
        Ok(RoleSessionOptions {
            name: self.role_text(table, RoleField::SessionName, SessionNameTemplate::parse)?,
            duration: self.session_duration(table)?,
            policy: self.role_text(table, RoleField::Policy, SessionPolicy::parse)?,
            policy_arns: self.role_texts(table, RoleField::PolicyArns, MAX_POLICY_ARNS, PolicyArn::parse)?,
        })
    }

    pub(super) fn session_duration(
        &self,
        table: &dyn TableLike,
    ) -> Result<Option<SessionDuration>, SettingsError> {
        let field = RoleField::Duration;
        self.number(table, field.key(), ExpectedValue::RoleField(field), |seconds| {
            SessionDuration::from_seconds(seconds).ok()
        })
    }

    fn session_tags(&self, table: &dyn TableLike) -> Result<Vec<SessionTag>, SettingsError> {
        let field = RoleField::Tags;
        let Some(item) = table.get(field.key()) else {
            return Ok(Vec::new());
        };
        let invalid = |item: &Item| self.unexpected(item, field.key(), ExpectedValue::RoleField(field));
        let tags = item.as_table_like().ok_or_else(|| invalid(item))?;
        if tags.len() > MAX_SESSION_TAGS {
            return Err(invalid(item));
        }
        let tag = |(key, value): (&str, &Item)| {
            let parsed = TagKey::parse(key).and_then(|key| {
                let value = value.as_str().ok_or(InvalidRoleSessionOption)?;
                SessionTag::new(key, value)
            });
            parsed.map_err(|_| invalid(value))
        };
        tags.iter().map(tag).collect()
    }

    pub(super) fn role_text<T, E>(
        &self,
        table: &dyn TableLike,
        field: RoleField,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, SettingsError> {
        let expected = ExpectedValue::RoleField(field);
        self.parse_text(table, field.key(), expected, |text| parse(text).ok())
    }

    fn role_texts<T>(
        &self,
        table: &dyn TableLike,
        field: RoleField,
        max: usize,
        parse: impl Fn(&str) -> Result<T, InvalidRoleSessionOption>,
    ) -> Result<Vec<T>, SettingsError> {
        let Some(item) = table.get(field.key()) else {
            return Ok(Vec::new());
        };
        let expected = ExpectedValue::RoleField(field);
        let invalid = || self.unexpected(item, field.key(), expected);
        let texts = self.texts(item, field.key(), expected)?;
        if texts.len() > max {
            return Err(invalid());
        }
        let parsed = texts.iter().map(|text| parse(text).map_err(|_| invalid()));
        parsed.collect()
    }
}

/// Returns the key that says how the credentials of the role that is defined here are obtained.
fn method_key(item: &Item) -> &'static str {
    let table = item.as_table_like();
    let has = |key: &&str| table.is_some_and(|table| table.contains_key(key));
    keys::METHODS.into_iter().find(has).unwrap_or(keys::ASSUME)
}

/// Returns the key of the table that defines a role.
pub(super) fn path(name: &str) -> String {
    format!("{}.{name}", keys::ROLE)
}

/// The table of one role, and whom it is about.
struct RoleEntry<'a> {
    name: DefinedRoleName,
    arn: DefinedArn,
    item: &'a Item,
}

/// Whom a table is about.
enum DefinedArn {
    Role(RoleArn),
    User(IamUserArn),
    Foreign(ForeignRole),
    Login(LoginRole),
}

impl RoleEntry<'_> {
    fn key(&self) -> RoleRef {
        let (account_id, role_name) = match &self.arn {
            DefinedArn::Role(arn) => (arn.account_id(), arn.role_name()),
            DefinedArn::User(arn) => (arn.account_id(), arn.user_name()),
            DefinedArn::Foreign(role) => (&role.account_id, &role.role_name),
            DefinedArn::Login(login) => (login.login_session.account_id(), login.login_session.name()),
        };
        RoleRef {
            origin: RoleOrigin::Defined(self.name.clone()),
            account_id: account_id.clone(),
            role_name: role_name.clone(),
        }
    }
}
