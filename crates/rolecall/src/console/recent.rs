//! Where the console was opened last, as the history tells.

use super::services::Service;
use crate::history::retention_start;
use crate::ports::{Ports, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryDetail, HistoryQuery};
use rolecall_model::partition::Region;
use rolecall_model::settings::Settings;

/// How many of the newest entries of the history are looked through.
const MAX_ENTRIES: u32 = 2000;
/// How many services and regions are returned.
const MAX_RECENT: usize = 10;

/// Where the console was opened last, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentDestinations {
    /// The services.
    pub services: Vec<&'static Service>,
    /// The regions.
    pub regions: Vec<Region>,
}

/// Returns where the console was opened last, by whichever surface.
///
/// # Errors
/// The state database's failure.
pub fn recent_destinations(
    ports: &Ports,
    settings: &Settings,
) -> Result<RecentDestinations, StateStoreError> {
    let entries = ports.store.history_store.history(&HistoryQuery {
        from: retention_start(settings, ports.clock.now()),
        until: Timestamp::MAX,
        limit: MAX_ENTRIES,
    })?;
    let mut recent = RecentDestinations::default();
    for entry in entries {
        let Some(HistoryDetail::Console { service, region, .. }) = entry.detail else {
            continue;
        };
        if let Some(service) = Service::of_word(&service) {
            add(&mut recent.services, service);
        }
        add(&mut recent.regions, region);
    }
    Ok(recent)
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.len() < MAX_RECENT && !list.contains(&item) {
        list.push(item);
    }
}
