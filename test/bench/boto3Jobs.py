"""The boto3 part of the bench: `boto3Jobs.py JOB ARGUMENT…`, with endpoint and keys from the environment."""

import os
import sys
import time

started = time.perf_counter()
import boto3  # noqa: E402
from boto3.s3.transfer import TransferConfig, create_transfer_manager  # noqa: E402
from botocore.config import Config  # noqa: E402


def local_client():
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"], config=config)


def sign():
    """Prints a line `ready`, then reads a number of links per line and prints the milliseconds needed to sign them."""
    client = boto3.session.Session().client(
        "s3",
        region_name="eu-west-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )
    print("ready", flush=True)
    for line in sys.stdin:
        begun = time.perf_counter()
        for index in range(int(line)):
            client.generate_presigned_url(
                "get_object", Params={"Bucket": "amzn-s3-demo-bucket", "Key": f"events/2026/event-{index:08d}.json"}
            )
        print((time.perf_counter() - begun) * 1000, flush=True)


def list_all(bucket):
    """Prints the number of keys."""
    pages = local_client().get_paginator("list_objects_v2").paginate(Bucket=bucket)
    print(sum(1 for page in pages for _ in page.get("Contents", [])))


def first_page(bucket, prefix):
    """Prints the milliseconds from before boto3 is loaded until the first page has arrived."""
    local_client().list_objects_v2(Bucket=bucket, Prefix=prefix, Delimiter="/")
    print((time.perf_counter() - started) * 1000)


def upload(path, bucket, prefix):
    parent = os.path.dirname(path)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names] or [path]
    with create_transfer_manager(local_client(), TransferConfig()) as manager:
        futures = [manager.upload(file, bucket, prefix + os.path.relpath(file, parent)) for file in files]
        for future in futures:
            future.result()


def download(bucket, prefix, folder):
    client = local_client()
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    with create_transfer_manager(client, TransferConfig()) as manager:
        futures = []
        for page in pages:
            for entry in page.get("Contents", []):
                file = os.path.join(folder, entry["Key"])
                os.makedirs(os.path.dirname(file), exist_ok=True)
                futures.append(manager.download(bucket, entry["Key"], file))
        for future in futures:
            future.result()


JOBS = [sign, list_all, first_page, upload, download]
job, *arguments = sys.argv[1:]
{each.__name__: each for each in JOBS}[job](*arguments)
