//! `rolecall sign-in`: guides the user through signing in. Ctrl-C cancels.

use super::demo_banner;
use crate::command_line::SignInArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::{logins, sign_in as messages};
use crate::terminal::{Style, Text};
use crate::{resolve, settings, time_format};
use rolecall::login::log_in_to_role;
use rolecall::ports::RunningDesktopError;
use rolecall::problem::Problem;
use rolecall::sign_in::sign_in;
use rolecall_model::Timestamp;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::AuthorizationUrl;
use rolecall_model::sign_in::{SignInMethod, SignInStep};

pub(super) async fn run(ctx: &Context, args: &SignInArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if let Some(role) = resolve::login_role(&settings, args.portal.as_deref()) {
        return to_console(ctx, &role?, args).await;
    }
    let portal = resolve::portal(&settings, args.portal.as_deref())?;
    demo_banner::print(ctx, &portal);
    if args.in_window {
        return in_window(ctx, &portal).await;
    }
    let method = choose_method(ctx, args);
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let report = |step| print_step(ctx, method, step);
    let signed_in = in_terminal(ctx, sign_in(&ports, &portal, method, &report)).await?;
    signed_in.map_err(|error| Failure::for_portal(&portal.name, &error))?;
    desktop::notify_changed(ctx).await;
    print_signed_in(ctx, &portal);
    Ok(())
}

/// Waits for a sign-in until the user presses Ctrl-C.
pub(super) async fn in_terminal<T>(ctx: &Context, signed_in: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::select! {
        signed_in = signed_in => Ok(signed_in),
        () = ctx.machine.wait_for_interrupt() => Err(Failure::Cancelled),
    }
}

/// Signs in to the console again for a role that is defined.
async fn to_console(ctx: &Context, role: &ResolvedRole, args: &SignInArgs) -> Result<(), Failure> {
    let portals_alone = [
        ("--device-code", args.device_code),
        ("--in-window", args.in_window),
    ];
    if let Some((option, _)) = portals_alone.into_iter().find(|(_, is_given)| *is_given) {
        return Err(Failure::invalid_input(
            logins::not_for_console(option),
            logins::USE_BROWSER,
        ));
    }
    demo_banner::print_for_role(ctx, role);
    let browser = LoginBrowser::choose(ctx, args.no_browser);
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let report = |step| browser.print_step(ctx, step);
    let signed_in = in_terminal(ctx, log_in_to_role(&ports, role, browser.opens(), &report)).await?;
    signed_in.map_err(|error| Failure::for_role(role, &error))?;
    desktop::notify_changed(ctx).await;
    if let Some(name) = role.key.defined_name() {
        let text = logins::signed_in(name);
        ctx.terminal.note(Text::styled(Style::Success, &text));
    }
    Ok(())
}

/// How the page of a sign-in to the console is opened.
pub(super) struct LoginBrowser(SignInMethod);

impl LoginBrowser {
    /// Chooses a link where no browser can be opened, or none is to be.
    pub(super) fn choose(ctx: &Context, no_browser: bool) -> Self {
        let opens = !no_browser && ctx.ports.desktop.browser.is_available();
        Self(if opens {
            SignInMethod::Browser
        } else {
            SignInMethod::BrowserByHand
        })
    }

    pub(super) fn opens(&self) -> bool {
        self.0 == SignInMethod::Browser
    }

    pub(super) fn print_step(&self, ctx: &Context, step: SignInStep) {
        print_step(ctx, self.0, step);
    }
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
