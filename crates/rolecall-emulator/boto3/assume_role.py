"""boto3 judges AssumeRole and GetSessionToken, with the organization of orgs/iam.json. Usage: assume_role.py URL"""

import datetime
import json

from emulated import KEYS, PEOPLE, WORKLOADS, code, command, passed, refused, role, serial, sts


def assume(keys, name, session="ann", **parameters):
    return sts(keys).assume_role(RoleArn=role(name), RoleSessionName=session, **parameters)


def denied(keys, name, session="ann", **parameters):
    return refused("AccessDenied", assume, keys, name, session, **parameters)


def not_authorized(caller, name, action="sts:AssumeRole"):
    return f"User: {caller} is not authorized to perform: {action} on resource: {role(name)}"


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def seconds_left(response):
    left = response["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    return left.total_seconds()


ANN = f"arn:aws:iam::{PEOPLE}:user/staff/ann"
DENY_ALL = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})


def identities():
    who = sts("ann").get_caller_identity()
    assert who["Arn"] == ANN and who["Account"] == PEOPLE and who["UserId"].startswith("AIDA"), who
    refused("SignatureDoesNotMatch", sts((KEYS["ann"][0], "wrong")).get_caller_identity)
    refused("InvalidClientTokenId", sts(("AKIAJDLZZZZZZEXAMPLE", "CANARY-configured-key-bob/11111111111111")).get_caller_identity)
    refused("InvalidClientTokenId", sts((*KEYS["ann"], "a token")).get_caller_identity)
    response = assume("ann", "Plain")
    assert response["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{WORKLOADS}:assumed-role/Plain/ann", response
    assert response["AssumedRoleUser"]["AssumedRoleId"].endswith(":ann"), response
    assert "PackedPolicySize" not in response and "SourceIdentity" not in response, response
    assert response["SessionTokenSize"] == len(response["Credentials"]["SessionToken"]), response
    assert 0 < response["SessionTokenUtilization"] <= 100, response
    padded = assume("ann", "Plain", MinimumSessionTokenSize=3000)
    assert padded["SessionTokenSize"] >= 3000, padded
    assert sts(response["Credentials"]).get_caller_identity()["Arn"] == response["AssumedRoleUser"]["Arn"]


def validation():
    for parameters, part in [
        ({"RoleSessionName": "a b"}, "Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
        ({"DurationSeconds": 899}, "greater than or equal to 900"),
        ({"DurationSeconds": 43201}, "less than or equal to 43200"),
        ({"ExternalId": "a b"}, "at 'externalId'"),
        ({"SerialNumber": serial("ann"), "TokenCode": "12345x"}, "at 'tokenCode'"),
        ({"RoleArn": "arn:aws:iam::1:nothing/x"}, "Request ARN is invalid"),
        ({"PolicyArns": [{"arn": f"arn:aws:iam::aws:policy/P{n}"} for n in range(11)]}, "at 'policyArns'"),
        ({"SourceIdentity": "aws:me"}, ""),
        ({"Tags": tags(**{f"k{n}": "v" for n in range(51)})}, "at 'tags'"),
        ({"Policy": DENY_ALL[:-1] + " " * 2048 + "}"}, "at 'policy'"),
    ]:
        call = {"RoleArn": role("Plain"), "RoleSessionName": "ann"} | parameters
        message = refused("ValidationError", sts("ann").assume_role, **call)
        assert part in message, message
    both = refused("ValidationError", sts("ann").assume_role, RoleArn=role("Plain"), RoleSessionName="a b", ExternalId="a b")
    assert both.startswith("2 validation errors detected: "), both


def durations():
    assert 3500 < seconds_left(assume("ann", "Plain")) <= 3600
    message = refused("ValidationError", assume, "ann", "Plain", DurationSeconds=3601)
    assert message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", message
    long = assume("ann", "ops/Long", DurationSeconds=43200)
    assert 43000 < seconds_left(long) <= 43200
    chained = assume(long["Credentials"], "ops/Long", DurationSeconds=3600)
    assert seconds_left(chained) <= 3600
    message = refused("ValidationError", assume, long["Credentials"], "ops/Long", DurationSeconds=3601)
    assert message.startswith("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"), message


def who_says_no():
    plain = not_authorized(f"arn:aws:iam::{PEOPLE}:user/", "Plain").replace("user/ is", "user/{} is")
    assert denied("bob", "Plain") == plain.format("bob") + " because no identity-based policy allows the sts:AssumeRole action"
    assert denied("carol", "Plain") == plain.format("carol") + f" with an explicit deny in an identity-based policy: arn:aws:iam::{PEOPLE}:policy/NoPlain"
    assert denied("dave", "Plain") == plain.format("dave") + " because no permissions boundary allows the sts:AssumeRole action"
    assert denied("ann", "Missing") == not_authorized(ANN, "Missing")
    assert denied("ann", "Untagging") == not_authorized(ANN, "Untagging")
    # In the role's own account a trust policy that names the user is enough.
    sts("bob").assume_role(RoleArn=role("Local", PEOPLE), RoleSessionName="bob")
    command("settings", trust_denials="named")
    assert denied("ann", "Untagging").endswith(" because no role trust policy allows the sts:AssumeRole action")
    command("settings", trust_denials="bare")
    keys = assume("ann", "Plain")["Credentials"]
    caller = f"arn:aws:sts::{WORKLOADS}:assumed-role/Plain/ann"
    assert denied(keys, "Next") == not_authorized(caller, "Next") + " with an explicit deny in the role trust policy"


def external_ids():
    assume("ann", "External", ExternalId="Acme:42")
    for wrong in [{}, {"ExternalId": "acme:42"}]:
        assert denied("ann", "External", **wrong) == not_authorized(ANN, "External")


def other_keys():
    assume("ann", "Ours")
    assert denied("ann", "Foreign") == not_authorized(ANN, "Foreign")
    keys = assume("ann", "Ours")["Credentials"]
    assume(keys, "Short", DurationSeconds=1800)
    caller = f"arn:aws:sts::{WORKLOADS}:assumed-role/Ours/ann"
    assert denied(keys, "Short") == not_authorized(caller, "Short")


def session_policies():
    message = refused("MalformedPolicyDocument", assume, "ann", "Plain", Policy="{")
    assert "Json" in message, message
    refused("MalformedPolicyDocument", assume, "ann", "Plain", Policy=json.dumps({"Statement": []}))
    refused("MalformedPolicyDocument", assume, "ann", "Plain", PolicyArns=[{"arn": "arn:aws:iam::aws:policy/Nonsense"}])
    limited = assume("ann", "ops/Long", Policy=DENY_ALL)
    assert 0 < limited["PackedPolicySize"] <= 100, limited
    caller = f"arn:aws:sts::{WORKLOADS}:assumed-role/Long/ann"
    assert denied(limited["Credentials"], "ops/Long") == not_authorized(caller, "ops/Long") + " with an explicit deny in a session policy"
    assert sts(limited["Credentials"]).get_caller_identity()["Arn"] == caller
    reading = assume("ann", "ops/Long", PolicyArns=[{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}])
    assert denied(reading["Credentials"], "ops/Long").endswith(" because no session policy allows the sts:AssumeRole action")
    command("settings", packed_policy_bytes=50)
    message = refused("PackedPolicyTooLarge", assume, "ann", "Plain", Policy=DENY_ALL)
    assert message.startswith("Packed policy consumes ") and "% of allotted space" in message, message
    command("settings", packed_policy_bytes=4096)


def session_tags():
    green = assume("ann", "Tagged", Tags=tags(team="green", cost="42"), TransitiveTagKeys=["team"])
    assert green["PackedPolicySize"] > 0, green
    assert denied("ann", "Tagged") == not_authorized(ANN, "Tagged")
    assert denied("ann", "Tagged", Tags=tags(team="green", other="x")) == not_authorized(ANN, "Tagged")
    assert denied("ann", "Plain", Tags=tags(team="x")) == not_authorized(ANN, "Plain", "sts:TagSession")
    for wrong in [
        {"Tags": tags(team="a", TEAM="b")},
        {"Tags": tags(team="a"), "TransitiveTagKeys": ["cost"]},
        {"Tags": [{"Key": "aws:team", "Value": "a"}]},
    ]:
        refused("InvalidParameterValue", assume, "ann", "Tagged", **wrong)
    refused("ValidationError", assume, "ann", "Tagged", Tags=tags(team="a,b"))
    # The transitive tag is inherited, the other is not; it cannot be replaced; and the next role must allow it.
    keys = green["Credentials"]
    caller = f"arn:aws:sts::{WORKLOADS}:assumed-role/Tagged/ann"
    assume(keys, "Next")
    assert denied(keys, "Untagging") == not_authorized(caller, "Untagging", "sts:TagSession")
    refused("InvalidParameterValue", assume, keys, "Next", Tags=tags(team="blue"))
    blue = assume("ann", "Tagged", Tags=tags(team="blue"))["Credentials"]
    assert denied(blue, "Next") == not_authorized(caller, "Next")
    assume(blue, "Untagging")


def source_identities():
    named = assume("ann", "Named", SourceIdentity="ann")
    assert named["SourceIdentity"] == "ann", named
    assert denied("ann", "Named", SourceIdentity="bob") == not_authorized(ANN, "Named")
    assert denied("ann", "Named", "other", SourceIdentity="ann") == not_authorized(ANN, "Named")
    assert denied("ann", "Plain", SourceIdentity="ann") == not_authorized(ANN, "Plain", "sts:SetSourceIdentity")
    # It stays through the chain, and cannot be changed.
    following = assume(named["Credentials"], "Next")
    assert following["SourceIdentity"] == "ann", following
    assert assume(named["Credentials"], "Next", SourceIdentity="ann")["SourceIdentity"] == "ann"
    caller = f"arn:aws:sts::{WORKLOADS}:assumed-role/Named/ann"
    assert denied(named["Credentials"], "Next", SourceIdentity="bob") == not_authorized(caller, "Next", "sts:SetSourceIdentity")
    assert denied(named["Credentials"], "Untagging") == not_authorized(caller, "Untagging", "sts:SetSourceIdentity")


def mfa():
    assert denied("ann", "Mfa") == not_authorized(ANN, "Mfa")
    current = code("ann")
    assume("ann", "Mfa", SerialNumber=serial("ann"), TokenCode=current)
    again = denied("ann", "Mfa", SerialNumber=serial("ann"), TokenCode=current)
    assert again == "MultiFactorAuthentication failed with invalid MFA one time pass code. ", again
    wrong = f"{(int(current) + 1) % 1_000_000:06}"
    denied("ann", "Mfa", SerialNumber=serial("ann"), TokenCode=wrong)
    for device in [serial("mia"), "arn:aws:iam::111122223333:mfa/none"]:
        unknown = denied("ann", "Mfa", SerialNumber=device, TokenCode=current)
        assert unknown == ("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
                           "serial number is valid and associated with this user."), unknown
    half = denied("ann", "Mfa", SerialNumber=serial("ann"))
    assert "must provide both" in half, half


def session_tokens():
    user = sts("ann")
    assert 43000 < seconds_left(user.get_session_token()) <= 43200
    for seconds in [899, 129_601]:
        refused("ValidationError", user.get_session_token, DurationSeconds=seconds)
    longest = user.get_session_token(DurationSeconds=129_600)
    assert longest["SessionTokenSize"] == len(longest["Credentials"]["SessionToken"]), longest
    keys = longest["Credentials"]
    assert sts(keys).get_caller_identity()["Arn"] == ANN
    message = refused("AccessDenied", sts(keys).get_session_token)
    assert message == "Cannot call GetSessionToken with session credentials", message
    refused("AccessDenied", sts(assume("ann", "Plain")["Credentials"]).get_session_token)
    # It is no role session: the role's maximum counts, not the hour of a chain.
    assume(keys, "ops/Long", DurationSeconds=43200)
    assert denied(keys, "Mfa") == not_authorized(ANN, "Mfa")
    command("clock", advance_seconds=30)  # a code is used once
    with_mfa = user.get_session_token(SerialNumber=serial("ann"), TokenCode=code("ann"))["Credentials"]
    assume(with_mfa, "Mfa")
    command("clock", advance_seconds=-30)
    refused("AccessDenied", user.get_session_token, SerialNumber=serial("ann"), TokenCode="000000")


for check in [identities, validation, durations, who_says_no, external_ids, other_keys, session_policies, session_tags,
              source_identities, mfa, session_tokens]:
    check()
passed("assume_role")
