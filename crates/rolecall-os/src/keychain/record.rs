//! The content of a keychain item: a sign-in, a client registration, role credentials or what the user entered for a role, as
//! versioned JSON.
//!
//! The only module that converts secrets to bytes. Buffers are wiped; a record of another version is invalid. The field
//! names are stored on users' machines and never change.

use rolecall::ports::KeychainError;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::{
    AccountAccessApplication, EndpointUrl, EntitledApplicationArn, PortalIdentity, parse_start_url,
};
use rolecall_model::role_source::SourceIdentity;
use rolecall_model::secret::{
    AccessToken, ClientSecret, RefreshToken, RoleSecret, SecretAccessKey, SessionToken,
};
use rolecall_model::sign_in::{ClientRegistration, Grant, SignIn};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
struct PortalIdentityRecord<T> {
    start_url: T,
    region: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint_url: Option<T>,
    /// At a portal of account access manager: where its users sign in.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    identity_center_url: Option<T>,
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    entitled_application_arn: Option<T>,
}

#[derive(Serialize, Deserialize)]
struct RegistrationRecord<T> {
    client_id: T,
    client_secret: T,
    expires_at: Timestamp,
    grant: GrantRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum GrantRecord {
    AuthorizationCode,
    DeviceCode,
}

#[derive(Serialize, Deserialize)]
struct SignInRecord<T> {
    version: u8,
    #[serde(rename = "place")]
    portal_identity: PortalIdentityRecord<T>,
    access_token: T,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewal_refused_at: Option<Timestamp>,
    registration: RegistrationRecord<T>,
}

#[derive(Serialize, Deserialize)]
struct StoredRegistrationRecord<T> {
    version: u8,
    #[serde(rename = "place")]
    portal_identity: PortalIdentityRecord<T>,
    registration: RegistrationRecord<T>,
}

#[derive(Serialize, Deserialize)]
struct RoleCredentialsRecord<T> {
    version: u8,
    access_key_id: T,
    secret_access_key: T,
    session_token: T,
    expires_at: Timestamp,
    obtained_at: Option<Timestamp>,
    /// The portal at the root of the source.
    #[serde(rename = "place")]
    portal_identity: Option<PortalIdentityRecord<T>>,
    /// What was done one after another from there, such as the ARNs of the roles that were assumed; none for a role of the portal
    /// itself.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    assumed_roles: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<T>,
}

#[derive(Serialize, Deserialize)]
struct RoleSecretRecord<T> {
    version: u8,
    secret: T,
}

pub(super) fn write_sign_in(sign_in: &SignIn) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    encode(&SignInRecord {
        version: VERSION,
        portal_identity: identity_record(&sign_in.portal_identity),
        // EXPOSE: the keychain is where this secret is stored.
        access_token: sign_in.access_token.expose(),
        expires_at: sign_in.expires_at,
        // EXPOSE: the keychain is where this secret is stored.
        refresh_token: sign_in.refresh_token.as_ref().map(|token| token.expose()),
        renewal_refused_at: sign_in.renewal_refused_at,
        registration: registration_record(&sign_in.registration),
    })
}

pub(super) fn read_sign_in(bytes: &[u8]) -> Option<SignIn> {
    let record: SignInRecord<String> = decode(bytes)?;
    (record.version == VERSION).then_some(())?;
    Some(SignIn {
        portal_identity: identity(record.portal_identity)?,
        access_token: AccessToken::from_exposed(record.access_token),
        expires_at: record.expires_at,
        refresh_token: record.refresh_token.map(RefreshToken::from_exposed),
        renewal_refused_at: record.renewal_refused_at,
        registration: registration(record.registration),
    })
}

pub(super) fn write_registration(
    identity: &PortalIdentity,
    registration: &ClientRegistration,
) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    encode(&StoredRegistrationRecord {
        version: VERSION,
        portal_identity: identity_record(identity),
        registration: registration_record(registration),
    })
}

pub(super) fn read_registration(bytes: &[u8]) -> Option<(PortalIdentity, ClientRegistration)> {
    let record: StoredRegistrationRecord<String> = decode(bytes)?;
    (record.version == VERSION).then_some(())?;
    Some((
        identity(record.portal_identity)?,
        registration(record.registration),
    ))
}

pub(super) fn write_role_credentials(
    credentials: &RoleCredentials,
) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    let source = credentials.source_identity.as_ref();
    let portal_identity = source.and_then(|source| source.portal.as_ref());
    let steps = source.map_or(&[][..], |source| &source.steps);
    encode(&RoleCredentialsRecord {
        version: VERSION,
        access_key_id: credentials.access_key_id.as_str(),
        // EXPOSE: the keychain is where this secret is stored.
        secret_access_key: credentials.secret_access_key.expose(),
        // EXPOSE: the keychain is where this secret is stored.
        session_token: credentials.session_token.expose(),
        expires_at: credentials.expires_at,
        obtained_at: credentials.obtained_at,
        portal_identity: portal_identity.map(identity_record),
        assumed_roles: steps.iter().map(String::as_str).collect(),
        user: credentials.user.as_deref(),
    })
}

