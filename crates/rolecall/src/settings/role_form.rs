//! What is typed to define a role, checked as the settings file is: a text for each key of the role's table.
//!
//! It must not know which methods there are, nor who shows the form. The reader of the file says what is wrong; here is only which
//! values stand in for wrong ones, so that everything that is wrong is found at once.

use super::edit::table_of_role;
use super::error::{ExpectedValue, SettingsFault};
use super::read::read_settings_and_faults;
use super::role_fields::FieldText;
use super::{document, keys};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_source::RoleSourceError;
use rolecall_model::settings::Settings;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleForm {
    /// The name.
    pub name: String,
    /// The defined role that it replaces; `None` for a new one.
    pub replaces: Option<DefinedRoleName>,
    /// The texts, as those of [`role_field_texts`](super::role_field_texts). An empty one means nothing.
    pub fields: Vec<FieldText>,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFormFault {
    /// The key of the field; [`NAME_FIELD`] for the name.
    pub key: String,
    /// Why.
    pub reason: RoleFormFaultReason,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleFormFaultReason {
    /// The text cannot name a role.
    InvalidName,
    /// There already is a role of this name.
    NameTaken,
    /// It is empty, but needed.
    Missing,
    /// It should be something else.
    Unexpected(ExpectedValue),
    /// With this value, the role can never succeed.
    Source(RoleSourceError),
    /// What is wrong is no field's.
    Other,
}

/// The key of a fault of the name.
pub const NAME_FIELD: &str = "name";
/// The fields whose value starts a program.
pub const COMMAND_FIELDS: [&str; 2] = [keys::WEB_IDENTITY_COMMAND, "mfa_command"];
/// The field that may name a module, which is loaded as code.
pub const MODULE_FIELD: &str = "pkcs11";
/// The field that replaces every address of AWS.
pub const ENDPOINT_FIELD: &str = keys::ENDPOINT_URL;
/// More faults are no form's.
const MAX_FAULTS: usize = 64;

/// Checks a form as the settings file is checked, among the roles that the user defined.
///
/// # Errors
/// What is wrong, at most once for each field.
pub fn check_role_form(settings: &Settings, form: &RoleForm) -> Result<RoleDefinition, Vec<RoleFormFault>> {
    let mut faults = Vec::new();
    let name = match checked_name(settings, form) {
        Ok(name) => name,
        Err(reason) => {
            faults.push(fault(NAME_FIELD, reason));
            unused_name(settings)
        }
    };
    let mut others = settings.clone();
    others
        .roles
        .retain(|role| role.name != name && Some(&role.name) != form.replaces.as_ref());
    let definition = read_form(&others, &name, form, &mut faults);
    let Some(definition) = definition.filter(|_| faults.is_empty()) else {
        return Err(faults);
    };
    others.roles.push(definition.clone());
    match others.resolve(&definition.key()) {
        Ok(_) => Ok(definition),
        Err(error) => Err(vec![fault(
            field_of(&error, &name),
            RoleFormFaultReason::Source(error),
        )]),
    }
}

fn checked_name(settings: &Settings, form: &RoleForm) -> Result<DefinedRoleName, RoleFormFaultReason> {
    let name = form.name.trim();
    if name.is_empty() {
        return Err(RoleFormFaultReason::Missing);
    }
    let name = DefinedRoleName::parse(name).map_err(|_| RoleFormFaultReason::InvalidName)?;
    let mut others = settings
        .roles
        .iter()
        .filter(|role| Some(&role.name) != form.replaces.as_ref());
    if others.any(|role| role.name.as_str().eq_ignore_ascii_case(name.as_str())) {
        return Err(RoleFormFaultReason::NameTaken);
    }
    Ok(name)
}

/// Returns a name under which the fields are checked while the one that was typed cannot be used.
fn unused_name(settings: &Settings) -> DefinedRoleName {
    let mut numbers = (0..).filter_map(|number: u32| DefinedRoleName::parse(&format!("new{number}")).ok());
    let free = numbers.find(|name| settings.definition(name).is_none());
    free.unwrap_or_else(|| unreachable!("there are fewer roles than numbers"))
}

/// Reads the form as the settings file is read, with stand-ins for what is wrong until nothing is.
fn read_form(
    others: &Settings,
    name: &DefinedRoleName,
    form: &RoleForm,
    faults: &mut Vec<RoleFormFault>,
) -> Option<RoleDefinition> {
    let mut document = DocumentMut::new();
    let mut roles = Table::new();
    roles.set_implicit(true);
    for role in &others.roles {
        roles.insert(role.name.as_str(), Item::Table(table_of_role(&role.method)));
    }
    roles.insert(name.as_str(), Item::Table(table_of_form(form)));
    document.insert(keys::ROLE, Item::Table(roles));
    for _ in 0..MAX_FAULTS {
        let read = read_settings_and_faults(&document.to_string());
        let (settings, left_out) = read.ok()?;
        if let Some(definition) = settings.definition(name) {
            return Some(definition.clone());
        }
        let found = left_out.into_iter().next().map(|error| error.fault)?;
        let (key, reason) = key_and_reason(found, form);
        if !faults.iter().any(|fault| fault.key == key) {
            faults.push(fault(&key, reason));
        }
        let table = document
            .get_mut(keys::ROLE)?
            .get_mut(name.as_str())?
            .as_table_mut()?;
        match stand_in(&key, form) {
            Some(text) if table.get(&key).and_then(Item::as_str) != Some(&text) => {
                table.insert(&key, Item::Value(text.into()));
            }
            Some(_) => return None,
            None => drop(table.remove(&key)?),
        }
    }
    None
}

fn key_and_reason(found: SettingsFault, form: &RoleForm) -> (String, RoleFormFaultReason) {
    let is_empty = |key: &str| {
        let mut texts = form.fields.iter().filter(|field| field.key == key);
        texts.all(|field| field.text.trim().is_empty())
    };
    if let SettingsFault::Missing { key, .. } = found {
        return (key.to_owned(), RoleFormFaultReason::Missing);
    }
    if let SettingsFault::Conflict { keys: [_, key], .. } = found {
        return (key.to_owned(), RoleFormFaultReason::Other);
    }
    let SettingsFault::Unexpected { key, expected } = found else {
        return (NAME_FIELD.to_owned(), RoleFormFaultReason::Other);
    };
    let reason = if is_empty(&key) {
        RoleFormFaultReason::Missing
    } else {
        RoleFormFaultReason::Unexpected(expected)
    };
    (key, reason)
}

fn table_of_form(form: &RoleForm) -> Table {
    let mut table = Table::new();
    for FieldText { key, text } in &form.fields {
        // A key that says how credentials are obtained says it also while it has no value.
        if !text.trim().is_empty() || keys::METHODS.contains(&key.as_str()) {
            table.insert(key, Item::Value(value_of(key, text)));
        }
    }
    table
}

fn value_of(key: &str, text: &str) -> Value {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let number = || text.trim().parse::<i64>().ok().map(Value::from);
    // What cannot be read is written as it is, so that the reader says what is expected.
    let as_text = || document::text_value(text.trim());
    match key {
        "duration_seconds" => number().unwrap_or_else(as_text),
        "policy_arns" | "transitive_tags" => {
            Value::Array(lines().map(document::text_value).collect::<Array>())
        }
        "tags" => pairs(lines()).map_or_else(as_text, Value::InlineTable),
        keys::ASSUME | keys::ROLES_ANYWHERE | keys::ROLE => {
            let arn = RoleArn::parse_or_link(text.trim());
            arn.map_or_else(|_| as_text(), |arn| arn.as_str().into())
        }
        _ => as_text(),
    }
}

/// Reads a line of `key=value` for each pair; `None` if a line is something else, or a key is there twice.
fn pairs<'a>(lines: impl Iterator<Item = &'a str>) -> Option<InlineTable> {
    let mut table = InlineTable::new();
    for line in lines {
        let quoted = line.strip_prefix('"').and_then(|rest| rest.split_once("\"="));
        let (key, value) = quoted.or_else(|| line.split_once('='))?;
        let (key, value) = (key.trim(), document::text_value(value.trim()));
        if table.insert(key, value).is_some() {
            return None;
        }
    }
    Some(table)
}

/// Returns what stands for a value that is needed, while it is missing or wrong.
fn stand_in(key: &str, form: &RoleForm) -> Option<String> {
    let typed = |key: &str| {
        form.fields
            .iter()
            .find(|field| field.key == key)
            .map(|field| field.text.trim())
    };
    // A profile is in the region of its trust anchor, whichever of the two is wrong.
    let region = [typed("trust_anchor"), typed("profile")]
        .into_iter()
        .flatten()
        .filter(|_| key != "region")
        .find_map(|arn| arn.split(':').nth(3).filter(|region| !region.is_empty()))
        .unwrap_or("us-east-1");
    let anywhere = |resource: &str| {
        let id = "00000000-0000-0000-0000-000000000000";
        format!("arn:aws:rolesanywhere:{region}:000000000000:{resource}/{id}")
    };
    Some(match key {
        keys::ASSUME | keys::ROLES_ANYWHERE | keys::ROLE => "arn:aws:iam::000000000000:role/x".to_owned(),
        keys::FROM => "x/000000000000/x".to_owned(),
        keys::USER | keys::LOGIN_SESSION => "arn:aws:iam::000000000000:user/x".to_owned(),
        "access_key_id" => "AKIA0000000000000000".to_owned(),
        keys::REGION => "us-east-1".to_owned(),
        keys::WEB_IDENTITY_TOKEN_FILE | "certificate" | "private_key" => "/x".to_owned(),
        keys::WEB_IDENTITY_COMMAND => "x".to_owned(),
        "trust_anchor" => anywhere("trust-anchor"),
        "profile" => anywhere("profile"),
        _ => return None,
    })
}

fn field_of(error: &RoleSourceError, name: &DefinedRoleName) -> &'static str {
    match error {
        RoleSourceError::ChainedDurationTooLong(of) if of == name => "duration_seconds",
        RoleSourceError::MfaWithoutUser(of) if of == name => "mfa_serial",
        RoleSourceError::ChainedDurationTooLong(_)
        | RoleSourceError::MfaWithoutUser(_)
        | RoleSourceError::UnknownPortal(_)
        | RoleSourceError::UndefinedRole(_)
        | RoleSourceError::Cycle(_)
        | RoleSourceError::ChainTooLong(_) => keys::FROM,
    }
}

fn fault(key: &str, reason: RoleFormFaultReason) -> RoleFormFault {
    RoleFormFault {
        key: key.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests;
