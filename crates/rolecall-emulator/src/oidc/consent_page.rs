//! The pages on which a user allows or denies: sign-in, device confirmation, code entry. Must not know what
//! follows from the decision.

use http::StatusCode;

use crate::html::{escape, name, page};
use crate::response::ApiResponse;
use crate::state::EmulatorState;

/// The sign-in page of the authorization-code flow.
pub(super) fn authorize(state: &EmulatorState, transaction: &str, client_name: &str) -> ApiResponse {
    let main = format!(
        "<p class=\"organization\">{}</p>\n<h1>Allow {} to access your data?</h1>\n\
         <p>It asks to see your AWS accounts and roles, and to get credentials for them.</p>\n\
         <p class=\"hint\">Allow only if you started this sign-in yourself, just now, on this computer.</p>\n{}",
        name("organization", &state.directory.organization.name),
        name("client-name", client_name),
        user_form(state, "/consent", transaction)
    );
    page(StatusCode::OK, "Allow access", &main)
}

/// The confirmation page of the device flow.
pub(super) fn device(
    state: &EmulatorState,
    transaction: &str,
    client_name: &str,
    user_code: &str,
) -> ApiResponse {
    let main = format!(
        "<p class=\"organization\">{}</p>\n<h1>Confirm the code for {}</h1>\n\
         <p>Check that the application shows exactly this code:</p>\n<p class=\"code\">{}</p>\n\
         <p class=\"hint\">If somebody sent you this code or this link, deny. Only continue if you started this \
         yourself.</p>\n{}",
        name("organization", &state.directory.organization.name),
        name("client-name", client_name),
        name("user-code", user_code),
        user_form(state, "/consent", transaction)
    );
    page(StatusCode::OK, "Confirm the code", &main)
}

/// The page on which the user code is typed.
pub(super) fn code_entry(status: StatusCode, problem: Option<&str>) -> ApiResponse {
    let problem = problem
        .map(|text| {
            format!(
                "<p class=\"problem\" id=\"problem\" role=\"alert\">{}</p>\n",
                escape(text)
            )
        })
        .unwrap_or_default();
    let main = format!(
        "<h1>Enter the code</h1>\n<p>Type the code that the application shows.</p>\n{problem}\
         <form method=\"get\" action=\"/device\">\n<label for=\"user_code\">Code</label>\n\
         <input id=\"user_code\" name=\"user_code\" required autofocus autocomplete=\"off\" \
         placeholder=\"ABCD-EFGH\" maxlength=\"12\">\n\
         <div class=\"buttons\"><button class=\"primary\" id=\"continue\" type=\"submit\">Continue</button></div>\n</form>"
    );
    page(status, "Enter the code", &main)
}

/// The choice of the user, and the two buttons, which send the decision to `action`.
pub(crate) fn user_form(state: &EmulatorState, action: &str, transaction: &str) -> String {
    let users = &state.directory.organization.users;
    let choices: String = users
        .iter()
        .enumerate()
        .map(|(at, user)| {
            let checked = if at == 0 { " checked" } else { "" };
            let display_name = if user.display_name.is_empty() { String::new() } else {
                format!(" <bdi class=\"quiet\">{}</bdi>", escape(&user.display_name))
            };
            format!(
                "<label class=\"user\"><input type=\"radio\" name=\"user\" id=\"user-{at}\" value=\"{0}\"{checked}> \
                 <bdi>{0}</bdi>{display_name}</label>\n",
                escape(&user.name)
            )
        })
        .collect();
    format!(
        "<form method=\"post\" action=\"{action}\">\n\
         <input type=\"hidden\" name=\"transaction\" value=\"{}\">\n\
         <fieldset>\n<legend>Sign in as</legend>\n{choices}</fieldset>\n<div class=\"buttons\">\n\
         <button class=\"primary\" id=\"allow\" name=\"answer\" value=\"allow\">Allow access</button>\n\
         <button id=\"deny\" name=\"answer\" value=\"deny\">Deny</button>\n</div>\n</form>",
        escape(transaction)
    )
}
