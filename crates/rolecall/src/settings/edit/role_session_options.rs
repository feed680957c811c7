//! What is asked for with every role that STS issues, as entries of its table.

use super::super::document::{text_value, texts_value};
use crate::settings::RoleField;
use rolecall_model::role_definition::RoleSessionOptions;
use toml_edit::Value;

/// Sets each of the options, or removes it.
pub(super) fn set_role_session_options(
    session: &RoleSessionOptions,
    mut set: impl FnMut(&str, Option<Value>),
) {
    let RoleSessionOptions {
        name,
        duration,
        policy,
        policy_arns,
    } = session;
    set(
        RoleField::SessionName.key(),
        name.as_ref().map(|name| text_value(name.as_str())),
    );
    set(
        RoleField::Duration.key(),
        duration.map(|duration| i64::from(duration.seconds()).into()),
    );
    set(
        RoleField::Policy.key(),
        policy.as_ref().map(|policy| text_value(policy.as_str())),
    );
    set(
        RoleField::PolicyArns.key(),
        texts(policy_arns, |arn| arn.as_str()),
    );
}

/// Returns a list, unless it is empty.
pub(super) fn texts<T>(items: &[T], text: impl Fn(&T) -> &str) -> Option<Value> {
    let texts: Vec<String> = items.iter().map(|item| text(item).to_owned()).collect();
    (!texts.is_empty()).then(|| texts_value(&texts))
}
