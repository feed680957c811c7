//! `cargo xtask bindings`: the page's types and commands, generated from the shell's.

use anyhow::{Result, bail};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// What is done with the generated file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mode {
    /// It is written.
    Write,
    /// It is compared with the committed one.
    Check,
}

/// Runs the shell's own tests named `bindings`, which write or compare `ui/src/ipc/bindings.ts` and `ui/src/ipc/generated/`.
///
/// # Errors
/// When the test fails or is not there.
pub(crate) fn run(checkout: &Checkout, mode: Mode) -> Result<()> {
    let value = match mode {
        Mode::Write => "write",
        Mode::Check => "check",
    };
    let mut test = command::cargo(&checkout.root).split_args("test --package rolecall-app --lib bindings");
    test.env("ROLECALL_BINDINGS", value);
    let output = command::output(test)?;
    if output.contains(" 0 passed") {
        bail!("rolecall-app has no tests named `bindings`");
    }
    Ok(())
}
