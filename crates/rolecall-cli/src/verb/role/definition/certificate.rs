//! From the arguments of a command to a role that a certificate leads to. The certificate is read once, so that what is wrong with it
//! or with its password is said at once.

use super::web_identity::endpoint_url;
use super::{Entered, role_arn, set_role_session_options};
use crate::command_line::{CertificateArgs, RoleAddArgs, RoleEditArgs, RoleOptionArgs, WebIdentityArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::certificates as messages;
use crate::terminal::{Style, Text};
use rolecall::certificate_validity::save_certificate_validity;
use rolecall::ports::{ClientCertificate, ClientCertificateError};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::settings::RoleField;
use rolecall_model::role_definition::{RoleSessionOptions, RolesAnywhereRole};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::roles_anywhere::{
    CertificateLocation, InvalidPkcs11Uri, Pkcs11Uri, ProfileArn, TrustAnchorArn,
};
use rolecall_model::secret::{KeyPassword, RoleSecret};
use rolecall_model::time::remaining;
use std::path::{Path, PathBuf};

/// Returns whether any of the arguments is about a certificate.
pub(super) fn is_given(args: &CertificateArgs) -> bool {
    let CertificateArgs {
        roles_anywhere,
        certificate,
        private_key,
        pkcs12,
        pkcs11,
        chain,
        trust_anchor,
        profile,
    } = args;
    let files = [certificate, private_key, pkcs12, chain];
    let texts = [pkcs11, trust_anchor, profile];
    let is_any_given = files.into_iter().any(Option::is_some) || texts.into_iter().any(Option::is_some);
    *roles_anywhere || is_any_given
}

/// Returns a new role, and the password that opens its key, if it needs one.
pub(super) async fn new(
    ctx: &Context,
    name: &DefinedRoleName,
    args: &RoleAddArgs,
) -> Result<(RolesAnywhereRole, Option<Entered>), Failure> {
    let missing = |option| Failure::invalid_input(messages::missing_option(option), "");
    let (given, shared) = (&args.certificate, &args.web_identity);
    let options = options(ctx, RoleSessionOptions::default(), &args.options)?;
    let role = RolesAnywhereRole {
        role_arn: role_arn(shared.role.as_ref().ok_or_else(|| missing("--role"))?)?,
        trust_anchor: trust_anchor(
            given
                .trust_anchor
                .as_ref()
                .ok_or_else(|| missing("--trust-anchor"))?,
        )?,
        profile: profile(given.profile.as_ref().ok_or_else(|| missing("--profile"))?)?,
        certificate: location(given, None)?.ok_or_else(|| missing("--private-key"))?,
        session_name: options.name,
        duration: options.duration,
        endpoint_url: shared.endpoint_url.as_deref().map(endpoint_url).transpose()?,
    };
    check_region(&role, shared)?;
    let password = checked(ctx, name, &role).await?;
    Ok((role, password))
}

/// Refuses a region that the role cannot be in.
fn check_region(role: &RolesAnywhereRole, shared: &WebIdentityArgs) -> Result<(), Failure> {
    let region = shared.region.as_ref();
    if region.is_some_and(|region| region != role.trust_anchor.region().as_str()) {
        return Err(Failure::invalid_input(messages::OTHER_THAN_TRUST_ANCHOR, ""));
    }
    Ok(())
}

/// Returns `role` with what `args` change, and the password that opens its key, if the files changed or it is to be entered again.
pub(super) async fn changed(
    ctx: &Context,
    name: &DefinedRoleName,
    mut role: RolesAnywhereRole,
    args: &RoleEditArgs,
) -> Result<(RolesAnywhereRole, Option<Entered>), Failure> {
    let (given, shared) = (&args.certificate, &args.web_identity);
    if let Some(text) = &shared.role {
        role.role_arn = role_arn(text)?;
    }
    if let Some(text) = &given.trust_anchor {
        role.trust_anchor = trust_anchor(text)?;
    }
    if let Some(text) = &given.profile {
        role.profile = profile(text)?;
    }
    if let Some(text) = &shared.endpoint_url {
        role.endpoint_url = Some(endpoint_url(text)?);
    }
    check_region(&role, shared)?;
    let mut before = RoleSessionOptions {
        name: role.session_name.take(),
        duration: role.duration.take(),
        ..RoleSessionOptions::default()
    };
    for field in &args.unset {
        match field {
            RoleField::SessionName => before.name = None,
            RoleField::Duration => before.duration = None,
            // A certificate is asked for with none of these.
            RoleField::Policy
            | RoleField::PolicyArns
            | RoleField::ExternalId
            | RoleField::SourceIdentity
            | RoleField::Tags
            | RoleField::TransitiveTags
            | RoleField::MfaSerial => {}
        }
    }
    let options = options(ctx, before, &args.options)?;
    (role.session_name, role.duration) = (options.name, options.duration);
    let location = location(given, Some(&role.certificate))?;
    if location.is_none() && !given.roles_anywhere {
        return Ok((role, None));
    }
    if let Some(location) = location {
        role.certificate = location;
    }
    let password = checked(ctx, name, &role).await?;
    Ok((role, password))
}

/// Returns the options that IAM Roles Anywhere takes.
fn options(
    ctx: &Context,
    mut session: RoleSessionOptions,
    args: &RoleOptionArgs,
) -> Result<RoleSessionOptions, Failure> {
    let others = [
        ("--external-id", args.external_id.is_some()),
        ("--source-identity", args.source_identity.is_some()),
        ("--tag", !args.tag.is_empty()),
        ("--transitive", !args.transitive.is_empty()),
        ("--policy", args.policy.is_some()),
        ("--policy-arn", !args.policy_arn.is_empty()),
        ("--mfa-serial", args.mfa_serial.is_some()),
    ];
    if let Some((option, _)) = others.into_iter().find(|(_, is_given)| *is_given) {
        return Err(Failure::invalid_input(messages::not_for_certificates(option), ""));
    }
    set_role_session_options(ctx, &mut session, args)?;
    Ok(session)
}

/// Returns where the certificate is, if the arguments say it.
fn location(
    args: &CertificateArgs,
    before: Option<&CertificateLocation>,
) -> Result<Option<CertificateLocation>, Failure> {
    let file = |path: &Option<PathBuf>| path.as_deref().map(absolute).transpose();
    let (certificate, chain) = (file(&args.certificate)?, file(&args.chain)?);
    let (old_certificate, old_chain) = match before {
        Some(CertificateLocation::Pem {
            certificate, chain, ..
        }) => (Some(certificate.clone()), chain.clone()),
        Some(CertificateLocation::Pkcs12 {
            certificate, chain, ..
        })
        | Some(CertificateLocation::Pkcs11 {
            certificate, chain, ..
        }) => (certificate.clone(), chain.clone()),
        None => (None, None),
    };
    let missing = || Failure::invalid_input(messages::missing_option("--certificate"), "");
    let is_changed = certificate.is_some() || chain.is_some();
    if let Some(text) = &args.pkcs11 {
        let uri = pkcs11_uri(text)?;
        return Ok(Some(CertificateLocation::Pkcs11 {
            uri,
            certificate,
            chain,
        }));
    }
    match (file(&args.private_key)?, file(&args.pkcs12)?, before) {
        (Some(private_key), _, _) => Ok(Some(CertificateLocation::Pem {
            certificate: certificate.or(old_certificate).ok_or_else(missing)?,
            private_key,
            chain: chain.or(old_chain),
        })),
        (None, Some(file), _) => Ok(Some(CertificateLocation::Pkcs12 {
            file,
            certificate,
            chain,
        })),
        (None, None, Some(CertificateLocation::Pem { private_key, .. })) if is_changed => {
            Ok(Some(CertificateLocation::Pem {
                certificate: certificate.or(old_certificate).ok_or_else(missing)?,
                private_key: private_key.clone(),
                chain: chain.or(old_chain),
            }))
        }
        (None, None, Some(CertificateLocation::Pkcs12 { file, .. })) if is_changed => {
            Ok(Some(CertificateLocation::Pkcs12 {
                file: file.clone(),
                certificate: certificate.or(old_certificate),
                chain: chain.or(old_chain),
            }))
        }
        (None, None, Some(CertificateLocation::Pkcs11 { uri, .. })) if is_changed => {
            Ok(Some(CertificateLocation::Pkcs11 {
                uri: uri.clone(),
                certificate: certificate.or(old_certificate),
                chain: chain.or(old_chain),
            }))
        }
        (None, None, _) => Ok(None),
    }
}

/// Reads the certificate once, and returns the password that was needed for it.
async fn checked(
    ctx: &Context,
    name: &DefinedRoleName,
    role: &RolesAnywhereRole,
) -> Result<Option<Entered>, Failure> {
    if role.profile.region() != role.trust_anchor.region() {
        return Err(Failure::invalid_input(messages::OTHER_REGION, ""));
    }
    let certificates = &ctx.ports.store.client_certificates;
    let failure = |error: ClientCertificateError| Failure::from_error(&error);
    let (certificate, password) = match certificates.load(&role.certificate, None).await {
        Err(error) if error.is_secret_needed() => {
            let is_on_token = role.certificate.key_file().is_none();
            let (question, missing) = if is_on_token {
                (messages::PIN_QUESTION, messages::NO_PIN)
            } else {
                (messages::PASSWORD_QUESTION, messages::NO_PASSWORD)
            };
            let entered = ctx.machine.read_secret(question);
            // EXPOSE: an empty one would cost a token one of its tries.
            let entered = entered.filter(|secret| !secret.expose().is_empty());
            let entered = entered.ok_or_else(|| Failure::invalid_input(missing, messages::GIVE_PASSWORD))?;
            // EXPOSE: it stays a secret of another type, and opens the key.
            let password = KeyPassword::from_exposed(entered.expose());
            let opened = certificates.load(&role.certificate, Some(&password)).await;
            (opened.map_err(failure)?, Some(entered))
        }
        read => (read.map_err(failure)?, None),
    };
    save_certificate_validity(&ctx.ports, name, &role.certificate, certificate.validity());
    warn(ctx, role, &certificate)?;
    Ok(password.map(|password: RoleSecret| Entered::KeyPassword(password)))
}

/// Says what is not right with a certificate that works.
fn warn(ctx: &Context, role: &RolesAnywhereRole, certificate: &ClientCertificate) -> Result<(), Failure> {
    let (validity, now) = (certificate.validity(), ctx.now());
    if validity.has_ended(now) {
        return Err(Problem::new(ProblemCode::CertificateExpired, "").into());
    }
    if validity.not_before > now {
        return Err(Problem::new(ProblemCode::CertificateNotYetValid, "").into());
    }
    let warn = |text: &str| ctx.terminal.note(Text::styled(Style::Warning, text));
    if validity.ends_soon(now) {
        warn(&messages::ends_soon(remaining(validity.not_after, now)));
    }
    if let Some(file) = role.certificate.key_file()
        && certificate.key_is_readable_by_others
    {
        warn(&messages::readable_by_others(file));
    }
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let is_absolute = path.is_absolute() && path.to_str().is_some();
    is_absolute
        .then(|| path.to_owned())
        .ok_or_else(|| Failure::invalid_input(messages::relative_path(&path.to_string_lossy()), ""))
}

fn pkcs11_uri(text: &str) -> Result<Pkcs11Uri, Failure> {
    Pkcs11Uri::parse(text).map_err(|error| match error {
        // What was typed is not repeated: it holds a PIN.
        InvalidPkcs11Uri::Pin => Failure::invalid_input(messages::PIN_IN_URI, messages::NO_PIN_IN_URI),
        InvalidPkcs11Uri::ModulePath => Failure::invalid_input(messages::MODULE_PATH, messages::URI_FORM),
        InvalidPkcs11Uri::Malformed => {
            Failure::invalid_input(messages::invalid_uri(text), messages::URI_FORM)
        }
    })
}

fn trust_anchor(text: &str) -> Result<TrustAnchorArn, Failure> {
    TrustAnchorArn::parse(text).map_err(|_| Failure::invalid_input(messages::invalid_trust_anchor(text), ""))
}

fn profile(text: &str) -> Result<ProfileArn, Failure> {
    ProfileArn::parse(text).map_err(|_| Failure::invalid_input(messages::invalid_profile(text), ""))
}
