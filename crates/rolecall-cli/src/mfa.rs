//! The code of an MFA device on the command line: given as an option, or asked for on the terminal that this process belongs to.
//!
//! It must not know what a code is for.

use crate::command_line::MfaCodeArg;
use crate::context::Context;
use crate::failure::Failure;
use crate::machine::Machine;
use crate::messages::iam_users as messages;
use async_trait::async_trait;
use rolecall::ports::{MfaPrompt, Ports, parse_mfa_code};
use rolecall_model::role_definition::MfaSerial;
use rolecall_model::secret::MfaCode;
use std::sync::{Arc, Mutex, PoisonError};

/// How often somebody who types something else is asked.
const ATTEMPTS: usize = 3;

/// Returns the ports with the code that `args` give, or else with the terminal's user to be asked for one.
///
/// # Errors
/// What was given is no code.
pub(crate) fn with_prompt(ctx: &Context, ports: &Ports, args: &MfaCodeArg) -> Result<Ports, Failure> {
    let invalid = || Failure::invalid_input(messages::INVALID_CODE, "");
    let given = args.mfa_code.as_ref();
    let given = given
        .map(|text| parse_mfa_code(text).ok_or_else(invalid))
        .transpose()?;
    Ok(ports.with_mfa_prompt(Arc::new(TerminalPrompt {
        was_given: given.is_some(),
        given: Mutex::new(given),
        machine: Arc::clone(&ctx.machine),
    })))
}

struct TerminalPrompt {
    /// The code of the command line, until it is used: each works once.
    given: Mutex<Option<MfaCode>>,
    was_given: bool,
    machine: Arc<dyn Machine>,
}

#[async_trait]
impl MfaPrompt for TerminalPrompt {
    async fn code(&self, device: &MfaSerial) -> Option<MfaCode> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
        if given.is_some() || self.was_given {
            return given;
        }
        for _ in 0..ATTEMPTS {
            let reply = self.machine.ask_at_once(&messages::question(device)).await?;
            if let Some(code) = parse_mfa_code(&reply) {
                return Some(code);
            }
        }
        None
    }
}
