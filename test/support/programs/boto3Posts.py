"""Signs upload forms with boto3 at a given time: reads the arguments from stdin and writes the results to stdout."""

import base64
import datetime
import json
import sys

given = json.load(sys.stdin)
instant = datetime.datetime.fromtimestamp(given["time"], datetime.timezone.utc)


class Frozen(datetime.datetime):
    """boto3 has no time argument; older releases call utcnow, newer ones now."""

    @classmethod
    def utcnow(cls):
        return instant.replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return instant.astimezone(tz)


datetime.datetime = Frozen

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

s3 = boto3.client(
    "s3",
    region_name="us-east-1",
    config=Config(signature_version="s3v4"),
    **given["keys"],
)


def sign(arguments):
    post = s3.generate_presigned_post(**arguments)
    post["policy"] = json.loads(base64.b64decode(post["fields"]["policy"]))
    return post


json.dump([sign(arguments) for arguments in given["requests"]], sys.stdout)
