//! What a command needs beyond one request: reading the page's words, and the use cases that copy and open.

use crate::desktop::Stage;
use crate::ipc::wire::{
    AccountKey, AppearanceView, AssignmentKey, CopiedView, DestinationKey, DestinationView, ExportView,
    NewPortal, SettingsView, SignInMethodView, StartUrlView,
};
use crate::view;
use rolecall::account::AccountId;
use rolecall::console::{self, Destination, services};
use rolecall::export::{ExportContext, ExportFormat, eval_command, export_text, profile_command};
use rolecall::keeper::{Request, SettingsEdit, SignInState};
use rolecall::partition::Region;
use rolecall::portal::{EndpointUrl, Portal, PortalName, read_start_url};
use rolecall::ports::BrowserPage;
use rolecall::problem::Problem;
use rolecall::role_session::role_credentials;
use rolecall::secret::ExportText;
use rolecall::settings::{
    Appearance, Environment, set_appearance, set_clipboard_clear_in, set_console_region,
    set_environment_patterns,
};
use rolecall::sign_in::SignInMethod;
use std::time::Duration;

/// Credentials that are copied are worth at least this much time.
const AT_LEAST: Duration = Duration::from_mins(15);
/// What stands before the id of a format when the command is copied that prints it, not the credentials.
const COMMAND: &str = "command:";

/// Reads a pasted address for the form.
pub(crate) fn start_url(text: &str) -> StartUrlView {
    // Only an endpoint of the portal's own may be plain http on this machine: the address itself can say so.
    let endpoint = EndpointUrl::parse(&origin(text))
        .ok()
        .filter(EndpointUrl::is_on_loopback);
    match read_start_url(text, endpoint.as_ref()) {
        Ok(reading) => StartUrlView {
            start_url: Some(reading.start_url.as_str().to_owned()),
            region: reading.region.map(|region| region.to_string()),
            suggested_name: Some(reading.suggested_name.to_string()),
            notice: (!reading.owned_by_aws && endpoint.is_none()).then(|| {
                "This address does not belong to AWS. Go on only if your organization gave it to you."
                    .to_owned()
            }),
        },
        Err(error) => StartUrlView {
            start_url: None,
            region: None,
            suggested_name: None,
            notice: Some(Problem::from(&error).summary),
        },
    }
}

