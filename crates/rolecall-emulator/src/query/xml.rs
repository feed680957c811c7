//! The XML of a response.

use http::StatusCode;

use crate::html::escape;
use crate::response::ApiResponse;
use crate::secrets::request_id;

/// Writes elements one after the other.
#[derive(Debug, Default)]
pub(crate) struct XmlWriter {
    text: String,
}

impl XmlWriter {
    pub(crate) fn element(&mut self, name: &str, value: &str) {
        self.text
            .push_str(&format!("<{name}>{}</{name}>\n", escape(value)));
    }

    /// Writes nothing when there is no value.
    pub(crate) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.element(name, value);
        }
    }

    pub(crate) fn group(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.text.push_str(&format!("<{name}>\n"));
        write(self);
        self.text.push_str(&format!("</{name}>\n"));
    }
}

/// The response to `operation`, in a namespace, with what `write` puts into its result.
pub(crate) fn respond(operation: &str, namespace: &str, write: impl FnOnce(&mut XmlWriter)) -> ApiResponse {
    let request_id = request_id();
    let mut xml = XmlWriter::default();
    xml.group(&format!("{operation}Result"), write);
    xml.group("ResponseMetadata", |xml| xml.element("RequestId", &request_id));
    let text = format!(
        "<{operation}Response xmlns=\"{namespace}\">\n{}</{operation}Response>\n",
        xml.text
    );
    ApiResponse::xml(StatusCode::OK, &text).with_header("x-amzn-requestid", request_id)
}
