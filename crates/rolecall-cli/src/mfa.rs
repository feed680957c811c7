//! The code of an MFA device on the command line: given as an option, or asked for on the terminal that this process belongs to.
//!
//! It must not know what a code is for.

use crate::command_line::MfaCodeArg;
use crate::context::Context;
use crate::failure::Failure;
use crate::machine::Machine;
use crate::messages::iam_users as messages;
use async_trait::async_trait;
use rolecall::ports::{EnteredMfaCodes, MfaCodeRequest, MfaPrompt, Ports, parse_mfa_code};
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
    let prompt: Arc<dyn MfaPrompt> = match given {
        Some(code) => Arc::new(GivenCode(Arc::new(Mutex::new(Some(code))))),
        None => Arc::new(TerminalPrompt(Arc::clone(&ctx.machine))),
    };
    Ok(ports.with_mfa_prompt(prompt))
}

/// The code of the command line, until it is used: it works once.
#[derive(Clone)]
struct GivenCode(Arc<Mutex<Option<MfaCode>>>);

impl MfaPrompt for GivenCode {
    fn codes(&self, _: MfaCodeRequest) -> Box<dyn EnteredMfaCodes> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl EnteredMfaCodes for GivenCode {
    async fn next(&mut self) -> Option<MfaCode> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

struct TerminalPrompt(Arc<dyn Machine>);

impl MfaPrompt for TerminalPrompt {
    fn codes(&self, request: MfaCodeRequest) -> Box<dyn EnteredMfaCodes> {
        Box::new(TypedCodes {
            machine: Arc::clone(&self.0),
            device: request.device,
            was_refused: false,
        })
    }
}

/// What is typed in the terminal for one request.
struct TypedCodes {
    machine: Arc<dyn Machine>,
    device: MfaSerial,
    was_refused: bool,
}

#[async_trait]
impl EnteredMfaCodes for TypedCodes {
    async fn next(&mut self) -> Option<MfaCode> {
        let was_refused = std::mem::replace(&mut self.was_refused, true);
        let question = messages::question(&self.device, was_refused);
        for _ in 0..ATTEMPTS {
            let reply = self.machine.ask_at_once(&question).await?;
            if let Some(code) = parse_mfa_code(&reply) {
                return Some(code);
            }
        }
        None
    }
}
