//! What a user gives becomes a portal of AWS, or a refusal that says why.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::messages::input::{located_identity_center, located_portal};
use rolecall::new_portal::{
    AddressOrigin, IdentityCenterOrigin, LocatedPortal, NewAccountAccess, NewPortal, NewPortalError,
    locate_portal,
};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::settings::add_portal;
use rolecall_fakes::World;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, PortalRegionError};

const VANITY: &str = "https://aws.example.com";
const DUAL_STACK: &str = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws";
const CLASSIC: &str = "https://acme.awsapps.com/start";

async fn locate(
    world: &World,
    address: &str,
    region: Option<&str>,
    endpoint: Option<&str>,
) -> Result<LocatedPortal, NewPortalError> {
    let new = NewPortal {
        name: PortalName::parse("corp").unwrap(),
        address: address.to_owned(),
        region: region.map(|text| Region::parse(text).unwrap()),
        account_access: NewAccountAccess::default(),
        endpoint_url: endpoint.map(|text| EndpointUrl::parse(text).unwrap()),
    };
    locate_portal(&world.ports(), new).await
}

const GOV: &str = "https://start.us-gov-home.awsapps.com/directory/acme";
const LOCAL: &str = "http://127.0.0.1:4599";
const LOCAL_VANITY: &str = "http://127.0.0.1:4599/vanity";

/// The address and what was given beside it: region and endpoint; the start URL and the region of the portal, and how it was found.
type Located = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
    &'static str,
    AddressOrigin,
);

const LOCATED: [Located; 8] = [
    (
        CLASSIC,
        Some("eu-west-1"),
        None,
        CLASSIC,
        "eu-west-1",
        AddressOrigin::Unchanged,
    ),
    (
        DUAL_STACK,
        None,
        None,
        DUAL_STACK,
        "eu-west-1",
        AddressOrigin::Unchanged,
    ),
    (
        "acme",
        Some("us-gov-west-1"),
        None,
        GOV,
        "us-gov-west-1",
        AddressOrigin::Completed,
    ),
    (
        "aws.example.com/#/",
        None,
        None,
        DUAL_STACK,
        "eu-west-1",
        AddressOrigin::Redirected,
    ),
    (
        VANITY,
        Some("eu-west-1"),
        None,
        DUAL_STACK,
        "eu-west-1",
        AddressOrigin::Redirected,
    ),
    (
        "https://sso.example.com/aws",
        Some("sa-east-1"),
        None,
        CLASSIC,
        "sa-east-1",
        AddressOrigin::Redirected,
    ),
    (
        LOCAL_VANITY,
        Some("us-east-1"),
        Some(LOCAL),
        "http://127.0.0.1:4599/start",
        "us-east-1",
        AddressOrigin::Redirected,
    ),
    (
        "http://127.0.0.1:4599/start",
        Some("us-east-1"),
        Some(LOCAL),
        "http://127.0.0.1:4599/start",
        "us-east-1",
        AddressOrigin::Unchanged,
    ),
];

#[tokio::test(start_paused = true)]
async fn the_address_of_aws_is_what_stays() {
    let world = World::new();
    world
        .aws
        .set_redirect(VANITY, Some(&format!("{DUAL_STACK}/#/?tab=accounts")));
    world
        .aws
        .set_redirect("https://sso.example.com/aws", Some(CLASSIC));
    world
        .aws
        .set_redirect(LOCAL_VANITY, Some("http://127.0.0.1:4599/start/"));
    for (address, region, endpoint, start_url, found_region, origin) in LOCATED {
        let located = locate(&world, address, region, endpoint).await.unwrap();
        assert_eq!(located.portal.start_url.as_str(), start_url, "{address}");
        assert_eq!(located.portal.region.as_str(), found_region, "{address}");
        assert_eq!(located.origin, origin, "{address}");
    }
}

