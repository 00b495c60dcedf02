import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { requestHandler } from "../../src/core/http/requestHandler.ts";
import { configFiles } from "../../src/core/identity/configFiles.ts";
import { connectionFor, defaultProfile, savedConnectionFor } from "../../src/core/identity/connections.ts";
import { otherFaults, readSharedConfig } from "../../src/core/identity/profiles.ts";
import { parseConnections } from "../../src/core/identity/storedConnections.ts";
import { S3 } from "../../src/core/s3.ts";
import { awsFiles } from "../support/product/awsHome.ts";

const CONFIG = `
[default]
region = eu-west-1
endpoint_url = http://127.0.0.1:1

[profile minio]
region = us-west-2
endpoint_url = https://minio.example.com:9000
s3 =
  addressing_style = virtual

[profile plain]
services = store

[profile role]
role_arn = arn:aws:iam::123456789012:role/share
source_profile = minio
ignore_configured_endpoint_urls = true

[services store]
s3 =
  endpoint_url = http://store.example.com

[sso-session corp]
sso_region = us-east-1
sso_start_url = https://example.com
`;
const CREDENTIALS = "[minio]\nregion = ap-northeast-2\naws_access_key_id = AKIDEXAMPLE\n";

const read = async (...files: Parameters<typeof awsFiles>) => {
  const env = awsFiles(...files);
  return { env, config: await readSharedConfig(env) };
};

test("profiles come from both files, but sessions and services are not profiles", async (context) => {
  const { config } = await read(context, CONFIG, CREDENTIALS);
  assert.deepEqual([...config.profiles.keys()], ["default", "minio", "plain", "role"]);
  assert.equal(
    config.profiles.get("minio")?.region,
    "ap-northeast-2",
    "the credentials file takes precedence over the config file",
  );
});

test("a missing file is not an error, and is reported as missing", async (context) => {
  const { config, env } = await read(context, undefined);
  assert.equal(config.found, false);
  assert.throws(() => defaultProfile(config, env), { code: "noProfiles" });
});

test("paths come from the environment, and ~ is the home folder", () => {
  assert.equal(configFiles({}).config, join(homedir(), ".aws/config"));
  assert.equal(configFiles({ AWS_CONFIG_FILE: "~/x" }).config, join(homedir(), "x"));
  assert.equal(configFiles({ AWS_SHARED_CREDENTIALS_FILE: "/c" }).credentials, "/c");
});

test("a bad line makes its own profile unusable, and whatever depends on it, but no other", async (context) => {
  const { config } = await read(
    context,
    `[profile good]
region = eu-west-1
[profile bad]
region eu-west-2
[profile "My Team"]
services = my store
[services "my store"]
s3
[profile role]
role_arn = arn:aws:iam::123456789012:role/share
source_profile = bad
[sso-session corp]
sso_region
[profile sso]
sso_session = corp
[profile two words]
`,
    "stray\n[good]\naws_access_key_id = AKIDEXAMPLE\n",
  );
  const { config: file, credentials } = config.files;
  assert.equal(connectionFor(config, "good", {}).region, "eu-west-1");
  for (const [profile, line] of [
    ["bad", 4],
    ["My Team", 8],
    ["role", 4],
    ["sso", 13],
  ] as const) {
    const details = { file, line, what: "line", profile };
    assert.throws(() => connectionFor(config, profile, {}), { code: "configMalformed", details });
  }
  assert.deepEqual(
    otherFaults(config).map(({ details }) => details),
    [
      { file, line: 16, what: "name" },
      { file: credentials, line: 1, what: "line" },
    ],
  );
});

