//! Values and comparisons that the suites share.

use crate::world::account_access_portal;
use rolecall_model::Timestamp;
use rolecall_model::portal::{EndpointUrl, EntitledApplicationArn, Portal, PortalIdentity, PortalName};
use std::fmt::Debug;

/// How many characters of an item a failure shows.
const MAX_SHOWN: usize = 200;

pub(super) fn portal_name(text: &str) -> PortalName {
    PortalName::parse(text).expect("a portal name")
}

/// Returns what a portal may be identified by: `portal`, the same at an endpoint of its own, and account access manager, also with
/// an application.
pub(super) fn portal_identities(portal: &Portal) -> [PortalIdentity; 4] {
    let with_endpoint = PortalIdentity {
        endpoint_url: EndpointUrl::parse("http://127.0.0.1:8999").ok(),
        ..PortalIdentity::from(portal)
    };
    let account_access = PortalIdentity::from(&account_access_portal("contract", "eu-central-1"));
    let mut entitled = account_access.clone();
    if let Some(application) = &mut entitled.account_access {
        let arn = "arn:aws:sso::111122223333:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
        application.entitled_application_arn = EntitledApplicationArn::parse(arn).ok();
    }
    [
        PortalIdentity::from(portal),
        with_endpoint,
        account_access,
        entitled,
    ]
}

/// Returns the time `second` seconds after a fixed one.
pub(super) fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + second).expect("a time in range")
}

/// Checks that two lists are equal; a failure shows the first difference and not two long lists.
pub(super) fn assert_lists<T: PartialEq + Debug>(actual: &[T], expected: &[T], rule: &str) {
    let different = actual
        .iter()
        .zip(expected)
        .position(|(actual, expected)| actual != expected);
    let index = different.unwrap_or_else(|| actual.len().min(expected.len()));
    assert!(
        actual == expected,
        "{rule}: item {index} is {} instead of {}",
        shortened(&actual.get(index)),
        shortened(&expected.get(index))
    );
}

fn shortened(item: &dyn Debug) -> String {
    format!("{item:?}").chars().take(MAX_SHOWN).collect()
}
