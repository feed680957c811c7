//! Enveloped XML signatures (XMLDSig Core), in the form that SAML 2.0 demands: one reference to the signed
//! element by its ID, exclusive canonicalization, SHA-256. Every other form is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};
use sha2::{Digest as _, Sha256};

use super::canonical_xml::{CanonicalScope, canonicalize};
use super::key::{SignatureAlgorithm, VerificationKey};
use super::own_key::OwnKey;

const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const RSA_SHA_256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const ECDSA_SHA_256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

/// Whether `element` has a signature of its own, as a child, that this key made over all of it.
pub(super) fn is_signed(element: Node<'_, '_>, key: &VerificationKey) -> bool {
    verify(element, key).is_some()
}

fn verify(element: Node<'_, '_>, key: &VerificationKey) -> Option<()> {
    let signature = child(element, "Signature")?;
    let signed_info = child(signature, "SignedInfo")?;
    let is_method = |parent, name, algorithm| algorithm_of(parent, name) == Some(algorithm);
    let algorithm = match algorithm_of(signed_info, "SignatureMethod")? {
        RSA_SHA_256 => SignatureAlgorithm::RsaSha256,
        ECDSA_SHA_256 => SignatureAlgorithm::P256Sha256,
        _ => return None,
    };
    if !is_method(signed_info, "CanonicalizationMethod", EXCLUSIVE) {
        return None;
    }
    let reference = child(signed_info, "Reference")?;
    let id = element.attribute("ID").filter(|id| !id.is_empty())?;
    if reference.attribute("URI") != Some(&format!("#{id}")) || !is_method(reference, "DigestMethod", SHA_256)
    {
        return None;
    }
    // An ID that is there twice could name another element than this one.
    let same_id = |node: &Node<'_, '_>| node.attribute("ID") == Some(id);
    if element.document().descendants().filter(same_id).count() != 1 {
        return None;
    }
    let inclusive = inclusive_prefixes(child(reference, "Transforms")?)?;
    let scope = CanonicalScope {
        without: Some(signature.id()),
        inclusive: &inclusive,
    };
    let digest = Sha256::digest(canonicalize(element, scope)?);
    if bytes(child(reference, "DigestValue")?)? != *digest {
        return None;
    }
    let method = child(signed_info, "CanonicalizationMethod")?;
    let inclusive = prefix_list(method);
    let scope = CanonicalScope {
        without: None,
        inclusive: &inclusive,
    };
    let message = canonicalize(signed_info, scope)?;
    let value = bytes(child(signature, "SignatureValue")?)?;
    key.verifies(algorithm, message.as_bytes(), &value).then_some(())
}

/// The one child with this name in the namespace of signatures.
fn child<'a, 'input>(parent: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    let mut found = parent
        .children()
        .filter(|node| node.has_tag_name((NAMESPACE, name)));
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

fn algorithm_of<'a>(parent: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(parent, name)?.attribute("Algorithm")
}

/// The prefixes of the transforms, when these are the two that there may be.
fn inclusive_prefixes(transforms: Node<'_, '_>) -> Option<Vec<String>> {
    let transforms: Vec<Node<'_, '_>> = transforms.children().filter(Node::is_element).collect();
    let [enveloped, exclusive] = transforms.as_slice() else {
        return None;
    };
    let is_form = enveloped.attribute("Algorithm") == Some(ENVELOPED)
        && exclusive.attribute("Algorithm") == Some(EXCLUSIVE);
    is_form.then(|| prefix_list(*exclusive))
}

fn prefix_list(parent: Node<'_, '_>) -> Vec<String> {
    let element = parent
        .children()
        .find(|node| node.has_tag_name((EXCLUSIVE, "InclusiveNamespaces")));
    let list = element.and_then(|element| element.attribute("PrefixList"));
    list.unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn bytes(element: Node<'_, '_>) -> Option<Vec<u8>> {
    let text: String = element.text()?.split_whitespace().collect();
    STANDARD.decode(text).ok()
}

/// The text of a document, with a signature of the emulator's own key over the element with this ID in the place
/// of `marker`, which is inside that element.
pub(super) fn sign(text: &str, id: &str, marker: &str, key: &OwnKey) -> Option<String> {
    let unsigned = text.replacen(marker, "", 1);
    let document = Document::parse(&unsigned).ok()?;
    let element = document
        .descendants()
        .find(|node| node.attribute("ID") == Some(id))?;
    let digest = STANDARD.encode(Sha256::digest(canonicalize(element, CanonicalScope::default())?));
    let signed_info = format!(
        "<ds:SignedInfo xmlns:ds=\"{NAMESPACE}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\">\
         </ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{ECDSA_SHA_256}\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
         <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms><ds:DigestMethod \
         Algorithm=\"{SHA_256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>\
         </ds:SignedInfo>"
    );
    // It is in its canonical form already.
    let value = STANDARD.encode(key.sign(signed_info.as_bytes())?);
    let signature = format!(
        "<ds:Signature xmlns:ds=\"{NAMESPACE}\">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>\
         </ds:Signature>"
    );
    Some(text.replacen(marker, &signature, 1))
}
