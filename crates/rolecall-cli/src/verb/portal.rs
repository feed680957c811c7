//! `rolecall portal`: adds, lists and removes access portals.

use super::demo_banner;
use crate::command_line::{AccountAccessArgs, JsonArg, PortalAddArgs};
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::portals as messages;
use crate::messages::targets;
use crate::sign_in_status::{SignInStatus, sign_in_statuses};
use crate::terminal::{Column, Style, Table, Text};
use crate::{resolve, settings};
use rolecall::messages::input;
use rolecall::new_portal::{NewAccountAccess, NewPortal, NewPortalError, locate_portal};
use rolecall::problem::Problem;
use rolecall::settings::{add_portal, remove_portal};
use rolecall::sign_out::{purge_stale_portal_data, remove_portal_data};
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::portal::{
    AccountAccess, EndpointUrl, EntitledApplicationArn, Portal, PortalKind, PortalName, PortalRegionError,
    SessionName,
};
use rolecall_model::role_definition::SessionDuration;
use serde::Serialize;

const COLUMNS: [Column; 5] = [
    Column::no_truncate(headings::PORTAL),
    Column::no_truncate(headings::SIGN_IN),
    Column::no_truncate(headings::REGION),
    Column::new(headings::START_URL),
    Column::new(""),
];

pub(super) async fn add(ctx: &Context, args: &PortalAddArgs) -> Result<(), Failure> {
    let located = locate_portal(&ctx.ports, parse(args)?)
        .await
        .map_err(|error| not_located(&error))?;
    let portal = &located.portal;
    // What is stored under the name belongs to a portal that is gone only if this one can be added.
    let text = ctx.ports.store.settings_file.read();
    let text = text.map_err(|error| Failure::from_error(&error))?;
    add_portal(&text, portal).map_err(|error| Failure::from_error(&error))?;
    let purged = purge_stale_portal_data(&ctx.ports, &portal.name, None).await;
    let left = purged.map_err(|error| Failure::for_portal(&portal.name, &error))?;
    settings::change(&ctx.ports, |text| add_portal(text, portal))?;
    desktop::notify_changed(ctx).await;
    demo_banner::print(ctx, portal);
    if let Some(found) = input::located_portal(&located) {
        ctx.terminal.note(found);
    }
    if let Some(found) = input::located_identity_center(&located) {
        ctx.terminal.note(found);
    }
    ctx.terminal.note(messages::added(&portal.name));
    // Without a keychain nothing that may be in one can be used.
    if let Some(error) = left.keychain.as_ref().filter(|error| !error.is_no_keychain()) {
        let note = messages::keychain_not_asked(&portal.name, &Problem::from(error).summary);
        warn(ctx, &note);
    }
    Ok(())
}

fn warn(ctx: &Context, note: &str) {
    ctx.terminal.note(Text::styled(Style::Warning, note));
}

fn parse(args: &PortalAddArgs) -> Result<NewPortal, Failure> {
    let name = PortalName::parse(&args.name)
        .map_err(|_| Failure::invalid_input(messages::invalid_name(&args.name), ""))?;
    let endpoint_url = args.endpoint_url.as_deref().map(EndpointUrl::parse).transpose();
    let endpoint_url = endpoint_url
        .map_err(|_| Failure::invalid_input(messages::INVALID_ENDPOINT, messages::ENDPOINT_FORM))?;
    let region = args.region.as_deref().map(Region::parse_typed).transpose();
    let region = region.map_err(|_| {
        let text = args.region.as_deref().unwrap_or_default();
        Failure::invalid_input(targets::invalid_region(text), targets::REGION_FORM)
    })?;
    let address = args.url.as_ref().or(args.start_url.as_ref());
    Ok(NewPortal {
        name,
        address: address.cloned().unwrap_or_default(),
        region,
        endpoint_url,
        account_access: parse_account_access(&args.account_access)?,
    })
}

fn parse_account_access(args: &AccountAccessArgs) -> Result<NewAccountAccess, Failure> {
    let arn = args.entitled_application_arn.as_deref();
    let duration = args.duration.map(SessionDuration::from_seconds).transpose();
    let session_name = args.session_name.as_deref().map(SessionName::parse).transpose();
    Ok(NewAccountAccess {
        identity_center: args.identity_center_url.clone(),
        entitled_application_arn: arn
            .map(EntitledApplicationArn::parse)
            .transpose()
            .map_err(|_| Failure::invalid_input(messages::INVALID_APPLICATION, messages::APPLICATION_FORM))?,
        session_duration: duration
            .map_err(|_| Failure::invalid_input(messages::INVALID_DURATION, messages::DURATION_FORM))?,
        session_name: session_name.map_err(|_| {
            Failure::invalid_input(messages::INVALID_SESSION_NAME, messages::SESSION_NAME_FORM)
        })?,
    })
}

