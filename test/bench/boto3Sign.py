"""Reads a number of links a line and prints the milliseconds that boto3 takes to presign as many; at first a line `ready`."""

import sys
import time

import boto3
from botocore.config import Config

client = boto3.session.Session().client(
    "s3",
    region_name="eu-west-1",
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
    aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
)
print("ready", flush=True)
for line in sys.stdin:
    count = int(line)
    started = time.perf_counter()
    for index in range(count):
        client.generate_presigned_url(
            "get_object", Params={"Bucket": "amzn-s3-demo-bucket", "Key": f"events/2026/event-{index:08d}.json"}
        )
    print((time.perf_counter() - started) * 1000, flush=True)
