//! Where a console opens and what is copied.

use crate::messages::{self, InvalidField};
use crate::wire::{COMMAND_PREFIX, DestinationInput};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::CopyContent;
use rolecall::problem::Problem;
use rolecall_model::partition::Region;
use rolecall_model::reason::Reason;

/// Parses where a console opens; the console's home when absent.
///
/// # Errors
/// `WrongInput` when the region is malformed.
pub(crate) fn destination(destination: Option<&DestinationInput>) -> Result<Destination, Problem> {
    let region = destination
        .and_then(|input| input.region.as_deref())
        .map(Region::parse_typed)
        .transpose();
    Ok(Destination {
        service: destination.and_then(|input| input.service.clone()),
        region: region
            .map_err(|_| Problem::invalid_input(messages::console_not_opened(InvalidField::Region)))?,
        ..Destination::default()
    })
}

/// Parses what the user says that they use a role for; nothing where they said nothing.
///
/// # Errors
/// `WrongInput` when it is no reason.
pub(crate) fn reason(text: Option<&str>) -> Result<Option<Reason>, Problem> {
    let text = text.filter(|text| !text.trim().is_empty());
    let reason = text.map(Reason::parse).transpose();
    reason.map_err(|error| Problem::from(&error))
}

/// Parses the `format` of an offered export.
///
/// # Errors
/// `WrongInput` when there is no such format.
pub(crate) fn copy_content(text: &str) -> Result<CopyContent, Problem> {
    let unknown = || Problem::invalid_input(messages::UNKNOWN_FORMAT);
    let parse = |id: &str| ExportFormat::parse(id).ok_or_else(unknown);
    match text.strip_prefix(COMMAND_PREFIX) {
        Some(id) => parse(id).map(CopyContent::Command),
        None => parse(text).map(CopyContent::Credentials),
    }
}

/// The longest text that is copied, in bytes: longer than any name or address of AWS.
const MAX_SHOWN_TEXT: usize = 8192;

/// Checks a text that the window shows and the user copies.
///
/// # Errors
/// `WrongInput` when it is empty or longer than anything that can be copied.
pub(crate) fn shown_text(text: String) -> Result<String, Problem> {
    let is_valid = !text.is_empty() && text.len() <= MAX_SHOWN_TEXT;
    is_valid
        .then_some(text)
        .ok_or_else(|| Problem::invalid_input(messages::TEXT_NOT_COPIED))
}

#[cfg(test)]
mod tests {
    use super::{MAX_SHOWN_TEXT, shown_text};

    #[test]
    fn a_text_is_copied_as_it_is_shown() {
        let name = "payments \u{202e}prod\u{202c}".to_owned();
        assert_eq!(shown_text(name.clone()).unwrap(), name);
        for text in [String::new(), "x".repeat(MAX_SHOWN_TEXT + 1)] {
            assert!(shown_text(text).is_err());
        }
    }
}
