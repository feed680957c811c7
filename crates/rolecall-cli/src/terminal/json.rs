//! JSON for programs, in ASCII only: names with control characters can neither change the terminal nor be misunderstood.

use serde::Serialize;
use std::fmt::Write;

/// Returns `document` as indented JSON with everything outside ASCII escaped.
///
/// # Errors
/// The serializer's error; documents made of structs and strings have none.
pub(super) fn to_ascii(document: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(document)?;
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || (' '..='~').contains(&c) {
            ascii.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _written = write!(ascii, "\\u{unit:04x}");
            }
        }
    }
    Ok(ascii)
}
