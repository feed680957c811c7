//! `rolecall sign-in`: shows what the user must see while signing in. Ctrl-C gives it up.

use super::mark;
use crate::choice;
use crate::command_line::SignInArgs;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use crate::times;
use rolecall::ports::RunningDesktopError;
use rolecall::sign_in::sign_in;
use rolecall_model::Timestamp;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::sign_in::{SignInMethod, SignInStep};

pub(super) async fn run(here: &Surroundings, args: &SignInArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let portal = choice::portal(&settings, args.portal.as_deref())?;
    mark::remark(here, &portal);
    if args.in_window {
        return in_window(here, &portal).await;
    }
    let method = method(here, args);
    let ports = here.acting(Surface::Command, false);
    let report = |step| show(here, method, step);
    let signed_in = tokio::select! {
        signed_in = sign_in(&ports, &portal, method, &report) => signed_in,
        () = here.machine.interrupted() => return Err(Failure::Cancelled),
    };
    signed_in.map_err(|error| Failure::at(&portal.name, &error))?;
    desktop::changed(here).await;
    say_done(here, &portal);
    Ok(())
}

/// The desktop signs in; how it goes is shown there.
async fn in_window(here: &Surroundings, portal: &Portal) -> Result<(), Failure> {
    let wanted = DesktopMessage::SignIn {
        portal: portal.name.clone(),
    };
    match desktop::tell(here, &wanted).await {
        Ok(()) => {
            let name = &portal.name;
            here.terminal
                .remark(format!("Rolecall's window shows the sign-in to {name}."));
            Ok(())
        }
        Err(error) => {
            let why = match error {
                RunningDesktopError::NotRunning => "does not run",
                RunningDesktopError::Failed { .. } => "does not answer",
            };
            Err(Failure::Failed(format!(
                "Rolecall's window {why}. Open it with `rolecall app`, or sign in here: rolecall sign-in {}",
                portal.name
            )))
        }
    }
}

fn method(here: &Surroundings, args: &SignInArgs) -> SignInMethod {
    if args.device_code {
        return SignInMethod::DeviceCode;
    }
    if args.no_browser {
        return SignInMethod::BrowserByHand;
    }
    if here.ports.desktop.browser.is_available() {
        return SignInMethod::Browser;
    }
    here.terminal
        .remark("No browser can be opened here, so you sign in with a code.");
    SignInMethod::DeviceCode
}

fn show(here: &Surroundings, method: SignInMethod, step: SignInStep) {
    match step {
        SignInStep::WaitingForBrowser {
            page,
            opened,
            expires_at,
        } => {
            show_browser(here, method, &page, opened, expires_at);
        }
        SignInStep::WaitingForCode {
            user_code,
            verification_uri,
            verification_uri_complete,
            expires_at,
        } => {
            show_code(
                here,
                [&user_code, &verification_uri, &verification_uri_complete],
                expires_at,
            );
        }
    }
}

fn show_browser(
    here: &Surroundings,
    method: SignInMethod,
    page: &AuthorizationUrl,
    opened: bool,
    expires_at: Timestamp,
) {
    let by_hand = method == SignInMethod::BrowserByHand;
    here.terminal.remark(match (opened, by_hand) {
        (true, _) => {
            "The sign-in page opens in your browser. If it does not, open this link on this computer:"
        }
        (false, true) => "Open this link in a browser on this computer:",
        (false, false) => "The browser could not be opened. Open this link in a browser on this computer:",
    });
    // EXPOSE: the user opens the link by hand; it is good for this sign-in alone
    let link = page.expose();
    let shown_apart = by_hand && here.terminal.line(link).is_ok();
    if !shown_apart {
        here.terminal.remark(format!("  {link}"));
    }
    waiting(here, expires_at);
}

fn show_code(here: &Surroundings, [user_code, uri, complete]: [&str; 3], expires_at: Timestamp) {
    let terminal = &here.terminal;
    terminal.remark("Open this link on any device:");
    terminal.remark(format!("  {complete}"));
    terminal.remark("");
    terminal.remark(Text::from("  Your code:  ").then(Style::Strong, user_code));
    terminal.remark("");
    terminal.remark("Go on only if the page shows this very code.");
    terminal.remark(format!("A page that asks you to type the code: {uri}"));
    terminal.remark(Text::styled(
        Style::Warning,
        "Confirm only a sign-in that you started yourself, just now: whoever sent you a code gets your access.",
    ));
    waiting(here, expires_at);
}

fn waiting(here: &Surroundings, expires_at: Timestamp) {
    let now = here.now();
    let until = times::at(expires_at, now, &here.time_zone);
    here.terminal.progress(Text::styled(
        Style::Faint,
        &format!("Waiting for you until {until}. Ctrl-C gives up."),
    ));
}

fn say_done(here: &Surroundings, portal: &Portal) {
    here.terminal.remark(Text::styled(
        Style::Good,
        &format!("Signed in to {}.", portal.name),
    ));
    here.terminal.remark("List what you may assume: rolecall roles");
}

#[cfg(test)]
mod tests;
