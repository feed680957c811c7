//! IAM users at the emulator: temporary credentials with and without a code, and their access keys.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::{
    AccessKey, AccessKeys, AccessKeysError, AssumeRoleRequest, MfaAuthentication, Sts, StsError,
    UserCredentials, UserSts, UserStsError, parse_mfa_code,
};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::{AwsEndpoints, EndpointUrl};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{AccessKeyId, AssumeRole, MfaSerial, UserSessionDuration};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::SecretAccessKey;
use serde_json::json;
use support::emulated::EmulatedAws;

const USER: &str = "arn:aws:iam::111122223333:user/staff/carol";
const DEVICE: &str = "arn:aws:iam::111122223333:mfa/phone";
const ROLE: &str = "arn:aws:iam::111122223333:role/Emergency";

fn emulated() -> EmulatedAws {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole",
        "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}},
    }});
    let own_keys = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE},
        {"Effect": "Allow", "Action": ["iam:*AccessKey*"], "Resource": "arn:aws:iam::*:user/staff/${aws:username}"},
    ]});
    let organization = json!({"region": "eu-west-1", "accounts": [{
        "id": "111122223333", "name": "lab", "roles": ["Admin"],
        "iam_users": [
            {"name": "carol", "path": "/staff/", "policies": [own_keys],
             "access_keys": [{"id": "AKIACAROLEXAMPLE0001", "secret": "CANARY-carol/0001"}],
             "mfa_devices": [{"name": "phone", "seed": "GEZDGNBVGY3TQOJQ"}]},
            {"name": "dave", "policies": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}], "access_keys": [{"id": "AKIADAVEEXAMPLE00001", "secret": "CANARY-dave/0001"}]},
        ],
        "iam_roles": [{"name": "Emergency", "trust_policy": trust}],
    }]});
    let organization: Organization = serde_json::from_value(organization).unwrap();
    EmulatedAws::with(organization, EmulatorSettings::default())
}

fn endpoints(world: &EmulatedAws) -> AwsEndpoints {
    AwsEndpoints {
        region: world.portal.region.clone(),
        endpoint_url: EndpointUrl::parse(world.emulator.url()).ok(),
    }
}

fn key(id: &str, secret: &str) -> AccessKey {
    AccessKey {
        id: AccessKeyId::parse(id).unwrap(),
        secret: SecretAccessKey::from_exposed(secret),
    }
}

fn carol() -> AccessKey {
    key("AKIACAROLEXAMPLE0001", "CANARY-carol/0001")
}

/// What the device shows after so many steps of 30 seconds.
fn shown(world: &EmulatedAws, step: u32) -> MfaAuthentication {
    let shown = world
        .emulator
        .command("mfa", json!({"serial_number": DEVICE, "step": step}))
        .unwrap();
    MfaAuthentication {
        device: MfaSerial::parse(DEVICE).unwrap(),
        code: parse_mfa_code(shown["code"].as_str().unwrap()).unwrap(),
    }
}

#[tokio::test]
async fn a_key_gets_temporary_credentials_with_a_code_that_works_once() {
    let (world, duration) = (emulated(), UserSessionDuration::default());
    let at = endpoints(&world);
    let identity = world.aws.access_key_identity(&at, &carol()).await.unwrap();
    assert_eq!(identity.arn, USER);
    let plain = world.aws.get_session_token(&at, &carol(), duration, None).await;
    assert!(plain.unwrap().access_key_id.starts_with("ASIA"));
    let mfa = shown(&world, 0);
    let issued = world
        .aws
        .get_session_token(&at, &carol(), duration, Some(&mfa))
        .await;
    let issued = issued.unwrap();
    let identity = world.aws.get_caller_identity(&at, &at.region, &issued).await;
    assert_eq!(identity.unwrap().arn, USER);

    let again = world
        .aws
        .get_session_token(&at, &carol(), duration, Some(&mfa))
        .await;
    assert!(matches!(again, Err(UserStsError::CodeRefused)), "{again:?}");
    let other = MfaAuthentication {
        device: MfaSerial::parse("arn:aws:iam::111122223333:mfa/other").unwrap(),
        ..mfa
    };
    let other = world
        .aws
        .get_session_token(&at, &carol(), duration, Some(&other))
        .await;
    assert!(matches!(other, Err(UserStsError::UnknownDevice)), "{other:?}");
}

