//! The errors of every API: one [`ErrorShape`] for each [`Api`], and the responses that injected faults and
//! unknown requests get. Must not know when an operation fails.

pub(crate) mod oidc;

use http::StatusCode;
use serde_json::json;

use crate::faults::FaultEffect;
use crate::html;
use crate::response::{ApiResponse, Exception};
use crate::secrets::request_id;

/// Whose errors an operation has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Oidc,
    AccessPortal,
    AccountAccess,
    Sts,
    Iam,
    Federation,
    RolesAnywhere,
    SignIn,
    /// What a browser is shown; not an API of AWS.
    Page,
    /// The control interface of the emulator itself.
    Control,
}

/// How an API writes its errors, and which it has for the common failures.
struct ErrorShape {
    /// Writes an error with this code and message.
    error: fn(StatusCode, &str, &str) -> ApiResponse,
    throttled: ErrorCase,
    unauthorized: ErrorCase,
    forbidden: ErrorCase,
    /// Code and message of a 5xx.
    server_error: (&'static str, &'static str),
    /// Media type and text of a response body that does not parse.
    malformed: (&'static str, &'static str),
}

/// Status, code and message.
type ErrorCase = (StatusCode, &'static str, &'static str);

const MALFORMED_JSON: (&str, &str) = (
    "application/json",
    "{\"nextToken\":null,\"accountList\":[{\"accou",
);

/// REST-JSON with the type in header and body.
const ACCESS_PORTAL: ErrorShape = ErrorShape {
    error: |status, code, message| {
        ApiResponse::json(status, json!({"message": message})).with_exception(Exception {
            name: code.to_owned(),
            origin: "http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/",
            namespace: "com.amazonaws.switchboard.portal#",
            in_body: true,
        })
    },
    throttled: (
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "HTTP 429 Unknown Code",
    ),
    unauthorized: (
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "Session token not found or invalid",
    ),
    forbidden: (StatusCode::FORBIDDEN, "ForbiddenException", "No access"),
    server_error: ("InternalServerException", "Internal server error"),
    malformed: MALFORMED_JSON,
};

/// REST-JSON with the type in the header only.
const ACCOUNT_ACCESS: ErrorShape = ErrorShape {
    error: |status, code, message| {
        ApiResponse::json(status, json!({"message": message})).with_exception(Exception {
            name: code.to_owned(),
            origin: "http://internal.amazon.com/coral/com.amazonaws.accountaccess.runtime/",
            namespace: "com.amazonaws.accountaccess.runtime#",
            in_body: false,
        })
    },
    throttled: (
        StatusCode::TOO_MANY_REQUESTS,
        "ThrottlingException",
        "Rate exceeded",
    ),
    unauthorized: (
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "The bearer token is missing, invalid, or expired",
    ),
    forbidden: (StatusCode::FORBIDDEN, "AccessDeniedException", "Access denied"),
    server_error: ("InternalServerException", "Internal server error"),
    malformed: ("application/json", "{\"roles\":[{\"accountId\":\"1111"),
};

/// The query protocol: XML in the namespace of the service.
const STS: ErrorShape = ErrorShape {
    error: |status, code, message| {
        query_error("https://sts.amazonaws.com/doc/2011-06-15/", status, code, message)
    },
    throttled: (StatusCode::BAD_REQUEST, "Throttling", "Rate exceeded"),
    unauthorized: (
        StatusCode::FORBIDDEN,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    ),
    forbidden: (StatusCode::FORBIDDEN, "AccessDenied", "Access denied"),
    server_error: ("InternalFailure", "Internal failure"),
    malformed: ("text/xml", "<GetCallerIdentityResponse><Arn>arn:aws:st"),
};

const IAM: ErrorShape = ErrorShape {
    error: |status, code, message| {
        query_error("https://iam.amazonaws.com/doc/2010-05-08/", status, code, message)
    },
    server_error: ("ServiceFailure", "Service failure"),
    malformed: ("text/xml", "<GetUserResponse><GetUserResult><Arn>arn:aws:ia"),
    ..STS
};

/// REST-JSON with the type in the header alone.
const ROLES_ANYWHERE: ErrorShape = ErrorShape {
    error: |status, code, message| {
        ApiResponse::json(status, json!({"message": message})).with_exception(Exception {
            name: code.to_owned(),
            origin: "",
            namespace: "com.amazonaws.rolesanywhere#",
            in_body: false,
        })
    },
    throttled: (
        StatusCode::TOO_MANY_REQUESTS,
        "ThrottlingException",
        "Rate exceeded",
    ),
    unauthorized: (
        StatusCode::FORBIDDEN,
        "AccessDeniedException",
        "Untrusted Signing Certificate",
    ),
    forbidden: (StatusCode::FORBIDDEN, "AccessDeniedException", "Access denied"),
    server_error: ("InternalServerException", "Internal server error"),
    malformed: ("application/json", "{\"credentialSet\":[{\"credentials\":{\"acc"),
};

