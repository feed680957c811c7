//! The roles of every account in one list: what the pages bring is sorted by account, and kept whole at the end.

use super::super::bounds::{MAX_ACCOUNT_PAGES, unreadable};
use super::super::{CatalogueError, CatalogueEvent};
use super::Received;
use crate::ports::{AssignedRole, Page};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::role_arn::RoleArn;
use std::collections::BTreeMap;

/// What the pages brought so far. The names of an account's roles differ, whatever their paths are ("IAM and AWS STS quotas").
#[derive(Debug, Default)]
pub(super) struct AssignedRoles(BTreeMap<AccountId, (Account, BTreeMap<RoleName, RoleArn>)>);

impl AssignedRoles {
    /// Adds a role; returns whether it is the only one of its name in its account.
    fn add(&mut self, role: AssignedRole) -> bool {
        let AssignedRole { account, role_arn } = role;
        let listed = self.0.entry(account.id.clone());
        let (known, roles) = listed.or_insert_with(|| (account.clone(), BTreeMap::new()));
        if known.name.is_empty() {
            known.name = account.name;
        }
        // A list that changes while it is read can show a role on two pages.
        let first = roles.entry(role_arn.role_name().clone());
        *first.or_insert_with(|| role_arn.clone()) == role_arn
    }
}

impl Received<'_> {
    /// Adds a page of the roles of all accounts; returns the token of the next page. The last page ends the listing.
    pub(in crate::catalogue) fn add_assigned_roles(
        &mut self,
        page: Page<AssignedRole>,
    ) -> Result<Option<String>, CatalogueError> {
        let text_size = |role: &AssignedRole| role.account.name.len() + role.role_arn.as_str().len();
        self.size
            .add(&page, text_size)
            .map_err(CatalogueError::Accounts)?;
        self.outcome.unreadable += page.unreadable;
        for role in page.items {
            if !self.assigned.add(role) {
                self.outcome.unreadable += 1;
            }
        }
        match page.next_token {
            Some(next_token) => {
                let followed = self.account_pages.follow(&next_token, MAX_ACCOUNT_PAGES);
                followed.map_err(CatalogueError::Accounts)?;
                Ok(Some(next_token))
            }
            None => self.finish_assigned_roles().map(|()| None),
        }
    }

    fn finish_assigned_roles(&mut self) -> Result<(), CatalogueError> {
        let assigned = std::mem::take(&mut self.assigned).0;
        if assigned.is_empty() && self.outcome.unreadable > 0 {
            return Err(CatalogueError::Accounts(unreadable()));
        }
        let accounts: Vec<Account> = assigned.values().map(|(account, _)| account.clone()).collect();
        let roles: Vec<(AccountId, Vec<RoleArn>)> = assigned
            .into_iter()
            .map(|(id, (_, roles))| (id, roles.into_values().collect()))
            .collect();
        self.store.save_accounts(&self.portal, &accounts)?;
        self.are_accounts_saved = true;
        self.store.save_role_arns(&self.portal, &roles)?;
        self.outcome.accounts += accounts.len();
        (self.report)(CatalogueEvent::Accounts {
            accounts,
            complete: true,
        });
        for (account_id, arns) in roles {
            (self.report)(CatalogueEvent::Roles {
                account_id,
                roles: arns.iter().map(|arn| arn.role_name().clone()).collect(),
            });
        }
        Ok(())
    }
}
