//! The verbs of the command line: each calls use cases of the domain and prints the result.
//!
//! Business rules belong in the domain, not here.

mod app;
mod completions;
mod console;
mod credentials;
mod default;
mod demo_banner;
mod doctor;
mod evaluation;
mod guard;
mod history;
mod keys;
mod labels;
mod overview;
mod portal;
mod program_json;
mod reason;
mod role;
mod role_sessions;
mod roles;
mod settings;
mod sign_in;
mod sign_out;
mod tags;

pub use completions::{VARIABLE as COMPLETION_VARIABLE, command_with_completions};
pub(crate) use credentials::MIN_REMAINING_LIFETIME;
pub(crate) use evaluation::Evaluation;

use crate::command_line::{CommandLine, PortalVerb, Verb};
use crate::context::Context;
use crate::failure::Failure;
use crate::time_limit;
use clap::CommandFactory;

/// Returns the definition of the command line.
pub fn command() -> clap::Command {
    CommandLine::command()
}

/// Runs `verb`, or prints the overview if there is none.
///
/// # Errors
/// The [`Failure`] with which the command ends.
pub async fn run(ctx: &Context, verb: Option<Verb>) -> Result<(), Failure> {
    if verb.as_ref().is_none_or(Verb::reports_settings) {
        crate::settings::print_left_out(ctx);
    }
    match verb {
        None => overview::show(ctx).await,
        Some(Verb::Portal {
            verb: PortalVerb::Add(args),
        }) => portal::add(ctx, &args).await,
        Some(Verb::Portal {
            verb: PortalVerb::List(args),
        }) => portal::list(ctx, &args).await,
        Some(Verb::Portal {
            verb: PortalVerb::Remove { name },
        }) => portal::remove(ctx, &name).await,
        Some(Verb::SignIn(args)) => sign_in::run(ctx, &args).await,
        Some(Verb::SignOut(args)) => sign_out::run(ctx, &args).await,
        Some(Verb::Role { verb }) => role::run(ctx, verb).await,
        Some(Verb::Keys { verb }) => keys::run(ctx, verb).await,
        Some(Verb::Roles(args)) => roles::run(ctx, &args).await,
        Some(Verb::Start(args)) => role_sessions::start(ctx, &args).await,
        Some(Verb::Stop(args)) => role_sessions::stop(ctx, &args).await,
        Some(Verb::RoleSessions(args)) => role_sessions::run_list(ctx, &args).await,
        Some(Verb::Default(args)) => default::run(ctx, &args).await,
        Some(Verb::History(args)) => history::run(ctx, &args),
        Some(Verb::Label(args)) => labels::run(ctx, &args).await,
        Some(Verb::Tag(args)) => tags::run(ctx, &args).await,
        Some(Verb::Env(args)) => credentials::env(ctx, &args).await,
        Some(Verb::Exec(args)) => credentials::exec(ctx, args).await,
        Some(Verb::Shell(args)) => credentials::shell(ctx, &args).await,
        Some(Verb::CredentialProcess(args)) => {
            time_limit::of_whole(&ctx.ports, credentials::credential_process(ctx, &args)).await
        }
        Some(Verb::Console(args)) => console::run(ctx, &args).await,
        Some(Verb::Settings { verb, json }) => settings::run(ctx, verb, json).await,
        Some(Verb::Doctor(args)) => doctor::run(ctx, &args).await,
        Some(Verb::Completions(args)) => completions::run(ctx, &args),
        Some(Verb::App(args)) => app::run(ctx, &args).await,
    }
}
