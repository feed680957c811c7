//! What is known of a certificate without a password.

#![expect(clippy::panic, reason = "a test fails where it meets another source")]
#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::certificate_validity::{certificate_validity, save_certificate_validity};
use rolecall::settings::read_settings;
use rolecall_fakes::{FakeCertificates, World};
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::roles_anywhere::CertificateLocation;
use std::time::Duration;

fn role(key: &str) -> RoleDefinition {
    let text = format!(
        r#"
[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
certificate = "/etc/host.pem"
{key}
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"
"#
    );
    read_settings(&text).unwrap().roles.remove(0)
}

fn on_token() -> RoleDefinition {
    let mut role = role(r#"pkcs11 = "pkcs11:token=host""#);
    if let RoleMethod::RolesAnywhere(method) = &mut role.method
        && let CertificateLocation::Pkcs11 { certificate, .. } = &mut method.certificate
    {
        *certificate = None;
    }
    role
}

fn location(role: &RoleDefinition) -> &CertificateLocation {
    let RoleMethod::RolesAnywhere(method) = &role.method else {
        panic!("{role:?}");
    };
    &method.certificate
}

#[tokio::test(start_paused = true)]
async fn it_is_read_where_no_secret_is_needed_and_saved_where_one_is() {
    let world = World::new();
    let ports = world.ports();
    let not_after = world.clock.true_now() + Duration::from_hours(24);
    let certificate = FakeCertificates::certificate(&[1], "host", not_after);
    let (in_file, on_token) = (role(r#"private_key = "/etc/host.key""#), on_token());
    assert_eq!(certificate_validity(&ports, &in_file).await, None);
    for role in [&in_file, &on_token] {
        world
            .client_certificates
            .put(location(role), Ok(certificate.clone()));
    }
    let known = Some(certificate.validity());
    assert_eq!(certificate_validity(&ports, &in_file).await, known);
    assert_eq!(certificate_validity(&ports, &on_token).await, None);
    let other = location(&in_file);
    save_certificate_validity(&ports, &on_token.name, other, certificate.validity());
    assert_eq!(
        certificate_validity(&ports, &on_token).await,
        None,
        "that was another certificate"
    );
    let location = location(&on_token);
    save_certificate_validity(&ports, &on_token.name, location, certificate.validity());
    assert_eq!(certificate_validity(&ports, &on_token).await, known);
}
