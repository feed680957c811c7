//! Rows that hold a role: the first three columns are origin, account id and role name.

use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rusqlite::{Row, Statement};

/// Returns the roles that `statement` selects. Invalid rows are skipped.
pub(super) fn roles(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<RoleRef>> {
    let rows = statement.query_map(params, |row| Ok(role_ref(row)))?;
    rows.filter_map(Result::transpose).collect()
}

/// Returns the role in the first three columns; nothing for an invalid row, as another program may have written.
pub(super) fn role_ref(row: &Row<'_>) -> Option<RoleRef> {
    Some(RoleRef {
        origin: RoleOrigin::parse_key(&row.get::<_, String>(0).ok()?)?,
        account_id: AccountId::parse(&row.get::<_, String>(1).ok()?).ok()?,
        role_name: RoleName::new(row.get::<_, String>(2).ok()?),
    })
}
