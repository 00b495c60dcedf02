import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "../../src/core/identity/connections.ts";
import { needsInteraction } from "../../src/core/identity/interaction.ts";
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

test("only an MFA code and a program, of the profile or of its source, need the user", () => {
  const profiles = new Map<string, Settings>([
    ["keys", { aws_access_key_id: "AKIA", aws_secret_access_key: "s" }],
    ["role", { role_arn: "arn:aws:iam::111122223333:role/reader", source_profile: "keys" }],
    ["sso", { sso_session: "s" }],
    ["mfa", { role_arn: "arn:aws:iam::111122223333:role/reader", source_profile: "keys", mfa_serial: "arn" }],
    ["indirect", { role_arn: "arn:aws:iam::111122223333:role/writer", source_profile: "mfa" }],
  ]);
  const needs = (source: Connection["source"], runsProcess = false) =>
    needsInteraction({ profiles } as SharedConfig, { source, runsProcess } as Connection);
  const found = [...profiles.keys()].filter((profile) => needs({ kind: "profile", profile }));
  assert.deepEqual(found, ["mfa", "indirect"]);
  assert.ok(needs({ kind: "profile", profile: "keys" }, true));
  for (const kind of ["keys", "environment", "anonymous"] as const) assert.ok(!needs({ kind }));
});
