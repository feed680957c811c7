//! STS and IAM that nobody here wrote: moto, with an IAM user and two roles. It must not know what uses them.

use crate::programs;
use crate::started::Started;
use crate::test_desktop::TestDesktop;
use anyhow::Result;
use serde::Deserialize;

/// A running moto; it ends when this is dropped.
#[derive(Debug)]
pub struct Moto {
    /// Whom it knows.
    pub account: MotoAccount,
    _server: Started,
}

/// What is in its account.
#[derive(Debug, Deserialize)]
pub struct MotoAccount {
    /// Its address.
    pub url: String,
    /// ARN of the IAM user.
    pub user: String,
    /// Id of the user's access key.
    pub access_key_id: String,
    /// Secret of the key.
    pub secret_access_key: String,
    /// ARNs of the roles, which trust everybody.
    pub roles: [String; 2],
}

impl Moto {
    /// Starts it.
    ///
    /// # Errors
    /// When moto is not there.
    pub fn start(desktop: &TestDesktop) -> Result<Self> {
        let mut command = desktop.command(&programs::python()?);
        command.arg(programs::workspace().join("tests/python/moto_server.py"));
        let mut server = Started::start("moto", command, &desktop.logs())?;
        let account = server.line(|line| serde_json::from_str(line).ok())?;
        Ok(Self {
            account,
            _server: server,
        })
    }
}
