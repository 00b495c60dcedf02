import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { OfSettings, S3Error } from "../../src/core/errors/errors.ts";
import type { SavedConnection } from "../../src/core/identity/connections.ts";
import type { EnteredKeys } from "../../src/core/identity/credentials.ts";
import { S3 } from "../../src/core/s3.ts";
import { awsFiles } from "../support/product/awsHome.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice, bob, startS3Server } from "../support/s3Server/server.ts";

const skip = process.env.S3_TEST_ENDPOINT !== undefined;

async function setup(context: TestContext, saved: Partial<SavedConnection>[], config = "", moreEnv = {}) {
  const server = await startS3Server({ users: [{ ...alice }, bob] });
  context.after(() => server.close());
  server.store.create("alices", { owner: alice.accountId }).put("k", "alice's");
  server.store.create("bobs", { owner: bob.accountId });
  server.store.create("public", { owner: bob.accountId, publicRead: true, region: "eu-west-1" }).put("k", "public");
  const connections = saved.map((one, at) => ({
    id: `connection:${at}`,
    name: `own ${at}`,
    endpoint: server.endpoint,
    source: { kind: "keys" as const },
    revision: "1",
    ...one,
  }));
  const keys = new Map<string, EnteredKeys>([["connection:0", alice]]);
  const log: string[] = [];
  const files = awsFiles(context, config.replaceAll("ENDPOINT", server.endpoint));
  const s3 = new S3({
    env: { ...files, ...moreEnv },
    isTrusted: () => true,
    log: (line) => log.push(line),
    connections: () => connections,
    keys: async (id) => keys.get(id),
  });
  context.after(() => s3.dispose());
  const names = async (id: string) => (await s3.buckets(await s3.connection(id))).buckets.map(({ name }) => name);
  return { server, s3, connections, keys, log, names, files };
}

test("a connection signs with its own keys, which are stored nowhere else", { skip }, async (context) => {
  const { s3, names, log, connections, keys } = await setup(context, [{ region: "us-east-1" }]);
  assert.deepEqual(await names("connection:0"), ["alices"]);
  const connection = await s3.connection("own 0");
  const { url } = await s3.presign(connection, { operation: "GetObject", params: { Bucket: "alices", Key: "k" } });
  assert.equal((await rawRequest(url)).body.toString(), "alice's");
  assert.ok(!JSON.stringify([connection, connections, log]).includes(alice.secretAccessKey));

  keys.set("connection:0", bob);
  (connections[0] as SavedConnection).revision = "2";
  assert.deepEqual(await names("connection:0"), ["bobs", "public"], "other keys apply from the next action on");
  keys.clear();
  (connections[0] as SavedConnection).revision = "3";
  await assert.rejects(names("connection:0"), {
    code: "keysMissing",
    details: { connection: "own 0", id: "connection:0" },
  });
  await assert.rejects(s3.connection("connection:9"), { code: "unknownConnection" });
});

test("an error caused by a connection's own settings names the connection", { skip }, async (context) => {
  const { keys, connections, names } = await setup(context, [{ region: "us-east-1" }]);
  const [saved] = connections as [SavedConnection];
  const fails = async (code: string, keysNow: EnteredKeys, settings: Partial<SavedConnection> = {}) => {
    keys.set("connection:0", keysNow);
    Object.assign(saved, settings, { revision: code + JSON.stringify([keysNow, settings]) });
    await assert.rejects(names("connection:0"), (error: S3Error) => {
      assert.equal(error.code, code);
      const { connectionId, credentials } = error.details as OfSettings;
      assert.deepEqual({ connectionId, credentials }, { connectionId: "connection:0", credentials: saved.source.kind });
      return true;
    });
  };
  await fails("keyIdRefused", { ...alice, accessKeyId: "AKIANOBODY" });
  await fails("secretRefused", { ...alice, secretAccessKey: "wrong" });
  await fails("endpointUnreachable", alice, { endpoint: "http://127.0.0.1:1" });
  await fails("invalidEndpoint", alice, { endpoint: "s3.example.com" });
  await fails("unknownProfile", alice, { source: { kind: "profile", profile: "gone" } });
});

test("a connection uses credentials of a profile or the environment with its own endpoint", {
  skip,
}, async (context) => {
  const keys = `aws_access_key_id = ${bob.accessKeyId}\naws_secret_access_key = ${bob.secretAccessKey}\n`;
  const { names, s3, server } = await setup(
    context,
    [{ source: { kind: "profile", profile: "p" } }, { source: { kind: "environment" } }],
    `[profile p]\nregion = eu-north-1\nendpoint_url = http://127.0.0.1:1\n${keys}`,
    { AWS_ACCESS_KEY_ID: alice.accessKeyId, AWS_SECRET_ACCESS_KEY: alice.secretAccessKey },
  );
  assert.deepEqual(await names("connection:1"), ["alices"]);
  const { endpoint, region, pathStyle } = await s3.connection("connection:0");
  assert.deepEqual(
    { endpoint, region, pathStyle },
    { endpoint: server.endpoint, region: "eu-north-1", pathStyle: true },
  );
});

