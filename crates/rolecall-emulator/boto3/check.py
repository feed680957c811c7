"""boto3, an independent client, resolves an [sso-session] profile through the emulator.

Signs in over the device grant with botocore's own OIDC client (the emulator runs with --consent auto), writes
the token cache where the SDK looks for it, and lets the SDK do the rest: refresh, GetRoleCredentials, STS.
Usage: check.py URL START_URL REGION ACCOUNT_ID ROLE_NAME. Prints one line of JSON; fails with a traceback.
"""

import datetime
import hashlib
import json
import os
import pathlib
import sys
import tempfile

URL, START_URL, REGION, ACCOUNT, ROLE = sys.argv[1:6]
CHAINED_ARN = "arn:aws:sts::111122223333:assumed-role/Deploy/checked"
NAME = "corp"

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
(home / "config").write_text(
    f"[profile checked]\nsso_session = {NAME}\nsso_account_id = {ACCOUNT}\nsso_role_name = {ROLE}\n"
    f"region = {REGION}\n\n[sso-session {NAME}]\nsso_start_url = {START_URL}\nsso_region = {REGION}\n"
    "sso_registration_scopes = sso:account:access\n"
    "[profile chained]\nsource_profile = checked\nregion = eu-west-1\nrole_session_name = checked\n"
    "role_arn = arn:aws:iam::111122223333:role/team/Deploy\n"
    "[profile untrusted]\nsource_profile = checked\nregion = eu-west-1\nrole_arn = arn:aws:iam::012345678901:role/Tools\n"
)

import boto3  # noqa: E402  (the environment must be set first)
import botocore  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError, TokenRetrievalError, UnauthorizedSSOTokenError  # noqa: E402

CACHE = home / ".aws" / "sso" / "cache" / (hashlib.sha1(NAME.encode()).hexdigest() + ".json")
SINGLE_ATTEMPT = Config(region_name=REGION, signature_version=botocore.UNSIGNED, retries={"total_max_attempts": 1})


def iso(epoch):
    time = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return datetime.datetime.now(datetime.timezone.utc).timestamp()


def sign_in():
    oidc = boto3.client("sso-oidc", config=SINGLE_ATTEMPT)
    client = oidc.register_client(clientName="boto3", clientType="public", scopes=["sso:account:access"])
    own = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = oidc.start_device_authorization(startUrl=START_URL, **own)
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    token = oidc.create_token(grantType=grant, deviceCode=device["deviceCode"], **own)
    error_code = None
    try:
        oidc.create_token(grantType=grant, deviceCode=device["deviceCode"], **own)
    except oidc.exceptions.InvalidGrantException as error:
        error_code = error.response["error"]
    assert error_code == "invalid_grant", error_code
    return client, token


def write_cache(client, token, expires_at):
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    CACHE.write_text(json.dumps({
        "startUrl": START_URL,
        "region": REGION,
        "accessToken": token["accessToken"],
        "expiresAt": iso(expires_at),
        "clientId": client["clientId"],
        "clientSecret": client["clientSecret"],
        "registrationExpiresAt": iso(client["clientSecretExpiresAt"]),
        "refreshToken": token["refreshToken"],
    }))


def caller():
    return boto3.Session(profile_name="checked").client("sts").get_caller_identity()


def portal_lists(token):
    portal = boto3.client("sso", config=SINGLE_ATTEMPT)
    pages = portal.get_paginator("list_accounts").paginate(accessToken=token, PaginationConfig={"PageSize": 2})
    accounts = [account for page in pages for account in page["accountList"]]
    roles = portal.list_account_roles(accessToken=token, accountId=ACCOUNT)["roleList"]
    assert ROLE in [role["roleName"] for role in roles], roles
    try:
        portal.get_role_credentials(accessToken=token, accountId=ACCOUNT, roleName="NotAssigned")
        raise AssertionError("a role that is not assigned was issued")
    except ClientError as error:
        assert error.response["Error"] == {"Message": "No access", "Code": "ForbiddenException"}, error.response
    return len(accounts)


def main():
    client, token = sign_in()
    write_cache(client, token, now() + token["expiresIn"])
    identity = caller()
    accounts = portal_lists(token["accessToken"])

    # The cached token has expired: the SDK has to refresh it, and the new one has to work.
    write_cache(client, token, now() - 60)
    assert caller()["Arn"] == identity["Arn"]
    cached = json.loads(CACHE.read_text())
    assert cached["accessToken"] != token["accessToken"], "the SDK did not refresh"
    assert cached["refreshToken"] != token["refreshToken"], "the refresh token was not rotated"

    # The rotated refresh token is rejected, and the SDK reports it.
    write_cache(client, token, now() - 60)
    try:
        caller()
        raise AssertionError("a rotated refresh token was accepted")
    except TokenRetrievalError as error:
        assert "Token has expired and refresh failed" in str(error), error

    write_cache(client, cached | {"expiresIn": 0}, now() + 3000)

    # A role that trusts the account is assumed with these credentials, as a profile with a source.
    chained = boto3.Session(profile_name="chained").client("sts").get_caller_identity()
    assert chained["Arn"] == CHAINED_ARN, chained
    try:
        boto3.Session(profile_name="untrusted").client("sts").get_caller_identity()
        raise AssertionError("a role was assumed that does not trust the account")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "AccessDenied", error.response

    # A signature with a wrong secret is rejected.
    keys = boto3.Session(profile_name="checked").get_credentials().get_frozen_credentials()
    wrong = boto3.client("sts", region_name=REGION, aws_access_key_id=keys.access_key,
                         aws_secret_access_key=keys.secret_key + "x", aws_session_token=keys.token)
    try:
        wrong.get_caller_identity()
        raise AssertionError("a wrong signature was accepted")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "SignatureDoesNotMatch", error.response

    # After Logout the SDK has to report that a new sign-in is needed.
    boto3.client("sso", config=SINGLE_ATTEMPT).logout(accessToken=cached["accessToken"])
    try:
        caller()
        raise AssertionError("a token was accepted after logout")
    except UnauthorizedSSOTokenError:
        pass

    print(json.dumps({"boto3": boto3.__version__, "arn": identity["Arn"], "account": identity["Account"],
                      "user_id": identity["UserId"], "accounts": accounts}))


main()
