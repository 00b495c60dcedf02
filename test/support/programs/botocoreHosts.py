"""Resolves hosts of S3 and STS with botocore: a JSON list of cases on standard input, a list of hosts on standard output.

A case has the text of a config file whose profile is `p`, environment variables, and a bucket. Its hosts are those of a
request (HeadObject), a link (GetObject), a form, and a request to STS, with null where botocore reports an error.
"""
import json
import os
import sys
import tempfile
from urllib.parse import urlsplit

# If the AWS Common Runtime is installed, it does the signing.
os.environ["BOTO_DISABLE_CRT"] = "true"
import botocore.exceptions
import botocore.session
from botocore.loaders import Loader

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]

# Reads the descriptions of the services once.
loader = Loader()
clients = {}
folder = tempfile.mkdtemp()
path = os.path.join(folder, "config")


class Sent(Exception):
    """Carries the URL of a request instead of sending it."""


def stop(request, **_):
    raise Sent(request.url)


def sent_to(client, operation, **params):
    client.meta.events.register("before-send", stop)
    try:
        getattr(client, operation)(**params)
    except Sent as sent:
        return sent.args[0]


def host(resolve):
    try:
        return urlsplit(resolve()).netloc
    except (botocore.exceptions.BotoCoreError, ValueError):
        return None


def hosts(case):
    with open(path, "w", encoding="utf-8") as file:
        file.write(case["config"])
    env = {**case["env"], "AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": path + ".none"}
    os.environ.update(env)
    try:

        def client(service):
            # Making a client takes most of the time, and cases differ in their buckets alone.
            key = json.dumps([service, case["config"], case["env"]])
            if key not in clients:
                session = botocore.session.Session(profile="p")
                session.register_component("data_loader", loader)
                clients[key] = session.create_client(service, aws_access_key_id="A", aws_secret_access_key="B")
            return clients[key]

        of_object = {"Bucket": case["bucket"], "Key": "k"}
        return [
            host(lambda: sent_to(client("s3"), "head_object", **of_object)),
            host(lambda: client("s3").generate_presigned_url("get_object", Params=of_object)),
            host(lambda: client("s3").generate_presigned_post(**of_object)["url"]),
            host(lambda: sent_to(client("sts"), "get_caller_identity")),
        ]
    finally:
        for name in env:
            del os.environ[name]


json.dump([hosts(case) for case in json.load(sys.stdin)], sys.stdout)
