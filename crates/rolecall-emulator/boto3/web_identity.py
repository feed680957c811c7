"""boto3 judges AssumeRoleWithWebIdentity, with tokens that are made here. Usage: web_identity.py URL"""

import json
import pathlib
import tempfile
import time

import rsa_key
from emulated import WORKLOADS, anonymous_sts, boto3, command, passed, refused, role, sts

ISSUER = "https://tokens.example.com/ci"
KEY = {"alg": "RS256", "typ": "JWT", "kid": "k1"}


def token(header=None, **claims):
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "sts.amazonaws.com", "sub": "repo:acme/app", "iat": now, "exp": now + 300} | claims
    claims = {name: value for name, value in claims.items() if value is not None}
    parts = [rsa_key.base64url(json.dumps(part).encode()) for part in [header or KEY, claims]]
    signed = ".".join(parts)
    return f"{signed}.{rsa_key.base64url(rsa_key.sign(signed.encode()))}"


def assume(text, name="Web", **parameters):
    call = {"RoleArn": role(name), "RoleSessionName": "ci", "WebIdentityToken": text} | parameters
    return anonymous_sts().assume_role_with_web_identity(**call)


def accepted():
    response = assume(token(), DurationSeconds=7200)
    assert response["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{WORKLOADS}:assumed-role/Web/ci", response
    found = [response[member] for member in ("SubjectFromWebIdentityToken", "Provider", "Audience")]
    assert found == ["repo:acme/app", ISSUER, "sts.amazonaws.com"], response
    keys = response["Credentials"]
    assert sts(keys).get_caller_identity()["Arn"] == response["AssumedRoleUser"]["Arn"]
    # The first session is no chain, the next one is.
    sts(keys).assume_role(RoleArn=role("ops/Long"), RoleSessionName="ci", DurationSeconds=3600)
    message = refused("ValidationError", sts(keys).assume_role, RoleArn=role("ops/Long"), RoleSessionName="ci",
                      DurationSeconds=3601)
    assert "role chaining" in message, message
    tagged = assume(token(**{"https://aws.amazon.com/tags": {
        "principal_tags": {"team": ["blue"]}, "transitive_tag_keys": ["team"]}}))
    assert tagged["PackedPolicySize"] > 0, tagged
    refused("ValidationError", assume, token(), DurationSeconds=7201)


def refused_tokens():
    for text, code, part in [
        ("nonsense", "InvalidIdentityToken", "not a valid JWT"),
        (token(iss="https://other.example.com"), "InvalidIdentityToken", "No OpenIDConnect provider found in your account for"),
        (token(aud="other"), "InvalidIdentityToken", "Incorrect token audience"),
        (token(aud=None), "InvalidIdentityToken", "Incorrect token audience"),
        (token(sub=None), "InvalidIdentityToken", "Missing a required claim: sub"),
        (token(exp=None), "InvalidIdentityToken", "Missing a required claim: exp"),
        (token(nbf=int(time.time()) + 600), "InvalidIdentityToken", "not yet valid"),
        (token(exp=int(time.time()) - 1), "ExpiredTokenException", "Token expired: current date/time"),
        (token({"alg": "RS256", "kid": "k2"}), "InvalidIdentityToken", "Couldn't retrieve verification key"),
        (token({"alg": "none"}), "InvalidIdentityToken", "Couldn't retrieve verification key"),
        (token()[:-8] + "AAAAAAAA", "InvalidIdentityToken", "signature"),
        (token(sub="repo:evil/app"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        (token(aud="rolecall"), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        (token(**{"https://aws.amazon.com/source_identity": "me"}), "AccessDenied", "Not authorized to perform sts:SetSourceIdentity"),
    ]:
        message = refused(code, assume, text)
        assert part in message, message
    assert refused("AccessDenied", assume, token(), "Plain") == "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    command("faults", operation="AssumeRoleWithWebIdentity", kind="error", status=400, code="IDPCommunicationError",
            message="The identity provider could not be reached")
    refused("IDPCommunicationError", assume, token())


def own_tokens():
    own = command("web_identity_token", issuer="https://own.example.com", subject="pod-1")["token"]
    assert assume(own)["SubjectFromWebIdentityToken"] == "pod-1"
    other = command("web_identity_token", issuer="https://own.example.com", subject="pod-1", audience="x")["token"]
    assert "audience" in refused("InvalidIdentityToken", assume, other)
    old = command("web_identity_token", issuer="https://own.example.com", subject="pod-1", expires_in=-1)["token"]
    refused("ExpiredTokenException", assume, old)


def profile():
    """The SDK reads a token file, as a profile names it."""
    with tempfile.TemporaryDirectory(prefix="rolecall-boto3-") as folder:
        folder = pathlib.Path(folder)
        (folder / "token").write_text(token())
        (folder / "config").write_text(f"[profile web]\nregion = eu-west-1\nrole_arn = {role('Web')}\n"
                                       f"web_identity_token_file = {folder / 'token'}\nrole_session_name = file\n")
        session = boto3.session.botocore.session.Session(profile="web")
        session.set_config_variable("config_file", str(folder / "config"))
        arn = boto3.Session(botocore_session=session).client("sts").get_caller_identity()["Arn"]
        assert arn == f"arn:aws:sts::{WORKLOADS}:assumed-role/Web/file", arn


for check in [accepted, refused_tokens, own_tokens, profile]:
    check()
passed("web_identity")
