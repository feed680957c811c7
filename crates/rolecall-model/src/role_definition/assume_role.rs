//! `sts:AssumeRole` (STS API Reference): which role, with whose credentials, and what is asked for with it.

use super::iam_user::MfaSerial;
use super::role_session_options::{ExternalId, RoleSessionOptions, SessionTag, SourceIdentityName, TagKey};
use crate::role_arn::RoleArn;
use crate::role_ref::RoleRef;
use sha2::{Digest, Sha256};

/// A role that is assumed with the credentials of another role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole {
    /// The role.
    pub role_arn: RoleArn,
    /// The role whose credentials sign the request.
    pub from: RoleRef,
    /// What any role session may be given.
    pub session: RoleSessionOptions,
    /// `ExternalId`, which the trust policy of a role in a third party's account asks for.
    pub external_id: Option<ExternalId>,
    /// `SourceIdentity`, which stays through a chain.
    pub source_identity: Option<SourceIdentityName>,
    /// `Tags`: at most [`MAX_SESSION_TAGS`](super::MAX_SESSION_TAGS), each key once.
    pub tags: Vec<SessionTag>,
    /// `TransitiveTagKeys`: the keys of the tags that stay through a chain.
    pub transitive_tags: Vec<TagKey>,
    /// `SerialNumber`: the device whose code each request is made with, which the user signs with their own key.
    pub mfa_serial: Option<MfaSerial>,
}

impl AssumeRole {
    /// Returns a role that is assumed without any option.
    pub fn new(role_arn: RoleArn, from: RoleRef) -> Self {
        Self {
            role_arn,
            from,
            session: RoleSessionOptions::default(),
            external_id: None,
            source_identity: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            mfa_serial: None,
        }
    }

    /// Returns the ARN, with a hash of the options if there are any: an external id is nobody else's business.
    pub(crate) fn fingerprint(&self) -> String {
        let plain = Self::new(self.role_arn.clone(), self.from.clone());
        if *self == plain {
            return self.role_arn.to_string();
        }
        let options = (
            &self.session,
            &self.external_id,
            &self.source_identity,
            &self.tags,
            &self.transitive_tags,
        );
        // What was stored before devices were known keeps its fingerprint.
        let options = match &self.mfa_serial {
            Some(device) => serde_json::to_vec(&(options, device)),
            None => serde_json::to_vec(&options),
        };
        // Texts and numbers always become JSON.
        let options = options.unwrap_or_default();
        let digest = hex::encode(&Sha256::digest(options)[..16]);
        format!("{} {digest}", self.role_arn)
    }
}

#[cfg(test)]
mod tests;
