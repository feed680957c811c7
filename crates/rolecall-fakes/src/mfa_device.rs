//! A virtual MFA device in memory: what it shows at the fake time, and whether its user is there to read it.

use crate::aws::CAROL_SEED;
use crate::clock::FakeClock;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    Clock, EnteredMfaCodes, MfaCodeRequest, MfaCommandError, MfaCommands, MfaPrompt, parse_mfa_code,
};
use rolecall::totp::MfaSeed;
use rolecall_model::role_definition::MfaSerial;
use rolecall_model::secret::{MfaCode, RoleSecret};
use std::sync::{Arc, Mutex};

/// The device of [`CAROL`](crate::CAROL). Nobody reads it at first.
#[derive(Clone, Debug)]
pub struct FakeMfaDevice {
    clock: Arc<FakeClock>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// What the user replies when asked.
    reply: DeviceReply,
    asked: Vec<String>,
    commands: Vec<String>,
}

#[derive(Clone, Debug, Default)]
enum DeviceReply {
    #[default]
    Nobody,
    Shown,
    Text(String),
}

impl FakeMfaDevice {
    pub(crate) fn new(clock: Arc<FakeClock>) -> Self {
        Self {
            clock,
            state: Arc::default(),
        }
    }

    /// Returns what the device shows now.
    pub fn shown(&self) -> String {
        let seed = MfaSeed::parse(&RoleSecret::from_exposed(CAROL_SEED)).expect("a seed");
        // EXPOSE: tests type it.
        seed.code(self.clock.now()).expose().to_owned()
    }

    /// From now on, whoever asks is given what the device shows.
    pub fn read(&self) {
        locked(&self.state).reply = DeviceReply::Shown;
    }

    /// From now on, whoever asks is given this.
    pub fn reply(&self, text: &str) {
        locked(&self.state).reply = DeviceReply::Text(text.to_owned());
    }

    /// From now on, nobody can be asked.
    pub fn leave(&self) {
        locked(&self.state).reply = DeviceReply::Nobody;
    }

    /// Returns the devices whose codes were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        locked(&self.state).asked.clone()
    }

    /// Returns the commands that were run, in order.
    pub fn commands(&self) -> Vec<String> {
        locked(&self.state).commands.clone()
    }
}

impl MfaPrompt for FakeMfaDevice {
    fn codes(&self, request: MfaCodeRequest) -> Box<dyn EnteredMfaCodes> {
        Box::new(CodesOfDevice {
            device: self.clone(),
            serial: request.device,
        })
    }
}

/// What the user reads for one request.
struct CodesOfDevice {
    device: FakeMfaDevice,
    serial: MfaSerial,
}

#[async_trait]
impl EnteredMfaCodes for CodesOfDevice {
    async fn next(&mut self) -> Option<MfaCode> {
        let reply = {
            let mut state = locked(&self.device.state);
            state.asked.push(self.serial.to_string());
            state.reply.clone()
        };
        match reply {
            DeviceReply::Nobody => None,
            DeviceReply::Shown => parse_mfa_code(&self.device.shown()),
            DeviceReply::Text(text) => parse_mfa_code(&text),
        }
    }
}

/// `show` prints what the device shows; any other command prints nothing.
#[async_trait]
impl MfaCommands for FakeMfaDevice {
    async fn printed_code(&self, command: &str) -> Result<MfaCode, MfaCommandError> {
        locked(&self.state).commands.push(command.to_owned());
        let printed = if command == "show" {
            self.shown()
        } else {
            String::new()
        };
        parse_mfa_code(&printed).ok_or(MfaCommandError::NotACode)
    }
}