#[tokio::test]
async fn a_role_that_asks_for_a_fresh_code_is_assumed_with_the_key() {
    let world = emulated();
    let at = endpoints(&world);
    let from = RoleRef::at_portal(
        &world.portal.name,
        &AccountId::parse("111122223333").unwrap(),
        &RoleName::new("Admin"),
    );
    let role = AssumeRole::new(RoleArn::parse(ROLE).unwrap(), from);
    let request = AssumeRoleRequest {
        role: &role,
        session_name: "carol",
    };
    let plain = world
        .aws
        .get_session_token(&at, &carol(), UserSessionDuration::default(), None)
        .await
        .unwrap();
    let denied = world.aws.assume_role(&at, &plain, &request).await;
    assert!(matches!(denied, Err(StsError::Denied(_))), "{denied:?}");
    let issued = world
        .aws
        .assume_role_with_mfa(&at, &carol(), &request, &shown(&world, 0))
        .await;
    assert!(issued.is_ok(), "{issued:?}");
}

#[tokio::test]
async fn each_fault_of_a_key_has_its_error() {
    let world = emulated();
    let at = endpoints(&world);
    let wrong = world
        .aws
        .access_key_identity(&at, &key("AKIACAROLEXAMPLE0001", "wrong"))
        .await;
    assert!(matches!(wrong, Err(UserStsError::SecretRefused)), "{wrong:?}");
    let unknown = world
        .aws
        .access_key_identity(&at, &key("AKIAUNKNOWNEXAMPLE00", "x"))
        .await;
    assert!(matches!(unknown, Err(UserStsError::KeyRefused)), "{unknown:?}");
    let carol = carol();
    let signer = UserCredentials::Key(&carol);
    let inactive = world
        .aws
        .set_access_key_active(&at, signer, "carol", &carol.id, false)
        .await;
    inactive.unwrap();
    let inactive = world.aws.access_key_identity(&at, &carol).await;
    assert!(matches!(inactive, Err(UserStsError::KeyRefused)), "{inactive:?}");
}

#[tokio::test]
async fn access_keys_are_listed_made_switched_off_and_deleted() {
    let world = emulated();
    let at = endpoints(&world);
    let carol = carol();
    let signer = UserCredentials::Key(&carol);
    let keys = &world.aws;
    let listed = keys.list_access_keys(&at, signer, "carol").await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(listed[0].id == carol.id && listed[0].is_active && listed[0].created_at.is_some());
    let new = keys.create_access_key(&at, signer, "carol").await.unwrap();
    assert_eq!(
        keys.access_key_last_used(&at, signer, &new.id).await.unwrap(),
        None
    );
    keys.access_key_identity(&at, &new).await.unwrap();
    assert!(
        keys.access_key_last_used(&at, signer, &new.id)
            .await
            .unwrap()
            .is_some()
    );
    let third = keys.create_access_key(&at, signer, "carol").await;
    assert!(matches!(third, Err(AccessKeysError::TwoKeys)), "{third:?}");

    let duration = UserSessionDuration::default();
    let mfa = shown(&world, 0);
    let session = keys
        .get_session_token(&at, &new, duration, Some(&mfa))
        .await
        .unwrap();
    let signer = UserCredentials::Session(&session);
    keys.set_access_key_active(&at, signer, "carol", &carol.id, false)
        .await
        .unwrap();
    let listed = keys.list_access_keys(&at, signer, "carol").await.unwrap();
    assert_eq!(listed.iter().filter(|key| key.is_active).count(), 1);
    keys.delete_access_key(&at, signer, "carol", &carol.id)
        .await
        .unwrap();
    let gone = keys.delete_access_key(&at, signer, "carol", &carol.id).await;
    assert!(matches!(gone, Err(AccessKeysError::NotFound)), "{gone:?}");

    let dave = key("AKIADAVEEXAMPLE00001", "CANARY-dave/0001");
    let denied = keys
        .list_access_keys(&at, UserCredentials::Key(&dave), "dave")
        .await;
    assert!(
        matches!(
            denied,
            Err(AccessKeysError::Denied {
                action: "iam:ListAccessKeys"
            })
        ),
        "{denied:?}"
    );
}
