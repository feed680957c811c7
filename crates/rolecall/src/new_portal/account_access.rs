//! A portal of account access manager to add: where its users sign in is not in its address, and AWS tells nobody.
//!
//! What is not given is taken from the portals that are there: the one Identity Center of the same region, if there is one.

use super::{LocatedAddress, NewPortalError, locate_address};
use crate::ports::Ports;
use crate::settings::read_settings;
use rolecall_model::portal::{
    AccountAccess, AccountAccessApplication, EndpointUrl, EntitledApplicationArn, Portal, PortalKind,
    PortalName, SessionName, StartUrl, StartUrlError,
};
use rolecall_model::role_definition::SessionDuration;

/// What was given for a portal of account access manager besides its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAccountAccess {
    /// The start URL of the Identity Center that users sign in at, as pasted.
    pub identity_center: Option<String>,
    /// The application of organizations whose client registrations need one.
    pub entitled_application_arn: Option<EntitledApplicationArn>,
    /// How long role sessions are to last.
    pub session_duration: Option<SessionDuration>,
    /// The name of role sessions.
    pub session_name: Option<SessionName>,
}

/// How the Identity Center of a portal of account access manager was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityCenterOrigin {
    /// It was given.
    Given,
    /// It is that of the portal with this name, the only one of the region.
    Configured(PortalName),
}

pub(super) async fn locate_kind(
    ports: &Ports,
    located: &LocatedAddress,
    endpoint: Option<&EndpointUrl>,
    new: NewAccountAccess,
) -> Result<(PortalKind, Option<IdentityCenterOrigin>), NewPortalError> {
    let Some(tenant_id) = located.address.start_url.account_access_tenant() else {
        return match new == NewAccountAccess::default() {
            true => Ok((PortalKind::IdentityCenter, None)),
            false => Err(NewPortalError::NotAccountAccess),
        };
    };
    let (identity_center_url, origin) = match &new.identity_center {
        Some(address) => {
            let given = given_identity_center(ports, address, located, endpoint).await;
            let given = given.map_err(|error| NewPortalError::IdentityCenter(Box::new(error)))?;
            (given, IdentityCenterOrigin::Given)
        }
        None => configured_identity_center(ports, located, endpoint)?,
    };
    let access = AccountAccess {
        application: AccountAccessApplication {
            tenant_id,
            identity_center_url,
            entitled_application_arn: new.entitled_application_arn,
        },
        session_duration: new.session_duration,
        session_name: new.session_name,
    };
    Ok((PortalKind::AccountAccess(Box::new(access)), Some(origin)))
}

async fn given_identity_center(
    ports: &Ports,
    address: &str,
    portal: &LocatedAddress,
    endpoint: Option<&EndpointUrl>,
) -> Result<StartUrl, NewPortalError> {
    let located = locate_address(ports, address, Some(&portal.region), endpoint).await?;
    match located.address.start_url.account_access_tenant() {
        None => Ok(located.address.start_url),
        Some(_) => Err(StartUrlError::NotAPortal.into()),
    }
}

/// Returns the Identity Center of the same region and endpoint, if the settings have exactly one, and the first portal there.
fn configured_identity_center(
    ports: &Ports,
    portal: &LocatedAddress,
    endpoint: Option<&EndpointUrl>,
) -> Result<(StartUrl, IdentityCenterOrigin), NewPortalError> {
    // What is wrong with the settings is said when the portal is added.
    let text = ports.store.settings_file.read().unwrap_or_default();
    let portals = read_settings(&text).map(|settings| settings.portals);
    let mut candidates: Vec<Portal> = portals.unwrap_or_default();
    candidates.retain(|other| {
        other.kind == PortalKind::IdentityCenter
            && other.region == portal.region
            && other.endpoint_url.as_ref() == endpoint
    });
    // Two names for one Identity Center are one.
    let mut distinct: Vec<Portal> = Vec::new();
    for candidate in candidates {
        if !distinct
            .iter()
            .any(|known| known.start_url == candidate.start_url)
        {
            distinct.push(candidate);
        }
    }
    let configured = distinct.len();
    match distinct.pop().filter(|_| configured == 1) {
        Some(only) => Ok((only.start_url, IdentityCenterOrigin::Configured(only.name))),
        None => Err(NewPortalError::NoIdentityCenter {
            region: portal.region.clone(),
            configured,
        }),
    }
}
