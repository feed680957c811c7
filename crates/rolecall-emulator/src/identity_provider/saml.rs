//! SAML 2.0 responses: the signed assertion in one, and what it says to AWS (IAM User Guide, "Configure SAML
//! assertions for the authentication response").

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::key::VerificationKey;
use super::xml_signature::is_signed;
use crate::clock::EpochTime;

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";

/// What a signed assertion says.
#[derive(Debug, Default)]
pub(crate) struct SamlAssertion {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// The format of the subject, without the start that all have.
    pub(crate) subject_type: String,
    /// The address that the assertion is for.
    pub(crate) recipient: String,
    pub(crate) audiences: Vec<String>,
    pub(crate) not_before: Option<EpochTime>,
    /// The earliest of its ends.
    pub(crate) ends: Option<EpochTime>,
    /// AWS's attributes, by their last part.
    pub(crate) attributes: BTreeMap<String, Vec<String>>,
}

/// Why a response is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SamlError {
    NotAResponse,
    /// The provider says that the user did not sign in.
    Rejected,
    WrongSignature,
}

impl SamlAssertion {
    /// Reads a response in base 64. Only what the key has signed is looked at: the response or its assertion.
    pub(crate) fn verified(text: &str, key: &VerificationKey) -> Result<Self, SamlError> {
        let text: String = text.split_whitespace().collect();
        let bytes = STANDARD.decode(text).map_err(|_| SamlError::NotAResponse)?;
        let text = String::from_utf8(bytes).map_err(|_| SamlError::NotAResponse)?;
        let document = Document::parse(&text).map_err(|_| SamlError::NotAResponse)?;
        let response = document.root_element();
        if !response.has_tag_name((PROTOCOL, "Response")) {
            return Err(SamlError::NotAResponse);
        }
        let status = child(response, PROTOCOL, "Status");
        let status = status.and_then(|status| child(status, PROTOCOL, "StatusCode"));
        if status.and_then(|code| code.attribute("Value")) != Some(SUCCESS) {
            return Err(SamlError::Rejected);
        }
        let assertion = child(response, ASSERTION, "Assertion").ok_or(SamlError::NotAResponse)?;
        if !is_signed(assertion, key) && !is_signed(response, key) {
            return Err(SamlError::WrongSignature);
        }
        Ok(Self::read(assertion))
    }

    fn read(assertion: Node<'_, '_>) -> Self {
        let mut read = Self {
            issuer: text(child(assertion, ASSERTION, "Issuer")),
            ..Self::default()
        };
        if let Some(subject) = child(assertion, ASSERTION, "Subject") {
            read.read_subject(subject);
        }
        if let Some(conditions) = child(assertion, ASSERTION, "Conditions") {
            read.not_before = time(conditions, "NotBefore");
            read.end_at(time(conditions, "NotOnOrAfter"));
            let audiences = conditions.descendants();
            let audiences = audiences.filter(|node| node.has_tag_name((ASSERTION, "Audience")));
            read.audiences = audiences.map(|node| text(Some(node))).collect();
        }
        let attributes = assertion
            .children()
            .filter(|node| node.has_tag_name((ASSERTION, "AttributeStatement")));
        for attribute in attributes.flat_map(|statement| statement.children()) {
            let name = attribute.attribute("Name").unwrap_or_default();
            if let Some(name) = name.strip_prefix(ATTRIBUTES) {
                let values = attribute.children();
                let values = values.filter(|node| node.has_tag_name((ASSERTION, "AttributeValue")));
                let values = values.map(|node| text(Some(node)));
                read.attributes.entry(name.to_owned()).or_default().extend(values);
            }
        }
        read
    }

    fn read_subject(&mut self, subject: Node<'_, '_>) {
        let name = child(subject, ASSERTION, "NameID");
        let format = name.and_then(|name| name.attribute("Format")).unwrap_or_default();
        self.subject = text(name);
        self.subject_type = match format.strip_prefix("urn:oasis:names:tc:SAML:2.0:nameid-format:") {
            Some(short @ ("persistent" | "transient")) => short.to_owned(),
            Some(_) | None => format.to_owned(),
        };
        let confirmation = child(subject, ASSERTION, "SubjectConfirmation");
        let data = confirmation.and_then(|node| child(node, ASSERTION, "SubjectConfirmationData"));
        if let Some(data) = data {
            self.recipient = data.attribute("Recipient").unwrap_or_default().to_owned();
            self.end_at(time(data, "NotOnOrAfter"));
        }
    }

    fn end_at(&mut self, end: Option<EpochTime>) {
        self.ends = match (self.ends, end) {
            (Some(before), Some(now)) => Some(before.min(now)),
            (before, now) => before.or(now),
        };
    }

    /// The values of one of AWS's attributes.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        self.attributes.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

fn child<'a, 'input>(parent: Node<'a, 'input>, namespace: &str, name: &str) -> Option<Node<'a, 'input>> {
    parent
        .children()
        .find(|node| node.has_tag_name((namespace, name)))
}

/// The whole text of an element: a comment inside must not shorten it.
fn text(element: Option<Node<'_, '_>>) -> String {
    let nodes = element.into_iter().flat_map(|element| element.descendants());
    let pieces: String = nodes
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect();
    pieces.trim().to_owned()
}

fn time(element: Node<'_, '_>, name: &str) -> Option<EpochTime> {
    EpochTime::from_iso(element.attribute(name)?)
}
