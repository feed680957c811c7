//! The state database: SQLite in WAL mode, shared by every process of the user.
//!
//! It owns what each table holds and how older files are migrated: the catalogue, the index of role sessions, the
//! history, and preferences with what the desktop notes for itself. It holds no secret and nothing that cannot be
//! obtained again: a file that is damaged is moved aside and a new one is created. It must not know what AWS is.
//!
//! Every operation is one transaction and blocks its thread for a bounded time: see [`DatabaseTimeouts`](database::DatabaseTimeouts).

mod catalogue;
mod database;
mod database_file;
mod history;
mod history_log;
mod history_row;
mod preferences;
mod renames;
mod role_session_index;
mod rows;
mod schema;

pub use database::StateDatabase;
pub use database_file::StateWarning;

use database::Access;
use rolecall::ports::{StateStore, StateStoreError};
use rolecall_model::portal::PortalName;

impl StateStore for StateDatabase {
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        self.write(|transaction| {
            catalogue::remove_portal(transaction, portal)?;
            role_session_index::remove_portal(transaction, portal)?;
            preferences::remove_portal(transaction, portal)
        })
    }

    fn change_count(&self) -> Result<i64, StateStoreError> {
        let data_version: i64 = self.run(Access::Read, |connection| {
            connection.query_row("PRAGMA data_version", [], |row| row.get(0))
        })?;
        Ok(data_version
            .wrapping_mul(1 << 32)
            .wrapping_add(self.log_bytes_of_others()))
    }
}

#[cfg(test)]
mod tests;
