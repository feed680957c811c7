//! The access keys of users: two at most, active or not.

use http::StatusCode;

use super::{API, NAMESPACE, authenticate, no_such_entity, permit, permitted_user};
use crate::caller::RequestSigner;
use crate::operation::HandlerResult;
use crate::query::{TextRule, Violations, XmlWriter, is_word_or, respond};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets::long_term_access_key_id;
use crate::state::{AccessKeyRecord, EmulatorState};

const MAX_KEYS: usize = 2;
const KEY_ID_RULE: TextRule = TextRule {
    length: 16..=128,
    is_allowed: |character| is_word_or(character, ""),
    pattern: "[\\w]+",
};

pub(super) fn list_access_keys(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let user = permitted_user(state, request, &caller, "iam:ListAccessKeys")?;
    let keys = state.records.iam.keys_of(&caller.account_id, &user.name);
    Ok(respond("ListAccessKeys", NAMESPACE, |xml| {
        xml.group("AccessKeyMetadata", |xml| {
            for (id, key) in keys {
                xml.group("member", |xml| write_key(xml, id, key));
            }
        });
        xml.element("IsTruncated", "false");
    }))
}

pub(super) fn create_access_key(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let user = permitted_user(state, request, &caller, "iam:CreateAccessKey")?;
    let user_name = user.name.clone();
    if state.records.iam.keys_of(&caller.account_id, &user_name).len() >= MAX_KEYS {
        let message = "Cannot exceed quota for AccessKeysPerUser: 2";
        return Err(API.error(StatusCode::CONFLICT, "LimitExceeded", message));
    }
    let id = long_term_access_key_id();
    let key = AccessKeyRecord {
        account_id: caller.account_id,
        user_name,
        secret: state.secrets.secret_access_key(),
        is_active: true,
        created_at: state.now(),
        last_used: None,
    };
    let response = respond("CreateAccessKey", NAMESPACE, |xml| {
        xml.group("AccessKey", |xml| {
            write_key(xml, &id, &key);
            xml.element("SecretAccessKey", &key.secret);
        });
    });
    state.records.iam.access_keys.insert(id, key);
    Ok(response)
}

fn write_key(xml: &mut XmlWriter, id: &str, key: &AccessKeyRecord) {
    xml.element("UserName", &key.user_name);
    xml.element("AccessKeyId", id);
    xml.element("Status", if key.is_active { "Active" } else { "Inactive" });
    xml.element("CreateDate", &key.created_at.iso());
}

pub(super) fn update_access_key(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let mut violations = Violations::default();
    let id = violations.required(request, "AccessKeyId", &KEY_ID_RULE);
    let status = request.parameter("Status").unwrap_or_default();
    if !matches!(status.as_str(), "Active" | "Inactive") {
        violations.add(&status, "status", "satisfy enum value set: [Active, Inactive]");
    }
    violations.finish(API)?;
    own_key(state, request, &caller, "iam:UpdateAccessKey", &id)?.is_active = status == "Active";
    Ok(respond("UpdateAccessKey", NAMESPACE, |_| ()))
}

/// The sessions that were made with a key go on without it.
pub(super) fn delete_access_key(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let mut violations = Violations::default();
    let id = violations.required(request, "AccessKeyId", &KEY_ID_RULE);
    violations.finish(API)?;
    own_key(state, request, &caller, "iam:DeleteAccessKey", &id)?;
    state.records.iam.access_keys.remove(&id);
    Ok(respond("DeleteAccessKey", NAMESPACE, |_| ()))
}

/// The key with this id, when it is a key of the user whom the request is about.
fn own_key<'a>(
    state: &'a mut EmulatorState,
    request: &ApiRequest,
    caller: &RequestSigner,
    action: &str,
    id: &str,
) -> Result<&'a mut AccessKeyRecord, ApiResponse> {
    let user_name = permitted_user(state, request, caller, action)?.name.clone();
    let key = state.records.iam.access_keys.get_mut(id);
    key.filter(|key| key.account_id == caller.account_id && key.user_name == user_name)
        .ok_or_else(|| no_such_key(id))
}

fn no_such_key(id: &str) -> ApiResponse {
    no_such_entity(&format!("The Access Key with id {id} cannot be found."))
}

pub(super) fn get_access_key_last_used(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let mut violations = Violations::default();
    let id = violations.required(request, "AccessKeyId", &KEY_ID_RULE);
    violations.finish(API)?;
    let key = state.records.iam.access_keys.get(&id);
    let key = key
        .filter(|key| key.account_id == caller.account_id)
        .ok_or_else(|| no_such_key(&id))?;
    permit(state, &caller, &key.user_name, "iam:GetAccessKeyLastUsed")?;
    let last_used = key.last_used.as_ref();
    let or_none = |text: Option<&String>| text.map_or("N/A", String::as_str).to_owned();
    Ok(respond("GetAccessKeyLastUsed", NAMESPACE, |xml| {
        xml.element("UserName", &key.user_name);
        xml.group("AccessKeyLastUsed", |xml| {
            xml.optional("LastUsedDate", last_used.map(|used| used.at.iso()).as_deref());
            xml.element("ServiceName", &or_none(last_used.map(|used| &used.service)));
            xml.element("Region", &or_none(last_used.map(|used| &used.region)));
        });
    }))
}
