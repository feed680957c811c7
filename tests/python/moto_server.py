"""STS and IAM as moto plays them: prints its address and whom it knows as JSON."""

import json
import threading

import boto3
from moto.server import ThreadedMotoServer

TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
}

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
iam = boto3.client(
    "iam",
    region_name="us-east-1",
    endpoint_url=url,
    aws_access_key_id="setup",
    aws_secret_access_key="setup",
)
user = iam.create_user(UserName="carol", Path="/staff/")["User"]
key = iam.create_access_key(UserName="carol")["AccessKey"]
roles = [
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    for name in ("Hub", "Reader")
]
document = {
    "url": url,
    "user": user["Arn"],
    "access_key_id": key["AccessKeyId"],
    "secret_access_key": key["SecretAccessKey"],
    "roles": roles,
}
print(json.dumps(document), flush=True)
threading.Event().wait()
