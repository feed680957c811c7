//! Where a console opens and what is copied.

use crate::messages::{self, InvalidField};
use crate::wire::{COMMAND_PREFIX, DestinationInput};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::keeper::CopyContent;
use rolecall::problem::Problem;
use rolecall_model::partition::Region;

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
