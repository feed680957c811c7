//! The form that defines a role.
//!
//! The page may not choose what is started, nor where credentials go: a page that somebody else took over could.

use crate::view::role_form_faults;
use crate::wire::{RoleFormFaultView, RoleFormInput};
use rolecall::messages::role_forms;
use rolecall::problem::Problem;
use rolecall::settings::{
    COMMAND_FIELDS, ENDPOINT_FIELD, FieldText, MODULE_FIELD, RoleForm, SettingsEditError, check_role_form,
    role_field_texts,
};
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::roles_anywhere::Pkcs11Uri;
use rolecall_model::secret::KeyPassword;
use rolecall_model::settings::Settings;

/// Parses the form of a defined role.
///
/// # Errors
/// What is wrong, at most once for each field.
pub(crate) fn role_form(
    settings: &Settings,
    input: RoleFormInput,
) -> Result<RoleDefinition, Vec<RoleFormFaultView>> {
    let replaces = input.replaces.and_then(|name| DefinedRoleName::parse(&name).ok());
    let before = replaces.as_ref().and_then(|name| settings.definition(name));
    let before = before.map_or_else(Vec::new, |role| role_field_texts(&role.method));
    let fields = input.fields.into_iter().map(|field| FieldText {
        key: field.key,
        text: field.text,
    });
    let form = RoleForm {
        name: input.name,
        replaces,
        fields: fields.collect(),
    };
    let refused: Vec<_> = form
        .fields
        .iter()
        .filter(|field| !before.contains(field))
        .filter_map(|field| Some((&field.key, refusal(field)?)))
        .map(|(key, why)| RoleFormFaultView {
            key: key.clone(),
            problem: crate::view::problem(&Problem::invalid_input(why)),
        })
        .collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    check_role_form(settings, &form).map_err(|faults| role_form_faults(&faults))
}

/// Returns the password or PIN that was typed, if one was.
pub(crate) fn key_password(input: &RoleFormInput) -> Option<KeyPassword> {
    (!input.secret.is_empty()).then(|| KeyPassword::from_exposed(&*input.secret))
}

/// Finds a defined role by its name.
///
/// # Errors
/// `WrongInput` if there is none.
pub(crate) fn defined_role(settings: &Settings, name: &str) -> Result<RoleDefinition, Problem> {
    let name = DefinedRoleName::parse(name).ok();
    let found = name.and_then(|name| settings.definition(&name));
    found
        .cloned()
        .ok_or_else(|| Problem::from(&SettingsEditError::RoleNotFound))
}

/// Returns why the page may not change a field to this text.
fn refusal(field: &FieldText) -> Option<&'static str> {
    let text = field.text.trim();
    if text.is_empty() {
        return None;
    }
    if COMMAND_FIELDS.contains(&field.key.as_str()) {
        return Some(role_forms::COMMAND_NOT_HERE);
    }
    if field.key == MODULE_FIELD && Pkcs11Uri::parse(text).is_ok_and(|uri| uri.module_path().is_some()) {
        return Some(role_forms::MODULE_NOT_HERE);
    }
    let is_elsewhere = || EndpointUrl::parse(text).is_ok_and(|endpoint| !endpoint.is_on_loopback());
    (field.key == ENDPOINT_FIELD && is_elsewhere()).then_some(role_forms::ENDPOINT_NOT_HERE)
}

#[cfg(test)]
mod tests;
