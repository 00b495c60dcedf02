import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  groupLinks,
  linkState,
  parseLedger,
  rememberLinks,
  type SharedLink,
  sharedExport,
  sharedPost,
  sharedUrl,
  storedLedger,
} from "../../src/core/ledger/linkLedger.ts";
import { SharedUntil } from "../../src/core/ledger/sharedUntil.ts";
import { checkPostRequest } from "../../src/core/post/policy/postRequest.ts";
import { presignPost } from "../../src/core/post/sign/presignPost.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const BY = { connection: { id: "profile:p", profile: "p" }, command: "s3Presign.copyPresignedUrl" };
const TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN";
const client = offlineClient({ credentials: { ...EXAMPLE_KEYS, sessionToken: TOKEN } });

async function shared(operation: string, params: Record<string, unknown>): Promise<SharedLink> {
  const request = { operation, params: { Bucket: "b-1", Key: "a/k.txt", ...params }, expiresIn: 600 };
  return sharedUrl(await presign(client, checkRequest(request), "p"), request, BY);
}

test("an entry records which headers a link has in its query, and its special host", async () => {
  const link = await shared("GetObject", { ChecksumMode: "ENABLED" });
  const host = "https://b-1.s3-accelerate.amazonaws.com";
  const request = { ...link.request, operation: "GetObject", inQuery: ["x-amz-checksum-mode"], host };
  const kept = sharedUrl(await presign(client, checkRequest(request), "p"), request, BY);
  assert.deepEqual(kept.request, request);
  assert.deepEqual(parseLedger(storedLedger([kept])), [kept]);
  for (const inQuery of ["x-amz-acl", [1], { length: 1 }]) {
    const other = `${host}/?X-Amz-Signature=0`;
    const [read] = parseLedger(storedLedger([{ ...kept, request: { ...request, inQuery, host: other } as never }]));
    assert.deepEqual(read?.request, link.request);
  }
});

test("an entry records the object, the signer and the expiry, but no URL, signature or token", async () => {
  const link = await shared("GetObject", { VersionId: "v" });
  const { id, sharedAt, endsAt, ...rest } = link;
  assert.equal(Date.parse(endsAt) - Date.parse(sharedAt), 600_000);
  assert.deepEqual(rest, {
    kind: "url",
    operation: "GetObject",
    method: "GET",
    bucket: "b-1",
    key: "a/k.txt",
    connection: "profile:p",
    profile: "p",
    accessKeyId: EXAMPLE_KEYS.accessKeyId,
    temporary: true,
    command: "s3Presign.copyPresignedUrl",
    request: { operation: "GetObject", params: { Bucket: "b-1", Key: "a/k.txt", VersionId: "v" }, expiresIn: 600 },
  });
  const post = { bucket: "b-1", key: "in/${filename}", expiresIn: 600 };
  const form = sharedPost(await presignPost(client, checkPostRequest(post), "p"), post, BY);
  assert.deepEqual([form.accessKeyId, form.temporary, form.method], [EXAMPLE_KEYS.accessKeyId, true, "POST"]);
  const signed = await presign(
    client,
    checkRequest({ operation: "GetObject", params: { Bucket: "b-1", Key: "k" } }),
    "p",
  );
  const many = sharedExport({ ...signed, link: signed.url, count: 3 }, { bucket: "b-1", prefix: "a/" }, BY);
  assert.deepEqual([many.count, many.prefix, many.accessKeyId], [3, "a/", EXAMPLE_KEYS.accessKeyId]);
  const ofSession = signed.url.replace("X-Amz-Security-Token", "X-Amz-S3session-Token");
  const directory = sharedExport({ ...signed, link: ofSession, count: 1 }, { bucket: "b-1", prefix: "" }, BY);
  assert.deepEqual([many.temporary, directory.temporary], [true, true], "a directory bucket has sessions");
  const text = JSON.stringify([link, form, many, directory]);
  for (const secret of [TOKEN, EXAMPLE_KEYS.secretAccessKey, "X-Amz-Signature", "https:"]) {
    assert.ok(!text.includes(secret), secret);
  }
  assert.doesNotMatch(text, /[0-9a-f]{64}/);
});

test("requests that contain a secret, a body or a URL are not stored", async () => {
  const secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  for (const [operation, params] of [
    ["GetObject", { SSECustomerAlgorithm: "AES256", SSECustomerKey: secret }],
    ["DeleteObject", { MFA: "serial 123456" }],
    ["PutObject", { Body: secret }],
    ["PutObject", { WebsiteRedirectLocation: `https://x.example/?X-Amz-Signature=${secret}` }],
    ["PutObject", { Metadata: { a: "x".repeat(1500), b: `X-Amz-Signature=${secret}` } }],
  ] as const) {
    const link = await shared(operation, params);
    assert.equal(link.request, undefined, operation);
    assert.ok(!JSON.stringify(link).includes(secret));
  }
  assert.ok((await shared("PutObject", { ContentType: "text/css", IfNoneMatch: "*" })).request);
});

