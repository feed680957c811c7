//! Where a console opens and what is copied.

use crate::wire::{COMMAND_PREFIX, DestinationInput};
use rolecall::console::Destination;
use rolecall::export::ExportFormat;
use rolecall::problem::Problem;
use rolecall_model::partition::Region;

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportChoice {
    /// The command that prints or passes on the credentials; it contains no secret.
    Command(ExportFormat),
    /// The credentials themselves.
    Credentials(ExportFormat),
}

/// Parses where a console opens; the console's home when absent.
///
/// # Errors
/// `WrongInput` when the region is malformed.
pub(crate) fn destination(destination: Option<&DestinationInput>) -> Result<Destination, Problem> {
    let region = destination
        .and_then(|input| input.region.as_deref())
        .map(Region::parse)
        .transpose();
    Ok(Destination {
        service: destination.and_then(|input| input.service.clone()),
        region: region
            .map_err(|error| Problem::invalid_input(format!("The console was not opened: {error}.")))?,
        ..Destination::default()
    })
}

/// Parses the `format` of an offered export.
///
/// # Errors
/// `WrongInput` when there is no such format.
pub(crate) fn export_choice(text: &str) -> Result<ExportChoice, Problem> {
    let unknown = || Problem::invalid_input("Nothing was copied: the format is unknown.");
    let parse = |id: &str| ExportFormat::parse(id).ok_or_else(unknown);
    match text.strip_prefix(COMMAND_PREFIX) {
        Some(id) => parse(id).map(ExportChoice::Command),
        None => parse(text).map(ExportChoice::Credentials),
    }
}
