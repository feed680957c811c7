//! The demo organization: the emulator that ships with the program, on loopback, in folders of its own.

use crate::compose::{Composition, Sidecar, SidecarError};
use crate::messages;
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall::settings::{add_portal, read_settings, remove_portal};
use rolecall::settings_change::change_settings;
use rolecall::sign_out::remove_portal_data;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use serde::Deserialize;

const PORTAL_NAME: &str = "demo";

/// Why the demo did not start.
#[derive(Debug)]
pub(crate) enum DemoError {
    /// There is no folder for it.
    NoHome,
    /// The emulator is missing or did not start.
    Emulator(SidecarError),
    /// The emulator's first line cannot be parsed.
    UnexpectedOutput,
    /// The settings, the state database or the keychain failed.
    Problem(Problem),
}

impl From<DemoError> for Problem {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Problem(problem) => problem,
            DemoError::NoHome => Self::invalid_input(messages::DEMO_WITHOUT_HOME),
            DemoError::Emulator(error) => Self::invalid_input(messages::demo_not_started(&error)),
            DemoError::UnexpectedOutput => Self::invalid_input(messages::DEMO_OF_OTHER_VERSION),
        }
    }
}

/// The line that the emulator prints when it is ready.
#[derive(Deserialize)]
struct EmulatorReady {
    url: String,
    start_url: String,
    region: String,
}

/// The running emulator; it ends when this is dropped, and when the program is killed.
pub(crate) struct DemoEmulator {
    /// The only portal of the demo.
    pub(crate) portal: PortalName,
    _sidecar: Sidecar,
}

impl DemoEmulator {
    /// Starts the emulator and makes it the only portal of the demo; data of an earlier demo is removed.
    ///
    /// # Errors
    /// [`DemoError::Emulator`], [`DemoError::UnexpectedOutput`] and [`DemoError::Problem`].
    pub(crate) async fn start(demo: &Composition) -> Result<Self, DemoError> {
        let (sidecar, line) = demo.start_emulator().await.map_err(DemoError::Emulator)?;
        let ready: EmulatorReady = serde_json::from_str(&line).map_err(|_| DemoError::UnexpectedOutput)?;
        let portal = demo_portal(&ready).ok_or(DemoError::UnexpectedOutput)?;
        let name = portal.name.clone();
        set_up(&demo.ports(), portal).await.map_err(DemoError::Problem)?;
        Ok(Self {
            portal: name,
            _sidecar: sidecar,
        })
    }
}

fn demo_portal(ready: &EmulatorReady) -> Option<Portal> {
    let endpoint_url = EndpointUrl::parse(&ready.url).ok()?;
    Some(Portal {
        name: PortalName::parse(PORTAL_NAME).ok()?,
        start_url: parse_start_url(&ready.start_url, Some(&endpoint_url))
            .ok()?
            .start_url,
        region: Region::parse(&ready.region).ok()?,
        endpoint_url: Some(endpoint_url),
        demo: true,
        kind: PortalKind::IdentityCenter,
    })
}

async fn set_up(ports: &Ports, portal: Portal) -> Result<(), Problem> {
    let text = ports
        .store
        .settings_file
        .read()
        .map_err(|error| Problem::from(&error))?;
    for old in read_settings(&text)?.portals {
        remove_portal_data(ports, &old.name)
            .await
            .map_err(|error| Problem::from(&error))?;
    }
    change_settings(ports, |text| {
        // Nothing to remove the first time.
        let without = remove_portal(text, &portal.name).unwrap_or_else(|_| text.to_owned());
        add_portal(&without, &portal)
    })
}
