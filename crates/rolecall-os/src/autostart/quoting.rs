//! How a command is written in a desktop entry (Desktop Entry Specification, "The Exec key" and "Possible value types").
//!
//! It must not know which command it is.

/// Returns the value of `Exec` that starts `command` with exactly these arguments; nothing for a program whose path the
/// specification forbids.
pub(super) fn exec(command: &[&str]) -> Option<String> {
    if command.first()?.contains('=') || command.iter().any(|argument| argument.contains('\0')) {
        return None;
    }
    let quoted: Vec<String> = command.iter().map(|argument| quoted(argument)).collect();
    Some(text(&quoted.join(" ")))
}

/// Four characters are escaped inside quotes; a percent sign would start a field code.
fn quoted(argument: &str) -> String {
    let mut quoted = String::from("\"");
    for character in argument.chars() {
        match character {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', character]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns `value` as a string value of the file: on one line, with backslashes doubled.
pub(super) fn text(value: &str) -> String {
    let mut text = String::new();
    for (index, character) in value.chars().enumerate() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // A space at the start of a value is ignored.
            ' ' if index == 0 => text.push_str("\\s"),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests;
