//! The log: written to standard error if `ROLECALL_LOG` is set (`debug` or `rolecall=debug`).
//!
//! Messages of other crates are shown only from the level of a warning, because less severe ones could contain secrets. Control
//! characters are escaped.

use rolecall::hostile_text::printable;
use std::io::{self, Write};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

/// The environment variable that turns on the log.
pub const LOG_VARIABLE: &str = "ROLECALL_LOG";

/// Initializes the log if [`LOG_VARIABLE`] is set to a valid filter.
pub fn init() {
    let Ok(filter) = EnvFilter::try_from_env(LOG_VARIABLE) else {
        return;
    };
    let stderr_layer = layer()
        .with_ansi(false)
        .with_writer(|| EscapingWriter(io::stderr()));
    // Fails if a log is already initialized, which then stays in place.
    drop(
        registry()
            .with(
                stderr_layer
                    .with_filter(filter)
                    .with_filter(filter_fn(is_safe_to_show)),
            )
            .try_init(),
    );
}

fn is_safe_to_show(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("rolecall")
}

/// Escapes control characters, except for line breaks.
struct EscapingWriter<W>(W);

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
            let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
            self.0.write_all(printable(line).as_bytes())?;
            self.0.write_all(end.as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::EscapingWriter;
    use std::io::Write;

    #[test]
    fn a_hostile_line_stays_one_line() {
        let mut written = Vec::new();
        EscapingWriter(&mut written)
            .write_all("a\u{1b}[2J\u{202e}\nb\n".as_bytes())
            .unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "a\\u{1b}[2J\\u{202e}\nb\n");
    }
}
