//! The mark of portals that are not at AWS's own addresses: a demo, an emulator, a private endpoint. Every surface
//! shows it.

use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use rolecall_model::portal::{EndpointUrl, Portal};

/// Returns the mark of `portal`, if it needs one.
pub(super) fn of(portal: &Portal) -> Option<String> {
    let endpoint = portal.endpoint_url.as_ref().map(EndpointUrl::as_str);
    match (portal.demo, endpoint) {
        (true, endpoint) => Some(format!("demo {}", endpoint.unwrap_or_default())),
        (false, endpoint) => endpoint.map(|endpoint| format!("endpoint {endpoint}")),
    }
}

/// Says beside the answer that `portal` is not at AWS's own addresses.
pub(super) fn remark(here: &Surroundings, portal: &Portal) {
    if let Some(mark) = of(portal) {
        let text = format!("{} is not at AWS's own addresses: {mark}", portal.name);
        here.terminal.remark(Text::styled(Style::Warning, &text));
    }
}

/// As [`remark`], to a user alone: what a script runs says nothing of its own.
pub(super) fn remark_to_a_user(here: &Surroundings, portal: &Portal) {
    if here.terminal.err_face().is_terminal {
        remark(here, portal);
    }
}
