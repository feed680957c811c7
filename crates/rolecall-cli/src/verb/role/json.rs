//! The JSON output of `rolecall role`. Fields may be added, but never renamed.

use rolecall::hostile_text::without_isolates;
use rolecall::ports::CallerIdentity;
use rolecall::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_definition::{
    AssertionSource, AssumeRole, ExternalId, ForeignRole, IamUser, IdentityTokenSource, LoginRole, MfaSerial,
    PolicyArn, RoleDefinition, RoleMethod, RoleSessionOptions, RolesAnywhereRole, SamlRole, SessionDuration,
    SessionNameTemplate, SessionPolicy, SourceIdentityName, TagKey, UserSessionDuration, WebIdentityRole,
};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateValidity};
use rolecall_model::settings::Settings;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Serialize)]
pub(super) struct DefinedRolesJson<'a> {
    version: u8,
    roles: Vec<DefinedRoleJson<'a>>,
}

impl<'a> DefinedRolesJson<'a> {
    pub(super) fn new(roles: Vec<DefinedRoleJson<'a>>) -> Self {
        Self { version: 1, roles }
    }
}

#[derive(Serialize)]
pub(super) struct DefinedRoleJson<'a> {
    target: &'a str,
    method: &'static str,
    account_id: String,
    role_name: String,
    /// Absent for an IAM user.
    #[serde(skip_serializing_if = "Option::is_none")]
    role_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_serial: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_command: Option<&'a str>,
    /// The target whose credentials are used; absent where a certificate or a token is.
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust_anchor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pkcs12: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pkcs11: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_file: Option<String>,
    /// When the certificate ends, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_ends_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_identity_token_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_identity_command: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saml_assertion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saml_command: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saml_provider: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_process: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login_session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint_url: Option<&'a str>,
    /// The targets that lead to it, the first of which needs a sign-in alone; absent where nothing was resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<Vec<String>>,
    /// Why it cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    session_name: Option<&'a str>,
    duration_seconds: Option<u32>,
    external_id: Option<&'a str>,
    source_identity: Option<&'a str>,
    tags: BTreeMap<&'a str, &'a str>,
    transitive_tags: Vec<&'a str>,
    policy: Option<&'a str>,
    policy_arns: Vec<&'a str>,
}

impl<'a> DefinedRoleJson<'a> {
    pub(super) fn new(role: &'a RoleDefinition, settings: Option<&Settings>) -> Self {
        let key = role.key();
        let resolved = settings.map(|settings| settings.resolve(&key));
        let problem = resolved.as_ref().and_then(|resolved| resolved.as_ref().err());
        let common = Self {
            target: role.name.as_str(),
            method: "",
            account_id: key.account_id.to_string(),
            role_name: key.role_name.as_str().to_owned(),
            role_arn: role.method.role_arn(),
            user_arn: None,
            access_key_id: None,
            mfa_serial: None,
            mfa_command: None,
            from: role.method.parent().map(RoleRef::target),
            trust_anchor: None,
            profile: None,
            certificate: None,
            private_key: None,
            pkcs12: None,
            pkcs11: None,
            chain_file: None,
            certificate_ends_at: None,
            web_identity_token_file: None,
            web_identity_command: None,
            saml_assertion: None,
            saml_command: None,
            saml_provider: None,
            credential_process: None,
            login_session: None,
            region: None,
            endpoint_url: None,
            problem: problem.map(|error| without_isolates(&Problem::from(error).summary).into_owned()),
            chain: resolved.and_then(Result::ok).map(|role| chain(&role)),
            session_name: None,
            duration_seconds: None,
            external_id: None,
            source_identity: None,
            tags: BTreeMap::new(),
            transitive_tags: Vec::new(),
            policy: None,
            policy_arns: Vec::new(),
        };
        match &role.method {
            RoleMethod::AssumeRole(assume) => common.with_assume_role(assume),
            RoleMethod::RolesAnywhere(role) => common.with_roles_anywhere(role),
            RoleMethod::User(user) => common.with_user(user),
            RoleMethod::WebIdentity(role) => common.with_web_identity(role),
            RoleMethod::Saml(role) => common.with_saml(role),
            RoleMethod::CredentialProcess(process) => Self {
                credential_process: Some(&process.command),
                ..common.with_foreign("process", &process.role)
            },
            RoleMethod::Entered(role) => common.with_foreign("credentials", role),
            RoleMethod::Login(login) => common.with_login(login),
        }
    }

