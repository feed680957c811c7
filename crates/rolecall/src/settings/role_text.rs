//! The texts that stand for a role in the settings file.
//!
//! It must not know which settings hold one.

use crate::target::parse_target;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::RoleRef;

/// Parses a text that stands for a role in the file: `portal/account-id/role`, or the name of one of `definitions`.
pub(super) fn parse_role(text: &str, definitions: &[RoleDefinition]) -> Option<RoleRef> {
    match parse_target(text).ok()?.explicit() {
        Some(role) => Some(role),
        None => {
            let mut defined = definitions.iter();
            defined
                .find(|definition| definition.name.as_str() == text)
                .map(RoleDefinition::key)
        }
    }
}
