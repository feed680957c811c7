//! The signature of a request of the query protocol, checked as AWS checks it: key, session token, time, scope
//! and Signature Version 4. Must not know what the request is for.

use http::StatusCode;
use std::sync::Arc;

use crate::caller::{CallerKind, RequestSigner};
use crate::clock::EpochTime;
use crate::errors::Api;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::sigv4::SigV4Authorization;
use crate::state::{EmulatorState, LastUse};

const MAX_SKEW_MILLIS: i64 = 15 * 60 * 1000;

/// The credentials that a request names.
struct Credentials {
    secret: Arc<str>,
    /// None for long-term keys.
    session_token: Option<Arc<str>>,
    expires_at: Option<EpochTime>,
    caller: RequestSigner,
}

/// The signer of a request to `service`, when key, session token, time and signature are valid.
///
/// # Errors
/// The error that the API has for it.
pub(crate) fn authenticate(
    state: &mut EmulatorState,
    request: &ApiRequest,
    api: Api,
    service: &str,
) -> Result<RequestSigner, ApiResponse> {
    let errors = SignatureErrors { api };
    let header = request.header("authorization").ok_or_else(|| {
        errors.denied(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        )
    })?;
    let authorization = SigV4Authorization::parse(header).map_err(|message| errors.incomplete(&message))?;
    let amz_date = request.header("x-amz-date").ok_or_else(|| {
        errors.incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        )
    })?;
    let signed_at = EpochTime::from_amz_date(amz_date)
        .ok_or_else(|| errors.incomplete("Date must be in ISO-8601 'basic format'."))?;
    let credentials = find(state, &authorization.access_key_id).ok_or_else(|| api.unauthorized())?;
    if request.header("x-amz-security-token") != credentials.session_token.as_deref() {
        return Err(api.unauthorized());
    }
    if credentials
        .expires_at
        .is_some_and(|expires_at| expires_at <= state.now())
    {
        let message = "The security token included in the request is expired";
        return Err(errors.denied("ExpiredToken", message));
    }
    errors.check_scope(
        &authorization,
        service,
        amz_date,
        credentials.session_token.is_some(),
    )?;
    errors.check_time(state.now(), signed_at, amz_date)?;
    if !authorization.is_signed_with(&credentials.secret, amz_date, request) {
        return Err(errors.mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        ));
    }
    note_use(state, authorization);
    Ok(credentials.caller)
}

/// The credentials with this access key id. Those that are revoked, deleted or inactive, or whose user is gone,
/// are as if they had never been issued.
fn find(state: &EmulatorState, access_key_id: &str) -> Option<Credentials> {
    let records = &state.records;
    if let Some(role) = records.credentials.get(access_key_id) {
        return Some(Credentials {
            secret: Arc::clone(&role.secret),
            session_token: Some(Arc::clone(&role.session_token)),
            expires_at: Some(role.expires_at),
            caller: RequestSigner::of_role(state, &role.assumed, &role.session),
        });
    }
    if let Some(session) = records.iam.user_sts.get(access_key_id) {
        let kind = CallerKind::UserSession {
            name: session.user_name.clone(),
            mfa_at: session.mfa_at,
            issued_at: session.issued_at,
        };
        return Some(Credentials {
            secret: Arc::clone(&session.secret),
            session_token: Some(Arc::clone(&session.session_token)),
            expires_at: Some(session.expires_at),
            caller: RequestSigner::of_user(state, &session.account_id, kind)?,
        });
    }
    let key = records
        .iam
        .access_keys
        .get(access_key_id)
        .filter(|key| key.is_active)?;
    let name = key.user_name.clone();
    Some(Credentials {
        secret: Arc::clone(&key.secret),
        session_token: None,
        expires_at: None,
        caller: RequestSigner::of_user(state, &key.account_id, CallerKind::User { name })?,
    })
}

/// What GetAccessKeyLastUsed tells of a long-term key.
fn note_use(state: &mut EmulatorState, authorization: SigV4Authorization) {
    let at = state.now();
    let keys = &mut state.records.iam.access_keys;
    if let Some(key) = keys.get_mut(&authorization.access_key_id) {
        key.last_used = Some(LastUse {
            at,
            service: authorization.service,
            region: authorization.region,
        });
    }
}

struct SignatureErrors {
    api: Api,
}

impl SignatureErrors {
    fn denied(&self, code: &str, message: &str) -> ApiResponse {
        self.api.error(StatusCode::FORBIDDEN, code, message)
    }

    fn incomplete(&self, message: &str) -> ApiResponse {
        self.api
            .error(StatusCode::BAD_REQUEST, "IncompleteSignature", message)
    }

    fn mismatch(&self, message: &str) -> ApiResponse {
        self.denied("SignatureDoesNotMatch", message)
    }

    /// Checks service, day and signed headers. Any region is accepted.
    fn check_scope(
        &self,
        authorization: &SigV4Authorization,
        service: &str,
        amz_date: &str,
        has_token: bool,
    ) -> Result<(), ApiResponse> {
        if authorization.service != service {
            return Err(self.mismatch(&format!(
                "Credential should be scoped to correct service: '{service}'. "
            )));
        }
        if amz_date.get(..8) != Some(&authorization.date) {
            return Err(self.mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
            ));
        }
        let headers: &[&str] = if has_token {
            &["host", "x-amz-date", "x-amz-security-token"]
        } else {
            &["host", "x-amz-date"]
        };
        match headers.iter().find(|header| !authorization.covers(header)) {
            None => Ok(()),
            Some(header) => Err(self.mismatch(&format!(
                "'{header}' must be a 'SignedHeader' in the AWS Authorization."
            ))),
        }
    }

    fn check_time(&self, now: EpochTime, signed_at: EpochTime, amz_date: &str) -> Result<(), ApiResponse> {
        let age = now.millis_since(signed_at);
        let now = now.amz_date();
        if age > MAX_SKEW_MILLIS {
            return Err(self.mismatch(&format!(
                "Signature expired: {amz_date} is now earlier than {now} (- 15 min.)"
            )));
        }
        if age < -MAX_SKEW_MILLIS {
            return Err(self.mismatch(&format!(
                "Signature not yet current: {amz_date} is still later than {now} (+ 15 min.)"
            )));
        }
        Ok(())
    }
}