test("a link is ending soon in the last tenth of its lifetime or in its last hour", () => {
  const life = (seconds: number) => ({
    sharedAt: new Date(0).toISOString(),
    endsAt: new Date(seconds * 1000).toISOString(),
  });
  const at = (seconds: number) => new Date(seconds * 1000);
  assert.equal(linkState(life(1000), at(899)), "active");
  assert.equal(linkState(life(1000), at(900)), "endingSoon");
  assert.equal(linkState(life(1000), at(1000)), "ended");
  assert.equal(linkState(life(604_800), at(604_800 - 3601)), "active");
  assert.equal(linkState(life(604_800), at(604_800 - 3600)), "endingSoon");
});

test("groups are sorted by expiry, earliest first", async () => {
  const link = await shared("GetObject", {});
  const ending = (id: string, minutes: number) => ({
    ...link,
    id,
    key: id,
    sharedAt: new Date(0).toISOString(),
    endsAt: new Date(minutes * 60_000).toISOString(),
  });
  const now = new Date(95 * 60_000);
  const groups = groupLinks(
    [ending("d", 300), ending("a", 10), ending("b", 90), ending("c", 100), ending("e", 200)],
    now,
  );
  assert.deepEqual(
    groups.map(([state, rows]) => [state, rows.map(([{ id }]) => id)]),
    [
      ["endingSoon", ["c"]],
      ["active", ["e", "d"]],
      ["ended", ["b", "a"]],
    ],
  );
});

test("links to one object with the same settings and signer are one row, in the state of the one that expires last", async () => {
  const link: SharedLink = { ...(await shared("GetObject", {})), temporary: false };
  const ending = (id: string, minutes: number, more: Partial<SharedLink> = {}): SharedLink => ({
    ...link,
    id,
    endsAt: new Date(minutes * 60_000).toISOString(),
    ...more,
  });
  const rows = (links: SharedLink[]) =>
    groupLinks(links, new Date(60_000)).map(([state, rows]) => [state, rows.map((row) => row.map(({ id }) => id))]);
  assert.deepEqual(rows([ending("a", 300), ending("b", 0), ending("c", 400)]), [["active", [["c", "a", "b"]]]]);
  const request = { operation: "GetObject", params: { Bucket: "b", Key: "k", ResponseContentType: "text/css" } };
  for (const other of [
    { key: "other" },
    { bucket: "other" },
    { operation: "HeadObject", method: "HEAD" },
    { connection: "profile:other" },
    { accessKeyId: "AKIAOTHER" },
    { account: "999988887777" },
    { request },
    { request: { ...link.request, operation: "GetObject", expiresIn: 60 } },
  ]) {
    assert.deepEqual(rows([ending("a", 300), ending("b", 400, other)]), [["active", [["a"], ["b"]]]]);
  }
  const session = { temporary: true };
  const sessions = [ending("a", 300, session), ending("b", 400, { ...session, accessKeyId: "ASIAOTHER" })];
  assert.deepEqual(rows(sessions), [["active", [["b", "a"]]]]);
  const { request: _, ...unknown } = link;
  const notStored = ["a", "b"].map((id) => ({ ...unknown, id, endsAt: new Date(300 * 60_000).toISOString() }));
  const [group] = groupLinks(notStored, new Date(60_000));
  assert.equal(group?.[1].length, 2, "settings that were not stored can differ");
});

test("the limit drops the oldest entries, and a limit of 0 drops all of them", async () => {
  const [a, b, c] = [await shared("GetObject", {}), await shared("GetObject", {}), await shared("GetObject", {})];
  assert.deepEqual(rememberLinks([a], [b, c], 2), [c, b]);
  assert.deepEqual(rememberLinks([a], [b], 0), []);
});

test("what other extensions sign is one group of its own, and never pushes out what the user shared", async () => {
  const own = [await shared("GetObject", {}), await shared("GetObject", {})];
  const api = own.flatMap((link) =>
    ["a", "b"].map((id) => ({ ...link, id: id + link.id, command: "s3Presign.api.presignUrl" })),
  );
  const kept = rememberLinks(own, api, 2);
  assert.deepEqual(
    kept.map(({ id }) => id),
    [api[3], api[2], ...own].map((link) => link?.id),
  );
  const groups = groupLinks(kept, new Date());
  assert.deepEqual(
    groups.map(([group, rows]) => [group, rows.flat().length]),
    [
      ["active", 2],
      ["byApi", 2],
    ],
  );
  assert.deepEqual(rememberLinks(own, api, 0), []);
});

