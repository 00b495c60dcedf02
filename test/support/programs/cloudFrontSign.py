"""Signs cases with `aws cloudfront sign`.

Input: {"cases": [...], "keyPairId": ..., "domain": ..., "end": ..., "keyFile": ...}. Output: {title: URL}.
"""

import json
import os
import subprocess
import sys
from urllib.parse import quote


# No setting of this machine applies.
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}


def sign(case, given):
    key = case.get("key", case.get("prefix", ""))[len(case.get("pathPrefix", "")) :]
    path = quote(key, safe="/") + ("" if "key" in case else "*")
    arguments = {
        "url": f"https://{case.get('domain', given['domain'])}/{path}",
        "key-pair-id": given["keyPairId"],
        "private-key": f"file://{given['keyFile']}",
        "date-less-than": str(case.get("end", given["end"])),
        "date-greater-than": case.get("start"),
        "ip-address": case.get("ipRange"),
    }
    options = [f"--{name}={value}" for name, value in arguments.items() if value is not None]
    run = subprocess.run(["aws", "cloudfront", "sign", *options], env=ENVIRONMENT, stdout=subprocess.PIPE, check=True, timeout=60)
    return run.stdout.decode("ascii")


given = json.load(sys.stdin)
json.dump({case["title"]: sign(case, given) for case in given["cases"]}, sys.stdout)
