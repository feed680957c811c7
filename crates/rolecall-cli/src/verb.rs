//! The verbs: each translates what was typed into a use case of the domain, and its outcome into lines.
//!
//! A rule that decides something belongs into the domain, never here.

mod app;
mod completions;
mod console;
mod credentials;
mod default;
mod doctor;
mod guard;
mod history;
mod labels;
mod mark;
mod overview;
mod portal;
mod role_sessions;
mod roles;
mod sign_in;
mod sign_out;
mod tags;

pub use completions::{VARIABLE as COMPLETION_VARIABLE, command_with_completions};
pub(crate) use credentials::MIN_REMAINING_LIFETIME;
pub use credentials::delivered;

use crate::command_line::{CommandLine, PortalVerb, Verb};
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use clap::CommandFactory;

/// Returns the command line as it is typed.
pub fn command() -> clap::Command {
    CommandLine::command()
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`], which says how the command ends.
pub async fn run(here: &Surroundings, verb: Option<Verb>) -> Result<(), Failure> {
    match verb {
        None => overview::show(here).await,
        Some(Verb::Portal {
            verb: PortalVerb::Add(args),
        }) => portal::add(here, &args).await,
        Some(Verb::Portal {
            verb: PortalVerb::List(args),
        }) => portal::list(here, &args).await,
        Some(Verb::Portal {
            verb: PortalVerb::Remove { name },
        }) => portal::remove(here, &name).await,
        Some(Verb::SignIn(args)) => sign_in::run(here, &args).await,
        Some(Verb::SignOut(args)) => sign_out::run(here, &args).await,
        Some(Verb::Roles(args)) => roles::run(here, &args).await,
        Some(Verb::Start(args)) => role_sessions::start(here, &args).await,
        Some(Verb::Stop(args)) => role_sessions::stop(here, &args).await,
        Some(Verb::RoleSessions(args)) => role_sessions::list(here, &args).await,
        Some(Verb::Default(args)) => default::run(here, &args).await,
        Some(Verb::History(args)) => history::run(here, &args),
        Some(Verb::Label(args)) => labels::run(here, &args).await,
        Some(Verb::Tag(args)) => tags::run(here, &args).await,
        Some(Verb::Env(args)) => credentials::env(here, &args).await,
        Some(Verb::Exec(args)) => credentials::exec(here, args).await,
        Some(Verb::Shell(args)) => credentials::shell(here, &args).await,
        Some(Verb::CredentialProcess(args)) => credentials::credential_process(here, &args).await,
        Some(Verb::Console(args)) => console::run(here, &args).await,
        Some(Verb::Doctor(args)) => doctor::run(here, &args).await,
        Some(Verb::Completions(args)) => completions::run(here, &args),
        Some(Verb::App(args)) => app::run(here, &args).await,
    }
}
