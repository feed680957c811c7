//! The encodings of a secret: the forms that can be computed, and the decoders for those that cannot.

use super::{Encoding, MIN_SECRET_LENGTH};
use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use percent_encoding::percent_decode;

/// Returns the forms of `secret` that are looked for.
pub(super) fn forms(secret: &[u8]) -> Vec<(Encoding, Vec<u8>)> {
    let mut forms = vec![
        (Encoding::Raw, secret.to_vec()),
        (Encoding::Hex, hex::encode(secret).into_bytes()),
        (Encoding::Hex, hex::encode_upper(secret).into_bytes()),
    ];
    for alphabet in [&STANDARD, &URL_SAFE] {
        forms.extend((0..3).map(|offset| (Encoding::Base64, base64_at(secret, offset, alphabet))));
    }
    if let Ok(text) = std::str::from_utf8(secret) {
        let little = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        forms.extend([(Encoding::Utf16Le, little), (Encoding::Utf16Be, big)]);
    }
    forms.retain(|(_, form)| form.len() >= MIN_SECRET_LENGTH);
    forms.sort();
    forms.dedup_by(|a, b| a.1 == b.1);
    forms
}

/// Returns the characters of base64 that `secret` alone decides when `offset` bytes (modulo 3) stand before it.
fn base64_at(secret: &[u8], offset: usize, alphabet: &Alphabet) -> Vec<u8> {
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(secret);
    let mut text = GeneralPurpose::new(alphabet, NO_PAD).encode(&bytes).into_bytes();
    text.truncate(bytes.len() * 8 / 6);
    text.split_off((offset * 8).div_ceil(6))
}

/// Returns `text` decoded in each way that changes it.
pub(super) fn decoded(text: &[u8]) -> Vec<(Encoding, Vec<u8>)> {
    let mut texts = Vec::new();
    if text.contains(&b'%') {
        texts.push((Encoding::Percent, percent_decode(text).collect()));
    }
    if text.contains(&b'\\') {
        texts.push((Encoding::Escaped, unescaped(text)));
    }
    texts
}

/// Undoes the escapes of JSON strings and of Rust's `Debug`; what is no escape stays.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let (bytes, used) = if first == b'\\' {
            escape(after)
        } else {
            (vec![first], 0)
        };
        plain.extend(bytes);
        rest = after.get(used..).unwrap_or_default();
    }
    plain
}

/// Reads what follows a backslash: the bytes it stands for, and how many bytes were read.
fn escape(after: &[u8]) -> (Vec<u8>, usize) {
    let simple = match after.first() {
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'b') => 8,
        Some(b'f') => 12,
        Some(b'0') => 0,
        Some(b'u') => return unicode(after).unwrap_or_else(|| (b"\\".to_vec(), 0)),
        Some(&other) => other,
        None => return (b"\\".to_vec(), 0),
    };
    (vec![simple], 1)
}

/// Reads `uXXXX`, a pair of them that are surrogates, or `u{X}`.
fn unicode(after: &[u8]) -> Option<(Vec<u8>, usize)> {
    if after.get(1) == Some(&b'{') {
        let end = after.iter().position(|byte| *byte == b'}')?;
        let code = u32::from_str_radix(std::str::from_utf8(after.get(2..end)?).ok()?, 16).ok()?;
        return Some((char::from_u32(code)?.to_string().into_bytes(), end + 1));
    }
    let unit = |from: usize| {
        let digits = std::str::from_utf8(after.get(from..from + 4)?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(1)?;
    let pair = (after.get(5..7) == Some(b"\\u")).then(|| unit(7)).flatten();
    let both = pair.and_then(|second| {
        String::from_utf16(&[first, second])
            .ok()
            .filter(|s| s.chars().count() == 1)
    });
    match both {
        Some(text) => Some((text.into_bytes(), 11)),
        None => Some((String::from_utf16(&[first]).ok()?.into_bytes(), 5)),
    }
}
