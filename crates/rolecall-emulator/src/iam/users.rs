//! GetUser and ListMFADevices.

use super::{NAMESPACE, authenticate, permitted_user};
use crate::operation::HandlerResult;
use crate::query::respond;
use crate::request::ApiRequest;
use crate::state::EmulatorState;

/// When every user and every device was made; the organization does not say.
const CREATE_DATE: &str = "2026-01-01T00:00:00Z";

pub(super) fn get_user(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let user = permitted_user(state, request, &caller, "iam:GetUser")?;
    Ok(respond("GetUser", NAMESPACE, |xml| {
        xml.group("User", |xml| {
            xml.element("Path", &user.path);
            xml.element("UserName", &user.name);
            xml.element("UserId", &user.id(&caller.account_id));
            xml.element("Arn", &user.arn(state.partition.id, &caller.account_id));
            xml.element("CreateDate", CREATE_DATE);
            if !user.permissions.tags.is_empty() {
                xml.group("Tags", |xml| {
                    for (key, value) in &user.permissions.tags {
                        xml.group("member", |xml| {
                            xml.element("Key", key);
                            xml.element("Value", value);
                        });
                    }
                });
            }
        });
    }))
}

pub(super) fn list_mfa_devices(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let caller = authenticate(state, request)?;
    let user = permitted_user(state, request, &caller, "iam:ListMFADevices")?;
    Ok(respond("ListMFADevices", NAMESPACE, |xml| {
        xml.group("MFADevices", |xml| {
            for device in &user.mfa_devices {
                let serial_number = device.serial_number(state.partition.id, &caller.account_id);
                xml.group("member", |xml| {
                    xml.element("UserName", &user.name);
                    xml.element("SerialNumber", &serial_number);
                    xml.element("EnableDate", CREATE_DATE);
                });
            }
        });
        xml.element("IsTruncated", "false");
    }))
}