for (const [line, what, config, credentials] of [
  [3, "line", "[profile demo]\nregion = us-east-1\nendpoint_url http://127.0.0.1\n"],
  [3, "indent", "[profile demo]\nregion = us-east-1\n  endpoint_url = http://127.0.0.1\n"],
  [2, "line", "[profile demo]\n'endpoint_url' = http://127.0.0.1\n"],
  [1, "line", "[profile demo] endpoint_url = http://127.0.0.1\n"],
  [2, "line", "[DEFAULT]\nendpoint_url http://127.0.0.1\n[profile demo]\n"],
  [4, "indent", "[profile demo]\nservices = a b\n[services 'a b']\nendpoint_url = http://127.0.0.1\n"],
  [3, "name", "[profile demo]\nservices = a b\n[services a b]\ns3 =\n  endpoint_url = http://127.0.0.1\n"],
  [1, "line", "[profile demo\nendpoint_url = http://127.0.0.1\n"],
  [1, "prefix", "[demo]\nendpoint_url = http://127.0.0.1\n", "[demo]\naws_access_key_id = a\n"],
  [2, "line", "[demo]\nendpoint_url http://127.0.0.1\n", "[demo]\naws_access_key_id = a\n"],
  [1, "name", "[profile “a b”]\nendpoint_url = http://127.0.0.1\n", "[a b]\naws_access_key_id = a\n"],
  [1, "name", "[profile demo's]\nendpoint_url = http://127.0.0.1\n", "[demo's]\naws_access_key_id = a\n"],
] as const) {
  const title = JSON.stringify(config.replace(/\n$/, ""));
  test(`a profile whose address cannot be read is listed, but never used for AWS: ${title}`, async (context) => {
    const { config: shared } = await read(context, config, credentials);
    const [profile = ""] = shared.profiles.keys();
    const details = { file: shared.files.config, line, what, profile };
    assert.throws(() => connectionFor(shared, profile, {}), { code: "configMalformed", details });
    assert.deepEqual(otherFaults(shared), []);
  });
}

test("a line without consequences for the address and the credentials is only a notice", async (context) => {
  const { config } = await read(
    context,
    "[profile demo]\nmy note = a\noutput = json\n  yaml\nregion = b\n[default]\nregion = c\n",
  );
  assert.equal(connectionFor(config, "demo", {}).region, "b");
  const [fault, ...others] = otherFaults(config);
  assert.deepEqual([fault?.details, others], [{ file: config.files.config, line: 2, what: "line" }, []]);
});

test("a line that is not UTF-8 makes its own profile unusable, and a file in UTF-16 has a notice", async (context) => {
  const text =
    "# caf\xe9\n[profile good]\nregion = a\n[profile bad]\nregion = caf\xe9\n[profile caf\xe9]\nregion = b\n";
  const { config, env } = await read(context, "");
  writeFileSync(env.AWS_CONFIG_FILE, Buffer.from(text, "latin1"));
  const shared = await readSharedConfig(env);
  const failure = (line: number) => ({
    code: "configMalformed",
    details: { file: env.AWS_CONFIG_FILE, line, what: "encoding" },
  });
  assert.equal(connectionFor(shared, "good", {}).region, "a");
  for (const [profile, line] of [
    ["bad", 5],
    ["caf\ufffd", 6],
  ] as const) {
    const { code, details } = failure(line);
    assert.throws(() => connectionFor(shared, profile, {}), { code, details: { ...details, profile } });
  }
  writeFileSync(env.AWS_CONFIG_FILE, Buffer.from("\ufeff[default]\r\nregion = a\r\n", "utf16le"));
  const { code, details } = otherFaults(await readSharedConfig(env))[0] ?? assert.fail();
  assert.deepEqual({ code, details }, failure(1));
  assert.equal(config.found, true);
});

/** Everything that this profile could cause is asked for, without a network. */
async function errorsOf(env: Record<string, string>): Promise<string[]> {
  const log: string[] = [];
  const s3 = new S3({ env, isTrusted: () => true, log: (line) => log.push(line) });
  const { profiles, faults } = await s3.profiles();
  const errors: unknown[] = [...faults, ...profiles.flatMap(({ error }) => error ?? [])];
  for (const { connection } of profiles.flatMap((entry) =>
    entry.connection ? [{ connection: entry.connection }] : [],
  )) {
    const params = { Bucket: "b", Key: "k" };
    await s3.presign(connection, { operation: "GetObject", params }).catch((error) => errors.push(error));
    await s3.buckets(connection).catch((error) => errors.push(error));
  }
  s3.dispose();
  assert.notEqual(errors.length, 0);
  const texts = errors.flatMap((error) => {
    const texts: string[] = [];
    for (let at = error; at instanceof Error; at = at.cause) texts.push(at.stack ?? at.message);
    return texts;
  });
  return [...log, ...texts];
}