pub(super) fn read_role_credentials(bytes: &[u8]) -> Option<RoleCredentials> {
    let record: RoleCredentialsRecord<String> = decode(bytes)?;
    (record.version == VERSION).then_some(())?;
    let source_identity = SourceIdentity {
        portal: record.portal_identity.and_then(identity),
        steps: record.assumed_roles,
    };
    let is_known = source_identity.portal.is_some() || !source_identity.steps.is_empty();
    Some(RoleCredentials {
        access_key_id: record.access_key_id,
        secret_access_key: SecretAccessKey::from_exposed(record.secret_access_key),
        session_token: SessionToken::from_exposed(record.session_token),
        expires_at: record.expires_at,
        obtained_at: record.obtained_at,
        source_identity: is_known.then_some(source_identity),
        user: record.user,
    })
}

pub(super) fn write_role_secret(secret: &RoleSecret) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    encode(&RoleSecretRecord {
        version: VERSION,
        // EXPOSE: the keychain is where this secret is stored.
        secret: secret.expose(),
    })
}

pub(super) fn read_role_secret(bytes: &[u8]) -> Option<RoleSecret> {
    let record: RoleSecretRecord<String> = decode(bytes)?;
    (record.version == VERSION).then_some(())?;
    Some(RoleSecret::from_exposed(record.secret))
}

fn identity_record(identity: &PortalIdentity) -> PortalIdentityRecord<&str> {
    PortalIdentityRecord {
        start_url: identity.start_url.as_str(),
        region: identity.region.as_str(),
        endpoint_url: identity.endpoint_url.as_ref().map(EndpointUrl::as_str),
        identity_center_url: identity
            .account_access
            .as_ref()
            .map(|application| application.identity_center_url.as_str()),
        entitled_application_arn: identity
            .account_access
            .as_ref()
            .and_then(|application| application.entitled_application_arn.as_ref())
            .map(EntitledApplicationArn::as_str),
    }
}

fn identity(record: PortalIdentityRecord<String>) -> Option<PortalIdentity> {
    let endpoint_url = record
        .endpoint_url
        .map(|text| EndpointUrl::parse(&text).ok())
        .map_or(Some(None), |url| url.map(Some))?;
    let parse_url = |text: &str| {
        let parsed = parse_start_url(text, endpoint_url.as_ref()).ok()?;
        Some(parsed.start_url)
    };
    let start_url = parse_url(&record.start_url)?;
    let account_access = match start_url.account_access_tenant() {
        None => None,
        Some(tenant_id) => Some(AccountAccessApplication {
            tenant_id,
            identity_center_url: parse_url(&record.identity_center_url?)?,
            entitled_application_arn: match record.entitled_application_arn {
                None => None,
                Some(text) => Some(EntitledApplicationArn::parse(&text).ok()?),
            },
        }),
    };
    Some(PortalIdentity {
        start_url,
        region: Region::parse(&record.region).ok()?,
        endpoint_url,
        account_access,
    })
}

fn registration_record(registration: &ClientRegistration) -> RegistrationRecord<&str> {
    RegistrationRecord {
        client_id: &registration.client_id,
        // EXPOSE: the keychain is where this secret is stored.
        client_secret: registration.client_secret.expose(),
        expires_at: registration.expires_at,
        grant: match registration.grant {
            Grant::AuthorizationCode => GrantRecord::AuthorizationCode,
            Grant::DeviceCode => GrantRecord::DeviceCode,
        },
    }
}

fn registration(record: RegistrationRecord<String>) -> ClientRegistration {
    ClientRegistration {
        client_id: record.client_id,
        client_secret: ClientSecret::from_exposed(record.client_secret),
        expires_at: record.expires_at,
        grant: match record.grant {
            GrantRecord::AuthorizationCode => Grant::AuthorizationCode,
            GrantRecord::DeviceCode => Grant::DeviceCode,
        },
    }
}

/// Serializes into a buffer of the exact size: one that grows would leave copies of secrets in memory.
fn encode(record: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, KeychainError> {
    let failed = |_| KeychainError::Unexpected {
        detail: "a record could not be written".to_owned(),
    };
    let mut size = Size(0);
    serde_json::to_writer(&mut size, record).map_err(failed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size.0));
    serde_json::to_writer(&mut *bytes, record).map_err(failed)?;
    Ok(bytes)
}

fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

struct Size(usize);

impl std::io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
