//! The state of the emulator, and the lookups that say whether something issued is still valid. Must not know
//! about HTTP.

mod iam_records;
mod records;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Instant;

use serde::Serialize;

use crate::clock::{EmulatorClock, EpochTime};
use crate::faults::InjectedFault;
use crate::identity_provider::OwnKey;
use crate::options::ResolvedOptions;
use crate::organization::OrgDirectory;
use crate::partition::AwsPartition;
use crate::rate_limit::TokenBucket;
use crate::secrets::{SecretIssuer, process_key, transaction_id};
use crate::settings::EmulatorSettings;

pub(crate) use iam_records::{AccessKeyRecord, IamRecords, LastUse, UserSessionRecord};
pub(crate) use records::{
    AccessTokenRecord, AssumedRole, AuthorizationCodeRecord, AuthorizeRequest, ClientRecord, ConsoleIdentity,
    ConsoleSignInRecord, CredentialsRecord, DeviceGrant, DeviceGrantStatus, Grants, LoginCodeRecord,
    LoginRequest, LoginSessionRecord, PendingConsent, Records, RefreshTokenRecord, RoleSession,
    SigninTokenRecord, UserSignIn,
};

const CONSENT_PAGE_TTL_SECONDS: u64 = 900;
const MAX_LOGGED_REQUESTS: usize = 20_000;

/// A line of the request log, without any secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RequestLogEntry {
    pub(crate) at: String,
    pub(crate) operation: &'static str,
    pub(crate) detail: Option<String>,
    pub(crate) account_id: Option<String>,
    pub(crate) role_name: Option<String>,
    /// None when the connection was closed without a response.
    pub(crate) status: Option<u16>,
}

/// Everything, behind one lock: a handler sees a consistent state and makes one consistent change.
#[derive(Debug)]
pub(crate) struct EmulatorState {
    pub(crate) url: String,
    pub(crate) region: String,
    pub(crate) start_url: String,
    pub(crate) partition: &'static AwsPartition,
    pub(crate) settings: EmulatorSettings,
    pub(crate) directory: OrgDirectory,
    pub(crate) clock: EmulatorClock,
    pub(crate) secrets: SecretIssuer,
    pub(crate) paging_key: [u8; 32],
    /// Of the identity providers that have no key of their own; none without randomness.
    pub(crate) own_key: Option<OwnKey>,
    pub(crate) records: Records,
    pub(crate) counters: BTreeMap<String, u64>,
    pub(crate) request_log: VecDeque<RequestLogEntry>,
    pub(crate) faults: Vec<InjectedFault>,
    pub(crate) buckets: HashMap<String, TokenBucket>,
}

impl EmulatorState {
    /// A state without records; `url` is the base address.
    pub(crate) fn new(url: String, options: ResolvedOptions) -> Self {
        let records = Records {
            iam: IamRecords::from_organization(&options.organization),
            ..Records::default()
        };
        Self {
            url,
            region: options.region,
            start_url: options.start_url,
            partition: options.partition,
            settings: options.settings,
            directory: OrgDirectory::new(options.organization),
            clock: EmulatorClock::default(),
            secrets: SecretIssuer::default(),
            paging_key: process_key(),
            own_key: OwnKey::generate(),
            records,
            counters: BTreeMap::new(),
            request_log: VecDeque::new(),
            faults: Vec::new(),
            buckets: HashMap::new(),
        }
    }

    pub(crate) fn now(&self) -> EpochTime {
        self.clock.now()
    }

    /// Id and user of the sign-in that a currently valid access token for the portal belongs to.
    pub(crate) fn bearer(&self, token: &str) -> Option<(u64, &str)> {
        self.bearer_of(token, |token| token.has_account_access)
    }

