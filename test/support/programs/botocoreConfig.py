"""Reads pairs of AWS config files with botocore: JSON on standard input and output.

Nested settings are spelled `s3.endpoint_url`, and empty settings are left out.
"""
import json
import os
import sys
import tempfile

import botocore
import botocore.exceptions
import botocore.session

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]


def flat(settings):
    result = {}
    for name, value in settings.items():
        inner = value if isinstance(value, dict) else None
        for key, text in ([(name, value)] if inner is None else [(f"{name}.{key}", text) for key, text in inner.items()]):
            if text != "":
                result[key] = text
    return result


def reading(files):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config", "credentials"):
            path = os.path.join(folder, name)
            os.environ["AWS_CONFIG_FILE" if name == "config" else "AWS_SHARED_CREDENTIALS_FILE"] = path
            if name in files:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(files[name])
        try:
            config = botocore.session.Session().full_config
        except botocore.exceptions.BotoCoreError as error:
            return {"error": type(error).__name__}
    kinds = {"profiles": "profiles", "services": "services", "ssoSessions": "sso_sessions"}
    return {
        ours: {name: flat(settings) for name, settings in config.get(theirs, {}).items()}
        for ours, theirs in kinds.items()
    }


json.dump([reading(files) for files in json.load(sys.stdin)], sys.stdout)
