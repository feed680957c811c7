//! Injected failures: what was asked for, which call it hits, and what that call gets. Must not know about
//! sockets; the server carries out what is decided here.

use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::operation::{Api, Operation};
use crate::{federation, oidc, portal, sts};

/// One injection, as `POST /_emulator/faults` takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// An operation's name, or `*` for every API operation.
    #[serde(default = "every")]
    operation: String,
    /// Only calls about this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account_id: Option<String>,
    /// How many calls are hit; 0 means until cleared.
    #[serde(default = "once")]
    count: u32,
    /// How many matching calls pass unharmed first.
    #[serde(default)]
    skip: u32,
    #[serde(flatten)]
    effect: Effect,
}

/// What a hit call gets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Effect {
    /// The API's own "too many requests".
    Throttle {
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The right answer, later.
    Delay { ms: u64 },
    /// The connection is closed; nothing was done.
    Drop,
    /// It was done, and the connection is closed without the answer.
    DropAfter,
    /// It was done, and the connection is closed in the middle of the answer's body.
    CutBody,
    /// A 5xx in the API's shape.
    ServerError {
        #[serde(default = "internal")]
        status: u16,
    },
    /// Status 200 with a body that is not what it says it is.
    Malformed,
    /// Portal: the token is not accepted. Others: their nearest refusal.
    Unauthorized,
    /// Portal: "No access", as before an assignment has spread.
    Forbidden,
    /// Any error of the API's own.
    Error {
        status: u16,
        code: String,
        #[serde(default)]
        message: String,
    },
}

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Verdict {
    Handle,
    Refuse(Box<Answer>),
    Drop,
    HandleAndDrop,
    HandleAndCut,
}

fn every() -> String {
    "*".to_owned()
}

fn once() -> u32 {
    1
}

fn internal() -> u16 {
    500
}

/// A verdict, and how long the call waits for it.
pub(crate) fn verdict(faults: &mut Vec<Fault>, operation: Operation, call: &Call) -> (Verdict, Duration) {
    let mut wait = Duration::ZERO;
    let mut verdict = None;
    for fault in faults.iter_mut() {
        let is_delay = matches!(fault.effect, Effect::Delay { .. });
        if (verdict.is_some() && !is_delay) || !fault.hits(operation, call) {
            continue;
        }
        match &fault.effect {
            Effect::Delay { ms } => wait += Duration::from_millis(*ms),
            Effect::Throttle { .. }
            | Effect::Drop
            | Effect::DropAfter
            | Effect::CutBody
            | Effect::ServerError { .. }
            | Effect::Malformed
            | Effect::Unauthorized
            | Effect::Forbidden
            | Effect::Error { .. } => verdict = Some(fault.effect.verdict(operation)),
        }
        fault.spend();
    }
    faults.retain(|fault| fault.count != SPENT);
    (verdict.unwrap_or(Verdict::Handle), wait)
}

const SPENT: u32 = u32::MAX;

impl Fault {
    fn hits(&mut self, operation: Operation, call: &Call) -> bool {
        let is_api = !matches!(operation.api(), Api::Page | Api::Control);
        let named = self.operation == operation.name() || (self.operation == "*" && is_api);
        let about = self.account_id.is_none() || self.account_id == call.query_value("account_id");
        if !(named && about) {
            return false;
        }
        let passes = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        !passes
    }

    fn spend(&mut self) {
        match self.count {
            0 => {}
            1 => self.count = SPENT,
            left => self.count = left - 1,
        }
    }

    /// Says what is wrong with an injection before it is accepted.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.count == SPENT {
            return Err("count is too large".to_owned());
        }
        match &self.effect {
            Effect::ServerError { status } | Effect::Error { status, .. } => match status {
                400..=599 => Ok(()),
                _ => Err(format!("{status} is not the status of an error")),
            },
            Effect::Throttle { .. }
            | Effect::Delay { .. }
            | Effect::Drop
            | Effect::DropAfter
            | Effect::CutBody
            | Effect::Malformed
            | Effect::Unauthorized
            | Effect::Forbidden => Ok(()),
        }
    }
}

