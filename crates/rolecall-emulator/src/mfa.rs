//! Virtual MFA devices: time-based one-time codes (RFC 6238: HMAC-SHA-1, six digits, steps of 30 seconds). Must
//! not know whose device it is.

use ring::hmac;

use crate::clock::EpochTime;

const STEP_SECONDS: i64 = 30;
const BASE_32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// The code of the step before and of the step after are taken as well.
const TOLERATED_STEPS: i64 = 1;

/// The secret that a device and the service share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Seed(Vec<u8>);

impl std::fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Seed")
    }
}

impl Seed {
    /// Reads base 32, in any case, with or without spaces and padding.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Vec::new();
        let (mut bits, mut count) = (0_u32, 0);
        for character in text.bytes().filter(|byte| !matches!(byte, b' ' | b'=')) {
            let value = BASE_32
                .iter()
                .position(|known| *known == character.to_ascii_uppercase())?;
            bits = bits << 5 | u32::try_from(value).ok()?;
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
            }
        }
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    pub(crate) fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
        let word = bytes[offset..]
            .iter()
            .take(4)
            .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }

    /// The step near `now` whose code this is.
    pub(crate) fn step_of(&self, code: &str, now: EpochTime) -> Option<i64> {
        let current = step_at(now);
        let mut steps = current - TOLERATED_STEPS..=current + TOLERATED_STEPS;
        steps.find(|step| self.code(*step) == code)
    }
}

pub(crate) fn step_at(now: EpochTime) -> i64 {
    now.epoch_seconds().div_euclid(STEP_SECONDS)
}

/// Seconds until the next step.
pub(crate) fn seconds_left(now: EpochTime) -> i64 {
    STEP_SECONDS - now.epoch_seconds().rem_euclid(STEP_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn the_published_codes_are_made() {
        let seed = Seed::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            let now = EpochTime::PAST.after_seconds(seconds);
            assert_eq!(seed.code(step_at(now)), code);
            assert_eq!(seed.step_of(code, now), Some(step_at(now)));
            assert_eq!(seed.step_of(code, now.after_seconds(30)), Some(step_at(now)));
            assert_eq!(seed.step_of(code, now.after_seconds(90)), None);
        }
    }

    #[test]
    fn seeds_are_base_32() {
        assert_eq!(Seed::parse("gezd gnbv="), Seed::parse("GEZDGNBV"));
        assert!(Seed::parse("").is_none() && Seed::parse("1").is_none() && Seed::parse("GEZD!").is_none());
    }
}