const KEYS = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = a\n";
const ROLE = "role_arn = arn:aws:iam::123456789012:role/r\n";
for (const [setting, value, more = KEYS] of [
  ["region", "eu-west-1"],
  ["endpoint_url", "http://127.0.0.1:1"],
  ["endpoint_url", "http://127.0.0.1:1/path"],
  ["services", "s"],
  ["ca_bundle", "/certificates.pem"],
  ["aws_access_key_id", "AKIDEXAMPLE", "aws_secret_access_key = a\n"],
  ["aws_session_token", "a"],
  ["source_profile", "p", ROLE],
  ["credential_source", "Environment", ROLE],
  ["role_arn", "arn:aws:iam::123456789012:role/r", `credential_source = Environment\n`],
  ["web_identity_token_file", "/token", ROLE],
  ["role_session_name", "me", `${ROLE}credential_source = Environment\n`],
  ["external_id", "me", `${ROLE}credential_source = Environment\n`],
  ["duration_seconds", "900", `${ROLE}credential_source = Environment\n`],
  ["credential_process", "exit 1 #", ""],
  ["sso_session", "s", "sso_account_id = 123456789012\nsso_role_name = r\n"],
  ["sso_start_url", "https://s", "sso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = r\n"],
  ["sso_region", "us-east-1", "sso_start_url = https://s\nsso_account_id = 123456789012\nsso_role_name = r\n"],
  ["login_session", "arn:aws:iam::123456789012:user/u", ""],
  ["output", "json"],
] as const) {
  test(`no error quotes a secret that ended up in the value of ${setting} = ${value}`, async (context) => {
    for (const [between, swapped] of [["\n  "], ["\n\n\t"], [" "], [""], ["", "SECRET"]] as const) {
      const joined = swapped ?? `${value}${between}aws_secret_access_key = SECRET`;
      const env = {
        ...awsFiles(context, `[profile p]\n${more}${setting} = ${joined}\n[profile q]\nservices = none\n`),
        AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1",
        AWS_ENDPOINT_URL_SSO: "http://127.0.0.1:1",
        AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "a",
        // Without a network, unless the setting is the endpoint.
        ...(setting !== "endpoint_url" && setting !== "services" && { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" }),
      };
      for (const text of await errorsOf(env)) assert.doesNotMatch(text, /SECRET\b/, joined);
    }
  });
}

test("a name that AWS CLI reads is the name of a profile, and names of settings are case-insensitive", async (context) => {
  const { config } = await read(
    context,
    `[profile "My Team"]# comment
Region = eu-west-1
services = my store
S3 =
  Addressing_Style = virtual
[profile 개발]
Endpoint_URL = http://127.0.0.1:9000
[services "my store"]
s3 =
  ENDPOINT_URL = http://store.example.com
`,
    "[My Team]\nAWS_ACCESS_KEY_ID = AKIDEXAMPLE\n",
  );
  const { region, endpoint, pathStyle } = connectionFor(config, "My Team", {});
  assert.deepEqual([region, endpoint, pathStyle], ["eu-west-1", "http://store.example.com", false]);
  assert.equal(config.profiles.get("My Team")?.aws_access_key_id, "AKIDEXAMPLE");
  assert.equal(connectionFor(config, "개발", {}).endpoint, "http://127.0.0.1:9000");
});

test("a pipe, a device, a folder or a huge file is an error at once, and the null device is an empty file", async (context) => {
  const env = awsFiles(context, undefined);
  const other = (name: string) => join(dirname(env.AWS_CONFIG_FILE), name);
  execFileSync("mkfifo", [other("pipe")]);
  symlinkSync(other("pipe"), other("link"));
  mkdirSync(other("folder"));
  writeFileSync(other("huge"), "");
  truncateSync(other("huge"), 2 ** 40);
  for (const [file, reason] of [
    [other("pipe"), "notAFile"],
    [other("link"), "notAFile"],
    [other("folder"), "notAFile"],
    ["/dev/zero", "notAFile"],
    [other("huge"), "tooLarge"],
  ] as const) {
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
      await assert.rejects(readSharedConfig({ ...env, [name]: file }), {
        code: "configUnreadable",
        details: { file, reason },
      });
    assert.throws(() => requestHandler(file), { code: "caBundleUnreadable", details: { reason } });
  }
  const { found, profiles } = await readSharedConfig({ ...env, AWS_CONFIG_FILE: "/dev/null" });
  assert.deepEqual([found, profiles.size], [true, 0]);
});

test("an unreadable file is an error, not an empty list", async (context) => {
  const env = awsFiles(context, undefined);
  mkdirSync(env.AWS_CONFIG_FILE);
  await assert.rejects(readSharedConfig(env), { code: "configUnreadable" });
});

test("each profile has its own endpoint, region and addressing style, and none of another profile", async (context) => {
  const { config } = await read(context, CONFIG, CREDENTIALS);
  const resolve = (profile: string, env = {}) => {
    const { region, endpoint, pathStyle } = connectionFor(config, profile, env);
    return { region, endpoint, pathStyle };
  };
  assert.deepEqual(resolve("default"), { region: "eu-west-1", endpoint: "http://127.0.0.1:1", pathStyle: true });
  const minio = "https://minio.example.com:9000";
  assert.deepEqual(resolve("minio"), { region: "ap-northeast-2", endpoint: minio, pathStyle: false });
  assert.deepEqual(resolve("plain"), { region: "us-east-1", endpoint: "http://store.example.com", pathStyle: true });
  assert.deepEqual(resolve("role"), { region: "us-east-1", endpoint: undefined, pathStyle: false });
  const env = { AWS_ENDPOINT_URL: "http://all.example.com", AWS_REGION: "sa-east-1" };
  assert.deepEqual(resolve("default", env), {
    region: "sa-east-1",
    endpoint: "http://all.example.com",
    pathStyle: true,
  });
  assert.equal(
    resolve("default", { ...env, AWS_ENDPOINT_URL_S3: "http://s3.example.com" }).endpoint,
    "http://s3.example.com",
  );
  assert.equal(resolve("default", { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }).endpoint, undefined);
});

test("a region of the environment takes precedence over those of profiles, AWS_REGION over AWS_DEFAULT_REGION", async (context) => {
  const { config } = await read(context, CONFIG, CREDENTIALS);
  const saved = { id: "connection:1", name: "mine", source: { kind: "environment" }, revision: "1" } as const;
  for (const [env, region] of [
    [{ AWS_DEFAULT_REGION: "sa-east-1" }, "sa-east-1"],
    [{ AWS_REGION: "", AWS_DEFAULT_REGION: "sa-east-1" }, "sa-east-1"],
    [{ AWS_REGION: "ap-south-1" }, "ap-south-1"],
    [{ AWS_REGION: "ap-south-1", AWS_DEFAULT_REGION: "sa-east-1" }, "ap-south-1"],
  ] as const) {
    assert.equal(connectionFor(config, "default", env).region, region);
    assert.equal(connectionFor(config, "role", env).region, region);
    assert.equal(savedConnectionFor(config, saved, env).region, region);
    assert.equal(savedConnectionFor(config, { ...saved, region: "eu-west-2" }, env).region, "eu-west-2");
  }
  assert.equal(connectionFor(config, "default", { AWS_REGION: "", AWS_DEFAULT_REGION: "" }).region, "eu-west-1");
});

test("of several endpoints the most specific one applies; none applies if they are to be ignored or belong to another service or profile", async (context) => {
  const { config } = await read(
    context,
    `[profile both]\nendpoint_url = http://profile.example.com\nservices = two
[profile ignoring]\nendpoint_url = http://profile.example.com\nservices = two\nignore_configured_endpoint_urls = True
[profile source]\nsource_profile = both\nrole_arn = arn:aws:iam::123456789012:role/share
[profile sts]\nservices = other
[profile path]\ns3 =\n  addressing_style = path
[profile auto]\ns3 =\n  addressing_style = auto
[profile plugin]\nendpoint_url = http://profile.example.com\ns3 =\n  endpoint_url = http://s3.example.com
[profile missing]\nservices = none
[services two]\ns3 =\n  endpoint_url = http://s3.example.com\nsts =\n  endpoint_url = http://sts.example.com
[services other]\nsts =\n  endpoint_url = http://sts.example.com\n`,
  );
  const endpoint = (profile: string, env = {}) => connectionFor(config, profile, env).endpoint;
  assert.equal(endpoint("both"), "http://s3.example.com");
  assert.equal(endpoint("both", { AWS_ENDPOINT_URL: "http://env.example.com" }), "http://env.example.com");
  assert.equal(endpoint("both", { AWS_ENDPOINT_URL_STS: "http://sts.example.com" }), "http://s3.example.com");
  assert.equal(endpoint("ignoring", { AWS_ENDPOINT_URL_S3: "http://env.example.com" }), undefined);
  assert.equal(endpoint("source"), undefined);
  assert.equal(endpoint("sts"), undefined);
  assert.equal(endpoint("plugin"), "http://s3.example.com", "as awscli-plugin-endpoint reads it");
  assert.throws(() => endpoint("missing"), {
    code: "brokenProfile",
    details: { profile: "missing", reason: "noServices" },
  });
  assert.equal(endpoint("missing", { AWS_ENDPOINT_URL: "http://env.example.com" }), "http://env.example.com");
  assert.equal(endpoint("missing", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }), undefined);
  assert.equal(connectionFor(config, "path", {}).pathStyle, true);
  assert.equal(connectionFor(config, "auto", {}).pathStyle, false);
});

test("an error about an unknown profile lists the known ones; an endpoint that is not a URL is rejected", async (context) => {
  const { config } = await read(context, "[default]\nendpoint_url = localhost:9000\n");
  assert.throws(() => connectionFor(config, "nobody", {}), {
    code: "unknownProfile",
    details: { profile: "nobody", known: ["default"] },
  });
  assert.throws(() => connectionFor(config, "default", {}), { code: "invalidEndpoint" });
});

test("no connection and no error contains the password of an endpoint URL", async (context) => {
  const { config } = await read(
    context,
    "[profile good]\nendpoint_url = http://admin:PASS@WORD@s3.corp:9000/x@y\n[profile bad]\nendpoint_url = admin:PASSWORD@s3.corp\n",
  );
  assert.equal(connectionFor(config, "good", {}).endpoint, "http://s3.corp:9000/x@y");
  assert.throws(
    () => connectionFor(config, "bad", {}),
    (error: Error) => error.message.includes("invalidEndpoint") && !/PASS/.test(error.message),
  );
  const stored = { id: "connection:1", name: "n", source: { kind: "keys" }, endpoint: "https://u:PASS@s3.corp" };
  assert.equal(parseConnections([stored])[0]?.endpoint, "https://s3.corp");
});

test("the identity changes with any setting that affects who signs or where, including those behind source_profile", async (context) => {
  const identity = async (config: string, credentials: string) => {
    const { config: shared, env } = await read(context, config, credentials);
    return connectionFor({ ...shared, files: { config: "c", credentials: "k" } }, "role", env).identity;
  };
  const keys = (id: string) => `[minio]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`;
  const before = await identity(CONFIG, keys("A"));
  assert.equal(await identity(CONFIG, keys("A")), before);
  assert.notEqual(await identity(CONFIG, keys("B")), before);
  assert.notEqual(await identity(CONFIG.replace("role/share", "role/other"), keys("A")), before);
});

test("without a name, the profile is AWS_PROFILE, the only one, or default", async (context) => {
  const { config } = await read(context, CONFIG);
  assert.equal(defaultProfile(config, { AWS_PROFILE: "minio" }), "minio");
  assert.equal(defaultProfile(config, { AWS_DEFAULT_PROFILE: "minio" }), "minio");
  assert.equal(defaultProfile(config, { AWS_PROFILE: "plain", AWS_DEFAULT_PROFILE: "minio" }), "plain");
  assert.equal(defaultProfile(config, {}), "default");
  const { config: single } = await read(context, "[profile only]\nregion = x");
  assert.equal(defaultProfile(single, {}), "only");
});
