//! JSON for programs, in ASCII alone: a name full of control characters changes neither the terminal nor its meaning.

use serde::Serialize;
use std::fmt::Write;

/// Returns `document` as indented JSON in ASCII.
///
/// # Errors
/// What the serializer says; a document made of structs and texts has no such failure.
pub(super) fn document(document: &impl Serialize) -> serde_json::Result<String> {
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
