//! The log at its most verbose level contains no secret of any call.
//!
//! The calls run in a child process, since the SDK reads `LOG_SENSITIVE_BODIES` from the environment.

#![expect(
    clippy::disallowed_methods,
    reason = "the test starts itself with another environment"
)]

mod support;

use rolecall_aws::{Aws, NetworkConfig};
use rolecall_fakes::FakeClock;
use std::process::Command;
use std::sync::Arc;
use support::calls::CallOutcomes;
use support::{CANARY, Server, json, response};
use tracing_subscriber::EnvFilter;

const PLANTED: &str = "CANARY-planted";
const FINISHED: &str = "every call was made";

/// Set in the child process.
const CHILD: &str = "ROLECALL_TEST_CHILD";

#[test]
fn no_secret_is_logged() {
    if std::env::var_os(CHILD).is_some() {
        return tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(make_every_call());
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_secret_is_logged", "--nocapture"])
        .env(CHILD, "1")
        .env("RUST_LOG", "trace")
        .env("LOG_SENSITIVE_BODIES", "true")
        .output()
        .unwrap();
    let mut written = String::from_utf8_lossy(&output.stdout).into_owned();
    written.push_str(&String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && written.contains(FINISHED), "{written}");
    assert!(written.contains("aws_smithy_runtime"), "the SDK logs");
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
fn the_trace_level_is_compiled_out() {
    assert_eq!(
        tracing::level_filters::STATIC_MAX_LEVEL,
        tracing::level_filters::LevelFilter::DEBUG
    );
}

async fn make_every_call() {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    tracing::debug!(token = PLANTED, "a planted secret");
    for response in [
        json(
            r#"{"clientId":"c","clientSecret":"CANARY-1","clientSecretExpiresAt":1893456000,
               "accessToken":"CANARY-2","expiresIn":60,"refreshToken":"CANARY-3",
               "deviceCode":"CANARY-4","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.us-east-1.amazonaws.com/",
               "accountList":[],"roleList":[],"SigninToken":"CANARY-5",
               "roleCredentials":{"accessKeyId":"A","secretAccessKey":"CANARY-6","sessionToken":"CANARY-7","expiration":1893456000000}}"#,
        ),
        json(r#"{"accessToken":"CANARY-8","#),
        response(
            400,
            &[],
            r#"{"error":"invalid_grant","error_description":"CANARY-9","message":"CANARY-10"}"#,
        ),
        response(401, &[], "CANARY-11"),
        response(503, &[], "CANARY-12"),
        support::ScriptedResponse::Nothing,
    ] {
        let server = Server::with_responses(vec![response]).await;
        drop(
            CallOutcomes::collect(
                &Aws::new(NetworkConfig::default(), Arc::new(FakeClock::manual())),
                &server.portal(),
            )
            .await,
        );
    }
    tracing::info!("{FINISHED}");
}
