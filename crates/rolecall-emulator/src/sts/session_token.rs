//! GetSessionToken: temporary credentials of a user, with or without a code of an MFA device.

use super::issue::{read_minimum_token_size, token_utilization};
use super::{API, NAMESPACE, authenticate, denied, mfa_code};
use crate::caller::CallerKind;
use crate::operation::HandlerResult;
use crate::query::{Violations, respond};
use crate::request::ApiRequest;
use crate::secrets::access_key_id;
use crate::state::{EmulatorState, UserSessionRecord};

const DEFAULT_SECONDS: u64 = 43_200;

/// No policy can allow or deny it.
pub(super) fn get_session_token(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, caller) = authenticate(state, request)?;
    let CallerKind::User { name } = &caller.kind else {
        return Err(denied("Cannot call GetSessionToken with session credentials"));
    };
    let mut violations = Violations::default();
    let seconds = violations.number(request, "DurationSeconds", 900..=129_600);
    let (serial_number, token_code) = mfa_code::read(request, &mut violations);
    let minimum_token_size = read_minimum_token_size(request, &mut violations);
    violations.finish(API)?;
    let mfa_at = mfa_code::verify(state, &caller, serial_number.as_deref(), token_code.as_deref())?;

    let seconds = seconds.unwrap_or(DEFAULT_SECONDS);
    let ttl = state.settings.credentials_ttl;
    let seconds = ttl.map_or(seconds, |ttl| ttl.min(seconds));
    let token_size = state.settings.session_token_bytes.max(minimum_token_size);
    let session = UserSessionRecord {
        secret: state.secrets.secret_access_key(),
        session_token: state.secrets.session_token(token_size),
        account_id: caller.account_id.clone(),
        user_name: name.clone(),
        mfa_at,
        issued_at: state.now(),
        expires_at: state.now().after_seconds(seconds).whole_seconds(),
    };
    let key = access_key_id();
    let utilization = token_utilization(state, session.session_token.len());
    let response = respond("GetSessionToken", NAMESPACE, |xml| {
        xml.group("Credentials", |xml| {
            xml.element("AccessKeyId", &key);
            xml.element("SecretAccessKey", &session.secret);
            xml.element("SessionToken", &session.session_token);
            xml.element("Expiration", &session.expires_at.iso());
        });
        xml.element("SessionTokenUtilization", &utilization.to_string());
        xml.element("SessionTokenSize", &session.session_token.len().to_string());
    });
    state.records.iam.user_sts.insert(key, session);
    Ok(response)
}
