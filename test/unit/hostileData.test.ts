import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  connectionFor,
  defaultProfile,
  type SavedConnection,
  savedConnectionFor,
} from "../../src/core/identity/connections.ts";
import { readSharedConfig } from "../../src/core/identity/profiles.ts";
import { parseBuckets, parseConnections, parseKeys, parsePins } from "../../src/core/identity/storedConnections.ts";
import type { InspectedUrl } from "../../src/core/inspect/inspectedUrl.ts";
import { judge } from "../../src/core/inspect/linkResponse.ts";
import { groupLinks, parseLedger, type SharedLink, storedLedger } from "../../src/core/ledger/linkLedger.ts";
import { describePolicy } from "../../src/core/post/policy/describePolicy.ts";
import { evaluate } from "../../src/core/post/policy/evaluate.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { settingAtFault } from "../../src/core/post/policy/settingAtFault.ts";
import { FRESH_SETTINGS, postRequestFor } from "../../src/core/post/policy/uploadSettings.ts";
import { fillForm } from "../../src/core/post/upload/fillForm.ts";
import { readUploadResponse } from "../../src/core/post/upload/uploadResponse.ts";
import { checkRequest, type PresignRequest } from "../../src/core/sign/checkRequest.ts";
import { checkExpiry } from "../../src/core/sign/expiry.ts";
import { readMessage as readOperationMessage } from "../../src/operationForm/readMessage.ts";
import { readMessage as readPostMessage } from "../../src/postForm/readMessage.ts";
import {
  checkFailure,
  damaged,
  documented,
  documentedLater,
  hostileJson,
  hostileTest,
  hostileText,
  mutated,
} from "../support/cases/hostileCases.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const NOW = new Date("2026-11-24T12:00:00Z");

// Messages that a compromised webview could send.
const params = fc.record(
  {
    Bucket: fc.oneof(fc.constant("b-1"), hostileText),
    Key: hostileText,
    Metadata: fc.dictionary(hostileText, hostileText, { maxKeys: 2 }),
    Tagging: hostileText,
    Expires: fc.constant("2026-12-01T00:00:00Z"),
    ContentLength: fc.nat(),
    Body: hostileText,
    CopySource: hostileText,
    Delete: fc.record({ Objects: fc.array(fc.record({ Key: hostileText }), { maxLength: 2 }) }),
    SSECustomerKey: hostileText,
  },
  { requiredKeys: [] },
);
const operation = fc.constantFrom(
  "GetObject",
  "PutObject",
  "CopyObject",
  "DeleteObjects",
  "ListObjectsV2",
  "PutBucketPolicy",
);
const request = fc.record(
  { operation: fc.oneof(operation, hostileText), params, expiresIn: fc.integer(), httpMethod: hostileText },
  { requiredKeys: ["operation", "params"] },
);
const operationMessage = fc.oneof(
  fc.record({
    type: fc.constant("sign"),
    number: fc.nat(),
    state: request.map((given) => ({ ...given, connection: "profile:p", expiry: "1h" })),
  }),
  fc.record({ type: fc.constantFrom("ready", "copy", "chooseOperation"), text: hostileText, operation: hostileText }),
);

hostileTest(
  "operation form: any message is parsed or ignored, and a parsed one leads to a checked request",
  12_000,
  damaged(operationMessage),
  (given) => {
    const message = readOperationMessage(given);
    if (message?.type !== "sign") return;
    const { operation, params, httpMethod } = message.state;
    assert.equal(Object.prototype.toString.call(params), "[object Object]");
    const checked = documented(() =>
      checkRequest({ operation, params, ...(httpMethod !== undefined && { httpMethod }) }),
    );
    if (checked) assert.ok(["GET", "HEAD", "PUT", "POST", "DELETE"].includes(checked.method));
  },
);

hostileTest(
  "a request from the API or a keybinding: any JSON is checked or rejected",
  8000,
  damaged(request),
  (given) => {
    documented(() => checkRequest({ ...(given as PresignRequest) }));
  },
);

const rows = (width: number) =>
  fc.array(
    fc.array(fc.oneof(hostileText, fc.constantFrom("eq", "starts-with", "content-length-range", "acl", "$key")), {
      minLength: width,
      maxLength: width,
    }),
    { maxLength: 3 },
  );
const postState = fc.record({
  bucket: fc.oneof(fc.constant("b-1"), hostileText),
  keyMode: fc.constantFrom("exact", "fileName", "free"),
  key: hostileText,
  minSize: fc.oneof(fc.constantFrom("", "1"), hostileText),
  maxSize: fc.oneof(fc.constantFrom("", "10 MB"), hostileText),
  contentType: fc.oneof(fc.constantFrom("", "image/*"), hostileText),
  metadata: rows(2),
  tags: rows(2),
  fields: rows(2),
  conditions: rows(3),
});
const postMessage = fc.oneof(
  postState.map((state) => ({
    type: "sign",
    number: 1,
    state: { ...FRESH_SETTINGS, ...state, connection: "profile:p", expiry: "1h" },
  })),
  fc.record({
    type: fc.constantFrom("try", "copy", "page", "saveSnippet", "cors"),
    text: hostileText,
    id: hostileText,
    action: hostileText,
    trial: fc.record({ name: hostileText, size: hostileText, contentType: hostileText }),
  }),
);

