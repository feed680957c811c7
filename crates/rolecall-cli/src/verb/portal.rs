//! `rolecall portal`: adds, lists and removes access portals.

use super::mark;
use crate::choice;
use crate::command_line::{JsonArg, PortalAddArgs};
use crate::desktop;
use crate::failure::Failure;
use crate::standing::{Standing, standings};
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use rolecall::settings::{add_portal, remove_portal};
use rolecall::sign_out::{purge_stale_portal_data, remove_portal_data};
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, parse_start_url};
use serde::Serialize;

const COLUMNS: [Column; 5] = [
    Column {
        title: "PORTAL",
        kept_whole: true,
    },
    Column {
        title: "SIGN-IN",
        kept_whole: true,
    },
    Column {
        title: "REGION",
        kept_whole: true,
    },
    Column {
        title: "START URL",
        kept_whole: false,
    },
    Column {
        title: "",
        kept_whole: false,
    },
];

pub(super) async fn add(here: &Surroundings, args: &PortalAddArgs) -> Result<(), Failure> {
    let portal = read(args)?;
    if choice::settings(&here.ports)?.portal(&portal.name).is_none() {
        let forgotten = purge_stale_portal_data(&here.ports, &portal.name).await;
        forgotten.map_err(|error| Failure::at(&portal.name, &error))?;
    }
    choice::change_settings(&here.ports, |text| add_portal(text, &portal))?;
    desktop::changed(here).await;
    mark::remark(here, &portal);
    let name = &portal.name;
    here.terminal.remark(format!(
        "{name} is added. Sign in with `rolecall sign-in {name}`."
    ));
    Ok(())
}

fn read(args: &PortalAddArgs) -> Result<Portal, Failure> {
    let name = PortalName::parse(&args.name).map_err(|error| {
        Failure::invalid_input(format!("\"{}\" cannot name a portal: {error}.", args.name), "")
    })?;
    let endpoint_url = args.endpoint_url.as_deref().map(EndpointUrl::parse).transpose();
    let endpoint_url = endpoint_url.map_err(|error| {
        Failure::invalid_input(
            "The endpoint cannot be used.",
            format!("{}.", capital(&error.to_string())),
        )
    })?;
    let reading =
        parse_start_url(&args.start_url, endpoint_url.as_ref()).map_err(|error| Failure::of(&error))?;
    let given = args.region.as_deref().map(Region::parse).transpose();
    let given = given.map_err(|_| {
        let text = args.region.as_deref().unwrap_or_default();
        Failure::invalid_input(
            format!("\"{text}\" is no region."),
            "A region looks like eu-central-1.",
        )
    })?;
    let region = given.or(reading.region).ok_or_else(|| {
        Failure::invalid_input(
            "The address does not tell the region of the portal.",
            "Add --region: your administrator knows it, and ~/.aws/config calls it sso_region.",
        )
    })?;
    Ok(Portal {
        name,
        start_url: reading.start_url,
        region,
        endpoint_url,
        demo: false,
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

pub(super) async fn list(here: &Surroundings, args: &JsonArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portals, failure) = standings(&here.ports, &settings.portals).await;
    if args.json {
        let portals = portals
            .iter()
            .map(|(portal, standing)| one(portal, *standing))
            .collect();
        here.terminal.json(&Answer { version: 1, portals })?;
    } else {
        if portals.is_empty() {
            here.terminal
                .remark("There is no portal yet. Add yours with `rolecall portal add NAME --start-url URL`.");
        }
        table(&portals).print(&here.terminal)?;
    }
    failure.map_or(Ok(()), Err)
}

pub(super) fn table(portals: &[(&Portal, Standing)]) -> Table {
    let mut table = Table::new(&COLUMNS);
    for (portal, standing) in portals {
        table.push(vec![
            Text::styled(Style::Strong, portal.name.as_str()),
            Text::styled(standing.style(), standing.words()),
            Text::from(portal.region.as_str()),
            Text::from(portal.start_url.as_str()),
            Text::styled(Style::Warning, &mark::of(portal).unwrap_or_default()),
        ]);
    }
    table
}

pub(super) async fn remove(here: &Surroundings, name: &str) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let portal = choice::portal(&settings, Some(name))?;
    remove_portal_data(&here.acting(Surface::Command, false), &portal)
        .await
        .map_err(|error| Failure::at(&portal.name, &error))?;
    choice::change_settings(&here.ports, |text| remove_portal(text, &portal.name))?;
    desktop::changed(here).await;
    here.terminal.remark(format!("{} is removed.", portal.name));
    Ok(())
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    portals: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    name: &'a str,
    start_url: &'a str,
    region: &'a str,
    partition: &'static str,
    endpoint_url: Option<&'a str>,
    demo: bool,
    sign_in: &'static str,
}

fn one(portal: &Portal, standing: Standing) -> One<'_> {
    One {
        name: portal.name.as_str(),
        start_url: portal.start_url.as_str(),
        region: portal.region.as_str(),
        partition: portal.partition().id(),
        endpoint_url: portal.endpoint_url.as_ref().map(EndpointUrl::as_str),
        demo: portal.demo,
        sign_in: standing.id(),
    }
}

#[cfg(test)]
mod tests;
