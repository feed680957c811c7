//! The errors of the query protocol: XML in the namespace of the service. Must not know when one occurs.

use http::StatusCode;

use super::ErrorShape;
use crate::html::escape;
use crate::response::ApiResponse;
use crate::secrets::request_id;

pub(super) const STS: ErrorShape = ErrorShape {
    error: |status, code, message| error("https://sts.amazonaws.com/doc/2011-06-15/", status, code, message),
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

fn error(namespace: &str, status: StatusCode, code: &str, message: &str) -> ApiResponse {
    let fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let request_id = request_id();
    let text = format!(
        "<ErrorResponse xmlns=\"{namespace}\">\n  <Error>\n    <Type>{fault}</Type>\n    <Code>{}</Code>\n    \
         <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        escape(code),
        escape(message)
    );
    ApiResponse::xml(status, &text).with_header("x-amzn-requestid", request_id)
}
