"""boto3, an independent client, with a sign-in to the console: its LoginProvider refreshes with the proofs that it makes itself.

The emulator runs with --consent auto; this plays the AWS CLI, which is where AWS has the code that opens the browser. Keys and proofs
are those of botocore and the AWS Common Runtime. Usage: login.py URL. Prints one line of JSON; fails with a traceback.
"""

import base64
import hashlib
import json
import os
import pathlib
import secrets
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

URL = sys.argv[1]
ROLE_ARN = "arn:aws:sts::111122223333:assumed-role/Console/bob"
USER_ARN = "arn:aws:iam::111122223333:user/staff/ann"
CLIENT_ID = "arn:aws:signin:::devtools/same-device"
CALLBACK = "http://127.0.0.1:43210/oauth/callback"

home_dir = tempfile.TemporaryDirectory(prefix="rolecall-boto3-")  # removed when this process ends
home = pathlib.Path(home_dir.name)
for name in [key for key in os.environ if key.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    HOME=str(home),
    AWS_CONFIG_FILE=str(home / "config"),
    AWS_SHARED_CREDENTIALS_FILE=str(home / "credentials"),
    AWS_ENDPOINT_URL=URL,
    AWS_EC2_METADATA_DISABLED="true",
    NO_PROXY="127.0.0.1,localhost",
)

import boto3  # noqa: E402  (the environment must be set first)
import botocore  # noqa: E402
from awscrt.crypto import EC, ECExportFormat, ECType  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.credentials import _build_dpop_header  # noqa: E402
from botocore.exceptions import ClientError, LoginRefreshRequired  # noqa: E402

UNSIGNED = Config(region_name="eu-west-1", signature_version=botocore.UNSIGNED, retries={"total_max_attempts": 1})


def command(name, **body):
    request = urllib.request.Request(f"{URL}/_emulator/{name}", json.dumps(body).encode(), method="POST")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        return json.load(response)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def code(verifier):
    """A code, as the browser brings it back."""
    query = {
        "response_type": "code", "client_id": CLIENT_ID, "state": "a state", "code_challenge_method": "SHA-256",
        "code_challenge": base64url(hashlib.sha256(verifier.encode()).digest()), "scope": "openid", "redirect_uri": CALLBACK,
    }
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    try:
        opener.open(f"{URL}/v1/authorize?{urllib.parse.urlencode(query)}")
    except urllib.error.HTTPError as answer:
        target = urllib.parse.urlparse(answer.headers["location"])
        answered = dict(urllib.parse.parse_qsl(target.query))
        assert answered["state"] == "a state", answered
        return answered["code"]
    raise AssertionError("there is no redirect")


def exchange(key, proof=None, **members):
    """CreateOAuth2Token with a proof by `key`, or with the given one."""
    client = boto3.client("signin", config=UNSIGNED)

    def add_proof(params, **_):
        params["headers"]["DPoP"] = proof or _build_dpop_header(key, params["url"])

    client.meta.events.register("before-call.signin.CreateOAuth2Token", add_proof)
    return client.create_o_auth2_token(tokenInput={"clientId": CLIENT_ID, **members})["tokenOutput"]


def sign_in(key):
    verifier = secrets.token_urlsafe(32)
    return exchange(key, grantType="authorization_code", code=code(verifier), codeVerifier=verifier, redirectUri=CALLBACK)


def refused(expected, call, *args, **parameters):
    try:
        call(*args, **parameters)
    except ClientError as error:
        found = (error.response["Error"]["Code"], error.response.get("error"))
        assert found == expected, error.response
        return
    raise AssertionError(f"{expected} was expected")


def new_key():
    return EC.new_generate(ECType.P_256)


def subject(tokens):
    claims = tokens["idToken"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]


def cached(tokens, key):
    """Writes the cache where SDKs look for it; returns the profile's session."""
    session = subject(tokens)
    pem = "-----BEGIN EC PRIVATE KEY-----\n" + base64.b64encode(key.export_key(ECExportFormat.SEC1)).decode() + "\n-----END EC PRIVATE KEY-----\n"
    folder = home / ".aws" / "login" / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (hashlib.sha256(session.encode()).hexdigest() + ".json")).write_text(json.dumps({
        "accessToken": {**tokens["accessToken"], "accountId": "111122223333", "expiresAt": "2020-01-01T00:00:00Z"},
        "tokenType": tokens["tokenType"], "clientId": CLIENT_ID, "refreshToken": tokens["refreshToken"],
        "idToken": tokens["idToken"], "dpopKey": pem,
    }))
    (home / "config").write_text(f"[profile login]\nlogin_session = {session}\nregion = eu-west-1\n")
    return session


def identity():
    """Who the profile is; its cached credentials are over, so the provider refreshes."""
    return boto3.Session(profile_name="login").client("sts").get_caller_identity()["Arn"]


# Who signs in is who one is: an IAM user, and a role.
for user, arn in [("alice", USER_ARN), ("bob", ROLE_ARN)]:
    command("settings", auto_user=user)
    key = new_key()
    tokens = sign_in(key)
    assert tokens["tokenType"] == "aws_sigv4" and 0 < tokens["expiresIn"] <= 900, tokens["expiresIn"]
    assert cached(tokens, key) == arn, subject(tokens)
    assert identity() == arn
    # The first refresh stored the next refresh token; the second uses it.
    command("expire", what="credentials")
    cache = next((home / ".aws" / "login" / "cache").glob(hashlib.sha256(arn.encode()).hexdigest() + ".json"))
    state = json.loads(cache.read_text())
    state["accessToken"]["expiresAt"] = "2020-01-01T00:00:00Z"
    cache.write_text(json.dumps(state))
    assert identity() == arn

# What is bound to a key is refused with another, a refresh token and a proof work once.
key = new_key()
tokens = sign_in(key)
refresh = {"grantType": "refresh_token", "refreshToken": tokens["refreshToken"]}
invalid = ("ValidationException", "INVALID_REQUEST")
refused(invalid, exchange, new_key(), **refresh)
url = f"{URL}/v1/token"
proof = _build_dpop_header(key, url)
renewed = exchange(key, proof, **refresh)
assert "idToken" not in renewed
refused(("AccessDeniedException", "TOKEN_EXPIRED"), exchange, key, **refresh)
refresh["refreshToken"] = renewed["refreshToken"]
refused(invalid, exchange, key, proof, **refresh)
for other in ["http://127.0.0.1:1/v1/token", f"{URL}/token"]:
    refused(invalid, exchange, key, _build_dpop_header(key, other), **refresh)
for seconds in [-400, 400]:
    now = int(__import__("time").time())
    refused(invalid, exchange, key, _build_dpop_header(key, url, ts=now + seconds), **refresh)
refused(invalid, exchange, key, "not a proof", **refresh)
# The verifier has to be the one of the challenge, and a code works once.
right = secrets.token_urlsafe(32)
by_code = {"grantType": "authorization_code", "redirectUri": CALLBACK}
used = code(right)
refused(invalid, exchange, key, code=used, codeVerifier=secrets.token_urlsafe(32), **by_code)
refused(invalid, exchange, key, code=used, codeVerifier=right, **by_code)
# A sign-in that is over has to be made again, as the provider says.
exchange(key, **refresh)
key = new_key()
cached(sign_in(key), key)
command("expire", what="login_sessions")
try:
    identity()
    raise AssertionError("the sign-in is over")
except LoginRefreshRequired:
    pass

print(json.dumps({"check": "login", "boto3": boto3.__version__}))
