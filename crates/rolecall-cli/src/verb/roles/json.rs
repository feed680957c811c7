//! The JSON output of `rolecall roles`. Fields may be added, but never renamed.

use super::RoleDetails;
use crate::context::Context;
use crate::failure::Failure;
use crate::{state, time_format};
use rolecall::catalogue::RefreshOutcome;
use rolecall::target::Candidate;
use rolecall_model::Timestamp;
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::settings::Environment;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub(super) struct RolesJson<'a> {
    version: u8,
    portals: Vec<ListedPortalJson>,
    assignments: Vec<RoleJson<'a>>,
}

#[derive(Serialize)]
struct ListedPortalJson {
    name: String,
    endpoint_url: Option<String>,
    demo: bool,
    refreshed_at: Option<String>,
    /// Absent unless this call listed the portal.
    refresh: Option<RefreshJson>,
}

#[derive(Serialize)]
struct RefreshJson {
    succeeded: bool,
    /// Absent if it failed, as the next.
    failed_accounts: Option<usize>,
    unreadable_items: Option<usize>,
}

#[derive(Serialize)]
struct RoleJson<'a> {
    target: String,
    portal: Option<&'a str>,
    defined_role: Option<&'a str>,
    account_id: &'a str,
    account_name: &'a str,
    role_name: &'a str,
    alias: Option<&'a str>,
    is_default: bool,
    is_favourite: bool,
    environment: Option<&'static str>,
    colour: Option<&'static str>,
    note: Option<&'a str>,
    tags: &'a [String],
    active_until: Option<String>,
}

impl<'a> RolesJson<'a> {
    /// Returns the JSON output for the roles in `found`, and for what was just listed.
    ///
    /// # Errors
    /// The state database cannot be read.
    pub(super) fn new(
        ctx: &Context,
        details: &'a RoleDetails,
        refreshes: &BTreeMap<PortalName, Option<RefreshOutcome>>,
        found: &[&'a Candidate],
    ) -> Result<Self, Failure> {
        let mut portals = Vec::new();
        for portal in &details.settings.portals {
            let refreshed_at = state::catalogue(&ctx.ports, &portal.name)?.refreshed_at;
            portals.push(ListedPortalJson {
                name: portal.name.to_string(),
                endpoint_url: portal
                    .endpoint_url
                    .as_ref()
                    .map(|endpoint| endpoint.as_str().to_owned()),
                demo: portal.demo,
                refreshed_at: refreshed_at.map(time_format::rfc3339),
                refresh: refreshes.get(&portal.name).map(|outcome| RefreshJson {
                    succeeded: outcome.is_some(),
                    failed_accounts: outcome.as_ref().map(|outcome| outcome.failed_accounts),
                    unreadable_items: outcome.as_ref().map(|outcome| outcome.unreadable),
                }),
            });
        }
        let assignments = found
            .iter()
            .map(|candidate| RoleJson::new(details, candidate, ctx.now()))
            .collect();
        Ok(Self {
            version: 1,
            portals,
            assignments,
        })
    }
}

impl<'a> RoleJson<'a> {
    fn new(details: &'a RoleDetails, candidate: &'a Candidate, now: Timestamp) -> Self {
        let (settings, role) = (&details.settings, &candidate.role);
        Self {
            target: role.target(),
            portal: role.portal().map(PortalName::as_str),
            defined_role: role.defined_name().map(DefinedRoleName::as_str),
            account_id: role.account_id.as_str(),
            account_name: &candidate.account_name,
            role_name: role.role_name.as_str(),
            alias: settings.alias_of(role),
            is_default: settings.default_role.as_ref() == Some(role),
            is_favourite: details.favourites.contains(role),
            environment: details.environment_of(candidate).map(Environment::id),
            colour: settings.colours.get(role).copied().map(Colour::id),
            note: settings.notes.get(role).map(String::as_str),
            tags: settings
                .tags
                .get(&role.account_id)
                .map(Vec::as_slice)
                .unwrap_or_default(),
            active_until: details.credentials_until(role, now).map(time_format::rfc3339),
        }
    }
}
