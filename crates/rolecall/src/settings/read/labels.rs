//! Reads labels: aliases, colours, notes and tags.
//!
//! It must not know what a label is for.

use super::super::bounds::{are_valid_tags, is_valid_alias, is_valid_note};
use super::super::error::{ExpectedValue, SettingsFault};
use super::super::role_text::parse_role;
use super::super::{SettingsError, keys};
use super::SettingsReader;
use rolecall_model::account::AccountId;
use rolecall_model::colour::Colour;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use toml_edit::{Item, Table};

impl SettingsReader<'_> {
    pub(super) fn labels(&self, root: &Table, settings: &mut Settings) {
        let roles = &settings.roles;
        for (name, item) in self.entries(root, keys::ALIAS) {
            let alias = self.or_left_out(self.alias(name, item, roles));
            settings.aliases.extend(alias);
        }
        for (name, item) in self.entries(root, keys::COLOUR) {
            settings
                .colours
                .extend(self.or_left_out(self.colour(name, item, roles)));
        }
        for (name, item) in self.entries(root, keys::NOTE) {
            settings
                .notes
                .extend(self.or_left_out(self.note(name, item, roles)));
        }
        for (name, item) in self.entries(root, keys::TAGS) {
            settings.tags.extend(self.or_left_out(self.tags(name, item)));
        }
    }

    fn alias(
        &self,
        name: &str,
        item: &Item,
        roles: &[RoleDefinition],
    ) -> Result<(String, RoleRef), SettingsError> {
        if !is_valid_alias(name) {
            return Err(self.error(item, SettingsFault::InvalidAlias(name.to_owned())));
        }
        let role = self.text_of(name, item)?.and_then(|text| parse_role(text, roles));
        let role = role.ok_or_else(|| self.error(item, SettingsFault::InvalidAliasTarget))?;
        Ok((name.to_owned(), role))
    }

    fn colour(
        &self,
        name: &str,
        item: &Item,
        roles: &[RoleDefinition],
    ) -> Result<(RoleRef, Colour), SettingsError> {
        let role = self.target(keys::COLOUR, name, item, roles)?;
        let colour = self.text_of(name, item)?.and_then(Colour::parse);
        let colour = colour.ok_or_else(|| self.error(item, SettingsFault::InvalidColour))?;
        Ok((role, colour))
    }

    fn note(
        &self,
        name: &str,
        item: &Item,
        roles: &[RoleDefinition],
    ) -> Result<(RoleRef, String), SettingsError> {
        let role = self.target(keys::NOTE, name, item, roles)?;
        let note = self.text_of(name, item)?.filter(|note| is_valid_note(note));
        let note = note.ok_or_else(|| self.error(item, SettingsFault::InvalidNote))?;
        Ok((role, note.to_owned()))
    }

    /// Returns the tags of an account. Patterns of tags decide about production and limits: a tag that is no valid one is reported, and
    /// still counts for them.
    fn tags(&self, name: &str, item: &Item) -> Result<(AccountId, Vec<String>), SettingsError> {
        let account_id =
            AccountId::parse(name).map_err(|_| self.error(item, SettingsFault::InvalidTaggedAccount))?;
        let tags = self.texts(item, name, ExpectedValue::Tags)?;
        if !are_valid_tags(&tags) {
            self.or_left_out::<()>(Err(self.error(item, SettingsFault::InvalidTags)));
        }
        Ok((account_id, tags))
    }

    fn target(
        &self,
        table: &'static str,
        name: &str,
        item: &Item,
        roles: &[RoleDefinition],
    ) -> Result<RoleRef, SettingsError> {
        parse_role(name, roles).ok_or_else(|| self.error(item, SettingsFault::InvalidRoleKey { table }))
    }
}
