//! The banner of portals that do not use AWS's own endpoints: the demo, an emulator, a private endpoint. It is shown
//! wherever such a portal is used.

use crate::context::Context;
use crate::messages::portals as messages;
use crate::terminal::{Style, Text};
use rolecall_model::portal::{EndpointUrl, Portal};

/// Returns the banner of `portal`, if it needs one: `demo http://…` or `endpoint http://…`.
pub(super) fn text(portal: &Portal) -> Option<String> {
    let endpoint = portal.endpoint_url.as_ref().map(EndpointUrl::as_str);
    (portal.demo || endpoint.is_some()).then(|| messages::banner(portal.demo, endpoint.unwrap_or_default()))
}

/// Prints the banner of `portal` on standard error.
pub(super) fn print(ctx: &Context, portal: &Portal) {
    if let Some(banner) = text(portal) {
        let line = messages::other_endpoints(&portal.name, &banner);
        ctx.terminal.note(Text::styled(Style::Warning, &line));
    }
}

/// As [`print`], but only if standard error is a terminal, so that scripts get no extra output.
pub(super) fn print_in_terminal(ctx: &Context, portal: &Portal) {
    if ctx.terminal.stderr_caps().is_terminal {
        print(ctx, portal);
    }
}
