//! A defined role as texts, one for each key of its table: what a form shows.
//!
//! A list has a line for each value, session tags one of `key=value` for each. It must not know which methods there are: what is
//! written to the file decides.

use super::edit::table_of_role;
use rolecall_model::role_definition::RoleMethod;
use toml_edit::{InlineTable, Value};

/// The text of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldText {
    /// The key in the table of the role.
    pub key: String,
    /// Its value.
    pub text: String,
}

/// Returns the texts of a definition, in the order of the file.
pub fn role_field_texts(method: &RoleMethod) -> Vec<FieldText> {
    let table = table_of_role(method);
    let values = table
        .iter()
        .filter_map(|(key, item)| Some((key, item.as_value()?)));
    values
        .map(|(key, value)| FieldText {
            key: key.to_owned(),
            text: text_of(value),
        })
        .collect()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Boolean(flag) => flag.value().to_string(),
        Value::Float(_) | Value::Datetime(_) => value.to_string(),
        Value::Array(values) => lines(values.iter().map(text_of)),
        Value::InlineTable(pairs) => lines(pair_texts(pairs)),
    }
}

fn pair_texts(pairs: &InlineTable) -> impl Iterator<Item = String> {
    pairs.iter().map(|(key, value)| {
        let value = text_of(value);
        // The first equals sign ends a key that is not in quotes.
        if key.contains('=') {
            format!("\"{key}\"={value}")
        } else {
            format!("{key}={value}")
        }
    })
}

fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}
