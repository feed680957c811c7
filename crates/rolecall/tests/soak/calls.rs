//! How often AWS was asked, and how often it had to be.

use super::day::{Day, LIFETIME};
use rolecall_fakes::{Call, Operation};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

impl Day {
    fn calls(&self, operation: Operation) -> Vec<Call> {
        let mut calls = self.world.aws.calls();
        calls.retain(|call| call.operation == operation);
        calls
    }

    /// Returns how often AWS was asked for credentials and could answer.
    pub(crate) fn credentials_given(&self) -> usize {
        let [in_vain, _] = &*self.in_vain;
        self.calls(Operation::GetRoleCredentials).len() - in_vain.load(Ordering::Relaxed)
    }

    /// Returns how often AWS had to be asked, if each is asked for `lead` before the last ones end.
    pub(crate) fn credentials_needed(&self, lead: Duration) -> usize {
        let end = self.world.clock.true_now();
        let needed = |calls: &Vec<Call>| {
            let lived = end.duration_since(calls[0].at).as_secs();
            1 + lived / i64::try_from((LIFETIME - lead).as_secs()).unwrap()
        };
        let needed: i64 = self.calls_by_role().values().map(needed).sum();
        usize::try_from(needed).unwrap()
    }

    fn calls_by_role(&self) -> HashMap<(String, Option<String>), Vec<Call>> {
        let mut by_role: HashMap<_, Vec<Call>> = HashMap::new();
        for call in self.calls(Operation::GetRoleCredentials) {
            let role = (call.start_url.clone(), call.account_id.clone());
            by_role.entry(role).or_default().push(call);
        }
        by_role
    }

    /// Returns how often AWS was asked to renew an access token and could answer.
    pub(crate) fn tokens_given(&self) -> usize {
        let [_, in_vain] = &*self.in_vain;
        self.calls(Operation::CreateTokenWithRefreshToken).len() - in_vain.load(Ordering::Relaxed)
    }

    /// Returns how often access tokens had to be renewed, if each is `lead` before its end.
    pub(crate) fn tokens_needed(&self, lead: Duration) -> usize {
        let lived = self.world.clock.elapsed().as_secs() / (LIFETIME - lead).as_secs();
        self.portals.len() * usize::try_from(lived).unwrap()
    }
}
