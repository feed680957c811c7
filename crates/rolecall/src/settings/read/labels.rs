//! Reads labels: aliases, colours, notes and tags.
//!
//! It must not know what a label is for.

use super::super::bounds::{MAX_TABLE_ENTRIES, are_valid_tags, is_valid_alias, is_valid_note};
use super::super::error::{ExpectedValue, SettingsFault};
use super::super::role_text::parse_role;
use super::super::{SettingsError, keys};
use super::SettingsReader;
use rolecall_model::account::AccountId;
use rolecall_model::colour::Colour;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::RoleDefinition;
use rolecall_model::settings::Settings;
use toml_edit::{Item, Table};

impl SettingsReader<'_> {
    pub(super) fn labels(&self, root: &Table, settings: &mut Settings) -> Result<(), SettingsError> {
        for (name, item) in self.entries(root, keys::ALIAS)? {
            if !is_valid_alias(name) {
                return Err(self.error(item, SettingsFault::InvalidAlias(name.to_owned())));
            }
            let role = self
                .text_of(name, item)?
                .and_then(|text| parse_role(text, &settings.roles));
            let role = role.ok_or_else(|| self.error(item, SettingsFault::InvalidAliasTarget))?;
            settings.aliases.insert(name.to_owned(), role);
        }
        for (name, item) in self.entries(root, keys::COLOUR)? {
            let role = self.target(keys::COLOUR, name, item, &settings.roles)?;
            let colour = self.text_of(name, item)?.and_then(Colour::parse);
            let colour = colour.ok_or_else(|| self.error(item, SettingsFault::InvalidColour))?;
            settings.colours.insert(role, colour);
        }
        for (name, item) in self.entries(root, keys::NOTE)? {
            let role = self.target(keys::NOTE, name, item, &settings.roles)?;
            let note = self.text_of(name, item)?.filter(|note| is_valid_note(note));
            let note = note.ok_or_else(|| self.error(item, SettingsFault::InvalidNote))?;
            settings.notes.insert(role, note.to_owned());
        }
        for (name, item) in self.entries(root, keys::TAGS)? {
            let account_id =
                AccountId::parse(name).map_err(|_| self.error(item, SettingsFault::InvalidTaggedAccount))?;
            let tags = self.texts(item, name, ExpectedValue::Tags)?;
            if !are_valid_tags(&tags) {
                return Err(self.error(item, SettingsFault::InvalidTags));
            }
            settings.tags.insert(account_id, tags);
        }
        Ok(())
    }

    fn entries<'t>(
        &self,
        root: &'t Table,
        key: &'static str,
    ) -> Result<Vec<(&'t str, &'t Item)>, SettingsError> {
        let Some((table, item)) = self.table(root, key)? else {
            return Ok(Vec::new());
        };
        if table.len() > MAX_TABLE_ENTRIES {
            return Err(self.error(item, SettingsFault::TooManyEntries { table: key }));
        }
        Ok(table.iter().collect())
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
