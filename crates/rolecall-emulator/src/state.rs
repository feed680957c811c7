//! What the emulator remembers: registrations, codes, tokens, credentials, console sign-ins. Owns the lookups
//! that say whether one of them is still good. Must not know about HTTP.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;

use crate::clock::{Clock, Moment};
use crate::faults::Fault;
use crate::issued::{Mint, process_key};
use crate::org::Directory;
use crate::partition::Partition;
use crate::rate::Bucket;
use crate::settings::Settings;

/// A registered client.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) secret: Arc<str>,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) grants: Grants,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) expires: Moment,
}

/// What a client may exchange for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants {
    pub(crate) authorization_code: bool,
    pub(crate) device_code: bool,
    pub(crate) refresh_token: bool,
}

/// A user's stay at the portal: every token of one authorization hangs on it.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub(crate) user: String,
    pub(crate) ends: Moment,
}

/// An access token, by its text.
#[derive(Debug)]
pub(crate) struct AccessToken {
    pub(crate) sign_in: u64,
    pub(crate) expires: Moment,
    /// The refresh token that it came from, while that one is in grace.
    pub(crate) from: Option<String>,
}

/// A refresh token, by its text.
#[derive(Debug)]
pub(crate) struct RefreshToken {
    pub(crate) sign_in: u64,
    pub(crate) client_id: String,
    pub(crate) expires: Moment,
    /// The refresh token that it came from, while that one is in grace.
    pub(crate) from: Option<String>,
}

/// An authorization request whose redirect address has been checked.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) challenge: String,
}

/// An authorization code, by its text.
#[derive(Debug)]
pub(crate) struct AuthorizationCode {
    pub(crate) request: AuthorizeRequest,
    pub(crate) user: String,
    pub(crate) expires: Moment,
}

/// A device authorization, by its device code.
#[derive(Debug)]
pub(crate) struct DeviceAuthorization {
    pub(crate) client_id: String,
    pub(crate) user_code: String,
    pub(crate) page_handle: String,
    pub(crate) answer: DeviceAnswer,
    pub(crate) interval: u64,
    pub(crate) polls: u32,
    pub(crate) last_poll: Moment,
    pub(crate) expires: Moment,
}

/// How far a device authorization has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeviceAnswer {
    Pending,
    Allowed { user: String },
    Denied,
    Exchanged,
}

/// What a shown page waits for.
#[derive(Clone, Debug)]
pub(crate) enum Consenting {
    Authorize(AuthorizeRequest),
    Device { device_code: String },
}

/// Role credentials, by access key id.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) secret: Arc<str>,
    pub(crate) session_token: Arc<str>,
    pub(crate) caller: Caller,
    pub(crate) expires: Moment,
}

/// Who acts with a set of credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account_id: String,
    pub(crate) role_name: String,
    pub(crate) user: String,
}

/// A sign-in token of the console, by its text.
#[derive(Debug)]
pub(crate) struct SigninToken {
    pub(crate) caller: Caller,
    pub(crate) expires: Moment,
    pub(crate) console_ends: Moment,
}

/// A browser that is signed in to the console, by its cookie.
#[derive(Debug)]
pub(crate) struct ConsoleSignIn {
    pub(crate) caller: Caller,
    pub(crate) ends: Moment,
}

/// One line of the call log: what was asked and what was answered, without any secret.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CallRecord {
    pub(crate) at: String,
    pub(crate) operation: &'static str,
    pub(crate) detail: Option<String>,
    pub(crate) account_id: Option<String>,
    pub(crate) role_name: Option<String>,
    /// Absent when the connection was closed instead of answered.
    pub(crate) status: Option<u16>,
}

const CALLS_KEPT: usize = 20_000;

/// Everything, behind one lock: an answer sees and makes one consistent change.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) url: String,
    pub(crate) region: String,
    pub(crate) start_url: String,
    pub(crate) partition: &'static Partition,
    pub(crate) settings: Settings,
    pub(crate) directory: Directory,
    pub(crate) clock: Clock,
    pub(crate) mint: Mint,
    pub(crate) paging_key: [u8; 32],
    pub(crate) remembered: Remembered,
    pub(crate) counters: BTreeMap<String, u64>,
    pub(crate) calls: VecDeque<CallRecord>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) buckets: HashMap<String, Bucket>,
}

