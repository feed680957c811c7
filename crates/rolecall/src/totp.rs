//! The codes of a virtual MFA device (RFC 6238 as AWS uses it: HMAC-SHA-1, six digits, a step of 30 seconds).
//!
//! It must not know where the secret is kept, nor whose device it is.

use ring::hmac;
use rolecall_model::Timestamp;
use rolecall_model::secret::{MfaCode, RoleSecret};
use std::time::Duration;
use zeroize::Zeroizing;

const STEP_SECONDS: i64 = 30;
/// RFC 4648, 6.
const BASE_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// In bytes: AWS makes secrets of 40; RFC 4226 asks for 16 at least, and other services give 10.
const LENGTHS: std::ops::RangeInclusive<usize> = 10..=128;

/// The secret that a virtual MFA device and AWS share.
pub struct MfaSeed(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for MfaSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MfaSeed(redacted)")
    }
}

impl MfaSeed {
    /// Reads base 32 in any case, with or without spaces and padding; `None` for anything else.
    pub fn parse(secret: &RoleSecret) -> Option<Self> {
        // EXPOSE: the code is computed from it; it does not leave this function but as bytes that are wiped.
        let text = secret.expose();
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let (mut bits, mut count) = (0_u32, 0);
        for byte in text.bytes().filter(|byte| !b" \t-=".contains(byte)) {
            let known = byte.to_ascii_uppercase();
            let value = BASE_32.iter().position(|digit| *digit == known)?;
            bits = (bits << 5) | u32::try_from(value).ok()?;
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
            }
        }
        LENGTHS.contains(&bytes.len()).then_some(Self(bytes))
    }

    /// Returns the code that the device shows at `now`.
    pub fn code(&self, now: Timestamp) -> MfaCode {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let step = now.as_second().div_euclid(STEP_SECONDS);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        // RFC 4226, 5.3: four bytes from where the last half byte says.
        let bytes = tag.as_ref();
        let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
        let word = bytes.iter().skip(offset).take(4);
        let word = word.fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
        MfaCode::from_exposed(format!("{:06}", (word & 0x7fff_ffff) % 1_000_000))
    }
}

/// Returns how long the code of `now` is shown.
pub fn time_to_next_code(now: Timestamp) -> Duration {
    let elapsed = now.as_second().rem_euclid(STEP_SECONDS);
    Duration::from_secs(u64::try_from(STEP_SECONDS - elapsed).unwrap_or_default())
}

#[cfg(test)]
mod tests;
