//! A role: one role in one account that a user may assume through one portal.

use crate::account::{AccountId, RoleName};
use crate::portal::PortalName;
use serde::{Deserialize, Serialize};

/// One (portal, account, role) that the user may assume.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoleRef {
    /// The portal that lists it.
    pub portal: PortalName,
    /// The account.
    pub account_id: AccountId,
    /// The role.
    pub role_name: RoleName,
}

impl RoleRef {
    /// Returns the target that names exactly this role: `portal/account-id/role`.
    ///
    /// The first two parts hold no slash, so the text reads back to the same role whatever the role is called.
    pub fn target(&self) -> String {
        format!(
            "{}/{}/{}",
            self.portal.as_str(),
            self.account_id,
            self.role_name.as_str()
        )
    }
}
