//! Why a portal was not added, at the field of the form that has to change.

use super::problem;
use crate::wire::{AddPortalView, PortalFieldView};
use rolecall::new_portal::NewPortalError;
use rolecall::problem::Problem;

/// A field of the form cannot be used.
pub(crate) fn invalid_portal(field: PortalFieldView, reason: &Problem) -> AddPortalView {
    AddPortalView::Invalid {
        field,
        problem: problem(reason),
    }
}

/// The address or the region of the form leads to no portal.
pub(crate) fn not_located(error: &NewPortalError) -> AddPortalView {
    let field = match error {
        NewPortalError::Region(_) => PortalFieldView::Region,
        NewPortalError::NoIdentityCenter { .. } | NewPortalError::IdentityCenter(_) => {
            PortalFieldView::IdentityCenter
        }
        NewPortalError::StartUrl(_)
        | NewPortalError::Redirect(_)
        | NewPortalError::NoRedirect
        | NewPortalError::NotAccountAccess
        | NewPortalError::RedirectsElsewhere { .. } => PortalFieldView::Address,
    };
    invalid_portal(field, &Problem::from(error))
}
