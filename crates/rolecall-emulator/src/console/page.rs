//! The console page: account, role, user, region, service, path, each under an id that a browser test can
//! read. Must not know how it was reached.

use http::StatusCode;

use crate::html::{self, escape, name};
use crate::response::ApiResponse;
use crate::state::AssumedRole;

/// What the page shows.
pub(super) struct ConsolePageView<'a> {
    pub(super) assumed: &'a AssumedRole,
    pub(super) arn: String,
    pub(super) account_name: String,
    /// Empty for a page of no region.
    pub(super) region: String,
    pub(super) service: String,
    pub(super) path: &'a str,
    pub(super) expires_at: String,
}

impl ConsolePageView<'_> {
    pub(super) fn render(&self) -> ApiResponse {
        let region = if self.region.is_empty() {
            "Global"
        } else {
            &self.region
        };
        let main = format!(
            "<div class=\"bar\"><span><bdi>{}</bdi> · {}</span><bdi>{}</bdi></div>\n<h1>{}</h1>\n\
             <dl class=\"facts\">\n<dt>Account</dt><dd>{}</dd>\n<dt>Account ID</dt><dd>{}</dd>\n\
             <dt>Role</dt><dd>{}</dd>\n<dt>User</dt><dd>{}</dd>\n<dt>Region</dt><dd>{}</dd>\n\
             <dt>Destination</dt><dd>{}</dd>\n<dt>Federated as</dt><dd>{}</dd>\n<dt>Ends</dt><dd>{}</dd>\n</dl>\n\
             <p class=\"buttons\"><a class=\"button\" id=\"sign-out\" href=\"/console/logout\">Sign out</a></p>",
            escape(&self.assumed.role_name),
            escape(&self.assumed.account_id),
            escape(region),
            name("service", &self.service),
            name("account-name", &self.account_name),
            name("account-id", &self.assumed.account_id),
            name("role-name", &self.assumed.role_name),
            name("user-name", &self.assumed.user),
            name("region", region),
            name("destination", self.path),
            name("caller-arn", &self.arn),
            name("ends", &self.expires_at)
        );
        let title = format!("{} · {}", self.service, self.account_name);
        html::page(StatusCode::OK, &title, &main)
    }
}
