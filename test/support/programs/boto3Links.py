"""Reads JSON from standard input, {"time", "region", "keys", "cases": [{"operation", "params", "method"?}]}, and prints
boto3's links as a JSON list; an operation that this boto3 does not have, or cannot sign, gives {"error"}."""

import datetime
import json
import os
import sys

# If the AWS Common Runtime is installed, it does the signing and reads its own clock.
os.environ["BOTO_DISABLE_CRT"] = "true"
import boto3
import botocore.auth
from botocore.config import Config

given = json.load(sys.stdin)
now = datetime.datetime.strptime(given["time"], "%Y-%m-%dT%H:%M:%SZ")

# Newer releases get the time from a function, older ones from the class.
if hasattr(botocore.auth, "get_current_datetime"):
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now
else:

    class Clock(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return now

    botocore.auth.datetime = type("Module", (), {"datetime": Clock, "timedelta": datetime.timedelta})

client = boto3.session.Session().client(
    "s3",
    region_name=given["region"],
    aws_access_key_id=given["keys"]["accessKeyId"],
    aws_secret_access_key=given["keys"]["secretAccessKey"],
    config=Config(signature_version="s3v4", s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}),
)


def link(case):
    try:
        return client.generate_presigned_url(
            case["operation"], Params=case["params"], ExpiresIn=3600, HttpMethod=case.get("method")
        )
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


json.dump([link(case) for case in given["cases"]], sys.stdout)
