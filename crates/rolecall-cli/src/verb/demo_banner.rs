//! The banner of portals that do not use AWS's own endpoints: the demo, an emulator, a private endpoint. It is shown
//! wherever such a portal is used.

use crate::context::Context;
use crate::messages::portals as messages;
use crate::terminal::{Style, Text};
use rolecall_model::portal::{EndpointUrl, Portal};
use rolecall_model::role_source::ResolvedRole;

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

/// Prints the banner of the portal that `role` depends on, on standard error.
pub(super) fn print_for_role(ctx: &Context, role: &ResolvedRole) {
    if let Some(portal) = role.source.portal() {
        print(ctx, portal);
    }
}

/// As [`print_for_role`], but only if standard error is a terminal, so that scripts get no extra output.
pub(super) fn print_in_terminal(ctx: &Context, role: &ResolvedRole) {
    if ctx.terminal.stderr_caps().is_terminal {
        print_for_role(ctx, role);
    }
}
