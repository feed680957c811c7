//! A chain of roles from an IAM user, at an STS that nobody here wrote.

use anyhow::{Context as _, Result, ensure};
use journeys::foreign::{Sdk, profile, write_profiles};
use journeys::moto::{Moto, MotoAccount};
use journeys::{DesktopSetup, TestDesktop};

const REGION: &str = "us-east-1";

#[test]
fn a_chain_from_a_user_leads_to_the_same_identity() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let moto = Moto::start(&desktop)?;
    let account = &moto.account;
    let user = [
        "role",
        "add",
        "carol",
        "--user",
        "--access-key-id",
        &account.access_key_id,
    ];
    let place = ["--region", REGION, "--endpoint-url", &account.url];
    let added = desktop.rolecall_with_input(&[&user[..], &place[..]].concat(), &account.secret_access_key)?;
    ensure!(added.done()?.remarked.contains(&account.user), "it is the user");

    let [hub, reader] = &account.roles;
    let add = ["role", "add", "hub", "--assume", hub, "--from", "carol"];
    desktop.rolecall(&add)?.done()?;
    let add = [
        "role",
        "add",
        "reader",
        "--assume",
        reader,
        "--from",
        "hub",
        "--session-name",
        "audit",
    ];
    desktop.rolecall(&add)?.done()?;

    let profiles = profile("hub", REGION, "hub")? + &profile("reader", REGION, "reader")?;
    write_profiles(&desktop, &profiles)?;
    for (name, role, session) in [("hub", "Hub", "carol"), ("reader", "Reader", "audit")] {
        let identity = Sdk::Python.caller_identity_at(&desktop, &account.url, name)?;
        let expected = format!("arn:aws:sts::123456789012:assumed-role/{role}/{session}");
        ensure!(identity["Arn"] == expected.as_str(), "{name} is {identity}");
        let tested = desktop.json(&["role", "test", name, "--json"])?;
        ensure!(tested["arn"] == expected.as_str(), "{name} is {tested}");
    }
    is_replaced(&desktop, account)
}

fn is_replaced(desktop: &TestDesktop, account: &MotoAccount) -> Result<()> {
    let former = only_key(desktop)?;
    ensure!(former == account.access_key_id, "the key is {former}");
    desktop.rolecall(&["keys", "rotate", "carol"])?.done()?;
    let new = only_key(desktop)?;
    ensure!(new != former, "there is a new key");
    let tested = desktop.json(&["role", "test", "carol", "--json"])?;
    ensure!(tested["account_id"] == "123456789012", "it is {tested}");
    Ok(())
}

fn only_key(desktop: &TestDesktop) -> Result<String> {
    let listed = desktop.json(&["keys", "list", "carol", "--json"])?;
    let keys = listed["access_keys"].as_array().context("a list of keys")?;
    ensure!(keys.len() == 1, "{listed}");
    Ok(keys[0]["access_key_id"].as_str().context("an id")?.to_owned())
}