hostileTest(
  "upload form: any message is parsed or ignored, and an error is attributed to one setting or to none",
  12_000,
  damaged(postMessage),
  (given) => {
    const message = readPostMessage(given);
    if (message?.type !== "sign") return;
    try {
      checkPostRequest(postRequestFor(message.state, 3600));
    } catch (error) {
      checkFailure(error);
      settingAtFault(error as Parameters<typeof settingAtFault>[0], message.state);
    }
  },
);

const policy = fc.record({
  expiration: fc.oneof(fc.constant("2026-12-01T00:00:00Z"), hostileText),
  conditions: fc.array(
    fc.oneof(
      fc.tuple(
        fc.constantFrom("eq", "starts-with", "EQ"),
        hostileText.map((field) => `$${field}`),
        hostileText,
      ),
      fc.tuple(fc.constant("content-length-range"), fc.oneof(fc.integer(), hostileText), fc.integer()),
      fc.tuple(hostileText, hostileText).map(([field, value]) => Object.fromEntries([[field, value]])),
    ),
    { maxLength: 4 },
  ),
});
const postRequest = fc.record({
  bucket: fc.constant("b-1"),
  key: hostileText,
  fields: fc.dictionary(
    fc.oneof(fc.constantFrom("acl", "tagging", "x-amz-meta-a", "Content-Type"), hostileText),
    hostileText,
    { maxKeys: 3 },
  ),
  conditions: policy.map(({ conditions }) => conditions),
  expiresIn: fc.integer(),
});

hostileTest(
  "any POST policy can be described and evaluated without an exception",
  12_000,
  fc.tuple(damaged(policy), fc.dictionary(hostileText, hostileText, { maxKeys: 3 }), hostileText),
  ([given, fields, fileName]) => {
    const any = Object(given);
    for (const statement of describePolicy(any)) assert.equal(typeof statement.code, "string");
    const upload = { fields: { key: "k", ...fields }, fileName, size: 7, now: NOW };
    assert.equal(typeof evaluate(any, upload).accepted, "boolean");
    fillForm({ fields, policy: any }, { name: fileName });
  },
);

hostileTest("an upload form from the API: any JSON is checked or rejected", 12_000, damaged(postRequest), (given) => {
  documented(() => checkPostRequest({ ...(given as PostRequest) }));
});

// Data stored by an older, newer or broken version.
const sharedLink = fc.record(
  {
    id: fc.constantFrom("a", "b", "c"),
    kind: fc.constantFrom("url", "post", "export"),
    operation: hostileText,
    method: fc.constantFrom("GET", "PUT"),
    bucket: hostileText,
    key: hostileText,
    prefix: hostileText,
    count: fc.integer(),
    connection: hostileText,
    profile: hostileText,
    temporary: fc.boolean(),
    sharedAt: fc.constantFrom("2026-11-24T12:00:00Z", "+275760-09-13T00:00:00.000Z", "1"),
    endsAt: fc.constantFrom("2026-11-25T12:00:00Z", "-271821-04-20T00:00:00.000Z", "x"),
    command: hostileText,
    request,
  },
  { requiredKeys: ["id", "kind", "operation", "method", "connection", "profile", "sharedAt", "endsAt", "command"] },
);
const ledger = fc.record({ version: fc.constantFrom(1, 2), links: fc.array(sharedLink, { maxLength: 4 }) });

hostileTest(
  "a ledger of any version: parsed entries are complete, survive storing again, and can be signed or are rejected",
  10_000,
  damaged(
    fc.oneof(
      ledger,
      ledger.map(({ links }) => links),
    ),
  ),
  (stored) => {
    const links = parseLedger(stored);
    const text = JSON.stringify(storedLedger(links));
    assert.equal(JSON.stringify(storedLedger(parseLedger(JSON.parse(text)))), text);
    const grouped = groupLinks(links, NOW).flatMap(([, rows]) => rows.flat());
    assert.equal(grouped.length, links.length);
    for (const { sharedAt, endsAt } of links)
      assert.ok(Date.parse(sharedAt) + Date.parse(endsAt) < Number.POSITIVE_INFINITY);
    for (const { request } of links as SharedLink[]) if (request) documented(() => checkRequest(request));
  },
);

