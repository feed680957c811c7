//! The system's random number generator. It must not know what its bytes are used for.

use rolecall::ports::Random;

/// The operating system's cryptographic random number generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    /// Aborts the process when the system provides no random bytes: a guessable secret is worse than none.
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        if getrandom::fill(&mut bytes).is_err() {
            std::process::abort();
        }
        bytes
    }
}

#[cfg(test)]
mod tests;