    /// The same for a token that `is_for` the API.
    pub(crate) fn bearer_of(
        &self,
        token: &str,
        is_for: impl FnOnce(&AccessTokenRecord) -> bool,
    ) -> Option<(u64, &str)> {
        let now = self.now();
        let token = self.records.access_tokens.get(token);
        let token = token.filter(|token| is_for(token) && token.expires_at > now)?;
        let sign_in = self.sign_in(token.sign_in)?;
        Some((token.sign_in, sign_in.user.as_str()))
    }

    /// Ends the grace period of the refresh token that was exchanged for this token, which is now used.
    pub(crate) fn end_grace_period(&mut self, token: &str) {
        let records = &mut self.records;
        let by_access = records
            .access_tokens
            .get_mut(token)
            .and_then(|record| record.exchanged.take());
        let by_refresh = records
            .refresh_tokens
            .get_mut(token)
            .and_then(|record| record.exchanged.take());
        for exchanged in [by_access, by_refresh].into_iter().flatten() {
            records.refresh_tokens.remove(&exchanged);
        }
    }

    /// A portal sign-in that has not expired.
    pub(crate) fn sign_in(&self, id: u64) -> Option<&UserSignIn> {
        self.records
            .sign_ins
            .get(&id)
            .filter(|sign_in| sign_in.expires_at > self.now())
    }

    pub(crate) fn begin_sign_in(&mut self, user: String) -> u64 {
        let id = self
            .records
            .sign_ins
            .last_key_value()
            .map_or(1, |(last, _)| last + 1);
        let expires_at = self.now().after_seconds(self.settings.portal_ttl);
        self.records.sign_ins.insert(id, UserSignIn { user, expires_at });
        id
    }

    /// Ends a portal sign-in with all its tokens. Role credentials issued before stay valid, as at AWS.
    pub(crate) fn end_sign_in(&mut self, id: u64) {
        self.records.sign_ins.remove(&id);
        self.records.access_tokens.retain(|_, token| token.sign_in != id);
        self.records.refresh_tokens.retain(|_, token| token.sign_in != id);
    }

    /// Waits for the decision of a consent page; returns the transaction that the page has to name.
    pub(crate) fn begin_consent(&mut self, consent: PendingConsent) -> String {
        let transaction = transaction_id();
        let expires_at = self.now().after_seconds(CONSENT_PAGE_TTL_SECONDS);
        let consents = &mut self.records.pending_consents;
        consents.insert(transaction.clone(), (consent, expires_at));
        transaction
    }

    /// The same for the page of AWS Sign-In.
    pub(crate) fn begin_login(&mut self, request: LoginRequest) -> String {
        let transaction = transaction_id();
        let expires_at = self.now().after_seconds(CONSENT_PAGE_TTL_SECONDS);
        let logins = &mut self.records.pending_logins;
        logins.insert(transaction.clone(), (request, expires_at));
        transaction
    }

    /// Takes a request out of the bucket with this key; false when the rate is exceeded.
    pub(crate) fn is_within_rate(&mut self, key: &str) -> bool {
        let (rate, burst) = (self.settings.rate, self.settings.burst);
        if rate == 0 {
            return true;
        }
        let capacity = if burst == 0 { rate } else { burst };
        let now = Instant::now();
        let bucket = self.buckets.entry(key.to_owned());
        bucket
            .or_insert_with(|| TokenBucket::new(capacity, now))
            .take(rate, capacity, now)
    }

    pub(crate) fn count(&mut self, name: &str) {
        *self.counters.entry(name.to_owned()).or_insert(0) += 1;
    }

    pub(crate) fn log(&mut self, entry: RequestLogEntry) {
        if self.request_log.len() >= MAX_LOGGED_REQUESTS {
            self.request_log.pop_front();
        }
        self.request_log.push_back(entry);
    }

    /// The user who signs in with `--consent auto`.
    pub(crate) fn auto_user(&self) -> String {
        let configured = self
            .settings
            .auto_user
            .as_deref()
            .and_then(|name| self.directory.user(name));
        configured
            .or(self.directory.organization.users.first())
            .map(|user| user.name.clone())
            .unwrap_or_default()
    }
}
