//! Expiry and revocation before their time: all records of a kind, or those of one user. Must not know
//! HTTP.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::clock::EpochTime;
use crate::state::{
    AccessTokenRecord, AuthorizationCodeRecord, ClientRecord, ConsoleSignInRecord, CredentialsRecord,
    DeviceGrant, Records, RefreshTokenRecord, SigninTokenRecord, UserSessionRecord, UserSignIn,
};

/// Expired records are still recognised; revoked ones are as if they had never been issued.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Invalidation {
    Expire,
    Revoke,
}

/// Which records are invalidated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InvalidationRequest {
    what: RecordKind,
    /// Only the records of this user.
    #[serde(default)]
    user: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RecordKind {
    AccessTokens,
    RefreshTokens,
    Registrations,
    Credentials,
    PortalSignIns,
    DeviceCodes,
    AuthorizationCodes,
    SigninTokens,
    ConsoleSignIns,
}

type SignIns = BTreeMap<u64, UserSignIn>;

/// A record with an expiry and, mostly, a user.
trait ExpiringRecord {
    fn expires_at(&mut self) -> &mut EpochTime;
    fn user<'a>(&'a self, sign_ins: &'a SignIns) -> Option<&'a str>;
}

macro_rules! expiring {
    ($kind:ty, |$record:ident, $sign_ins:ident| $user:expr) => {
        impl ExpiringRecord for $kind {
            fn expires_at(&mut self) -> &mut EpochTime {
                &mut self.expires_at
            }
            fn user<'a>(&'a self, $sign_ins: &'a SignIns) -> Option<&'a str> {
                let $record = self;
                $user
            }
        }
    };
}

expiring!(AccessTokenRecord, |token, sign_ins| user_of(
    token.sign_in,
    sign_ins
));
expiring!(RefreshTokenRecord, |token, sign_ins| user_of(
    token.sign_in,
    sign_ins
));
expiring!(CredentialsRecord, |credentials, _sign_ins| Some(
    &credentials.assumed.user
));
expiring!(UserSessionRecord, |session, _sign_ins| Some(&session.user_name));
expiring!(AuthorizationCodeRecord, |code, _sign_ins| Some(&code.user));
expiring!(SigninTokenRecord, |token, _sign_ins| Some(&token.assumed.user));
expiring!(ConsoleSignInRecord, |sign_in, _sign_ins| Some(
    &sign_in.assumed.user
));
expiring!(ClientRecord, |_client, _sign_ins| None);
expiring!(DeviceGrant, |_grant, _sign_ins| None);

fn user_of(id: u64, sign_ins: &SignIns) -> Option<&str> {
    sign_ins.get(&id).map(|sign_in| sign_in.user.as_str())
}

impl Invalidation {
    /// Invalidates records and returns how many.
    pub(super) fn apply(self, records: &mut Records, request: &InvalidationRequest) -> usize {
        let user = request.user.as_deref();
        let sign_ins = &records.sign_ins;
        match request.what {
            RecordKind::AccessTokens => self.apply_to(&mut records.access_tokens, sign_ins, user),
            RecordKind::RefreshTokens => self.apply_to(&mut records.refresh_tokens, sign_ins, user),
            RecordKind::Registrations => self.apply_to(&mut records.clients, sign_ins, user),
            RecordKind::Credentials => {
                self.apply_to(&mut records.credentials, sign_ins, user)
                    + self.apply_to(&mut records.iam.user_sts, sign_ins, user)
            }
            RecordKind::DeviceCodes => self.apply_to(&mut records.device_grants, sign_ins, user),
            RecordKind::AuthorizationCodes => self.apply_to(&mut records.authorization_codes, sign_ins, user),
            RecordKind::SigninTokens => self.apply_to(&mut records.signin_tokens, sign_ins, user),
            RecordKind::ConsoleSignIns => self.apply_to(&mut records.console_sign_ins, sign_ins, user),
            RecordKind::PortalSignIns => {
                let sign_ins = records.sign_ins.values_mut();
                let selected = sign_ins.filter(|sign_in| user.is_none_or(|user| sign_in.user == user));
                selected
                    .map(|sign_in| sign_in.expires_at = EpochTime::PAST)
                    .count()
            }
        }
    }

    fn apply_to<T: ExpiringRecord>(
        self,
        records: &mut HashMap<String, T>,
        sign_ins: &SignIns,
        user: Option<&str>,
    ) -> usize {
        let is_selected = |record: &T| user.is_none() || record.user(sign_ins) == user;
        let count = records.len();
        match self {
            Self::Revoke => {
                records.retain(|_, record| !is_selected(record));
                count - records.len()
            }
            Self::Expire => {
                let selected = records.values_mut().filter(|record| is_selected(record));
                selected
                    .map(|record| *record.expires_at() = EpochTime::PAST)
                    .count()
            }
        }
    }
}
