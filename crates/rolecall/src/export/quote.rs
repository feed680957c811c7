//! How a value is written in each format so that the reader gets its bytes back and runs none of them.
//!
//! Each format has its own quoter, for no two agree. What a format cannot carry is refused, never altered.

use super::{ExportError, ExportFormat};

/// Returns the lines that remove the variables `names`; none where the format cannot.
pub(super) fn removing(format: ExportFormat, names: &[&str]) -> String {
    let all = names.join(" ");
    match format {
        // With -v a function of that name is left alone.
        ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix => format!("unset -v {all}\n"),
        // A universal variable belongs to all shells of the user: it is covered here, not erased there. Assignments keep the status of
        // what ran before them, and `source` ends with it.
        ExportFormat::Fish => {
            format!(
                "for name in {all}; set -e -g $name; set -q -U $name; and set -g -u $name ''; end; true\n"
            )
        }
        ExportFormat::PowerShell => {
            let paths: Vec<String> = names.iter().map(|name| format!("Env:{name}")).collect();
            format!(
                "Remove-Item -Path {} -ErrorAction SilentlyContinue\n",
                paths.join(", ")
            )
        }
        ExportFormat::Cmd => names.iter().map(|name| format!("set \"{name}=\"\r\n")).collect(),
        ExportFormat::Nushell => format!("hide-env --ignore-errors {all}\n"),
        ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess => String::new(),
    }
}

/// Returns the line that removes the variable `name` if it equals the variable `other`; none where the format cannot.
pub(super) fn removing_if_equal(format: ExportFormat, name: &str, other: &str) -> String {
    match format {
        ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix => {
            format!("[ \"${{{name}-}}\" != \"${{{other}-}}\" ] || unset -v {name}\n")
        }
        ExportFormat::Fish => format!("test \"${name}\" != \"${other}\"; or set -e -g {name}\n"),
        ExportFormat::PowerShell => format!(
            "if ($Env:{name} -ceq $Env:{other}) {{ Remove-Item -Path Env:{name} -ErrorAction SilentlyContinue }}\n"
        ),
        ExportFormat::Cmd => format!("if \"%{name}%\"==\"%{other}%\" set \"{name}=\"\r\n"),
        ExportFormat::Nushell => {
            format!("if ($env.{name}? == $env.{other}?) {{ hide-env --ignore-errors {name} }}\n")
        }
        ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess => String::new(),
    }
}

/// Adds the line that gives the variable `name` the value `value`.
pub(super) fn push_assignment(
    text: &mut String,
    format: ExportFormat,
    name: &'static str,
    value: &str,
) -> Result<(), ExportError> {
    if value.contains('\0') || !carries(format, value) {
        return Err(ExportError::CannotCarry { what: name, format });
    }
    let (before, between) = match format {
        ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix => ("export ", "="),
        ExportFormat::Fish => ("set -g -x ", " "),
        ExportFormat::PowerShell => ("$Env:", " = "),
        ExportFormat::Nushell => ("$env.", " = "),
        ExportFormat::Cmd => ("set \"", "="),
        ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess => ("", "="),
    };
    text.push_str(before);
    text.push_str(name);
    text.push_str(between);
    push_quoted(text, format, value);
    text.push_str(if matches!(format, ExportFormat::Cmd) {
        "\"\r\n"
    } else {
        "\n"
    });
    Ok(())
}

/// Tells whether `format` has a safe way to write `value`.
pub(super) fn carries(format: ExportFormat, value: &str) -> bool {
    match format {
        ExportFormat::Bash
        | ExportFormat::Zsh
        | ExportFormat::Posix
        | ExportFormat::Fish
        | ExportFormat::Nushell
        | ExportFormat::Json
        | ExportFormat::CredentialProcess => true,
        // The lines are read one by one and joined again with the platform's own line end.
        ExportFormat::PowerShell => !value.contains(['\r', '\n', '\u{85}', '\u{2028}', '\u{2029}']),
        // % and ! are read again inside quotes, and cmd's code page may turn what is not ASCII into a quote.
        ExportFormat::Cmd => value
            .bytes()
            .all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'%' | b'!' | b'^')),
        // Readers of .env files differ in what they do with escapes, expansions and line ends: none is used.
        ExportFormat::Dotenv => {
            !value.contains(|c: char| c.is_control() || matches!(c, '\'' | '\\' | '$' | '`'))
        }
    }
}

/// Adds `value`, which the format [`carries`], as one word.
pub(super) fn push_quoted(text: &mut String, format: ExportFormat, value: &str) {
    match format {
        ExportFormat::Bash | ExportFormat::Zsh | ExportFormat::Posix => {
            push_in_quotes(text, value, |text, c| match c {
                '\'' => text.push_str("'\\''"),
                other => text.push(other),
            })
        }
        ExportFormat::Fish => push_in_quotes(text, value, |text, c| {
            if matches!(c, '\'' | '\\') {
                text.push('\\');
            }
            text.push(c);
        }),
        // PowerShell takes the typographic single quotes for single quotes too.
        ExportFormat::PowerShell => push_in_quotes(text, value, |text, c| {
            if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
                text.push(c);
            }
            text.push(c);
        }),
        ExportFormat::Nushell => push_nushell(text, value),
        ExportFormat::Cmd => text.push_str(value),
        ExportFormat::Dotenv | ExportFormat::Json | ExportFormat::CredentialProcess => {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"+/=_.:@-".contains(&b);
            if value.bytes().all(plain) {
                text.push_str(value);
            } else {
                push_in_quotes(text, value, String::push);
            }
        }
    }
}

fn push_in_quotes(text: &mut String, value: &str, push: impl Fn(&mut String, char)) {
    text.push('\'');
    value.chars().for_each(|c| push(text, c));
    text.push('\'');
}

fn push_nushell(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other => text.push(other),
        }
    }
    text.push('"');
}