fn not_located(error: &NewPortalError) -> Failure {
    match error {
        NewPortalError::Region(PortalRegionError::Missing) => {
            Failure::invalid_input(messages::NO_REGION, messages::ADD_REGION)
        }
        NewPortalError::NoIdentityCenter { .. } => {
            let summary = Problem::from(error).summary;
            Failure::invalid_input(summary, messages::ADD_IDENTITY_CENTER)
        }
        other => Failure::from_error(other),
    }
}

pub(super) async fn list(ctx: &Context, args: &JsonArg) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let (portals, failure) = sign_in_statuses(&ctx.ports, &settings.portals).await;
    if args.json {
        let portals = portals
            .iter()
            .map(|(portal, status)| PortalJson::new(portal, *status))
            .collect();
        ctx.terminal.print_json(&PortalsJson { version: 1, portals })?;
    } else {
        if portals.is_empty() {
            ctx.terminal.note(messages::EMPTY);
        }
        table(&portals).print(&ctx.terminal)?;
    }
    failure.map_or(Ok(()), Err)
}

pub(super) fn table(portals: &[(&Portal, SignInStatus)]) -> Table {
    let mut table = Table::new(&COLUMNS);
    for (portal, status) in portals {
        table.push(vec![
            Text::styled(Style::Bold, portal.name.as_str()),
            Text::styled(status.style(), status.label()),
            Text::from(portal.region.as_str()),
            Text::from(portal.start_url.as_str()),
            Text::styled(Style::Warning, &demo_banner::text(portal).unwrap_or_default()),
        ]);
    }
    table
}

pub(super) async fn remove(ctx: &Context, name: &str) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let name = resolve::portal_to_give_up(ctx, Ok(&settings), Some(name)).await?;
    let left = remove_portal_data(&ctx.ports_with_actor(Surface::Command, false), &name)
        .await
        .map_err(|error| Failure::for_portal(&name, &error))?;
    if settings.portal(&name).is_some() {
        settings::change(&ctx.ports, |text| remove_portal(text, &name))?;
    }
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::removed(&name));
    if let Some(error) = &left.keychain {
        let note = messages::no_keychain_to_erase_from(&name, &Problem::from(error).summary);
        warn(ctx, &note);
    }
    Ok(())
}

#[derive(Serialize)]
struct PortalsJson<'a> {
    version: u8,
    portals: Vec<PortalJson<'a>>,
}

#[derive(Serialize)]
struct PortalJson<'a> {
    name: &'a str,
    start_url: &'a str,
    region: &'a str,
    partition: &'static str,
    endpoint_url: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_access: Option<AccountAccessJson<'a>>,
    demo: bool,
    sign_in: &'static str,
}

#[derive(Serialize)]
struct AccountAccessJson<'a> {
    tenant_id: &'a str,
    identity_center_url: &'a str,
    entitled_application_arn: Option<&'a str>,
    duration_seconds: Option<u32>,
    session_name: Option<&'a str>,
}

impl<'a> AccountAccessJson<'a> {
    fn new(access: &'a AccountAccess) -> Self {
        let application = &access.application;
        let arn = application.entitled_application_arn.as_ref();
        Self {
            tenant_id: application.tenant_id.as_str(),
            identity_center_url: application.identity_center_url.as_str(),
            entitled_application_arn: arn.map(EntitledApplicationArn::as_str),
            duration_seconds: access.session_duration.map(SessionDuration::seconds),
            session_name: access.session_name.as_ref().map(SessionName::as_str),
        }
    }
}

impl<'a> PortalJson<'a> {
    fn new(portal: &'a Portal, status: SignInStatus) -> Self {
        Self {
            name: portal.name.as_str(),
            start_url: portal.start_url.as_str(),
            region: portal.region.as_str(),
            partition: portal.partition().id(),
            endpoint_url: portal.endpoint_url.as_ref().map(EndpointUrl::as_str),
            kind: match &portal.kind {
                PortalKind::IdentityCenter => "identity-center",
                PortalKind::AccountAccess(_) => "account-access",
            },
            account_access: portal.kind.account_access().map(AccountAccessJson::new),
            demo: portal.demo,
            sign_in: status.id(),
        }
    }
}

#[cfg(test)]
mod tests;
