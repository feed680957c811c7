//! Reading until when the certificates of roles are valid.

use super::Tasks;
use crate::certificate_validity::certificate_validity;
use crate::keeper::event::KeeperEvent;
use rolecall_model::settings::Settings;
use std::sync::Arc;

impl Tasks {
    /// Reads how long the certificates of all roles are valid; `number` is that of this read.
    pub(in crate::keeper) fn read_certificates(&self, number: u64, settings: Arc<Settings>) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let mut found = Vec::new();
            for role in &settings.roles {
                let validity = certificate_validity(&ports, role).await;
                found.extend(validity.map(|validity| (role.key(), validity)));
            }
            KeeperEvent::CertificatesRead(number, found)
        }));
    }
}
