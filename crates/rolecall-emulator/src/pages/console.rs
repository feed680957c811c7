//! The console page: account, role, user, region, service, path, each under an id that a browser test can
//! read. Must not know how it was reached.

use http::StatusCode;

use super::{escaped, framed, name};
use crate::answer::Answer;
use crate::state::{Caller, State};

/// What the address of the page says, and when the sign-in ends.
pub(crate) struct Place {
    pub(crate) account_name: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) path: String,
    pub(crate) ends: String,
}

pub(crate) fn page(state: &State, caller: &Caller, place: &Place) -> Answer {
    let region = if place.region.is_empty() {
        "Global"
    } else {
        &place.region
    };
    let main = format!(
        "<div class=\"bar\"><span><bdi>{}</bdi> · {}</span><bdi>{}</bdi></div>\n<h1>{}</h1>\n\
         <dl class=\"facts\">\n<dt>Account</dt><dd>{}</dd>\n<dt>Account ID</dt><dd>{}</dd>\n<dt>Role</dt><dd>{}</dd>\n\
         <dt>User</dt><dd>{}</dd>\n<dt>Region</dt><dd>{}</dd>\n<dt>Destination</dt><dd>{}</dd>\n\
         <dt>Federated as</dt><dd>{}</dd>\n<dt>Ends</dt><dd>{}</dd>\n</dl>\n\
         <p class=\"buttons\"><a class=\"button\" id=\"sign-out\" href=\"/console/logout\">Sign out</a></p>",
        escaped(&caller.role_name),
        escaped(&caller.account_id),
        escaped(region),
        name("service", &place.service),
        name("account-name", &place.account_name),
        name("account-id", &caller.account_id),
        name("role-name", &caller.role_name),
        name("user-name", &caller.user),
        name("region", region),
        name("destination", &place.path),
        name("caller-arn", &caller.arn(state.partition)),
        name("ends", &place.ends)
    );
    framed(
        StatusCode::OK,
        &format!("{} · {}", place.service, place.account_name),
        &main,
    )
}