    fn with_roles_anywhere(self, role: &'a RolesAnywhereRole) -> Self {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let common = Self {
            method: "roles-anywhere",
            trust_anchor: Some(role.trust_anchor.as_str()),
            profile: Some(role.profile.as_str()),
            session_name: role.session_name.as_ref().map(SessionNameTemplate::as_str),
            duration_seconds: role.duration.map(SessionDuration::seconds),
            region: Some(role.trust_anchor.region().as_str()),
            endpoint_url: role.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self
        };
        match &role.certificate {
            CertificateLocation::Pem {
                certificate,
                private_key,
                chain,
            } => Self {
                certificate: Some(text(certificate)),
                private_key: Some(text(private_key)),
                chain_file: chain.as_deref().map(text),
                ..common
            },
            CertificateLocation::Pkcs12 {
                file,
                certificate,
                chain,
            } => Self {
                certificate: certificate.as_deref().map(text),
                pkcs12: Some(text(file)),
                chain_file: chain.as_deref().map(text),
                ..common
            },
            CertificateLocation::Pkcs11 {
                uri,
                certificate,
                chain,
            } => Self {
                certificate: certificate.as_deref().map(text),
                pkcs11: Some(uri.as_str().to_owned()),
                chain_file: chain.as_deref().map(text),
                ..common
            },
        }
    }

    /// Adds when the certificate of the role ends.
    pub(super) fn with_certificate(self, validity: Option<CertificateValidity>) -> Self {
        Self {
            certificate_ends_at: validity.map(|validity| validity.not_after),
            ..self
        }
    }

    fn with_assume_role(self, assume: &'a AssumeRole) -> Self {
        let AssumeRole { session, tags, .. } = assume;
        Self {
            method: "assume-role",
            external_id: assume.external_id.as_ref().map(ExternalId::as_str),
            source_identity: assume.source_identity.as_ref().map(SourceIdentityName::as_str),
            tags: tags.iter().map(|tag| (tag.key().as_str(), tag.value())).collect(),
            transitive_tags: assume.transitive_tags.iter().map(TagKey::as_str).collect(),
            mfa_serial: assume.mfa_serial.as_ref().map(MfaSerial::as_str),
            ..self.with_role_session_options(session)
        }
    }

    fn with_user(self, user: &'a IamUser) -> Self {
        Self {
            method: "user",
            user_arn: Some(user.user_arn.as_str()),
            access_key_id: Some(user.access_key_id.as_str()),
            mfa_serial: user.mfa_serial.as_ref().map(MfaSerial::as_str),
            mfa_command: user.mfa_command.as_deref(),
            duration_seconds: user.duration.map(UserSessionDuration::seconds),
            region: Some(user.region.as_str()),
            endpoint_url: user.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self
        }
    }

    fn with_web_identity(self, role: &'a WebIdentityRole) -> Self {
        let (file, command) = match &role.token {
            IdentityTokenSource::File(path) => (Some(path.to_string_lossy().into_owned()), None),
            IdentityTokenSource::Command(command) => (None, Some(command.as_str())),
        };
        Self {
            method: "web-identity",
            web_identity_token_file: file,
            web_identity_command: command,
            region: Some(role.region.as_str()),
            endpoint_url: role.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self.with_role_session_options(&role.session)
        }
    }

    fn with_saml(self, role: &'a SamlRole) -> Self {
        let (file, command) = match &role.assertion {
            AssertionSource::Entered => (Some("-".to_owned()), None),
            AssertionSource::Read(IdentityTokenSource::File(path)) => {
                (Some(path.to_string_lossy().into_owned()), None)
            }
            AssertionSource::Read(IdentityTokenSource::Command(command)) => (None, Some(command.as_str())),
        };
        Self {
            method: "saml",
            saml_assertion: file,
            saml_command: command,
            saml_provider: Some(role.provider.as_str()),
            region: Some(role.region.as_str()),
            endpoint_url: role.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self.with_role_session_options(&role.session)
        }
    }

    fn with_foreign(self, method: &'static str, role: &'a ForeignRole) -> Self {
        Self {
            method,
            region: Some(role.region.as_str()),
            endpoint_url: role.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self
        }
    }

    fn with_login(self, login: &'a LoginRole) -> Self {
        Self {
            method: "login",
            login_session: Some(login.login_session.as_str()),
            region: Some(login.region.as_str()),
            endpoint_url: login.endpoint_url.as_ref().map(EndpointUrl::as_str),
            ..self
        }
    }

    fn with_role_session_options(self, session: &'a RoleSessionOptions) -> Self {
        Self {
            session_name: session.name.as_ref().map(SessionNameTemplate::as_str),
            duration_seconds: session.duration.map(SessionDuration::seconds),
            policy: session.policy.as_ref().map(SessionPolicy::as_str),
            policy_arns: session.policy_arns.iter().map(PolicyArn::as_str).collect(),
            ..self
        }
    }
}

/// Returns the targets of the roles that are assumed one after another, up to `role` itself.
fn chain(role: &ResolvedRole) -> Vec<String> {
    let parents = std::iter::successors(Some(role), |role| role.source.parent());
    let mut targets: Vec<String> = parents.map(|role| role.key.target()).collect();
    targets.reverse();
    targets
}

#[derive(Serialize)]
pub(super) struct IdentityJson<'a> {
    version: u8,
    target: &'a str,
    account_id: &'a str,
    arn: &'a str,
    user_id: &'a str,
}

impl<'a> IdentityJson<'a> {
    pub(super) fn new(role: &'a RoleDefinition, identity: &'a CallerIdentity) -> Self {
        Self {
            version: 1,
            target: role.name.as_str(),
            account_id: &identity.account,
            arn: &identity.arn,
            user_id: &identity.user_id,
        }
    }
}
