//! Portals by name, and the sources of roles.

use super::failure_with_candidates;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::targets as messages;
use rolecall::problem::ProblemCode;
use rolecall::sign_out::has_portal_data;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::{ResolvedRole, RoleSourceError};
use rolecall_model::settings::Settings;

/// Returns the portal named `name`, or the only portal if `name` is not given.
///
/// # Errors
/// There is no such portal, or there are several and none was named.
pub(crate) fn portal(settings: &Settings, name: Option<&str>) -> Result<Portal, Failure> {
    match (name, settings.portals.as_slice()) {
        (_, []) => Err(no_portal()),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(failure_with_candidates(
            ProblemCode::Ambiguous,
            messages::SEVERAL_PORTALS.to_owned(),
            messages::NAME_ONE,
            portal_names(settings),
        )),
        (Some(name), portals) => portals
            .iter()
            .find(|portal| portal.name.as_str() == name)
            .cloned()
            .ok_or_else(|| unknown_portal(settings, name)),
    }
}

/// Returns the name of the portal that is given up: as [`portal`], or one that is not in the settings, or whose settings cannot be
/// read, while something of it is stored.
///
/// # Errors
/// As [`portal`]; the settings or the keychain cannot be read.
pub(crate) async fn portal_to_give_up(
    ctx: &Context,
    settings: Result<&Settings, Failure>,
    name: Option<&str>,
) -> Result<PortalName, Failure> {
    let failure = match settings.and_then(|settings| portal(settings, name)) {
        Ok(portal) => return Ok(portal.name),
        Err(failure) => failure,
    };
    let Some(name) = name.and_then(|name| PortalName::parse(name).ok()) else {
        return Err(failure);
    };
    match has_portal_data(&ctx.ports, &name).await {
        Ok(true) => Ok(name),
        Ok(false) => Err(failure),
        Err(error) => Err(Failure::for_portal(&name, &error)),
    }
}

/// Returns the role that a sign-in to the console leads to, if `name` means one: a portal of this name comes first. Without a name it
/// is the only one, where there is no portal.
pub(crate) fn login_role(settings: &Settings, name: Option<&str>) -> Option<Result<ResolvedRole, Failure>> {
    let is_login = |role: &&RoleDefinition| matches!(role.method, RoleMethod::Login(_));
    let mut logins = settings.roles.iter().filter(is_login);
    let definition = match name {
        Some(name) => {
            let is_portal = settings.portals.iter().any(|portal| portal.name.as_str() == name);
            logins
                .find(|role| role.name.as_str() == name)
                .filter(|_| !is_portal)
        }
        None => {
            let first = logins.next();
            first.filter(|_| settings.portals.is_empty() && logins.next().is_none())
        }
    };
    definition.map(|definition| source(settings, &definition.key()))
}

/// Returns `role` with where its credentials come from.
///
/// # Errors
/// Its source is not in the settings.
pub(crate) fn source(settings: &Settings, role: &RoleRef) -> Result<ResolvedRole, Failure> {
    settings.resolve(role).map_err(|error| match &error {
        RoleSourceError::UnknownPortal(name) => unknown_portal(settings, name.as_str()),
        RoleSourceError::UndefinedRole(_)
        | RoleSourceError::Cycle(_)
        | RoleSourceError::ChainTooLong(_)
        | RoleSourceError::ChainedDurationTooLong(_)
        | RoleSourceError::MfaWithoutUser(_) => Failure::from_error(&error),
    })
}

pub(super) fn no_portal() -> Failure {
    Failure::invalid_input(messages::NO_PORTAL, messages::ADD_PORTAL)
}

fn unknown_portal(settings: &Settings, name: &str) -> Failure {
    if settings.portals.is_empty() {
        return no_portal();
    }
    failure_with_candidates(
        ProblemCode::NoMatch,
        messages::unknown_portal(name),
        messages::PORTALS,
        portal_names(settings),
    )
}

fn portal_names(settings: &Settings) -> Vec<String> {
    let names = settings.portals.iter().map(|portal| &portal.name);
    names.map(PortalName::to_string).collect()
}
