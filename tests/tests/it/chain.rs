//! Roles that no portal lists: defined on the command line, assumed one after another, and judged by an SDK.

use crate::steps::sign_in;
use anyhow::{Context as _, Result, ensure};
use journeys::{DesktopSetup, Emulator, TestDesktop, foreign};
use serde_json::json;

const FROM: &str = "work/481920573316/SecurityAudit";
/// Each role trusts the one before; the second asks for an external id.
const CHAIN: [(&str, &str); 3] = [
    ("hub", "arn:aws:iam::039571286640:role/audit/AuditHub"),
    ("reader", "arn:aws:iam::350917624483:role/audit/AuditReader"),
    ("evidence", "arn:aws:iam::581926407734:role/audit/EvidenceReader"),
];
const PROGRAMS: usize = 64;

#[test]
fn a_chain_of_roles_is_defined_denied_changed_and_used_by_many_programs_at_once() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    desktop.add_portal(&emulator)?;
    sign_in(&desktop, &chromium)?;
    define(&desktop)?;
    is_denied_without_the_external_id(&desktop)?;
    is_refused_in_a_circle(&desktop)?;
    serves_many_at_once(&desktop, &emulator)?;
    let identity = foreign::caller_identity(&desktop, &emulator, "evidence")?;
    let arn = "arn:aws:sts::581926407734:assumed-role/EvidenceReader/alice";
    ensure!(identity["Arn"] == arn, "an SDK is {identity}");
    has_the_reason_in_its_name(&desktop, &emulator)?;
    is_removed(&desktop)
}

fn has_the_reason_in_its_name(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let reason = "INC-42: quarterly audit";
    desktop
        .rolecall(&["start", "evidence", "--reason", reason])?
        .done()?;
    let identity = foreign::caller_identity(desktop, emulator, "evidence")?;
    let arn = "arn:aws:sts::581926407734:assumed-role/EvidenceReader/alice+INC-42--quarterly-audit";
    ensure!(identity["Arn"] == arn, "an SDK is {identity}");
    let history = desktop.json(&["history", "--event", "renewed", "--json"])?;
    ensure!(history["entries"][0]["reason"] == reason, "{history}");
    Ok(())
}

fn define(desktop: &TestDesktop) -> Result<()> {
    let mut from = FROM;
    for (name, arn) in CHAIN {
        let add = ["role", "add", name, "--assume", arn, "--from", from];
        desktop.rolecall(&add)?.done()?;
        from = name;
    }
    let listed = desktop.json(&["role", "list", "--json"])?;
    let chain = &listed["roles"][2]["chain"];
    ensure!(*chain == json!([FROM, "hub", "reader", "evidence"]), "{listed}");
    Ok(())
}

fn is_denied_without_the_external_id(desktop: &TestDesktop) -> Result<()> {
    let denied = desktop.rolecall(&["role", "test", "evidence"])?.ended_with(4)?;
    ensure!(denied.remarked.contains("external id"), "{}", denied.remarked);
    let with_id = ["role", "edit", "reader", "--external-id", "northwind-audit-7"];
    desktop.rolecall(&with_id)?.done()?;
    let tested = desktop.json(&["role", "test", "evidence", "--json"])?;
    ensure!(tested["account_id"] == "581926407734", "{tested}");
    Ok(())
}

fn is_refused_in_a_circle(desktop: &TestDesktop) -> Result<()> {
    let circle = ["role", "edit", "hub", "--from", "evidence"];
    let refused = desktop.rolecall(&circle)?.ended_with(2)?;
    ensure!(
        refused.remarked.contains("each other's credentials"),
        "{}",
        refused.remarked
    );
    Ok(())
}

fn serves_many_at_once(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    desktop.rolecall(&["stop", "--all"])?.done()?;
    let calls = || -> Result<[u64; 2]> {
        Ok([
            emulator.calls("AssumeRole")?,
            emulator.calls("GetRoleCredentials")?,
        ])
    };
    let before = calls()?;
    let programs: Vec<_> = (0..PROGRAMS)
        .map(|_| desktop.begin(&["credential-process", "evidence"]))
        .collect::<Result<_>>()?;
    let mut documents = Vec::new();
    for program in programs {
        documents.push(program.finish()?.done()?.printed);
    }
    let first = documents.first().context("a document")?;
    ensure!(
        documents.iter().all(|document| document == first),
        "all get the same"
    );
    let after = calls()?;
    let made = [after[0] - before[0], after[1] - before[1]];
    ensure!(made == [3, 1], "one request for each step: {made:?}");
    Ok(())
}

fn is_removed(desktop: &TestDesktop) -> Result<()> {
    let in_use = desktop.rolecall(&["role", "remove", "hub"])?.ended_with(2)?;
    ensure!(
        in_use.remarked.contains("reader is assumed with it"),
        "{}",
        in_use.remarked
    );
    for (name, _) in CHAIN.iter().rev() {
        desktop.rolecall(&["role", "remove", name])?.done()?;
    }
    let labels = desktop.keychain()?.labels(desktop.bus()?)?;
    let is_left = |label: &String| CHAIN.iter().any(|(name, _)| label.contains(name));
    ensure!(!labels.iter().any(is_left), "left in the keychain: {labels:?}");
    Ok(())
}
