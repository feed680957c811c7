"""boto3 judges AssumeRoleWithSAML, with responses that are made and signed here. Usage: saml.py URL

The canonical form is that of Python's standard library: for documents like these C14N 2.0 is exclusive C14N.
"""

import base64
import datetime
import hashlib
import xml.etree.ElementTree as ElementTree

import rsa_key
from emulated import WORKLOADS, anonymous_sts, command, passed, refused, role, sts

CORP = f"arn:aws:iam::{WORKLOADS}:saml-provider/Corp"
OWN = f"arn:aws:iam::{WORKLOADS}:saml-provider/Own"
SIGN_IN = "https://signin.aws.amazon.com/saml"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
MARKER = "<signature/>"


def attribute(name, *values):
    values = "".join(f'<AttributeValue xsi:type="xs:string">{value}</AttributeValue>' for value in values)
    return f'<Attribute Name="{ATTRIBUTES}{name}">{values}</Attribute>'


def signature(element_id, canonical, prefixes=""):
    digest = base64.b64encode(hashlib.sha256(canonical.encode()).digest()).decode()
    info = f"""<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
<ds:Reference URI="#{element_id}"><ds:Transforms>
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<ds:Transform Algorithm="{EXCLUSIVE}">{prefixes}</ds:Transform></ds:Transforms>
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"""
    value = base64.encodebytes(rsa_key.sign(ElementTree.canonicalize(info).encode())).decode()
    return (f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{info}'
            f"<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>")


def times(seconds):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(**changes):
    """The assertion, with a mark where its signature goes; it declares every namespace that it uses."""
    values = {
        "issuer": "https://idp.example.com/entity", "audience": SIGN_IN, "recipient": SIGN_IN, "ends": times(300),
        "begins": times(-60), "subject": "ann@example.com", "session": "ann", "role": f"{role('Saml')},{CORP}", "more": "",
    } | changes
    session = attribute("RoleSessionName", values["session"]) if values["session"] else ""
    return f"""<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0"
 IssueInstant="{times(0)}"><Issuer>{values["issuer"]}</Issuer>{MARKER}<Subject>
<NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{values["subject"]}</NameID>
<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><!-- a comment -->
<SubjectConfirmationData NotOnOrAfter="{values["ends"]}" Recipient="{values["recipient"]}"/></SubjectConfirmation></Subject>
<Conditions NotOnOrAfter="{times(3600)}" NotBefore="{values["begins"]}"><AudienceRestriction>
<Audience>{values["audience"]}</Audience></AudienceRestriction></Conditions>
<AttributeStatement xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{attribute("Role", values["role"])}{session}{values["more"]}
<Attribute Name="other"><AttributeValue>a &amp; b &gt; c &#x9; ü</AttributeValue></Attribute></AttributeStatement></Assertion>"""


def response(text, status="Success"):
    return f"""<?xml version="1.0"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0">
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/></samlp:Status>
{text}</samlp:Response>"""


def signed(status="Success", **changes):
    text = assertion(**changes)
    mark = signature("_a1", ElementTree.canonicalize(text.replace(MARKER, "")))
    return response(text.replace(MARKER, mark), status)


def assume(text, name="Saml", provider=CORP, **parameters):
    encoded = base64.b64encode(text.encode()).decode()
    call = {"RoleArn": role(name), "PrincipalArn": provider, "SAMLAssertion": encoded} | parameters
    return anonymous_sts().assume_role_with_saml(**call)


