//! Portals of each kind.

use rolecall_model::partition::Region;
use rolecall_model::portal::{
    AccountAccess, AccountAccessApplication, Portal, PortalKind, PortalName, parse_start_url,
};

/// Returns the portal `name` in `region`, at its own start URL.
///
/// # Panics
/// When `name` is no portal name or `region` no region.
pub fn portal(name: &str, region: &str) -> Portal {
    let reading = parse_start_url(
        &format!("https://{}.awsapps.com/start", name.to_lowercase()),
        None,
    );
    Portal {
        name: PortalName::parse(name).expect("a portal name"),
        start_url: reading.expect("a start URL").start_url,
        region: Region::parse(region).expect("a region"),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

/// Returns a portal of account access manager in `region`, whose users sign in at the Identity Center of [`portal`] `name`.
///
/// # Panics
/// When `name` is no portal name or `region` no region.
pub fn account_access_portal(name: &str, region: &str) -> Portal {
    let url = format!(
        "https://aa-{}.account-access.{region}.app.aws",
        name.to_lowercase()
    );
    let start_url = parse_start_url(&url, None).expect("a start URL").start_url;
    let center = portal(name, region);
    let application = AccountAccessApplication {
        tenant_id: start_url.account_access_tenant().expect("a tenant"),
        identity_center_url: center.start_url.clone(),
        entitled_application_arn: None,
    };
    Portal {
        start_url,
        kind: PortalKind::AccountAccess(Box::new(AccountAccess {
            application,
            session_duration: None,
            session_name: None,
        })),
        ..center
    }
}
