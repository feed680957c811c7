//! `rolecall sign-in`: guides the user through signing in. Ctrl-C cancels.

use super::demo_banner;
use crate::command_line::SignInArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::sign_in as messages;
use crate::terminal::{Style, Text};
use crate::{resolve, settings, time_format};
use rolecall::ports::RunningDesktopError;
use rolecall::problem::Problem;
use rolecall::sign_in::sign_in;
use rolecall_model::Timestamp;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::sign_in::{SignInMethod, SignInStep};

pub(super) async fn run(ctx: &Context, args: &SignInArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let portal = resolve::portal(&settings, args.portal.as_deref())?;
    demo_banner::print(ctx, &portal);
    if args.in_window {
        return in_window(ctx, &portal).await;
    }
    let method = choose_method(ctx, args);
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let report = |step| print_step(ctx, method, step);
    let signed_in = tokio::select! {
        signed_in = sign_in(&ports, &portal, method, &report) => signed_in,
        () = ctx.machine.wait_for_interrupt() => return Err(Failure::Cancelled),
    };
    signed_in.map_err(|error| Failure::for_portal(&portal.name, &error))?;
    desktop::notify_changed(ctx).await;
    print_signed_in(ctx, &portal);
    Ok(())
}

/// Lets the desktop sign in, which shows the progress and the result.
async fn in_window(ctx: &Context, portal: &Portal) -> Result<(), Failure> {
    let message = DesktopMessage::SignIn {
        portal: portal.name.clone(),
    };
    match desktop::send(ctx, &message).await {
        Ok(()) => {
            ctx.terminal.note(messages::in_window(&portal.name));
            Ok(())
        }
        Err(error) => Err(Failure::Message(match error {
            RunningDesktopError::NotRunning => messages::window_not_running(&portal.name),
            RunningDesktopError::Failed { .. } => messages::window_not_responding(&portal.name),
        })),
    }
}

fn choose_method(ctx: &Context, args: &SignInArgs) -> SignInMethod {
    if args.device_code {
        return SignInMethod::DeviceCode;
    }
    if args.no_browser {
        return SignInMethod::BrowserByHand;
    }
    if ctx.ports.desktop.browser.is_available() {
        return SignInMethod::Browser;
    }
    ctx.terminal.note(messages::NO_BROWSER);
    SignInMethod::DeviceCode
}

fn print_step(ctx: &Context, method: SignInMethod, step: SignInStep) {
    match step {
        SignInStep::WaitingForBrowser {
            page,
            opened,
            expires_at,
        } => {
            print_link(ctx, method, &page, opened, expires_at);
        }
        SignInStep::WaitingForCode {
            user_code,
            verification_uri,
            verification_uri_complete,
            expires_at,
        } => {
            print_code(
                ctx,
                [&user_code, &verification_uri, &verification_uri_complete],
                expires_at,
            );
        }
        SignInStep::Warning(warning) => {
            let problem = Problem::from(&warning);
            let text = format!("{} {}", problem.summary, problem.advice);
            ctx.terminal.note(Text::styled(Style::Warning, &text));
        }
    }
}

fn print_link(
    ctx: &Context,
    method: SignInMethod,
    page: &AuthorizationUrl,
    opened: bool,
    expires_at: Timestamp,
) {
    let without_browser = method == SignInMethod::BrowserByHand;
    ctx.terminal.note(match (opened, without_browser) {
        (true, _) => messages::OPENING,
        (false, true) => messages::OPEN_LINK,
        (false, false) => messages::NOT_OPENED,
    });
    // EXPOSE: the user opens the link; it is valid for this sign-in only
    let link = page.expose();
    let is_printed = without_browser && ctx.terminal.print_line(link).is_ok();
    if !is_printed {
        ctx.terminal.note(format!("  {link}"));
    }
    show_waiting(ctx, expires_at);
}

fn print_code(ctx: &Context, [user_code, uri, complete]: [&str; 3], expires_at: Timestamp) {
    let terminal = &ctx.terminal;
    terminal.note(messages::OPEN_LINK_ANYWHERE);
    terminal.note(format!("  {complete}"));
    terminal.note("");
    terminal.note(Text::from(format!("  {}  ", messages::YOUR_CODE)).with(Style::Bold, user_code));
    terminal.note("");
    terminal.note(messages::COMPARE_CODE);
    terminal.note(messages::enter_code(uri));
    terminal.note(Text::styled(Style::Warning, messages::CODE_WARNING));
    show_waiting(ctx, expires_at);
}

fn show_waiting(ctx: &Context, expires_at: Timestamp) {
    let now = ctx.now();
    let until = time_format::time_of_day(expires_at, now, &ctx.time_zone);
    ctx.terminal
        .show_progress(Text::styled(Style::Dim, &messages::waiting(&until)));
}

fn print_signed_in(ctx: &Context, portal: &Portal) {
    ctx.terminal
        .note(Text::styled(Style::Success, &messages::signed_in(&portal.name)));
    ctx.terminal.note(messages::LIST_ROLES);
}

#[cfg(test)]
mod tests;
