"""boto3 judges account access manager, with the demo organization, over HTTPS: it sends bearer tokens over nothing else.

Usage: account_access.py URL HTTPS_URL CERTIFICATE_FILE START_URL
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile

home_dir = tempfile.TemporaryDirectory(prefix="rolecall-boto3-")  # removed when this process ends
home = pathlib.Path(home_dir.name)
os.environ["HOME"] = str(home)

from emulated import SINGLE_ATTEMPT, UNSIGNED, boto3, command, passed, refused  # noqa: E402  (HOME must be set first)

HTTPS_URL, CERTIFICATE, START_URL = sys.argv[2:5]
TENANT = "aa-northwind"
SCOPES = ["account_access:read_only", "account_access:assume"]
NAME = "aam"

(home / "config").write_text(
    f"[profile {NAME}]\nsso_session = {NAME}\nregion = eu-west-1\n[sso-session {NAME}]\nsso_start_url = {START_URL}\n"
    f"sso_region = eu-west-1\nsso_registration_scopes = {', '.join(SCOPES)}\n")
os.environ.update(AWS_CONFIG_FILE=str(home / "config"), AWS_CA_BUNDLE=CERTIFICATE)


def sign_in(scopes):
    oidc = boto3.client("sso-oidc", region_name="eu-west-1", config=UNSIGNED)
    client = oidc.register_client(clientName="boto3", clientType="public", scopes=scopes)
    own = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = oidc.start_device_authorization(startUrl=START_URL, **own)
    token = oidc.create_token(grantType="urn:ietf:params:oauth:grant-type:device_code",
                              deviceCode=device["deviceCode"], **own)
    cache = home / ".aws" / "sso" / "cache" / (hashlib.sha1(NAME.encode()).hexdigest() + ".json")
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text(json.dumps({"startUrl": START_URL, "region": "eu-west-1", "accessToken": token["accessToken"],
                                 "expiresAt": "2999-01-01T00:00:00Z"}))


def runtime():
    session = boto3.Session(profile_name=NAME)
    return session.client("account-access-runtime", endpoint_url=HTTPS_URL, config=SINGLE_ATTEMPT)


sign_in(SCOPES)
roles = runtime().list_roles(tenantId=TENANT)["roles"]
assert [role["accountName"] for role in roles] == ["storefront-prod", "logistics-prod"], roles
page = runtime().list_roles(tenantId=TENANT, maxResults=1)
assert len(page["roles"]) == 1 and page["nextToken"], page
arn = roles[0]["roleArn"]
call = {"tenantId": TENANT, "roleArn": arn, "accessType": "PROGRAMMATIC_ACCESS"}
for fractional in [False, True]:
    command("settings", fractional_expiry=fractional)
    details = runtime().get_role_credentials(**call, sessionName="boto3", sessionDuration=14400)["credentialsDetails"]
    keys = details["programmaticAccess"]
    assert keys["expiresAt"].year >= 2026, keys
sts = boto3.client("sts", region_name="eu-west-1", aws_access_key_id=keys["accessKeyId"],
                   aws_secret_access_key=keys["secretAccessKey"], aws_session_token=keys["sessionToken"])
assert sts.get_caller_identity()["Arn"].endswith(":assumed-role/StorefrontOperator/boto3")
refused("ValidationException", runtime().get_role_credentials, **call, sessionDuration=14401)
refused("ValidationException", runtime().list_roles, tenantId="aa-other")
refused("AccessDeniedException", runtime().get_role_credentials, **(call | {"roleArn": arn + "2"}))
sign_in(["sso:account:access"])
refused("UnauthorizedException", runtime().list_roles, tenantId=TENANT)
passed("account_access")
