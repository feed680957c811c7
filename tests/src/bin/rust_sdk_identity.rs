//! Prints who STS says the profile is that is the first argument, as the AWS SDK for Rust resolves it.

use anyhow::{Context as _, Result};
use aws_config::BehaviorVersion;
use aws_smithy_http_client::Builder;
use std::io::Write as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let profile = std::env::args()
        .nth(1)
        .context("the first argument names a profile")?;
    let config = aws_config::defaults(BehaviorVersion::latest())
        .profile_name(profile)
        .http_client(Builder::new().build_http())
        .load()
        .await;
    let identity = aws_sdk_sts::Client::new(&config)
        .get_caller_identity()
        .send()
        .await?;
    let document = serde_json::json!({
        "Account": identity.account(), "Arn": identity.arn(), "UserId": identity.user_id(),
    });
    writeln!(std::io::stdout(), "{document}")?;
    Ok(())
}
