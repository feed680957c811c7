//! Responses of the providers that have no key of their own. Must not know how one is checked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::own_key::OwnKey;
use super::xml_signature;
use crate::clock::EpochTime;
use crate::html::escape;

const MARKER: &str = "<!--signature-->";
/// The address of AWS's sign-in, in the commercial partition.
const SIGN_IN_URL: &str = "https://signin.aws.amazon.com/saml";

/// What a response is to say.
#[derive(Debug)]
pub(crate) struct SamlResponse {
    pub(crate) id: String,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) now: EpochTime,
    pub(crate) ends: EpochTime,
    /// Names without their common start, and values.
    pub(crate) attributes: Vec<(String, Vec<String>)>,
}

impl SamlResponse {
    /// The response in base 64, with a signed assertion.
    pub(crate) fn signed(&self, key: &OwnKey) -> Option<String> {
        let (id, issuer, subject) = (escape(&self.id), escape(&self.issuer), escape(&self.subject));
        let (now, ends) = (self.now.iso(), self.ends.iso());
        let attributes: String = self.attributes.iter().map(attribute_element).collect();
        let text = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"r{id}\" Version=\"2.0\" \
             IssueInstant=\"{now}\" Destination=\"{SIGN_IN_URL}\"><samlp:Status><samlp:StatusCode \
             Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status><saml:Assertion \
             xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"a{id}\" Version=\"2.0\" \
             IssueInstant=\"{now}\"><saml:Issuer>{issuer}</saml:Issuer>{MARKER}<saml:Subject><saml:NameID \
             Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{subject}</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData NotOnOrAfter=\"{ends}\" Recipient=\"{SIGN_IN_URL}\"/>\
             </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{now}\" \
             NotOnOrAfter=\"{ends}\"><saml:AudienceRestriction><saml:Audience>{SIGN_IN_URL}</saml:Audience>\
             </saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement>{attributes}\
             </saml:AttributeStatement></saml:Assertion></samlp:Response>"
        );
        let signed = xml_signature::sign(&text, &format!("a{}", self.id), MARKER, key)?;
        Some(STANDARD.encode(signed))
    }
}

fn attribute_element((name, values): &(String, Vec<String>)) -> String {
    let values: String = values
        .iter()
        .map(|value| format!("<saml:AttributeValue>{}</saml:AttributeValue>", escape(value)))
        .collect();
    let name = escape(name);
    format!(
        "<saml:Attribute Name=\"https://aws.amazon.com/SAML/Attributes/{name}\">{values}</saml:Attribute>"
    )
}
