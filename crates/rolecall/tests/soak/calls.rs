//! How often AWS was asked, and how often it had to be.

use super::day::{Day, LIFETIME, ROLE_SESSIONS};
use rolecall_fakes::{Call, Operation};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// So long before its end an access token is renewed, when it is needed.
const TOKEN_LEAD: Duration = Duration::from_mins(5);

impl Day {
    fn calls(&self, operation: Operation) -> Vec<Call> {
        let mut calls = self.world.aws.calls();
        calls.retain(|call| call.operation == operation);
        calls
    }

    /// AWS was asked no more often than it must be; by a clock that was set wrong, each may seem to be due.
    pub(crate) fn assert_asked_no_more_than_needed(&self, lead: Duration, wrong_clocks: usize) {
        let role_sessions = wrong_clocks * usize::try_from(ROLE_SESSIONS).unwrap();
        let needed = self.credentials_needed(lead) + role_sessions;
        let given = self.credentials_given();
        assert!(
            given <= needed,
            "AWS gave credentials {given} times instead of {needed}"
        );
        let needed = self.tokens_needed(TOKEN_LEAD) + wrong_clocks * self.portals.len();
        let given = self.tokens_given();
        assert!(
            given <= needed,
            "AWS renewed a sign-in {given} times instead of {needed}"
        );
    }

    /// Returns how often AWS was asked for credentials and could answer.
    fn credentials_given(&self) -> usize {
        let [in_vain, _] = &*self.in_vain;
        self.calls(Operation::GetRoleCredentials).len() - in_vain.load(Ordering::Relaxed)
    }

    /// Returns how often AWS had to be asked, if each is asked for `lead` before the last ones end.
    fn credentials_needed(&self, lead: Duration) -> usize {
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
    fn tokens_given(&self) -> usize {
        let [_, in_vain] = &*self.in_vain;
        self.calls(Operation::CreateTokenWithRefreshToken).len() - in_vain.load(Ordering::Relaxed)
    }

    /// Returns how often access tokens had to be renewed, if each is `lead` before its end.
    fn tokens_needed(&self, lead: Duration) -> usize {
        let lived = self.world.clock.elapsed().as_secs() / (LIFETIME - lead).as_secs();
        self.portals.len() * usize::try_from(lived).unwrap()
    }
}
