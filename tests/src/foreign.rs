//! Clients that nobody here wrote: the AWS SDKs for Python, JavaScript and Rust, with profiles that ask Rolecall for credentials.

use crate::command::{CommandOutput, RunningCommand};
use crate::emulator::Emulator;
use crate::programs;
use crate::test_desktop::TestDesktop;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::path::PathBuf;

const WHO_AM_I: &str = "
import boto3, json, sys
print(json.dumps(boto3.Session(profile_name=sys.argv[1]).client('sts').get_caller_identity()))
";
const PROFILE: &str = "mine";

/// An AWS SDK.
#[derive(Clone, Copy, Debug)]
pub enum Sdk {
    /// boto3.
    Python,
    /// `@aws-sdk/client-sts`.
    JavaScript,
    /// `aws-config` and `aws-sdk-sts`.
    Rust,
}

impl Sdk {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Python, Self::JavaScript, Self::Rust];

    /// Returns the program and its arguments before the profile.
    fn program(self) -> Result<(PathBuf, Vec<String>)> {
        Ok(match self {
            Self::Python => (programs::python()?, vec!["-c".to_owned(), WHO_AM_I.to_owned()]),
            Self::JavaScript => {
                let script = programs::workspace().join("tests/javascript/caller_identity.js");
                let script = script.to_str().context("a path in Unicode")?.to_owned();
                (programs::tool("node", "nodejs")?, vec![script])
            }
            Self::Rust => (programs::product("rust_sdk_identity")?, Vec::new()),
        })
    }

    /// Returns who STS says that `profile` of the desktop's `~/.aws/config` is.
    ///
    /// # Errors
    /// When the SDK is not there, or gets no credentials.
    pub fn caller_identity(self, desktop: &TestDesktop, emulator: &Emulator, profile: &str) -> Result<Value> {
        self.caller_identity_at(desktop, &emulator.url, profile)
    }

    /// As [`Self::caller_identity`], where `url` stands for AWS.
    ///
    /// # Errors
    /// As [`Self::caller_identity`].
    pub fn caller_identity_at(self, desktop: &TestDesktop, url: &str, profile: &str) -> Result<Value> {
        self.begin(desktop, url, profile)?.finish()?.done()?.json()
    }

    fn begin(self, desktop: &TestDesktop, url: &str, profile: &str) -> Result<RunningCommand> {
        let (program, arguments) = self.program()?;
        let mut command = desktop.command(&program);
        command
            .args(arguments)
            .arg(profile)
            .env("AWS_ENDPOINT_URL", url)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NO_PROXY", "127.0.0.1");
        desktop.begin_command(command)
    }
}

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
    write_profiles(desktop, &profile(PROFILE, &emulator.region, target)?)?;
    Sdk::Python.begin(desktop, &emulator.url, PROFILE)
}

/// Returns a profile whose `credential_process` is Rolecall for `target`.
///
/// # Errors
/// When Rolecall has not been built.
pub fn profile(name: &str, region: &str, target: &str) -> Result<String> {
    let rolecall = programs::product("rolecall")?;
    let rolecall = rolecall.to_str().context("a path in Unicode")?;
    Ok(format!(
        "[profile {name}]\nregion = {region}\ncredential_process = \"{rolecall}\" credential-process \"{target}\"\n"
    ))
}

/// Writes the desktop's `~/.aws/config`.
///
/// # Errors
/// The file cannot be written.
pub fn write_profiles(desktop: &TestDesktop, profiles: &str) -> Result<()> {
    let folder = desktop.home().join(".aws");
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join("config"), profiles)?)
}