def accepted():
    found = assume(signed())
    assert found["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{WORKLOADS}:assumed-role/Saml/ann", found
    members = [found[name] for name in ("Subject", "SubjectType", "Issuer", "Audience")]
    assert members == ["ann@example.com", "persistent", "https://idp.example.com/entity", SIGN_IN], found
    digest = hashlib.sha1(f"https://idp.example.com/entity{WORKLOADS}/Corp".encode()).digest()
    assert found["NameQualifier"] == base64.b64encode(digest).decode(), found
    assert sts(found["Credentials"]).get_caller_identity()["Arn"] == found["AssumedRoleUser"]["Arn"]
    # Provider first; tags; a signature over the whole response.
    assume(signed(role=f"{CORP}, {role('Saml')}"))
    tagged = assume(signed(more=attribute("PrincipalTag:team", "blue") + attribute("TransitiveTagKeys", "team")))
    assert tagged["PackedPolicySize"] > 0, tagged
    whole = response(assertion().replace(MARKER, ""))
    body = whole.split("\n", 1)[1]
    mark = signature("_r1", ElementTree.canonicalize(body))
    assume(body.replace("</samlp:Status>", f"</samlp:Status>{mark}"))
    refused("ValidationError", assume, signed(), DurationSeconds=3601)


def refused_assertions():
    good = signed()
    twice = good.replace("</samlp:Response>", '<x ID="_a1"/></samlp:Response>')
    forged = assertion(subject="eve@example.com").replace(MARKER, "").replace('"_a1"', '"_a2"')
    wrapped = good.replace("<Assertion ", f"{forged}<Assertion ", 1)
    for text, code, part in [
        ("nonsense", "InvalidIdentityToken", "Invalid SAML response"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]>" + good.split("\n", 1)[1], "InvalidIdentityToken", "Invalid SAML response"),
        (good.replace("ann@example", "eve@example"), "InvalidIdentityToken", "Response signature invalid"),
        (response(assertion().replace(MARKER, "")), "InvalidIdentityToken", "Response signature invalid"),
        (twice, "InvalidIdentityToken", "Response signature invalid"),
        (wrapped, "InvalidIdentityToken", "Response signature invalid"),
        (good.replace("rsa-sha256", "rsa-sha1"), "InvalidIdentityToken", "Response signature invalid"),
        (signed("Responder"), "IDPRejectedClaim", "reported that authentication failed"),
        (signed(issuer="https://other.example.com"), "InvalidIdentityToken", "Issuer not present in specified provider"),
        (signed(audience="https://other.example.com"), "InvalidIdentityToken", "Audience"),
        (signed(recipient="https://other.example.com"), "InvalidIdentityToken", "Audience"),
        (signed(ends=times(-1)), "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance"),
        (signed(begins=times(600)), "InvalidIdentityToken", "not yet valid"),
        (signed(session=""), "InvalidIdentityToken", "RoleSessionName is required in AuthnResponse"),
        (signed(session="a b"), "InvalidIdentityToken", "RoleSessionName in AuthnResponse must match"),
        (signed(role=f"{role('Other')},{CORP}"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        (signed(subject="ann@other.example"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        (signed(more=attribute("SourceIdentity", "ann")), "AccessDenied", "Not authorized to perform sts:SetSourceIdentity"),
    ]:
        message = refused(code, assume, text)
        assert part in message, message
    missing = refused("InvalidIdentityToken", assume, good, provider=CORP + "2")
    assert missing == "Specified provider doesn't exist", missing
    plain = signed(role=f"{role('Plain')},{CORP}")
    refused("AccessDenied", assume, plain, name="Plain")


def own_assertions():
    made = command("saml_assertion", provider=OWN, subject="pia@example.com", roles=[role("Saml")], session_name="pia")
    text = base64.b64decode(made["assertion"]).decode()
    assert assume(text, provider=OWN)["AssumedRoleUser"]["Arn"].endswith("assumed-role/Saml/pia")
    refused("InvalidIdentityToken", assume, text.replace("pia@", "eve@"), provider=OWN)
    refused("InvalidIdentityToken", assume, text)
    old = command("saml_assertion", provider=OWN, subject="pia@example.com", roles=[role("Saml")], session_name="pia",
                  expires_in=0)
    refused("ExpiredTokenException", assume, base64.b64decode(old["assertion"]).decode(), provider=OWN)


for check in [accepted, refused_assertions, own_assertions]:
    check()
passed("saml")