test("any stored data is read without an error, and valid entries are restored", async () => {
  const link = await shared("PutObject", { Metadata: { a: "b" } });
  assert.deepEqual(parseLedger(JSON.parse(JSON.stringify(storedLedger([link])))), [link]);
  assert.deepEqual(parseLedger([link, { ...link, id: "" }, { ...link, id: 7 }, null, "x"]), [link]);
  assert.deepEqual(
    parseLedger({
      version: 99,
      links: [
        { ...link, endsAt: "soon" },
        { ...link, later: 1 },
      ],
    }),
    [link],
  );
  const mangled = fc.record(
    Object.fromEntries(
      Object.entries(link).map(([name, value]) => [name, fc.oneof(fc.constant(value), fc.anything())]),
    ),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.record({ links: fc.array(mangled) }), fc.array(mangled)), (stored) => {
      for (const read of parseLedger(stored)) {
        assert.ok(!Number.isNaN(Date.parse(read.endsAt)));
        assert.equal(typeof read.connection, "string");
        groupLinks([read], new Date());
      }
    }),
  );
});

test("objects are shared until the last link expires, by a page or a link to their folder too, and a folder by its contents", async () => {
  const now = new Date();
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const link = await shared("GetObject", {});
  const folder = { ...link, prefix: "a/", cloudFront: { bucket: "b-1" } } as SharedLink;
  delete folder.key;
  const links = [
    { ...link, endsAt: inSeconds(60) },
    { ...link, endsAt: inSeconds(600) },
    { ...link, endsAt: inSeconds(-1) },
    { ...link, key: "a/gone.txt", endsAt: inSeconds(-1) },
    { ...link, key: "other.txt", connection: "profile:q", endsAt: inSeconds(5) },
    { ...folder, endsAt: inSeconds(90) },
    { ...folder, kind: "export", prefix: "exported/", endsAt: inSeconds(9000) } as SharedLink,
    { ...link, kind: "post", key: "form/", endsAt: inSeconds(9000) } as SharedLink,
  ];
  const at = { connection: "profile:p", bucket: "b-1" };
  const pages = [
    { ...at, endsAt: inSeconds(700), prefix: "", chosen: [{ key: "paged.txt" }, { prefix: "paged/" }] },
    { ...at, endsAt: inSeconds(800), prefix: "many/" },
    { ...at, endsAt: inSeconds(-1), chosen: [{ prefix: "" }] },
  ];
  const until = new SharedUntil(links, pages, now);
  const of = (place: { key: string } | { prefix: string }, connection = "profile:p") => {
    const shared = until.of({ ...at, connection, ...place });
    return shared && [Math.round((shared.end - now.getTime()) / 1000), shared.as];
  };
  for (const [key, ...expected] of [
    ["a/k.txt", 600, "itself"],
    ["a/gone.txt", 90, "inside"],
    ["a/b/c", 90, "inside"],
    ["paged.txt", 700, "itself"],
    ["paged/b/c", 700, "inside"],
  ] as const)
    assert.deepEqual(of({ key }), expected, key);
  for (const key of ["other.txt", "exported/x", "many/x", "form/", "gone.txt"])
    assert.equal(of({ key }), undefined, key);
  for (const [prefix, ...expected] of [
    ["a/", 90, "contents"],
    ["exported/", 9000, "contents"],
    ["paged/", 700, "contents"],
    ["paged/b/", 700, "inside"],
    ["many/", 800, "contents"],
  ] as const)
    assert.deepEqual(of({ prefix }), expected, prefix);
  for (const prefix of ["", "many/b/", "exported/b/", "form/"]) assert.equal(of({ prefix }), undefined, prefix);
  assert.equal(of({ key: "a/k.txt" }, "profile:q"), undefined);
  assert.deepEqual(of({ key: "other.txt" }, "profile:q"), [5, "itself"]);
  assert.equal(until.next, now.getTime() + 5000);
  assert.equal(new SharedUntil([], [], now).next, undefined);
  const whole = new SharedUntil([], [{ ...at, endsAt: inSeconds(9), chosen: [{ prefix: "" }] }], now);
  assert.equal(whole.of(at)?.as, "contents");
  assert.equal(whole.of({ ...at, key: "any" })?.as, "inside");
});
