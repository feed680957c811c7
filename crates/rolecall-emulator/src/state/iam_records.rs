//! What changes about IAM users while the emulator runs: access keys, used MFA codes, sessions. Starts as the
//! organization says. Must not know when a key is accepted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::clock::EpochTime;
use crate::organization::Organization;

/// A long-term access key, by its id.
#[derive(Clone, Debug)]
pub(crate) struct AccessKeyRecord {
    pub(crate) account_id: String,
    pub(crate) user_name: String,
    pub(crate) secret: Arc<str>,
    pub(crate) is_active: bool,
    pub(crate) created_at: EpochTime,
    pub(crate) last_used: Option<LastUse>,
}

/// The last request that was signed with a key.
#[derive(Clone, Debug)]
pub(crate) struct LastUse {
    pub(crate) at: EpochTime,
    pub(crate) service: String,
    pub(crate) region: String,
}

/// A session of a user, made by GetSessionToken, by access key id.
#[derive(Clone, Debug)]
pub(crate) struct UserSessionRecord {
    pub(crate) secret: Arc<str>,
    pub(crate) session_token: Arc<str>,
    pub(crate) account_id: String,
    pub(crate) user_name: String,
    /// When a code of an MFA device was given, if one was.
    pub(crate) mfa_at: Option<EpochTime>,
    pub(crate) issued_at: EpochTime,
    pub(crate) expires_at: EpochTime,
}

/// The keys, codes and sessions of all users.
#[derive(Debug, Default)]
pub(crate) struct IamRecords {
    pub(crate) access_keys: BTreeMap<String, AccessKeyRecord>,
    /// Serial number and step of every code that was accepted: none is accepted twice.
    pub(crate) used_codes: HashSet<(String, i64)>,
    pub(crate) user_sts: HashMap<String, UserSessionRecord>,
}

impl IamRecords {
    /// The records of an organization whose users have done nothing yet.
    pub(crate) fn from_organization(organization: &Organization) -> Self {
        let mut records = Self::default();
        for account in &organization.accounts {
            for user in &account.iam_users {
                for key in &user.access_keys {
                    let record = AccessKeyRecord {
                        account_id: account.id.clone(),
                        user_name: user.name.clone(),
                        secret: key.secret.as_str().into(),
                        is_active: key.active,
                        created_at: EpochTime::from_iso(&key.created).unwrap_or(EpochTime::PAST),
                        last_used: None,
                    };
                    records.access_keys.insert(key.id.clone(), record);
                }
            }
        }
        records
    }

    /// The keys of a user, the oldest first.
    pub(crate) fn keys_of<'a>(
        &'a self,
        account_id: &'a str,
        user_name: &'a str,
    ) -> Vec<(&'a String, &'a AccessKeyRecord)> {
        let keys = self.access_keys.iter();
        let mut keys: Vec<_> = keys
            .filter(|(_, key)| key.account_id == account_id && key.user_name == user_name)
            .collect();
        keys.sort_by_key(|(_, key)| key.created_at);
        keys
    }
}
