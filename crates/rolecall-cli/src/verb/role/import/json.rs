//! The JSON output of `rolecall role import`. Fields may be added, but never renamed.

use crate::messages::role_import as messages;
use crate::verb::role::json::DefinedRoleJson;
use rolecall::hostile_text::without_isolates;
use rolecall::profiles::{LeftOut, LeftOutProfile, RoleImport};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct ImportJson<'a> {
    version: u8,
    /// Whether the roles were added, and not only planned.
    added: bool,
    roles: Vec<ImportedJson<'a>>,
    left_out: Vec<LeftOutJson<'a>>,
}

#[derive(Serialize)]
struct ImportedJson<'a> {
    profile: &'a str,
    role: DefinedRoleJson<'a>,
}

#[derive(Serialize)]
struct LeftOutJson<'a> {
    profile: &'a str,
    code: &'static str,
    reason: String,
}

impl<'a> ImportJson<'a> {
    pub(super) fn new(import: &'a RoleImport, added: bool) -> Self {
        let roles = import.roles.iter().map(|role| ImportedJson {
            profile: &role.profile,
            role: DefinedRoleJson::new(&role.definition, None),
        });
        Self {
            version: 1,
            added,
            roles: roles.collect(),
            left_out: import.left_out.iter().map(left_out).collect(),
        }
    }
}

fn left_out(profile: &LeftOutProfile) -> LeftOutJson<'_> {
    LeftOutJson {
        profile: &profile.profile,
        code: code(&profile.reason),
        reason: without_isolates(&messages::why(&profile.reason)).into_owned(),
    }
}

fn code(reason: &LeftOut) -> &'static str {
    match reason {
        LeftOut::AlreadyDefined(_) => "already-defined",
        LeftOut::NoProfile => "no-profile",
        LeftOut::AssumesNoRole => "assumes-no-role",
        LeftOut::Broken(_) => "broken",
        LeftOut::NoPortal(_) => "no-portal",
        LeftOut::StaticKeys => "static-keys",
        LeftOut::NamedSource(_) => "credential-source",
        LeftOut::Process => "credential-process",
        LeftOut::Login => "login",
        LeftOut::Mfa => "mfa",
        LeftOut::InvalidValue(_) => "invalid-value",
        LeftOut::MissingValue(_) => "missing-value",
        LeftOut::Unresolvable(_) => "unresolvable",
    }
}
