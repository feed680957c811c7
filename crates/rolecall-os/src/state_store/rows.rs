//! Rows that hold an assignment: the first three columns are portal, account id and role name.

use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rusqlite::{Row, Statement};

/// Returns the assignments that `statement` selects. Invalid rows are skipped.
pub(super) fn assignments(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Assignment>> {
    let rows = statement.query_map(params, |row| Ok(assignment(row)))?;
    rows.filter_map(Result::transpose).collect()
}

/// Returns the assignment in the first three columns; nothing for an invalid row, as another program may have written.
pub(super) fn assignment(row: &Row<'_>) -> Option<Assignment> {
    Some(Assignment {
        portal: PortalName::parse(&row.get::<_, String>(0).ok()?).ok()?,
        account_id: AccountId::parse(&row.get::<_, String>(1).ok()?).ok()?,
        role_name: RoleName::new(row.get::<_, String>(2).ok()?),
    })
}