fn origin(text: &str) -> String {
    text.trim().splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// Reads the form of a new portal.
pub(crate) fn portal(new: &NewPortal) -> Result<Portal, Problem> {
    let wrong =
        |error: &dyn std::fmt::Display| Problem::of_input(format!("The portal was not added: {error}."));
    let endpoint = new
        .endpoint_url
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let endpoint_url = endpoint
        .map(EndpointUrl::parse)
        .transpose()
        .map_err(|error| wrong(&error))?;
    // An endpoint chooses the pages that the browser opens: the page of the window must not choose a stranger's.
    if endpoint_url
        .as_ref()
        .is_some_and(|endpoint| !endpoint.is_on_loopback())
    {
        return Err(wrong(
            &"an endpoint on another machine is given to `rolecall portal add … --endpoint-url`",
        ));
    }
    Ok(Portal {
        name: PortalName::parse(new.name.trim()).map_err(|error| wrong(&error))?,
        start_url: read_start_url(&new.start_url, endpoint_url.as_ref())
            .map_err(|error| Problem::from(&error))?
            .start_url,
        region: Region::parse(new.region.trim()).map_err(|error| wrong(&error))?,
        endpoint_url,
        demo: false,
    })
}

/// Returns how to sign in here: where no browser can be opened, the person is given a code.
pub(crate) fn method(method: SignInMethodView, browser: bool) -> SignInMethod {
    match method {
        SignInMethodView::Browser if browser => SignInMethod::Browser,
        SignInMethodView::Browser | SignInMethodView::DeviceCode => SignInMethod::DeviceCode,
    }
}

pub(crate) fn account(key: &AccountKey) -> Result<(PortalName, AccountId), Problem> {
    Ok((
        view::portal_name(&key.portal)?,
        view::account_id(&key.account_id)?,
    ))
}

pub(crate) async fn open_sign_in_page(stage: &Stage, portal: &str) -> Result<(), Problem> {
    let page = match sign_in_state(stage, portal)? {
        SignInState::WaitingForBrowser { page: Some(page), .. } => BrowserPage::SignIn(page),
        SignInState::WaitingForCode {
            verification_uri_complete,
            ..
        } => BrowserPage::DeviceCode(verification_uri_complete),
        SignInState::WaitingForBrowser { page: None, .. }
        | SignInState::Unknown
        | SignInState::SignedOut
        | SignInState::Expired
        | SignInState::SignedIn(_) => return Err(no_sign_in()),
    };
    stage
        .ports
        .browser
        .open(&page)
        .await
        .map_err(|error| Problem::from(&error))
}

pub(crate) fn copy_sign_in_link(stage: &Stage, portal: &str) -> Result<CopiedView, Problem> {
    match sign_in_state(stage, portal)? {
        SignInState::WaitingForBrowser { page: Some(page), .. } => {
            // EXPOSE: the person asked for the link of their own sign-in; it leaves the clipboard again
            copy_secret(
                stage,
                &ExportText::from_exposed(page.expose()),
                "the sign-in link",
            )
        }
        SignInState::WaitingForCode {
            verification_uri_complete,
            ..
        } => copy_plain(stage, &verification_uri_complete, "the sign-in link"),
        SignInState::WaitingForBrowser { page: None, .. }
        | SignInState::Unknown
        | SignInState::SignedOut
        | SignInState::Expired
        | SignInState::SignedIn(_) => Err(no_sign_in()),
    }
}

fn sign_in_state(stage: &Stage, portal: &str) -> Result<SignInState, Problem> {
    let name = view::portal_name(portal)?;
    let snapshot = stage.keeper.snapshot();
    snapshot
        .portal(&name)
        .map(|state| state.sign_in.clone())
        .ok_or_else(no_sign_in)
}

fn no_sign_in() -> Problem {
    Problem::of_input("There is no sign-in under way.")
}

pub(crate) async fn open_console(
    stage: &Stage,
    key: &AssignmentKey,
    destination: Option<&DestinationKey>,
) -> Result<(), Problem> {
    let assignment = view::assignment(key)?;
    let portal = portal_of(stage, &assignment.portal)?;
    let region = destination
        .and_then(|key| key.region.as_deref())
        .map(Region::parse)
        .transpose();
    let destination = Destination {
        service: destination.and_then(|key| key.service.clone()),
        region: region.map_err(|error| Problem::of_input(format!("The console was not opened: {error}.")))?,
        ..Destination::default()
    };
    let region = stage.keeper.snapshot().settings.console_region.clone();
    let opened =
        console::open_console(&stage.ports, &portal, &assignment, &destination, region.as_ref()).await;
    stage.keeper.send(Request::LookAround);
    opened.map_err(|error| Problem::from(&error).at(&portal.name))
}

pub(crate) fn destinations() -> Vec<DestinationView> {
    let view = |service: &console::Service| DestinationView {
        service: service.short.to_owned(),
        label: service.label.to_owned(),
        global: service.global,
    };
    services().iter().map(view).collect()
}

/// What the copy menu offers: one entry for each way of writing, by the names that people know it by.
const OFFERED: [(ExportFormat, &str); 8] = [
    (ExportFormat::Bash, "bash, zsh"),
    (ExportFormat::Fish, "fish"),
    (ExportFormat::PowerShell, "PowerShell"),
    (ExportFormat::Cmd, "cmd"),
    (ExportFormat::Nushell, "Nushell"),
    (ExportFormat::Dotenv, ".env file"),
    (ExportFormat::Json, "JSON"),
    (ExportFormat::CredentialProcess, "credential_process JSON"),
];

/// Returns what can be copied: commands that carry no secret first.
pub(crate) fn exports() -> Vec<ExportView> {
    let commands = OFFERED[..3].iter().map(|(format, label)| ExportView {
        format: format!("{COMMAND}{}", format.id()),
        label: format!("Command for {label}"),
        secret: false,
    });
    let profile = ExportView {
        format: format!("{COMMAND}{}", ExportFormat::CredentialProcess.id()),
        label: "credential_process for ~/.aws/config".to_owned(),
        secret: false,
    };
    let credentials = OFFERED.iter().map(|(format, label)| ExportView {
        format: format.id().to_owned(),
        label: (*label).to_owned(),
        secret: true,
    });
    commands.chain([profile]).chain(credentials).collect()
}

pub(crate) async fn copy_export(
    stage: &Stage,
    key: &AssignmentKey,
    format: &str,
) -> Result<CopiedView, Problem> {
    let assignment = view::assignment(key)?;
    let unknown = || Problem::of_input("Nothing was copied: that format is not known.");
    let cannot =
        |error: rolecall::export::ExportError| Problem::of_input(format!("Nothing was copied: {error}."));
    if let Some(id) = format.strip_prefix(COMMAND) {
        let target = assignment.target();
        let command = if id == ExportFormat::CredentialProcess.id() {
            profile_command(&target)
        } else {
            eval_command(&target, ExportFormat::parse(id).ok_or_else(unknown)?)
        };
        return copy_plain(stage, &command.map_err(cannot)?, "the command");
    }
    let format = ExportFormat::parse(format).ok_or_else(unknown)?;
    let portal = portal_of(stage, &assignment.portal)?;
    let credentials = role_credentials(&stage.ports, &portal, &assignment, AT_LEAST).await;
    stage.keeper.send(Request::LookAround);
    let credentials = credentials.map_err(|error| Problem::from(&error).at(&portal.name))?;
    let region = stage.keeper.snapshot().settings.console_region.clone();
    let context = ExportContext::of(&portal, &assignment.account_id, region);
    let text = export_text(format, &credentials, &context).map_err(cannot)?;
    copy_secret(stage, &text, &format!("credentials for {}", format.label()))
}

fn portal_of(stage: &Stage, name: &PortalName) -> Result<Portal, Problem> {
    let snapshot = stage.keeper.snapshot();
    let gone = || Problem::of_input(format!("There is no portal called {name}."));
    snapshot
        .portal(name)
        .map(|state| state.portal.clone())
        .ok_or_else(gone)
}

fn copy_plain(stage: &Stage, text: &str, what: &str) -> Result<CopiedView, Problem> {
    stage
        .ports
        .clipboard
        .copy(text)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopiedView {
        what: what.to_owned(),
        clears_in_seconds: None,
    })
}

