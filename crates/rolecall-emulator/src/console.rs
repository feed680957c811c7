//! The console after sign-in: one page that says who is signed in, as what and where. Must not know how the
//! browser got its cookie.

mod page;

use http::StatusCode;

use crate::errors::Api;
use crate::html;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::state::EmulatorState;
use page::ConsolePageView;

/// The cookie of a signed-in browser.
pub(crate) const COOKIE: &str = "rolecall-emulator-console";

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(Api::Page, "ConsoleSignOut", &[Route::get("/console/logout")], sign_out),
    ApiOperation::new(Api::Page, "ConsolePage", &[Route::get("/console/").and_below()], console_page)
        .with_detail(|request| Some(request.path.clone())),
];

fn console_page(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let now = state.now();
    let sign_in = request
        .cookie(COOKIE)
        .and_then(|cookie| state.records.console_sign_ins.get(cookie))
        .filter(|sign_in| sign_in.expires_at > now)
        .ok_or_else(|| {
            html::notice(
                StatusCode::FORBIDDEN,
                "You are not signed in",
                "This console page was opened without a sign-in, or the sign-in has ended. Open the console \
                 again from the application.",
            )
        })?;
    let account = state.directory.account(&sign_in.assumed.account_id);
    let page = ConsolePageView {
        assumed: &sign_in.assumed,
        arn: sign_in.assumed.arn(state.partition),
        account_name: account.map(|account| account.name.clone()).unwrap_or_default(),
        region: request.query_value("region").unwrap_or_default(),
        service: service(&request.path),
        path: request.path.strip_prefix("/console").unwrap_or_default(),
        expires_at: sign_in.expires_at.iso(),
    };
    Ok(page.render())
}

fn sign_out(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    if let Some(cookie) = request.cookie(COOKIE) {
        state.records.console_sign_ins.remove(cookie);
    }
    let removal = format!("{COOKIE}=; Path=/console/; HttpOnly; SameSite=Lax; Max-Age=0");
    let page = html::notice(StatusCode::OK, "Signed out", "The console sign-in has ended.");
    Ok(page.with_header("set-cookie", removal))
}

/// The service a console path belongs to, by its first segment.
fn service(path: &str) -> String {
    let segment = path
        .strip_prefix("/console/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    match segment {
        "" | "console" => "Console Home".to_owned(),
        "iamv2" => "IAM".to_owned(),
        "dynamodbv2" => "DynamoDB".to_owned(),
        "cloudwatch" => "CloudWatch".to_owned(),
        "lambda" => "Lambda".to_owned(),
        "billing" => "Billing".to_owned(),
        other if other.len() <= 4 => other.to_ascii_uppercase(),
        other => other.to_owned(),
    }
}