/// A world in which the hosts of `example.com` lead to what is not one portal of AWS.
fn misleading_world() -> World {
    let world = World::new();
    for (host, target) in [
        ("silent", None),
        ("chain", Some("https://www.example.com/again")),
        ("imitation", Some("https://acme.awsapps.com.evil.example/start")),
        ("plain", Some("http://acme.awsapps.com/start")),
        ("console", Some("https://eu-west-1.console.aws.amazon.com/")),
        ("inside", Some("http://127.0.0.1:4599/start")),
        ("script", Some("javascript:alert(1)")),
        ("other-region", Some(DUAL_STACK)),
        ("no-region", Some(CLASSIC)),
    ] {
        world
            .aws
            .set_redirect(&format!("https://{host}.example.com"), target);
    }
    world
}

/// Returns why the address at `host` is refused.
async fn refusal(world: &World, host: &str, region: Option<&str>) -> (NewPortalError, Problem) {
    let address = format!("https://{host}.example.com");
    let error = locate(world, &address, region, None).await.unwrap_err();
    let problem = Problem::from(&error);
    assert!(
        !problem.summary.is_empty() && !problem.advice.is_empty(),
        "{host}"
    );
    (error, problem)
}

#[tokio::test(start_paused = true)]
async fn what_leads_elsewhere_is_refused_by_its_host() {
    let world = misleading_world();
    for (host, leads_to) in [
        ("chain", "www.example.com"),
        ("imitation", "acme.awsapps.com.evil.example"),
        ("plain", "acme.awsapps.com"),
        ("console", "eu-west-1.console.aws.amazon.com"),
        ("inside", "127.0.0.1"),
        ("script", ""),
    ] {
        let (error, problem) = refusal(&world, host, None).await;
        assert!(
            matches!(&error, NewPortalError::RedirectsElsewhere { host } if host == leads_to),
            "{error:?}"
        );
        assert!(problem.summary.contains(leads_to), "{}", problem.summary);
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_lead_to_one_portal_of_aws_is_refused() {
    let world = misleading_world();
    let (error, _) = refusal(&world, "silent", None).await;
    assert!(matches!(error, NewPortalError::NoRedirect), "{error:?}");
    let (error, problem) = refusal(&world, "unknown", None).await;
    assert!(matches!(error, NewPortalError::Redirect(_)), "{error:?}");
    assert_eq!(problem.code, ProblemCode::Unreachable);
    let (error, problem) = refusal(&world, "other-region", Some("us-east-1")).await;
    assert!(
        matches!(
            error,
            NewPortalError::Region(PortalRegionError::OtherRegion { .. })
        ),
        "{error:?}"
    );
    assert!(problem.summary.contains("eu-west-1") && problem.summary.contains("us-east-1"));
    let (error, _) = refusal(&world, "no-region", None).await;
    assert!(
        matches!(error, NewPortalError::Region(PortalRegionError::Missing)),
        "{error:?}"
    );
    for address in [
        "http://127.0.0.1:4599/start",
        "https://evil.example@d-1234567890.awsapps.com/start",
    ] {
        let error = locate(&world, address, Some("us-east-1"), None)
            .await
            .unwrap_err();
        assert_eq!(Problem::from(&error).code, ProblemCode::WrongInput, "{address}");
    }
    let (_, problem) = refusal(&world, "no-region", Some("cn-north-1")).await;
    assert!(problem.summary.contains("aws-cn"), "{}", problem.summary);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_may_play_any_region_and_the_contradiction_is_said() {
    let world = World::new();
    for (address, region, other) in [
        (CLASSIC, "us-gov-west-1", "aws-us-gov"),
        (DUAL_STACK, "us-east-1", "eu-west-1"),
    ] {
        let located = locate(&world, address, Some(region), Some(LOCAL)).await.unwrap();
        assert_eq!(located.portal.region.as_str(), region);
        let said = located_portal(&located).unwrap();
        assert!(said.contains(region) && said.contains(other), "{said}");
        assert!(locate(&world, address, Some(region), None).await.is_err());
    }
}

const TENANT: &str = "https://aa-northwind.account-access.eu-west-1.app.aws";

async fn locate_tenant(
    world: &World,
    address: &str,
    identity_center: Option<&str>,
) -> Result<LocatedPortal, NewPortalError> {
    let new = NewPortal {
        name: PortalName::parse("roles").unwrap(),
        address: address.to_owned(),
        region: None,
        endpoint_url: None,
        account_access: NewAccountAccess {
            identity_center: identity_center.map(str::to_owned),
            ..NewAccountAccess::default()
        },
    };
    locate_portal(&world.ports(), new).await
}

fn configure(world: &World, portals: &[(&str, &str)]) {
    let mut text = String::new();
    for (name, region) in portals {
        text = add_portal(&text, &rolecall_fakes::portal(name, region)).unwrap();
    }
    let own = rolecall_fakes::account_access_portal("other", "eu-west-1");
    text = add_portal(
        &text,
        &Portal {
            name: PortalName::parse("tenant").unwrap(),
            ..own
        },
    )
    .unwrap();
    world.settings_file.set_text(text);
}

#[tokio::test(start_paused = true)]
async fn the_one_portal_of_the_region_says_where_users_of_a_tenant_sign_in() {
    let world = World::new();
    configure(&world, &[("corp", "eu-west-1"), ("far", "us-east-1")]);
    for address in [
        TENANT,
        "aa-northwind.account-access.eu-west-1.app.aws/#/console?account_id=1",
    ] {
        let located = locate_tenant(&world, address, None).await.unwrap();
        assert_eq!(located.portal.start_url.as_str(), TENANT);
        assert_eq!(located.portal.region.as_str(), "eu-west-1");
        let center = located.portal.identity_center_url().as_str();
        assert_eq!(center, "https://corp.awsapps.com/start");
        let corp = PortalName::parse("corp").unwrap();
        assert_eq!(
            located.identity_center,
            Some(IdentityCenterOrigin::Configured(corp))
        );
        let said = located_identity_center(&located).unwrap();
        assert!(said.contains(center) && said.contains("corp"), "{said}");
    }
    for portals in [
        &[][..],
        &[("far", "us-east-1")],
        &[("a", "eu-west-1"), ("b", "eu-west-1")],
    ] {
        configure(&world, portals);
        let refused = locate_tenant(&world, TENANT, None).await.unwrap_err();
        assert!(
            matches!(refused, NewPortalError::NoIdentityCenter { .. }),
            "{refused:?}"
        );
        let problem = Problem::from(&refused);
        assert_eq!(problem.code, ProblemCode::WrongInput);
        assert!(problem.advice.contains("awsapps.com/start"), "{}", problem.advice);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_given_says_where_users_of_a_tenant_sign_in() {
    let world = World::new();
    world.aws.set_redirect(VANITY, Some(DUAL_STACK));
    world.aws.set_redirect("https://roles.example.com", Some(TENANT));
    for (given, center) in [
        (CLASSIC, CLASSIC),
        ("acme", CLASSIC),
        (VANITY, DUAL_STACK),
        ("ssoins-1234567890abcdef", DUAL_STACK),
    ] {
        for address in [TENANT, "https://roles.example.com"] {
            let located = locate_tenant(&world, address, Some(given)).await.unwrap();
            assert_eq!(located.portal.identity_center_url().as_str(), center);
            assert_eq!(located.identity_center, Some(IdentityCenterOrigin::Given));
            assert_eq!(located_identity_center(&located), None);
        }
    }
    let other_region = "https://ssoins-1234567890abcdef.portal.us-east-1.app.aws";
    for given in [TENANT, other_region, GOV, "http://acme.awsapps.com/start", ""] {
        let refused = locate_tenant(&world, TENANT, Some(given)).await.unwrap_err();
        assert!(matches!(refused, NewPortalError::IdentityCenter(_)), "{given}");
        assert!(
            Problem::from(&refused)
                .summary
                .contains("start URL of IAM Identity Center")
        );
    }
    let refused = locate_tenant(&world, DUAL_STACK, Some(CLASSIC))
        .await
        .unwrap_err();
    assert!(matches!(refused, NewPortalError::NotAccountAccess), "{refused:?}");
}
