//! Names stand in isolates within sentences (U+2068 … U+2069); whoever compares texts compares what is read.

/// Returns `text` without isolates.
pub fn without_isolates(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
