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

#[cfg(test)]
mod tests {
    use super::not_located;
    use crate::wire::{AddPortalView, PortalFieldView};
    use rolecall::new_portal::NewPortalError;
    use rolecall_model::partition::Region;
    use rolecall_model::portal::{PortalRegionError, StartUrlError};

    #[test]
    fn each_reason_stands_at_the_field_that_has_to_change() {
        let region = Region::parse("eu-west-1").unwrap();
        let center = NewPortalError::IdentityCenter(Box::new(StartUrlError::NotHttps.into()));
        let missing = NewPortalError::NoIdentityCenter {
            region,
            configured: 2,
        };
        for (error, expected) in [
            (StartUrlError::NotHttps.into(), PortalFieldView::Address),
            (PortalRegionError::Missing.into(), PortalFieldView::Region),
            (center, PortalFieldView::IdentityCenter),
            (missing, PortalFieldView::IdentityCenter),
            (NewPortalError::NotAccountAccess, PortalFieldView::Address),
        ] {
            let AddPortalView::Invalid { field, problem } = not_located(&error) else {
                unreachable!("it is a refusal")
            };
            assert_eq!(field, expected, "{error:?}");
            assert!(!problem.summary.is_empty());
        }
    }
}
