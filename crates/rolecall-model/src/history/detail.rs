//! What else is known of an entry, as a value: nothing here is a sentence of any language but what an earlier version wrote.
//!
//! It must not know how it is shown.

use crate::export_format::ExportFormat;
use crate::partition::Region;

/// How long the service of a [`HistoryDetail::Console`] may be, in bytes.
const MAX_SERVICE_LENGTH: usize = 32;

const EXEC: &str = "exec";
const SHELL: &str = "shell";
const DEFAULT_CLEARED: &str = "cleared";
const CONSOLE: &str = "console";
const CONSOLE_LINK: &str = "console-link";

/// More about an entry of the history. Never a secret, never a whole address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryDetail {
    /// The format that credentials were handed out in.
    Format(ExportFormat),
    /// `rolecall exec` started the program.
    Exec,
    /// `rolecall shell` started the program.
    Shell,
    /// `@default` means no role any more.
    DefaultCleared,
    /// Where the console was opened.
    Console {
        /// A service, or the first folder of a path: one word, see [`is_service_word`].
        service: String,
        /// The region that it was opened in.
        region: Region,
        /// Whether a link was made for somebody to open.
        as_link: bool,
    },
    /// What an earlier version wrote in words, or a later one in a code that this one does not know. Hostile text.
    Text(String),
}

impl HistoryDetail {
    /// Returns the stable code that the state database holds; it has no blank.
    pub fn code(&self) -> String {
        match self {
            Self::Format(format) => format.id().to_owned(),
            Self::Exec => EXEC.to_owned(),
            Self::Shell => SHELL.to_owned(),
            Self::DefaultCleared => DEFAULT_CLEARED.to_owned(),
            Self::Console {
                service,
                region,
                as_link,
            } => {
                let kind = if *as_link { CONSOLE_LINK } else { CONSOLE };
                format!("{kind}:{service}:{}", region.as_str())
            }
            Self::Text(text) => text.clone(),
        }
    }

    /// Reads what the state database holds. A text that is no code is kept as it is.
    pub fn from_code(text: String) -> Self {
        match text.as_str() {
            EXEC => Self::Exec,
            SHELL => Self::Shell,
            DEFAULT_CLEARED => Self::DefaultCleared,
            code => ExportFormat::ALL
                .into_iter()
                .find(|format| format.id() == code)
                .map(Self::Format)
                .or_else(|| console(code))
                .unwrap_or(Self::Text(text)),
        }
    }

    /// Returns the text that programs read in JSON and CSV. It is the same in every language, and never changes.
    pub fn published(&self) -> String {
        match self {
            Self::Console {
                service,
                region,
                as_link,
            } => {
                let how = if *as_link { ", as a link" } else { "" };
                format!("{service} in {}{how}", region.as_str())
            }
            Self::Format(_) | Self::Exec | Self::Shell | Self::DefaultCleared | Self::Text(_) => self.code(),
        }
    }
}

/// Returns whether `word` can be the service of a [`HistoryDetail::Console`]: a few letters, digits and hyphens.
pub fn is_service_word(word: &str) -> bool {
    (1..=MAX_SERVICE_LENGTH).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn console(code: &str) -> Option<HistoryDetail> {
    let mut parts = code.split(':');
    let as_link = match parts.next()? {
        CONSOLE => false,
        CONSOLE_LINK => true,
        _ => return None,
    };
    let service = parts.next().filter(|service| is_service_word(service))?;
    let region = Region::parse(parts.next()?).ok()?;
    parts.next().is_none().then(|| HistoryDetail::Console {
        service: service.to_owned(),
        region,
        as_link,
    })
}

#[cfg(test)]
mod tests;