const connection = fc.record(
  {
    id: fc.constantFrom("connection:1", "connection:2", "x"),
    name: hostileText,
    source: fc.oneof(
      fc.record({ kind: fc.constantFrom("keys", "environment", "anonymous", "device") }),
      fc.record({ kind: fc.constant("profile"), profile: fc.constantFrom("p", "q") }),
    ),
    region: hostileText,
    endpoint: fc.oneof(fc.constant("http://127.0.0.1:9000"), hostileText),
    pathStyle: fc.boolean(),
    revision: hostileText,
  },
  { requiredKeys: ["id", "name", "source"] },
);
const config = {
  files: { config: "", credentials: "" },
  found: true,
  profiles: new Map([["p", { region: "eu-west-1" }]]),
  services: new Map(),
  ssoSessions: new Map(),
  faults: [],
};

hostileTest(
  "connections of any version: each parsed connection is usable or rejected",
  10_000,
  damaged(fc.array(connection, { maxLength: 3 })),
  (stored) => {
    const connections: SavedConnection[] = parseConnections(stored);
    assert.equal(new Set(connections.map(({ id }) => id)).size, connections.length);
    assert.ok(connections.every(({ id }) => id.startsWith("connection:")));
    for (const saved of connections) documented(() => savedConnectionFor(config, saved, {}));
    for (const [, names] of parseBuckets(stored)) for (const name of names) assert.equal(typeof name, "string");
    for (const [, pins] of parsePins(stored)) for (const { bucket } of pins) assert.equal(typeof bucket, "string");
  },
);

const keys = fc.record({
  accessKeyId: hostileText,
  secretAccessKey: fc.constant("marker secret"),
  sessionToken: hostileText,
});
hostileTest(
  "stored keys that cannot be parsed count as none, and no error quotes them",
  5000,
  mutated(keys.map((all) => JSON.stringify(all))),
  (stored) => {
    const read = parseKeys(stored);
    if (read) for (const value of Object.values(read)) assert.equal(typeof value, "string");
  },
);

hostileTest("a setting of any type is a valid lifetime or is rejected", 5000, hostileJson, (value) => {
  documented(() => checkExpiry(value));
});

// Responses of a server to a link and to a form.
const xml = mutated(
  hostileText.map(
    (text) =>
      `<?xml version="1.0"?><Error><Code>${text}</Code><Message>${text}</Message><Region>${text}</Region><MaxSizeAllowed>${text}</MaxSizeAllowed></Error>`,
  ),
);
const headers = fc.dictionary(
  fc.constantFrom("etag", "date", "location", "x-amz-bucket-region", "content-range", "content-length", "content-type"),
  fc.oneof(hostileText, fc.array(hostileText, { maxLength: 2 })),
);
const response = fc.record({
  status: fc.constantFrom(200, 204, 206, 301, 303, 307, 400, 403, 404, 416, 500, 503),
  headers,
  body: fc.oneof(xml, hostileText),
});
const LINK = {
  kind: "sigV4",
  endpoint: "https://b.s3.amazonaws.com",
  issuedAt: "",
  signedHeaders: [],
} as unknown as InspectedUrl;

hostileTest("any response to a link or a form leads to a verdict", 12_000, response, (given) => {
  const verdict = judge(given, LINK);
  if (!("outcome" in verdict)) checkFailure(verdict);
  documented(() => readUploadResponse(given, { url: "https://b.s3.amazonaws.com/", key: "k", size: 7, profile: "p" }));
});

// The shared AWS files.
const scratch = scratchFolder("hostile-config");
const FILE =
  "[default]\nregion = eu-west-1\n[profile p]\nsource_profile = q\nrole_arn = arn:aws:iam::1:role/r\nservices = s\n[services s]\ns3 =\n  endpoint_url = http://x\n[sso-session o]\nsso_region = y\n[q]\naws_access_key_id = A\naws_secret_access_key = B\n";
const file = fc.oneof(
  mutated(fc.constant(FILE)),
  fc
    .array(fc.tuple(hostileText, hostileText, hostileText), { maxLength: 3 })
    .map((sections) =>
      sections
        .map(([name, key, value]) => `[${name}]\n${key} = ${value}\n[profile ${value}]\nsource_profile = ${name}\n`)
        .join(""),
    ),
);

hostileTest(
  "a config or credentials file is parsed, or the malformed line is named; each profile is usable or rejected",
  1000,
  fc.tuple(file, file),
  async ([first, second]) => {
    const [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE] = [
      join(scratch.path, "config"),
      join(scratch.path, "credentials"),
    ];
    writeFileSync(AWS_CONFIG_FILE, first);
    writeFileSync(AWS_SHARED_CREDENTIALS_FILE, second);
    const shared = await documentedLater(() => readSharedConfig({ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }));
    if (!shared) return;
    documented(() => defaultProfile(shared, {}));
    for (const name of shared.profiles.keys()) documented(() => connectionFor(shared, name, {}));
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  },
);
