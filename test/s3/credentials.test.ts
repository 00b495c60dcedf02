import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import dns from "node:dns";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { S3, type S3Environment } from "../../src/core/s3.ts";
import { awsFiles } from "../support/product/awsHome.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice, startS3Server } from "../support/s3Server/server.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";

/** Sessions are issued by the test's own services, so the S3 server must be the test's own too. */
const skip = process.env.S3_TEST_ENDPOINT !== undefined;
const ROLE = "arn:aws:iam::111122223333:role/";
const keys = `aws_access_key_id = ${alice.accessKeyId}\naws_secret_access_key = ${alice.secretAccessKey}\n`;

/**
 * A bucket with one object, and every service that issues credentials; `config` is added to base, which has alice's
 * keys.
 */
async function setup(context: TestContext, config: string, rest: Partial<S3Environment> = {}) {
  const server = await startS3Server({ users: [{ ...alice }] });
  const issuer = await startCredentialServer(server);
  context.after(() => Promise.all([server.close(), issuer.close()]));
  server.store.create("here", { owner: alice.accountId }).put("k", "here");
  const services = ["sts", "sso", "signin"].map((service) => `${service} =\n  endpoint_url = ${issuer.endpoint}\n`);
  const place = `services = loopback\nregion = us-east-1\n`;
  const files = awsFiles(
    context,
    `[services loopback]\ns3 =\n  endpoint_url = ${server.endpoint}\n${services.join("")}
[profile base]\n${place}${config.replaceAll("PLACE", place).replaceAll("ISSUER", issuer.endpoint)}`,
    `[base]\n${keys}`,
  );
  const home = dirname(files.AWS_CONFIG_FILE);
  const before = process.env.HOME;
  process.env.HOME = home;
  context.after(() => {
    process.env.HOME = before;
  });
  const log: string[] = [];
  const env = { ...files, ...rest.env };
  const s3 = new S3({ isTrusted: () => true, ...rest, env, log: (line) => log.push(line) });
  context.after(() => s3.dispose());
  const share = async (profile: string, expiresIn = 900) => {
    const connection = await s3.connection(profile);
    return s3.presign(connection, { operation: "GetObject", params: { Bucket: "here", Key: "k" }, expiresIn });
  };
  const works = async (profile: string) => {
    const { buckets } = await s3.buckets(await s3.connection(profile));
    assert.deepEqual(
      buckets.map(({ name }) => name),
      ["here"],
    );
    const { url } = await share(profile);
    assert.equal((await rawRequest(url)).body.toString(), "here");
    return url;
  };
  const ssoToken = (name: string, token: object) => {
    const file = join(home, ".aws", "sso", "cache", `${createHash("sha1").update(name).digest("hex")}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(token));
  };
  return { server, issuer, s3, env, files, home, log, share, works, ssoToken };
}

const containerOf = ({ endpoint }: { endpoint: string }) => ({
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/container`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "container-token",
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

test("static keys work with and without a session token", { skip }, async (context) => {
  const { server, works, s3 } = await setup(context, "[profile token]\nPLACE");
  await works("base");
  assert.deepEqual(await s3.credentialsEnd(await s3.connection("base")), { kind: "lasting" });
  server.users.push({ ...alice, accessKeyId: "ASIATOKEN", sessionToken: "the-token" });
  const file = process.env.HOME && join(process.env.HOME, "credentials");
  writeFileSync(
    file as string,
    `[token]\naws_access_key_id = ASIATOKEN\naws_secret_access_key = ${alice.secretAccessKey}\naws_session_token = the-token\n`,
  );
  assert.match(await works("token"), /X-Amz-Security-Token=the-token/);
  assert.deepEqual(await s3.credentialsEnd(await s3.connection("token")), { kind: "unknown" });
});

test("a role assumed through another role uses its own external ID", { skip }, async (context) => {
  const { issuer, works, s3 } = await setup(
    context,
    `[profile outer]\nPLACErole_arn = ${ROLE}outer\nsource_profile = inner\nexternal_id = two\nrole_session_name = me
[profile inner]\nrole_arn = ${ROLE}inner\nsource_profile = base\nexternal_id = one\n`,
  );
  issuer.roles = { [`${ROLE}outer`]: { externalId: "two" }, [`${ROLE}inner`]: { externalId: "one" } };
  await works("outer");
  assert.deepEqual(issuer.asked, ["AssumeRole inner", "AssumeRole outer"], "one assumed role for all requests");
  assert.equal(await s3.account(await s3.connection("outer")), "111122223333");
});

test("a role that cannot be assumed is reported as such, and not as an error of S3", { skip }, async (context) => {
  const { issuer, works } = await setup(
    context,
    `[profile role]\nPLACErole_arn = ${ROLE}r\nsource_profile = base\nexternal_id = wrong\n`,
  );
  issuer.roles = { [`${ROLE}r`]: { externalId: "right" } };
  await assert.rejects(works("role"), (error: { code: string; details: { reason: string; role: string } }) => {
    assert.equal(error.code, "roleRefused");
    assert.equal(error.details.role, `${ROLE}r`);
    assert.match(error.details.reason, /not authorized to perform: sts:AssumeRole/);
    return true;
  });
});

test("the code of an MFA device is requested once per session", { skip }, async (context) => {
  const asked: string[] = [];
  const codes = ["000000", "123456"];
  const { issuer, works } = await setup(
    context,
    `[profile mfa]\nPLACErole_arn = ${ROLE}m\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n`,
    {
      mfaCode: async (serial, profile) => {
        asked.push(`${profile} ${serial}`);
        return codes.shift() as string;
      },
    },
  );
  issuer.roles = { [`${ROLE}m`]: { mfa: "arn:aws:iam::111122223333:mfa/me" } };
  await assert.rejects(works("mfa"), { code: "roleRefused" });
  await works("mfa");
  await works("mfa");
  assert.deepEqual(asked, Array(2).fill("mfa arn:aws:iam::111122223333:mfa/me"));
});

test("sso_session uses the token of `aws sso login`, and requests a new sign-in when the portal rejects the token", {
  skip,
}, async (context) => {
  const { issuer, works, ssoToken, s3 } = await setup(
    context,
    "[profile sso]\nPLACEsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example.com/start\n",
  );
  await assert.rejects(works("sso"), { code: "signInExpired", details: { profile: "sso", by: "sso" } });
  ssoToken("corp", { accessToken: "stale", expiresAt: inAnHour() });
  await assert.rejects(works("sso"), { code: "signInExpired" });
  ssoToken("corp", { accessToken: issuer.accessToken, expiresAt: inAnHour() });
  await works("sso");
  assert.deepEqual(issuer.asked, ["GetRoleCredentials reader", "GetRoleCredentials reader"]);
  assert.equal(await s3.account(await s3.connection("sso")), "111122223333");
});

test("profiles and SSO sessions with any name that AWS CLI reads can be used", { skip }, async (context) => {
  const { issuer, works, ssoToken, home } = await setup(
    context,
    `[profile "My Team"]# comment
PLACEsso_session = My Corp Ltd
SSO_Account_Id = 111122223333
sso_role_name = reader
[sso-session 'My Corp Ltd']
sso_region = eu-central-1
sso_start_url = https://corp.example.com/start#/
[profile 개발]
PLACErole_arn = ${ROLE}r
source_profile = My Team
[profile program]
PLACEcredential_process = cat
  ~/output.json
[profile broken]
region
`,
  );
  ssoToken("My Corp Ltd", { accessToken: issuer.accessToken, expiresAt: inAnHour() });
  await works("My Team");
  await works("개발");
  assert.deepEqual(issuer.asked, ["GetRoleCredentials reader", "GetRoleCredentials reader", "AssumeRole r"]);
  const output = { Version: 1, AccessKeyId: alice.accessKeyId, SecretAccessKey: alice.secretAccessKey };
  writeFileSync(join(home, "output.json"), JSON.stringify(output));
  await works("program");
  await assert.rejects(works("broken"), { code: "configMalformed" });
});

test("an sso_session renews its token automatically", { skip }, async (context) => {
  const { issuer, works, ssoToken } = await setup(
    context,
    "[profile sso]\nPLACEsso_session = renewing\nsso_account_id = 111122223333\nsso_role_name = reader\n[sso-session renewing]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n",
  );
  ssoToken("renewing", {
    accessToken: "old",
    expiresAt: new Date(Date.now() + 1000).toISOString(),
    clientId: "id",
    clientSecret: "secret",
    refreshToken: "refresh-me",
  });
  await works("sso");
  assert.deepEqual(issuer.asked, ["CreateToken", "GetRoleCredentials reader"]);
});

test("legacy SSO without sessions works, also as the source of a role", { skip }, async (context) => {
  const { issuer, works, ssoToken } = await setup(
    context,
    `[profile legacy]\nPLACEsso_start_url = https://old.example.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = reader
[profile role]\nPLACErole_arn = ${ROLE}r\nsource_profile = legacy\n`,
  );
  await assert.rejects(works("role"), { code: "signInExpired", details: { profile: "legacy", by: "sso" } });
  ssoToken("https://old.example.com/start", { accessToken: issuer.accessToken, expiresAt: inAnHour() });
  await works("legacy");
  await works("role");
  assert.deepEqual(issuer.asked, ["GetRoleCredentials reader", "GetRoleCredentials reader", "AssumeRole r"]);
});

test("login_session uses the token of `aws login` and renews it", { skip }, async (context) => {
  const session = "arn:aws:iam::111122223333:user/me";
  const { issuer, server, works, home } = await setup(context, `[profile login]\nPLACElogin_session = ${session}\n`);
  await assert.rejects(works("login"), { code: "signInExpired", details: { profile: "login", by: "login" } });
  const file = join(home, ".aws", "login", "cache", `${createHash("sha256").update(session).digest("hex")}.json`);
  mkdirSync(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const cached = (seconds: number) => ({
    accessToken: {
      accessKeyId: "ASIALOGIN",
      secretAccessKey: alice.secretAccessKey,
      sessionToken: "login-token",
      accountId: "111122223333",
      expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
    },
    clientId: "arn:aws:signin:::devtools/same-device",
    refreshToken: "again",
    dpopKey: privateKey.export({ type: "sec1", format: "pem" }),
  });
  server.users.push({ ...alice, accessKeyId: "ASIALOGIN", sessionToken: "login-token" });
  writeFileSync(file, JSON.stringify(cached(30)));
  await works("login");
  assert.deepEqual(issuer.asked, ["CreateOAuth2Token"]);
  assert.match(readFileSync(file, "utf8"), /"refreshToken": "next"/);
});

test("credential_process: the output is used and never logged", { skip }, async (context) => {
  const { server, works, log, home, s3 } = await setup(
    context,
    "[profile program]\nPLACEcredential_process = cat ~/output.json\n",
  );
  server.users.push({ ...alice, accessKeyId: "ASIAPROCESS", sessionToken: "process-token" });
  const output = {
    Version: 1,
    AccessKeyId: "ASIAPROCESS",
    SecretAccessKey: alice.secretAccessKey,
    SessionToken: "process-token",
    AccountId: "444455556666",
    Expiration: inAnHour(),
  };
  for (const [written, reason] of [
    ["nothing that could be secret", "notJson"],
    [JSON.stringify({ ...output, Version: 2 }), "version"],
    [JSON.stringify({ Version: 1 }), "incomplete"],
    [JSON.stringify({ ...output, Expiration: "2020-01-01T00:00:00Z" }), "expired"],
  ] as const) {
    writeFileSync(join(home, "output.json"), written);
    await assert.rejects(works("program"), (error: Error & { code: string; details: object }) => {
      assert.deepEqual([error.code, error.details], ["processFailed", { profile: "program", reason }]);
      assert.ok(!`${error.stack}${String(error.cause)}`.includes("secret"));
      return true;
    });
  }
  writeFileSync(join(home, "output.json"), JSON.stringify(output));
  const connection = await s3.connection("program");
  assert.equal(s3.knownAccount(connection), undefined);
  await works("program");
  assert.equal(s3.knownAccount(connection), "444455556666", "the credentials contain it");
  assert.ok(!log.join("\n").includes("process-token"));
  assert.equal((await s3.credentialsEnd(await s3.connection("program"))).kind, "ends");
});

test("web identity tokens are used", { skip }, async (context) => {
  const { issuer, works, home } = await setup(
    context,
    `[profile web]\nPLACErole_arn = ${ROLE}w\nweb_identity_token_file = HOME/token\n`,
  );
  const config = join(home, "config");
  writeFileSync(config, readFileSync(config, "utf8").replace("HOME", home));
  writeFileSync(join(home, "token"), "web-token");
  await works("web");
  assert.deepEqual(issuer.asked, ["AssumeRoleWithWebIdentity w"]);
});

test("credentials come from the environment only when a profile asks for it", { skip }, async (context) => {
  const env = { AWS_ACCESS_KEY_ID: alice.accessKeyId, AWS_SECRET_ACCESS_KEY: alice.secretAccessKey };
  const { issuer, works, files } = await setup(
    context,
    `[profile plain]\nPLACEcredential_source = Environment\n[profile role]\nPLACErole_arn = ${ROLE}e\ncredential_source = Environment\n[profile none]\nPLACE`,
    { env },
  );
  await works("plain");
  await works("role");
  assert.deepEqual(issuer.asked, ["AssumeRole e"]);
  await assert.rejects(works("none"), { code: "noCredentials" });
  const bare = new S3({ env: files, isTrusted: () => true, log: () => undefined });
  await assert.rejects(bare.buckets(await bare.connection("plain")), { code: "environmentEmpty" });
});

test("credentials come from instance and container metadata when a profile asks for them", {
  skip,
}, async (context) => {
  const { issuer, works, env } = await setup(
    context,
    "[profile ec2]\nPLACEcredential_source = Ec2InstanceMetadata\n[profile ecs]\nPLACEcredential_source = EcsContainer\n",
  );
  Object.assign(env, containerOf(issuer), { AWS_EC2_METADATA_SERVICE_ENDPOINT: issuer.endpoint });
  await works("ec2");
  await works("ecs");
  assert.deepEqual(issuer.asked, ["IMDS token", "IMDS credentials", "Container credentials"]);
});

test("an unusable profile is reported with the setting that is wrong", { skip }, async (context) => {
  const { works } = await setup(
    context,
    `[profile lost]\nPLACErole_arn = ${ROLE}r\nsource_profile = gone
[profile a]\nPLACErole_arn = ${ROLE}r\nsource_profile = b\n[profile b]\nrole_arn = ${ROLE}r\nsource_profile = a
[profile two]\nPLACErole_arn = ${ROLE}r\nsource_profile = base\ncredential_source = Environment
[profile odd]\nPLACErole_arn = ${ROLE}r\ncredential_source = Elsewhere
[profile sso]\nPLACEsso_session = gone
[profile typo]\nPLACErole_arn = r\nsource_profile = base
[profile services]\nregion = us-east-1\nservices = gone\n`,
  );
  for (const [profile, reason, profiles] of [
    ["lost", "noSource"],
    ["a", "cycle", ["a", "b", "a"]],
    ["two", "twoSources"],
    ["odd", "unknownSource"],
    ["sso", "noSsoSession"],
    ["typo", "invalidRole"],
    ["services", "noServices"],
  ] as const) {
    await assert.rejects(works(profile), (error: { code: string; details: Record<string, unknown> }) => {
      const { code, details } = error;
      assert.deepEqual([code, details.reason, details.profiles], ["brokenProfile", reason, profiles]);
      return true;
    });
  }
});

test("no request for credentials is sent to the endpoint of another profile", { skip }, async (context) => {
  const trap = await startS3Server();
  context.after(() => trap.close());
  const { works, issuer } = await setup(
    context,
    `[default]\nendpoint_url = ${trap.endpoint}\nregion = us-east-1\n[profile role]\nPLACErole_arn = ${ROLE}r\nsource_profile = base\n`,
  );
  await works("role");
  assert.deepEqual(issuer.asked, ["AssumeRole r"]);
  assert.equal(trap.requests.length, 0);
});

const SSO = "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n";
const CORP = "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example.com/start\n";

for (const [kind, config, asked] of [
  ["a role", `role_arn = ${ROLE}r\nsource_profile = base\n`, "AssumeRole r"],
  ["a sign-in", SSO + CORP, "GetRoleCredentials reader"],
  ["a container", "credential_source = EcsContainer\n", "Container credentials"],
] as const) {
  test(`a session of ${kind} that expires during a listing is renewed, and the listing continues`, {
    skip,
  }, async (context) => {
    const { server, issuer, s3, env, ssoToken } = await setup(context, `[profile session]\nPLACE${config}`);
    ssoToken("corp", { accessToken: issuer.accessToken, expiresAt: inAnHour() });
    Object.assign(env, containerOf(issuer));
    const bucket = server.store.get("here");
    for (let i = 0; i < 2500; i++) bucket?.put(`n${String(i).padStart(4, "0")}`, "");
    const connection = await s3.connection("session");
    let count = 0;
    for await (const page of s3.allObjects(connection, { bucket: "here", prefix: "" })) {
      count += page.length;
      issuer.endSessions();
    }
    assert.equal(count, 2501);
    assert.ok(issuer.asked.length >= 2 && issuer.asked.every((what) => what === asked), String(issuer.asked));
  });
}

test("requests for credentials go to the region of the sign-in, not to that of S3", { skip }, async (context) => {
  const { s3, ssoToken } = await setup(
    context,
    `[profile far]\nregion = us-east-1\n${SSO}${CORP}[profile role]\nregion = ap-south-1\nrole_arn = ${ROLE}r\nsource_profile = base\n`,
  );
  const hosts: string[] = [];
  context.mock.method(dns, "lookup", (host: string, _: unknown, response: (error: Error) => void) => {
    hosts.push(host);
    response(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }));
  });
  const askedBy = async (profile: string) => {
    hosts.length = 0;
    await assert.rejects(s3.credentialsEnd(await s3.connection(profile)));
    return [...new Set(hosts)];
  };
  ssoToken("corp", { accessToken: "token", expiresAt: inAnHour() });
  assert.deepEqual(await askedBy("far"), ["portal.sso.eu-central-1.amazonaws.com"]);
  const renewable = { clientId: "id", clientSecret: "secret", refreshToken: "refresh-me" };
  ssoToken("corp", { accessToken: "old", expiresAt: new Date(Date.now() - 1000).toISOString(), ...renewable });
  assert.deepEqual(await askedBy("far"), ["oidc.eu-central-1.amazonaws.com"]);
  assert.deepEqual(await askedBy("role"), ["sts.ap-south-1.amazonaws.com"]);
});

test("expired keys that cannot be renewed are reported after one request", { skip }, async (context) => {
  const { server, s3, home } = await setup(context, "");
  server.users.push({ ...alice, accessKeyId: "ASIAOVER", sessionToken: "over", sessionExpiresAt: new Date(0) });
  writeFileSync(
    join(home, "credentials"),
    `[base]\naws_access_key_id = ASIAOVER\naws_secret_access_key = ${alice.secretAccessKey}\naws_session_token = over\n`,
  );
  await assert.rejects(s3.buckets(await s3.connection("base")), { code: "credentialsExpired" });
  assert.equal(server.requests.length, 1);
});

test("a 12-hour link signed with a 15-minute session expires with the session", { skip }, async (context) => {
  const { issuer, share, s3 } = await setup(
    context,
    `[profile role]\nPLACErole_arn = ${ROLE}r\nsource_profile = base\nduration_seconds = 900\n`,
  );
  issuer.sessionSeconds = 900;
  const signed = await share("role", 12 * 3600);
  const left = Date.parse(signed.effectiveExpiresAt) - Date.parse(signed.issuedAt);
  assert.ok(Math.abs(left - 900_000) <= 1000, String(left));
  assert.deepEqual(
    signed.warnings.map(({ code }) => code),
    ["credentialsEndSooner"],
  );
  const connection = await s3.connection("role");
  const end = await s3.credentialsEnd(connection);
  assert.ok(end.kind === "ends" && end.at.toISOString() === signed.effectiveExpiresAt);
  issuer.sessionSeconds = 3600;
  const renewed = await s3.credentialsEnd(connection, { renew: true });
  assert.ok(renewed.kind === "ends" && renewed.at.getTime() - Date.now() > 3_000_000);
});

test("the account comes from STS where it is configured, with one request, and from no other service", {
  skip,
}, async (context) => {
  const { issuer, s3, server } = await setup(
    context,
    `[profile selfHosted]\nregion = us-east-1\nendpoint_url = http://127.0.0.1:1\n`,
  );
  const connection = await s3.connection("base");
  assert.equal(s3.knownAccount(connection), undefined, "no request has been sent yet");
  assert.deepEqual(await Promise.all([s3.account(connection), s3.account(connection)]), Array(2).fill(alice.accountId));
  assert.equal(s3.knownAccount(connection), alice.accountId);
  assert.deepEqual(issuer.asked, ["GetCallerIdentity"]);
  writeFileSync(join(process.env.HOME as string, "credentials"), `[selfHosted]\n${keys}`);
  assert.equal(await s3.account(await s3.connection("selfHosted")), undefined);
  assert.equal(server.requests.length, 0);
});
