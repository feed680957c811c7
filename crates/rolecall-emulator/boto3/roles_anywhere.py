"""AWS's own Python client of IAM Roles Anywhere gets sessions, with the organization of orgs/roles_anywhere.json.

Usage: roles_anywhere.py URL HTTPS_URL CERTIFICATE_FILE CERTIFICATES
"""

import pathlib
import sys

from emulated import client, passed

from iam_rolesanywhere_session import IAMRolesAnywhereSession
from iam_rolesanywhere_session.exceptions import CredentialsRetrievalError

HTTPS_URL, TLS_CERTIFICATE, FOLDER = sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
START = "arn:aws:rolesanywhere:eu-west-1:111122223333"
ROOT = "66666666-7777-8888-9999-000000000000"
OTHER_ROOT = "77777777-7777-8888-9999-000000000000"
NAMING = "11111111-2222-3333-4444-555555555555"
SHORT = "22222222-2222-3333-4444-555555555555"


def session(certificate, key, anchor=OTHER_ROOT, chain=None, profile=NAMING, role="/team/RA", **options):
    chain = (FOLDER / chain).read_bytes() if chain else None
    return IAMRolesAnywhereSession(
        profile_arn=f"{START}:profile/{profile}",
        role_arn=f"arn:aws:iam::111122223333:role{role}",
        trust_anchor_arn=f"{START}:trust-anchor/{anchor}",
        certificate=(FOLDER / certificate).read_bytes(),
        private_key=(FOLDER / key).read_bytes(),
        certificate_chain=chain,
        region="eu-west-1",
        endpoint=HTTPS_URL.removeprefix("https://"),
        verify=TLS_CERTIFICATE,
        **options,
    )


def identity(*arguments, **options):
    credentials = session(*arguments, **options).get_refreshable_credentials()
    keys = credentials.get_frozen_credentials()
    return client("sts", (keys.access_key, keys.secret_key, keys.token)).get_caller_identity()["Arn"]


def refused(status, text, *arguments, **options):
    try:
        identity(*arguments, **options)
    except CredentialsRetrievalError as error:
        assert str(status) in str(error) and text in str(error), str(error)
    else:
        raise AssertionError(f"{arguments} {options} got a session")


def named(name, role="RA"):
    return f"arn:aws:sts::111122223333:assumed-role/{role}/{name}"


HOST1 = ("rsa-2048.pem", "rsa-2048.key", ROOT)
HOST2 = ("p-256.pem", "p-256.key", ROOT)
UNTRUSTED = "Untrusted Signing Certificate"

assert identity(*HOST1, "intermediate.pem") == named("f1e2d3c4b5a69788796a5b4c3d2e1f0011223344")
assert identity(*HOST2) == named("0a1b2c3d4e5f")
assert identity("rsa-4096.pem", "rsa-4096.key") == named("01000000000000000003")
assert identity("p-384.pem", "p-384.key", role="/Host4") == named("04", "Host4")
assert identity(*HOST2, role_session_name="ann@example.com") == named("ann@example.com")
refused(403, UNTRUSTED, *HOST1)
refused(403, UNTRUSTED, "rsa-2048.pem", "rsa-2048.key", OTHER_ROOT, "intermediate.pem")
for certificate in ("authority.pem", "not-for-signing.pem", "expired.pem"):
    refused(403, UNTRUSTED, certificate, "p-256.key")
refused(403, "Invalid signature", "p-256.pem", "p-384.key", ROOT)
refused(403, "Invalid signature", "sha-384.pem", "p-256.key")  # it names the algorithm by the certificate's own hash
refused(403, "failed to be mapped into session tags", "untaggable.pem", "p-256.key")
refused(403, "Not authorized to set roleSessionName.", *HOST2, profile=SHORT, role_session_name="ann")
refused(404, "rust anchor", "p-256.pem", "p-256.key", "88888888-7777-8888-9999-000000000000")
refused(404, "rofile", *HOST2, profile="33333333-2222-3333-4444-555555555555")
for role in ("/Host4", "/Untagging", "/Elsewhere", "/Missing", "/Unlisted"):
    refused(403, f"Unable to assume role for arn:aws:iam::111122223333:role{role}", *HOST2, role=role)
passed("roles_anywhere")
