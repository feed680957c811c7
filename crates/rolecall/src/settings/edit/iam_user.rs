//! The table of an IAM user.

use super::super::document::text_value;
use super::super::error::{RoleField, UserField};
use super::super::keys;
use rolecall_model::role_definition::IamUser;
use toml_edit::{Item, Table, Value};

pub(super) fn table_of_user(user: &IamUser) -> Table {
    let IamUser {
        user_arn,
        access_key_id,
        mfa_serial,
        mfa_command,
        duration,
        region,
        endpoint_url,
    } = user;
    let mut table = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    };
    set(keys::USER, Some(text_value(user_arn.as_str())));
    set(
        UserField::AccessKeyId.key(),
        Some(text_value(access_key_id.as_str())),
    );
    let mfa_serial = mfa_serial.as_ref().map(|device| text_value(device.as_str()));
    set(RoleField::MfaSerial.key(), mfa_serial);
    set(
        UserField::MfaCommand.key(),
        mfa_command.as_deref().map(text_value),
    );
    set(
        UserField::Duration.key(),
        duration.map(|duration| i64::from(duration.seconds()).into()),
    );
    set(keys::REGION, Some(text_value(region.as_str())));
    let endpoint_url = endpoint_url.as_ref().map(|url| text_value(url.as_str()));
    set(keys::ENDPOINT_URL, endpoint_url);
    table
}
