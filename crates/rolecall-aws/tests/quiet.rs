//! What is written to the log: with everything asked for that can be, no secret of a whole conversation.
//!
//! The conversation runs in a process of its own, since the SDK reads `LOG_SENSITIVE_BODIES` from the environment.

#![expect(
    clippy::disallowed_methods,
    reason = "the test starts itself with another environment"
)]

mod support;

use rolecall::ports::{AccessPortal, Authorization, Federation, Sts};
use rolecall_aws::{Aws, Network};
use rolecall_model::sign_in::Grant;
use std::process::Command;
use support::{CANARY, Server, json, reply};
use tracing_subscriber::EnvFilter;

const PLANTED: &str = "CANARY-planted";
const SPOKEN: &str = "the conversation is over";

/// Tells the process that it is the one that talks.
const TALKS: &str = "ROLECALL_TEST_TALKS";

#[test]
fn no_secret_is_logged() {
    if std::env::var_os(TALKS).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(converse());
    }
    let talked = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_secret_is_logged", "--nocapture"])
        .env(TALKS, "1")
        .env("RUST_LOG", "trace")
        .env("LOG_SENSITIVE_BODIES", "true")
        .output()
        .unwrap();
    let mut written = String::from_utf8_lossy(&talked.stdout).into_owned();
    written.push_str(&String::from_utf8_lossy(&talked.stderr));
    assert!(talked.status.success() && written.contains(SPOKEN), "{written}");
    assert!(written.contains("aws_smithy_runtime"), "the SDK was heard");
    assert_eq!(
        written.matches(PLANTED).count(),
        1,
        "a secret that is logged is found"
    );
    let leaked: Vec<&str> = written
        .lines()
        .filter(|line| line.replace(PLANTED, "").contains(CANARY))
        .collect();
    assert!(leaked.is_empty(), "{leaked:#?}");
}

#[test]
fn the_most_talkative_level_is_compiled_out() {
    assert_eq!(
        tracing::level_filters::STATIC_MAX_LEVEL,
        tracing::level_filters::LevelFilter::DEBUG
    );
}

async fn converse() {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    tracing::debug!(token = PLANTED, "a mistake");
    for reply in [
        json(
            r#"{"clientId":"c","clientSecret":"CANARY-1","clientSecretExpiresAt":1893456000,
               "accessToken":"CANARY-2","expiresIn":60,"refreshToken":"CANARY-3",
               "deviceCode":"CANARY-4","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.us-east-1.amazonaws.com/",
               "accountList":[],"roleList":[],"SigninToken":"CANARY-5",
               "roleCredentials":{"accessKeyId":"A","secretAccessKey":"CANARY-6","sessionToken":"CANARY-7","expiration":1893456000000}}"#,
        ),
        json(r#"{"accessToken":"CANARY-8","#),
        reply(
            400,
            &[],
            r#"{"error":"invalid_grant","error_description":"CANARY-9","message":"CANARY-10"}"#,
        ),
        reply(401, &[], "CANARY-11"),
        reply(503, &[], "CANARY-12"),
        support::Reply::Nothing,
    ] {
        let server = Server::replying(vec![reply]).await;
        talk(&Aws::new(Network::default()), &server.portal()).await;
    }
    tracing::info!("{SPOKEN}");
}

async fn talk(aws: &Aws, portal: &rolecall_model::portal::Portal) {
    let (token, registration, account) = (
        support::access_token(),
        support::registration(),
        support::account_id(),
    );
    let (code, verifier) = support::code();
    let role = support::hostile_role();
    let credentials = support::role_credentials();
    drop(aws.register_client(portal, Grant::AuthorizationCode).await);
    drop(aws.start_device_authorization(portal, &registration).await);
    drop(
        aws.create_token_with_device_code(portal, &registration, &support::device())
            .await,
    );
    let redirect_uri = "http://127.0.0.1:1/oauth/callback";
    drop(
        aws.create_token_with_authorization_code(portal, &registration, &code, &verifier, redirect_uri)
            .await,
    );
    drop(
        aws.create_token_with_refresh_token(portal, &registration, &support::refresh_token())
            .await,
    );
    drop(aws.list_accounts(portal, &token, None).await);
    drop(aws.list_account_roles(portal, &token, &account, None).await);
    drop(aws.get_role_credentials(portal, &token, &account, &role).await);
    drop(
        aws.get_caller_identity(portal, &portal.region, &credentials)
            .await,
    );
    drop(aws.get_signin_token(portal, &portal.region, &credentials).await);
    drop(aws.logout(portal, &token).await);
}