/// What a reset forgets.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    pub(crate) registrations: HashMap<String, Registration>,
    pub(crate) consenting: HashMap<String, (Consenting, Moment)>,
    pub(crate) authorization_codes: HashMap<String, AuthorizationCode>,
    pub(crate) device_authorizations: HashMap<String, DeviceAuthorization>,
    pub(crate) sign_ins: BTreeMap<u64, SignIn>,
    pub(crate) access_tokens: HashMap<String, AccessToken>,
    pub(crate) refresh_tokens: HashMap<String, RefreshToken>,
    pub(crate) credentials: HashMap<String, Credentials>,
    pub(crate) signin_tokens: HashMap<String, SigninToken>,
    pub(crate) console_sign_ins: HashMap<String, ConsoleSignIn>,
}

impl State {
    pub(crate) fn new(
        url: String,
        region: String,
        start_url: String,
        partition: &'static Partition,
        settings: Settings,
        directory: Directory,
    ) -> Self {
        Self {
            url,
            region,
            start_url,
            partition,
            settings,
            directory,
            clock: Clock::default(),
            mint: Mint::default(),
            paging_key: process_key(),
            remembered: Remembered::default(),
            counters: BTreeMap::new(),
            calls: VecDeque::new(),
            faults: Vec::new(),
            buckets: HashMap::new(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The user behind an access token that is good now.
    pub(crate) fn bearer(&self, token: &str) -> Option<(u64, &str)> {
        let now = self.now();
        let known = self
            .remembered
            .access_tokens
            .get(token)
            .filter(|known| known.expires > now)?;
        let sign_in = self.sign_in(known.sign_in)?;
        Some((known.sign_in, sign_in.user.as_str()))
    }

    /// Ends the grace of the refresh token that this one, now used, came from.
    pub(crate) fn end_grace(&mut self, token: &str) {
        let all = &mut self.remembered;
        let of_access = all
            .access_tokens
            .get_mut(token)
            .and_then(|known| known.from.take());
        let of_refresh = all
            .refresh_tokens
            .get_mut(token)
            .and_then(|known| known.from.take());
        for old in [of_access, of_refresh].into_iter().flatten() {
            all.refresh_tokens.remove(&old);
        }
    }

    /// A portal sign-in that has not ended.
    pub(crate) fn sign_in(&self, id: u64) -> Option<&SignIn> {
        self.remembered
            .sign_ins
            .get(&id)
            .filter(|sign_in| sign_in.ends > self.now())
    }

    pub(crate) fn begin_sign_in(&mut self, user: String) -> u64 {
        let id = self
            .remembered
            .sign_ins
            .last_key_value()
            .map_or(1, |(last, _)| last + 1);
        let ends = self.now().after_seconds(self.settings.portal_ttl);
        self.remembered.sign_ins.insert(id, SignIn { user, ends });
        id
    }

    /// Ends a portal sign-in with all its tokens. Role credentials issued before stay good, as at AWS.
    pub(crate) fn end_sign_in(&mut self, id: u64) {
        self.remembered.sign_ins.remove(&id);
        self.remembered
            .access_tokens
            .retain(|_, token| token.sign_in != id);
        self.remembered
            .refresh_tokens
            .retain(|_, token| token.sign_in != id);
    }

    pub(crate) fn count(&mut self, name: &str) {
        *self.counters.entry(name.to_owned()).or_insert(0) += 1;
    }

    pub(crate) fn record(&mut self, record: CallRecord) {
        if self.calls.len() >= CALLS_KEPT {
            self.calls.pop_front();
        }
        self.calls.push_back(record);
    }

    /// Who signs in when nobody is asked.
    pub(crate) fn auto_user(&self) -> String {
        let chosen = self
            .settings
            .auto_user
            .as_deref()
            .and_then(|name| self.directory.user(name));
        chosen
            .or(self.directory.organization.users.first())
            .map(|user| user.name.clone())
            .unwrap_or_default()
    }
}

impl Caller {
    /// The name of the IAM role that Identity Center keeps in the account for a permission set.
    pub(crate) fn iam_role_name(&self) -> String {
        format!("AWSReservedSSO_{}_{}", self.role_name, &self.digest("role")[..16])
    }

    pub(crate) fn arn(&self, partition: &Partition) -> String {
        format!(
            "arn:{}:sts::{}:assumed-role/{}/{}",
            partition.id,
            self.account_id,
            self.iam_role_name(),
            self.user
        )
    }

    /// `AROA…:user`, as GetCallerIdentity says it.
    pub(crate) fn user_id(&self) -> String {
        let digest = self.digest("id").to_ascii_uppercase();
        format!("AROA{}:{}", &digest[..17], self.user)
    }

    fn digest(&self, purpose: &str) -> String {
        use sha2::Digest as _;
        let text = format!("{purpose}\n{}\n{}", self.account_id, self.role_name);
        hex::encode(sha2::Sha256::digest(text))
    }
}
