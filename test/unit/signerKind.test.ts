import assert from "node:assert/strict";
import { test } from "node:test";
import type { Settings, SharedConfig } from "../../src/core/identity/profiles.ts";
import { signerKind } from "../../src/core/identity/signerKind.ts";

test("the kind of signer is derived from the profile's settings", () => {
  const keys = { aws_access_key_id: "AKIA", aws_secret_access_key: "s" };
  const cases: [Settings, string][] = [
    [keys, "keys"],
    [{ ...keys, aws_session_token: "t" }, "session"],
    [{ sso_session: "s", sso_role_name: "Reader" }, "sso"],
    [{ sso_start_url: "https://example.awsapps.com/start" }, "sso"],
    [{ role_arn: "arn:aws:iam::111122223333:role/reader", source_profile: "sso" }, "role"],
    [{ credential_source: "Ec2InstanceMetadata" }, "role"],
    [{ credential_process: "run" }, "session"],
    [{ login_session: "arn" }, "session"],
    [{}, "keys"],
  ];
  for (const [settings, kind] of cases) {
    const config = { profiles: new Map([["p", settings]]) } as unknown as SharedConfig;
    assert.equal(signerKind(config, { source: { kind: "profile", profile: "p" } }), kind, JSON.stringify(settings));
  }
  const config = { profiles: new Map() } as unknown as SharedConfig;
  for (const kind of ["keys", "environment"] as const) assert.equal(signerKind(config, { source: { kind } }), "keys");
});