fn copy_secret(stage: &Stage, text: &ExportText, what: &str) -> Result<CopiedView, Problem> {
    let clear_in = stage.keeper.snapshot().settings.clipboard_clear_in;
    stage
        .ports
        .clipboard
        .copy_secret(text, clear_in)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopiedView {
        what: what.to_owned(),
        clears_in_seconds: u32::try_from(clear_in.as_secs()).ok(),
    })
}

/// Makes the edit that brings the file to what the page shows; a value that is the same already stays untouched.
pub(crate) fn settings_edit(wanted: SettingsView) -> SettingsEdit {
    Box::new(move |text| {
        let now = rolecall::settings::read_settings(text)?;
        let mut text = text.to_owned();
        let appearance = match wanted.appearance {
            AppearanceView::System => Appearance::System,
            AppearanceView::Light => Appearance::Light,
            AppearanceView::Dark => Appearance::Dark,
        };
        if appearance != now.appearance {
            text = set_appearance(&text, appearance)?;
        }
        let region = wanted.console_region.as_deref().map(Region::parse).transpose();
        let region =
            region.map_err(|error| Problem::of_input(format!("The settings were not saved: {error}.")))?;
        if region != now.console_region {
            text = set_console_region(&text, region.as_ref())?;
        }
        let clear_in = Duration::from_secs(wanted.clipboard_clear_seconds.into());
        if clear_in != now.clipboard_clear_in {
            text = set_clipboard_clear_in(&text, clear_in)?;
        }
        if now.production_patterns != wanted.production_patterns {
            text = set_environment_patterns(&text, Environment::Production, &wanted.production_patterns)?;
        }
        Ok(text)
    })
}

#[cfg(test)]
mod tests;
