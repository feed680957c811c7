//! The console after sign-in: one page that says who is signed in, as what and where. Must not know how the
//! browser got its cookie.

use http::StatusCode;

use crate::answer::Answer;
use crate::call::Call;
use crate::pages;
use crate::pages::console::Place;
use crate::state::State;

/// The cookie that marks a signed-in browser.
pub(crate) const COOKIE: &str = "rolecall-emulator-console";

pub(crate) fn page(state: &State, call: &Call) -> Answer {
    let now = state.now();
    let signed_in = call
        .cookie(COOKIE)
        .and_then(|cookie| state.remembered.console_sign_ins.get(cookie))
        .filter(|signed_in| signed_in.ends > now);
    let Some(signed_in) = signed_in else {
        return pages::notice(
            StatusCode::FORBIDDEN,
            "You are not signed in",
            "This console page was opened without a sign-in, or the sign-in has ended. Open the console again \
             from the application.",
        );
    };
    let account = state.directory.account(&signed_in.caller.account_id);
    let place = Place {
        account_name: account.map(|account| account.name.clone()).unwrap_or_default(),
        region: call.query_value("region").unwrap_or_default(),
        service: service(&call.path),
        path: call.path.strip_prefix("/console").unwrap_or_default().to_owned(),
        ends: signed_in.ends.iso(),
    };
    pages::console::page(state, &signed_in.caller, &place)
}

pub(crate) fn sign_out(state: &mut State, call: &Call) -> Answer {
    if let Some(cookie) = call.cookie(COOKIE) {
        state.remembered.console_sign_ins.remove(cookie);
    }
    let gone = format!("{COOKIE}=; Path=/console/; HttpOnly; SameSite=Lax; Max-Age=0");
    pages::notice(StatusCode::OK, "Signed out", "The console sign-in has ended.").with("set-cookie", gone)
}

/// The service a console path belongs to: its first word.
fn service(path: &str) -> String {
    let word = path
        .strip_prefix("/console/")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    match word {
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
