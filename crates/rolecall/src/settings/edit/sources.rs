//! The tables of roles that an assertion leads to, or whose credentials others obtain.

use super::super::document::text_value;
use super::super::keys;
use super::super::read::{ENTERED_ASSERTION, ENTERED_CREDENTIALS};
use super::role_session_options::set_role_session_options;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{
    AssertionSource, CredentialProcessRole, ForeignRole, IdentityTokenSource, SamlRole,
};
use toml_edit::{Item, Table, Value};

pub(super) fn table_of_saml(role: &SamlRole) -> Table {
    let SamlRole {
        role_arn,
        provider,
        assertion,
        region,
        endpoint_url,
        session,
    } = role;
    let mut table = Table::new();
    let (key, source) = match assertion {
        AssertionSource::Entered => (keys::SAML_ASSERTION, ENTERED_ASSERTION.to_owned()),
        AssertionSource::Read(IdentityTokenSource::File(path)) => {
            (keys::SAML_ASSERTION, path.to_string_lossy().into_owned())
        }
        AssertionSource::Read(IdentityTokenSource::Command(command)) => (keys::SAML_COMMAND, command.clone()),
    };
    set(&mut table, key, &source);
    set(&mut table, keys::ROLE, role_arn.as_str());
    set(&mut table, keys::SAML_PROVIDER, provider.as_str());
    set(&mut table, keys::REGION, region.as_str());
    set_endpoint(&mut table, endpoint_url.as_ref());
    set_role_session_options(session, |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    });
    table
}

pub(super) fn table_of_process(process: &CredentialProcessRole) -> Table {
    let mut table = Table::new();
    set(&mut table, keys::CREDENTIAL_PROCESS, &process.command);
    set_foreign(&mut table, &process.role);
    table
}

pub(super) fn table_of_entered(role: &ForeignRole) -> Table {
    let mut table = Table::new();
    set(&mut table, keys::CREDENTIALS, ENTERED_CREDENTIALS);
    set_foreign(&mut table, role);
    table
}

fn set_foreign(table: &mut Table, role: &ForeignRole) {
    let ForeignRole {
        account_id,
        role_name,
        region,
        endpoint_url,
    } = role;
    set(table, keys::ACCOUNT, account_id.as_str());
    set(table, keys::ROLE_NAME, role_name.as_str());
    set(table, keys::REGION, region.as_str());
    set_endpoint(table, endpoint_url.as_ref());
}

fn set_endpoint(table: &mut Table, endpoint_url: Option<&EndpointUrl>) {
    if let Some(url) = endpoint_url {
        set(table, keys::ENDPOINT_URL, url.as_str());
    }
}

fn set(table: &mut Table, key: &str, text: &str) {
    table.insert(key, Item::Value(text_value(text)));
}
