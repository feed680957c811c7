"""What every check needs: clients of an emulator, the control interface, and expected errors."""

import json
import os
import sys
import urllib.request

URL = sys.argv[1]

for name in [key for key in os.environ if key.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_ENDPOINT_URL=URL,
    AWS_EC2_METADATA_DISABLED="true",
    NO_PROXY="127.0.0.1,localhost",
)

import boto3  # noqa: E402  (the environment must be set first)
import botocore  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

# The emulator, not botocore, has to refuse what is out of range.
SINGLE_ATTEMPT = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
UNSIGNED = SINGLE_ATTEMPT.merge(Config(signature_version=botocore.UNSIGNED))
PEOPLE = "111122223333"
WORKLOADS = "444455556666"

KEYS = {
    user: (key, f"CANARY-configured-key-{user}/".ljust(40, "0"))
    for user, key in {
        "ann": "AKIAIOSFODNN7EXAMPLE",
        "bob": "AKIAI44QH8DHBEXAMPLE",
        "carol": "AKIAICAROLXXXEXAMPLE",
        "dave": "AKIAIDAVEXXXXEXAMPLE",
        "mia": "AKIAIMIAXXXXXEXAMPLE",
    }.items()
}


def client(service, keys):
    """A client that signs with these keys: a user's name, a pair, or `Credentials` of a response."""
    if isinstance(keys, str):
        keys = KEYS[keys]
    if isinstance(keys, dict):
        keys = (keys["AccessKeyId"], keys["SecretAccessKey"], keys.get("SessionToken"))
    key, secret, *token = keys
    return boto3.client(service, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret,
                        aws_session_token=token[0] if token else None, config=SINGLE_ATTEMPT)


def sts(keys):
    return client("sts", keys)


def iam(keys):
    return client("iam", keys)


def anonymous_sts():
    return boto3.client("sts", region_name="eu-west-1", config=UNSIGNED)


def role(name, account=WORKLOADS):
    return f"arn:aws:iam::{account}:role/{name}"


def command(name, **body):
    request = urllib.request.Request(f"{URL}/_emulator/{name}", json.dumps(body).encode(), method="POST")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        return json.load(response)


def code(user):
    """The code that the user's MFA device shows."""
    return command("mfa", serial_number=serial(user))["code"]


def serial(user):
    return f"arn:aws:iam::{PEOPLE}:mfa/{user}-phone"


def refused(expected, call, *args, **parameters):
    """The message of the error that a call must end with."""
    try:
        call(*args, **parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == expected, error.response
        return error.response["Error"]["Message"]
    raise AssertionError(f"{expected} was expected of {parameters}")


def passed(name):
    print(json.dumps({"check": name, "boto3": boto3.__version__}))
