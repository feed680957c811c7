//! Profiles that assume roles: AWS SDKs in the middle of a chain, and the same chain taken over as defined roles.

use crate::steps::sign_in;
use anyhow::{Result, ensure};
use journeys::foreign::{Sdk, profile, write_profiles};
use journeys::{DesktopSetup, Emulator, TestDesktop};
use serde_json::{Value, json};

const HUB: &str = "arn:aws:iam::039571286640:role/audit/AuditHub";
const READER: &str = "arn:aws:iam::350917624483:role/audit/AuditReader";

#[test]
fn sdks_and_rolecall_resolve_the_same_profiles() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    desktop.add_portal(&emulator)?;
    sign_in(&desktop, &chromium)?;
    profiles_are_taken_over(&desktop, &emulator)?;
    sdks_assume_with_what_rolecall_gives(&desktop, &emulator)
}

/// Returns the profile of a role that is assumed with the credentials of `hub`.
fn reader(hub: &str) -> String {
    format!(
        "[profile reader]\nregion = eu-west-1\nrole_arn = {READER}\nsource_profile = {hub}\n\
         external_id = northwind-audit-7\nrole_session_name = alice\n"
    )
}

fn profiles_are_taken_over(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let profiles = format!(
        "[sso-session northwind]\nsso_start_url = {}\nsso_region = {}\n\
         [profile audit]\nsso_session = northwind\nsso_account_id = 481920573316\nsso_role_name = SecurityAudit\n\
         [profile audit/hub]\nrole_arn = {HUB}\nsource_profile = audit\n{}",
        emulator.start_url,
        emulator.region,
        reader("audit/hub")
    );
    write_profiles(desktop, &profiles)?;
    let planned = desktop.json(&["role", "import", "--plan", "--json"])?;
    ensure!(
        planned["added"] == false && planned["left_out"] == json!([]),
        "{planned}"
    );
    desktop.rolecall(&["role", "import", "--yes"])?.done()?;
    let after = std::fs::read_to_string(desktop.home().join(".aws/config"))?;
    ensure!(after == profiles, "the file is as it was");
    let listed = desktop.json(&["role", "list", "--json"])?;
    let chain = json!(["work/481920573316/SecurityAudit", "audit-hub", "reader"]);
    ensure!(listed["roles"][1]["chain"] == chain, "{listed}");
    is_the_reader(&desktop.json(&["role", "test", "reader", "--json"])?["arn"])
}

fn sdks_assume_with_what_rolecall_gives(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let hub = profile("hub", &emulator.region, "audit-hub")?;
    write_profiles(desktop, &(hub + &reader("hub")))?;
    for sdk in Sdk::ALL {
        let identity = sdk.caller_identity(desktop, emulator, "reader")?;
        is_the_reader(&identity["Arn"])?;
        ensure!(identity["Account"] == "350917624483", "{sdk:?}: {identity}");
    }
    Ok(())
}

fn is_the_reader(arn: &Value) -> Result<()> {
    let expected = "arn:aws:sts::350917624483:assumed-role/AuditReader/alice";
    ensure!(arn == expected, "it is {arn}");
    Ok(())
}
