"""boto3 judges IAM: users, access keys, MFA devices. With the organization of orgs/iam.json. Usage: iam.py URL"""

from emulated import KEYS, PEOPLE, code, command, iam, passed, refused, role, serial, sts

ANN = f"arn:aws:iam::{PEOPLE}:user/staff/ann"


def key_ids(keys="ann", **parameters):
    listed = iam(keys).list_access_keys(**parameters)
    assert not listed["IsTruncated"], listed
    return {key["AccessKeyId"]: key["Status"] for key in listed["AccessKeyMetadata"]}


def users():
    user = iam("ann").get_user()["User"]
    assert (user["Arn"], user["Path"], user["UserName"]) == (ANN, "/staff/", "ann"), user
    assert user["Tags"] == [{"Key": "team", "Value": "blue"}], user
    assert user["UserId"] == sts("ann").get_caller_identity()["UserId"], user
    assert iam("ann").get_user(UserName="bob")["User"]["UserName"] == "bob"
    message = refused("NoSuchEntity", iam("ann").get_user, UserName="nobody")
    assert message == "The user with name nobody cannot be found.", message
    [device] = iam("ann").list_mfa_devices()["MFADevices"]
    assert device["SerialNumber"] == serial("ann") and device["UserName"] == "ann", device
    refused("ValidationError", iam("ann").get_user, UserName="a b")
    role_keys = sts("bob").assume_role(RoleArn=role("Local", PEOPLE), RoleSessionName="bob")["Credentials"]
    message = refused("ValidationError", iam(role_keys).list_access_keys)
    assert message == "Must specify userName when calling with non-User credentials", message


def rotation():
    old = KEYS["ann"][0]
    [listed] = iam("ann").list_access_keys()["AccessKeyMetadata"]
    assert listed["CreateDate"].isoformat() == "2026-02-03T04:05:06+00:00" and listed["UserName"] == "ann", listed
    unused = KEYS["bob"][0]
    never = iam("ann").get_access_key_last_used(AccessKeyId="AKIAJDLZZZZZZEXAMPLE")
    assert never == never | {"UserName": "bob", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}, never
    new = iam("ann").create_access_key()["AccessKey"]
    assert new["Status"] == "Active" and new["AccessKeyId"].startswith("AKIA"), new
    assert len(new["SecretAccessKey"]) == 40, new
    assert sts(new).get_caller_identity()["Arn"] == ANN
    used = iam("ann").get_access_key_last_used(AccessKeyId=new["AccessKeyId"])["AccessKeyLastUsed"]
    assert (used["ServiceName"], used["Region"]) == ("sts", "eu-west-1") and used["LastUsedDate"], used
    message = refused("LimitExceeded", iam("ann").create_access_key)
    assert message == "Cannot exceed quota for AccessKeysPerUser: 2", message
    iam(new).update_access_key(AccessKeyId=old, Status="Inactive")
    assert key_ids(new) == {old: "Inactive", new["AccessKeyId"]: "Active"}
    refused("InvalidClientTokenId", sts("ann").get_caller_identity)
    iam(new).update_access_key(AccessKeyId=old, Status="Active", UserName="ann")
    sts("ann").get_caller_identity()
    refused("ValidationError", iam(new).update_access_key, AccessKeyId=old, Status="Asleep")
    for method in ["delete_access_key", "get_access_key_last_used"]:
        message = refused("NoSuchEntity", getattr(iam(new), method), AccessKeyId="AKIAXXXXXXXXXXXXXXXX")
        assert message == "The Access Key with id AKIAXXXXXXXXXXXXXXXX cannot be found.", message
    refused("NoSuchEntity", iam(new).delete_access_key, AccessKeyId=unused)
    session = sts("ann").get_session_token()["Credentials"]
    iam(new).delete_access_key(AccessKeyId=old)
    refused("InvalidClientTokenId", sts("ann").get_caller_identity)
    assert sts(session).get_caller_identity()["Arn"] == ANN
    command("reset", state=True)
    refused("InvalidClientTokenId", sts(new).get_caller_identity)
    assert key_ids() == {old: "Active"}


def faults():
    # The effect without the answer: the key is there, and nobody has its secret.
    command("faults", operation="CreateAccessKey", kind="drop_after")
    try:
        iam("ann").create_access_key()
        raise AssertionError("the connection was not closed")
    except Exception as error:
        assert "Connection" in type(error).__name__, error
    assert len(key_ids()) == 2
    command("faults", operation="DeleteAccessKey", skip=1, kind="server_error")
    [created] = [key for key in key_ids() if key != KEYS["ann"][0]]
    iam("ann").delete_access_key(AccessKeyId=created)
    refused("ServiceFailure", iam("ann").delete_access_key, AccessKeyId=created)
    command("faults", operation="ListAccessKeys", kind="throttle")
    refused("Throttling", iam("ann").list_access_keys)


def permissions():
    denied = refused("AccessDenied", iam("bob").list_access_keys)
    assert denied == (f"User: arn:aws:iam::{PEOPLE}:user/bob is not authorized to perform: iam:ListAccessKeys on "
                      "resource: user bob because no identity-based policy allows the iam:ListAccessKeys action"), denied
    iam("mia").get_user()
    assert "iam:GetUser on resource: user ann because" in refused("AccessDenied", iam("mia").get_user, UserName="ann")
    refused("AccessDenied", iam("mia").list_access_keys)
    without = sts("mia").get_session_token()["Credentials"]
    refused("InvalidClientTokenId", iam(without).get_user)
    with_mfa = sts("mia").get_session_token(SerialNumber=serial("mia"), TokenCode=code("mia"))["Credentials"]
    assert key_ids(with_mfa) == {KEYS["mia"][0]: "Active"}
    refused("AccessDenied", iam(with_mfa).list_access_keys, UserName="ann")
    refused("SignatureDoesNotMatch", iam(("AKIAIMIAXXXXXEXAMPLE", "wrong")).get_user)
    refused("InvalidAction", iam("ann").list_groups)


for check in [users, rotation, faults, permissions]:
    check()
passed("iam")