impl Effect {
    fn verdict(&self, operation: Operation) -> Verdict {
        let api = operation.api();
        let answer = match self {
            Self::Delay { .. } => return Verdict::Handle,
            Self::Drop => return Verdict::Drop,
            Self::DropAfter => return Verdict::HandleAndDrop,
            Self::CutBody => return Verdict::HandleAndCut,
            Self::Throttle { retry_after } => throttled(api, *retry_after),
            Self::ServerError { status } => server_error(api, status_of(*status)),
            Self::Malformed => malformed(api),
            Self::Unauthorized => unauthorized(api),
            Self::Forbidden => forbidden(api),
            Self::Error {
                status,
                code,
                message,
            } => error(api, status_of(*status), code, message),
        };
        Verdict::Refuse(Box::new(answer))
    }
}

fn status_of(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// "Too many requests" as each API says it.
pub(crate) fn throttled(api: Api, retry_after: Option<u64>) -> Answer {
    let answer = match api {
        Api::Oidc => oidc::OidcError::SlowDown.because("Rate exceeded"),
        Api::Portal => portal::failure(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequestsException",
            "HTTP 429 Unknown Code",
        ),
        Api::Query => sts::failure(StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
        Api::Federation | Api::Page | Api::Control => federation::failure("Too many requests."),
    };
    match retry_after {
        Some(seconds) => answer.with("retry-after", seconds.to_string()),
        None => answer,
    }
}

fn server_error(api: Api, status: StatusCode) -> Answer {
    match api {
        Api::Oidc => oidc::failure(
            status,
            "InternalServerException",
            "server_error",
            "Internal server error",
        ),
        Api::Portal => portal::failure(status, "InternalServerException", "Internal server error"),
        Api::Query => sts::failure(status, "InternalFailure", "Internal failure"),
        Api::Federation | Api::Page | Api::Control => {
            crate::pages::notice(status, "Service unavailable", "Please try again.")
        }
    }
}

fn malformed(api: Api) -> Answer {
    let (media_type, text) = match api {
        Api::Query => ("text/xml", "<GetCallerIdentityResponse><Arn>arn:aws:st"),
        Api::Oidc | Api::Portal | Api::Federation | Api::Page | Api::Control => (
            "application/json",
            "{\"nextToken\":null,\"accountList\":[{\"accou",
        ),
    };
    let body = Content::Text {
        media_type,
        text: text.to_owned(),
    };
    Answer {
        body,
        ..Answer::empty(StatusCode::OK)
    }
}

fn unauthorized(api: Api) -> Answer {
    match api {
        Api::Oidc => oidc::OidcError::InvalidClient.because("Invalid client provided"),
        Api::Portal => portal::unauthorized(),
        Api::Query => error(
            api,
            StatusCode::FORBIDDEN,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        ),
        Api::Federation | Api::Page | Api::Control => federation::failure("Invalid credentials parameter."),
    }
}

fn forbidden(api: Api) -> Answer {
    match api {
        Api::Oidc => oidc::OidcError::AccessDenied.because("Access denied"),
        Api::Portal => portal::forbidden(),
        Api::Query => error(api, StatusCode::FORBIDDEN, "AccessDenied", "Access denied"),
        Api::Federation | Api::Page | Api::Control => federation::failure("Access denied."),
    }
}

fn error(api: Api, status: StatusCode, code: &str, message: &str) -> Answer {
    match api {
        Api::Oidc => oidc::failure(status, code, &oidc::oauth_word(code), message),
        Api::Portal => portal::failure(status, code, message),
        Api::Query => sts::failure(status, code, message),
        Api::Federation => crate::pages::notice(status, code, message),
        Api::Page | Api::Control => Answer::json(status, json!({"message": message})),
    }
}