test("an anonymous connection lists public objects, signs nothing and lists no buckets", { skip }, async (context) => {
  const { s3, server, names } = await setup(context, [{ source: { kind: "anonymous" } }]);
  assert.deepEqual(await names("connection:0"), []);
  const connection = await s3.connection("connection:0");
  assert.equal((await s3.objects(connection, { bucket: "public" })).objects[0]?.key, "k");
  const own = { profile: "own 0", connectionId: "connection:0", credentials: "anonymous" };
  const denied = { ...own, operation: "ListObjectsV2", permission: "s3:ListBucket", bucket: "alices" };
  await assert.rejects(s3.objects(connection, { bucket: "alices" }), { code: "accessDenied", details: denied });
  await assert.rejects(s3.presign(connection, { operation: "GetObject", params: { Bucket: "public", Key: "k" } }), {
    code: "anonymousCannotSign",
  });
  await assert.rejects(s3.presignPost(connection, { bucket: "public", key: "k" }), { code: "anonymousCannotSign" });
  for (const { headers, url } of server.requests) assert.ok(!headers.authorization && !/X-Amz-Signature/.test(url));
});

test("the missing permission is the one named by the server, or else that of the operation", {
  skip,
}, async (context) => {
  const { s3, server } = await setup(context, [{}]);
  const connection = await s3.connection("connection:0");
  const send = s3.sender(connection);
  const permissionFor = async (run: () => Promise<unknown>) => {
    const error = (await run().then(
      () => assert.fail("not rejected"),
      (error) => error,
    )) as S3Error<"accessDenied">;
    assert.equal(error.code, "accessDenied");
    return error.details.permission;
  };
  const at = { Bucket: "alices", Key: "k" };
  server.faults.add({ operation: "HeadObject", fault: { kind: "status", status: 403, code: "AccessDenied" } });
  assert.equal(await permissionFor(() => send(new HeadObjectCommand(at))), "s3:GetObject");
  server.faults.add({ operation: "HeadObject", fault: { kind: "status", status: 403, code: "AccessDenied" } });
  assert.equal(
    await permissionFor(() => send(new HeadObjectCommand({ ...at, VersionId: "v" }))),
    "s3:GetObjectVersion",
  );
  const user = server.users.find(({ accessKeyId }) => accessKeyId === alice.accessKeyId) as typeof alice;
  user.denied = ["s3:ListAllMyBuckets"];
  assert.equal(await permissionFor(() => s3.buckets(connection)), "s3:ListAllMyBuckets");
});

test("when HeadBucket does not return the region, GetBucketLocation does, and each bucket is queried only once", {
  skip,
}, async (context) => {
  const { s3, server } = await setup(context, [{}]);
  server.store.create("north", { owner: alice.accountId, region: "eu-north-1" }).put("k", "north");
  server.faults.add({ operation: "HeadBucket", fault: { kind: "status", status: 403, code: "AccessDenied" } });
  const connection = await s3.connection("connection:0");
  const sign = () => s3.presign(connection, { operation: "GetObject", params: { Bucket: "north", Key: "k" } });
  const links = await Promise.all([sign(), sign(), sign()]);
  await sign();
  for (const { url } of links) assert.equal((await rawRequest(url)).body.toString(), "north");
  assert.deepEqual(
    server.requests.filter(({ presigned }) => !presigned).map(({ operation }) => operation),
    ["HeadBucket", "GetBucketLocation"],
  );
});

test("ca_bundle: a server is trusted only through the certificates that the profile names", {
  skip,
}, async (context) => {
  const { s3, files } = await setup(context, []);
  const folder = dirname(files.AWS_CONFIG_FILE);
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  try {
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        key,
        "-out",
        certificate,
        ...subject,
      ],
      { stdio: "ignore" },
    );
  } catch {
    return context.skip("needs openssl");
  }
  const https = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
    response.end("<ListAllMyBucketsResult><Owner><ID>x</ID></Owner><Buckets/></ListAllMyBucketsResult>"),
  );
  await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
  context.after(() => https.close().closeAllConnections());
  const endpoint = `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
  const profile = (name: string, more = "") =>
    `[profile ${name}]\nendpoint_url = ${endpoint}\naws_access_key_id = a\naws_secret_access_key = b\n${more}`;
  writeFileSync(
    files.AWS_CONFIG_FILE,
    `${profile("trusting", `ca_bundle = ${certificate}\n`)}${profile("wary")}${profile("lost", "ca_bundle = /no/such.pem\n")}`,
  );
  const list = async (name: string) => (await s3.buckets(await s3.connection(name))).buckets;
  assert.deepEqual(await list("trusting"), []);
  await assert.rejects(list("wary"), { code: "endpointUnreachable" });
  await assert.rejects(list("lost"), { code: "caBundleUnreadable" });
});