/// REST-JSON with the type in the header, and in the body the reason: that of an `AccessDeniedException` may be given as the code.
const SIGN_IN: ErrorShape = ErrorShape {
    error: |status, code, message| {
        let (exception, reason) = match code {
            "TooManyRequestsError" => (code, "rate_exceeded"),
            "InternalServerException" => (code, "server_error"),
            "ValidationException" => (code, "INVALID_REQUEST"),
            "AccessDeniedException" => (code, "INSUFFICIENT_PERMISSIONS"),
            reason => ("AccessDeniedException", reason),
        };
        ApiResponse::json(status, json!({"error": reason, "message": message})).with_exception(Exception {
            name: exception.to_owned(),
            origin: "",
            namespace: "com.amazonaws.signin#",
            in_body: false,
        })
    },
    throttled: (
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsError",
        "Rate exceeded",
    ),
    unauthorized: (
        StatusCode::FORBIDDEN,
        "TOKEN_EXPIRED",
        "The refresh token has expired",
    ),
    forbidden: (StatusCode::FORBIDDEN, "AccessDeniedException", "Access denied"),
    server_error: ("InternalServerException", "Internal server error"),
    malformed: ("application/json", "{\"accessToken\":{\"accessKeyId\":\"ASIA"),
};

/// A page, never JSON; callers may rely on no more than the status.
const FEDERATION: ErrorShape = ErrorShape {
    error: html::notice,
    throttled: (StatusCode::BAD_REQUEST, SIGN_IN_REFUSED, "Too many requests."),
    unauthorized: (StatusCode::BAD_REQUEST, SIGN_IN_REFUSED, INVALID_CREDENTIALS),
    forbidden: (StatusCode::BAD_REQUEST, SIGN_IN_REFUSED, "Access denied."),
    server_error: ("Service unavailable", "Please try again."),
    malformed: MALFORMED_JSON,
};

/// The title of every error page of federation.
pub(crate) const SIGN_IN_REFUSED: &str = "Sign-in request refused";
const INVALID_CREDENTIALS: &str = "Invalid credentials parameter.";

const CONTROL: ErrorShape = ErrorShape {
    error: |status, _, message| ApiResponse::json(status, json!({"error": message})),
    ..FEDERATION
};

impl Api {
    fn shape(self) -> &'static ErrorShape {
        match self {
            Self::Oidc => &oidc::SHAPE,
            Self::AccessPortal => &ACCESS_PORTAL,
            Self::AccountAccess => &ACCOUNT_ACCESS,
            Self::Sts => &STS,
            Self::Iam => &IAM,
            Self::RolesAnywhere => &ROLES_ANYWHERE,
            Self::SignIn => &SIGN_IN,
            Self::Federation | Self::Page => &FEDERATION,
            Self::Control => &CONTROL,
        }
    }

    /// Whether it is one of AWS's APIs: these get the latency, and the faults for every operation (`*`).
    pub(crate) fn is_aws(self) -> bool {
        !matches!(self, Self::Page | Self::Control)
    }

    pub(crate) fn error(self, status: StatusCode, code: &str, message: &str) -> ApiResponse {
        (self.shape().error)(status, code, message)
    }

    /// Too many requests.
    pub(crate) fn throttled(self, retry_after: Option<u64>) -> ApiResponse {
        let response = self.case(self.shape().throttled);
        match retry_after {
            Some(seconds) => response.with_header("retry-after", seconds.to_string()),
            None => response,
        }
    }

    /// The credentials of the request are not accepted.
    pub(crate) fn unauthorized(self) -> ApiResponse {
        self.case(self.shape().unauthorized)
    }

    /// The credentials are accepted, and do not allow the request.
    pub(crate) fn forbidden(self) -> ApiResponse {
        self.case(self.shape().forbidden)
    }

    pub(crate) fn method_not_allowed(self) -> ApiResponse {
        let (status, message) = (StatusCode::METHOD_NOT_ALLOWED, "HTTP method is not allowed");
        if self == Self::AccessPortal {
            return self.error(status, "MethodNotAllowedException", message);
        }
        ApiResponse::json(status, json!({"message": message}))
    }

    fn case(self, (status, code, message): ErrorCase) -> ApiResponse {
        self.error(status, code, message)
    }

    /// The response that a fault puts in the place of the right one; none for faults that leave it as it is.
    pub(crate) fn injected(self, effect: &FaultEffect) -> Option<ApiResponse> {
        let shape = self.shape();
        Some(match effect {
            FaultEffect::Throttle { retry_after } => self.throttled(*retry_after),
            FaultEffect::ServerError { status } => {
                let (code, message) = shape.server_error;
                self.error(status_from(*status), code, message)
            }
            FaultEffect::Malformed => {
                let (media_type, text) = shape.malformed;
                ApiResponse::text(StatusCode::OK, media_type, text)
            }
            FaultEffect::Unauthorized => self.unauthorized(),
            FaultEffect::Forbidden => self.forbidden(),
            FaultEffect::Error {
                status,
                code,
                message,
            } => self.error(status_from(*status), code, message),
            FaultEffect::Delay { .. }
            | FaultEffect::DelayAfter { .. }
            | FaultEffect::Drop
            | FaultEffect::DropAfter
            | FaultEffect::CutBody => {
                return None;
            }
        })
    }
}

fn query_error(namespace: &str, status: StatusCode, code: &str, message: &str) -> ApiResponse {
    let fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let request_id = request_id();
    let text = format!(
        "<ErrorResponse xmlns=\"{namespace}\">\n  <Error>\n    <Type>{fault}</Type>\n    <Code>{}</Code>\n    \
         <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        html::escape(code),
        html::escape(message)
    );
    ApiResponse::xml(status, &text).with_header("x-amzn-requestid", request_id)
}

fn status_from(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The response to a request that is for no operation of any API.
pub(crate) fn unknown_operation() -> ApiResponse {
    ApiResponse::json(StatusCode::NOT_FOUND, json!({})).with_exception(Exception {
        name: "UnknownOperationException".to_owned(),
        origin: "",
        namespace: "com.amazon.coral.service#",
        in_body: true,
    })
}
