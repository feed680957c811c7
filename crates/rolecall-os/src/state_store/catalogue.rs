//! The catalogue: accounts and roles as each portal last listed them, in the tables `portals`, `accounts` and `roles`.

use super::database::StateDatabase;
use rolecall::ports::{CatalogueStore, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::portal::PortalName;
use rolecall_model::role_arn::RoleArn;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::{HashMap, HashSet};

impl CatalogueStore for StateDatabase {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        self.read(|transaction| catalogue(transaction, portal))
    }

    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        self.write(|transaction| save_accounts(transaction, portal, accounts))
    }

    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.write(|transaction| save_account_roles(transaction, portal, roles, |name| (name.as_str(), None)))
    }

    fn save_role_arns(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleArn>)],
    ) -> Result<(), StateStoreError> {
        self.write(|transaction| {
            save_account_roles(transaction, portal, roles, |arn| {
                (arn.role_name().as_str(), Some(arn.as_str()))
            })
        })
    }

    fn role_arn(
        &self,
        portal: &PortalName,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<Option<RoleArn>, StateStoreError> {
        self.read(|transaction| role_arn(transaction, portal, account_id, role_name))
    }

    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|transaction| save_refreshed_at(transaction, portal, at))
    }
}

/// Deletes what `portal` listed.
pub(super) fn remove_portal(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM accounts WHERE portal = ?1", [portal.as_str()])?;
    transaction.execute("DELETE FROM portals WHERE portal = ?1", [portal.as_str()])?;
    Ok(())
}

fn catalogue(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<Catalogue> {
    let mut roles = load_roles(transaction, portal)?;
    let mut statement = transaction
        .prepare_cached("SELECT account_id, name, email, roles_known FROM accounts WHERE portal = ?1")?;
    let rows = statement.query_map([portal.as_str()], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get(2)?,
            row.get::<_, bool>(3)?,
        ))
    })?;
    let mut accounts = Vec::new();
    for row in rows {
        let (id, name, email, roles_known) = row?;
        let account_roles = roles.remove(&id).unwrap_or_default();
        // An invalid row, as another program may have written, is skipped.
        let Ok(id) = AccountId::parse(&id) else { continue };
        let listed = ListedAccount {
            account: Account { id, name, email },
            roles: roles_known.then_some(account_roles),
        };
        accounts.push((listed.account.name.to_lowercase(), listed));
    }
    accounts.sort_by(|(name, listed), (other_name, other)| {
        name.cmp(other_name)
            .then_with(|| listed.account.id.cmp(&other.account.id))
    });
    let accounts = accounts.into_iter().map(|(_, listed)| listed).collect();
    Ok(Catalogue {
        accounts,
        refreshed_at: refreshed_at(transaction, portal)?,
    })
}

fn load_roles(
    transaction: &Transaction<'_>,
    portal: &PortalName,
) -> rusqlite::Result<HashMap<String, Vec<RoleName>>> {
    let mut statement = transaction.prepare_cached(
        "SELECT account_id, role_name FROM roles WHERE portal = ?1 ORDER BY account_id, role_name",
    )?;
    let mut rows = statement.query([portal.as_str()])?;
    let mut roles: HashMap<String, Vec<RoleName>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let role_name = RoleName::new(row.get::<_, String>(1)?);
        let account_id = row.get_ref(0)?.as_str()?;
        match roles.get_mut(account_id) {
            Some(names) => names.push(role_name),
            None => drop(roles.insert(account_id.to_owned(), vec![role_name])),
        }
    }
    Ok(roles)
}

fn refreshed_at(transaction: &Transaction<'_>, portal: &PortalName) -> rusqlite::Result<Option<Timestamp>> {
    let milliseconds: Option<Option<i64>> = transaction
        .query_row(
            "SELECT refreshed_at FROM portals WHERE portal = ?1",
            [portal.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    Ok(milliseconds
        .flatten()
        .and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok()))
}

fn save_accounts(
    transaction: &Transaction<'_>,
    portal: &PortalName,
    accounts: &[Account],
) -> rusqlite::Result<()> {
    let listed_ids: HashSet<&str> = accounts.iter().map(|account| account.id.as_str()).collect();
    let mut statement = transaction.prepare_cached("SELECT account_id FROM accounts WHERE portal = ?1")?;
    let stored_ids = statement
        .query_map([portal.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let mut delete =
        transaction.prepare_cached("DELETE FROM accounts WHERE portal = ?1 AND account_id = ?2")?;
    for id in stored_ids.iter().filter(|id| !listed_ids.contains(id.as_str())) {
        delete.execute(params![portal.as_str(), id])?;
    }
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO accounts (portal, account_id, name, email) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET name = excluded.name, email = excluded.email",
    )?;
    for account in accounts {
        upsert.execute(params![
            portal.as_str(),
            account.id.as_str(),
            account.name,
            account.email
        ])?;
    }
    Ok(())
}

fn role_arn(
    transaction: &Transaction<'_>,
    portal: &PortalName,
    account_id: &AccountId,
    role_name: &RoleName,
) -> rusqlite::Result<Option<RoleArn>> {
    let mut statement = transaction.prepare_cached(
        "SELECT role_arn FROM roles WHERE portal = ?1 AND account_id = ?2 AND role_name = ?3",
    )?;
    let stored: Option<Option<String>> = statement
        .query_row(
            params![portal.as_str(), account_id.as_str(), role_name.as_str()],
            |row| row.get(0),
        )
        .optional()?;
    // Another program may have written anything.
    let arn = stored.flatten().and_then(|text| RoleArn::parse(&text).ok());
    Ok(arn.filter(|arn| arn.account_id() == account_id && arn.role_name() == role_name))
}

/// Replaces the roles of some accounts; `columns` returns the name of a role, and its ARN where it has one.
fn save_account_roles<R>(
    transaction: &Transaction<'_>,
    portal: &PortalName,
    roles: &[(AccountId, Vec<R>)],
    columns: impl Fn(&R) -> (&str, Option<&str>),
) -> rusqlite::Result<()> {
    let mut mark_known = transaction
        .prepare_cached("UPDATE accounts SET roles_known = 1 WHERE portal = ?1 AND account_id = ?2")?;
    let mut delete = transaction.prepare_cached("DELETE FROM roles WHERE portal = ?1 AND account_id = ?2")?;
    let mut insert = transaction.prepare_cached(
        "INSERT OR IGNORE INTO roles (portal, account_id, role_name, role_arn) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (account_id, account_roles) in roles {
        // Another process may have removed the account meanwhile: then its roles are not stored.
        if mark_known.execute(params![portal.as_str(), account_id.as_str()])? == 0 {
            continue;
        }
        delete.execute(params![portal.as_str(), account_id.as_str()])?;
        for (role_name, role_arn) in account_roles.iter().map(&columns) {
            insert.execute(params![portal.as_str(), account_id.as_str(), role_name, role_arn])?;
        }
    }
    Ok(())
}

fn save_refreshed_at(
    transaction: &Transaction<'_>,
    portal: &PortalName,
    at: Timestamp,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO portals (portal, refreshed_at) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET refreshed_at = excluded.refreshed_at",
        params![portal.as_str(), at.as_millisecond()],
    )?;
    Ok(())
}
