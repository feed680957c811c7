//! The list of roles as a program gets it. Fields may be added, never renamed.

use super::{Known, catalogue};
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::times;
use rolecall::target::Candidate;
use rolecall_model::Timestamp;
use rolecall_model::colour::Colour;
use rolecall_model::settings::Environment;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Answer<'a> {
    version: u8,
    portals: Vec<ListedPortal>,
    assignments: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct ListedPortal {
    name: String,
    endpoint_url: Option<String>,
    demo: bool,
    refreshed_at: Option<String>,
}

#[derive(Serialize)]
struct Listed<'a> {
    target: String,
    portal: &'a str,
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

pub(super) fn answer<'a>(
    here: &Surroundings,
    known: &'a Known,
    found: &[&'a Candidate],
) -> Result<Answer<'a>, Failure> {
    let mut portals = Vec::new();
    for portal in &known.settings.portals {
        portals.push(ListedPortal {
            name: portal.name.to_string(),
            endpoint_url: portal
                .endpoint_url
                .as_ref()
                .map(|endpoint| endpoint.as_str().to_owned()),
            demo: portal.demo,
            refreshed_at: catalogue(here, portal)?.refreshed_at.map(times::exact),
        });
    }
    let assignments = found
        .iter()
        .map(|candidate| listed(known, candidate, here.now()))
        .collect();
    Ok(Answer {
        version: 1,
        portals,
        assignments,
    })
}

fn listed<'a>(known: &'a Known, candidate: &'a Candidate, now: Timestamp) -> Listed<'a> {
    let (settings, assignment) = (&known.settings, &candidate.assignment);
    Listed {
        target: assignment.target(),
        portal: assignment.portal.as_str(),
        account_id: assignment.account_id.as_str(),
        account_name: &candidate.account_name,
        role_name: assignment.role_name.as_str(),
        alias: settings.alias_of(assignment),
        is_default: settings.default_assignment.as_ref() == Some(assignment),
        is_favourite: known.favourites.contains(assignment),
        environment: known.environment_of(candidate).map(Environment::id),
        colour: settings.colours.get(assignment).copied().map(Colour::id),
        note: settings.notes.get(assignment).map(String::as_str),
        tags: settings
            .tags
            .get(&assignment.account_id)
            .map(Vec::as_slice)
            .unwrap_or_default(),
        active_until: known.active_until(assignment, now).map(times::exact),
    }
}
