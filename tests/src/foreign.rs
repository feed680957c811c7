//! A client that nobody here wrote: boto3, with a profile that asks Rolecall for credentials.

use crate::command::{CommandOutput, RunningCommand};
use crate::emulator::Emulator;
use crate::programs;
use crate::test_desktop::TestDesktop;
use anyhow::{Context as _, Result};
use serde_json::Value;

const WHO_AM_I: &str = "
import boto3, json
print(json.dumps(boto3.Session(profile_name='mine').client('sts').get_caller_identity()))
";

/// Calls STS through a profile whose `credential_process` is Rolecall for `target`; returns who STS says it is.
///
/// # Errors
/// When boto3 is not there, or gets no credentials.
pub fn caller_identity(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<Value> {
    begin(desktop, emulator, target)?.finish()?.done()?.json()
}

/// As [`caller_identity`], when it is to fail.
///
/// # Errors
/// When boto3 is not there.
pub fn refused(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<CommandOutput> {
    begin(desktop, emulator, target)?.finish()
}

fn begin(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<RunningCommand> {
    let rolecall = programs::product("rolecall")?;
    let folder = desktop.home().join(".aws");
    std::fs::create_dir_all(&folder)?;
    let rolecall = rolecall.to_str().context("a path in Unicode")?;
    let profile = format!(
        "[profile mine]\nregion = {}\ncredential_process = \"{rolecall}\" credential-process \"{target}\"\n",
        emulator.region
    );
    std::fs::write(folder.join("config"), profile)?;
    let mut command = desktop.command(&programs::python()?);
    command
        .args(["-c", WHO_AM_I])
        .env("AWS_ENDPOINT_URL", &emulator.url)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("NO_PROXY", "127.0.0.1");
    desktop.begin_command(command)
}
