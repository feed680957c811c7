//! Records of role sessions for unit tests, at seconds or minutes after a fixed time.

use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};

pub(crate) fn second(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

pub(crate) fn minute(minute: i64) -> Timestamp {
    second(minute * 60)
}

pub(crate) fn portal(name: &str) -> PortalName {
    PortalName::parse(name).unwrap()
}

/// The role `name` of one account of the portal `portal`.
pub(crate) fn role(portal: &str, name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(self::portal(portal)),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(name),
    }
}

/// Started and issued at minute 0, for an hour.
pub(crate) fn record(role: RoleRef, renewal: Renewal) -> RoleSessionRecord {
    RoleSessionRecord {
        role,
        started_at: minute(0),
        issued_at: minute(0),
        expires_at: minute(60),
        renewal,
        requested_by: Surface::CredentialProcess,
        reason: None,
    }
}
